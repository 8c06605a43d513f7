"""``audit bulletin``, as a user runs it: files, exit codes, and what it says of wrong input."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from checks.finding import Severity
from reports.bulletin import build, json, styles
from reports.bulletin.verify import contradictions
from tests.audit.round.test_decisions import Province, finding
from tests.audit.test_cli import audit
from tests.reports.bulletin.sample import OFFICE, province

OPEN = "not in the rate: 1 sites await a decision, 1 could not be judged, 0 were not tested\n"
FACTS = """office = "青澜省人民政府办公厅"
issued = 2027-01-08
area = "全省"
[tips]
received = 10
on_time = 9
since = 2026-10-01
until = 2026-12-20
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    bulletin = build.build(province(), OFFICE, styles.load("sichuan").used, "0.1.0")
    (tmp_path / "model.json").write_bytes(json.render(bulletin))
    return tmp_path


def test_a_model_is_printed_in_every_format(folder: Path) -> None:
    done = audit("bulletin", "--from", "model.json", "--to", "here", cwd=folder)
    assert (done.returncode, done.stderr) == (0, OPEN)
    written = [Path(line).name for line in done.stdout.split()]
    kinds = ("docx", "pdf", "html", "xlsx", "md", "json")
    assert written == [f"bulletin-2026Q4.{kind}" for kind in kinds]
    assert (folder / "here" / written[-1]).read_bytes() == (folder / "model.json").read_bytes()
    assert "合格率91.49%" in (folder / "here" / "bulletin-2026Q4.md").read_text("utf-8")


def test_style_facts_and_format(folder: Path) -> None:
    (folder / "office.toml").write_text(FACTS, "utf-8")
    args = ("--from", "model.json", "--style", "jiangsu", "--facts", "office.toml")
    done = audit("bulletin", *args, "--format", "md", "--to", "new", cwd=folder)
    assert (done.returncode, done.stderr) == (0, OPEN)
    text = (folder / "new" / "bulletin-2026Q4.md").read_text("utf-8")
    assert "合格率91.5%" in text
    assert "有效留言10条，按期办结9条，按期办结率90.0%" in text
    stored = json.read((folder / "new" / "bulletin-2026Q4.json").read_bytes())
    assert stored.style.name == "jiangsu"
    assert stored.facts.tips is not None


def test_a_published_bulletin_is_not_written_over_unasked(folder: Path) -> None:
    again = ("bulletin", "--from", "model.json", "--format", "md", "--to", ".")
    assert audit(*again, cwd=folder).returncode == 0
    assert audit(*again, cwd=folder).returncode == 0, "the same one may be printed again"
    stored = (folder / "bulletin-2026Q4.json").read_bytes()
    done = audit(*again, "--style", "jiangsu", cwd=folder)
    assert done.returncode == 2
    assert "another bulletin of this round lies there" in done.stderr
    assert (folder / "bulletin-2026Q4.json").read_bytes() == stored
    assert audit(*again, "--style", "jiangsu", "--replace", cwd=folder).returncode == 0
    assert (folder / "bulletin-2026Q4.json").read_bytes() != stored


