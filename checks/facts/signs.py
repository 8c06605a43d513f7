"""Signs on a page (页面迹象): what its words or tags say of the page itself."""

from __future__ import annotations

import re

from checks.facts.tree import Node, Page

_NO_RESULTS = re.compile(
    r"(?:没有|未|沒有)\s*(?:能\s*)?(?:找到|搜索到|检索到|查询到|檢索到|搜到|查到)"
    r"|(?:无|無|没有|暂无|暫無)\s*(?:相关|相關|匹配|符合条件的?)\s*(?:的\s*)?(?:信息|结果|内容|记录|數據|数据|資訊|結果|記錄)"
    r"|(?:找到|搜索到|检索到|查询到|共有?|约)\s*0\s*(?:条|個|个|项|条?记录|篇|條)"
    r"|(?:搜索|检索|查询)结果[:：]?\s*0\s*(?:条|个|项|篇)?",
)
_TEMPLATE = ("v-if", "v-show", "v-else", "v-else-if", "v-for", "ng-if", "ng-show", "ng-hide",
             "x-show", "wx:if", "hidden")  # fmt: skip
_HIDDEN_CLASS = re.compile(r"(?:^|[\s_-])(?:hide|hidden|none|tpl|template)(?:$|[\s_-])", re.I)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_UPGRADE = re.compile(r"\bupgrade-insecure-requests\b", re.I)


def says_no_results(page: Page, flow: str) -> bool:
    """Whether words that a reader sees say that a search found nothing.

    Words in hidden boxes and in parts that script shows or hides say nothing: they stand ready
    for the case, whatever the search brings.

    Args:
        page: the page.
        flow: its visible text outside navigation and footer.
    """
    if not _NO_RESULTS.search(flow):
        return False
    nodes = page.nodes
    for index, node in enumerate(nodes):
        if node.tag or node.area != "body" or not _NO_RESULTS.search(_block(nodes, index)):
            continue
        if not _is_veiled(nodes, node.parent):
            return True
    return False


def upgrades_insecure(page: Page) -> bool:
    """Whether a meta tag asks browsers to upgrade http requests (W3C Upgrade Insecure Requests)."""
    return any(
        node.get("http-equiv").strip().lower() == "content-security-policy"
        and _UPGRADE.search(node.get("content"))
        for node in (page.nodes[index] for index in page.of("meta"))
    )


def _block(nodes: list[Node], index: int) -> str:
    """A text and what follows it in the same box, as ``共找到 <b>0</b> 条`` is split by tags."""
    words = nodes[index].text
    if len(words) > 400:
        return words
    end = nodes[nodes[index].parent].end if nodes[index].parent >= 0 else index + 1
    following = [n.text for n in nodes[index + 1 : min(end, index + 8)] if not n.tag]
    return words + "".join(following)[:100]


def _is_veiled(nodes: list[Node], index: int) -> bool:
    while index >= 0:
        node = nodes[index]
        if any(name in node.attrs for name in _TEMPLATE):
            return True
        if _HIDDEN.search(node.get("style")) or _HIDDEN_CLASS.search(node.mark):
            return True
        index = node.parent
    return False
