"""Days of list rows (条目日期): read off the words and cells beside a title."""

from __future__ import annotations

import re
from collections.abc import Sequence

from checks.facts.dates import day_beside, day_in, fold, iso
from checks.facts.dates_year import year_near

_LONGEST = 120
"""Characters of a text in which a day is looked for; more is a summary."""

_MOST_SHORT = 24
"""Characters of ``05-24`` and ``[ 5月24日 ]``, with the blanks of templates."""

_REPUBLIC = re.compile(
    r"\s*[\[(]?\s*(?:中華|中华)?民[國国]\s?(\d{2,3})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日\s*[\])]?\s*"
)
_DIGIT = re.compile(r"\d")
# In one text at least, whatever holds the day has digits on both sides of a sign or word, or its
# parts stand in several short ones.
_PARTED = re.compile(r"\d\D{1,9}\d")
_PIECE = re.compile(r"\D{0,2}\d{1,4}\D{0,2}")
_SHORT = re.compile(r"\s*[\[(【|/]?\s*(\d{1,2})\s?[-/.月]\s?(\d{1,2})\s?日?\s*[\])】|]?\s*")
_YEAR = re.compile(r"\s*[\[(【]?\s*((?:19|20)\d\d)\s?年?(?:度)?\s*[\])】]?\s*")
_FULL = (
    r"(?:19|20)\d\d(?:\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日"
    r"|(?:-\s?\d{1,2}\s?-|/\s?\d{1,2}\s?/|\.\s?\d{1,2}\s?\.)\s?\d{1,2}(?!\d))"
)
_LABELLED = re.compile(
    rf"(?:^|[\s,;|(\[])(?:发\s?布|更\s?新|公\s?布|公\s?开|发\s?文|添\s?加|上\s?传|录\s?入"
    rf"|留\s?言|来\s?信|写\s?信|提\s?问|咨\s?询)?"
    rf"(?:日\s?期|时\s?间|時\s?間)\s?[:∶]\s?(?P<day>{_FULL})"
)
# ``标题 [2024-05-24]``, ``[2024-05-24] 标题``: brackets that hold a day and nothing else.
_BRACKETED = re.compile(
    r"(?:^|\s)[\[(【〔](?P<head>(?:19|20)\d\d([-/.])\d{1,2}\2\d{1,2})(?:\s\d{1,2}:\d\d(?::\d\d)?)?[\])】〕]"
    r"|[\[(【〔](?P<tail>(?:19|20)\d\d([-/.])\d{1,2}\4\d{1,2})(?:\s\d{1,2}:\d\d(?::\d\d)?)?[\])】〕]\s*$"
)
# ``（党政办 2026年11月20日）``: brackets that hold an office before the day.
_ALONE = re.compile(rf"(?:\(\s?[\w\s·、]{{2,20}}\s)?(?P<day>{_FULL})\s?\)?")
_ADDRESS = re.compile(r"https?://\S+")
# The period of a call: 开始时间：2026-11-10 结束时间：…, 征集时间：2026-11-10 至 2026-12-10.
_BEGINS = re.compile(
    rf"(?:^|[\s,;|(\[])(?:(?:征集|调查|意见征集|征求意见)?(?:开始|起始)(?:日期|时间)?\s?:?\s?(?P<day>{_FULL})"
    r"[^。]{0,12}?(?:结束|截止)(?:日期|时间)?)"
)
_PERIOD = re.compile(
    rf"(?P<day>{_FULL})(?:\s?\d\d:\d\d(?::\d\d)?)?\s?(?:[至到~～—–-]{{1,2}})\s?{_FULL}.{{0,9}}"
)
_PERIOD_COLUMN = re.compile(r"起止|征集|调查")
# Parts of a day in boxes of their own.
_PART = re.compile(r"\d{1,4}[年月日]?|[-/.]|(?:19|20)\d\d\s?[-/.年]")
_PARTS = (
    re.compile(r" (?P<d>\d{1,2})日? (?P<y>(?:19|20)\d\d)年?(?: ?[-/.])? (?P<m>\d{1,2})月?"),
    re.compile(
        r" (?P<y>(?:19|20)\d\d)年?(?: ?[-/.])? (?P<m>\d{1,2})月?(?: [-/.])? (?P<d>\d{1,2})日?"
    ),
)
# Numbers alone in a row may be that of the row, a year and an issue.
_SIGN = re.compile(r"[-/.年月]")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = re.compile(rf"(\d{{1,2}}(?=\s?月)|{'|'.join(_MONTHS)})(?:\s?月|[a-z]{{0,6}}\.?)", re.I)
_MOST_TOLD = 600
# Days of something else than the row's appearance.
_OTHER_DAY = re.compile(
    r"截\s?[止至]|至今|到期|期限|有效|失效|废止|施行|实施|生效|开标|开始|结束|报名|考试|会议|召开|起止|[~～—]|\d\s?[-至到]\s?(?:19|20)\d\d"
)
_LABEL = 12
_ENDS = re.compile(
    r".{0,4}(?:截\s?[止至]|结束|到期|期限|失效|有效期至?|终止|报名|开标|考试|回复|答复|办结)(?:日期|时间)?\s*[:：]?"
    r"|[至到~～—–-]{1,2}"
)
_PUBLISHED_COLUMN = re.compile(
    r"(?:发布|公布|公开|更新|上传|发文|录入|添加)(?:日期|时间)?$|fbrq|fbsj"
)
_OTHER_COLUMN = re.compile(
    r"截止|截至|到期|期限|有效|失效|废止|施行|实施|生效|开标|开始|结束|报名|考试|回复|答复|办结|jzrq"
)
_SIGNED_COLUMN = re.compile(r"成文|印发|签发|制定|cwrq")
"""成文日期, cell class ``cwrq`` (安徽龙讯): when it was signed; of use only without another day."""


