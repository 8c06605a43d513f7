"""Letters (来信、留言) that a site publishes: when they came, when they were answered, and by whom.

A letter's own page tells it under labels (来信时间, 回复时间, 回复单位 …); a list tells its state
(已回复, 待回复) beside its title. Names and contents of letters are not kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.facts.dates_forms import day_in
from checks.facts.links import Resolver
from checks.facts.text import clean_text, normal
from checks.facts.tree import Page
from checks.facts.types_contents import Letter, LetterState

MAX_LETTERS = 500
"""Letters kept of one page."""

_WORDS: dict[LetterState, str] = {
    "open": """
        未回复 未答复 待回复 待答复 尚未回复 尚未答复 等待回复 等待答复 暂未回复 暂未答复""",
    "pending": """
        待办理 待处理 未办理 未处理 处理中 办理中 正在办理 正在处理 受理中 已受理 待受理 已转办
        转办中 已交办""",
    "answered": """
        已回复 已答复 已办结 已办理 办结 已处理 已反馈 已完成 已办复 已结案 回复完成""",
}
_STATES = {word: state for state, words in _WORDS.items() for word in words.split()}
_LONGEST_STATE = 10
_STATE_SIGNS = frozenset("复覆復办辦理馈饋结結成")
"""Every word of a state holds one of these: only then is it looked up."""
_SIDE = r"(?:来|來|写|寫|信|留|提|咨|諮|投|反映|诉求|訴求|建议|建議|问)"
_REPLY = r"(?:回[复覆復]|答[复覆復]|回应|办结|辦結|反馈|反饋)"
_ASKED = re.compile(rf"(?:{_SIDE}[信言问問询詢诉訴件交]?|提交)(?:时间|時間|日期)")
_LETTER = re.compile(
    rf"(?:{_SIDE}[信言问問询詢诉訴件题題]?)(?:人|者|主题|主題|标题|標題|内容|內容|编号|編號|类型|類型|类别|姓名|对象)"
    r"|受信人|收信人"
)
# Every label of the asking side is of this form, which is quick to look for in a whole page.
_ASKING = re.compile(
    r"[来來写寫信留提咨諮投反诉訴建问受收][^\n]{0,3}?(?:时间|時間|日期|人|者|主题|主題|标题|標題"
    r"|内容|內容|编号|編號|类型|類型|类别|姓名|对象)"
)
_ANSWERED = re.compile(rf"(?:{_REPLY}|处理|處理|办理|辦理)(?:时间|時間|日期)")
_BY = re.compile(
    rf"(?:{_REPLY}|办理|辦理|承办|承辦|处理|處理|受理)(?:单位|單位|部门|部門|机构|機構)"
)
_CONTENT = re.compile(
    rf"(?:{_REPLY}|办理|处理)(?:内容|內容|结果|結果|意见|意見|情况|情況)|官方回[复覆復]"
    rf"|(?:部门|单位){_REPLY}"
)
_STATE = re.compile(r"(?:办理|辦理|处理|處理|信件|回复|答复|当前|办件|留言)?(?:状态|狀態)")
_LABELS = {
    "asked": _ASKED, "letter": _LETTER, "answered": _ANSWERED, "by": _BY, "content": _CONTENT,
    "state": _STATE,
}  # fmt: skip
_NEXT = re.compile(r"(?:\s+|(?<=[。；;]))(?=[^\s:：。；;]{2,8}[:：])")
# Words of a reply without a label of its own, or under one that isn't known.
_REPLIES = re.compile(
    rf"{_REPLY}[^\s:：。]{{0,4}}[^\S\n]{{0,9}}[:：][^\S\n]{{0,9}}[^\s]|收悉|感[谢謝](?:您|你)|{_REPLY}如下"
)
_LABEL = re.compile(
    r"^[\s【\[(（]*(?P<label>[^\s:：】\]()（）]{2,8})\s*(?:[:：】\])）]\s*(?P<rest>.*))?$", re.S
)
_ROW_NODES = 120
"""A box with more nodes is no row of a list."""
_MOST_LINES = 2000
_LONGEST_DAY = 25
"""A longer text is no day beside a title (``时间：2024年12月12日 10:00:00``)."""
_HINTS = (
    "状态", "狀態", "回复", "答复", "回覆", "答覆", "办结", "处理", "受理", "留言", "来信", "來信",
    "信件", "写信", "咨询", "提问", "投诉", "诉求",
)  # fmt: skip
"""A page without any of these has no letters: the search for labels is spared."""


def read_letters(page: Page, flow: str, resolver: Resolver, url: str) -> tuple[Letter, ...]:
    """The letters of a page: its own, or those of its list.

    Args:
        page: the parsed page.
        flow: its visible text outside navigation and footer, a line for each block.
        resolver: makes addresses absolute.
        url: its address.
    """
    if not any(hint in flow for hint in _HINTS):
        return ()
    own = _own(flow, url) if _ASKING.search(flow) else None
    return (own,) if own is not None else tuple(_listed(page, resolver))


def _own(flow: str, url: str) -> Letter | None:
    """The letter that a page shows: two of its labels, one at least of the asking side."""
    said: dict[str, str] = {}
    waiting = ""
    for part in _parts(flow):
        kind, rest = _labelled(part)
        if kind:
            if kind in said and kind == "asked":
                return None  # a list of letters, not one
            said[kind] = said.get(kind) or rest
            waiting = "" if said[kind] else kind
        elif waiting:
            said[waiting], waiting = part, ""
    asking = said.keys() & {"asked", "letter"}
    replied = said.keys() & {"answered", "by", "content", "state"}
    if not asking or (len(asking) < 2 and not replied):
        return None
    answered = day_in(said.get("answered", ""))
    state = _STATES.get(normal(said.get("state", "")), "")
    told = bool(said.get("content") or _REPLIES.search(flow))
    if answered or told:
        state = "answered"
    return Letter(
        url=url,
        asked=day_in(said.get("asked", "")),
        answered=answered,
        state=state,
        by=bool(said.get("by")),
        content=told,
    )


def _parts(flow: str) -> Iterator[str]:
    """Lines, and what several labels on one part: 来信时间：2024-01-02 回复时间：2024-01-05."""
    for raw in flow.split("\n")[:_MOST_LINES]:
        line = clean_text(raw, 300)
        if ":" in line or "：" in line:
            yield from _NEXT.split(line)
        elif line:
            yield line


def _labelled(part: str) -> tuple[str, str]:
    """Which label a piece of a line begins with, and what stands behind it."""
    match = _LABEL.match(part)
    if match is None:
        return "", ""
    for kind, pattern in _LABELS.items():
        if pattern.fullmatch(match["label"]):
            return kind, (match["rest"] or "").strip()
    return "", ""


def _listed(page: Page, resolver: Resolver) -> Iterator[Letter]:
    """Letters of a list: around each word of a state the row with one link and a day."""
    seen: set[int] = set()
    for index in page.texts:
        words = page.nodes[index].text
        if len(words) > 2 * _LONGEST_STATE or _STATE_SIGNS.isdisjoint(words):
            continue
        state = _STATES.get(normal(words)) if page.nodes[index].area == "body" else None
        if state is None:
            continue
        row = _row(page, index)
        if row is None or row[0] in seen:
            continue
        seen.add(row[0])
        link, day = row
        url = resolver(page.nodes[link].get("href"))
        if url:
            yield Letter(url=url, asked=day, state=state, listed=True)
        if len(seen) >= MAX_LETTERS:
            return


def _row(page: Page, index: int) -> tuple[int, str] | None:
    """The link and the day of the smallest box around a word that has one link and a day."""
    nodes, box = page.nodes, page.nodes[index].parent
    while box >= 0 and nodes[box].end - box <= _ROW_NODES:
        links = [
            n for n in range(box, nodes[box].end)
            if nodes[n].tag == "a" and nodes[n].get("href") and page.words(n)
        ]  # fmt: skip
        targets = {nodes[n].get("href") for n in links}
        if len(targets) > 1:
            return None
        if links and (day := _day_beside(page, box, links)):
            return links[0], day
        box = nodes[box].parent
    return None


def _day_beside(page: Page, box: int, links: list[int]) -> str:
    """The day in a text of its own in a row; a day in the title says nothing of the letter."""
    inside = {n for link in links for n in range(link, page.nodes[link].end)}
    texts = (page.nodes[n] for n in range(box, page.nodes[box].end) if n not in inside)
    short = (n for n in texts if not n.tag and len(n.text.strip()) <= _LONGEST_DAY)
    days = (day_in(node.text) for node in short)
    return next(filter(None, days), "")
