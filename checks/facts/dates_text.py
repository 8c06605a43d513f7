"""Dates that a reader sees (可见日期): in the index table, the line under the headline, the text.

What isn't plainly a date of publication is left out: deadlines, hours of an event, header clocks
(今天是…), days on which something else came out (成绩发布时间).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, compress, islice, pairwise

from msgspec import Struct

from checks.facts import dates_forms as forms
from checks.facts.dates_forms import BARE_ROC, DAY, TIME
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

_COLON = ":∶︰ː꞉˸"
_GAP_CHARS = f" \t\n\r\f\v{_COLON};,|>])】.│"
_MOST_GAP = 60
_B = r"[^\S\n]{0,4}"  # templates set the characters of a label apart: 日    期
_WHEN = rf"(?:日{_B}期|[时時]{_B}[间間])"

# Labels that mean publication wherever they stand.
_STRONG = (
    rf"发{_B}布|發{_B}[布佈]|公\s?[布佈]|发\s?稿|刊\s?[登发發]|[张張]\s?[贴貼]|[发發]\s?表|公\s?[开開]"
    rf"|上\s?[网網版]|登\s?[载載]"
)
_SIGNED = r"成\s?文|[签簽]\s?[署发發]|印\s?[发發]|制\s?[发發]|[发發]\s?文|落\s?款"
_EVENT = (
    r"会[议議]|會[议議]|活[动動]|[举舉][办辦行]|召[开開]|[开開][标標]|[听聽][证證]|培[训訓]|考[试試]|比[赛賽]"
    r"|演出|[开開]庭|展出"
)
# Labels that mean it only in the line under the headline.
_WEAK_BEFORE = r"[录錄]入|添加|加入|[创創]建|上[传傳]|信息|文章|稿件|新[闻聞]|入[库庫]"
# 生成日期: when the page's record was made; as good as publication if others agree.
_LABEL = re.compile(
    rf"(?:(?:(?P<strong>{_STRONG})|(?P<made>生{_B}成)|(?P<changed>更{_B}新|修{_B}改|[编編]\s?[辑輯])"
    rf"|(?P<signed>{_SIGNED})|(?P<event>{_EVENT})|(?P<weak>(?<![一-鿿])(?:{_WEAK_BEFORE})?)){_B}{_WHEN}"
    rf"|(?P<moved>更新)[于於]|(?P<set>(?<![一-鿿])[发發][表布佈][于於])|(?P<other>{_WHEN}))\Z"
)
_LABEL_ENDS = frozenset("期间間于於")
_LABEL_LENGTH = 24
# Publication of something else, or to come.
_OTHER = re.compile(
    r"(?:下[次期]|[预預][计計]|[计計][划劃]|[拟擬]|成[绩績]|[结結]果|原文|首次|[标標]准|名[单單]|[职職岗崗]位"
    r"|公示|分[数數]|准考[证證])的?\Z"
)
# The last change of the site, not of the page.
_OF_SITE = re.compile(r"(?:[网網]站|本站|全站|站[点點]|系[统統]|平[台臺])的?(?:最[后後近])?\Z")
_DAY_AND_TIME = re.compile(rf"{DAY}(?P<time>{TIME})?")
_EIGHT = re.compile(r"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?!\d)")
_STRONG_ROC = re.compile(rf"(?:{_STRONG}){_B}{_WHEN}[\s{_COLON}]{{0,60}}{BARE_ROC}")
_PASSED = re.compile(r"[^()〔〕\n]{0,80}(?:通\s?[过過]|批准|公布|修[订訂])[^()\n]{0,20}[)〕]")
_AFTER_SOURCE = re.compile(
    rf".*(?:[来來]{_B}源|作\s?者|[编編]\s?[辑輯]|供稿|稿源|[发發][布佈](?:机构|機構|单位|單位|者|人))"
    rf"\s?[{_COLON}][^\d]{{0,40}}"
)
# A label of its own in the cell before: 有效期, 回复：
_LABELLED = re.compile(
    rf"(?:期|期限|[时時]限|日|有效)\s*\Z|(?P<word>[^\s{_COLON}]*)\s?[{_COLON}]\s*\Z"
)
# 金融市场棱镜2019-09-23 07:48: the source set right before the moment, nothing else on the line.
_GLUED = re.compile(rf"[^\d{_COLON}]{{2,20}}")
_NO_SOURCE = re.compile(
    rf"{_WHEN}|截[止至]|[于於在至到從从自前后後]\s*$|今天|[现現]在|[当當]前|更新|[开開]始|[结結]束"
)
_LINE_END = re.compile(r"[^\S\n]*(?=\n|\Z)")
_BARE_END = re.compile(r"\s{0,9}[\])】〕|│丨]|(?=\s|来源|來源|作者|\Z)")
_BESIDE = re.compile(
    rf"[来來]{_B}源|稿\s?源|[浏瀏][览覽]|[阅閱][读讀]|[点點][击擊]|字[号號体體]|作者|[编編][辑輯]|[访訪][问問]量|打印|分享"
)
_NOT_BESIDE = re.compile(
    r"地\s{0,4}[点點址]|截止|至|—|～|~|主持|[参參]加|上午|下午|星期|[农農][历曆]"
)
# The day of the week belongs to a clock (今天是…), but where source or author follow it.
_WEEKDAY = re.compile(
    rf"\s?[(]?(?:星期|[周週])[一二三四五六日天][)]?(?=.{{0,20}}(?:[来來]{_B}源|稿\s?源|作\s?者|[编編]\s?[辑輯])\s?[{_COLON}])"
)
_HELD = re.compile(r"地\s{0,4}[点點址]|主持|[参參]加|上午|下午")
_PLACE_BELOW = re.compile(r"[^\n]{0,30}\n\s{0,20}[^\n]{0,4}地\s{0,4}[点點址]")
_RANGE = re.compile(r"[^\S\n]?(?:至|到|之?前|以前|起|截止|[-—–～~]{1,2}\s?\d)")
_INDEX_TABLE = re.compile(
    rf"索{_B}引{_B}[号號]|[发發]文字[号號]|主[题題]分[类類]|[组組]配分[类類]|信息分[类類]|[发發][布佈][机機][构構]"
)
_SENTENCE = re.compile(r"[。;:!?,、]\s*$")
# A notice that passes another on, pressed into one line: its signature stands between the two.
_BODY = r"[一-鿿]{2,20}(?:人民政府|政府|办公[厅室]|辦公[廳室]|委[员員][会會]|[厅廳局部])"
_SIGNS = re.compile(rf"[。;!?\n]\s*(?![根按依经經据據由在与與和对對为為]){_BODY}\s*\Z")
_PASSED_ON = re.compile(rf"\s*{_BODY}[关關][于於][^。\n]{{2,60}}?通知")


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
        label: what its label says: a group of `_LABEL`; empty without a label.
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
    """

    def __init__(self, flow: str, headlines: list[str]) -> None:
        self.flow = flow
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
            match = _DAY_AND_TIME.match(flow, start)
            if match is None:
                match = _EIGHT.match(flow, start) if not flow[start - 1 : start].isdigit() else None
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
            for match in _STRONG_ROC.finditer(flow):
                if day := forms.of(match, republic=True):
                    yield _Hit(day, match.start(), match.end(), match[0], "strong")

    def _hit(self, match: re.Match[str], day: str) -> _Hit:
        start = match.start()
        before = self.flow[max(0, start - _MOST_GAP - _LABEL_LENGTH) : start]
        head = before.rstrip(_GAP_CHARS)
        found = match.groupdict()
        hit = _Hit(
            day, start, match.end(), match[0], certain=bool(found.get("time") or found.get("y2"))
        )
        if head[-1:] in _LABEL_ENDS and (label := _LABEL.search(head[-_LABEL_LENGTH:])):
            hit.label = label.lastgroup or ""
            hit.start = start - len(before) + len(head) - len(label[0])
            hit.words = self.flow[hit.start : hit.end]
            if hit.label == "strong" or hit.label in _CHANGED:
                self._doubt(hit)
        else:
            hit.alone = not before[before.rfind("\n") + 1 :].strip(" \t\r[(【〔|│")
            cell = _LABELLED.search(before) if hit.alone else None
            if cell and not (cell["word"] and _BESIDE.search(cell["word"])):
                hit.alone, hit.label = False, "other"
        return hit

    def _doubt(self, hit: _Hit) -> None:
        """成绩发布时间, 《通知》（发布时间：…）, 发布时间：5月24日至: not of the page itself."""
        before = self.flow[max(0, hit.start - 6) : hit.start]
        if hit.label in _CHANGED:
            doubtful = _OF_SITE.search(before) is not None
        else:
            other = _OTHER.search(before) is not None
            doubtful = other or before.endswith("》(") or self._ends(hit)
        if doubtful:
            hit.label = "other"

    def _ends(self, hit: _Hit) -> bool:
        """Whether the date begins or ends a period."""
        return _RANGE.match(self.flow, hit.end) is not None

    def _typed(self, hit: _Hit, kind: DateKind, source: str) -> TypedDate:
        line = self.flow.count("\n", 0, hit.start) + 1
        return TypedDate(hit.day, kind, source, clean_text(hit.words, _LONGEST), line)

    def _in(self, hit: _Hit, within: int = HEADER_ZONE) -> bool:
        return any(zone.start <= hit.start < zone.start + within for zone in self.zones)

    def _in_table(self, hit: _Hit) -> bool:
        around = self.flow[max(0, hit.start - 600) : hit.end + 600]
        return _INDEX_TABLE.search(around) is not None

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
            held = _HELD.search(rest) or _PLACE_BELOW.match(self.flow, hit.end)
            if ends or held or _NOT_BESIDE.search(rest):
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
        return _BESIDE.search(f"{before}\n{self.flow[hit.end : hit.end + 60]}") is not None

    def _bare(self, hits: list[_Hit]) -> _Hit | None:
        """A date without a label in the line under the headline."""
        bare = [hit for hit in hits if not hit.label and (self._in(hit) or not self.zones)]
        bare = [h for h in bare if self._is_bare(h) and not _NOT_BESIDE.search(self._rest(h.end))]
        # 2017年8月10日 in a line of its own far from the headline is a signature above 来源.
        beside = [
            hit
            for hit in bare
            if self._beside(hit)
            and (hit.certain or self._in(hit, _NEAR) or _BESIDE.search(self._rest(hit.end)))
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
            return _BARE_END.match(self.flow, hit.end) is not None
        before = self.flow[max(0, hit.start - 80) : hit.start]
        before = before[before.rfind("\n") + 1 :]
        if _AFTER_SOURCE.fullmatch(before):
            return _BARE_END.match(self.flow, hit.end) is not None
        return (
            _GLUED.fullmatch(before) is not None
            and ":" in hit.words
            and not _NO_SOURCE.search(before)
            and _LINE_END.match(self.flow, hit.end) is not None
        )

    def _rest(self, end: int) -> str:
        return _WEEKDAY.sub("", self.flow[end : end + 80].partition("\n")[0], count=1)

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
                if self._in(hit) and _PASSED.match(self.flow, hit.end):
                    yield self._typed(hit, "signing", "text")
            elif _PASSED_ON.match(self.flow, hit.end) and _SIGNS.search(
                self.flow[max(0, hit.start - 40) : hit.start]
            ):
                yield self._typed(hit, "signing", "text")
            elif hit.alone and _LINE_END.match(self.flow, hit.end) and self._under_a_name(hit):
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
        return 2 <= len(above) <= 40 and not _SENTENCE.search(above)