def row_day(texts: Sequence[str], url: str) -> str:
    """ISO day of a row from the texts beside its title; empty if there is none.

    A text that is a day and nothing else counts most; then one with a label (发布时间：…) or in
    brackets at either end. Deadlines, periods and days of events are passed over.
    """
    if not any(_PARTED.search(text) for text in texts):
        pieces = (text for text in texts if _PIECE.fullmatch(text) or _MONTH.fullmatch(text))
        if sum(1 for _ in pieces) < 2:
            return ""
    shown, texts = texts, _without_deadlines(texts)
    if day := day_beside(list(texts), url):
        return day
    return (
        _of_republic(texts)
        or _of_year_alone(texts)
        or _in_parts(shown)
        or _near_address(texts, url)
        or _in_words(texts)
        or _begun(texts)
    )


def _without_deadlines(texts: Sequence[str]) -> list[str]:
    """The texts without those behind 截止日期： or 至: the end of a period is no day of a row."""
    kept: list[str] = []
    ends = False
    for text in texts:
        bare = text.strip()
        if not ends or not bare:
            kept.append(text)
        if bare:
            ends = len(bare) <= _LABEL and bool(_ENDS.fullmatch(bare))
    return kept


def is_other_column(name: str) -> bool:
    """Whether a column of a table holds the day of something else: a deadline, an answer."""
    return bool(_OTHER_COLUMN.search(name))


def _of_republic(texts: Sequence[str]) -> str:
    """``民國113年5月24日``: years of the Republic count from 1912."""
    found = (_REPUBLIC.fullmatch(fold(text)) for text in texts if len(text) < _MOST_SHORT)
    days = (iso(int(m[1]) + 1911, m[2], m[3]) for m in found if m)
    return max(days, default="")


def _of_year_alone(texts: Sequence[str]) -> str:
    """``05-24`` and ``2024`` in boxes of their own."""
    short = months_days(texts)
    years = {m[1] for text in texts if len(text) < 12 and (m := _YEAR.fullmatch(fold(text)))}
    return iso(years.pop(), *short[0]) if len(short) == 1 and len(years) == 1 else ""


