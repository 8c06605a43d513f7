"""Lists of sites, as people write them and as they get them wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.errors import UserError
from audit.sites_file import URL_COLUMNS, Site, digest, read_sites


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")


def written(folder: Path, data: bytes) -> Path:
    path = folder / "sites.csv"
    path.write_bytes(data)
    return path


TABLE = (
    "序号,网站名称,首页网址\r\n1,云上市人民政府,www.a.gov.cn\r\n2,“青禾”县,https://b.gov.cn/\r\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    sites, problems = read_sites(written(tmp_path, TABLE.encode(encoding)))
    assert problems == []
    assert sites == [
        Site("www.a.gov.cn", "云上市人民政府", 2), Site("https://b.gov.cn/", "“青禾”县", 3)
    ]  # fmt: skip


@pytest.mark.parametrize("column", [*URL_COLUMNS, "URL", " Site ", "ＵＲＬ"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_columns_are_known_by_name(tmp_path: Path, column: str, separator: str) -> None:
    text = f'name{separator}{column}\n"a{separator}b"{separator}a.gov.cn\n'
    sites, problems = read_sites(written(tmp_path, text.encode()))
    assert (sites, problems) == ([Site("a.gov.cn", f"a{separator}b", 2)], [])


def test_a_plain_list_with_comments(tmp_path: Path) -> None:
    text = "# 名单\n\nwww.a.gov.cn\n  # b.gov.cn\nhttp://127.0.0.1:8080/\n政务.中国\n"
    sites, problems = read_sites(written(tmp_path, text.encode()))
    assert problems == []
    assert [(site.name, site.line) for site in sites] == [
        ("www.a.gov.cn", 3), ("127.0.0.1", 5), ("xn--zfr164b.xn--fiqs8s", 6)
    ]  # fmt: skip


def test_every_wrong_line_is_told_with_its_number_and_what_to_do(tmp_path: Path) -> None:
    text = "url,name\nwww.a.gov.cn,甲\na.gov.cn,乙\nftp://c.cn,丙\n,丁\nhttp://[x,戊\nd.cn,己\n"
    path = written(tmp_path, text.encode())
    _sites, problems = read_sites(path)
    assert [(p.message.removeprefix(f"{path}, "), p.hint) for p in problems] == [
        ("line 3: the same host as in line 2: a.gov.cn", "delete one of the two"),
        ("line 4: only http and https sites can be audited: ftp://c.cn",
         "write it like https://www.example.gov.cn/"),
        ("line 5: no address", "fill it in, or delete the line"),
        ("line 6: not a web address: 'http://[x'", "write it like https://www.example.gov.cn/"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "no sites in it"),
        (b"# nothing\n\n", "no sites in it"),
        (b"url,name\n", "no sites in it"),
        (b"PK\x03\x04rest", "a workbook, not a text file"),
        ("a.gov.cn\n".encode("utf-16"), "neither UTF-8 nor GB18030 text"),
        (b"\xff\xff\xff", "neither UTF-8 nor GB18030 text"),
        ("a.gov.cn,甲\nb.gov.cn,乙\n".encode(), "no column with addresses in its first row"),
        (b'url,name\na.cn,"open\n', "line 2: unexpected end of data"),
    ],
)
def test_a_file_that_is_no_list_is_told_in_one_line(tmp_path: Path, data: bytes, told: str) -> None:
    with pytest.raises(UserError, match=r"sites\.csv") as error:
        read_sites(written(tmp_path, data))
    assert told in error.value.message
    assert error.value.hint


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="there is no such file"):
        read_sites(tmp_path / "none.csv")


def test_a_list_is_the_same_in_any_order_and_another_with_other_sites() -> None:
    one, two = Site("a.cn", "甲"), Site("b.cn", "乙")
    assert digest([one, two]) == digest([two, one])
    assert digest([one, two]) != digest([one])


def test_what_a_list_says_of_its_sites(tmp_path: Path) -> None:
    text = (
        "网站标识码,网站类型,层级,所属地区,网站名称,网址\n"
        "3209010001,门户网站,县级,盐城市,甲,a.gov.cn\n"
        ",部门网站,,江苏省,乙,b.gov.cn\n"
        "bm17000009,,,,丙,c.gov.cn\n"
        ",,,,丁,d.gov.cn\n"
    )
    sites, problems = read_sites(written(tmp_path, text.encode()))
    assert problems == []
    assert [site.about for site in sites] == [
        {"kind": "portal", "level": "county", "region": "320901"},
        {"kind": "department", "region": "32"},
        {"level": "national"},
        {},
    ]


def test_a_kind_that_is_not_known_is_told(tmp_path: Path) -> None:
    text = "url,kind,level\na.gov.cn,protal,\nb.gov.cn,portal,high\n"
    _sites, problems = read_sites(written(tmp_path, text.encode()))
    assert [p.message.partition("line ")[2] for p in problems] == [
        "2: not known: 'protal'", "3: not known: 'high'",
    ]  # fmt: skip
    assert problems[0].hint == "write one of portal, department, or leave it out"
