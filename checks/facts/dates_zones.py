"""Where a page's own dates stand (日期所在位置): under its headline, not among other pieces."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from checks.facts import dates_forms as forms

HEADER_ZONE = 250
"""Characters behind the headline in which the line with date and source stands."""
_SENTENCE = re.compile(r"\n[^\n]{9,}[。!?][^\S\n]*\n")
# Headings of what follows an article: days behind them are those of other pieces, or of comments.
_ELSEWHERE = re.compile(
    r"^(?:[^\S\n]|[\[【|]){0,20}(?:(?:相[关關]|[关關][联聯]|推荐|[热熱][点點门門]|最新|延伸|更多|本[栏欄])"
    r"(?:新[闻聞]|文章|[阅閱][读讀]|[链鏈連][接結]|信息|[资資][讯訊]|稿件|[内內]容|[报報][道導]|推荐|排行|最新)"
    r"|[热熱][点點门門]|推荐|排行榜?|猜你喜[欢歡]|同[栏欄]目?[一-鿿]{2}"
    r"|(?:[网網]友|用[户戶]|最新|全部)?(?:[评評][论論]|留言|跟帖))(?:列表)?(?:[^\S\n]|[\]】|:：]){0,20}$",
    re.M,
)


def zones(flow: str, headlines: list[str]) -> list[range]:
    """Where the line under the headline may stand: behind its first places, before the text."""
    for headline in headlines:
        # Spaces differ between title and text, the longest unbroken piece doesn't.
        piece = max(forms.fold(headline).split(), key=len, default="")
        if len(piece) < 4:
            continue
        ends: list[int] = []
        start = flow.find(piece)
        while start >= 0 and len(ends) < 4:
            ends.append(start + len(piece))
            start = flow.find(piece, start + 1)
        if ends:
            return [range(end, _text_begins(flow, end)) for end in ends]
    return []


def _text_begins(flow: str, start: int) -> int:
    """Where the first sentence on a line of its own ends; the end of the zone without one."""
    end = start + HEADER_ZONE
    sentence = _SENTENCE.search(flow, start, end)
    return sentence.end() if sentence else end


def own_text(flow: str, headline: str) -> str:
    """The text up to the first heading of other pieces below the headline."""
    at = flow.find(headline) if headline else -1
    head = _ELSEWHERE.search(flow, at) if at >= 0 else None
    return flow[: head.start()] if head else flow


def of_page(flow: str, under: list[range], places: list[int]) -> Iterator[bool]:
    """Whether what stands at each place may be said of the page itself.

    It is not where a heading of other pieces or of comments stands before it, below the headline:
    such a heading may stand in a column beside the article, too.

    Args:
        flow: the text, folded.
        under: from `zones`.
        places: in the text, ascending.
    """
    starts = [zone.start for zone in under]
    heads = [match.end() for match in _ELSEWHERE.finditer(flow, min(starts))] if starts else []
    marks = sorted((*((at, True) for at in starts), *((at, False) for at in heads)))
    known = [at for at, _ in marks]
    for place in places:
        last = bisect_right(known, place) - 1
        yield last < 0 or marks[last][1]