def _in_parts(texts: Sequence[str]) -> str:
    """``24`` ``2026`` ``-`` ``11``, ``2026`` ``11`` ``24``: a day in several boxes in a row."""
    runs = [""]
    for text in texts:
        runs[-1:] = [f"{runs[-1]} {text}"] if _PART.fullmatch(text) else [runs[-1], ""]
    for run in filter(_SIGN.search, runs):
        for pattern in _PARTS:
            if match := pattern.fullmatch(run):
                return iso(match["y"], match["m"], match["d"])
    return ""


def _begun(texts: Sequence[str]) -> str:
    """The day from which opinions are asked for, where its end is told as well (征集起止)."""
    words = fold(" ".join(text.strip() for text in texts if len(text) < _LONGEST))
    match = _BEGINS.search(words)
    return day_in(match["day"]) if match else ""


def told_day(title: str) -> str:
    """ISO day behind 发布时间：in the ``title`` attribute of a link; empty if there is none."""
    match = _LABELLED.search(fold(title)) if len(title) < _MOST_TOLD else None
    return day_in(match["day"]) if match else ""


def months_days(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Month and day of the texts that are ``05-24`` or ``5月24日`` and nothing else.

    A day and a month in boxes of their own (``24`` ``11月``, ``24`` ``Nov``) are put together.
    """
    folded = (fold(text) for text in texts if 2 < len(text) < _MOST_SHORT and _DIGIT.search(text))
    found = [(int(m[1]), int(m[2])) for text in folded if (m := _SHORT.fullmatch(text))]
    if not found:
        months = [_month(m[1]) for text in texts if (m := _MONTH.fullmatch(text))]
        alone = [text for text in texts if len(text) <= len("31") and text.isdecimal()]
        if len(months) == len(alone) == 1:
            found = [(months[0], int(alone[0]))]
    return [(month, day) for month, day in found if iso(2000, month, day)]


def _month(words: str) -> int:
    """Number of a month: ``11``, ``Nov``."""
    return int(words) if words.isdecimal() else _MONTHS.index(words.lower()) + 1


def _near_address(texts: Sequence[str], url: str) -> str:
    """``05-24`` with that year which brings it next to the day or month of the address."""
    short = months_days(texts)
    return year_near(*short[0], url) if short else ""


def _in_words(texts: Sequence[str]) -> str:
    for text in texts:
        if len(text) >= 2 * _LONGEST or not _DIGIT.search(text):
            continue
        words = fold(_ADDRESS.sub(" ", text).strip())
        if match := _LABELLED.search(words):
            return day_in(match["day"])
        if (match := _ALONE.fullmatch(words)) and not _OTHER_DAY.search(words):
            return day_in(match["day"])
        match = _BRACKETED.search(words)
        if match and not _OTHER_DAY.search(words):
            return day_in(match["head"] or match["tail"])
    return ""


def cell_day(cells: Sequence[tuple[str, Sequence[str]]], url: str) -> str:
    """ISO day of a table row, by the names of its columns.

    Args:
        cells: name of the column (its heading and the class of the cell) and texts of each cell.
        url: target of the row.
    """
    dated = [(name, day) for name, texts in cells if (day := row_day(texts, url))]
    shown = [day for name, day in dated if _PUBLISHED_COLUMN.search(name)]
    if shown:
        return shown[0]
    usable = [(name, day) for name, day in dated if not _OTHER_COLUMN.search(name)]
    first = [day for name, day in usable if not _SIGNED_COLUMN.search(name)]
    if day := max(first, default="") or max((day for _, day in usable), default=""):
        return day
    periods = (text for name, texts in cells if _PERIOD_COLUMN.search(name) for text in texts)
    begun = (m for text in periods if (m := _PERIOD.fullmatch(fold(text.strip()))))
    return next((day_in(match["day"]) for match in begun), "")


def year_heading(words: str) -> str:
    """Year that a heading consists of (``2023年``); empty if it is none."""
    match = _YEAR.fullmatch(fold(words.strip())) if len(words) < 20 else None
    return match[1] if match else ""
