"""A second run of a site asks for pages only if they have changed."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from audit.collecting import Draft, Job, collect
from audit.demo.table import Answer, Handler
from audit.interrupt import Interrupt
from checks.finding import Need
from spiders.bundle.reader import Bundle, open_bundle
from tests.clock import FastClock
from tests.spiders.crawling import crawl, nothing
from tests.spiders.test_portal import page
from tests.spiders.test_session import options
from tests.web import behaviours as b
from tests.web.internet import Internet


def tagged(text: str, tag: str) -> Handler:
    """A page with an ETag; 304 to who has it."""

    async def handle(request: web.BaseRequest) -> Answer:
        if request.headers.get("If-None-Match") == tag:
            return Answer(status=304, headers={"ETag": tag})
        return Answer(text.encode(), "text/html; charset=utf-8", headers={"ETag": tag})

    return handle


def again(net: Internet, folder: Path, site: str, former: Bundle, draft: Draft = nothing) -> Bundle:
    job = Job(
        site=site, folder=folder, run_id="run-2", as_of=datetime(2026, 11, 22, tzinfo=UTC),
        options=options(net, timeout=120.0), recorded={}, tool_version="test",
        former=(former.folder, "run-1"),
    )  # fmt: skip

    async def run() -> Path:
        return await collect(job, draft, lambda *_: None, Interrupt(), clock=FastClock())

    return open_bundle(asyncio.run(run()))


def test_what_has_not_changed_is_not_sent_again(internet: Internet, tmp_path: Path) -> None:
    pages: dict[str, Answer | Handler] = {
        "/": b.html(page("/same.html", "/new.html")),
        "/same.html": tagged(page(title="旧"), '"1"'),
        "/new.html": tagged(page(title="前"), '"1"'),
    }
    home = internet.site("www.a.gov.cn", pages)
    first = crawl(internet, tmp_path / "1", home)
    pages["/new.html"] = tagged(page(title="后"), '"2"')
    internet.site("www.a.gov.cn", pages)
    second = again(internet, tmp_path / "2", home, first)
    titles = {p.url.rpartition("/")[2]: p.facts.title for p in second.evidence.pages}
    assert (titles["same.html"], titles["new.html"]) == ("旧", "后")
    asked = [r.headers.get("If-None-Match") for r in internet.requests if r.target == "/same.html"]
    assert asked == [None, '"1"']
    reused = {a.url: a.reused for p in second.evidence.pages for a in (p.attempt,)}
    assert reused[home + "same.html"] == "run-1"
    assert reused[home + "new.html"] == ""


def test_a_second_look_never_asks_on_condition(internet: Internet, tmp_path: Path) -> None:
    home = internet.site("www.a.gov.cn", {"/": tagged(page(), '"1"')})
    first = crawl(internet, tmp_path / "1", home)
    before = len(internet.requests)
    again(internet, tmp_path / "2", home, first, lambda _: (Need("page", home),))
    asked = [r.headers.get("If-None-Match") for r in internet.requests[before:] if r.target == "/"]
    assert asked.count('"1"') == 1
    assert asked[-1] is None
