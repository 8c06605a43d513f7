"""Official documents (公文): number, index number, disclosure, issuing body, as a page shows them.

A page cites many documents and is one: a number counts only in the index table (索引号表), or on a
line of its own above the text. What stands inside a sentence belongs to another document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from checks.facts.text import clean_text, normal
from checks.facts.types_contents import Disclosure, Reply

HEAD_LINES = 30
"""Lines above the text in which title and number of a document stand."""

# Characters in front of the year: 国办发, 粤府函, 教思政厅函, 洪办发 … (indicators §6.4).
_HEAD = r"[一-鿿]{1,12}(?:\([一-鿿]{1,6}\))?[一-鿿]{0,4}"
_OPEN, _SHUT = r"[〔\[［(（【﹝〈<]", r"[〕\]］)）】﹞〉>]"
_NUMBER = re.compile(
    rf"(?P<number>{_HEAD}\s{{0,4}}{_OPEN}\s{{0,2}}(?:19|20)\d\d\s{{0,2}}年?{_SHUT}"
    rf"\s{{0,4}}(?:第\s{{0,2}})?\d{{1,5}}\s{{0,4}}[号號])"
)
# Announcements and orders are counted by year or throughout: 2025年第79号, 国务院令第711号.
_SERIAL = re.compile(
    r"(?P<number>(?:[一-鿿]{0,30}(?:公告|通告|令))?\s{0,4}"
    r"(?:[(（]?(?:19|20)\d\d\s?年\s?第\s?\d{1,4}\s?[号號][)）]?|第\s?\d{1,4}\s?[号號]))"
)
_IN_TITLE = re.compile(r"[(（](?P<number>(?:19|20)\d\d\s?年\s?第\s?\d{1,4}\s?[号號])[)）]\s*$")
# The document's own number behind its name; behind 》 stands that of another.
_NAMED = re.compile(rf"[^》\s]\s*[(（]\s*{_NUMBER.pattern}\s*[)）]\s*$")
_ABOUT = re.compile(r"解[读讀]|[图圖]解|一[图圖]|[问問]答")
_GLUED = re.compile(rf"(?:^|[\d\s(（:：]){_NUMBER.pattern}(?=[\s)）━—_]|$)")
_PAREN = str.maketrans("", "", " \t\n\u3000\xa0")

_INDEX_VALUE = re.compile(r"[0-9A-Za-z][0-9A-Za-z/\-_.—－〔〕()（）]{4,60}")
_DISCLOSURES: tuple[tuple[Disclosure, re.Pattern[str]], ...] = (
    ("closed", re.compile(r"不予?公[开開]")),
    ("partial", re.compile(r"(?:部分|[删刪][减減][后後]?)(?:主动|主動)?公[开開]")),
    ("on-request", re.compile(r"依申[请請]公[开開]")),
    (
        "open",
        re.compile(r"主[动動]公[开開]|公[开開][发發]布|(?:全文|社会|面向社会)公[开開]|^公[开開]$"),
    ),
)
_MARKED = re.compile(
    r"[(（【\[〔]\s{0,4}(?:此件|本文|此文件)\s{0,4}(?P<value>[一-鿿]{0,10}公[开開](?:[发發]布)?)\s{0,4}[)）】\]〕]"
    r"|(?:^|\n)\s{0,20}此件\s{0,4}(?P<bare>[一-鿿]{0,10}公[开開](?:[发發]布)?)[。\s]{0,4}(?=\n|$)"
)

_LABELS = {
    "number": """
        文号 发文字号 文件编号 文件字号 发文文号 公文文号 文件文号 发文号 文件号 发布文号""",
    "index": "索引号 信息索引 索取号 信息索引号 政府信息索引号",
    "issuer": """
        发布机构 发文机关 发文机构 发文单位 制发机关 制发机构 公开责任部门 责任部门 发布机关
        信息发布机构 发布单位 公开主体 颁布机构 制定机关 制发单位""",
    "disclosure": """
        公开方式 公开属性 公开类别 公开形式 信息公开形式 信息公开选项 公开类型 公开选项
        信息公开方式 信息公开属性 政府信息公开选项 公文公开属性""",
    "title": "名称 标题 信息名称 文件名称 公文名称 文件标题",
    "other": """
        分类 主题分类 组配分类 信息类别 信息分类 体裁分类 服务对象 成文日期 发布日期 生成日期
        发文日期 公开日期 印发日期 实施日期 废止日期 生效日期 主题词 关键词 内容概述 内容摘要
        有效性 效力状态 文件状态 统一编号 公开时限 公开范围 公开程序 发布时间 公开时间 成文时间
        生成时间 更新时间 来源 信息来源 作者 浏览次数 访问量 阅读次数 字号 字体 是否有效 语种
        载体类型 载体形式 记录形式 文种 规范性文件编号 有效期""",
}
_KNOWN = {label: kind for kind, words in _LABELS.items() for label in words.split()}
_TABLE = re.compile(
    r"[索信][\s　]{0,6}[引息][\s　]{0,6}[号號索]|[发發]文字[号號]|主[题題]分[类類]|[组組]配分[类類]"
    r"|公[开開](?:方式|[属屬]性|形式|[选選][项項])|文\s{0,4}[号號]\s{0,4}[:：]"
)
_PIECE = re.compile(r"^\s*([^:：\n]{2,24}?)\s*(?:[:：∶]\s*(.*))?$", re.S)

_ORG = (
    r"[一-鿿（）()、 \u3000\xa0]{2,60}?(?:政府|办公[厅室]|辦公[廳室]|委员会|委員會"
    r"|[局厅廳部委院署会會]|中心|总队|支队|管委会|法院|检察院|海关|[街镇乡鎮鄉][道]?办事处)"
)
_SIGNED = re.compile(
    rf"(?:^|[\n。）)])[\s　]{{0,120}}(?P<org>{_ORG})[\s　]{{0,120}}"
    r"(?:(?:19|20)\d\d\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日|二[〇○零Ｏ0]..年.{1,3}月.{1,4}日)"
)
_TITLE_ORG = re.compile(
    rf"^(?P<org>{_ORG})\s*(?:[关關]于|[关關]於|[转轉][发發]|印[发發]|公告|通告)"
)

_REPLY_TITLE = re.compile(
    r"答[复復覆]|[复復覆]函|回[复復覆]|[办辦]理(?:情[况況]|意[见見]|[结結]果)"
)
_REPLY_OF = re.compile(r"(?P<kind>建[议議](?!书)|提案|[议議]案)")
_REPLY_NUMBER = re.compile(
    r"第?\s?[A-Za-z]?\s?\d{1,8}\s?[号號](?=[^一-鿿]{0,3}(?:[一-鿿]{0,12})?(?:建[议議]|提案|[议議]案))"
    r"|(?:建[议議]|提案|[议議]案)\s{0,3}[(（]?\s?(?P<after>第?\s?[A-Za-z]?\s?\d{1,8}\s?[号號])"
)
_REPLY_BODY = re.compile(
    r"(?:建[议議]|提案|[议議]案).{0,80}(?:收悉|答[复復覆]如下|[办辦]理情[况況]答[复復覆])", re.S
)
_CPPCC = re.compile(r"政[协協]|提案")
_CONGRESS = re.compile(r"人大|代表|建[议議]")
_NO_REPLY = re.compile(
    r"工作|[会會][议議]|推[进進]|[调調]研|[启啟][动動]|情[况況]的[报報]告|部署|完成|[总總][结結]|[办辦]法|制度|交[办辦]"
)


def rows(lines: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Pairs of the index table: kind of label, label, value; ``索 引 号：`` as well as cells.

    A value that is itself a label means that the cell before it is empty.
    """
    waiting = label = ""
    for line in lines:
        piece = _PIECE.match(line) if len(line) < 300 else None
        kind = _KNOWN.get(normal(piece[1]), "") if piece else ""
        if piece and kind:
            value = (piece[2] or "").strip()
            waiting, label = ("", "") if value else (kind, piece[1])
            if value:
                yield from _split(kind, piece[1], value)
        elif waiting:
            if line.strip(" :：\t\n　-—/"):
                yield waiting, label, line.strip().lstrip(":：").strip()
            waiting = "" if line.strip(" :：\t\n　") else waiting


