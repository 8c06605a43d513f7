"""Redirects and cookies that lead nowhere, in circles, or into a refusal of our own making."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import web

from audit.demo.table import Answer, Handler
from checks.observations import Attempt
from spiders.cookies import MAX_BYTES
from spiders.redirects import MAX_HOPS
from spiders.session import ROBOTS_REDIRECTS
from tests.spiders.crawling import crawl
from tests.spiders.test_hostile_bodies import HOME, site_with
from tests.web import behaviours as b
from tests.web.internet import Internet


def ever_on() -> Handler:
    """Redirects from each number to the next, for ever."""

    async def handle(request: web.BaseRequest) -> Answer:
        number = int(request.raw_path.partition("?")[2] or 0)
        return b.redirect(f"/on.html?{number + 1}")

    return handle


def counter_cookie() -> Handler:
    """Sends back to itself with another cookie each time."""
    seen = 0

    async def handle(request: web.BaseRequest) -> Answer:
        nonlocal seen
        seen += 1
        headers = {"Location": request.raw_path, "Set-Cookie": f"n{seen}=1"}
        return Answer(status=302, headers=headers)

    return handle


def first(
    internet: Internet, folder: Path, answer: Answer | Handler, **pages: Answer | Handler
) -> Attempt:
    others = {f"/{name}.html": page for name, page in pages.items()}
    evidence = site_with(internet, folder, {"/on.html": answer, **others})
    attempt = evidence.attempt(HOME + "on.html")
    assert attempt is not None
    return attempt


def test_a_chain_without_end_is_left_after_ten_hops(internet: Internet, tmp_path: Path) -> None:
    attempt = first(internet, tmp_path, ever_on())
    assert (attempt.status, attempt.location) == (302, HOME + "on.html?1")
    asked = [t for t in internet.asked("www.a.gov.cn") if t.startswith("/on.html")]
    assert len(asked) == MAX_HOPS + 1


@pytest.mark.parametrize("hops", [2, MAX_HOPS])
def test_a_long_chain_is_followed_to_its_page(
    internet: Internet, tmp_path: Path, hops: int
) -> None:
    pages = {f"p{n}": b.redirect(f"/p{n + 1}.html") for n in range(1, hops)}
    end = {f"p{hops}": b.html("<title>终点</title>")}
    links = {"/on.html": b.redirect("/p1.html")}
    internet.site("www.a.gov.cn", {f"/{k}.html": v for k, v in {**pages, **end}.items()})
    known = dict(internet.hosts["www.a.gov.cn"].pages)
    home = internet.site(
        "www.a.gov.cn", {**known, **links, "/": b.html('<a href="/on.html">x</a>')}
    )
    page = crawl(internet, tmp_path / "r", home).evidence.page(home + "on.html")
    assert page is not None and page.facts.title == "终点"


@pytest.mark.parametrize("ring", [1, 2, 3])
def test_a_ring_is_walked_once(internet: Internet, tmp_path: Path, ring: int) -> None:
    names = ["on", "p1", "p2"][:ring]
    onward = {a: b.redirect(f"/{z}.html") for a, z in zip(names, [*names[1:], "on"], strict=True)}
    attempt = first(internet, tmp_path, onward.pop("on"), **onward)
    assert attempt.status == 302
    asked = internet.asked("www.a.gov.cn")
    assert [asked.count(f"/{name}.html") for name in names] == [1] * ring


def test_a_redirect_to_itself_with_a_cookie_opens(internet: Internet, tmp_path: Path) -> None:
    inner = b.cookie_redirect(b.html("<title>里面</title>"))
    evidence = site_with(internet, tmp_path, {"/on.html": inner})
    page = evidence.page(HOME + "on.html")
    assert page is not None and page.facts.title == "里面"


def test_a_redirect_to_itself_with_ever_new_cookies_ends(
    internet: Internet, tmp_path: Path
) -> None:
    attempt = first(internet, tmp_path, counter_cookie())
    assert attempt.status == 302
    assert internet.asked("www.a.gov.cn").count("/on.html") <= MAX_HOPS + 1


@pytest.mark.parametrize(
    "location",
    ["", " ", "http://", "http:///", "https://[", "http://a b/", "//", "?", "#", "\\\\", "http://%00/",
     "http://www.a.gov.cn:99999/", "http://" + "x" * 9000, "/" + "y" * 9000],
)  # fmt: skip
def test_a_location_that_is_none_ends_the_chain(
    internet: Internet, tmp_path: Path, location: str
) -> None:
    attempt = first(internet, tmp_path, b.redirect(location))
    assert (attempt.status, attempt.failure) == (302, "")


def test_a_redirect_without_location_is_an_answer(internet: Internet, tmp_path: Path) -> None:
    attempt = first(internet, tmp_path, b.status(302, "<title>移到别处</title>"))
    assert (attempt.status, attempt.location) == (302, "")


def bombed(internet: Internet, folder: Path) -> list[str]:
    """Cookie headers that a host got which floods us with cookies and refuses too many."""
    flood = "".join(f"Set-Cookie: c{n}={'x' * 4000}\r\n" for n in range(60)).encode()
    moved = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /in.html\r\n" + flood + b"\r\n"

    async def picky(request: web.BaseRequest) -> Answer:
        if request.headers.get("Cookie"):
            return b.status(400, "Request Header Or Cookie Too Large")
        return b.html("<title>里面</title>")

    evidence = site_with(internet, folder, {"/on.html": b.wire(moved)}, {"/in.html": picky})
    page = evidence.page(HOME + "on.html")
    assert page is not None and page.facts.title == "里面"
    return [r.headers.get("Cookie", "") for r in internet.requests if r.target == "/in.html"]


def test_a_cookie_bomb_makes_no_healthy_page_a_400(internet: Internet, tmp_path: Path) -> None:
    sent = bombed(internet, tmp_path)
    assert all(len(cookie) <= MAX_BYTES for cookie in sent)


def test_cookies_are_shown_to_no_other_host(internet: Internet, tmp_path: Path) -> None:
    away = Answer(
        status=302, headers={"Location": "http://www.b.gov.cn/", "Set-Cookie": "secret=1"}
    )
    internet.site("www.b.gov.cn", {"/": b.html("<p>x")})
    first(internet, tmp_path, away)
    got = [r for r in internet.requests if r.host == "www.b.gov.cn" and r.target == "/"]
    assert got
    assert not any("Cookie" in request.headers for request in got)


@pytest.mark.parametrize(
    ("body", "allowed"),
    [
        (b"User-agent: *\nDisallow: /x\n" + b"# filler\n" * 200_000, False),
        (b"# filler\n" * 60_000 + b"User-agent: *\nDisallow: /x\n", True),
        (b"User-agent: *\n" + b"#" * (512_000 - 24) + b"\nDisallow: /not-this-page\n", True),
        (bytes(range(256)) * 4000, True),
        (b"\xff\xfeU\0s\0e\0r\0", True),
        ("﻿User-agent: *\nDisallow: /x\n".encode(), False),
        (b"User-agent: *\rDisallow: /x\r", False),
        (b"User-agent: *\nDisallow: /" + b"a*" * 200_000 + b"\n", True),
        (b"User-agent: *\nDisallow: /" + b"*a" * 2000 + b"$\n", True),
        (b"User-agent: *\nDisallow: /x\n" * 18_000, False),
        (b"User-agent: *\nCrawl-delay: 1e308\nDisallow: /no\n", True),
        (b"User-agent: *\nCrawl-delay: -5\nDisallow: /no\n", True),
        (b"User-agent: *\nCrawl-delay: nan\nDisallow: /no\n", True),
    ],
)
def test_robots_txt_of_any_shape_is_read_within_bounds(
    internet: Internet, tmp_path: Path, body: bytes, allowed: bool
) -> None:
    internet.site("www.a.gov.cn", {})
    evidence = site_with(
        internet, tmp_path,
        {"/xy.html": b.html("<p>x"), "/robots.txt": b.raw(body, "text/plain")},
    )  # fmt: skip
    attempt = evidence.attempt(HOME + "xy.html")
    assert (attempt is not None) is allowed


@pytest.mark.parametrize(
    "answer", [b.never_ends(b"# x\n" * 4000), b.redirect("/robots.txt"), ever_on()]
)
def test_robots_txt_without_end_is_no_obstacle(
    internet: Internet, tmp_path: Path, answer: Answer | Handler
) -> None:
    evidence = site_with(internet, tmp_path, {"/robots.txt": answer, "/xy.html": b.html("<p>x")})
    assert evidence.attempt(HOME + "xy.html") is not None
    assert internet.asked("www.a.gov.cn").count("/robots.txt") <= 3 * (ROBOTS_REDIRECTS + 1)
