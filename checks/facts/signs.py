"""Signs on a page (页面迹象): what its words or tags say of the page itself."""

from __future__ import annotations

import re

from checks.facts.tree import Node, Page

# Every alternative begins with a plain letter: only where one stands does the search look closer.
_NO_RESULTS = re.compile(
    "|".join(
        [
            rf"{no}\s*(?:能\s*)?(?:找到|搜索到|检索到|查询到|檢索到|搜到|查到)"
            for no in ("没有", "未", "沒有")
        ]
        + [
            rf"{no}\s*(?:相关|相關|匹配|符合条件的?)\s*(?:的\s*)?"
            "(?:信息|结果|内容|记录|數據|数据|資訊|結果|記錄)"
            for no in ("无", "無", "没有", "暂无", "暫無")
        ]
        + [
            rf"{found}\s*0\s*(?:条|個|个|项|条?记录|篇|條)"
            for found in ("找到", "搜索到", "检索到", "查询到", "共有?", "约")
        ]
        + [rf"{asked}结果[:：]?\s*0\s*(?:条|个|项|篇)?" for asked in ("搜索", "检索", "查询")]
    )
)
_OFFER = re.compile(
    r"(?:此|本|该|当前)域名[^。\n]{0,12}?(?:出售|转让|待售|停放|已过期|已到期|可以?购买|拍卖)"
    r"|域名[^。\n]{0,6}(?:出售|转让|停放|拍卖)(?:页|中|信息|平台)?|购买(?:此|该|本)域名"
    r"|domain(?:\s+name)?(?:\s+[\w.-]+)?\s+(?:is|may\s+be)\s+(?:now\s+)?(?:for\s+sale|parked)"
    r"|domain(?:\s+name)?(?:\s+[\w.-]+)?\s+has\s+expired"
    r"|(?:buy|purchase|get)\s+this\s+domain|domain\s+parking|parked\s+(?:free|domain)",
    re.I,
)
_OFFER_WORDS = ("域名", "domain")
MOST_OFFER = 3000
"""Characters of text up to which a page can be one that offers its domain for sale."""
FEW_WORDS = 80
"""Fewer characters of text than this may be frame only (project default 【建议】)."""
_NAME_LENGTH = 6
# A frame has few labels, a table of contents many.
_MOST_LABELS = 3
_NO_FIELD = frozenset(("hidden", "submit", "button", "image", "reset"))
_QUOTED = (("'", "'"), ('"', '"'), ("'#", "'"), ('"#', '"'))
_FRAME = re.compile(
    r"位置|欢迎|歡迎|今天是|星期|主办|承办|版权|備案|备案|ICP|标识码|技术支持|浏览器|分辨率|访问量|第.{0,9}位"
    r"|[共总第]\D{0,3}\d+\D{0,3}[页条頁條]|页次|每页|转到|跳转|[上下]一?页|[首尾末]页"
    r"|(?:暂无|暫無|没有|沒有|尚无|无)\D{0,8}(?:信息|内容|内容|数据|数据|文章|记录|資訊)"
    r"|建设中|建設中|整理中|更新中|敬请期待|对不起|抱歉",
    re.I,
)
# 共5页, 共12条: there are rows, wherever they are.
_SAYS_ROWS = re.compile(
    r"[共总總]\D{0,3}(?:[1-9]\d*\D{0,2}[条條篇项項]|(?:[2-9]|[1-9]\d+)\D{0,2}[页頁])"
)
_PICTURED = re.compile(r"url\s*\(", re.I)
_TEMPLATE = ("v-if", "v-show", "v-else", "v-else-if", "v-for", "ng-if", "ng-show", "ng-hide",
             "x-show", "wx:if", "hidden")  # fmt: skip
_HIDDEN_CLASS = re.compile(r"(?:^|[\s_-])(?:hide|hidden|none|tpl|template)(?:$|[\s_-])", re.I)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_UPGRADE = re.compile(r"\bupgrade-insecure-requests\b", re.I)

