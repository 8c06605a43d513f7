"""A report in which every text is something that a site might use as a weapon."""

from __future__ import annotations

from checks.finding import Severity, Status
from reports.model import (
    Carrier,
    CoverageSummary,
    LineRow,
    Measure,
    Report,
    ScoreCard,
    SeenPage,
    SetUsed,
    Unseen,
)
from tests.reports.sample import item, looks, report

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    '=HYPERLINK("http://evil.example","点我")',
    "+1+1",
    "@SUM(A1)",
    "-2+3",
    "＝1+1",
    "{{7*7}}{% raw %}",
    "%(count)s %s {0}",
    "bell\x07 null\x00 esc\x1b[2J\x1b]0;owned\x07 c1\x9b31m",
    "line\r\nFORGED 2026-11-22 合格\u2028next",
    "bidi \u202egnp.exe\u202c \u2066x\u2069",
    "surrogate \ud800 end \udfff \ufffe\uffff",
    "[bold red]markup[/bold red] :smile:",
    "_x0041_ _x000D_",
    "题" * 5000,
)


def hostile(lang: str = "zh") -> Report:
    """Every text of the report, in turn, is something that a site might use as a weapon."""
    found = []
    for number, bad in enumerate(HOSTILE):
        status = (Status.FAIL, Status.REVIEW, Status.NOT_TESTED, Status.PASS)[number % 4]
        found.append(
            item(
                "broken-internal",
                status,
                bad,
                bad,
                bad,
                severity=Severity.MINOR,
                label=bad,
                clause=(bad,),
                basis=(bad,),
                remedy=bad,
                awaiting=bad,
                measures=(Measure(bad, bad),),
                looked=looks(bad, bad),
                carriers=(Carrier(bad, bad, bad),) * 30,
            )
        )
    found.sort(key=lambda one: list(Status).index(one.status))
    every = "".join(HOSTILE)
    coverage = CoverageSummary(
        pages=1,
        targets=2,
        requests=3,
        bytes=4,
        stopped="x",
        stopped_label=every,
        complete=False,
        unseen=tuple(Unseen(reason=b, label=b, count=1, examples=(b,)) for b in HOSTILE),
        notes=HOSTILE,
    )
    return report(
        lang,
        found,
        coverage,
        site_name=every,
        site_url="javascript:alert(1)",
        conclusion=every,
        run_id=HOSTILE[0],
        partial=True,
        pages=tuple(SeenPage(url=b, title=b, kind=b, depth=0, charset=b) for b in HOSTILE),
        sets=(SetUsed(id=every, title=every, version=every, sha256=every),),
        scores=(
            ScoreCard(
                set_id="own",
                title=every,
                version=every,
                result="inconclusive",
                result_label=every,
                doubts=HOSTILE,
                points=1.0,
                deducted=2.0,
                full=3.0,
                remarks=HOSTILE,
                shares=(Measure(every, every),),
                footnotes=HOSTILE,
                rows=tuple(
                    LineRow(
                        id=b,
                        group=b,
                        title=b,
                        clause=b,
                        wording=b,
                        kind="veto",
                        kind_label=b,
                        automation="full",
                        state="pass",
                        state_label=b,
                        cost=b,
                        note=b,
                    )
                    for b in HOSTILE
                ),
            ),
        ),
        vantage=(Measure(every, every),),
        settings=(Measure(every, every),),
        user_agent=every,
    )