def _split(kind: str, label: str, value: str) -> Iterator[tuple[str, str, str]]:
    """A value, and the pairs behind it on the same line: ``文号：X　发布日期：Y``."""
    start = 0
    for match in re.finditer(r"[\s　|]+([^\s:：|]{2,10})\s{0,4}[:：]", value):
        if other := _KNOWN.get(normal(match[1]), ""):
            if value[start : match.start()].strip():
                yield kind, label, value[start : match.start()].strip()
            kind, label, start = other, match[1], match.end()
    if value[start:].strip():
        yield kind, label, value[start:].strip()


def has_table(flow: str) -> bool:
    """Whether words of an index table stand on the page: spares splitting all others."""
    return bool(_TABLE.search(flow))


def number_in(value: str) -> str:
    """Document number that a value is, without blanks; empty if it is none."""
    value = value.translate(_PAREN).strip("(（)）")
    for pattern in (_NUMBER, _SERIAL):
        if match := pattern.fullmatch(value):
            return match["number"]
    return ""


def number_above(lines: list[str], title: str) -> str:
    """Document number on a line of its own above the text, or at the end of the title."""
    if match := _IN_TITLE.search(title):
        return match["number"].translate(_PAREN)
    if (match := _NAMED.search(title)) and not _ABOUT.search(title):
        return match["number"].translate(_PAREN)
    for line in lines[:HEAD_LINES]:
        short = clean_text(line, 200)
        if "。" in short and len(short) > 60:
            break
        if ("号" not in short and "號" not in short) or normal(short) == normal(title):
            continue
        if number := number_in(short):
            return number
        match = _GLUED.search(short)
        if match is None or _cited(short, match.end()):
            continue
        if not set("》,，;；") & set(short[: match.end() + 1]):
            return match["number"].translate(_PAREN)
    return ""


