"""The third look at a broken link: a real browser agrees, or the link is not accused."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import web

from audit.demo.table import Answer, Handler
from audit.judging import judge_evidence, load_sets, open_bundle
from audit.picturing import MOST_LOOKS, third_looks
from tests.audit.test_runner import Ran, portal, run
from tests.browsers import need_browser
from tests.documents import pdf
from tests.web import behaviours as b
from tests.web.internet import Internet

HOST = "www.a.gov.cn"
PDF = Answer(pdf([["例市", "1"]]), "application/pdf", headers={"Content-Disposition": "attachment"})


def unless_browser(answer: Answer, other: Answer) -> Handler:
    """What a server answers to programs, and to browsers."""

    async def handle(request: web.BaseRequest) -> Answer:
        return other if "Chrome/" in request.headers.get("User-Agent", "") else answer

    return handle


def looked(
    net: Internet, out: Path, capsys: pytest.CaptureFixture[str], browser: str = "auto"
) -> Ran:
    gone, there = b.status(404), b.html("<title>政策</title><p>浏览器能打开的正文。")
    pages: dict[str, Answer | Handler] = {
        "/err.html": b.status(500),
        "/err-empty.html": b.status(500, ""),
        "/circle.html": b.redirect("/circle.html"),
        "/moved.html": b.redirect("/gone.html"),
        "/machines.html": unless_browser(gone, there),
        "/machines-err.html": unless_browser(b.status(500), there),
        "/machines.pdf": unless_browser(gone, PDF),
    }
    paths = [*pages, "/gone.html", "/gone.pdf"]
    links = "".join(f'<a href="{path}">链接{n}</a>' for n, path in enumerate(paths))
    links += '<a href="http://nowhere.gov.cn/">没有的网站</a>'
    home = net.site(HOST, {**portal(links), **pages}, https="closed")
    return run(net, home, out, capsys, browser=browser)


def verdicts(ran: Ran) -> dict[str, tuple[str, str, list[str]]]:
    """Status, why it is no fault, and what each look saw, by address without the host's own."""
    return {
        i["subject"].removeprefix(f"http://{HOST}"): (
            i["status"], i["awaiting"], [look["result"] for look in i["looks"]]
        )
        for i in ran.report["items"] if i["family"] == "links" and i["subject_kind"] == "link"
    }  # fmt: skip


def test_what_a_browser_cannot_open_either_is_a_fault(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    need_browser()
    ran = looked(internet, tmp_path, capsys)
    said = verdicts(ran)
    paths = ("/err.html", "/err-empty.html", "/gone.html", "/gone.pdf", "/circle.html",
             "http://nowhere.gov.cn/")  # fmt: skip
    lost = [p for p in paths if (said[p][:2], len(said[p][2])) != (("fail", ""), 3)]
    # A machine that is too busy may lose a look or two: what needs them is held back then.
    assert len(lost) <= 2 and {said[path][0] for path in lost} <= {"fail", "review"}
    assert said["/moved.html"][0] == "fail"
    assert "浏览器" in said["/gone.html"][2][-1] or "browser" in said["/gone.html"][2][-1]
    item = next(i for i in ran.report["items"] if i["subject"].endswith("/gone.html"))
    assert len(item["shots"]) == 2  # the page that carries it, and where it leads


def test_what_only_programs_are_refused_is_not_accused(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    need_browser()
    said = verdicts(looked(internet, tmp_path, capsys))
    for path in ("/machines.html", "/machines-err.html", "/machines.pdf"):
        status, awaiting, looks = said[path]
        assert (path, status, len(looks)) == (path, "review", 3)
        assert awaiting


def test_without_a_browser_only_firm_answers_are_faults(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = looked(internet, tmp_path, capsys, browser="off")
    statuses = {path: status for path, (status, _, looks) in verdicts(ran).items()}
    fails = {path for path, status in statuses.items() if status == "fail"}
    assert {"/gone.html", "/gone.pdf", "/moved.html", "http://nowhere.gov.cn/"} <= fails
    assert fails.isdisjoint({"/err.html", "/err-empty.html", "/circle.html", "/machines-err.html"})
    judged = judge_evidence(open_bundle(ran.folder).evidence, load_sets(["indicator-2019"]))
    wanted = third_looks(judged)
    assert len(wanted) <= MOST_LOOKS
    # What cannot be a fault without it comes first, then the site's own, then others.
    assert wanted[-1] == "http://nowhere.gov.cn/"
    assert [url.rpartition("/")[2] for url in wanted][:4] == [
        "circle.html", "err-empty.html", "err.html", "machines-err.html",
    ]  # fmt: skip
