"""The list of sites: tables as offices have them, and as they get them wrong."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from audit.errors import UserError
from audit.register import book
from audit.register.columns import COLUMNS, field_of
from audit.register.read import Listed, read_list
from audit.store.store import Store

HEAD = "序号,网站标识码,网站名称,主办单位,地区,层级,类型,首页网址,状态"
ROWS = (
    "1,4401000001,望舒市政府,市府办,望舒市,市级,门户网站,www.a.gov.cn,正常运行",
    "2,4401000002,“青霭”县政府,县府办,望舒市,县（市、区）级,门户,https://b.gov.cn/,正常",
    "3,bm12345678,旧网,省厅,省本级,省级,部门,http://c.gov.cn/,已关停",
)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "audit.db")


def written(folder: Path, *rows: str, encoding: str = "utf-8") -> Path:
    path = folder / "sites.csv"
    path.write_bytes("\r\n".join(rows).encode(encoding))
    return path


def workbook(folder: Path) -> Path:
    """A table with a merged title, a merged region, numbers as numbers, and a total."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(["云岫省政府網站名單"])
    sheet.merge_cells("A1:F1")
    sheet.append([])
    sheet.append(["地區", "網站標識碼（10位）", "網站名稱", "主辦單位", "首頁網址", "狀態"])
    sheet.append(["望舒市", 4401000001, "甲", "子", "a.gov.cn", "正常"])
    sheet.append([None, 4401000002, "乙", "丑", "b.gov.cn", "正常"])
    sheet.merge_cells("A4:A5")
    sheet.append(["合計：2"])
    path = folder / "sites.xlsx"
    made.save(path)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_with_titles_above_and_notes_below(tmp_path: Path, encoding: str) -> None:
    table = written(
        tmp_path, "云岫省政府网站名单（2026年9月，共3个）,,", "", HEAD, *ROWS, "合计,3",
        "注：截至9月", encoding=encoding,
    )  # fmt: skip
    sites, problems, fields = read_list(table)
    assert problems == []
    assert set(fields) == {"code", "name", "sponsor", "region", "level", "kind", "url", "state"}
    assert [(s.code, s.level, s.kind, s.state) for s in sites] == [
        ("4401000001", "市级", "portal", "running"),
        ("4401000002", "县级", "portal", "running"),
        ("bm12345678", "省级", "department", "closed"),
    ]
    assert sites[1].name == "“青霭”县政府"
    assert sites[0].place == f"{table}, line 4"


def test_a_workbook_in_traditional_characters_with_merged_cells(tmp_path: Path) -> None:
    sites, problems, _fields = read_list(workbook(tmp_path))
    assert problems == []
    assert [(s.region, s.code, s.url) for s in sites] == [
        ("望舒市", "4401000001", "a.gov.cn"), ("望舒市", "4401000002", "b.gov.cn")
    ]  # fmt: skip


@pytest.mark.parametrize("name", [n for names in COLUMNS.values() for n in names])
def test_every_name_of_a_column_is_known(name: str) -> None:
    (field,) = (f for f, names in COLUMNS.items() if name in names)
    assert field_of(f" {name}（必填） ") == field


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("9,440100,甲,,,,,x.gov.cn,", "not an identification code: '440100'"),
        ("9,,,,,,,x.gov.cn,", "no name"),
        ("9,,甲,,,,,,", "no address"),
        (",,只有名称的网站,,,,,,", "no address"),
        ("9,,甲,,,,,ftp://x.gov.cn,", "only http and https"),
        ("9,,甲,,,,新媒体,x.gov.cn,", "类型: not a word that is known: '新媒体'"),
        ("9,,甲,,,,,x.gov.cn,临时下线", "状态: not a word that is known"),
        ("9,4401000001,甲,,,,,x.gov.cn,", "the same as in "),
        ("9,,甲,,,,,http://a.gov.cn/x/,", "the same as in "),
    ],
)
def test_a_bad_row_is_named_and_the_others_come_in(tmp_path: Path, row: str, reason: str) -> None:
    table = written(tmp_path, HEAD, *ROWS, row)
    sites, problems, _fields = read_list(table)
    assert len(sites) == 3
    (problem,) = problems
    assert problem.message.startswith(f"{table}, line 5: ")
    assert reason in problem.message
    assert problem.hint


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xff\xfe\x00", "neither UTF-8 nor GB18030 text"),
        (b"a,b\n1,2", "no header row with the columns"),
        (b"PK\x03\x04rubbish", "not a workbook that can be opened"),
        (HEAD.encode() + b'\n1,"x', "unexpected end of data"),
    ],
)
def test_a_file_that_is_no_table_is_told_in_one_line(
    tmp_path: Path, data: bytes, reason: str
) -> None:
    path = tmp_path / "sites.csv"
    path.write_bytes(data)
    with pytest.raises(UserError, match=reason) as told:
        read_list(path)
    assert told.value.hint


