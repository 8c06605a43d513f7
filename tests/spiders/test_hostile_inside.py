"""Never led inside (SSRF): whatever carries an inside address, nobody connects to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.evidence import SiteEvidence
from checks.facts.urls import resolve
from spiders.egress import Route
from spiders.options import ConnectTo
from spiders.session import Session
from tests.spiders.crawling import crawl
from tests.spiders.test_session import in_session
from tests.web import behaviours as b
from tests.web.hostile import Canary, inside
from tests.web.internet import Internet

HOME = "http://www.a.gov.cn/"
UNREACHED = ("blocked-target", "no-such-host", "dns-no-data")
CARRIERS = {
    "a": '<a href="{}">x</a>',
    "area": '<map><area href="{}"></map>',
    "img": '<img src="{}">',
    "srcset": '<img srcset="{} 2x">',
    "lazy": '<img data-src="{}">',
    "iframe": '<iframe src="{}"></iframe>',
    "frame": '<frameset><frame src="{}"></frameset>',
    "script": '<script src="{}"></script>',
    "style": '<link rel=stylesheet href="{}">',
    "icon": '<link rel="shortcut icon" href="{}">',
    "object": '<object data="{}"></object>',
    "embed": '<embed src="{}">',
    "video": '<video src="{}"></video>',
    "source": '<video><source src="{}"></video>',
    "form": '<form action="{}"><input name=q><input type=submit value=搜索></form>',
    "onclick": "<a href='#' onclick=\"window.open('{}')\">x</a>",
    "script-jump": "<script>location.href='{}'</script>",
    "refresh": '<meta http-equiv="refresh" content="0; url={}">',
    "base": '<base href="{}"><a href="x.html">x</a>',
}


def inward_names(internet: Internet) -> None:
    internet.name("inward.gov.cn", a=("127.0.0.1",))
    internet.name("inward6.gov.cn", aaaa=("::1",))
    internet.name("mapped.gov.cn", aaaa=("::ffff:127.0.0.1",))
    internet.name("alias.gov.cn", alias="inward.gov.cn")
    internet.name("localhost", a=("127.0.0.1",))
    internet.name("x.localhost", a=("127.0.0.1",))


def unreached(evidence: SiteEvidence, port: int) -> int:
    """How many targets on the canary's port were tried, each refused for the right reason."""
    tried = 0
    for url, target in evidence.targets.items():
        if f":{port}/" in url:
            for attempt in target.attempts:
                assert attempt.failure in UNREACHED, (url, attempt)
                assert (attempt.status, attempt.address, attempt.record) == (0, "", -1)
                tried += 1
    return tried


def healthy(evidence: SiteEvidence) -> None:
    page = evidence.page(HOME + "healthy.html")
    assert page is not None and page.facts.title == "健康"


def site(internet: Internet, pages: dict[str, str]) -> str:
    """A site whose home page links to all these and to a healthy page behind them."""
    inward_names(internet)
    links = "".join(f'<a href="{path}">{path}</a>' for path in pages)
    return internet.site(
        "www.a.gov.cn",
        {
            "/": b.html(links + '<a href="/healthy.html">h</a>'),
            "/healthy.html": b.html("<title>健康</title><p>ok"),
            **{path: b.html(text) for path, text in pages.items()},
        },
    )


@pytest.mark.parametrize("carrier", CARRIERS)
def test_no_element_leads_inside(internet: Internet, tmp_path: Path, carrier: str) -> None:
    with Canary() as canary:
        pages = {
            f"/{name}.html": CARRIERS[carrier].format(url)
            for name, url in inside(canary.port).items()
        }
        bundle = crawl(internet, tmp_path / "r", site(internet, pages))
        assert canary.hits == 0
        tried = unreached(bundle.evidence, canary.port)
        # A form's target is no link, and below a base all names of one address are one.
        assert tried >= (0 if carrier == "form" else 30)
    healthy(bundle.evidence)


def test_no_redirect_leads_inside(internet: Internet, tmp_path: Path) -> None:
    with Canary() as canary:
        home = site(internet, {f"/{name}": "" for name in inside(canary.port)})
        pages = dict(internet.hosts["www.a.gov.cn"].pages)
        for name, url in inside(canary.port).items():
            pages[f"/{name}"] = b.redirect(url.encode("ascii", "ignore").decode())
        internet.site("www.a.gov.cn", pages)
        bundle = crawl(internet, tmp_path / "r", home)
        assert canary.hits == 0
        assert unreached(bundle.evidence, canary.port) >= 30
    healthy(bundle.evidence)


