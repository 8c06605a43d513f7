"""Papers for one site (单站文书): the rectification notice and the agency's self-check tables.

The notice (整改通知书) says what was found, on what evidence, until when it is to be put right and
how to reply. The self-check tables (自查表) are the official forms of 2015 and 2019; what was found
stands in them, all else is left for the agency to fill in: that nothing was found here does not
mean that there is nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from jinja2 import TemplateError
from msgspec import Struct
from msgspec.structs import replace

from checks.facts.mask import mask_url
from reports.bulletin.blocks import Cell, Column, Document, Picture, Table
from reports.bulletin.compose import Words, blocks_of
from reports.bulletin.model import Bulletin, Fault, SiteEntry
from reports.bulletin.problems import told
from reports.bulletin.styles import Style, StyleError
from reports.i18n import translations
from reports.safe import cleaned
from reports.words import Translate

LISTED = 200
"""Faults that a notice lists on paper; its workbook lists all."""
LOOKS = 6
"""Looks told with one fault; the evidence has all."""
PICTURED = 24
"""Pictures that a notice shows; the bundle has all."""
SAID = 5
"""Faults of one line that a self-check table describes."""
Layout = Literal["2015", "2019"]


@dataclass(frozen=True)
class FormLine:
    """A line of an official table as a form shows it.

    Attributes:
        id: of the line. ``checks``: ids of the checks that feed it.
        group, title, wording: 一级指标, 二级指标 and 考察点 (评分细则).
        media: it speaks of an official account (政务新媒体), not of the website.
    """

    id: str
    group: str
    title: str
    wording: str
    checks: tuple[str, ...] = ()
    media: bool = False


@dataclass(frozen=True)
class Form:
    """An official form: its layout, the set whose lines it has, and their order."""

    layout: Layout
    set_id: str
    lines: tuple[FormLine, ...]


class Shot(Struct, frozen=True):
    """A picture of a page that shows a fault: when it was taken (China Standard Time), its bytes.

    ``height``: how many times as high as wide it is.
    """

    url: str
    at: str
    jpeg: bytes
    height: float


Shots = Callable[[str], Iterable[Shot]]
"""The pictures of a finding, by its fingerprint."""


def notice(
    bulletin: Bulletin, entry: SiteEntry, style: Style, shots: Shots | None = None
) -> tuple[Document, list[Table]]:
    """The rectification notice of a site: on paper, and its lists for the workbook.

    Args:
        bulletin: what it is printed from.
        entry: the site.
        style: its style.
        shots: finds the pictures of a fault; without it there are none.

    Raises:
        StyleError: the template fails.
    """
    _ = translations(bulletin.lang).gettext
    bulletin, entry, faults = _part(bulletin, entry)
    listed = _notice_table(faults[:LISTED], _)
    known = {"notice": listed, "reply": _reply_table(faults, _)}
    pictures = list(_pictures(faults, shots, _)) if shots is not None else []
    document = _document("notice", bulletin, entry, style, known, pictures=pictures)
    return document, [_notice_table(faults, _), _reply_table(faults, _)]


def _pictures(faults: Sequence[Fault], shots: Shots, _: Translate) -> Iterator[Picture]:
    """Pictures of faults in their order, as many as a paper holds."""
    told = _("No. %(number)s: %(url)s, %(at)s")
    found = ((fault, shot) for fault in faults for shot in shots(fault.fingerprint))
    for fault, shot in islice(found, PICTURED):
        caption = told % {"number": fault.number, "url": cleaned(mask_url(shot.url)), "at": shot.at}
        yield Picture(caption, shot.jpeg, shot.height)


def self_check(
    bulletin: Bulletin, entry: SiteEntry, form: Form, style: Style
) -> tuple[Document, list[Table]]:
    """The self-check table of a site in one layout, on paper and for the workbook.

    Raises:
        StyleError: the template fails.
    """
    _ = translations(bulletin.lang).gettext
    bulletin, entry, faults = _part(bulletin, entry)
    table = _form_table(form, faults, _)
    known = {"self-check": table}
    return _document(f"self-check-{form.layout}", bulletin, entry, style, known), [table]


def _part(bulletin: Bulletin, entry: SiteEntry) -> tuple[Bulletin, SiteEntry, list[Fault]]:
    """What the bulletin says of one site, cleaned.

    Its faults are numbered anew for its papers; a fingerprint leads to the bulletin's.
    """
    own = [fault for fault in bulletin.faults if fault.site == entry.site.key]
    faults = tuple(replace(fault, number=number) for number, fault in enumerate(own, 1))
    part = cleaned(replace(bulletin, sites=(entry,), faults=faults, open_sites=()))
    return part, part.sites[0], list(part.faults)


def _document(
    name: str,
    bulletin: Bulletin,
    entry: SiteEntry,
    style: Style,
    known: dict[str, Table],
    *,
    pictures: Sequence[Picture] = (),
) -> Document:
    context = Words(bulletin, style.decimals).context()
    context |= {"entry": entry, "site": entry.site, "faults": bulletin.faults, "listed": LISTED}
    context["pictures"] = len(pictures)
    try:
        text = style.text(bulletin.lang, name).render(context)
        blocks = blocks_of(text, bulletin, known, {}, pictures)
    except TemplateError as error:
        raise StyleError(f"{style.used.name}/{name}.{bulletin.lang}.j2: {error}") from error
    title = f"{entry.site.name} {bulletin.round}"
    return Document(bulletin.lang, title, blocks, wide=name.startswith("self-check"))


def _notice_table(faults: Sequence[Fault], _: Translate) -> Table:
    columns = (
        Column(_("No."), 6, number=True),
        Column(_("Problem"), 11),
        Column(_("What was found"), 24),
        Column(_("Where"), 21),
        Column(_("Evidence (China Standard Time)"), 28),
        Column(_("Basis"), 24),
        Column(_("Remedy"), 16),
    )
    rows: list[tuple[Cell, ...]] = []
    for fault in faults:
        looks = [f"{look.at} {look.result}".strip() for look in fault.looks[:LOOKS]]
        if len(fault.looks) > LOOKS:
            looks.append(_("%(count)s looks in all") % {"count": len(fault.looks)})
        pages = [page for page in fault.sources if page != fault.subject][:1]
        if fault.source_count > 1:
            pages.append(_("%(count)s pages in all") % {"count": fault.source_count})
        row = (
            fault.number,
            fault.title,
            fault.message,
            "\n".join([fault.subject, *pages]),
            "\n".join([*looks, _("fingerprint %(text)s") % {"text": fault.fingerprint}]),
            f"{fault.clause}※" if fault.unconfirmed else fault.clause,
            fault.remedy,
        )
        rows.append(row)
    title = _("Problems to put right")
    return Table("notice", title, columns, tuple(rows), empty=_("No fault was confirmed."))


def _reply_table(faults: Sequence[Fault], _: Translate) -> Table:
    columns = (
        Column(_("No."), 9, number=True),
        Column(_("Problem"), 26),
        Column(_("What was done"), 31),
        Column(_("Done on"), 14),
        Column(_("Person in charge, telephone"), 20),
    )
    kinds: dict[str, list[int]] = {}
    for fault in faults:
        kinds.setdefault(fault.title, []).append(fault.number)
    rows = tuple((_numbers(found), title, "", "", "") for title, found in kinds.items())
    return Table("reply", _("Reply"), columns, rows, empty=_("No fault was confirmed."))


def _numbers(found: Sequence[int]) -> str:
    """Numbers of faults of one kind: ``7``, ``7–9`` where they follow each other, ``2, 5``."""
    if len(found) > 2 and found[-1] - found[0] == len(found) - 1:
        return f"{found[0]}–{found[-1]}"
    return ", ".join(map(str, found))


def _form_table(form: Form, faults: Sequence[Fault], _: Translate) -> Table:
    found = _placed(form, faults)
    rows: list[tuple[Cell, ...]] = []
    for line in form.lines:
        said = _said(found.get(line.id, []), _)
        if form.layout == "2015":
            rows.append((line.group, line.title, line.wording, _("no") if said else "", said))
        else:
            what = _("Official account") if line.media else _("Government website")
            rows.append((what, line.title, line.wording, said))
    columns: tuple[Column, ...]
    if form.layout == "2015":
        columns = (
            Column(_("First-level indicator"), 12),
            Column(_("Second-level indicator"), 15),
            Column(_("What is looked at"), 40),
            Column(_("Fulfilled (√)"), 9),
            Column(_("Problems and measures"), 34),
        )
    else:
        columns = (
            Column(_("Object"), 12),
            Column(_("Indicator"), 16),
            Column(_("Rule"), 48),
            Column(_("Result of inspection"), 34),
        )
    title = _("Self-check table (%(year)s)") % {"year": form.layout}
    return Table("self-check", title, columns, tuple(rows), empty=_("None."))


def _placed(form: Form, faults: Sequence[Fault]) -> dict[str, list[Fault]]:
    """Faults by the line of the form that they belong to; some belong to none."""
    ids = {line.id for line in form.lines}
    found: dict[str, list[Fault]] = {}
    for fault in faults:
        check = fault.check.partition("/")[0]
        line = fault.line_id if fault.set_id == form.set_id and fault.line_id in ids else ""
        line = line or next((each.id for each in form.lines if check in each.checks), "")
        if line:
            found.setdefault(line, []).append(fault)
    return found


def _said(faults: Sequence[Fault], _: Translate) -> str:
    said = [f"〔{fault.number}〕{told(fault, _)}" for fault in faults[:SAID]]
    if len(faults) > SAID:
        said.append(_("%(count)s problems in all") % {"count": len(faults)})
    return "\n".join(said)
