"""Boxes (栏目框) of lists: which part of a page a list stands in, by its heading and its marks."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Literal

from checks.facts.lists_days import year_heading
from checks.facts.text import clean_text
from checks.facts.tree import Page

Role = Literal["", "side", "related"]
"""What a list is to its page.

``side``: of the whole site or of other columns (热门, 推荐, 最新, 排行): its rows are rows of
a list but say nothing of this column. ``related``: links beside an article or to other sites
(相关链接, 友情链接): no list of the site at all. Empty: the page's own.
"""

# Levels above a list, and nodes before it, in which its heading is looked for.
_LEVELS, _BEFORE = 4, 10
_HEAD_NODES = 20
_LISTS = frozenset(("ul", "ol", "li", "table", "dl", "tr", "iframe"))
_RELATED = re.compile(
    r"(?:相\s*关|關聯|相關|关联|延伸)(?:链接|新闻|阅读|文章|信息|内容|政策|文件|解读|附件|推荐|報道|报道|資訊|鏈接)"
    r"|友情[链連鏈][接结結]|(?:网站|常用|快速|站点|其他)[链連鏈]接|推荐阅读|延伸阅读|猜你喜欢|部门网站|网站导航"
)
_SIDE = re.compile(
    r"(?:热门|热点|最热|点击|浏览|阅读|访问|本周|本月|一周|月度)(?:排行|新闻|信息|文章|关注|推荐|资讯)?(?:榜|排行)?"
    r"|(?:最新|最近|推荐|今日)(?:更新|发布|信息|文章|新闻|资讯|公开|动态|内容)|(?:点击)?排行榜?|(?:图片|视频)新闻|信息推荐"
)
_SIDE_MARK = re.compile(
    r"(?:^|[\s_-])(?:hot|rank|ranking|recommend|tuijian|paihang|remen|aside|sidebar|side)"
    r"(?:list|box|news|\d)*(?:$|[\s_-])",
    re.I,
)
_RELATED_MARK = re.compile(r"(?:^|[\s_-])(?:related?|xgwz|xgxw|xglj|xgyd|friendlink|yqlj)", re.I)
# Targets that are sites, not entries of a list of this one.
_ROOT = re.compile(
    r"https?://[^/?#]+/?(?:(?:index|default|main)\.\w{2,5})?(?:\?[^/]{0,20})?$", re.I
)
_HEADINGS = frozenset(
    ("h1", "h2", "h3", "h4", "h5", "h6", "dt", "caption", "th", "strong", "legend")
)


def leads_nowhere(url: str) -> bool:
    """Whether an address is the home page of a site, as in 友情链接 and lists of offices."""
    return bool(_ROOT.match(url))


class Boxes:
    """Roles of the lists of a page; each box is looked at once.

    A heading that stands in the page's own title (a column named 图片新闻) makes no side list.
    """

    def __init__(self, page: Page, title: str) -> None:
        """Prepare for a page with its title."""
        self._page = page
        self._title = title
        self._roles: dict[int, Role] = {}

    def role(self, row: int) -> Role:
        """What the list that a row stands in is to the page."""
        nodes = self._page.nodes
        index = nodes[row].parent
        passed: list[int] = []
        found: Role = ""
        for _ in range(_LEVELS):
            if index < 0 or nodes[index].tag in ("body", "html"):
                break
            if index in self._roles:
                found = self._roles[index]
                break
            passed.append(index)
            own = self._own(index)
            if own is not None:
                found = own
                break
            index = nodes[index].parent
        for box in passed:
            self._roles[box] = found
        return found

    def _own(self, box: int) -> Role | None:
        """Role by the marks and the heading of a box; None if they tell none."""
        node = self._page.nodes[box]
        mark = node.mark if node.attrs else ""
        if node.tag == "aside" or _SIDE_MARK.search(mark):
            return "side"
        if _RELATED_MARK.search(mark):
            return "related"
        for index in (self._before(box), self._first(box)):
            if index < 0:
                continue
            words = clean_text(self._page.nodes[index].text, 60).strip(" :：·|>»")
            if _RELATED.fullmatch(words):
                return "related"
            if _SIDE.fullmatch(words) and words not in self._title:
                return "side"
            parent = self._page.nodes[self._page.nodes[index].parent]
            if parent.tag in _HEADINGS:
                return ""  # a heading of its own: those further off are of other lists
        return None

    def _before(self, box: int) -> int:
        """The text right before a box, within the same parent and behind any other list; or -1."""
        nodes, texts = self._page.nodes, self._page.texts
        place = bisect_left(texts, box)
        for index in reversed(texts[max(0, place - 2) : place]):
            if index <= nodes[box].parent or box - index > _BEFORE:
                return -1
            if any(n.tag in _LISTS for n in nodes[index:box]):
                return -1
            if nodes[index].text.strip(" \n>»+").lower() not in ("更多", "more", ""):
                return index
        return -1

    def _first(self, box: int) -> int:
        """The first text inside a box, unless it stands in a smaller box with a list; or -1."""
        nodes, texts = self._page.nodes, self._page.texts
        place = bisect_left(texts, box)
        index = texts[place] if place < len(texts) else len(nodes)
        if index >= nodes[box].end or nodes[index].parent == box:
            return -1
        part = nodes[index].parent
        for _ in range(_LEVELS):
            if nodes[part].parent == box or nodes[part].tag in _LISTS:
                break
            part = nodes[part].parent
        inside = nodes[part : min(nodes[part].end, part + _HEAD_NODES)]
        lists = any(n.tag in _LISTS for n in inside) or nodes[part].end - part > _HEAD_NODES
        return -1 if lists or nodes[part].parent != box else index


def year_above(page: Page, row: int) -> str:
    """Year that the heading right above a list consists of (``<h3>2023年</h3><ul>``).

    Tabs of several years are no heading.
    """
    texts, nodes = page.texts, page.nodes
    place = bisect_left(texts, row)
    years = [year_heading(nodes[i].text) for i in texts[max(0, place - 2) : place]]
    if not years or not years[-1] or any(years[:-1]):
        return ""
    heading = texts[place - 1]
    above = nodes[nodes[heading].parent]
    return years[-1] if above.tag in _HEADINGS and row - heading <= _BEFORE else ""
