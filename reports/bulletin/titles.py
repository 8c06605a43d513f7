"""Titles over several lines (公文标题回行): lines end where a phrase does, and are about as long.

GB/T 9704 asks that words stay whole, and that lines are balanced. What a phrase is, is told by the
words that titles of notices are made of; other titles are left to the printer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

LEAST = 4.0
"""Width of the shortest line, in characters: 通报 never stands alone."""
_PHRASE = re.compile(
    r"(?=关于)|(?<=季度)|(?=全[省市县区州盟旗国])|(?<!人民)(?=政府网站)|(?=政务新媒体)"
    r"|(?<!专项)(?=(?:专项)?[抽检]查)|(?<=[、》）])|(?<=办公[厅室])"
)
"""Between two phrases."""
_TIED_BACK = ("的", "和", "与", "及", "、", "》", "）")
"""No line begins with these…"""
_TIED_ON = ("关于", "的", "和", "与", "及", "《", "（")
"""… or ends with these."""


def lines(title: str, room: float) -> list[str]:
    """Part a title into lines.

    Args:
        title: its words.
        room: characters that a line has room for; two Latin letters or digits count as one.

    Returns:
        Its lines; the title as it is where it fits, or no phrase ends where a line could.
    """
    whole = width(title)
    if whole <= room:
        return [title]
    places = list(_places(title))
    least = int(-(-whole // room))
    for count in (least, least + 1):
        made = [_cut(title, chosen) for chosen in combinations(places, count - 1)]
        fitting = [each for each in made if all(LEAST <= width(line) <= room for line in each)]
        if fitting:
            return min(
                fitting, key=lambda each: sum((width(line) - whole / count) ** 2 for line in each)
            )
    return [title]


def width(text: str) -> float:
    """Characters that a text takes, a Latin one counted as half."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WF" else 0.5 for char in text)


def _places(title: str) -> Iterator[int]:
    for match in _PHRASE.finditer(title):
        at = match.start()
        before, behind = title[:at], title[at:]
        if before and not before.endswith(_TIED_ON) and not behind.startswith(_TIED_BACK):
            yield at


def _cut(title: str, places: Sequence[int]) -> list[str]:
    return [title[first:end] for first, end in pairwise((0, *places, len(title)))]
