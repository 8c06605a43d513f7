"""CSV (逗号分隔表): every item in one flat table, for spreadsheets and scripts.

UTF-8 with a byte order mark, without which Excel takes Chinese for another encoding. A cell that
a spreadsheet would take for a formula begins with an apostrophe (OWASP, CSV injection).
"""

from __future__ import annotations

import csv
import io

from reports.i18n import translations
from reports.model import Item, Report
from reports.outline import item_url
from reports.safe import cleaned
from reports.words import Translate, excuse_words, severity_word, status_word

PAGES_IN_CELL = 20
"""Carrier pages listed in a cell."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(report: Report) -> bytes:
    """Print all items of a report, passes included; the same report gives the same bytes."""
    report = cleaned(report)
    _ = translations(report.lang).gettext
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(_columns(_))
    for item in (*report.items, *report.passes):
        writer.writerow(harmless(cell) for cell in _row(item, report, _))
    return ("\ufeff" + buffer.getvalue()).encode()


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _columns(_: Translate) -> list[str]:
    return [
        _("Run"), _("Site"), _("Inspection time"), _("No."), _("Verdict"), _("Severity"),
        _("Problem"), _("Description"), _("Subject"), _("URL"), _("On pages"), _("Basis"),
        _("Remedy"), _("Check"), _("Version"), _("Fingerprint"),
    ]  # fmt: skip


def _row(item: Item, report: Report, _: Translate) -> list[str]:
    excuse = excuse_words(item.excused, _) if item.excused else ""
    return [
        report.run_id,
        report.site_url,
        report.as_of,
        str(item.number),
        status_word(item.status, _),
        severity_word(item.severity, _),
        item.check_title,
        " ".join(part for part in (item.message, item.awaiting, excuse) if part),
        item.subject_label or item.subject,
        item_url(item),
        "\n".join(carrier.url for carrier in item.carriers[:PAGES_IN_CELL]),
        "\n".join(item.clause),
        item.remedy,
        item.check,
        str(item.check_version),
        item.fingerprint,
    ]
