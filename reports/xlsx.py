"""XLSX (问题清单): the list in which agencies pass problems on.

Every cell is written as text or number, never guessed: a title that begins with ``=`` stays a
title (safety: spreadsheet formulas).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from checks.finding import Status
from reports.i18n import translations
from reports.model import Item, Report, ScoreCard
from reports.outline import item_url, of_status, subject_of
from reports.safe import cleaned
from reports.sheets import Cell, Sheet, workbook
from reports.words import (
    Translate,
    excuse_words,
    points,
    score_words,
    severity_word,
    size,
    status_word,
)

PAGES_IN_CELL = 20
"""Carrier pages listed in a cell of the problem list; the second sheet has them all."""


def render(report: Report) -> bytes:
    """Print the lists of a report as an XLSX workbook; the same report gives the same bytes."""
    report = cleaned(report)
    _ = translations(report.lang).gettext
    sheets = (
        _problems(report, _),
        _lines(report, _),
        _carriers(report, _),
        _not_tested(report, _),
        _coverage(report, _),
    )
    title = report.site_name or report.site_url
    return workbook(sheets, title=title, created=_created(report), footer=report.run_id)


def _created(report: Report) -> datetime:
    """Creation time of the workbook: when the run ended, so that bytes repeat."""
    try:
        at = datetime.fromisoformat(report.finished)
    except ValueError:
        return datetime(1980, 1, 1, tzinfo=UTC)
    china = timezone(timedelta(hours=8))
    return (at if at.tzinfo else at.replace(tzinfo=china)).astimezone(UTC)


def _problems(report: Report, _: Translate) -> Sheet:
    columns = [
        (_("No."), 6),
        (_("Site"), 18),
        (_("Verdict"), 11),
        (_("Severity"), 10),
        (_("Problem"), 22),
        (_("Description"), 40),
        (_("URL"), 40),
        (_("On pages"), 40),
        (_("Link text"), 20),
        (_("First seen (China Standard Time)"), 12),
        (_("Seen again (China Standard Time)"), 12),
        (_("Basis"), 36),
        (_("Remedy"), 36),
        (_("Check"), 18),
        (_("Fingerprint"), 18),
    ]
    items = of_status(report, Status.FAIL, Status.REVIEW)
    site = report.site_name or report.site_url
    return Sheet(_("Problems"), columns, [_problem(item, site, _) for item in items])


def _problem(item: Item, site: str, _: Translate) -> list[Cell]:
    pages = [carrier.url for carrier in item.carriers[:PAGES_IN_CELL]]
    if item.carrier_count > len(pages) > 0:
        pages.append(_("… %(count)s pages in all") % {"count": item.carrier_count})
    measures = [
        _("%(name)s: %(value)s") % {"name": m.name, "value": m.value} for m in item.measures
    ]
    anchors = dict.fromkeys(c.anchor for c in item.carriers[:PAGES_IN_CELL] if c.anchor)
    basis = [*item.clause, *item.basis]
    if item.unconfirmed:
        basis.append(_("Wording and figures not yet compared with the original document."))
    return [
        item.number,
        site,
        status_word(item.status, _),
        severity_word(item.severity, _),
        item.check_title,
        "\n".join(part for part in (item.message, *measures, item.awaiting) if part),
        item_url(item),
        "\n".join(pages),
        "\n".join(anchors),
        item.looks[0].at if item.looks else "",
        next((look.at for look in item.looks if look.number > 1), ""),
        "\n".join(basis),
        item.remedy,
        item.check,
        item.fingerprint,
    ]


def _lines(report: Report, _: Translate) -> Sheet:
    columns = [
        (_("Indicator set"), 18),
        (_("First-level indicator"), 16),
        (_("Line of the table"), 16),
        (_("Title"), 24),
        (_("Basis"), 36),
        (_("Wording"), 50),
        (_("Kind"), 12),
        (_("Verdict"), 12),
        (_("Points for a fault"), 18),
        (_("Points taken off"), 12),
        (_("Numbers of findings"), 20),
        (_("Remarks"), 40),
    ]
    rows: list[list[Cell]] = []
    for score in report.scores:
        for row in score.rows:
            numbers = ", ".join(map(str, row.items))
            more = _("… %(count)s in all") % {"count": row.item_count}
            rows.append(
                [
                    score.set_id,
                    row.group,
                    row.id,
                    row.title,
                    row.clause,
                    row.wording,
                    row.kind_label,
                    row.state_label,
                    row.cost,
                    "" if row.deducted is None else points(row.deducted),
                    f"{numbers} {more}" if row.item_count > len(row.items) else numbers,
                    row.note,
                ]
            )
    return Sheet(_("Line by line"), columns, rows)


def _result(score: ScoreCard, _: Translate) -> tuple[Cell, Cell, Cell]:
    label = _("%(name)s: %(value)s") % {"name": _("Result"), "value": score.title}
    measures = [_("%(name)s: %(value)s") % {"name": m.name, "value": m.value} for m in score.shares]
    return (
        label,
        score_words(score, _),
        "\n".join((*score.doubts, *score.remarks, *measures, *score.footnotes)),
    )


def _carriers(report: Report, _: Translate) -> Sheet:
    columns = [
        (_("No."), 6),
        (_("Verdict"), 11),
        (_("Problem"), 24),
        (_("URL"), 50),
        (_("On page"), 50),
        (_("Page title"), 30),
        (_("Link text"), 30),
        (_("Position"), 12),
        (_("Line"), 8),
        (_("Selector"), 40),
        (_("Fingerprint"), 18),
    ]
    rows: list[list[Cell]] = [
        [
            item.number,
            status_word(item.status, _),
            item.check_title,
            item_url(item),
            carrier.url,
            carrier.title,
            carrier.anchor,
            carrier.place,
            carrier.line or "",
            carrier.selector,
            item.fingerprint,
        ]
        for item in of_status(report, Status.FAIL, Status.REVIEW)
        for carrier in item.carriers
    ]
    return Sheet(_("Carriers"), columns, rows)


def _not_tested(report: Report, _: Translate) -> Sheet:
    columns = [
        (_("No."), 6),
        (_("Verdict"), 11),
        (_("What was to be checked"), 30),
        (_("Reason"), 60),
        (_("Subject"), 50),
        (_("Check"), 24),
    ]
    statuses = (Status.NOT_TESTED, Status.ERROR, Status.NOT_APPLICABLE)
    rows: list[list[Cell]] = [
        [
            item.number,
            status_word(item.status, _),
            item.check_title,
            "\n".join(
                part
                for part in (item.message, item.excused and excuse_words(item.excused, _))
                if part
            ),
            subject_of(item),
            item.check,
        ]
        for item in of_status(report, *statuses)
    ]
    return Sheet(_("Not tested"), columns, rows)


def _coverage(report: Report, _: Translate) -> Sheet:
    seen = report.coverage
    columns = [(_("What"), 30), (_("Value"), 60), (_("Examples"), 80)]
    rows: list[tuple[Cell, Cell, Cell]] = [
        (_("Site"), report.site_name, ""),
        (_("URL"), report.site_url, ""),
        (_("Inspection time (China Standard Time)"), report.as_of, ""),
        *((measure.name, measure.value, "") for measure in report.profile),
        (_("Run"), report.run_id, ""),
        (_("Started (China Standard Time)"), report.started, ""),
        (_("Finished (China Standard Time)"), report.finished, ""),
        (_("Conclusion"), report.conclusion, ""),
        *(_result(score, _) for score in report.scores if score.result != "unscored"),
        *((status_word(s, _), report.counts.get(s.value, 0), "") for s in Status),
        (_("Pages read"), seen.pages, ""),
        (_("Addresses looked at"), seen.targets, ""),
        (_("Requests made"), seen.requests, ""),
        (_("Data received"), size(seen.bytes), ""),
        (_("Why it stopped"), seen.stopped_label, ""),
    ]
    for part in seen.unseen:
        label = _("%(name)s: %(value)s") % {"name": _("Not seen"), "value": part.label}
        rows.append((label, part.count, "\n".join(part.examples)))
    for host in seen.impact:
        label = _("%(name)s: %(value)s") % {"name": _("Requests made"), "value": host.host}
        peak = f"{_('Most requests in 60 seconds')} {host.peak_per_minute} · {size(host.bytes)}"
        rows.append((label, host.requests, peak))
    rows += [(_("Note"), note, "") for note in seen.notes]
    rows += [(_("Indicator set"), f"{s.title} {s.version}", s.sha256) for s in report.sets]
    rows.append((_("Tool version"), report.tool_version, ""))
    return Sheet(_("Coverage"), columns, rows)
