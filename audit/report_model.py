"""From judged findings to the report model: the one place where a report's numbers are made."""

from __future__ import annotations

import base64
import gettext
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property

from audit import __version__, wording
from audit.indicators.profile import profile_of
from audit.judging import PLAIN, Judged, LoadedSet, Terms, trouble
from audit.measures import measures
from audit.placing import Placer
from audit.report_looks import LookWriter
from audit.report_run import RunWriter
from audit.scoring.card import CardWriter
from audit.scoring.model import Score
from audit.scoring.score import score
from audit.shown import archive_of, local, masked, shot_file, trouble_words
from checks.evidence import SiteEvidence
from checks.facts.mask import mask, mask_url
from checks.facts.places import Place
from checks.finding import Finding, Status
from checks.framework import UNSEEN as FRAMEWORK_OUTCOMES
from checks.framework import Outcome
from checks.registry import by_id
from reports.i18n import translations
from reports.model import (
    Carrier,
    Excuse,
    Item,
    Quoted,
    Report,
    ScoreCard,
    SeenPage,
    SetUsed,
    Shot,
)
from spiders.bundle.archive import read_record
from spiders.bundle.reader import Bundle
from spiders.bundle.spanning import run_of

MAX_PAGES = 2000
"""Pages of the site that a report lists."""
_NOWHERE = Place(0, "")
MAX_LOOKS = 40
"""Looks shown with one finding; an item says how many there are."""


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
        self._looks = LookWriter(bundle, self._)
        self._run = RunWriter(bundle, self._site, terms, self._)
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
            as_of=local(self._evidence.site.as_of),
            started=local(datetime.fromisoformat(run["started"])),
            finished=local(datetime.fromisoformat(run["finished"] or run["started"])),
            partial=partial,
            conclusion=self._conclusion(counts, partial),
            counts={s.value: counts.get(s.value, 0) for s in Status},
            by_severity={
                s: failed.get(s, 0) for s in ("veto", "serious", "minor", "hint")
            },
            items=open_items,
            passes=passes,
            coverage=self._run.coverage(),
            pages=self._pages(),
            sets=tuple(
                SetUsed(
                    id=s.model.id, title=self._told(s.model.title), version=s.model.version,
                    sha256=s.sha256,
                )
                for s in self._sets
            ),
            scores=self._scores(items),
            profile=self._run.profile(),
            vantage=self._run.vantage(),
            settings=self._run.settings(),
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
        looks = self._looks.looks(finding)
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
                url=mask_url(s.url), device=s.device, at=local(s.full.at),
                file=shot_file(s.full.sha256), record=s.full.record, sha256=s.full.sha256,
                thumb=base64.b64encode(thumb).decode(), run=run,
            )
            for s, run, thumb in held
        )  # fmt: skip

    def _quotes(self, finding: Finding) -> tuple[Quoted, ...]:
        found = ((q, self._placer.quoted(q) or _NOWHERE) for q in finding.quotes)
        return tuple(Quoted(mask_url(q.page), mask(q.words), p.line, p.selector) for q, p in found)

    def _excused(self, judged: Judged) -> Excuse | None:
        """The exception that lifts a finding, for the reader."""
        one = judged.excused
        if one is None or judged.was is None:
            return None
        window = " – ".join(map(local, one.window)) if one.window else ""
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


def _subject(finding: Finding) -> str:
    """The subject as people write it: where ``#outcome`` keeps two findings apart, without."""
    return finding.subject.id.removesuffix(f"#{finding.outcome}")
