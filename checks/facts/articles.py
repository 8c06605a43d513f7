"""Articles (内容页): headline, source, number, disclosure, attachments, links to interpretations.

What a reader sees wins over the tags; what isn't plain is left empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, pairwise
from typing import Literal

from checks.facts import consultations, documents
from checks.facts.body import body_lines, find_body
from checks.facts.dates_zones import own_text
from checks.facts.links import Resolver, anchor_words, followed
from checks.facts.text import clean_text, normal
from checks.facts.tree import Page
from checks.facts.types_contents import Article, Disclosure, Reference
from checks.facts.urls import is_document

LONGEST_TITLE = 150
"""Characters of the longest headline."""

MAX_REFERENCES = 200
"""Attachments and related documents kept of one article."""

_SOURCE = re.compile(
    r"(?:^|[\s|\[\]【】(（)）\d秒])(?:信息|稿件|文章|内容|新闻)?\s?(?:来\s{0,6}源|來\s{0,6}源|稿\s{0,6}源|出\s{0,2}处)于?\s{0,4}[:：∶]"
    r"[^\S\n]{0,40}(?P<below>\n)?[^\S\n]{0,40}(?P<value>[^\n|]{1,120})"
)
# Under a table or a picture these words name where its figures come from: only beside the day.
_DATED_SOURCE = re.compile(
    r"[发發][布佈](?:日期|[时時][间間])\s?[:：][^\n:：]{6,40}[资資]料\s?[来來]源\s?[:：]\s{0,9}(?P<value>[^\n|]{1,120})"
)
_ADDRESSED = re.compile(r"[^\s:：]{2,60}[:：]")
_SOURCE_END = re.compile(
    r"[\s　]+(?:[^\s:：]{1,8}\s{0,4}[:：∶]|字[号號體体]|打印|分享|浏览|阅读|点击|发布"
    r"|(?:19|20)\d\d[-/.年])|[\]】|【]"
    r"|[\s　]{0,9}(?:发布(?:时间|日期)|浏览次数|阅读[量数]|访问量|点击[数率]?)\s?[:：]"
    r"|[\s　]{0,9}(?:作者|(?:责任)?编辑|字[号体])\s?[:：]|打印"
    r"|[\s　]+(?:下载|收藏)(?:$|[\s　])"
)
_LABEL = re.compile(r"^[^\s:：]{1,8}\s{0,4}[:：∶]")
_NO_SOURCE = re.compile(
    r"^[\d\s:.,/\-—－_|年月日]*$|^[大中小]$|^(?:字[号体]|打印|分享|浏览|访问|阅读|点击|发布)"
)
_TYPE = (
    r"(?:通知|公告|通告|决定|決定|意见|意見|办法|辦法|方案|规定|規定|细则|細則|要点|要點|报告|報告|函|批复|批覆|纪要"
    r"|公报|公報|决议|決議|议案|条例|通报|公示|简报|说明|答复|规划|計劃|计划|预案|标准|目录|清单|指南)"
)
_TYPED = re.compile(rf"{_TYPE}(?:[(（【〔][^()（）]{{1,12}}[)）】〕])?$")
_HEAD_ZONE = 12
# A label, a path or a sentence; 一图读懂：… is a headline.
_NO_HEADLINE = re.compile(r"^(?!一图|图解|解读|一张)[^:：]{1,6}[:：]|[:：]$|[。>]")
_CLOSING = 5
_BARE_MARK = re.compile(r"(?:主[动動]公[开開]|依申[请請]公[开開]|不予公[开開]|公[开開][发發]布)")
_HEADER_LINE = re.compile(
    r"(?:[发發][布佈]|更新)?(?:[日][期]|[时時][间間])\s{0,4}[:：∶]\s{0,9}(?:19|20)\d\d"
    r"|(?:来|來)\s{0,4}源\s{0,4}[:：∶].{0,60}(?:19|20)\d\d"
)
_SPLIT = re.compile(r"\s*(?:[_|]|\s[-–—]+|[-–—]+\s|--+|——(?=.{2,16}$)|-(?=[^-]{2,24}$))\s*")
_SITE = re.compile(r"网站?$|人民政府(?:办公[厅室])?$|门户|^首页|中国政府网")

_BLOCK = re.compile(
    r"^[\s【\[(（|·]*(?P<label>附件|附件下载|相关附件|文件下载|附件列表|相关下载|(?:相关)?(?:政策)?解读(?:材料|链接|文件)?|相关解读|解读回应"
    r"|图解|文字解读|图文解读|相关政策|相关文件|政策原文|文件原文|原文链接|解读文件|政策文件|政策链接|相关链接|关联稿件|相关稿件|关联阅读|延伸阅读"
    r"|相关信息|相关内容|關聯稿件|相關文件|政策解讀|相關解讀)[\s】\])）|]*[:：]?[\s【\[(（]*$"
)
# Boxes that templates name for the attachments of an article.
_FILES = re.compile(
    r"(?:^|[\s_-])(?:fj|fujian|attach(?:ment)?s?|annex|accessory|files?|down(?:load)?s?)(?:$|[\s_-])",
    re.I,
)
_LEVELS = 2
_BLOCK_NODES = 80
_INTERPRETS = re.compile(r"解读|解讀|图解|圖解|一图读懂|一图看懂|一张图|问答|答记者问|新闻发布会")
_POLICY = re.compile(
    rf"{_TYPE}(?:[(（【〔][^()（）]{{1,12}}[)）】〕])?[》\s]*(?:全文|原文)?$|原文|^《.+》"
)
_FILE_WORDS = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|ofd|zip|rar|7z|txt|csv|ceb)\s*[)）]?\s*$", re.I
)
_ATTACHED = re.compile(r"^[\s【\[(（]*附\s{0,4}[件表][\s\d一二三四五六七八九十:：.．、\-—]")
_LEAST = 7


def read_article(
    page: Page, flow: str, meta: dict[str, str], title: str, resolver: Resolver
) -> Article:
    """Everything that an article says of itself.

    Args:
        page: the parsed page.
        flow: visible text outside navigation and footer, a line for each block.
        meta: its tags.
        title: its ``<title>``.
        resolver: makes addresses absolute.
    """
    lines = [line for line in map(str.strip, flow.split("\n")) if line]
    table: dict[str, tuple[str, str]] = {}
    if documents.has_table(flow):
        for kind, label, value in documents.rows(lines):
            table.setdefault(kind, (label, value))
    box = find_body(page)
    body = body_lines(page, title, box)
    placed = _above_header(lines) or _typed(body)
    own_title = _without_column(title, lines)
    headline = _headline(page, meta, own_title, table.get("title", ("", ""))[1], placed)
    head = _head(lines, headline)
    number = documents.number_in(table.get("number", ("", ""))[1])
    number = number or documents.number_above(head, headline)
    disclosure, marked = documents.disclosure_marked(flow)
    if not disclosure:
        disclosure, marked = _closing_mark(page, body)
    if not disclosure and "disclosure" in table:
        label, value = table["disclosure"]
        disclosure = documents.disclosure_in(value)
        marked = clean_text(f"{label}：{value}", 60) if disclosure else ""
    issuer = clean_text(table.get("issuer", ("", ""))[1], 80)
    return Article(
        title=headline,
        source=_source(own_text(flow, headline), headline) or meta.get("ContentSource", "")[:80],
        issuer=issuer or documents.issuer_of(headline, flow),
        number=number,
        index=documents.index_in(table.get("index", ("", ""))[1]),
        disclosure=disclosure,
        disclosure_text=marked,
        body_length=sum(len("".join(line.split())) for line in body),
        references=tuple(_references(page, headline, resolver, box)),
        reply=documents.reply_of(headline, body),
        consultation=consultations.read_consultation(headline, flow),
    )


def body_text(page: Page, title: str = "") -> str:
    """Body text of an article (正文), a line for each paragraph, navigation left out."""
    return "\n".join(body_lines(page, title, find_body(page)))


def _head(lines: list[str], headline: str) -> list[str]:
    """Lines from the headline on, at most as many as a document's head has."""
    plain = normal(headline[:20])
    start = 0
    for number, line in enumerate(lines):
        if plain and normal(line[:60]).startswith(plain[:8]):
            start = max(0, number - 6)
            break
    return lines[start : start + documents.HEAD_LINES]


