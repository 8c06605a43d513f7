"""The comparison with the last round (环比) as a terminal shows it: rates, sites, findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct

from audit.language import _
from audit.round.status import verdict_word
from reports.bulletin.figures import change, points
from reports.bulletin.inputs import Change, Group, RoundResult, SiteResult
from reports.bulletin.model import rate, rate_before

DECIMALS = 1
CHANGED: tuple[Change, ...] = ("improved", "relapsed")


class Shown(Struct, frozen=True):
    """A table under its heading; ``empty`` stands for no rows."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[object]]
    empty: str = ""


def tables(result: RoundResult, *, findings: bool = False) -> Iterator[Shown]:
    """Rates by region, kind and level; sites that changed; those that failed before.

    Args:
        result: a round that has one before it, in the office's own edition.
        findings: also each finding that is new, mended or there again, by its fingerprint.
    """
    names = {site.key: site.name for site in result.frame}
    yield Shown(
        _("pass rate"),
        (_("group"), _("judged"), _("passed"), _("rate"), _("last round"), _("change (points)"),
         _("perfect quarters in a row")),
        [_rates(group) for group in result.groups if _judged(group)],
    )  # fmt: skip
    yield Shown(
        _("improved and relapsed"),
        _site_heads(),
        [_site(site, names) for site in result.sites if site.change in CHANGED],
        _("no site"),
    )
    yield Shown(
        _("failed the last round"),
        _site_heads(),
        [_site(site, names) for site in result.sites if site.before == "fail"],
        _("no site"),
    )
    if findings:
        yield Shown(
            _("findings"),
            (_("finding"), _("fingerprint"), _("site"), _("what is the case"), _("subject")),
            list(_findings(result, names)),
            _("none"),
        )


def lines(result: RoundResult) -> Iterator[str]:
    """Counts over all sites, what is not compared, and what the counts leave out."""
    counts = Counter[str]()
    for site in result.sites:
        counts.update(_histories(site))
    yield _(
        "decided findings: new {new}, persisting {persisting}, mended {mended}, not comparable"
        " {other}"
    ).format(
        new=counts["new"], persisting=counts["persisting"], mended=counts["mended"],
        other=counts["not-comparable"],
    )  # fmt: skip
    for reason in result.not_comparable:
        yield _("not comparable: {reason}").format(reason=reason)
    if undecided := sum(site.undecided for site in result.sites):
        yield _("{count} faults await a decision and are in none of these figures").format(
            count=undecided
        )


def _judged(group: Group) -> bool:
    """Whether a group has a rate in either round."""
    before = group.before.passed + group.before.failed if group.before else 0
    return bool(group.now.passed + group.now.failed + before)


def _rates(group: Group) -> tuple[object, ...]:
    now, before = rate(group), rate_before(group)
    if group.before is not None and not group.comparable:
        told = (_("not comparable"), "–")
    else:
        told = (before.text(DECIMALS) if before else "–", points(change(now, before, DECIMALS)))
    return (
        group_word(group), now.whole, now.part, now.text(DECIMALS), *told, group.streak or "–",
    )  # fmt: skip


def group_word(group: Group) -> str:
    """Name of a group as people read it."""
    kinds = {"portal": _("portals"), "department": _("department sites")}
    return kinds.get(group.name, group.name) or _("all sites")


def _site_heads() -> tuple[str, ...]:
    return (
        _("site"), _("name"), _("last round"), _("this round"), _("new"), _("persisting"),
        _("mended"),
    )  # fmt: skip


def _histories(site: SiteResult) -> Counter[str]:
    """How many decided faults are new, there again, mended, or not to be compared."""
    told = [str(f.history) for f in site.findings if f.ruling == "confirmed" and f.history]
    return Counter([*told, *["mended"] * len(site.fixed)])


def _site(site: SiteResult, names: dict[str, str]) -> tuple[object, ...]:
    counts = _histories(site)
    return (
        site.key, names[site.key], verdict_word(site.before or "not-tested"),
        verdict_word(site.verdict), counts["new"], counts["persisting"], counts["mended"],
    )  # fmt: skip


def _findings(result: RoundResult, names: dict[str, str]) -> Iterator[tuple[object, ...]]:
    words = {"new": _("new"), "persisting": _("persisting"), "not-comparable": _("not comparable")}
    for site in result.sites:
        name = names[site.key]
        for found in site.findings:
            if found.ruling == "confirmed" and found.history:
                yield words[found.history], found.fingerprint, name, found.title, found.subject
        for mended in site.fixed:
            yield _("mended"), mended.fingerprint, name, mended.title, mended.subject
