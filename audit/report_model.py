"""From judged findings to the report model: the one place where a report's numbers are made."""

from __future__ import annotations

import base64
import gettext
import ipaddress
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path, PurePath

import msgspec

from audit import __version__, wording
from audit.indicators.profile import profile_of
from audit.indicators.regions import REGIONS
from audit.judging import PLAIN, Judged, LoadedSet, Terms, trouble
from audit.measures import measures
from audit.placing import Placer
from audit.scoring.card import CardWriter
from audit.scoring.model import Score
from audit.scoring.score import score
from audit.values import SHANGHAI
from checks.evidence import SiteEvidence
from checks.facts.mask import mask, mask_url
from checks.facts.places import Place
from checks.finding import Finding, Need, Status, Value
from checks.framework import UNSEEN as FRAMEWORK_OUTCOMES
from checks.framework import Outcome
from checks.registry import by_id
from reports.i18n import translations
from reports.model import (
    Carrier,
    CoverageSummary,
    Excuse,
    HostImpact,
    Item,
    Look,
    Measure,
    Quoted,
    Report,
    ScoreCard,
    SeenPage,
    SetUsed,
    Shot,
    Unseen,
)
from spiders import impact as impact_record
from spiders.bundle.archive import read_record
from spiders.bundle.reader import ARCHIVE, Bundle
from spiders.bundle.spanning import run_of
from spiders.egress import is_public
from spiders.probes import IPV6_PREFIX

EXAMPLES = 5
"""URLs named for one reason why targets were not looked at."""
MAX_PAGES = 2000
"""Pages of the site that a report lists."""
MAX_HOSTS = 100
"""Hosts whose impact is listed."""
_NOWHERE = Place(0, "")
MAX_LOOKS = 40
"""Looks shown with one finding; an item says how many there are."""


def trouble_words(evidence: SiteEvidence, tr: wording.Translate) -> str:
    """Why nothing can be said of the site, in words; empty if something can."""
    kind = trouble(evidence)
    if not kind:
        return ""
    attempt, _ = evidence.final(evidence.site.url)
    reason = wording.attempt_result(attempt, tr) if attempt is not None else ""
    return tr(wording.TROUBLE[kind]).format(reason=reason)


