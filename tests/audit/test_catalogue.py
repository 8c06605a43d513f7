"""Columns that a catalogue page (gkmlpt) shows by script are judged by what its interface says."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from audit.demo.table import Answer
from checks.facts.columns import find_columns
from tests.audit.test_runner import run
from tests.spiders.crawling import crawl
from tests.web import behaviours as b
from tests.web.internet import Internet

TODAY = date(2026, 11, 22)
WORDS = "会议研究了全市重点工作。" * 20
NAMES = {5: "政策文件", 6: "通知公告", 7: "工作动态", 8: "人事信息", 9: "统计信息"}


def api(number: int, page: int = 1) -> str:
    return f"/gkmlpt/api/all/{number}?page={page}&sid=755001"


def path(number: int, n: int) -> str:
    return f"/gkmlpt/content/{number}/{n}/post_{number}{n:04}.html"


def answer(number: int, days: list[date], *, total: int = 0, first: int = 0) -> Answer:
    articles = [
        {
            "title": f"{NAMES[number]}第{n}号文件印发实施",
            "url": f"http://www.a.gov.cn{path(number, n)}",
            "create_time": int(datetime.fromisoformat(f"{day}T09:00:00+08:00").timestamp()),
        }
        for n, day in enumerate(days, first)
    ]
    told = {
        "articles": articles, "total": total or len(days),
        "classify": {"id": number, "name": NAMES[number], "post_count": total or len(days)},
    }  # fmt: skip
    return b.raw(json.dumps(told).encode(), "application/json")


def days(count: int, age: int, apart: int = 10) -> list[date]:
    return [TODAY - timedelta(days=age + apart * n) for n in range(count)]


def page(title: str, inner: str) -> Answer:
    return b.html(f"<html><head><title>{title}</title></head><body>{inner}</body></html>")


def site(**answers: Answer) -> dict[str, Answer]:
    """A portal whose menu leads to columns of its catalogue; ``answers`` by number (``n5``)."""
    menu = "".join(f"<li><a href='/gkmlpt/index#{n}'>{name}</a></li>" for n, name in NAMES.items())
    tree = json.dumps([{"id": n, "name": name} for n, name in NAMES.items()])
    config = f"window._CONFIG = {{SID: '755001', TREE: {tree}, SERVICE_AREA_ID: 755}}"
    shell = f"<script>{config}</script><div id='app'></div>"
    told = {
        5: answer(5, days(6, 20)), 6: answer(6, days(6, 20)), 7: answer(7, days(6, 3)),
        8: answer(8, days(6, 30)), 9: answer(9, days(6, 30)),
    }  # fmt: skip
    told |= {int(key[1:]): value for key, value in answers.items()}
    articles = {
        path(number, n): page(
            f"第{n}号", f"<h1>{NAMES[number]}第{n}号文件印发实施</h1><p>{WORDS}</p>"
        )
        for number in NAMES
        for n in range(6)
    }
    home = f"<div class='nav'><ul>{menu}</ul></div><p>{WORDS}</p>"
    return {
        "/": page("某市人民政府", home),
        "/gkmlpt/index": page("政府信息公开目录", shell),
        **{api(number): value for number, value in told.items()},
        **articles,
    }


def states(internet: Internet, folder: Path, **answers: Answer) -> dict[str, tuple[str, str, bool]]:
    home = internet.site("www.a.gov.cn", site(**answers))
    evidence = crawl(internet, folder / "run", home).evidence
    found = {c.name: c for c in find_columns(evidence) if "/api/" in c.url}
    return {name: (c.state, c.newest, c.certain) for name, c in found.items()}


def test_columns_of_a_catalogue_are_read_where_their_rows_are_asked_for(
    internet: Internet, tmp_path: Path
) -> None:
    home = internet.site("www.a.gov.cn", site())
    evidence = crawl(internet, tmp_path / "run", home).evidence
    columns = {c.name: c for c in find_columns(evidence)}
    assert {name: (c.entries, c.level, c.full) for name, c in columns.items() if name in
            NAMES.values()} == dict.fromkeys(NAMES.values(), (6, 1, True))  # fmt: skip
    (whole,) = [c for c in columns.values() if c.url == f"{home}gkmlpt/index"]
    assert (whole.state, whole.newest, whole.certain) == ("read", "2026-11-19", True)
    assert "policies" not in whole.types
    assert f"{home[:-1]}{path(5, 0)}" in {p.url for p in evidence.pages}
    assert not any("/api/" in p.url for p in evidence.pages)


@pytest.mark.parametrize(
    "broken",
    [
        b.status(404),
        b.status(500),
        b.raw(b'{"code": 500, "message": "busy"}', "application/json"),
        b.raw(b'{"list": [], "count": 0}', "application/json"),
        b.raw(b'{"articles": [], "total": 9}', "application/json"),
        b.raw(b'{"articles": [{"title": "', "application/json"),
        page("系统维护", "<p>系统维护中</p>"),
        page("", ""),
        b.raw(b"", "application/json"),
    ],
    ids=str,
)
def test_an_answer_that_is_none_leaves_the_column_unread(
    broken: Answer, internet: Internet, tmp_path: Path
) -> None:
    found = states(internet, tmp_path, n5=broken)
    assert found["政策文件"] == ("unread", "", False)
    assert found["通知公告"][0] == "read"


def test_only_a_column_that_counts_none_is_blank(internet: Internet, tmp_path: Path) -> None:
    found = states(internet, tmp_path, n9=answer(9, []))
    assert found["统计信息"] == ("blank", "", False)


@pytest.mark.parametrize("second", [answer(5, days(20, 1400), total=120, first=100), b.status(404)])
def test_later_pages_are_asked_for(second: Answer, internet: Internet, tmp_path: Path) -> None:
    first = answer(5, days(100, 400), total=120)
    home = internet.site("www.a.gov.cn", site(n5=first) | {api(5, 2): second})
    evidence = crawl(internet, tmp_path / "run", home).evidence
    (column,) = [c for c in find_columns(evidence) if c.name == "政策文件"]
    there = second.status == 200
    assert (column.entries, column.full) == (120 if there else 100, there)
    # Newest first, so what is out of sight is older.
    assert (column.newest, column.certain) == ("2025-10-18", True)


def test_an_audit_finds_the_stale_and_the_blank_column_and_no_other(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    unread = b.raw(b'{"code": 500}', "application/json")
    planted = site(n5=answer(5, days(6, 700)), n8=unread, n9=answer(9, []))
    home = internet.site("www.a.gov.cn", planted)
    ran = run(internet, home, tmp_path, capsys)
    checks = ("stale-column", "blank-column")
    failed = {
        (i["check"], i["subject"], i["outcome"])
        for i in ran.report["items"]
        if i["check"] in checks and i["status"] == "fail"
    }
    assert failed == {
        ("stale-column", f"{home[:-1]}{api(5)}", "stale"),
        ("blank-column", f"{home[:-1]}{api(9)}", "blank"),
    }
    told = {i["subject"]: i["outcome"] for i in ran.report["items"] if i["check"] in checks}
    assert told.keys().isdisjoint(f"{home[:-1]}{api(n)}" for n in (6, 7))
    assert told.get(f"{home[:-1]}{api(8)}", "unread") == "unread"
