"""Reports to print: an empty one, and the parts to make others (see `tests.reports.realistic`)."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable

import msgspec

from checks.finding import Severity, Status, SubjectKind
from reports.model import (
    Carrier,
    CoverageSummary,
    Item,
    LineRow,
    Look,
    Measure,
    Report,
    ScoreCard,
    Shot,
)

HOST = "http://www.qinghe.example"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def looks(
    url: str, result: str, again: str = "", *, answered: bool = True, seconds: float = 0.31
) -> tuple[Look, ...]:
    return tuple(
        Look(
            number=number,
            at=f"2026-11-22 10:{minute}:03",
            result=again or result if number == 2 else result,
            seconds=seconds + number / 10,
            url=url,
            address="203.0.113.10",
            record=18_000 * number if answered else -1,
            sha256=digest(url) if answered else "",
        )
        for number, minute in ((1, "15"), (2, "31"))
    )


def item(
    check: str,
    status: Status,
    title: str,
    message: str,
    subject: str,
    *,
    severity: Severity | None = None,
    kind: SubjectKind = "page",
    label: str = "",
    clause: tuple[str, ...] = (),
    basis: tuple[str, ...] = (),
    remedy: str = "",
    awaiting: str = "",
    measures: tuple[Measure, ...] = (),
    looked: tuple[Look, ...] = (),
    carriers: tuple[Carrier, ...] = (),
    carrier_count: int | None = None,
    unconfirmed: bool = False,
) -> Item:
    return Item(
        number=0,
        check=check,
        family="links",
        outcome="x",
        status=status,
        severity=severity,
        fingerprint=digest(check + subject)[:16],
        check_version=1,
        check_title=title,
        message=message,
        subject_kind=kind,
        subject=subject,
        subject_label=label,
        clause=clause,
        basis=basis,
        remedy=remedy,
        awaiting=awaiting,
        measures=measures,
        looks=looked,
        carriers=carriers,
        carrier_count=len(carriers) if carrier_count is None else carrier_count,
        unconfirmed=unconfirmed,
    )


def report(lang: str, found: Iterable[Item], coverage: CoverageSummary, **fields: object) -> Report:
    """Number the items and count them, as the audit does."""
    numbered = [_numbered(one, number) for number, one in enumerate(found, 1)]
    counts = Counter(one.status.value for one in numbered)
    severities = Counter(
        one.severity.value for one in numbered if one.status is Status.FAIL and one.severity
    )
    values: dict[str, object] = {
        "tool_version": "0.1.0",
        "lang": lang,
        "run_id": "20261122-101200-qinghe-7f3a",
        "site_url": f"{HOST}/",
        "site_name": "清河县人民政府",
        "as_of": "2026-11-22 10:12:00",
        "started": "2026-11-22 10:12:00",
        "finished": "2026-11-22 10:33:41",
        "partial": False,
        "conclusion": "没有查到问题。",
        "counts": dict(counts),
        "by_severity": dict(severities),
        "items": tuple(one for one in numbered if one.status is not Status.PASS),
        "passes": tuple(one for one in numbered if one.status is Status.PASS),
        "coverage": coverage,
    }
    return Report(**(values | fields))  # type: ignore[arg-type]


def _numbered(one: Item, number: int) -> Item:
    return msgspec.structs.replace(one, number=number)


NOTHING_SEEN = CoverageSummary(
    pages=0, targets=0, requests=1, bytes=0, stopped="refused", stopped_label="", complete=False
)


def shot(url: str) -> Shot:
    """A picture of a page; the small one is the least that is a JPEG."""
    return Shot(
        url=url, device="desktop", at="2026-11-22 10:31:07", record=48_211,
        file=f"shots/{digest(url)[:32]}.jpg", sha256=digest(url),
        thumb=base64.b64encode(b"\xff\xd8\xff\xd9").decode(),
    )  # fmt: skip


def empty(lang: str = "zh") -> Report:
    return report(lang, [], NOTHING_SEEN, site_name="", conclusion="")


def card(label: str, result: str, points: float | None) -> ScoreCard:
    """A result by a table, with a line of each state."""
    states = (
        "fail", "review", "not-tested", "error", "pass", "not-applicable", "no-check", "manual",
        "outside", "left-out",
    )  # fmt: skip
    return ScoreCard(
        set_id=f"set-of-{result}",
        title=f"检查指标{len(result)}",
        version="1",
        result=result,
        result_label=label,
        doubts=("有出处可据以计分的部分只占 11%（达到 80% 才作结论）",) if points else (),
        points=points,
        deducted=5.0 if points else None,
        full=100.0 if points else None,
        remarks=("满分 100 分，按有出处的分值扣 5 分。",),
        shares=(Measure("已评判的单项否决指标", "3 / 6（50%）"),),
        footnotes=("检查指标：合格线 60（未经原文核对）",),
        rows=tuple(
            LineRow(
                id=f"L{number}",
                group="发布解读" if number % 3 else "",
                title=f"指标{number}",
                clause=f"第{number}条",
                wording="栏目及时更新。",
                kind="deduction",
                kind_label="扣分",
                automation="full",
                state=state,
                state_label=f"结果{number}",
                cost="每个扣 1 分",
                deducted=5.0 if state == "fail" else None,
                spared=1 if state == "fail" else 0,
                note="尚无检查项。" if state == "no-check" else "",
                items=(1, 2) if state == "fail" else (),
                item_count=12 if state == "fail" else 0,
                unsure=state == "fail",
            )
            for number, state in enumerate(states)
        ),
    )