def test_a_round_becomes_a_bulletin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    held = Province(tmp_path)
    first = held.hold("2026Q3", {0: [finding(1)], 1: [], 2: [], 3: []})
    held.rule(first, "confirmed")
    second = held.hold(
        "2026Q4",
        {0: [], 1: [finding(2), finding(3, Severity.MINOR)], 2: [finding(4)], 3: [finding(5)]},
    )
    held.rule(second, "confirmed", key="4400000001")
    held.rule(second, "dismissed", key="4400000002")
    done = audit("bulletin", "2026q4", "--papers", "--out", str(tmp_path), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "1 sites await a decision" in done.stderr
    folder = tmp_path / "bulletin-2026Q4"
    text = (folder / "bulletin-2026Q4.md").read_text("utf-8")
    assert "合格2家，不合格1家，合格率67%" in text
    assert "另有1家尚未形成检查结论" in text
    assert "上季度不合格网站1家，经复查合格1家" in text
    bulletin = json.read((folder / "bulletin-2026Q4.json").read_bytes())
    assert {fault.site for fault in bulletin.faults} == {"4400000001"}
    assert contradictions(bulletin, str) == []
    papers = sorted(path.name for path in (folder / "sites").iterdir())
    assert papers == ["4400000001"]
    inside = audit("bulletin", "2026Q4", "--internal", "--lang", "en", "--format", "md",
                   "--out", str(tmp_path), cwd=tmp_path)  # fmt: skip
    assert inside.returncode == 0, inside.stderr
    text = (folder / "bulletin-2026Q4-internal.md").read_text("utf-8")
    assert "not to be published" in text
    assert "decision outstanding" in text


def test_a_style_that_has_changed_is_told(folder: Path) -> None:
    stored = json.read((folder / "model.json").read_bytes())
    older = msgspec.structs.replace(stored.style, sha256="0" * 64)
    (folder / "old.json").write_bytes(json.render(msgspec.structs.replace(stored, style=older)))
    done = audit("bulletin", "--from", "old.json", "--format", "md", "--to", "x", cwd=folder)
    assert done.returncode == 0
    assert "the style “sichuan” has changed since this bulletin was made" in done.stderr


def test_papers_for_sites(folder: Path) -> None:
    args = ("--from", "model.json", "--format", "md", "--site", "3300000012", "--to", ".")
    done = audit("bulletin", *args, cwd=folder)
    assert (done.returncode, done.stderr) == (0, OPEN)
    names = sorted(path.name for path in (folder / "sites" / "3300000012").iterdir())
    kinds = ("notice", "self-check-2015", "self-check-2019")
    assert names == [f"{name}.{suffix}" for name in kinds for suffix in ("docx", "xlsx")]
    done = audit("bulletin", *args[:5], "nobody", *args[6:], cwd=folder)
    assert done.returncode == 2
    assert "the bulletin has no such site: nobody" in done.stderr


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ("--from none.json", "cannot read none.json: there is no such file or folder"),
        ("--from office.toml", "office.toml: no model of a bulletin: .* audit bulletin wrote"),
        ("--from model.json --style nowhere", "the style cannot be used: nowhere .*national, "),
        ("--from model.json --facts wrong.toml", "wrong.toml: .*`ofice`.*did you mean office"),
        ("--from model.json --facts broken.toml", "broken.toml: "),
        ("--from model.json --facts minus.toml", "minus.toml: .*>= 0.*received"),
        ("--from model.json --to office.toml/x", "cannot write office.toml/x/.*not a folder"),
        ("--from wrong.json", "contradicts itself: regions and departments: .* nothing was"),
        ("", "give either ROUND or --from FILE"),
        ("2026Q4 --from model.json", "give either ROUND or --from FILE"),
        ("2026Q4", "2026Q4.* has not been planned"),
        ("--from model.json --lang en", "a stored model has its edition and its language"),
        ("--from model.json --internal", "a stored model has its edition and its language"),
    ],
)
def test_wrong_input_is_told_in_one_line(folder: Path, args: str, told: str) -> None:
    (folder / "office.toml").write_text(FACTS, "utf-8")
    (folder / "wrong.toml").write_text('ofice = "x"', "utf-8")
    (folder / "minus.toml").write_text(FACTS.replace("= 10", "= -10"), "utf-8")
    (folder / "broken.toml").write_text("office = ", "utf-8")
    good = json.read((folder / "model.json").read_bytes())
    wrong = msgspec.structs.replace(good, regions=good.regions[1:])
    (folder / "wrong.json").write_bytes(json.render(wrong))
    done = audit("bulletin", *args.split(), cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.search(told, done.stderr.splitlines()[-1]), done.stderr
    assert "Traceback" not in done.stderr


def test_it_speaks_chinese(folder: Path) -> None:
    shown = audit("bulletin", "--help", cwd=folder, lang="zh_CN.UTF-8", PYTHONUTF8="1")
    assert "季度抽查通报" in shown.stdout
    assert "样式" in shown.stdout