def take_in(store: Store, table: Path) -> book.Taken:
    sites, problems, fields = read_list(table)
    assert not problems
    taken = book.compare(store, sites, fields, table.name)
    book.take_in(store, taken, table.name)
    return taken


def test_changes_are_kept_and_a_second_import_changes_nothing(store: Store, tmp_path: Path) -> None:
    assert len(take_in(store, written(tmp_path, HEAD, *ROWS)).added) == 3
    again = take_in(store, written(tmp_path, HEAD, *ROWS))
    assert (again.added, again.changed, again.same) == ((), (), 3)
    moved = ROWS[0].replace("望舒市政府", "望舒市人民政府").replace("www.a.gov.cn", "www.aa.gov.cn")
    taken = take_in(store, written(tmp_path, HEAD, moved, ROWS[2]))
    assert [r.site.code for r in taken.missing] == ["4401000002"]
    site = book.find(store, "www.aa.gov.cn")
    assert site is not None
    assert [(e.what, e.old, e.new) for e in book.events(store, site)] == [
        ("added", "", "www.a.gov.cn"),
        ("renamed", "望舒市政府", "望舒市人民政府"),
        ("moved", "www.a.gov.cn", "www.aa.gov.cn"),
    ]
    assert [r.key for r in book.registered(store)] == ["4401000001", "4401000002", "bm12345678"]


def test_columns_that_a_table_does_not_have_leave_the_list_alone(
    store: Store, tmp_path: Path
) -> None:
    take_in(store, written(tmp_path, HEAD, *ROWS))
    take_in(store, written(tmp_path, "网站名称,网址", "新名,https://b.gov.cn/index.html"))
    site = book.find(store, "4401000002")
    assert site is not None
    assert (site.site.name, site.site.region, site.site.code) == ("新名", "望舒市", "4401000002")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("9,4401000001,x,,,,,https://b.gov.cn,", "is registered for 望舒市政府, but the address"),
        ("9,4401000009,x,,,,,https://b.gov.cn,", "registered under another code: 4401000002"),
    ],
)
def test_a_row_at_odds_with_the_list_is_left_out(
    store: Store, tmp_path: Path, row: str, reason: str
) -> None:
    take_in(store, written(tmp_path, HEAD, *ROWS))
    sites, _problems, fields = read_list(written(tmp_path, HEAD, row))
    taken = book.compare(store, sites, fields, "x")
    assert not taken.added
    assert not taken.changed
    assert reason in taken.conflicts[0].message
    assert len(taken.missing) == 0 if "4401000001" in row else 1


def test_an_import_that_fails_half_way_leaves_nothing(store: Store) -> None:
    good = Listed(name="甲", url="a.gov.cn", code="4401000001")
    twin = Listed(name="乙", url="b.gov.cn", code="4401000001")
    taken = book.Taken(added=(good, twin), changed=(), same=0, conflicts=(), missing=())
    with pytest.raises(UserError):
        book.take_in(store, taken, "x")
    assert book.registered(store) == []
