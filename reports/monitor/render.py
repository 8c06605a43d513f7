"""Printing the report of a campaign: HTML, JSON, text."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from rich.cells import cell_len

from checks.finding import Status
from reports.html import environment
from reports.i18n import translations
from reports.monitor import chart
from reports.monitor.model import MonitorReport
from reports.safe import cleaned
from reports.words import SIGNS

MOST_ROWS = 60
"""Sites in the text; all are in the other formats."""
_OPEN = (Status.FAIL, Status.REVIEW)


def html(report: MonitorReport) -> bytes:
    """One self-contained UTF-8 file; it runs no script and fetches nothing."""
    report = cleaned(report)
    template = environment(report.lang, report.template_version).get_template("monitor.html.j2")
    doubted = tuple(site for site in report.sites if site.status in _OPEN or site.failure_count)
    return template.render(
        report=report,
        doubted=doubted,
        others=tuple(site for site in report.sites if site not in doubted),
        paths=chart.paths,
        step=chart.STEP,
        height=chart.HEIGHT,
    ).encode()


def json(report: MonitorReport) -> bytes:
    """The whole report for machines, indented."""
    return msgspec.json.format(msgspec.json.encode(cleaned(report)), indent=1) + b"\n"


def text(report: MonitorReport) -> str:
    """The report for a terminal: a line a site, the worst first."""
    report = cleaned(report)
    _ = translations(report.lang).gettext
    rows = [(_("Site"), _("Did not open"), "%", "95 %", _("Conclusion"))]
    rows += [
        (
            f"{SIGNS[site.status]} {site.name}",
            f"{site.failed}/{site.counted}",
            f"{site.share:.1f}",
            f"{site.low:.1f}–{site.high:.1f}",
            site.conclusion,
        )
        for site in report.sites[:MOST_ROWS]
    ]
    widths = [max(cell_len(row[n]) for row in rows) for n in range(4)]
    lines = [report.title, report.conclusion, ""]
    for row in rows:
        # A Chinese character takes two cells of a terminal.
        cells = [cell + " " * (widths[n] - cell_len(cell)) for n, cell in enumerate(row[:4])]
        lines.append("  ".join((*cells, row[4])).rstrip())
    if (more := len(report.sites) - MOST_ROWS) > 0:
        lines.append(_("… and {count} sites more").format(count=more))
    return "\n".join(lines) + "\n"


FORMATS: dict[str, tuple[str, Callable[[MonitorReport], bytes]]] = {
    "html": (".html", html),
    "json": (".json", json),
}
"""Name of a format → suffix of its file and the function that makes its bytes."""