def _closing_mark(page: Page, body: list[str]) -> tuple[Disclosure, str]:
    """主动公开 as one of the last lines of the text; a link of that name is one to a column."""
    for line in body[-_CLOSING:]:
        if _BARE_MARK.fullmatch(line):
            linked = any(page.words(i) == line for i in page.of("a"))
            return ("", "") if linked else (documents.disclosure_in(line), line)
    return "", ""


def _above_header(lines: list[str]) -> str:
    """The line right above the first with day and source: a headline without an element for it."""
    for above, line in pairwise(lines):
        if _HEADER_LINE.search(line[:200]):
            words = clean_text(above, 300)
            fits = _LEAST <= len(words) <= LONGEST_TITLE and not _NO_HEADLINE.search(words)
            return words if fits and not _SITE.search(words) else ""
    return ""


def _without_column(title: str, lines: list[str]) -> str:
    """``<title>`` without site and column before the headline, parted by blanks (Hanweb).

    What is cut off leaves a line of the page.
    """
    pieces = title.split()
    known = {"".join(line.split()) for line in lines} if len(pieces) > 1 else set()
    tails = ("".join(pieces[start:]) for start in range(len(pieces)))
    at = next((start for start, tail in enumerate(tails) if tail in known), 0)
    own = " ".join(pieces[at:])
    return own if len(own) >= _LEAST else title


