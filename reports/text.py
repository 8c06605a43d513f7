"""Terminal summary (终端摘要): a run on one screen, the worst first."""

from __future__ import annotations

import io

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from checks.finding import Status
from reports.i18n import translations
from reports.model import Item, Report
from reports.outline import Group, by_severity, groups, of_status, subject_of
from reports.safe import cleaned
from reports.words import SIGNS, Translate, score_words, severity_word, status_word

MAX_GROUPS = 7
"""Problems shown; the report has them all."""

MAX_EXAMPLES = 2
"""Subjects named with a problem, and reasons for what was not seen."""

CONCLUSION_LINES = 3
MAX_SCORES = 2
"""Results by a table that are shown."""

MAX_DOUBTS = 2
"""Reasons shown why there is no conclusion."""

RESULT_COLOURS = {"veto": "bold red", "fail": "bold red", "pass": "green"}

COLOURS = {
    Status.FAIL: "bold red",
    Status.REVIEW: "yellow",
    Status.NOT_TESTED: "bright_black",
    Status.PASS: "green",
}


def summary(report: Report, *, width: int, colour: bool) -> str:
    """Sum a run up for a terminal: counts, top problems, what was not seen; 40 lines at most.

    Args:
        report: what to sum up.
        width: columns of the terminal; lines are cut to it, never narrower than 40.
        colour: whether the terminal understands ANSI colours.
    """
    report = cleaned(report)
    _ = translations(report.lang).gettext
    width = max(width, 40)
    # Text objects are never read as markup, and cleaned text holds no escape sequences.
    page = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
        _environ={},
    )
    lines = [*_head(report, page, _), *_scores(report, _), Text(), *_counts(report, _), Text()]
    lines += _problems(report, width, _)
    lines += _unseen(report, _)
    for line in lines:
        line.rstrip()
        line.truncate(width, overflow="ellipsis")
        page.print(line, no_wrap=True, soft_wrap=True, highlight=False)
    assert isinstance(page.file, io.StringIO)  # noqa: S101 - for the type checker
    return page.file.getvalue()


def _head(report: Report, page: Console, _: Translate) -> list[Text]:
    name = Text(f"{report.site_name}  {report.site_url}".strip(), style="bold")
    at = _("%(time)s (China Standard Time)") % {"time": report.as_of}
    when = f"{_('Inspection time')} {at}"
    times = Text(f"{when} · {_('Run')} {report.run_id}")
    if report.partial:
        times.append(f" · {_('Partial report')}", style="bold yellow")
    wrapped = list(Text(report.conclusion).wrap(page, page.width, overflow="fold"))
    if len(wrapped) > CONCLUSION_LINES:
        wrapped[CONCLUSION_LINES - 1].append("…")
    return [name, times, *wrapped[:CONCLUSION_LINES]]


def _scores(report: Report, _: Translate) -> list[Text]:
    """The result by each table that has points, and why there is none."""
    lines = []
    for score in [s for s in report.scores if s.result != "unscored"][:MAX_SCORES]:
        name = _("%(name)s: %(value)s") % {"name": score.title, "value": ""}
        line = Text(name)
        line.append(score_words(score, _), style=RESULT_COLOURS.get(score.result, "bold yellow"))
        lines.append(line)
        lines += [Text(f"    {doubt}", style="dim") for doubt in score.doubts[:MAX_DOUBTS]]
    return lines


def _counts(report: Report, _: Translate) -> list[Text]:
    line = Text()
    for status, style in COLOURS.items():
        count = report.counts.get(status.value, 0)
        line.append(f"{SIGNS[status]} {status_word(status, _)} {count}", style=style).append("   ")
    split = by_severity(of_status(report, Status.FAIL))
    levels = [f"{severity_word(level, _)} {len(items)}" for level, items in split]
    return [line, Text("  " + " · ".join(levels))] if levels else [line]


def _problems(report: Report, width: int, _: Translate) -> list[Text]:
    items = of_status(report, Status.FAIL) + of_status(report, Status.REVIEW)
    found = groups(items)
    lines = [line for group in found[:MAX_GROUPS] for line in _group(group, width, _)]
    if len(found) > MAX_GROUPS:
        rest = {"count": len(found) - MAX_GROUPS}
        lines.append(
            Text("  " + _("… and %(count)s more kinds of problems: see the report") % rest)
        )
    return [*lines, Text()] if lines else []


def _group(group: Group, width: int, _: Translate) -> list[Text]:
    word = status_word(group.status, _)
    if group.status is Status.FAIL:
        word = severity_word(group.severity, _)
    label = _pad(f"{SIGNS[group.status]} {word}", 14)
    count = f"×{len(group.items)}"
    title = Text(group.title)
    title.truncate(width - cell_len(label) - cell_len(count) - 1, overflow="ellipsis")
    head = Text.assemble((label, COLOURS[group.status]), title, f" {count}")
    if len(group.items) > 1:
        examples = [_example(item) for item in group.items[:MAX_EXAMPLES]]
    else:
        subject = "" if group.items[0].subject_kind == "site" else subject_of(group.items[0])
        examples = [text for text in (group.items[0].message, subject) if text]
    return [head, *(Text(f"    {text}", style="dim") for text in examples)]


def _example(item: Item) -> str:
    """One of many: which it is and, for a link, what came back; the heading says the rest."""
    if "://" not in item.subject:
        return item.message
    told = item.subject_label
    if item.subject_kind == "link":
        told = item.looks[-1].result if item.looks else ""
    return f"{told}  {item.subject}".strip()


def _pad(text: str, cells: int) -> str:
    """Fill up to a number of terminal cells; a Chinese character takes two."""
    return text + " " * max(1, cells - cell_len(text))


def _unseen(report: Report, _: Translate) -> list[Text]:
    seen = report.coverage
    stopped = _("%(name)s: %(value)s") % {"name": _("Why it stopped"), "value": seen.stopped_label}
    lines = [Text(f"{_('Pages read')} {seen.pages} · {stopped}")]
    if seen.impact:
        busiest = max(seen.impact, key=lambda host: host.peak_per_minute)
        lines.append(
            Text(
                _("%(requests)s requests to %(hosts)s hosts; busiest minute: %(peak)s (%(host)s)")
                % {
                    "requests": seen.requests,
                    "hosts": seen.impact_count,
                    "peak": busiest.peak_per_minute,
                    "host": busiest.host,
                }
            )
        )
    if seen.unseen:
        reasons = " · ".join(f"{part.label} {part.count}" for part in seen.unseen)
        lines.append(Text(_("%(name)s: %(value)s") % {"name": _("Not seen"), "value": reasons}))
    return lines
