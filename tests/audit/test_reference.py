"""What a site is compared with: files given, what a run keeps of them, and mistakes in them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import xlsxwriter

from audit.config import resolve
from audit.errors import UserError
from audit.judging import judge_evidence, load_sets, terms_of
from audit.reference import read_reference
from audit.runner import recorded
from audit.settings import Settings
from checks.reference import Reference
from tests.audit.test_cli import audit
from tests.checks.build import SHANGHAI, PortalBuilder
from tests.checks.fixtures.document_pages import article, with_articles

TITLE = "国务院办公厅关于加强公园城市建设的指导意见"
POLICIES = (
    "title,url,published-at\n"
    f"{TITLE},http://www.gov.example/1.htm,2026-10-12 17:30\n"
    "国务院关于公园的决定,,2026/9/1\n"
)


def _file(folder: Path, text: str, encoding: str = "utf-8", name: str = "policies.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_policies(tmp_path: Path, encoding: str) -> None:
    read = read_reference([_file(tmp_path, POLICIES, encoding)])
    assert [(p.title, p.at.isoformat()) for p in read.policies] == [
        (TITLE, "2026-10-12T17:30:00+08:00"),
        ("国务院关于公园的决定", "2026-09-01T23:59:59+08:00"),
    ]
    assert read.files[0][0] == "policies.csv"


def test_items_with_chinese_heads(tmp_path: Path) -> None:
    text = "事项名称\t承诺时限\t联系电话\n户外广告设置审批\t5个工作日\t\n"
    (item,) = read_reference([_file(tmp_path, text)]).items
    assert (item.name, item.values) == ("户外广告设置审批", {"limit": "5个工作日"})


def test_both_as_sheets_of_a_workbook(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "all.xlsx"))
    tables = (
        (("标题", "网址", "发布时间"), (TITLE, "", "2026-10-12 09:05:00")),
        (("事项名称", "办理时限"), ("户外广告设置审批", "5个工作日")),
    )
    for rows in tables:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    read = read_reference([tmp_path / "all.xlsx"])
    assert read.policies[0].at == datetime(2026, 10, 12, 9, 5, tzinfo=SHANGHAI)
    assert read.items[0].name == "户外广告设置审批"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the table is empty"),
        ("name,when\na,b\n", "its first row names no columns that we know"),
        ("title,published-at\n,2026-10-12\n", "line 2: no title"),
        (f"title,published-at\n{TITLE},soon\n", "line 2: not a time like 2026-11-22 09:00: 'soon'"),
        (f"title,published-at\n{TITLE},2026-13-12\n", "not a time like"),
    ],
)
def test_mistakes_name_their_line(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(UserError, match=reason):
        read_reference([_file(tmp_path, text)])


def test_a_run_keeps_what_it_was_compared_with(tmp_path: Path) -> None:
    path = _file(tmp_path, POLICIES)
    given = {"reference": (str(path),)}
    kept = json.loads(json.dumps(recorded(Settings(reference=(str(path),)))))
    assert str(tmp_path) not in json.dumps(kept)
    path.unlink()
    before = terms_of({}, kept).reference
    assert before == terms_of(kept).reference
    path.write_bytes(POLICIES.encode())
    assert terms_of(given).reference == before
    assert before.policies[0].at.utcoffset() == timedelta(hours=8)
    assert terms_of({}, recorded(Settings())).reference == Reference()


def test_a_list_given_now_comes_before_the_one_kept(tmp_path: Path) -> None:
    kept = recorded(Settings(reference=(str(_file(tmp_path, POLICIES)),)))
    other = _file(tmp_path, "事项名称,办理时限\n审批,5日\n", name="items.csv")
    assert not terms_of({"reference": (str(other),)}, kept).reference.policies


def test_the_judgement_compares_with_it(tmp_path: Path) -> None:
    page = article(TITLE, day="2026-10-20")
    evidence = with_articles(("/zcwj/r.html", page), builder=PortalBuilder()).build()
    sets = load_sets(["disclosure-2018"])
    terms = terms_of({"region": "320813", "kind": "portal", "level": "county", "select": ["D61"]})
    (alone,) = judge_evidence(evidence, sets, terms)
    assert alone.finding.outcome == "no-reference"
    told = {"region": "320813", "kind": "portal", "level": "county", "select": ["D61"]}
    compared = terms_of({**told, "reference": [str(_file(tmp_path, POLICIES))]})
    late, unfound = judge_evidence(evidence, sets, compared)
    assert (late.finding.outcome, late.finding.subject.label) == ("late", TITLE)
    assert unfound.finding.outcome == "not-found"


def test_paths_in_a_file_start_from_its_folder(tmp_path: Path) -> None:
    (tmp_path / "audit.toml").write_text('reference = ["lists/policies.csv"]\n')
    settings = resolve({}, {}, tmp_path).settings
    assert settings.reference == (str(tmp_path / "lists/policies.csv"),)


def test_a_wrong_file_ends_the_command_before_any_work(tmp_path: Path) -> None:
    wrong = _file(tmp_path, "name,when\na,b\n")
    ended = audit("run", "--site", "http://127.0.0.1:9/", "--reference", str(wrong), cwd=tmp_path)
    assert ended.returncode == 2
    lines = [line for line in ended.stderr.splitlines() if "policies.csv" in line]
    assert len(lines) == 1
    assert "line 1" in lines[0]
    assert "Traceback" not in ended.stderr
    assert not list(tmp_path.glob("audit-out/*/bundle"))
