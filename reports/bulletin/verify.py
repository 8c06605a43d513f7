"""Does the bulletin agree with itself (一致性核对)?

Real bulletins print 94.3 % for 126 of 134, and lists that are a line short of their count. Rates
cannot go wrong here, since they are computed from counts; counts and lists are held against each
other before anything is printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from reports.bulletin.figures import Ratio
from reports.bulletin.inputs import Group, Tally
from reports.bulletin.model import Bulletin
from reports.words import Translate


def contradictions(bulletin: Bulletin, _: Translate) -> list[str]:
    """Say what does not agree, each in one line of the user's language; empty if all does."""
    found = [*_tallies(bulletin, _), *_lists(bulletin, _), *_office(bulletin, _)]
    if bulletin.edition == "public" and bulletin.open_sites:
        found.append(_("the public edition names sites that are not settled"))
    return found


def _tallies(bulletin: Bulletin, _: Translate) -> Iterator[str]:
    whole = bulletin.total
    groups = (whole, *bulletin.regions, *bulletin.departments, *bulletin.classes)
    for group in groups:
        for tally in (group.now, group.before):
            if tally is not None and not _sound(tally):
                text = _("%(name)s: more passed and failed than were inspected")
                yield text % {"name": group.name or _("All")}
    for label, parts in (
        (_("regions and departments"), (*bulletin.regions, *bulletin.departments)),
        (_("classes"), bulletin.classes),
    ):
        if parts:
            yield from _sums(label, parts, whole.now, _)
    composed = sum(part.count for part in bulletin.composition)
    if bulletin.composition and composed != whole.now.running:
        yield _("the classes of running sites add up to %(sum)s, not %(total)s") % {
            "sum": composed, "total": whole.now.running,
        }  # fmt: skip
    coverage = bulletin.coverage
    said = whole.now.passed + whole.now.failed
    left = coverage.undecided + coverage.inconclusive + coverage.not_tested
    if said + left != whole.now.sampled:
        text = _("%(judged)s judged and %(left)s not judged sites are not the %(total)s inspected")
        yield text % {
            "judged": said, "left": left, "total": whole.now.sampled,
        }  # fmt: skip


def _sound(tally: Tally) -> bool:
    least = min(tally.passed, tally.failed, tally.sampled, tally.running)
    return least >= 0 and tally.passed + tally.failed <= tally.sampled


def _sums(label: str, parts: tuple[Group, ...], whole: Tally, _: Translate) -> Iterator[str]:
    for name, word in (
        ("running", _("running")),
        ("sampled", _("inspected")),
        ("passed", _("passed")),
        ("failed", _("failed")),
    ):
        added, total = sum(getattr(p.now, name) for p in parts), getattr(whole, name)
        if added != total:
            yield _("%(what)s: %(word)s adds up to %(sum)s, not %(total)s") % {
                "what": label, "word": word, "sum": added, "total": total,
            }  # fmt: skip


def _lists(bulletin: Bulletin, _: Translate) -> Iterator[str]:
    passed = Counter(entry.passed for entry in bulletin.sites)
    for is_passed, count, word in (
        (True, bulletin.total.now.passed, _("passed")),
        (False, bulletin.total.now.failed, _("failed")),
    ):
        if passed[is_passed] != count:
            yield _("the list of sites has %(listed)s that %(word)s, the count is %(total)s") % {
                "listed": passed[is_passed], "word": word, "total": count,
            }  # fmt: skip
    keys = [entry.site.key for entry in bulletin.sites]
    twice = sorted(key for key, count in Counter(keys).items() if count > 1)
    if twice:
        yield _("a site is listed twice: %(site)s") % {"site": twice[0]}
    stray = sorted({fault.site for fault in bulletin.faults} - set(keys))
    if stray:
        yield _("a fault belongs to no listed site: %(site)s") % {"site": stray[0]}
    if [fault.number for fault in bulletin.faults] != list(range(1, len(bulletin.faults) + 1)):
        yield _("faults are not numbered one after the other")
    order = {key: number for number, key in enumerate(keys)}
    places = [order.get(fault.site, -1) for fault in bulletin.faults]
    if places != sorted(places):
        yield _("faults are not in the order of the sites")
    for entry in bulletin.sites:
        if entry.passed is None or entry.passed == bool(entry.reasons):
            text = _("%(site)s fails without a reason, or passes with one")
            yield text % {"site": entry.site.name}


def _office(bulletin: Bulletin, _: Translate) -> Iterator[str]:
    facts = bulletin.facts
    pairs: list[tuple[str, Ratio]] = [(s.title, s.rate) for s in bulletin.special]
    pairs += [(past.round, past.rate) for past in bulletin.past]
    if facts.tips:
        pairs.append((_("messages of the public"), Ratio(facts.tips.on_time, facts.tips.received)))
    if facts.new_media:
        media = facts.new_media
        pairs.append((_("official accounts"), Ratio(media.passed, media.sampled)))
        pairs.append((_("official accounts"), Ratio(media.sampled, media.total)))
    for name, ratio in pairs:
        if not 0 <= ratio.part <= ratio.whole:
            yield _("%(name)s: %(part)s of %(whole)s cannot be") % {
                "name": name, "part": ratio.part, "whole": ratio.whole,
            }  # fmt: skip
