"""From a round to its bulletin (由检查结果到通报): counts are taken over, lists put in order.

Nothing is judged here. Only sites of which the round says pass or fail are named, and only faults
that the round says may be published; what is not settled goes into the office's own edition.
Personal numbers are masked in the round already; nothing is printed without doing so once more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from msgspec.structs import replace

from checks.facts.mask import mask, mask_url
from checks.finding import Severity
from reports.bulletin.facts import OfficeFacts
from reports.bulletin.figures import Ratio
from reports.bulletin.inputs import (
    FrameSite,
    Group,
    RoundResult,
    RuledFinding,
    SiteResult,
    Tally,
    Verdict,
)
from reports.bulletin.model import (
    Bulletin,
    Coverage,
    Fault,
    FollowUp,
    Look,
    OpenSite,
    Part,
    PastRate,
    SiteEntry,
    SiteName,
    Special,
    StyleUsed,
)
from reports.i18n import translations
from reports.words import Translate

SPECIAL = ("no-aaaa", "https-unreachable", "search-broken", "services-impractical")
"""Checks that bulletins speak of by themselves (专项检查), where the round has them."""
ORDER = (*Severity, None)
Shown = Callable[[RuledFinding], bool]
"""Which findings are printed."""
JUDGED: dict[Verdict, bool] = {"pass": True, "fail": False}
LEVELS = ("国家", "国务院", "部", "省", "市", "县", "区", "乡", "镇", "街道")
"""Levels from the highest down, by the first word that a level on the list begins with."""


def build(result: RoundResult, facts: OfficeFacts, style: StyleUsed, tool_version: str) -> Bulletin:
    """Make the bulletin of a round; the same round gives the same bulletin."""
    judged = [site for site in result.sites if site.verdict in JUDGED]
    made = _made(result, judged, _publishable)
    return replace(made, facts=facts, style=style, tool_version=tool_version)


def build_notices(
    result: RoundResult, facts: OfficeFacts, style: StyleUsed, tool_version: str
) -> Bulletin:
    """Make what notices to single agencies are printed from: every fault that a person confirmed.

    It is no bulletin: agencies are told before anything may be published, and of some sites the
    round says nothing yet.
    """
    told = [site for site in result.sites if any(map(_confirmed, site.findings))]
    made = _made(result, told, _confirmed)
    return replace(made, facts=facts, style=style, tool_version=tool_version)


def _publishable(finding: RuledFinding) -> bool:
    return finding.publishable


def _confirmed(finding: RuledFinding) -> bool:
    return finding.ruling == "confirmed"


def _made(result: RoundResult, named: Iterable[SiteResult], shown: Shown) -> Bulletin:
    """The bulletin with these sites and their findings; who prints it, and how, is still to say."""
    _ = translations(result.lang).gettext
    frame = {site.key: site for site in result.frame}
    judged = sorted(named, key=lambda site: _place(frame[site.key]))
    entries = [_entry(site, frame[site.key], shown, _) for site in judged]
    follow_up = _follow_up(result, frame)
    return Bulletin(
        tool_version="",
        style=StyleUsed(name="", version="", sha256=""),
        lang=result.lang,
        edition="public" if result.public else "internal",
        round=result.id,
        first_day=result.first_day,
        last_day=result.last_day,
        total=_whole(result),
        composition=_composition(result.frame, _),
        regions=tuple(g for g in result.groups if g.by == "region" and g.name),
        departments=tuple(_group(result, "region", _no_region, _sponsor(_))),
        classes=tuple(_group(result, "kind", lambda _site: True, _class(_))),
        past=_past(result),
        not_comparable=result.not_comparable,
        special=tuple(
            Special(check=c.check, title=c.title_pass, rate=Ratio(c.passed, c.passed + c.failed))
            for c in result.checks
            if c.check in SPECIAL and c.passed + c.failed
        ),
        sites=tuple(entries),
        faults=_faults(judged, shown),
        follow_up=follow_up,
        follow_up_open=len(failed_before(result)) - len(follow_up),
        coverage=_coverage(result.sites),
        open_sites=() if result.public else tuple(_open(result.sites, frame)),
        method=result.method,
    )


def class_name(site: FrameSite, _: Translate) -> str:
    """Class of a site as bulletins count it: ``市级部门网站``; “other” where the list is silent."""
    words = {"portal": _("portals"), "department": _("department sites"), "": ""}
    kind = words[site.kind]
    if not site.level and not kind:
        return _("other sites")
    return (_("%(level)s %(kind)s") % {"level": site.level, "kind": kind or _("sites")}).strip()


def _place(site: FrameSite) -> tuple[object, ...]:
    """Where a site stands in a list: portals before departments, high levels before low ones."""
    level = next((n for n, word in enumerate(LEVELS) if site.level.startswith(word)), len(LEVELS))
    return (site.region == "", site.region, level, site.kind != "portal", site.key)


def _whole(result: RoundResult) -> Group:
    return next(group for group in result.groups if group.by == "")


def _no_region(site: FrameSite) -> bool:
    return not site.region


def _sponsor(_: Translate) -> Callable[[FrameSite], str]:
    return lambda site: site.sponsor or site.name


def _class(_: Translate) -> Callable[[FrameSite], str]:
    return lambda site: class_name(site, _)


def _composition(frame: Iterable[FrameSite], _: Translate) -> tuple[Part, ...]:
    running = [site for site in frame if site.state == "running"]
    running.sort(key=lambda site: _place(site)[2:4])
    counts = Counter(class_name(site, _) for site in running)
    return tuple(Part(label, count) for label, count in counts.items())


def _group(
    result: RoundResult,
    by: str,
    chosen: Callable[[FrameSite], bool],
    named: Callable[[FrameSite], str],
) -> list[Group]:
    """Count sites that have a name in common, as `inputs.Group` counts regions."""
    now = _counted(result, chosen, named)
    before = _counted(result.previous, chosen, named) if result.previous else {}
    return [
        Group(
            by="kind" if by == "kind" else "region",
            name=name,
            now=tally,
            before=before.get(name),
            comparable=not result.not_comparable,
        )
        for name, tally in now.items()
    ]


def _counted(
    result: RoundResult,
    chosen: Callable[[FrameSite], bool],
    named: Callable[[FrameSite], str],
) -> dict[str, Tally]:
    counts: dict[str, Counter[str]] = {}
    verdicts = {site.key: site.verdict for site in result.sites}
    rows = {row.key: row for row in result.sample}
    for site in sorted(result.frame, key=_place):
        if not chosen(site):
            continue
        count = counts.setdefault(named(site), Counter())
        count["running"] += site.state == "running"
        row = rows.get(site.key)
        if row is None:
            continue
        verdict = verdicts.get(site.key, "not-tested")
        drawn = row.how == "drawn"
        count.update({"sampled": 1, "drawn": int(drawn)})
        if verdict in JUDGED:
            word = "passed" if JUDGED[verdict] else "failed"
            count.update({word: 1, f"drawn_{word}": int(drawn)})
    return {name: Tally(**count) for name, count in counts.items()}


def _past(result: RoundResult) -> tuple[PastRate, ...]:
    rates = []
    for past in result.past:
        for group in past.groups:
            if group.by == "":
                now = group.now
                rates.append(PastRate(past.id, Ratio(now.passed, now.passed + now.failed)))
    return tuple(rates)


def _name(site: FrameSite) -> SiteName:
    return SiteName(
        key=site.key, code=site.code, name=site.name, sponsor=site.sponsor, region=site.region,
        kind=site.kind, level=site.level, url=site.url,
    )  # fmt: skip


def _entry(site: SiteResult, frame: FrameSite, shown: Shown, _: Translate) -> SiteEntry:
    passed = JUDGED.get(site.verdict)
    vetoes = [f.title for f in _shown(site, shown) if f.fingerprint in site.vetoes]
    low = _("score too low") if site.score is not None else _("faults beyond what is allowed")
    return SiteEntry(
        site=_name(frame),
        passed=passed,
        reasons=(tuple(dict.fromkeys(vetoes)) or (low,)) if passed is False else (),
        score=site.score,
        run_id=site.run_id,
        as_of=site.as_of[:19].replace("T", " "),
        before=JUDGED.get(site.before) if site.before else None,
        streak=site.streak,
        fixed=tuple(dict.fromkeys(fixed.title for fixed in site.fixed)),
    )


def _shown(site: SiteResult, shown: Shown) -> list[RuledFinding]:
    found = [finding for finding in site.findings if shown(finding)]
    found.sort(key=lambda f: (f.fingerprint not in site.vetoes, ORDER.index(f.severity)))
    return found


def _faults(judged: Sequence[SiteResult], shown: Shown) -> tuple[Fault, ...]:
    found = [(site, finding) for site in judged for finding in _shown(site, shown)]
    return tuple(
        Fault(
            number=number,
            site=site.key,
            check=finding.check,
            title=finding.title,
            message=mask(finding.message),
            remedy=finding.remedy,
            severity=finding.severity,
            veto=finding.fingerprint in site.vetoes,
            clause=finding.clause,
            set_id=finding.set_id,
            line_id=finding.line_id,
            subject=_subject(finding),
            fingerprint=finding.fingerprint,
            looks=tuple(
                Look(
                    number=seen.look, at=seen.at, url=seen.url, result=seen.result,
                    record=seen.record, sha256=seen.sha256,
                )
                for seen in finding.evidence
            ),
            sources=tuple(map(mask_url, finding.sources)),
            source_count=finding.source_count,
            unconfirmed=finding.unconfirmed,
            history=finding.history,
        )
        for number, (site, finding) in enumerate(found, 1)
    )  # fmt: skip


def failed_before(result: RoundResult) -> list[str]:
    """Keys of the sites that failed the round before."""
    before = result.previous.sites if result.previous else ()
    return [site.key for site in before if site.verdict == "fail"]


def _subject(finding: RuledFinding) -> str:
    """What a finding is about as a reader finds it: an address, else its name."""
    if "://" in finding.subject:
        return mask_url(finding.subject)
    return mask(finding.subject_label) or mask_url(finding.subject)


def _follow_up(result: RoundResult, frame: dict[str, FrameSite]) -> tuple[FollowUp, ...]:
    now = {site.key: site.verdict for site in result.sites}
    then = {site.key: site for site in (result.previous.frame if result.previous else ())}
    rows = []
    for site in sorted((frame.get(k) or then[k] for k in failed_before(result)), key=_place):
        if site.key not in frame or site.state != "running":
            rows.append(FollowUp(site=_name(site), result="closed"))
        elif (verdict := now.get(site.key)) in JUDGED:
            passed = JUDGED[verdict]
            rows.append(FollowUp(site=_name(site), result="passed" if passed else "failed"))
    return tuple(rows)


def _coverage(sites: Iterable[SiteResult]) -> Coverage:
    counts = Counter(site.verdict for site in sites)
    return Coverage(
        undecided=counts["undecided"],
        inconclusive=counts["inconclusive"],
        not_tested=counts["not-tested"],
    )


def _open(sites: Iterable[SiteResult], frame: dict[str, FrameSite]) -> Iterable[OpenSite]:
    for site in sites:
        counts = (site.undecided, site.to_review, site.dismissed)
        if site.verdict not in JUDGED or any(counts):
            yield OpenSite(
                site=_name(frame[site.key]), verdict=site.verdict, reason=site.reason,
                undecided=site.undecided, to_review=site.to_review, dismissed=site.dismissed,
            )  # fmt: skip