# Words and labels by which a page tells something, whatever stands behind them.
_TOLD = {
    "address": re.compile(r"地\s{0,4}址|地\s{0,4}[点點]"),
    "hours": re.compile(r"(?:办公|辦公|工作|上班|服务|对外办公)(?:时间|時間)"),
    "phone": re.compile(r"电\s{0,4}话|電\s{0,4}話|热线|熱線|传真"),
    "duties": re.compile(r"分工|分管|负责|負責|主持|协助|協助|协管|联系点"),
    "career": re.compile(r"简历|履历|簡歷|履歷|参加工作|入党|籍贯|历任|学历|生于|年\d{1,2}月生"),
    "source": re.compile(
        r"来\s{0,6}源|來\s{0,6}源|稿\s{0,6}源|出\s{0,2}处|供\s{0,2}稿|转自|轉自|转载|轉載|摘自"
        r"|[发發][布佈文](?:机构|機構|机关|機關|单位|單位)"
    ),
    "time": re.compile(r"(?:时间|時間|日期)\s{0,4}[:：]"),
}
_DAY = re.compile(r"(?:19|20)\d\d\s{0,2}[-/.年]\s{0,2}\d{1,2}\s{0,2}[-/.月]\s{0,2}\d{1,2}")
_HEAD_TEXT = 1000
# Names of fields that a script fills with time and source of an article.
_FILLED = {
    "time": ("pubtime", "pubdate", "publishtime", "publishdate", "fbsj", "docreltime"),
    "source": ("docsource", "contentsource", "infosource", "laiyuan"),
}


def read_told(page: Page, flow: str) -> tuple[str, ...]:
    """What a page tells by words or labels (see `PageFacts.told`).

    A full date near the beginning counts as time, and so does a script that names a field for it.

    Args:
        page: the page.
        flow: its visible text outside navigation and footer.
    """
    found = {name for name, pattern in _TOLD.items() if pattern.search(flow)}
    if _DAY.search(flow[:_HEAD_TEXT]):
        found.add("time")
    found |= {name for name, words in _FILLED.items() if page.script_holds(*words)}
    return tuple(sorted(found))


def offer_of_domain(text: str) -> str:
    """Words with which a short page offers its own domain for sale, or says that it is parked.

    Args:
        text: title and visible text.
    """
    if len(text) > MOST_OFFER or not any(word in text.lower() for word in _OFFER_WORDS):
        return ""
    match = _OFFER.search(text)
    return match[0].strip()[:100] if match else ""


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


def wordless(page: Page, title: str, heading: str) -> bool:
    """Whether a page of few words shows nothing of its own but names, paging and 暂无信息.

    An address, office hours, a row of names, a questionnaire, a picture in the background and a
    box that a script of the page fills are content, however short.

    Args:
        page: the page.
        title: its title.
        heading: its first heading.
    """
    names, until = f"{title} {heading}", 0
    lines = [""]
    for index, node in enumerate(page.nodes):
        if node.tag == "a":
            until = max(until, node.end)
        if node.area != "body":
            continue
        if node.attrs and _PICTURED.search(node.get("style")):
            return False
        if not node.tag and index >= until:
            if node.text.startswith("\n"):
                lines.append("")
            lines[-1] += node.text.strip()
    labels = [line for line in lines if line and line not in names and not _FRAME.search(line)]
    if len(labels) > _MOST_LABELS or _asks(page) or _waits_for_script(page):
        return False
    return all(_is_frame(line, names) for line in lines)


def _asks(page: Page) -> bool:
    """Whether it holds fields to fill in, more than the one of a search box."""
    fields = [page.nodes[i] for i in page.of("input", "textarea", "select")]
    return sum(n.area == "body" and n.get("type").lower() not in _NO_FIELD for n in fields) > 1


_MOST_BOXES = 200


def _waits_for_script(page: Page) -> bool:
    """Whether an inline script of it names an empty box by its id."""
    boxes = ((i, page.nodes[i]) for i in page.of("div", "ul", "ol", "td", "tbody", "table"))
    empty = {n.get("id").lower() for i, n in boxes if n.area == "body" and n.end <= i + 2}
    # So many empty boxes are nothing but waiting, and too many to seek in all scripts.
    return len(empty) > _MOST_BOXES or page.script_holds(
        *(f"{mark}{id_}{end}" for id_ in empty - {""} for mark, end in _QUOTED)
    )


def _is_frame(line: str, names: str) -> bool:
    words = "".join(filter(str.isalnum, line))
    short = len(words) <= _NAME_LENGTH and not any(map(str.isdigit, words))
    if _SAYS_ROWS.search(line):
        return False
    return short or line in names or bool(_FRAME.search(line))


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
