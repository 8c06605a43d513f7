"""Body text (正文) of an article: the box that holds most of the words outside links."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from heapq import nlargest
from itertools import accumulate

from checks.facts.text import clean_text
from checks.facts.tree import BLOCKS, Page

MAX_STEPS = 100
"""Boxes gone down at most."""

_BOXES = frozenset(("div", "td", "section", "article", "main", "table", "tbody", "tr", "form",
                    "center", "ucapcontent", "body", "li", "ul", "dl", "dd"))  # fmt: skip
# Boxes that the publishing systems name (indicators §6.2): TRS, UCAP, Hanweb, VSB, gkmlpt …
_NAMED = re.compile(
    r"TRS_Editor|TRS_UEDITOR|UCAP-CONTENT|pages_content|vsb_content|v_news_content|easysite-news-text"
    r"|(?:^|[\s_-])(?:zoom|zoomcon|article[_-]?con(?:tent)?|news[_-]?con(?:tent)?|art[_-]con|bt[_-]content"
    r"|xxgk[_-]?con(?:tent)?|detail[_-]?con(?:tent)?|con[_-]?text|content-?body|j-fontContent|zhengwen)(?:$|\s)",
    re.I,
)
_TAIL = re.compile(
    r"扫一扫|掃一掃|分享到?[:：]?$|[【\[(（]?(?:关闭|打印|返回|關閉|列印)[一-鿿]{0,4}[】\])）]?|上一[篇条]|下一[篇条]|相关(?:附件|新闻|稿件|链接|文章|文件|政策|解读)"
    r"|关联稿件|附件[:：]?$|文件下载[:：]?$|责任编辑|字[号體体][:：]?|相關文章|我要纠错|收藏$"
)
_HEADER = re.compile(
    r"(?:(?<![一-鿿])|发布|發布|更新|生成|成文|公开|信息|[录錄]入|添加|[创創]建|上[传傳]|[发發]表|[发發]文|印[发發])"
    r"(?:日期|时间|時間)\s*[:：∶]|(?:信息|稿件|文章)?(?:来源|來源)\s*[:：∶]|浏览(?:次数|量)?\s*[:：]|访问量"
    r"|字号|字体|分享|打印|索\s*引\s*号|^[大中小]$|^[|【】\[\]\s]*$|^听全文$"
)
# Hour and place of an event are the beginning of its text.
_HELD = re.compile(r"\s*(?:日\s*期|时\s*间|時\s*間)\s*[:：∶]")
_PLACE = re.compile(r"\s*地\s*[点點址]\s*[:：∶]")
_HEADER_LINES = 25
_PARAGRAPH = 40
# Texts, the longest first, among which a copy of the others is looked for.
_REPEATED = 30
_CHINESE = re.compile(r"[一-鿿]+")
STOP = 20
"""Characters that a comma or full stop counts for: footers and labels have none."""


def find_body(page: Page) -> tuple[int, int]:
    """Range of the nodes of the body; the whole page if no box stands out.

    From the outermost box down into the one that holds more than half of its words outside links,
    as long as there is one with more than a single paragraph; a box that a publishing system names
    as the body ends the search.
    """
    nodes = page.nodes
    texts = page.unlinked()
    weights = [_weight(nodes[index].text) for index in texts]
    copy = _copy(page, texts, weights) if texts else -1
    if copy >= 0:
        weights[copy] = 0
    sums = [0, *accumulate(weights)]

    def weight(index: int) -> int:
        return sums[bisect_left(texts, nodes[index].end)] - sums[bisect_left(texts, index)]

    bodies = page.of("body")
    box = bodies[0] if bodies else 0
    if not nodes or not sums[-1]:
        return 0, 0
    for _ in range(MAX_STEPS):
        if _NAMED.search(nodes[box].mark) and 2 * weight(box) > sums[-1]:
            break
        best, most = -1, 0
        child = box + 1
        while child < nodes[box].end:
            if nodes[child].tag in _BOXES and (here := weight(child)) > most:
                best, most = child, here
            child = nodes[child].end
        whole = weight(box)
        if best < 0 or 2 * most <= whole or not _many(page, best):
            break
        # The last paragraphs of a text may be boxes too: only a clear majority goes on.
        if most < 0.8 * whole and not nodes[best].attrs:
            break
        box = best
    return box, nodes[box].end


def _weight(text: str) -> int:
    """What a text counts: its Chinese characters, and more where it has sentences."""
    stops = text.count("，") + text.count("。") + text.count("；") + text.count("、")
    return sum(map(len, _CHINESE.findall(text))) + STOP * stops


def _copy(page: Page, texts: Sequence[int], weights: list[int]) -> int:
    """Place of a text that repeats most of the others, for reading them aloud; -1 without one."""
    first, *others = nlargest(_REPEATED, range(len(texts)), weights.__getitem__)
    if 3 * weights[first] < sum(weights):
        return -1
    whole = _bare(page, texts[first])
    again = sum(weights[n] for n in others if weights[n] and _bare(page, texts[n]) in whole)
    return first if 2 * again >= weights[first] else -1


def _bare(page: Page, index: int) -> str:
    return "".join(page.nodes[index].text.split())


def _many(page: Page, box: int) -> bool:
    """Whether a box holds more than one block, or a single one with all its words."""
    inside = page.nodes[box + 1 : min(page.nodes[box].end, box + 200)]
    return sum(node.tag in BLOCKS for node in inside) >= 1


def lines_of(page: Page, first: int, end: int) -> list[str]:
    """Visible lines in a range of nodes outside navigation and footer, cleaned, empty ones out."""
    texts = page.texts[bisect_left(page.texts, first) : bisect_left(page.texts, end)]
    words = "".join([page.nodes[i].text for i in texts if page.nodes[i].area == "body"])
    return [line for line in (clean_text(part, 20_000) for part in words.split("\n")) if line]


def body_lines(page: Page, title: str, box: tuple[int, int]) -> list[str]:
    """Lines of the body text without headline, header line, tools and what follows the text.

    ``box`` is the range of nodes that `find_body` found.
    """
    first, end = box
    lines = lines_of(page, first, end)
    start = 0
    plain = "".join(title.split())
    for number, line in enumerate(lines[:_HEADER_LINES]):
        if len(line) >= _PARAGRAPH and line.endswith(("。", "”", "！", "？")):
            break  # tools behind a short text look like those above it
        short = "".join(line.split())
        follows = lines[number + 1] if number + 1 < len(lines) else ""
        held = _HELD.match(line) and _PLACE.match(follows)
        header = len(line) < 80 and not line.endswith("。") and _HEADER.search(line) and not held
        if short and (short == plain or header):
            start = number + 1
    stop = len(lines)
    for number in range(len(lines) - 1, max(start, len(lines) - 60), -1):
        if len(lines[number]) < 40 and _TAIL.match(lines[number].lstrip("【[ |")):
            stop = number
    return lines[start:stop]
