"""Dates (日期): which day a page was published, as a reader would read it off.

A wrong date is worse than none: what isn't plainly a publication date is left out. The order is
that of indicators §6.4: what a reader sees wins over meta tags, because ``PubDate`` is often the
day on which the page was generated again. 成文日期 (date of signing) is never taken.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from itertools import chain

from checks.facts.text import clean_text
from checks.facts.types import Dated

_DAY = (
    r"(?<![\d.])(?:(?P<y>(?:19|20)\d\d)\s?年\s?(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?日"
    r"|(?P<y2>(?:19|20)\d\d)(?P<sep>[-/.])\s?(?P<m2>\d{1,2})(?P=sep)\s?(?P<d2>\d{1,2})(?!\.?\d))"
)
_TIME = r"(?:[\sT]{0,4}\d{1,2}\s?[:∶时]\s?\d{1,2}(?:\s?[:∶分]\s?\d{0,2})?\s?秒?)"
_ANY = re.compile(_DAY)
_WHOLE = re.compile(
    rf"\s*[\[(【〔<|]?\s*(?:(?:发布|發布|更新)?(?:日期|时间|時間)\s*[:∶]\s*)?{_DAY}{_TIME}?\s*[\])】〕>|]?\s*"
)
_SHORT = re.compile(r"\s*[\[(【]?\s*(\d{1,2})\s?[-/.月]\s?(\d{1,2})\s?日?\s*[\])】]?\s*")
_YEAR_MONTH = re.compile(r"\s*((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})\s?月?\s*")
_DAY_ONLY = re.compile(r"\s*(\d{1,2})\s?日?\s*")
_DIGIT = re.compile(r"\d")
# Characters of a text that is a date and nothing else, with the white space of its template.
_LONGEST = 120
_GAP = r"[\s:∶;,|>\])】]{0,60}"

_YEAR = re.compile(r"(?:19|20)\d\d")
# Labels that mean publication wherever they stand …
_STRONG = re.compile(
    rf"(?:发\s{{0,4}}布|發\s{{0,4}}[布佈]|公\s?布|发\s?稿|刊\s?登|张\s?贴)\s{{0,4}}"
    rf"(?:日\s{{0,4}}期|[时時]\s{{0,4}}[间間]){_GAP}{_DAY}"
)
# … and such that do so only in the line under the headline.
_WEAK_LABEL = re.compile(r"日\s{0,4}期|时\s{0,4}[间間]|時\s{0,4}[间間]|发表于|發表于")
_WEAK = re.compile(
    rf"(?<![一-鿿])(?:更新)?(?:日\s{{0,4}}期|[时時]\s{{0,4}}[间間]|[发發]表于)"
    rf"{_GAP}{_DAY}{_TIME}?"
)
# 生成日期: when the page's record was made; as good as publication if others agree.
_GENERATED = re.compile(rf"生\s{{0,4}}成\s{{0,4}}日\s{{0,4}}期{_GAP}{_DAY}")
_LINE_WITH_YEAR = re.compile(r"\n[^\S\n]*(?=(?:19|20)\d\d)")
_BARE = re.compile(rf"(?:(?<=\n)|^)[^\S\n]*{_DAY}(?P<time>{_TIME})?(?=\s|来源|來源|作者|$)")
_BESIDE = re.compile(r"来\s{0,4}源|來源|浏览|瀏覽|阅读|点击|字号|字体|作者|编辑|访问量|打印")
_NOT_BESIDE = re.compile(r"地\s{0,4}点|地址|截止|至|—|～|~|主持|参加|上午|下午")
_INDEX_TABLE = re.compile(r"索\s{0,4}引\s{0,4}号|发文字号|主题分类|組配分類|组配分类")

_URL = (
    re.compile(r"/t((?:19|20)\d\d)(\d\d)(\d\d)_\d"),
    # Folders are a day only right above the file. A file name that begins with the numbers of its
    # folders (2018/11/01/110101.html) is a path of codes, such as regions have.
    re.compile(r"/((?:19|20)\d\d)/(\d{1,2})/(\d{1,2})/(?!\2\3)[^/]*$"),
    re.compile(r"/((?:19|20)\d\d)-(\d{1,2})[-/](\d{1,2})/[^/]*$"),
    re.compile(r"/((?:19|20)\d\d)(\d\d)/(\d\d)/[^/]*$"),
    re.compile(r"/((?:19|20)\d\d)(\d\d)(\d\d)/[^/]*$"),
)
_URL_MONTH = re.compile(r"/((?:19|20)\d\d)[-/]?(0?[1-9]|1[0-2])/")
_JSON_LD = re.compile(r'"(?:datePublished|pubDate)"\s*:\s*"((?:19|20)\d\d-\d\d-\d\d)')

# The wide characters that texts are full of, and all those that normalisation may change in any
# surroundings, with the character before, which a combining mark may join.
_WIDE = dict(zip("，：；（）！？　\xa0", ",:;()!?  ", strict=True))
_CHANGEABLE = re.compile("(?:^|.)[^\x00-\x7f\u2013\u2014\u2018-\u201d、。〈-】〔〕一-鿿]+", re.S)

HEADER_ZONE = 250
"""Characters behind the headline in which the line with date and source stands."""


def iso(year: str | int, month: str | int, day: str | int) -> str:
    """ISO date, or empty if there is no such day."""
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def _of(match: re.Match[str]) -> str:
    if match["y"]:
        return iso(match["y"], match["m"], match["d"])
    return iso(match["y2"], match["m2"], match["d2"])


def fold(text: str) -> str:
    """Full-width digits and punctuation to plain ones, so one pattern reads them all (NFKC)."""
    if text.isascii():
        return text
    if len(text) < _LONGEST:
        return unicodedata.normalize("NFKC", text)
    # Of a whole page most characters stay: looking for those that don't is several times faster.
    for wide, plain in _WIDE.items():
        text = text.replace(wide, plain)
    return _CHANGEABLE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)


def day_in(text: str) -> str:
    """First full date in a text as ISO date; empty if there is none."""
    match = _ANY.search(fold(text))
    return _of(match) if match else ""


def day_beside(texts: list[str], url: str) -> str:
    """Date of a list row from the texts beside its title; empty if there is none.

    A text counts only if it is a date and nothing else; of several the latest, as a document is
    signed (成文日期) before it is published. ``05-24`` takes its year from the row's address; a
    day and a month in boxes of their own are put together.
    """
    folded = [fold(text.strip()) for text in texts if len(text) < _LONGEST and _DIGIT.search(text)]
    whole = [_of(match) for text in folded if (match := _WHOLE.fullmatch(text))]
    if latest := max(whole, default=""):
        return latest
    for text in folded:
        if month := _YEAR_MONTH.fullmatch(text):
            days = (_DAY_ONLY.fullmatch(other) for other in folded)
            if alone := next(filter(None, days), None):
                return iso(month[1], month[2], alone[1])
    for text in folded:
        if short := _SHORT.fullmatch(text):
            return _with_year(int(short[1]), int(short[2]), url)
    return ""


def _with_year(month: int, day: int, url: str) -> str:
    """The day with the year of the address, if the address speaks of the same month."""
    if known := day_of_url(url):
        return known if known[5:] == f"{month:02}-{day:02}" else ""
    match = _URL_MONTH.search(url)
    return iso(match[1], month, day) if match and int(match[2]) == month else ""


def day_of_url(url: str) -> str:
    """Date in the path of an address (``/t20240524_1.html``, ``/art/2018/5/24/``) or empty."""
    path = url.partition("?")[0]
    for pattern in _URL:
        if (match := pattern.search(path)) and (day := iso(match[1], match[2], match[3])):
            return day
    return ""


def published(
    flow: str, headlines: list[str], meta_date: str, url: str, scripts: list[str]
) -> Dated | None:
    """Publication date of an article page.

    Args:
        flow: visible text outside navigation, footer and dated list rows, a line for each block.
        headlines: what may be the title of the article, the likeliest first.
        meta_date: content of ``PubDate`` or its like.
        url: the page's address.
        scripts: contents of the page's JSON-LD scripts.
    """
    flow = fold(flow[:200_000])
    url_day, meta_day = day_of_url(url), day_in(meta_date)
    ld = next(filter(None, map(_JSON_LD.search, scripts)), None)
    told = [
        Dated(meta_day, "meta", clean_text(meta_date, 60)),
        Dated(url_day, "url", clean_text(url, 200)),
        Dated(ld[1] if ld else "", "json-ld", ld[1] if ld else ""),
    ]
    told = [dated for dated in told if dated.day]
    shown = _seen(flow, headlines) or _generated(flow, url, told) if _YEAR.search(flow) else None
    return shown or next(iter(told), None)


def _generated(flow: str, url: str, told: list[Dated]) -> Dated | None:
    """生成日期, which stands for publication where another source says the same, or none does."""
    match = _GENERATED.search(flow)
    day = _of(match) if match else ""
    if not match or not day:
        return None
    if told and not any(dated.day == day for dated in told) and not _same_month(day, url):
        return None
    return Dated(day, "index-table", clean_text(match[0], 60))


def _same_month(day: str, url: str) -> bool:
    match = _URL_MONTH.search(url)
    return match is not None and f"{match[1]}-{int(match[2]):02}" == day[:7]


def _zones(flow: str, headlines: list[str]) -> list[range]:
    """Where the line under the headline may stand: behind its first places in the text."""
    for headline in headlines:
        # Spaces differ between title and text, the longest unbroken piece doesn't.
        piece = max(fold(headline).split(), key=len, default="")
        if len(piece) < 4:
            continue
        ends: list[int] = []
        start = flow.find(piece)
        while start >= 0 and len(ends) < 4:
            ends.append(start + len(piece))
            start = flow.find(piece, start + 1)
        if ends:
            return [range(end, end + HEADER_ZONE) for end in ends]
    return []


def _weak(flow: str) -> Iterator[re.Match[str]]:
    end = 0
    for label in _WEAK_LABEL.finditer(flow):
        start = label.start() - 2 * flow.endswith("更新", 0, label.start())
        if start >= end and (match := _WEAK.match(flow, start)):
            end = match.end()
            yield match


def _bare(flow: str) -> Iterator[re.Match[str]]:
    end = 0
    for start in chain([0], (line.start() + 1 for line in _LINE_WITH_YEAR.finditer(flow))):
        if start >= end and (match := _BARE.match(flow, start)):
            end = match.end()
            yield match


def _seen(flow: str, headlines: list[str]) -> Dated | None:
    zones = _zones(flow, headlines)
    strong = [m for m in _STRONG.finditer(flow) if _of(m)]
    if strong:
        return _from_strong(strong, flow, zones)
    for match in _weak(flow):
        if _of(match) and _in_header(match, flow, zones):
            return Dated(_of(match), "header", clean_text(match[0], 60))
    bare = [
        m
        for m in _bare(flow)
        if _of(m) and _in(m, zones) and not _NOT_BESIDE.search(_rest_of_line(flow, m))
    ]
    beside = [m for m in bare if _BESIDE.search(flow[max(0, m.start() - 60) : m.end() + 60])]
    # 2017年8月10日 alone under the headline is the date of signing.
    timed = [m for m in bare if m["time"] or m["y"] is None]
    for group in (beside, timed):
        if group:
            days = {_of(m) for m in group}
            if len(days) == 1:
                return Dated(days.pop(), "header", clean_text(group[0][0], 60))
            return None
    return None


def _in(match: re.Match[str], zones: list[range]) -> bool:
    return any(match.start() in zone for zone in zones)


def _from_strong(matches: list[re.Match[str]], flow: str, zones: list[range]) -> Dated | None:
    """The labelled date; of several different ones that under the headline, else none."""
    days = {_of(m) for m in matches}
    match = matches[0]
    if len(days) > 1:
        inside = [m for m in matches if _in(m, zones)]
        if len({_of(m) for m in inside}) != 1:
            return None
        match = inside[0]
    around = flow[max(0, match.start() - 600) : match.end() + 600]
    source = "index-table" if _INDEX_TABLE.search(around) else "header"
    return Dated(_of(match), source, clean_text(match[0], 60))


def _in_header(match: re.Match[str], flow: str, zones: list[range]) -> bool:
    if _NOT_BESIDE.search(_rest_of_line(flow, match)):
        return False
    before, after = flow[max(0, match.start() - 60) : match.start()], flow[match.end() :][:60]
    return _in(match, zones) or bool(_BESIDE.search(before + "\n" + after))


def _rest_of_line(flow: str, match: re.Match[str]) -> str:
    end = flow.find("\n", match.end())
    return flow[match.end() : end if end >= 0 else len(flow)][:80]