class Builder:
    """Builds the report of one bundle in one language.

    Args:
        bundle: what was seen.
        judged: what follows from it.
        sets: by which tables.
        lang: ``zh`` or ``en``.
        terms: on what terms.
    """

    def __init__(
        self,
        bundle: Bundle,
        judged: Sequence[Judged],
        sets: Sequence[LoadedSet],
        lang: str,
        terms: Terms = PLAIN,
    ) -> None:
        self._bundle = bundle
        self._evidence: SiteEvidence = bundle.evidence
        self._judged = judged
        self._sets = sets
        self._lang = lang
        self._catalogue: gettext.NullTranslations = translations(lang)
        self._terms = terms
        self._site = profile_of(self._evidence, terms.told)
        self._placer = Placer(self._evidence)
        self._titles = {p.url: mask(p.facts.title) for p in self._evidence.pages}

    def _(self, text: str) -> str:
        return self._catalogue.gettext(text) if text else ""

    def report(self) -> Report:
        """The report."""
        run = self._bundle.run
        items = [self._item(n, j) for n, j in enumerate(self._judged, 1)]
        open_items = tuple(i for i in items if i.status is not Status.PASS)
        passes = tuple(i for i in items if i.status is Status.PASS)
        counts = Counter(i.status.value for i in items)
        failed = Counter(
            i.severity.value for i in items if i.status is Status.FAIL and i.severity is not None
        )
        partial = bool(run["partial"]) or not self._bundle.closed
        return Report(
            tool_version=__version__,
            lang=self._lang,
            run_id=run["run_id"],
            site_url=self._evidence.site.home or run["site_url"],
            site_name=self._site_name(),
            as_of=_local(self._evidence.site.as_of),
            started=_local(datetime.fromisoformat(run["started"])),
            finished=_local(datetime.fromisoformat(run["finished"] or run["started"])),
            partial=partial,
            conclusion=self._conclusion(counts, partial),
            counts={s.value: counts.get(s.value, 0) for s in Status},
            by_severity={
                s: failed.get(s, 0) for s in ("veto", "serious", "minor", "hint")
            },
            items=open_items,
            passes=passes,
            coverage=self._coverage(),
            pages=self._pages(),
            sets=tuple(
                SetUsed(
                    id=s.model.id, title=self._told(s.model.title), version=s.model.version,
                    sha256=s.sha256,
                )
                for s in self._sets
            ),
            scores=self._scores(items),
            profile=self._profile(),
            vantage=self._vantage(),
            settings=self._settings(),
            user_agent=str(run["options"].get("user_agent", "")),
            home_shots=self._shots("home"),
        )  # fmt: skip

    def _told(self, text: dict[str, str]) -> str:
        return text.get(self._lang) or text.get("zh", "")

    def _site_name(self) -> str:
        home = self._evidence.home
        if home is None:
            return self._evidence.site.host
        return mask(home.facts.meta.get("SiteName") or home.facts.title) or home.target.host

    def _conclusion(self, counts: Counter[str], partial: bool) -> str:
        reason = trouble_words(self._evidence, self._)
        if reason:
            return self._(
                "This site's pages could not be checked: {reason}. This is no fault of the site."
            ).format(reason=reason)
        text = self._(
            "Pages of the site read: {pages}. Confirmed faults: {fail}; suspicions for a person to"
            " review: {review}; points that could not be tested: {untested}."
        ).format(
            pages=self._evidence.coverage.pages,
            fail=counts.get("fail", 0),
            review=counts.get("review", 0),
            untested=counts.get("not-tested", 0),
        )
        if links := self._links():
            text += f" {links}"
        if partial:
            text += " " + self._("The run was interrupted: the result is partial.")
        return text

    def _item(self, number: int, judged: Judged) -> Item:
        finding = judged.finding
        check = by_id(finding.check)
        outcome: Outcome = (
            check.outcomes.get(finding.outcome) or FRAMEWORK_OUTCOMES[finding.outcome]
        )
        values = {k: masked(v) for k, v in finding.values.items()}
        if finding.outcome == "no-evidence":
            values["missing"] = self._(wording.MISSING[str(values["missing"])])
        called = finding.subject.label if finding.subject.kind in ("column", "guide") else ""
        values["subject"] = mask(called) or mask_url(_subject(finding))
        looks = self._looks(finding)
        faulty = (judged.was or finding.status) in (Status.FAIL, Status.REVIEW)
        return Item(
            number=number,
            check=finding.check,
            family=check.family,
            outcome=finding.outcome,
            status=finding.status,
            severity=judged.severity,
            fingerprint=finding.fingerprint,
            check_version=finding.check_version,
            # What was not tested must not be headed by the fault that it might have shown.
            check_title=self._(check.title if faulty else check.title_pass),
            message=self._(outcome.message).format_map(values),
            subject_kind=finding.subject.kind,
            subject=mask_url(_subject(finding)),
            subject_label=mask(finding.subject.label),
            clause=tuple(line.clause for line in judged.lines),
            basis=tuple(self._told(line.wording) for line in judged.lines),
            remedy=(
                self._(outcome.remedy).format_map(values)
                if finding.status is not Status.PASS
                else ""
            ),
            excused=self._excused(judged),
            awaiting=self._(wording.AWAITING[finding.awaiting]) if finding.awaiting else "",
            measures=measures(finding, self._evidence, self._),
            looks=looks[:MAX_LOOKS],
            look_count=len(looks),
            carriers=self._carriers(finding),
            quotes=self._quotes(finding),
            carrier_count=finding.source_count,
            shots=self._shots(finding.fingerprint) if faulty else (),
            unconfirmed=any(line.status == "unconfirmed" for line in judged.lines[:1]),
        )

    def _carriers(self, finding: Finding) -> tuple[Carrier, ...]:
        places = self._placer.carriers(finding)
        shown = ((source, places.get(source, _NOWHERE)) for source in finding.sources)
        return tuple(
            Carrier(
                mask_url(s.page),
                self._titles.get(s.page, ""),
                mask(s.anchor),
                p.line,
                p.selector,
                self._(wording.PLACES.get(s.place, "")),
            )
            for s, p in shown
        )

    def _shots(self, key: str) -> tuple[Shot, ...]:
        """Pictures, as far as the bundle still holds them: an export has none."""
        held = [
            (shot, run, thumb)
            for shot in self._evidence.pictures(key)
            if shot.thumb.record >= 0
            for run in [run_of(self._bundle, shot.full.id)]
            if (thumb := read_record(archive_of(self._bundle.folder, run), shot.thumb.record)[0])
        ]
        return tuple(
            Shot(
                url=mask_url(s.url), device=s.device, at=_local(s.full.at),
                file=shot_file(s.full.sha256), record=s.full.record, sha256=s.full.sha256,
                thumb=base64.b64encode(thumb).decode(), run=run,
            )
            for s, run, thumb in held
        )  # fmt: skip

    def _quotes(self, finding: Finding) -> tuple[Quoted, ...]:
        found = ((q, self._placer.quoted(q) or _NOWHERE) for q in finding.quotes)
        return tuple(Quoted(mask_url(q.page), mask(q.words), p.line, p.selector) for q, p in found)

    def _over(self, key: str) -> str:
        """Pattern that says of a result that it came over IPv6, if it did."""
        return self._(wording.OVER_IPV6) if key.startswith(IPV6_PREFIX) else "{result}"

    def _excused(self, judged: Judged) -> Excuse | None:
        """The exception that lifts a finding, for the reader."""
        one = judged.excused
        if one is None or judged.was is None:
            return None
        window = " – ".join(map(_local, one.window)) if one.window else ""
        return Excuse(
            reason=mask(one.reason), author=mask(one.author), until=one.until.isoformat(),
            window=window, was=judged.was,
        )  # fmt: skip

    def _links(self) -> str:
        """How many links do not open, the home page's and the others' apart, as the tables count.

        Empty if all do.
        """
        faults = [
            j.finding.values
            for j in self._judged
            if j.finding.status is Status.FAIL and "template" in j.finding.values
        ]
        if not faults:
            return ""
        home = sum(1 for values in faults if values["home"])
        text = self._(
            "Links that do not open: {home} on the home page, {others} on other pages only."
        ).format(home=home, others=len(faults) - home)
        spoilt = [int(values["pages"]) for values in faults if values["template"]]
        if not spoilt:
            return text
        more = self._("{count} of them stand in templates, one on {pages} pages.")
        return f"{text} {more.format(count=len(spoilt), pages=max(spoilt))}"

    def _looks(self, finding: Finding) -> tuple[Look, ...]:
        """What it rests on; the same answer had more than once in one look stands here once."""
        seen: dict[tuple[int, str, str, str], Look] = {}
        for need in finding.rests_on:
            for look in self._looks_at(need):
                seen.setdefault((look.number, look.url, look.result, look.sha256), look)
        return tuple(seen.values())

    def _looks_at(self, need: Need) -> list[Look]:
        evidence = self._evidence
        if need.kind == "dns":
            host, _, kind = need.key.partition(" ")
            answers = evidence.dns_answers.get((host, kind), ())
            return [
                Look(
                    number=a.look, at=_local(a.at),
                    result=wording.dns_result(a, _server(a.server), self._),
                    seconds=0.0, url=host,
                )
                for a in answers
            ]  # fmt: skip
        if need.kind == "tls":
            return [
                Look(
                    number=p.look, at=_local(p.at),
                    result=self._over(p.host).format(result=wording.tls_result(p, self._)),
                    seconds=0.0,
                    url=f"{p.host.removeprefix(IPV6_PREFIX).partition(' ')[0]}:{p.port}",
                    address=shown_address(p.address),
                )
                for p in evidence.tls_probes.get(need.key, ())
            ]  # fmt: skip
        if need.kind == "visits":
            if (series := evidence.visits) is None:
                return []
            return [
                Look(
                    number=v.slot + 1, at=_local(v.at), result=wording.visit_result(v, self._),
                    seconds=round(v.seconds, 3), url=mask_url(need.key),
                    address=shown_address(v.address), database=series.file,
                )
                for v in series.visits
                if v.state == "failed" and not v.announced
            ]  # fmt: skip
        if need.kind in ("search", "examination"):
            return self._looks_in_browser(need)
        target = evidence.targets.get(need.key)
        url = mask_url(need.key.removeprefix(IPV6_PREFIX))
        over = self._over(need.key)
        return [
            Look(
                number=a.look, at=_local(a.at),
                result=over.format(result=wording.attempt_result(a, self._)),
                seconds=round(a.seconds, 3), url=url, address=shown_address(a.address),
                record=a.record, sha256=a.sha256, run=run_of(self._bundle, a.id),
            )
            for a in (target.attempts if target is not None else ())
        ]  # fmt: skip

    def _looks_in_browser(self, need: Need) -> list[Look]:
        """Pages of results that a browser showed to a question, or a page that it examined."""
        if need.kind == "examination":
            shown = self._("{answer}, as a browser shows it")
            return [
                Look(
                    number=e.look, at=_local(e.at), result=shown.format(answer=f"HTTP {e.status}"),
                    seconds=max(0.0, e.seconds), url=mask_url(e.url),
                )
                for e in self._evidence.examinations
                if e.url == need.key and not e.reason
            ]  # fmt: skip
        asked = [t for t in self._evidence.searches if t.query == need.key and t.url]
        return [
            Look(
                number=t.look, at=_local(a.at), result=wording.attempt_result(a, self._),
                seconds=t.seconds, url=mask_url(t.url.partition("#")[0]),
                record=a.record, sha256=a.sha256, run=run_of(self._bundle, a.id),
            )
            for t in asked
            if (target := self._evidence.targets.get(t.url)) is not None
            for a in target.attempts
        ]  # fmt: skip

    def _coverage(self) -> CoverageSummary:
        evidence = self._evidence
        run = self._bundle.run
        coverage = evidence.coverage
        examples: dict[str, list[str]] = {}
        for target in evidence.targets.values():
            if target.unseen:
                examples.setdefault(target.unseen, []).append(mask_url(target.url))
        looked = sum(1 for t in evidence.targets.values() if t.attempts)
        stopped = wording.STOPPED.get(coverage.stopped, coverage.stopped)
        reason = trouble_words(self._evidence, self._)
        impact = msgspec.convert(run.get("impact", ()), tuple[impact_record.HostImpact, ...])
        return CoverageSummary(
            pages=coverage.pages,
            targets=looked,
            requests=int(run["requests"]),
            bytes=int(run["bytes"]),
            stopped=coverage.stopped,
            stopped_label=self._(stopped),
            complete=coverage.complete and not reason,
            unseen=tuple(
                Unseen(
                    reason=name, label=self._(wording.UNSEEN.get(name, name)), count=count,
                    examples=tuple(examples[name][:EXAMPLES]),
                )
                for name, count in coverage.unseen.items()
            ),
            notes=(reason,) if reason else (),
            impact=tuple(
                HostImpact(
                    host=i.host, requests=i.requests, bytes=i.bytes,
                    peak_per_minute=i.peak_per_minute,
                )
                for i in impact[:MAX_HOSTS]
            ),
            impact_count=len(impact),
        )  # fmt: skip

    def _pages(self) -> tuple[SeenPage, ...]:
        pages = sorted(self._evidence.pages, key=lambda p: (p.target.depth, p.url))
        return tuple(
            SeenPage(
                url=mask_url(p.url), title=self._titles[p.url], kind=p.facts.kind,
                depth=p.target.depth, charset=p.facts.charset,
            )
            for p in pages[:MAX_PAGES]
        )  # fmt: skip

    def _scores(self, items: Sequence[Item]) -> tuple[ScoreCard, ...]:
        """The result by each set."""
        numbers = {item.fingerprint: item.number for item in items}
        return tuple(
            CardWriter(
                s.model, made, self._site, self._evidence, items=numbers, lang=self._lang
            ).card()
            for s, made in zip(self._sets, self.scores, strict=True)
        )

    @cached_property
    def scores(self) -> tuple[Score, ...]:
        """What each set makes of the site."""
        evidence = self._evidence
        return tuple(
            score(
                s.model, self._site, self._judged, complete=evidence.coverage.complete,
                trouble=bool(trouble(evidence)), selection=self._terms.selection,
            )
            for s in self._sets
        )  # fmt: skip

    def _profile(self) -> tuple[Measure, ...]:
        """What the site is; a table may hold for some sites only."""
        site = self._site
        services = "" if site.services is None else ("no", "yes")[site.services]
        told = {
            "kind": self._(wording.PROFILE["kind"].get(site.kind, "")),
            "level": self._(wording.PROFILE["level"].get(site.level, "")),
            "region": f"{REGIONS.get(site.region[:2], '')} {site.region}".strip(),
            "services": self._(wording.PROFILE["services"].get(services, "")),
        }
        how = wording.GUESSED_FROM  # told once
        shown = []
        for name, text in told.items():
            word = text or self._(wording.UNKNOWN)
            if name in site.guessed:
                word, how = self._(how).format(word=word), wording.GUESSED
            shown.append(Measure(self._(wording.PROFILE_NAMES[name]), word))
        return tuple(shown)

    def _vantage(self) -> tuple[Measure, ...]:
        options = self._bundle.run["options"]
        vantage = self._evidence.vantage
        told = self._("proven") if vantage.ipv6 else self._("not proven")
        ipv6 = told
        if vantage.ipv6_detail:
            more = self._(vantage.ipv6_detail)
            ipv6 = self._("{text} ({more})").format(text=told, more=more)
        shown = [Measure(self._("IPv6 of this machine"), ipv6)]
        if vantage.clock_hosts:
            told = self._("{seconds} s ahead of the clocks of {count} hosts (median)").format(
                seconds=round(vantage.clock_offset), count=vantage.clock_hosts
            )
            shown.append(Measure(self._("Clock of this machine"), told))
        if vantage.browser:
            shown.append(Measure(self._("Browser"), f"Chromium {vantage.browser}"))
        elif vantage.no_browser:
            told = self._(wording.BROWSER[vantage.no_browser])
            told = self._("none ({reason}): what needs one was not tested").format(reason=told)
            shown.append(Measure(self._("Browser"), told))
        shown += self._selftest()
        for name, label in (
            ("connect_to", self._("Connections mapped by the operator")),
            ("nameserver", self._("Name servers given by the operator")),
            ("allow_net", self._("Non-public networks allowed by the operator")),
        ):
            if options.get(name):
                shown.append(Measure(label, ", ".join(map(str, options[name]))))
        if options.get("ca_file"):
            label = self._("Certificate authorities given by the operator")
            shown.append(Measure(label, PurePath(options["ca_file"]).name))
        return tuple(shown)

    def _selftest(self) -> list[Measure]:
        """How our own network was told from the sites', and when it failed."""
        vantage = self._evidence.vantage
        if not vantage.selftest:
            return []
        hosts = ", ".join(self._bundle.run["options"].get("control", ()))
        told = self._(wording.SELFTEST[vantage.selftest]).format(hosts=hosts)
        shown = [Measure(self._("Self-test of our own network"), told)]
        for outage in vantage.outages:
            told = self._("{start} – {end}: {reason}; what failed then was asked again").format(
                start=_local(outage.start), end=_local(outage.end),
                reason=self._(wording.OUTAGES[outage.reason]),
            )  # fmt: skip
            shown.append(Measure(self._("Our own network failed"), told))
        return shown

    def _settings(self) -> tuple[Measure, ...]:
        options = self._bundle.run["options"]
        compared = self._("{file}, SHA-256 {digest}")
        return (
            *(
                Measure(self._(label), str(options[name]))
                for name, label in wording.SETTINGS.items()
                if options.get(name) not in ("", None)
            ),
            *(
                Measure(self._("Compared with"), compared.format(file=name, digest=digest))
                for name, digest in self._terms.reference.files
            ),
        )


def archive_of(bundle: Path, run: str) -> Path:
    """Archive that holds a record: the bundle's own, or that of the run it lies beside."""
    return (bundle.parent.parent / run / "bundle" if run else bundle) / ARCHIVE


def shot_file(sha256: str) -> str:
    """Where a picture lies beside the reports."""
    return f"shots/{sha256[:32]}.jpg"


def _subject(finding: Finding) -> str:
    """The subject as people write it: where ``#outcome`` keeps two findings apart, without."""
    return finding.subject.id.removesuffix(f"#{finding.outcome}")


def masked(value: Value) -> Value:
    """A measured value without personal numbers."""
    if not isinstance(value, str):
        return value
    return mask_url(value) if "://" in value else mask(value)


def _local(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def _server(name: str) -> str:
    """A name server as a report may name it: ``9.9.9.9#53``, ``ns1.x.cn [9.9.9.9]``, a name."""
    address, sharp, _port = name.partition("#")
    return name if not sharp or shown_address(address) else ""


def shown_address(address: str) -> str:
    """An address as a report may show it: internal ones are nobody's business."""
    try:
        return address if address and is_public(ipaddress.ip_address(address)) else ""
    except ValueError:
        return ""
