"""Being exhausted: bodies and heads that are too big, never end, or unpack to more."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest
from aiohttp import web

from audit.demo.table import Answer, Handler
from checks.evidence import SiteEvidence
from checks.observations import Attempt
from spiders.exchange import Exchange
from spiders.fetcher import FIRST_BYTES
from tests.spiders.crawling import crawl
from tests.spiders.test_session import get, in_session
from tests.spiders.weighed import weigh
from tests.web import behaviours as b
from tests.web.hostile import BROTLI_BOMB, OK, Listener, bomb, keeps_saying, says
from tests.web.internet import Internet

HOME = "http://www.a.gov.cn/"
PAGE_BYTES = 20_000_000
MOST_MEMORY = 400_000_000
"""Peak of a whole process that fetches and reads one page (safety §1.2)."""
HEAD = OK + b"Connection: close\r\n"
LINK = '<a href="/below.html">below</a>'


def coded(how: str, body: bytes) -> bytes:
    return HEAD + b"Content-Encoding: " + how.encode() + b"\r\n\r\n" + body


BOMBS = {
    "gzip": ("gzip", bomb(300_000_000)),
    "deflate": ("deflate", bomb(300_000_000, wbits=15)),
    "raw-deflate": ("deflate", bomb(300_000_000, wbits=-15)),
    "brotli": ("br", BROTLI_BOMB),
    "nested": ("gzip, gzip", bomb(300_000_000, 2)),
    "nested-three": ("gzip, gzip, gzip", bomb(300_000_000, 3)),
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_left_at_the_limit(name: str) -> None:
    with Listener(says(coded(*BOMBS[name]))) as server:
        seen = weigh(HOME, server.port)
        assert server.hits == 1
    assert (seen["status"], seen["failure"], seen["truncated"]) == (200, "", True)
    assert (seen["size"], seen["cut"]) == (PAGE_BYTES, False)
    assert seen["peak"] < MOST_MEMORY


def test_endless_body_is_left_at_the_limit() -> None:
    with Listener(keeps_saying(b"<p>more</p>\n" * 4000, HEAD + b"\r\n")) as server:
        seen = weigh(HOME, server.port)
    assert (seen["status"], seen["truncated"], seen["size"]) == (200, True, PAGE_BYTES)
    assert seen["peak"] < MOST_MEMORY


def test_fifty_megabytes_of_html_are_read_to_the_limit() -> None:
    body = ("<p>文字</p>" * 3_600_000).encode()
    with Listener(says(HEAD + b"Content-Length: %d\r\n\r\n" % len(body), body)) as server:
        seen = weigh(HOME, server.port)
    assert (seen["status"], seen["truncated"], seen["size"]) == (200, True, PAGE_BYTES)
    assert seen["cut"]
    assert seen["peak"] < MOST_MEMORY


def test_a_million_links_are_cut_at_twenty_thousand_and_it_is_said() -> None:
    body = "".join(f"<a href=/{number}>x</a>" for number in range(1_000_000)).encode()
    with Listener(says(HEAD + b"\r\n", body)) as server:
        seen = weigh(HOME, server.port)
    assert (seen["links"], seen["cut"]) == (20_000, True)
    assert seen["peak"] < MOST_MEMORY


@pytest.mark.parametrize("tag", ["div", "span", "table", "font", "b", "svg", "ul"])
def test_a_link_below_100000_nested_tags_is_found(tag: str) -> None:
    with Listener(
        says(HEAD + b"\r\n", ("<!DOCTYPE html>" + f"<{tag}>" * 100_000 + LINK).encode())
    ) as server:
        seen = weigh(HOME, server.port)
    assert (seen["status"], seen["below"]) == (200, True)
    assert seen["peak"] < MOST_MEMORY


def test_endless_headers_are_refused_with_little_memory() -> None:
    endless = keeps_saying(b"X-Filler: " + b"x" * 4000 + b"\r\n", OK)
    with Listener(endless) as server:
        seen = weigh(HOME, server.port)
    assert (seen["status"], seen["failure"]) == (0, "too-large")
    assert seen["peak"] < MOST_MEMORY / 2


def crawled(
    internet: Internet, folder: Path, answer: Answer | Handler, path: str = "/x.html"
) -> Attempt:
    """What is recorded of one page while the rest of its site is read."""
    evidence = site_with(internet, folder, {path: answer})
    attempt = evidence.attempt(HOME + path[1:])
    assert attempt is not None
    return attempt


def site_with(
    internet: Internet,
    folder: Path,
    pages: Mapping[str, Answer | Handler],
    hidden: Mapping[str, Answer | Handler] | None = None,
) -> SiteEvidence:
    """Crawl a site whose home page links to these pages and to a healthy one, which is read."""
    links = "".join(f'<a href="{path}">x</a>' for path in pages)
    healthy = '<a href="/healthy.html">h</a>'
    home = internet.site(
        "www.a.gov.cn",
        {
            "/": b.html(links + healthy),
            "/healthy.html": b.html("<title>健康</title>"),
            **pages,
            **(hidden or {}),
        },
    )
    evidence = crawl(internet, folder / "r", home).evidence
    page = evidence.page(HOME + "healthy.html")
    assert page is not None and page.facts.title == "健康"
    return evidence


HEADS = {
    "one-line": OK + b"X-Long: " + b"x" * 20_000_000 + b"\r\n\r\n<p>",
    "one-line-of-150-kb": OK + b"X-Long: " + b"x" * 150_000 + b"\r\n\r\n<p>",
    "many-lines": OK + b"X: 1\r\n" * 60_000 + b"\r\n<p>",
    "interim": b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 20_000 + OK + b"\r\n<p>",
}


@pytest.mark.parametrize("name", HEADS)
def test_header_bombs_are_refused_and_the_crawl_goes_on(
    internet: Internet, tmp_path: Path, name: str
) -> None:
    attempt = crawled(internet, tmp_path, b.wire(HEADS[name]))
    assert (attempt.status, attempt.failure, attempt.size) == (0, "too-large", 0)


def test_bombs_on_a_site_do_not_stop_its_crawl(internet: Internet, tmp_path: Path) -> None:
    pages: dict[str, Answer | Handler] = {
        f"/{name}.html": b.wire(coded(how, body)) for name, (how, body) in BOMBS.items()
    }
    evidence = site_with(internet, tmp_path, pages)
    for path in pages:
        attempt = evidence.attempt(HOME + path[1:])
        assert attempt is not None
        assert (attempt.status, attempt.size, attempt.truncated) == (200, PAGE_BYTES, True)


def test_the_encodings_offered_are_those_that_are_bounded_here(internet: Internet) -> None:
    internet.site("www.a.gov.cn", {"/": b.html("x")})
    get(internet, HOME)
    offered = set(internet.requests[-1].headers["Accept-Encoding"].split(", "))
    assert offered == {"deflate", "gzip", "br"}  # not zstd: this libcurl is built without


PLAIN = "<title>正文</title>" + "文字" * 500
TITLE = PLAIN.encode()
# Without the time of day: it would stand in the names of the tests, and differ between workers.
packed = partial(gzip.compress, mtime=0)


def _gz(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)  # the same name for the test at every collection


@pytest.mark.parametrize(
    ("how", "body", "truncated"),
    [
        ("gzip", _gz(TITLE), False),
        ("x-gzip", _gz(TITLE), False),
        ("gzip, gzip", _gz(_gz(TITLE)), False),
        ("gzip", _gz(TITLE) + _gz(b"more"), True),
        ("gzip", _gz(TITLE) + b"\0" * 100, True),
        ("gzip", _gz(TITLE)[:-4], False),
        ("identity", TITLE, False),
        ("none", TITLE, False),
        ("", TITLE, False),
    ],
)
def test_compressed_pages_are_read_as_browsers_read_them(
    internet: Internet, tmp_path: Path, how: str, body: bytes, truncated: bool
) -> None:
    evidence = site_with(internet, tmp_path, {"/x.html": b.wire(coded(how, body))})
    page, attempt = evidence.page(HOME + "x.html"), evidence.attempt(HOME + "x.html")
    assert page is not None and page.facts.title == "正文"
    assert attempt is not None
    assert (attempt.failure, attempt.size, attempt.truncated) == ("", len(TITLE), truncated)


def test_gzip_label_on_plain_text_is_blank_in_browsers_and_a_failure(
    internet: Internet, tmp_path: Path
) -> None:
    attempt = crawled(internet, tmp_path, b.bad_gzip(PLAIN))
    assert (attempt.failure, attempt.size) == ("protocol", 0)


def test_attachments_of_the_site_are_read_to_their_own_limit(internet: Internet) -> None:
    file = b"%PDF-1.4" + b"x" * 5_000_000
    pages: dict[str, Answer | Handler] = {
        "/whole.pdf": b.raw(file, "application/pdf"),
        "/page.pdf": b.raw(b"<html><p>" + b"x" * 5_000_000, "text/html"),
        "/endless.pdf": b.wire(
            HEAD.replace(b"text/html", b"application/pdf") + b"\r\n", *[file] * 6
        ),
        "/announced.pdf": b.wire(
            HEAD.replace(b"text/html", b"application/pdf") + b"Content-Length: 90000000\r\n\r\n",
            *[file] * 18,
        ),
    }
    internet.site("www.a.gov.cn", pages)

    def size(path: str, *, document: bool) -> tuple[int, bool]:
        url = f"{HOME}{path}.pdf"
        answer = in_session(internet, lambda s: s.get(url, resource=True, document=document))
        assert (answer.status, answer.failure) == (200, "")
        return len(answer.body), answer.truncated

    assert size("whole", document=True) == (len(file), False)
    assert size("page", document=True) == (5_000_009, False)
    assert size("endless", document=True) == (20_000_000, True)
    assert size("announced", document=True) == (FIRST_BYTES, True)
    assert size("whole", document=False) == (1_000_000, True)


def test_the_end_of_a_long_attachment_can_be_asked_for(internet: Internet) -> None:
    file = b"%PDF-1.4" + b"x" * 90_000 + b"%%EOF"

    async def ranged(request: web.BaseRequest) -> Answer:
        wanted = request.http_range
        part = file[wanted]
        return Answer(part, "application/pdf", 206)

    internet.site(
        "www.a.gov.cn", {"/knows.pdf": ranged, "/knows-not.pdf": b.raw(file, "application/pdf")}
    )

    def ending(url: str) -> Exchange:
        return in_session(internet, lambda s: s.get(url, resource=True, ending=True))

    knows, not_ = ending(HOME + "knows.pdf"), ending(HOME + "knows-not.pdf")
    assert (knows.status, knows.body) == (206, file[-FIRST_BYTES:])
    assert (not_.status, not_.body, not_.truncated) == (200, file[:FIRST_BYTES], True)
