"""Exceptions and chosen checks: what they cover, what is wrong with them, and what they change."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from msgspec import to_builtins

from audit.config import resolve
from audit.errors import ConfigError
from audit.excusing import refuse_expired
from audit.judging import Judged, Terms, judge_evidence, load_sets, terms_of
from audit.scoring.score import score
from audit.selecting import Selection
from audit.settings import Settings
from checks.evidence import SiteEvidence
from checks.finding import Status
from tests.checks.build import PortalBuilder

SETS = load_sets(("indicator-2019", "guideline-2017"))
DEAD = "http://www.moumou.gov.cn/gone.html"


def portal() -> SiteEvidence:
    """A portal with one dead link on its home page and one dead picture; seen 2026-11-22 10:00."""
    builder = PortalBuilder("http://www.moumou.gov.cn/")
    for number in range(6):
        builder.html(f"/{number}.html", "<p>内容" + "文" * 80)
    links = "".join(f"<a href='/{n}.html'>第{n}条</a>" for n in (*range(6), "gone"))
    links += "<img src='/a.png'><img src='/b.png'><img src='/c.png'>"
    builder.html("/", f"<html><head><title>某某县人民政府</title></head><body>{links}")
    builder.answer("/gone.html", status=404)
    builder.answer("/b.png", status=404)
    return builder.build()


EVIDENCE = portal()


def settings(folder: Path, text: str) -> Settings:
    (folder / "audit.toml").write_text(text, "utf-8")
    return resolve({}, {}, folder).settings


def terms(folder: Path, text: str) -> Terms:
    return terms_of(to_builtins(settings(folder, text)))


def judged(with_terms: Terms) -> dict[str, Judged]:
    found = judge_evidence(EVIDENCE, SETS, with_terms)
    return {j.finding.check: j for j in found if j.was or j.finding.status is Status.FAIL}


FILLED = """[[exception]]
finding = "broken-internal"
reason = "页面迁移中"
author = "信息中心"
until = 2026-12-31
"""


def test_an_exception_lifts_its_finding_alone(tmp_path: Path) -> None:
    plain = judged(Terms())
    assert {c for c, j in plain.items() if j.was is None} >= {"broken-internal", "broken-image"}
    found = judged(terms(tmp_path, FILLED))
    lifted = found["broken-internal"]
    assert (lifted.finding.status, lifted.was) == (Status.NOT_APPLICABLE, Status.FAIL)
    assert lifted.excused is not None
    assert lifted.excused.reason == "页面迁移中"
    assert lifted.finding.fingerprint == plain["broken-internal"].finding.fingerprint
    assert found["broken-image"].finding.status is Status.FAIL


def test_a_lifted_fault_costs_nothing(tmp_path: Path) -> None:
    census = load_sets(("census-2015",))
    channels = 10.0  # it has neither inquiries nor surveys
    for extra, off in (("", channels + 2.0), (FILLED, channels + 1.0)):
        on = terms(tmp_path, extra)
        found = judge_evidence(EVIDENCE, census, on)
        made = score(census[0].model, on.told, found, complete=True, trouble=False)
        assert made.deducted == off


@pytest.mark.parametrize(
    ("line", "lifts"),
    [
        (f'subject = "{DEAD}"', True),
        ('subject = "http://www.moumou.gov.cn/g*"', True),
        ('subject = "http://www.moumou.gov.cn/other"', False),
        ('site = "www.moumou.gov.cn"', True),
        ('site = "www.other.gov.cn"', False),
        ("from = 2026-11-22T09:00:00\nto = 2026-11-22T11:00:00", True),
        ("from = 2026-11-21T09:00:00\nto = 2026-11-21T11:00:00", False),
        ("from = 2026-11-22T02:00:00Z\nto = 2026-11-22T02:30:00Z", True),
    ],
)
def test_for_what_an_exception_is(tmp_path: Path, line: str, lifts: bool) -> None:
    found = judged(terms(tmp_path, FILLED + line + "\n"))
    assert (found["broken-internal"].was is not None) is lifts


def test_by_its_fingerprint(tmp_path: Path) -> None:
    name = judged(Terms())["broken-internal"].finding.fingerprint
    found = judged(terms(tmp_path, FILLED.replace("broken-internal", name)))
    assert found["broken-internal"].was is Status.FAIL


def test_maintenance_excuses_what_was_out_of_reach_not_what_is_old(tmp_path: Path) -> None:
    window = FILLED.replace('finding = "broken-internal"', "") + (
        "from = 2026-11-22T09:00:00\nto = 2026-11-22T11:00:00\n"
    )
    found = judge_evidence(EVIDENCE, SETS, terms(tmp_path, window))
    lifted = {j.finding.check for j in found if j.was}
    assert {"broken-internal", "broken-image"} <= lifted
    assert not lifted & {"stale-home", "columns-not-updated", "blank-column"}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("reason", "reson", "did you mean 'reason'"),
        ("author =", "# author =", "author"),
        ('"页面迁移中"', '" "', "reason is empty"),
        ("broken-internal", "broken-intrenal", "did you mean 'broken-internal'"),
        ("2026-12-31", '"soon"', "until"),
        ("until", "from = 2026-11-22T09:00:00\nuntil", "needs from and to"),
        ("until", "from = 2026-11-22\nto = 2026-11-21\nuntil", "exception 1"),
        ('finding = "broken-internal"', "", "say which finding"),
        ("[[exception]]", "[exception]", "write exceptions as [[exception]]"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(ConfigError) as error:
        settings(tmp_path, FILLED.replace(old, new, 1))
    assert "audit.toml" in error.value.message
    assert says in error.value.message
    assert "\n" not in error.value.message


def test_one_that_has_run_out_is_an_error(tmp_path: Path) -> None:
    exemptions = settings(tmp_path, FILLED).exception
    refuse_expired(exemptions, date(2026, 12, 31))
    with pytest.raises(ConfigError, match=r"exception 1 \(页面迁移中\) ran out on 2026-12-31"):
        refuse_expired(exemptions, date(2027, 1, 1))


@pytest.mark.parametrize(
    ("select", "ignore", "checks"),
    [
        (("broken-image",), (), {"broken-image"}),
        (("links",), (), {"broken-internal", "broken-image"}),
        (("links",), ("broken-image",), {"broken-internal"}),
        (("N-links",), (), {"broken-internal", "broken-image"}),
        (("功能设计（可用性）",), (), {"broken-internal", "broken-image"}),
        (("https",), (), set()),
        (("links",), ("国办发〔2017〕47号", "国办秘函〔2019〕19号"), set()),
    ],
)
def test_checks_are_chosen_by_id_family_line_and_clause(
    select: tuple[str, ...], ignore: tuple[str, ...], checks: set[str]
) -> None:
    chosen = Selection(select=select, ignore=ignore)
    chosen.verify([s.model for s in SETS])
    assert set(judged(Terms(selection=chosen))) == checks


def test_chosen_by_a_clause_only_its_lines_count() -> None:
    chosen = Selection(select=("N-links",), ignore=("broken-image",))
    (found,) = judged(Terms(selection=chosen)).values()
    assert [line.id for line in found.lines] == ["N-links"]


def test_a_word_that_means_nothing_is_an_error() -> None:
    with pytest.raises(ConfigError, match="--ignore: no check, family, line or clause") as error:
        Selection(ignore=("brokn-image",)).verify([s.model for s in SETS])
    assert "broken-image" in error.value.hint
