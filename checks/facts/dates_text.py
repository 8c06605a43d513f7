"""Dates that a reader sees (可见日期): in the index table, the line under the headline, the text.

What isn't plainly a date of publication is left out: deadlines, hours of an event, header clocks
(今天是…), days on which something else came out (成绩发布时间).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain, compress, islice, pairwise

from msgspec import Struct

from checks.facts import dates_forms as forms
from checks.facts import dates_labels as labels
from checks.facts.dates_zones import HEADER_ZONE, of_page, zones
from checks.facts.text import clean_text
from checks.facts.types import DateKind, TypedDate

_MOST = 20
_MOST_HITS = 3000
_MOST_SIGNATURES = 3
# Lines of one row of a table.
_ROW_LINES = 4
# Characters behind the headline in which a date needs no 来源 beside it.
_NEAR = 100
_CHANGED = ("changed", "moved")
_WEAK = ("weak", "set")
_LONGEST = 60


class Seen(Struct):
    """What a reader sees.

    Attributes:
        published: dates of publication, the surest first; empty if labels contradict each other.
        disputed: these labelled dates then.
        generated: 生成日期 of an index table.
        updated: 更新时间 in the line under the headline, where no other date stands.
        others: dates of change, signing and events.
    """

    published: list[TypedDate]
    disputed: list[TypedDate]
    generated: TypedDate | None
    updated: TypedDate | None
    others: list[TypedDate]


class _Hit(Struct):
    """A date in the text.

    Attributes:
        day: the day.
        start: where it begins, with its label.
        end: where it ends, with the time of day.
        words: what stands there.
        label: what its label says: a group of `labels.LABEL`; empty without a label.
        alone: the line holds nothing before it.
        certain: in figures or with a time of day. 2017年8月10日 alone may be the day of signing.
    """

    day: str
    start: int
    end: int
    words: str
    label: str = ""
    alone: bool = False
    certain: bool = True


class Reader:
    """Reads one text.

    Attributes:
        flow: the text, folded.
        zones: where the line under the headline may stand.
        republic: years of the Republic (民國) count.

    Args:
        flow: the text, folded.
        headlines: what may be the title of the article.
        is_link: whether a line is the words of a link to another piece.
    """

    def __init__(
        self, flow: str, headlines: list[str], is_link: Callable[[str], bool] = bool
    ) -> None:
        self.flow = flow
        self._is_link = is_link
        hint = "發" in flow or "國" in flow or "機" in flow
        self.republic = hint and forms.is_traditional(flow)
        self.zones: list[range] = []
        self._headlines = headlines

    def read(self) -> Seen:
        """All dates of the text."""
        hits = list(islice(self._hits(), _MOST_HITS))
        if not hits:
            return Seen([], [], None, None, [])
        self.zones = zones(self.flow, self._headlines)
        places = [hit.start for hit in hits]
        own = list(compress(hits, of_page(self.flow, self.zones, places)))
        for hit in own:
            if hit.label == "strong" and not self._of_page(hit):
                hit.label = "other"
        weak, updated, events = self._labelled(own)
        published = self._published(own, weak)
        generated = next((hit for hit in own if hit.label == "made"), None)
        changed = (hit for hit in own if hit.label in _CHANGED and not self._ends(hit))
        held = (hit for hit in own if hit.label == "event" and not self._ends(hit))
        others = [
            *(self._typed(hit, "modification", "header") for hit in islice(changed, _MOST)),
            *islice(self._signed(hits, published), _MOST),
            *(self._typed(hit, "event", "text") for hit in islice(chain(held, events), _MOST)),
        ]
        strong = {hit.day: hit for hit in own if hit.label == "strong" and self._near(hit)}
        return Seen(
            published,
            [self._typed(hit, "publication", "header") for hit in islice(strong.values(), _MOST)]
            if len(strong) > 1 and not published
            else [],
            self._typed(generated, "publication", "index-table") if generated else None,
            self._typed(updated, "publication", "header") if updated and not published else None,
            list(dict.fromkeys(others)),
        )

    def _hits(self) -> Iterator[_Hit]:
        flow, end = self.flow, 0
        for hint in forms.YEAR.finditer(flow):
            start = hint.start()
            if start < end:
                continue
            match = labels.DAY_AND_TIME.match(flow, start)
            if match is None:
                match = (
                    labels.EIGHT.match(flow, start)
                    if not flow[start - 1 : start].isdigit()
                    else None
                )
                day = forms.of(match) if match else ""
                hit = self._hit(match, day) if match and day else None
                if hit is None or hit.label not in ("strong", "signed"):
                    continue
            else:
                day = forms.of(match, republic=self.republic)
                hit = self._hit(match, day) if day else None
            if hit:
                end = hit.end
                yield hit
        if self.republic:
            for match in labels.STRONG_ROC.finditer(flow):
                if day := forms.of(match, republic=True):
                    yield _Hit(day, match.start(), match.end(), match[0], "strong")

    def _hit(self, match: re.Match[str], day: str) -> _Hit:
        start = match.start()
        before = self.flow[max(0, start - labels.MOST_GAP - labels.LABEL_LENGTH) : start]
        head = before.rstrip(labels.GAP_CHARS)
        found = match.groupdict()
        hit = _Hit(
            day, start, match.end(), match[0], certain=bool(found.get("time") or found.get("y2"))
        )
        if head[-1:] in labels.LABEL_ENDS and (
            label := labels.LABEL.search(head[-labels.LABEL_LENGTH :])
        ):
            hit.label = label.lastgroup or ""
            hit.start = start - len(before) + len(head) - len(label[0])
            hit.words = self.flow[hit.start : hit.end]
            if hit.label == "strong" or hit.label in _CHANGED:
                self._doubt(hit)
        else:
            hit.alone = not before[before.rfind("\n") + 1 :].strip(" \t\r[(【〔|│")
            cell = labels.LABELLED.search(before) if hit.alone else None
            if cell and not (cell["word"] and labels.BESIDE.search(cell["word"])):
                hit.alone, hit.label = False, "other"
        return hit

    def _doubt(self, hit: _Hit) -> None:
        """成绩发布时间, 《通知》（发布时间：…）, 发布时间：5月24日至: not of the page itself."""
        before = self.flow[max(0, hit.start - 6) : hit.start]
        if hit.label in _CHANGED:
            doubtful = labels.OF_SITE.search(before) is not None
        else:
            other = labels.OTHER.search(before) is not None
            doubtful = other or before.endswith("》(") or self._ends(hit)
        if doubtful:
            hit.label = "other"

    def _ends(self, hit: _Hit) -> bool:
        """Whether the date begins or ends a period."""
        return labels.RANGE.match(self.flow, hit.end) is not None

    def _typed(self, hit: _Hit, kind: DateKind, source: str) -> TypedDate:
        line = self.flow.count("\n", 0, hit.start) + 1
        return TypedDate(hit.day, kind, source, clean_text(hit.words, _LONGEST), line)

    def _in(self, hit: _Hit, within: int = HEADER_ZONE) -> bool:
        return any(
            zone.start <= hit.start < min(zone.stop, zone.start + within) for zone in self.zones
        )

    def _of_page(self, hit: _Hit) -> bool:
        """Whether a label of publication speaks of this page, and not of a piece or site beside it.

        It does in an index table or under the headline, unless it stands in brackets behind other
        words, below a link or among words of a footer; elsewhere on a line of its own, or beside
        other words of such a line.
        """
        if self._in_table(hit):
            return True
        begin = self.flow.rfind("\n", 0, hit.start) + 1
        before, rest = self.flow[begin : hit.start].strip(), self._rest(hit.end).strip()
        around = self.flow[max(0, hit.start - labels.AROUND) : hit.end + labels.AROUND]
        if before.endswith("(") and before != "(" and not labels.BESIDE.search(before):
            return False
        if labels.FOOTER.search(around):
            return False
        # Title and summary of another piece, or its title alone.
        above = self.flow[max(0, begin - labels.LONGEST_LINK) : max(0, begin - 1)].split("\n")
        if any(self._is_link(line.strip()) for line in above[-2:]):
            return False
        # The end of a notice that the site shows above all its pages.
        first = min((zone.start for zone in self.zones), default=0)
        if hit.start < first and above[-1].rstrip().endswith(("。", "!")):
            return False
        alone = not before.strip("[(【〔|") and not rest.strip("])】〕|")
        # Without a headline nothing tells what stands below it.
        return not self.zones or self._in(hit) or alone or self._beside(hit)

    def _in_table(self, hit: _Hit) -> bool:
        around = self.flow[max(0, hit.start - 600) : hit.end + 600]
        return labels.INDEX_TABLE.search(around) is not None

    def _near(self, hit: _Hit) -> bool:
        return self._in(hit) or self._in_table(hit)

    def _published(self, hits: list[_Hit], weak: _Hit | None) -> list[TypedDate]:
        """The dates of publication, the surest first.

        Of several different ones with a label that in the index table counts, then that under the
        headline. A label far from both gives way to one of the line under the headline.
        """
        strong = [hit for hit in hits if hit.label == "strong"]
        header = weak or self._bare(hits)
        if not strong:
            return [self._typed(header, "publication", "header")] if header else []
        groups = [strong]
        if len({hit.day for hit in strong}) > 1:
            inside = [hit for hit in strong if self._in(hit)]
            groups = [[hit for hit in strong if self._in_table(hit)], inside]
        chosen = next((group[0] for group in groups if len({h.day for h in group}) == 1), None)
        if chosen is None:
            # Labels of rows far from the headline (相关信息) say nothing of this page.
            alone = header and self._in(header) and not any(self._in(hit) for hit in strong)
            return [self._typed(header, "publication", "header")] if header and alone else []
        table = self._in_table(chosen)
        found = [self._typed(chosen, "publication", "index-table" if table else "header")]
        if header and header.day != chosen.day and self._in(header):
            other = self._typed(header, "publication", "header")
            far = weak is not None and not table and not self._in(chosen)
            found = [other, *found] if far else [*found, other]
        others = {hit.day: hit for hit in reversed(strong) if hit.day != chosen.day}
        rest = islice(others.values(), _MOST)
        return [*found, *(self._typed(hit, "publication", "header") for hit in rest)]

    def _labelled(self, hits: list[_Hit]) -> tuple[_Hit | None, _Hit | None, list[_Hit]]:
        """时间 or 日期 under the headline; 更新时间 there; and hours of events by the same word."""
        shown: _Hit | None = None
        updated: _Hit | None = None
        events: list[_Hit] = []
        for hit in hits:
            change = hit.label in _CHANGED
            if not change and hit.label not in _WEAK:
                continue
            rest, ends = self._rest(hit.end), self._ends(hit)
            held = labels.HELD.search(rest) or labels.PLACE_BELOW.match(self.flow, hit.end)
            if ends or held or labels.NOT_BESIDE.search(rest):
                if held and not change and not ends and len(events) < _MOST:
                    events.append(hit)
            elif self._in(hit) or self._beside(hit):
                if change:
                    updated = updated or hit
                else:
                    shown = shown or hit
        return shown, updated, events

    def _beside(self, hit: _Hit) -> bool:
        """Whether words of the line under a headline stand next to it: 来源, 浏览次数."""
        before = self.flow[max(0, hit.start - 60) : hit.start]
        return labels.BESIDE.search(f"{before}\n{self.flow[hit.end : hit.end + 60]}") is not None

    def _bare(self, hits: list[_Hit]) -> _Hit | None:
        """A date without a label in the line under the headline."""
        bare = [hit for hit in hits if not hit.label and (self._in(hit) or not self.zones)]
        bare = [
            h for h in bare if self._is_bare(h) and not labels.NOT_BESIDE.search(self._rest(h.end))
        ]
        # 2017年8月10日 in a line of its own far from the headline is a signature above 来源.
        beside = [
            hit
            for hit in bare
            if self._beside(hit)
            and (hit.certain or self._in(hit, _NEAR) or labels.BESIDE.search(self._rest(hit.end)))
        ]
        if not self.zones:
            # No headline was found: only what stands once, with its source.
            return beside[0] if len(beside) == 1 == len({hit.day for hit in bare}) else None
        near = [hit for hit in bare if hit.certain and self._in(hit, _NEAR)]
        for group in (beside, near):
            if group:
                return group[0] if len({hit.day for hit in group}) == 1 else None
        return None

    def _is_bare(self, hit: _Hit) -> bool:
        """Whether the date begins its line, or stands behind its source."""
        if hit.alone:
            return labels.BARE_END.match(self.flow, hit.end) is not None
        before = self.flow[max(0, hit.start - 80) : hit.start]
        before = before[before.rfind("\n") + 1 :]
        if labels.AFTER_SOURCE.fullmatch(before):
            return labels.BARE_END.match(self.flow, hit.end) is not None
        return (
            labels.GLUED.fullmatch(before) is not None
            and ":" in hit.words
            and not labels.NO_SOURCE.search(before)
            and labels.LINE_END.match(self.flow, hit.end) is not None
        )

    def _rest(self, end: int) -> str:
        return labels.WEEKDAY.sub("", self.flow[end : end + 80].partition("\n")[0], count=1)

    def _signed(self, hits: list[_Hit], published: list[TypedDate]) -> Iterator[TypedDate]:
        """成文日期: by its label, in brackets, below the text, or before a notice passed on."""
        lines: list[_Hit] = []
        for hit in hits:
            if hit.label == "signed":
                yield self._typed(
                    hit, "signing", "index-table" if self._in_table(hit) else "header"
                )
            elif hit.label or hit.certain:
                continue
            elif self.flow[max(0, hit.start - 2) : hit.start].strip()[-1:] in ("(", "〔"):
                if self._in(hit) and labels.PASSED.match(self.flow, hit.end):
                    yield self._typed(hit, "signing", "text")
            elif labels.PASSED_ON.match(self.flow, hit.end) and labels.SIGNS.search(
                self.flow[max(0, hit.start - 40) : hit.start]
            ):
                yield self._typed(hit, "signing", "text")
            elif (
                hit.alone and labels.LINE_END.match(self.flow, hit.end) and self._under_a_name(hit)
            ):
                lines.append(hit)
        # More of them are a timeline, different days under each other a table.
        table = any(
            one.day != other.day and self.flow.count("\n", one.end, other.start) <= _ROW_LINES
            for one, other in pairwise(lines)
        )
        if 0 < len(lines) <= _MOST_SIGNATURES and not table:
            signed = self._typed(lines[-1], "signing", "text")
            if all(dated.line != signed.line for dated in published):
                yield signed

    def _under_a_name(self, hit: _Hit) -> bool:
        """Whether the line above is short and no sentence, as the name of who signs."""
        before = self.flow[max(0, hit.start - 200) : hit.start].rstrip()
        above = before[before.rfind("\n") + 1 :].strip()
        return 2 <= len(above) <= 40 and not labels.SENTENCE.search(above)
