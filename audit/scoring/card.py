"""From a score to the report's card (计分卡): numbers and words, once for all renderers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from audit.indicators.model import IndicatorSet, Line
from audit.indicators.profile import Profile
from audit.scoring import wording
from audit.scoring.model import Figure, LineResult, Score, Share
from checks.evidence import SiteEvidence
from checks.facts.columns import find_columns
from checks.facts.synonyms import SYNONYMS, name_of
from reports.i18n import translations
from reports.model import LineRow, Measure, ScoreCard
from reports.words import points

MAX_ITEMS = 10
"""Items of the report named with one line; the count is exact."""
MAX_FOOTNOTES = 60


def columns_seen(evidence: SiteEvidence, level: int) -> Share:
    """How many of the site's own columns of a level were read (level 2: and below)."""
    found = [
        c for c in find_columns(evidence)
        if c.internal and (c.level == 1 if level == 1 else c.level > 1)
    ]  # fmt: skip
    seen = [c for c in found if c.state not in ("unread", "not-seen")]
    return Share(len(seen), len(found))


class CardWriter:
    """Writes the card of one score in one language.

    Args:
        model: the set.
        score: what it makes of the site.
        profile: what the site is.
        evidence: what was seen of it.
        items: number in the report by fingerprint.
        lang: ``zh`` or ``en``.
    """

    def __init__(
        self,
        model: IndicatorSet,
        score: Score,
        profile: Profile,
        evidence: SiteEvidence,
        *,
        items: Mapping[str, int],
        lang: str,
    ) -> None:
        self._model, self._score, self._profile = model, score, profile
        self._evidence, self._items, self._lang = evidence, items, lang
        self._ = translations(lang).gettext

    def card(self) -> ScoreCard:
        """The card."""
        score, rules = self._score, self._model.scoring
        label = self._(wording.RESULTS[score.result])
        if rules is not None:
            label = label.format(pass_from=points(rules.pass_from))
        return ScoreCard(
            set_id=self._model.id,
            title=self._told(self._model.title),
            version=self._model.version,
            result=score.result,
            result_label=label,
            doubts=tuple(self._doubts()),
            points=score.points,
            deducted=score.deducted if score.points is not None else None,
            full=rules.points if rules is not None else None,
            remarks=tuple(self._remarks()),
            shares=tuple(self._shares()),
            footnotes=tuple(self._footnotes()),
            rows=tuple(self._row(result) for result in score.lines),
        )

    def _told(self, text: Mapping[str, str]) -> str:
        return text.get(self._lang) or text.get("zh", "")

    def _doubts(self) -> Iterator[str]:
        score, rules = self._score, self._model.scoring
        for doubt in score.doubts if rules is not None else ():
            yield self._(wording.DOUBTS[doubt]).format(
                part=points(score.vetoes.part), whole=points(score.vetoes.whole),
                percent=points(score.scored.percent),
                bar=points(rules.coverage if rules is not None else 0),
            )  # fmt: skip

    def _remarks(self) -> Iterator[str]:
        """Sentences that a reader needs to take the result for what it is."""
        score, rules = self._score, self._model.scoring
        if rules is not None and score.points is not None:
            yield self._(wording.POINTS).format(
                deducted=points(score.deducted), full=points(rules.points)
            )  # fmt: skip
            if score.scaled:
                yield self._(wording.SCALED).format(full=points(rules.points))
            if score.bonus:
                yield self._(wording.BONUS)
        elif rules is not None and rules.kinds and self._profile.kind not in rules.kinds:
            known = bool(self._profile.kind)
            yield self._(wording.VETOES_ONLY if known else wording.KIND_UNKNOWN)
        if not _in_force(self._model, self._evidence.today):
            yield self._(wording.NOT_IN_FORCE).format(
                begin=self._model.valid_from, end=self._model.valid_to or ""
            )

    def _shares(self) -> Iterator[Measure]:
        score = self._score
        if self._model.scoring is None:
            return
        shares = [(wording.VETO_SHARE, score.vetoes)]
        if score.points is not None:
            shares += [(wording.JUDGED_SHARE, score.judged), (wording.SCORED_SHARE, score.scored)]
        for name, share in shares:
            yield Measure(self._(name), self._share(share))
        for level in (1, 2):
            name = self._(wording.COLUMNS_SEEN).format(level=level)
            yield Measure(name, self._share(columns_seen(self._evidence, level)))

    def _share(self, share: Share) -> str:
        if not share.whole:
            return self._(wording.NONE)
        return self._(wording.OF).format(
            part=points(share.part), whole=points(share.whole), percent=points(share.percent)
        )

    def _footnotes(self) -> Iterator[str]:
        """The unconfirmed figures that were used, each once."""
        lines = {result.line.id: result.line for result in self._score.lines}
        for figure in self._score.figures[:MAX_FOOTNOTES]:
            yield self._footnote(figure, lines.get(figure.line))
        if len(self._score.figures) > MAX_FOOTNOTES:
            rest = len(self._score.figures) - MAX_FOOTNOTES
            yield self._(wording.MORE).format(count=rest)

    def _footnote(self, figure: Figure, line: Line | None) -> str:
        rules, place, value = self._model.scoring, self._told(self._model.title), ""
        name = figure.name
        if line is not None:
            place = f"{line.id} {self._told(line.title)}"
            value = self._value(line, name)
            name = self._(wording.OPTIONS.get(name, name))
        elif name.startswith("groups."):
            group = self._model.groups[name.removeprefix("groups.")]
            name = self._(wording.FIGURES["group"]).format(name=self._told(group.title))
            value = points(group.points or 0)
        elif rules is not None:
            value = points(getattr(rules, name))
            name = self._(wording.FIGURES[name])
        origin = self._(wording.ORIGINS[figure.status])
        return self._(wording.FOOTNOTE).format(place=place, name=name, value=value, origin=origin)

    def _value(self, line: Line, name: str) -> str:
        if name in ("points", "cap"):
            return points(getattr(line, name))
        value: Any = next(o[name] for o in line.options.values() if name in o)
        if name == "holds":
            return ", ".join(f"{held['name']} {held.get('due_month', 12)}" for held in value)
        if isinstance(value, dict):
            return ", ".join(f"{self._type(key)} {part}" for key, part in value.items())
        return str(value)

    def _type(self, key: str) -> str:
        """A type of columns as its readers call it."""
        return name_of(key) if self._lang == "zh" and key in SYNONYMS.types else key

    def _row(self, result: LineResult) -> LineRow:
        line = result.line
        group = self._model.groups.get(line.group)
        notes = [self._(wording.WHY[result.why])] if result.why else []
        if result.why == "condition":
            notes = [self._told(line.condition)]
        if result.state in ("no-check", "manual", "outside", "pass", "fail", "review"):
            notes += [self._told(line.note)] if line.note else []
        numbers = sorted(self._items[f] for f in result.findings if f in self._items)
        return LineRow(
            id=line.id,
            group=self._told(group.title) if group is not None else "",
            title=self._told(line.title),
            clause=line.clause,
            wording=self._told(line.wording),
            kind=line.kind,
            kind_label=self._(wording.KINDS[line.kind]),
            automation=line.automation,
            state=result.state,
            state_label=self._(wording.STATES[result.state]),
            cost=self._cost(line),
            deducted=result.deducted,
            spared=len(result.spared),
            note=" ".join(notes),
            items=tuple(numbers[:MAX_ITEMS]),
            item_count=len(numbers),
            unsure=bool(result.judged) and line.unsure,
        )

    def _cost(self, line: Line) -> str:
        if line.kind != "deduction":
            return ""
        if line.points is None:
            return self._(wording.UNKNOWN_COST)
        cap = line.cap is not None
        return self._(wording.COSTS[line.per, cap]).format(
            points=points(line.points), cap=points(line.cap or 0)
        )


def _in_force(model: IndicatorSet, day: date) -> bool:
    return model.valid_from <= day and (model.valid_to is None or day <= model.valid_to)
