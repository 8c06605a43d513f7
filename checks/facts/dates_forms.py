"""How a day is written (日期写法): Arabic and Chinese numerals, and the years of the Republic."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_DASH = r"-/.‐–—−_"
_ZERO = "〇○◯零O0o"
_DIGITS = "一二三四五六七八九"

DAY = (
    r"(?<!\d)(?<!\d\.)(?:(?P<y>(?:19|20)\d\d)\s{0,3}年\s{0,3}(?P<m>\d{1,2})\s{0,3}月\s{0,3}(?P<d>\d{1,2})\s{0,3}[日号號]"
    rf"|(?P<y2>(?:19|20)\d\d)\s?(?P<sep>[{_DASH}])\s?(?P<m2>\d{{1,2}})\s?(?P=sep)\s?(?P<d2>\d{{1,2}})"
    r"(?!\.?\d)"
    rf"|(?P<cy>[一二][{_ZERO}{_DIGITS}]{{3}})\s{{0,3}}年\s{{0,3}}(?P<cm>[元{_DIGITS}十]{{1,2}})\s{{0,3}}月"
    rf"\s{{0,3}}(?P<cd>[{_DIGITS}十廿卅]{{1,3}})\s{{0,3}}[日号號]"
    r"|民\s?[國国]\s{0,3}(?P<ry>\d{2,3})\s{0,3}年\s{0,3}(?P<rm>\d{1,2})\s{0,3}月\s{0,3}(?P<rd>\d{1,2})\s{0,3}日"
    r")"
)
"""One day, in any of the forms; may stand once in a pattern, as its groups are named."""

TIME = (
    r"(?:[\sT]{0,4}\d{1,2}[^\S\n]?[:∶时時][^\S\n]?\d{1,2}"
    r"(?:[^\S\n]?[:∶分][^\S\n]?\d{0,2}(?:\.\d+)?)?(?:[^\S\n]?秒)?(?:Z|[+-]\d\d:?\d\d)?)"
)
"""Time of day behind a day."""

# A labelled day of the calendar of the Republic without its name: 發布日期：113-03-05.
BARE_ROC = (
    r"(?<!\d)(?<!\d\.)(?P<ry>1?\d\d)\s?[-/.年]\s?(?P<rm>\d{1,2})\s?[-/.月]\s?(?P<rd>\d{1,2})"
    r"(?!\.?\d)日?"
)

ANY = re.compile(DAY)
YEAR = re.compile(rf"(?:19|20)\d\d|[一二][{_ZERO}{_DIGITS}]{{3}}\s{{0,3}}年|民\s?[國国]")
"""What every text with a day holds; quick to look for."""

_VALUES = {
    **{char: value for value, char in enumerate(_DIGITS, 1)},
    **dict.fromkeys(_ZERO, 0),
    "元": 1,
}

# What systems put where nobody entered a day.
_UNSET = ("1970-01-01", "1900-01-01")

# The wide characters that texts are full of, and all those that normalisation may change in any
# surroundings, with the character before, which a combining mark may join.
_WIDE = dict(zip("，：；（）！？　\xa0", ",:;()!?  ", strict=True))
_CHANGEABLE = re.compile("[^\x00-\x7f\u2013\u2014\u2018-\u201d、。〈-】〔〕一-鿿]+")
_SHORT_TEXT = 120

# Letters of which a page in one script has none of the other's.
_TRADITIONAL = re.compile("[發國時號機關網總學會們個來說對開無資訊]")
_SIMPLIFIED = re.compile("[发国时号机关网总学会们个来说对开无资讯]")
_LETTERS = 20_000


def iso(year: str | int, month: str | int, day: str | int) -> str:
    """ISO date, or empty if there is no such day, or it is the first that a system counts."""
    try:
        found = date(int(year), int(month), int(day)).isoformat()
    except (ValueError, OverflowError):
        return ""
    return "" if found in _UNSET else found


def _number(words: str) -> int:
    """Value of a Chinese number up to 31: 五, 十二, 二十一, 廿一, 三十."""
    words = words.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = words.rpartition("十")
    if ten:
        return (_VALUES.get(tens, 0) if tens else 1) * 10 + _VALUES.get(ones, 0)
    return _VALUES.get(words, 0)


def of(match: re.Match[str], *, republic: bool = False) -> str:
    """ISO date of a match of `DAY`; empty if there is no such day.

    Args:
        match: the match.
        republic: years of the Republic (民國) count; only on pages in traditional script.
    """
    found = match.groupdict()
    if found.get("y"):
        return iso(match["y"], match["m"], match["d"])
    if found.get("y2"):
        return iso(match["y2"], match["m2"], match["d2"])
    if found.get("cy"):
        year = "".join(str(_VALUES[char]) for char in match["cy"])
        return iso(year, _number(match["cm"]), _number(match["cd"]))
    if found.get("ry") and republic:
        return iso(int(match["ry"]) + 1911, match["rm"], match["rd"])
    return ""


def is_traditional(text: str) -> bool:
    """Whether a text is in traditional script, as those that count years of the Republic are."""
    text = text[:_LETTERS]
    traditional = len(_TRADITIONAL.findall(text))
    return traditional >= 3 and traditional > 4 * len(_SIMPLIFIED.findall(text))


def fold(text: str) -> str:
    """Full-width digits and punctuation to plain ones, so one pattern reads them all (NFKC)."""
    if text.isascii():
        return text
    if len(text) < _SHORT_TEXT:
        return unicodedata.normalize("NFKC", text)
    # Of a whole page most characters stay: looking for those that don't is several times faster.
    for wide, plain in _WIDE.items():
        text = text.replace(wide, plain)
    parts: list[str] = []
    done = 0
    for run in _CHANGEABLE.finditer(text):
        start = max(0, run.start() - 1)
        parts += (text[done:start], unicodedata.normalize("NFKC", text[start : run.end()]))
        done = run.end()
    return "".join([*parts, text[done:]])


def day_in(text: str) -> str:
    """First full date in a text as ISO date; empty if there is none."""
    match = ANY.search(fold(text))
    return of(match) if match else ""
