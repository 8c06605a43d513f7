"""Tables of a bulletin (附表): rows of the model under their headings.

Every format prints these; the workbook has them as sheets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from reports.bulletin.blocks import Cell, Column, Points, Rate, Table
from reports.bulletin.figures import Ratio, change
from reports.bulletin.inputs import Group
from reports.bulletin.model import Bulletin, Fault, rate, rate_before
from reports.bulletin.problems import problems, told
from reports.words import Translate

SHOWN = 5
"""Faults of one kind at one site that are described on paper; the workbook has them all."""
SCORE_STEP = 10
"""Width of a class of scores, in points."""


def regions(bulletin: Bulletin, _: Translate, decimals: int) -> Table:
    """Annex 1: all sites, then each region and department."""
    groups = (bulletin.total, *bulletin.regions, *bulletin.departments)
    title = _("Inspection by region and department")
    return _tallies("regions", title, _("Region or department"), groups, _, decimals)


def classes(bulletin: Bulletin, _: Translate, decimals: int) -> Table:
    """The same by level and kind of site."""
    groups = (bulletin.total, *bulletin.classes)
    title = _("Inspection by class of site")
    return _tallies("classes", title, _("Class of site"), groups, _, decimals)


def _tallies(
    name: str, title: str, label: str, groups: Sequence[Group], _: Translate, decimals: int
) -> Table:
    columns = (
        Column(_("No."), 5, number=True),
        Column(label, 18),
        Column(_("Running"), 8, number=True),
        Column(_("Inspected"), 8, number=True),
        Column(_("Share inspected"), 9, number=True),
        Column(_("Judged"), 8, number=True),
        Column(_("Passed"), 8, number=True),
        Column(_("Failed"), 8, number=True),
        Column(_("Pass rate"), 9, number=True),
        Column(_("Change (points)"), 9, number=True),
    )
    rows: list[tuple[Cell, ...]] = []
    for number, group in enumerate(groups):
        now = group.now
        row = (
            number or "",
            group.name or _("All"),
            now.running,
            now.sampled,
            Rate(Ratio(now.sampled, now.running), decimals),
            now.passed + now.failed,
            now.passed,
            now.failed,
            Rate(rate(group), decimals),
            Points(change(rate(group), rate_before(group), decimals)),
        )
        rows.append(row)
    return Table(name, title, columns, tuple(rows), total=True)


def failing(bulletin: Bulletin, _: Translate) -> Table:
    """Annex 2: sites that fail, with their reasons."""
    columns = (
        Column(_("No."), 5, number=True),
        Column(_("Region or department"), 14),
        Column(_("Name of site"), 24),
        Column(_("Identification code"), 14),
        Column(_("Sponsor"), 20),
        Column(_("Main problems"), 26),
    )
    rows = tuple(
        (
            number,
            entry.site.region or entry.site.sponsor,
            entry.site.name,
            entry.site.code,
            entry.site.sponsor,
            _("; ").join(entry.reasons),
        )
        for number, entry in enumerate(bulletin.failing, 1)
    )
    return Table("failing", _("Sites that failed"), columns, rows, empty=_("No site failed."))


def site_faults(faults: Sequence[Fault], name: str, _: Translate) -> Table:
    """Annex 3 on paper: faults of one site, a row for each kind of fault."""
    columns = (
        Column(_("No."), 5, number=True),
        Column(_("Problem"), 14),
        Column(_("Count"), 6, number=True),
        Column(_("What was found"), 42),
        Column(_("Basis"), 17),
        Column(_("Seen (China Standard Time)"), 16),
    )
    kinds: dict[str, list[Fault]] = {}
    for fault in faults:
        kinds.setdefault(fault.title, []).append(fault)
    rows = tuple(
        (
            number,
            title,
            len(same),
            _described(same, _),
            _("; ").join(_clauses(same)),
            "\n".join(_span(same)),
        )
        for number, (title, same) in enumerate(kinds.items(), 1)
    )
    return Table(name, "", columns, rows)


def _described(faults: Sequence[Fault], _: Translate) -> str:
    said = [f"〔{fault.number}〕{told(fault, _)}" for fault in faults[:SHOWN]]
    if len(faults) > SHOWN:
        text = _("… %(more)s more in the spreadsheet, nos. %(first)s to %(last)s")
        numbers = [fault.number for fault in faults[SHOWN:]]
        if len(numbers) == 1:
            text = _("… %(more)s more in the spreadsheet, no. %(first)s")
        said.append(text % {"more": len(numbers), "first": numbers[0], "last": numbers[-1]})
    return "\n".join(said)


def _span(faults: Sequence[Fault]) -> list[str]:
    """When faults were seen first and last."""
    times = sorted(look.at for fault in faults for look in fault.looks if look.at)
    return list(dict.fromkeys(times[:1] + times[-1:]))


def _clauses(faults: Sequence[Fault]) -> list[str]:
    """Clauses of faults, each once; a fault of several lines names them with semicolons between."""
    each = [part for fault in faults for part in _clause(fault).split("; ")]
    return list(dict.fromkeys(each))


def _clause(fault: Fault) -> str:
    """The clause, with a mark that leads to the footnote on figures not confirmed."""
    return f"{fault.clause}※" if fault.unconfirmed else fault.clause


def faults(bulletin: Bulletin, _: Translate) -> Table:
    """Annex 3 in the workbook: every fault with its evidence."""
    sites = {entry.site.key: entry for entry in bulletin.sites}
    columns = (
        Column(_("No."), 6, number=True),
        Column(_("Region or department"), 14),
        Column(_("Name of site"), 22),
        Column(_("Identification code"), 14),
        Column(_("Problem"), 20),
        Column(_("Veto"), 8),
        Column(_("What was found"), 50),
        Column(_("Subject"), 36),
        Column(_("On pages"), 36),
        Column(_("Number of pages"), 9, number=True),
        Column(_("Basis"), 30),
        Column(_("First seen (China Standard Time)"), 18),
        Column(_("Seen again (China Standard Time)"), 18),
        Column(_("Remedy"), 36),
        Column(_("Check"), 20),
        Column(_("Fingerprint"), 18),
        Column(_("Run"), 24),
    )
    rows: list[tuple[Cell, ...]] = []
    for fault in bulletin.faults:
        entry = sites[fault.site]
        row = (
            fault.number,
            entry.site.region or entry.site.sponsor,
            entry.site.name,
            entry.site.code,
            fault.title,
            _("yes") if fault.veto else "",
            fault.message,
            fault.subject,
            "\n".join(fault.sources[:20]),
            fault.source_count,
            _clause(fault),
            fault.looks[0].at if fault.looks else "",
            next((look.at for look in fault.looks if look.number > 1), ""),
            fault.remedy,
            fault.check,
            fault.fingerprint,
            entry.run_id,
        )
        rows.append(row)
    title = _("Findings site by site")
    return Table("faults", title, columns, tuple(rows), empty=_("No fault was confirmed."))


def kinds(bulletin: Bulletin, _: Translate) -> Table:
    """Problems by type: how many sites have it, and how often."""
    columns = (
        Column(_("No."), 5, number=True),
        Column(_("Problem"), 30),
        Column(_("Sites"), 9, number=True),
        Column(_("Findings"), 9, number=True),
        Column(_("Reason to fail"), 12),
    )
    rows = tuple(
        (number, p.title, len(p.sites), p.count, _("yes") if p.veto else "")
        for number, p in enumerate(problems(bulletin), 1)
    )
    title = _("Problems by type")
    return Table("kinds", title, columns, rows, empty=_("No fault was confirmed."))


def follow_up(bulletin: Bulletin, _: Translate) -> Table:
    """What became of the sites that failed the last round."""
    words = {
        "passed": _("passed this time"),
        "failed": _("failed again"),
        "closed": _("no longer running"),
    }
    columns = (
        Column(_("No."), 5, number=True),
        Column(_("Region or department"), 18),
        Column(_("Name of site"), 30),
        Column(_("Result"), 16),
    )
    rows = tuple(
        (number, row.site.region or row.site.sponsor, row.site.name, words[row.result])
        for number, row in enumerate(bulletin.follow_up, 1)
    )
    title = _("Sites that failed the last round")
    return Table("follow-up", title, columns, rows, empty=_("No site failed the last round."))


def past(bulletin: Bulletin, _: Translate, decimals: int) -> Table:
    """Pass rates of all rounds, this one last."""
    columns = (
        Column(_("Round"), 12),
        Column(_("Judged"), 10, number=True),
        Column(_("Passed"), 10, number=True),
        Column(_("Pass rate"), 10, number=True),
    )
    rounds = [(p.round, p.rate) for p in bulletin.past] + [(bulletin.round, bulletin.rate)]
    rows = tuple((name, r.whole, r.part, Rate(r, decimals)) for name, r in rounds)
    return Table("past", _("Pass rate over rounds"), columns, rows)


def scores(bulletin: Bulletin, _: Translate) -> Table:
    """Sites that have a score, by classes of ten points."""
    found = [entry.score for entry in bulletin.sites if entry.score is not None]
    counts = Counter(int(score // SCORE_STEP) for score in found)
    columns = (Column(_("Points"), 12), Column(_("Sites"), 10, number=True))
    lowest, highest = (min(counts), max(counts)) if counts else (0, -1)
    rows = tuple(
        (f"{n * SCORE_STEP}–{n * SCORE_STEP + SCORE_STEP - 1}", counts[n])
        for n in range(lowest, highest + 1)
    )
    return Table("scores", _("Distribution of scores"), columns, rows, empty=_("Not scored."))


def open_sites(bulletin: Bulletin, _: Translate) -> Table:
    """For the office only: what is not settled."""
    words = {
        "pass": _("passed"),
        "fail": _("failed"),
        "undecided": _("decision outstanding"),
        "inconclusive": _("inconclusive"),
        "not-tested": _("not tested"),
    }
    columns = (
        Column(_("No."), 5, number=True),
        Column(_("Region or department"), 14),
        Column(_("Name of site"), 24),
        Column(_("State"), 12),
        Column(_("Undecided"), 9, number=True),
        Column(_("For review"), 9, number=True),
        Column(_("Dismissed"), 9, number=True),
        Column(_("Reason"), 30),
    )
    rows = tuple(
        (
            number,
            row.site.region or row.site.sponsor,
            row.site.name,
            words.get(row.verdict, row.verdict),
            row.undecided,
            row.to_review,
            row.dismissed,
            row.reason,
        )
        for number, row in enumerate(bulletin.open_sites, 1)
    )
    return Table("open", _("Not settled (for the office only)"), columns, rows, empty=_("None."))


def tables(bulletin: Bulletin, _: Translate, decimals: int) -> dict[str, Table]:
    """All tables by the names that templates call them by, in the order of the workbook."""
    made = [
        regions(bulletin, _, decimals),
        classes(bulletin, _, decimals),
        failing(bulletin, _),
        faults(bulletin, _),
        kinds(bulletin, _),
        follow_up(bulletin, _),
        past(bulletin, _, decimals),
        scores(bulletin, _),
    ]
    if bulletin.edition == "internal":
        made.append(open_sites(bulletin, _))
    return {table.name: table for table in made}
