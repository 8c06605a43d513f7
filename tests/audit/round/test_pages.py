"""The desk as a page: on loopback, to whoever has its address, harmless whatever a site sent."""

from __future__ import annotations

import asyncio
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from audit.decisions import desk
from audit.decisions.pages import Desk
from checks.finding import Severity
from spiders.browser.pictures import Picture, Sights
from spiders.bundle.pictures import pictures
from spiders.bundle.reader import Bundle
from tests.audit.round.test_decisions import Province, finding
from tests.browsers import need_browser
from tests.spiders.crawling import crawl
from tests.web import behaviours as b
from tests.web.internet import Internet

EVIL = "<title>x</title><script>alert(1)</script><img src=http://x.cn/a.png><p>正文</p>"


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")


@contextmanager
def served(page: Desk) -> Iterator[str]:
    """The address of the desk while it is served in a thread."""
    loop, stop, address = asyncio.new_event_loop(), asyncio.Event(), []
    ready = asyncio.Event()

    def told(text: str) -> None:
        address.append(text)
        ready.set()

    thread = Thread(target=loop.run_until_complete, args=[page.serve(told, stop)])
    thread.start()
    asyncio.run_coroutine_threadsafe(ready.wait(), loop).result(10)
    try:
        yield address[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()


def get(url: str, host: str = "") -> tuple[int, str, str]:
    """Status, policy and text of an answer."""
    request = urllib.request.Request(url, headers={"Host": host} if host else {})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            policy = answer.headers["Content-Security-Policy"]
            return (
                answer.status,
                f"{answer.headers['Content-Type']}; {policy}",
                answer.read().decode(),
            )
    except urllib.error.HTTPError as error:
        return error.code, "", ""


def collected(net: Internet, folder: Path) -> Bundle:
    net.site("www.x.gov.cn", {"/": b.html(EVIL)})
    return crawl(net, folder, "http://www.x.gov.cn/")


def test_findings_are_shown_with_their_evidence_and_nothing_runs(
    internet: Internet, tmp_path: Path
) -> None:
    province = Province(tmp_path)
    evil = finding(1, message="<script>1</script>", check_id="gone", subject_label="<b>")
    this = province.hold("2026Q4", {0: [evil], 1: [finding(2, Severity.MINOR)]})
    bundle = collected(internet, tmp_path / "2026Q4-0")
    (attempt, *_more) = bundle.evidence.targets["http://www.x.gov.cn/"].attempts
    found = desk.items(province.store, this)
    page = Desk("2026Q4", lambda: found, tmp_path, lambda _n: ["<i>"])
    with served(page) as address:
        status, about, text = get(address)
        assert status == 200
        assert "text/html" in about
        assert "default-src 'none'" in about
        assert "&lt;script&gt;1&lt;/script&gt;" in text
        assert "<script>" not in text
        assert "&lt;i&gt;" in text
        assert f"audit decide {found[0].id} --confirm" in text
        status, about, text = get(f"{address}page/2026Q4-0/{attempt.record}")
        assert (status, "sandbox" in about, "正文" in text) == (200, True, True)
        status, about, text = get(f"{address}text/2026Q4-0/{attempt.record}")
        assert (status, about.startswith("text/plain")) == (200, True)


@pytest.mark.parametrize(
    ("path", "host", "status"),
    [
        ("/", "", 404),
        ("/wrong-word/", "", 404),
        ("{word}", "evil.example.com:80", 403),
        ("{word}text/../0", "", 404),
        ("{word}text/..%2f..%2fetc/0", "", 404),
        ("{word}text/2026Q4-0/7", "", 404),
        ("{word}report/none", "", 404),
        ("{word}shot/2026Q4-0/..%2fevidence.db", "", 404),
    ],
)
def test_nobody_else_gets_in(tmp_path: Path, path: str, host: str, status: int) -> None:
    page = Desk("2026Q4", list, tmp_path, lambda _n: [])
    with served(page) as address:
        base = address.split("/")
        url = "/".join(base[:3]) + path.format(word=f"/{page.word}/")
        assert get(url, host)[0] == status


def test_pictures_of_a_finding_are_shown_with_it(internet: Internet, tmp_path: Path) -> None:
    need_browser()
    province = Province(tmp_path)
    this = province.hold("2026Q4", {0: [finding(1)]})
    internet.site("www.x.gov.cn", {"/": b.html("<title>例市</title><p>例市人民政府")})
    wanted = [Picture(f"{1:016x}", "http://www.x.gov.cn/"), Picture("home", "http://www.x.gov.cn/")]
    crawl(internet, tmp_path / "2026Q4-0", "http://www.x.gov.cn/",
          sights=lambda _: Sights(pictures=tuple(wanted)), browser="auto", searches=0)  # fmt: skip
    ((key, (held,)), (home, _)) = pictures(tmp_path / "2026Q4-0" / "bundle").items()
    assert (key, home, held.url) == (f"{1:016x}", "home", "http://www.x.gov.cn/")
    assert pictures(tmp_path / "none") == {}
    found = desk.items(province.store, this)
    page = Desk("2026Q4", lambda: found, tmp_path, lambda _n: [])
    with served(page) as address:
        _, _, text = get(address)
        shown = re.findall(r"/(shot/2026Q4-0/\d+)", text)
        assert shown == [f"shot/2026Q4-0/{held.full}", f"shot/2026Q4-0/{held.thumb}"]
        for path in shown:
            with urllib.request.urlopen(address + path, timeout=10) as answer:
                assert answer.headers["Content-Type"] == "image/jpeg"
                assert answer.read().startswith(b"\xff\xd8\xff")
        # An archived page is no picture, whoever asks for it as one.
        assert get(f"{address}shot/2026Q4-0/0")[0] == 404