def _headline(page: Page, meta: dict[str, str], title: str, named: str, placed: str) -> str:
    """The article's title: of the tag, the index table, a heading, ``<title>`` or the first lines.

    A part of ``<title>`` that ends like a document's comes before the first lines, any other after.
    """
    plain = normal(title)
    heads = [page.text(i, 300) for i in page.of("h1", "h2") if page.nodes[i].area == "body"]
    heads = [words for words in heads if words and not _SITE.search(words)]
    parts = [part for part in _SPLIT.split(title) if part and not _SITE.search(part[-8:])]
    best = max(parts, key=len, default="")
    best = best if len(best) >= _LEAST else ""
    answers = (
        meta.get("ArticleTitle", ""),
        named if len(named) >= _LEAST else "",
        next((words for words in heads if normal(words) in plain or _TYPED.search(words)), ""),
        best if _TYPED.search(best) else "",
        placed,
        best,
        next(iter(heads), ""),
        title,
    )
    return clean_text(_FRAME.sub("", next(filter(None, answers), "")), LONGEST_TITLE)


# What stands on the line of a headline and isn't of it: a day before it, the header line behind it.
_FRAME = re.compile(
    r"^\d{1,4}[.\-/]\d{1,2}(?:[.\-/]\d{1,2})?\s+|\s*[发發][布佈](?:日期|[时時][间間])\s*[:：∶].*$",
    re.S,
)


def _typed(body: list[str]) -> str:
    """A headline at the top of the body that ends in a type of document, over up to four lines."""
    head = [_FRAME.sub("", line) for line in body[:_HEAD_ZONE]]
    for first, line in enumerate(head):
        if re.search(r"[:：。]\s*$", line) or len(line) > LONGEST_TITLE:
            break
        if documents.number_in(line) or re.match(r"[\d\s.\-/]+$", line):
            continue
        words = ""
        for more in head[first : first + 4]:
            if len(more) > 60 or re.search(r"[。：:]$", more) or documents.number_in(more):
                break
            words += more
            if _TYPED.search(words) and words.count("《") == words.count("》"):
                return clean_text(words, LONGEST_TITLE)
    return ""


