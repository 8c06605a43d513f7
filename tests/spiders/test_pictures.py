"""Evidence pictures: taken with real Chromium, marked, stamped, kept with their hash."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from pathlib import Path

from checks.evidence import PICTURE, SiteEvidence
from checks.observations import Shot
from spiders.browser.pictures import THUMB, Picture, Sights
from spiders.bundle.archive import read_record
from spiders.bundle.reader import Bundle
from spiders.bundle.seal import ARCHIVE
from tests.browsers import need_browser
from tests.spiders.crawling import crawl, nothing
from tests.web import behaviours as b
from tests.web.internet import Internet

HOST = "www.a.gov.cn"
HOME = f"http://{HOST}/"
PAGE = """<title>例市</title><body style="background:#fff;margin:0"><h1>例市人民政府</h1>
<div style="height:3000px"></div><p><a href="/dead.html">失效的链接</a></p>"""


def pictured(net: Internet, folder: Path, wanted: Sequence[Picture]) -> Bundle:
    need_browser()
    net.site(HOST, {"/": b.html(PAGE), "/own.html": b.html("<title>x</title><p>内容")})
    sights = Sights(pictures=tuple(wanted))
    return crawl(net, folder, HOME, nothing, sights=lambda _: sights, browser="auto", searches=0)


def size_of(jpeg: bytes) -> tuple[int, int]:
    """Width and height from a JPEG's frame header."""
    file = io.BytesIO(jpeg)
    assert file.read(2) == b"\xff\xd8"
    while True:
        marker = file.read(2)
        length = int.from_bytes(file.read(2), "big")
        if marker[1] in (0xC0, 0xC2):
            file.read(1)
            height, width = (int.from_bytes(file.read(2), "big") for _ in range(2))
            return width, height
        file.seek(length - 2, 1)


def body(bundle: Bundle, shot: Shot, *, full: bool) -> bytes:
    attempt = shot.full if full else shot.thumb
    taken = read_record(bundle.folder / ARCHIVE, attempt.record)[0]
    assert hashlib.sha256(taken).hexdigest() == attempt.sha256
    return taken


def test_a_page_is_pictured_under_its_stamp(internet: Internet, tmp_path: Path) -> None:
    wanted = [Picture("home", HOME), Picture("home", HOME, device="mobile")]
    bundle = pictured(internet, tmp_path / "r", wanted)
    shots = {shot.device: shot for shot in bundle.evidence.pictures("home")}
    assert set(shots) == {"desktop", "mobile"}
    width, height = size_of(body(bundle, shots["desktop"], full=True))
    assert width >= 1366
    assert height > 3000 + 40  # the page, and the stamp above it
    assert size_of(body(bundle, shots["desktop"], full=False)) == THUMB
    assert size_of(body(bundle, shots["mobile"], full=True))[0] < 1366


def test_a_dead_link_is_marked_where_it_stands_and_shown_as_the_browser_shows_it(
    internet: Internet, tmp_path: Path
) -> None:
    dead = HOME + "dead.html"
    wanted = [
        Picture("f1", HOME, mark=dead), Picture("f1", dead),
        Picture("gone", "http://www.gone.gov.cn/"),
        Picture("unmarked", HOME, mark=HOME + "not-there.html"),
    ]  # fmt: skip
    bundle = pictured(internet, tmp_path / "r", wanted)
    evidence: SiteEvidence = bundle.evidence
    assert [shot.url for shot in evidence.pictures("f1")] == [HOME, dead]
    assert len(evidence.pictures("gone")) == 1  # the browser's own error page
    assert evidence.pictures("unmarked") == ()  # what is not there is not pictured
    marked = body(bundle, evidence.pictures("f1")[0], full=False)
    plain = body(bundle, evidence.pictures("gone")[0], full=False)
    assert marked != plain


def test_pictures_are_no_pages_of_the_site(internet: Internet, tmp_path: Path) -> None:
    bundle = pictured(internet, tmp_path / "r", [Picture("home", HOME)])
    evidence = bundle.evidence
    assert all(not page.url.startswith(PICTURE) for page in evidence.pages)
    assert all(not a.target.url.startswith(PICTURE) for a in evidence.attachments)
    assert evidence.coverage.complete