def test_the_canary_can_be_reached(internet: Internet, tmp_path: Path) -> None:
    """The same crawl with an exception for loopback: the tests above can fail."""
    with Canary() as canary:
        home = site(
            internet,
            {"/x.html": "".join(f'<a href="{url}">x</a>' for url in inside(canary.port).values())},
        )
        nets = ("127.0.0.0/8", "::1/128")
        crawl(internet, tmp_path / "r", home, allow_net=nets, timeout=2.0, connect_timeout=1.0)
        assert canary.hits >= 20


@pytest.mark.parametrize("name", inside(1))
def test_robots_txt_that_redirects_inside(internet: Internet, name: str) -> None:
    inward_names(internet)
    with Canary() as canary:
        url = inside(canary.port)[name].encode("ascii", "ignore").decode()
        internet.site("www.a.gov.cn", {"/robots.txt": b.redirect(url), "/": b.html("<p>x")})

        async def ask(session: Session) -> int:
            await session.allowed(HOME)
            return (await session.get(HOME)).status

        assert in_session(internet, ask) == 200
        assert canary.hits == 0


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "file://localhost/etc/passwd",
        "ftp://127.0.0.1/",
        "data:text/html,<p>x",
        "javascript:alert(1)",
        "JaVa\tScript:alert(1)",
        "gopher://127.0.0.1/",
        "ws://127.0.0.1/",
        "smb://127.0.0.1/",
        "\\\\127.0.0.1\\share",
        "about:blank",
        "blob:x",
        "dict://127.0.0.1/",
        "ldap://127.0.0.1/",
        "view-source:http://127.0.0.1/",
        "jar:http://x!/",
        "mailto:x@a.gov.cn",
        "tel:1",
        "intent://x",
        "filesystem:http://a/x",
    ],
)
def test_no_other_scheme_is_ever_followed(internet: Internet, tmp_path: Path, url: str) -> None:
    """From a link, a redirect or a refresh: it stays where it stands and the crawl goes on."""
    home = site(
        internet,
        {"/link.html": f'<a href="{url}">x</a>', "/fresh.html": CARRIERS["refresh"].format(url)},
    )
    pages = {**internet.hosts["www.a.gov.cn"].pages, "/moved": b.redirect(url)}
    pages["/"] = b.html(
        '<a href="/moved">m</a><a href="/link.html">l</a><a href="/fresh.html">r</a>'
        '<a href="/healthy.html">h</a>'
    )
    internet.site("www.a.gov.cn", pages)
    evidence = crawl(internet, tmp_path / "r", home).evidence
    moved = evidence.attempt(home + "moved")
    assert moved is not None and moved.status == 302
    for target in evidence.targets.values():
        assert target.url.startswith(("http://", "https://"))
        assert all(a.failure in ("", "blocked-target") for a in target.attempts)
    assert b"root:" not in (tmp_path / "r" / "bundle" / "archive.warc.gz").read_bytes()
    healthy(evidence)


def test_credentials_are_never_sent(internet: Internet, tmp_path: Path) -> None:
    home = site(internet, {"/x.html": '<a href="http://user:secret@www.a.gov.cn/behind">x</a>'})
    crawl(internet, tmp_path / "r", home)
    assert "/behind" in internet.asked("www.a.gov.cn")
    assert all("Authorization" not in request.headers for request in internet.requests)
    assert "secret" not in str(internet.requests)


def test_the_socket_goes_to_the_checked_address_or_not_at_all(internet: Internet) -> None:
    """Even if libcurl came to another address than the guard's, nothing is opened to it."""
    with Canary() as canary:

        async def mislead(session: Session) -> str:
            answer = await session.network.fetcher.fetch(
                f"http://127.0.0.1:{canary.port}/",
                Route(("192.88.99.1",), canary.port),
                host="www.a.gov.cn",
                port=canary.port,
            )
            return answer.failure

        assert in_session(internet, mislead) != ""
        assert canary.hits == 0


def test_a_mapping_opens_its_own_host_and_port_only(internet: Internet) -> None:
    with Canary() as canary:
        mapping = (ConnectTo("www.a.gov.cn", 80, "127.0.0.1", canary.port),)

        async def ask(session: Session) -> list[str]:
            urls = (HOME, f"http://127.0.0.1:{canary.port}/", f"http://www.a.gov.cn:{canary.port}/")
            return [(await session.get(url)).failure for url in urls]

        internet.name("www.a.gov.cn", a=("127.0.0.1",))
        seen = in_session(internet, ask, connect_to=mapping)
        assert seen == ["", "blocked-target", "blocked-target"]
        assert canary.hits == 1


def test_every_spelling_means_the_address_that_a_browser_would_ask() -> None:
    told = {name: resolve(HOME, url) for name, url in inside(8000).items()}
    loopback = (
        "dotted short decimal hex hex-dotted octal octal-whole mixed full-width circled "
        "ideographic-dot percent trailing-dot user user-password backslash no-scheme"
    )
    for name in loopback.split():
        assert told[name] == f"http://127.0.0.1:8000/{name}"