def _source(flow: str, headline: str) -> str:
    """What stands behind 来源, 信息来源 and their kin; a label or a date is no source.

    Where nothing stands on the line of the label, the next may be the text's beginning.
    """
    for match in chain(_SOURCE.finditer(flow), _DATED_SOURCE.finditer(flow)):
        value = match["value"]
        below = match.groupdict().get("below")
        if below and _begins_text(value.strip(), headline):
            continue
        end = _SOURCE_END.search(value)
        if end:
            value = value[: end.start()]
        value = clean_text(value, 80).strip("【】[]|　 ")
        # "责任编辑：" is a label; "某市水务局字体：" is a source with a label glued to it.
        label = _LABEL.match(match["value"].strip()) and (not end or _LABEL.match(value))
        if not value or len(value) > 40 or label:
            continue
        if _NO_SOURCE.match(value) or value.endswith(("。", "；", "，")):
            continue
        return value
    return ""


def _begins_text(line: str, headline: str) -> bool:
    """Whether a line is the headline, the number or the address (各镇人民政府：) of a document."""
    addressed = _ADDRESSED.fullmatch(line) is not None
    return addressed or normal(line) == normal(headline) or bool(documents.number_in(line))


def _references(
    page: Page, title: str, resolver: Resolver, box: tuple[int, int]
) -> Iterator[Reference]:
    """Attachments within the body and in blocks of their own; links between policy and 解读."""
    seen: set[str] = set()
    first, end = box
    interpreting = bool(_INTERPRETS.search(title))
    blocks = list(_blocks(page))
    around = _around(page, first)
    for index in page.of("a"):
        node = page.nodes[index]
        if node.area != "body":
            continue
        block = next((label for label, begin, stop in blocks if begin <= index < stop), "")
        inside = first <= index < end
        if not inside and not block:
            if not end <= index < around or not _in_files(page, index):
                continue
            block = "附件"
        url = followed(page, index, resolver)
        if not url or url in seen:
            continue
        words = anchor_words(page, index)
        role = _role(url, words, block, interpreting=interpreting)
        if role:
            seen.add(url)
            yield Reference(role, url, words)
            if len(seen) >= MAX_REFERENCES:
                return


def _around(page: Page, box: int) -> int:
    """Where the boxes around the body end; what stands behind is no part of the article."""
    for _ in range(_LEVELS):
        box = max(0, page.nodes[box].parent) if page.nodes else 0
    return page.nodes[box].end if page.nodes else 0


def _in_files(page: Page, index: int) -> bool:
    """Whether a link stands in a box for attachments."""
    for _ in range(_LEVELS + 1):
        index = page.nodes[index].parent
        if index < 0:
            return False
        if _FILES.search(page.nodes[index].mark):
            return True
    return False


def _role(
    url: str, words: str, block: str, *, interpreting: bool
) -> Literal["", "attachment", "interpretation", "policy"]:
    attached = _ATTACHED.match(words) and ("附件" in block or "下载" in block or "down" in url)
    named = _FILE_WORDS.search(words) or (block and _FILE_WORDS.search(url))
    if is_document(url) or named or attached:
        return "attachment"
    if len(words) < _LEAST:
        return ""
    if interpreting:
        return "policy" if _POLICY.search(words) and not _INTERPRETS.search(words) else ""
    explained = _INTERPRETS.search(block) and "文件" not in block
    return "interpretation" if explained or _INTERPRETS.search(words) else ""


def _blocks(page: Page) -> Iterator[tuple[str, int, int]]:
    """Labels such as 相关文件 and 附件, each with the range of nodes that belongs to it."""
    nodes = page.nodes
    for index in page.texts:
        node = nodes[index]
        if node.area != "body" or len(node.text) > 40 or not (match := _BLOCK.match(node.text)):
            continue
        box = index
        for _ in range(4):
            parent = nodes[box].parent
            if parent < 0 or nodes[parent].end - parent > _BLOCK_NODES:
                break
            box = parent
        yield match["label"], index, min(nodes[box].end, index + _BLOCK_NODES)