def _cited(line: str, end: int) -> bool:
    """Whether a sentence goes on behind a number in brackets: 根据（…号）的要求."""
    return line[end : end + 1] in (")", "）") and "一" <= line[end + 1 : end + 2] <= "鿿"


def index_in(value: str) -> str:
    """Index number that a value begins with; a date or a lone word is none."""
    match = _INDEX_VALUE.match(value.translate(_PAREN))
    return match[0] if match and re.search(r"\d{3}", match[0]) else ""


def disclosure_in(value: str) -> Disclosure:
    """What a value of 公开方式 or the words of 此件…… mean."""
    value = "".join(value.split())[:20]
    return next((kind for kind, pattern in _DISCLOSURES if pattern.search(value)), "")


def disclosure_marked(flow: str) -> tuple[Disclosure, str]:
    """（此件公开发布） and its kin, on a line or in brackets of its own."""
    if "此件" not in flow and "本文" not in flow and "此文件" not in flow:
        return "", ""
    for match in _MARKED.finditer(flow):
        if kind := disclosure_in(match["value"] or match["bare"] or ""):
            return kind, clean_text(match[0], 40)
    return "", ""


def issuer_of(title: str, flow: str) -> str:
    """Who issued a document, by its signature if title and signature agree, else by the title."""
    match = _TITLE_ORG.match(title)
    if match is None:
        return ""
    named = _last_org(match["org"])
    for signed in _SIGNED.finditer(flow):
        org = clean_text(signed["org"], 80)
        if not named or _short(_last_org(org)).endswith(_short(named)):
            return org if named else ""
    return clean_text(match["org"], 80)


def _last_org(orgs: str) -> str:
    """The last of several bodies that sign together."""
    parts = re.split(r"[\s　、]+", orgs.strip())
    return parts[-1] if parts else ""


def _short(org: str) -> str:
    return normal(org).replace("人民政府", "政府")


def reply_of(title: str, lines: list[str]) -> Reply | None:
    """Signs that a page answers a proposal; news about proposals has none."""
    plain = clean_text(title, 300)
    if _REPLY_OF.search(plain) and _REPLY_TITLE.search(plain):
        number = _reply_number(plain)
        if number or (re.search(r"答[复復覆]|[复復覆]函", plain) and not _NO_REPLY.search(plain)):
            return Reply(_addressed(plain), number, plain)
    opening = "\n".join(lines[:HEAD_LINES])[:1500]
    if match := _REPLY_BODY.search(opening):
        words = clean_text(opening[max(0, match.start() - 60) : match.end()], 200)
        if re.search(r"您|你|贵|委员|代表", words):
            return Reply(_addressed(words), _reply_number(words), words)
    return None


def _reply_number(words: str) -> str:
    match = _REPLY_NUMBER.search(words)
    return (match["after"] or match[0]).translate(_PAREN) if match else ""


def _addressed(words: str) -> Literal["congress", "cppcc", "either"]:
    cppcc, congress = bool(_CPPCC.search(words)), bool(_CONGRESS.search(words))
    if re.search(r"政[协協]", words) and "人大" not in words:
        return "cppcc"
    if "人大" in words and not re.search(r"政[协協]", words):
        return "congress"
    return "either" if cppcc == congress else "cppcc" if cppcc else "congress"
