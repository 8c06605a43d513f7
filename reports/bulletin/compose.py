"""Composing (成文): a bulletin and its style become the document that all formats print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any, cast

import msgspec
from jinja2 import TemplateError

from reports.bulletin import figures
from reports.bulletin.blocks import Annex, Block, Chart, Document, Picture, Table, Text
from reports.bulletin.charts import charts
from reports.bulletin.figures import Ratio
from reports.bulletin.inputs import Group
from reports.bulletin.model import Bulletin, day, quarter_of, rate, rate_before
from reports.bulletin.problems import problems, told
from reports.bulletin.styles import MARK, Style, StyleError
from reports.bulletin.tables import site_faults, tables
from reports.i18n import translations
from reports.safe import cleaned

_ROLES = {
    "=": "title",
    "@": "addressee",
    "#": "heading-1",
    "##": "heading-2",
    "###": "heading-3",
    "-": "list",
    "+": "list-more",
    ">": "note",
    "!letterhead": "letterhead",
    "!number": "number",
    "!office": "office",
    "!date": "date",
}
FEW = 5
"""Judged sites from which on a group's rate is told from the average in words."""
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_CHINESE = "零一二三四五六七八九"


def compose(bulletin: Bulletin, style: Style) -> Document:
    """Make the document of a bulletin; the same bulletin and style make the same document.

    Raises:
        StyleError: a template of the style fails, or names what is not there.
    """
    bulletin = cleaned(bulletin)
    _ = translations(bulletin.lang).gettext
    known, drawn = tables(bulletin, _, style.decimals), charts(bulletin, _, style.decimals)
    try:
        text = style.text(bulletin.lang).render(Words(bulletin, style.decimals).context())
        blocks = blocks_of(text, bulletin, known, drawn)
    except TemplateError as error:
        raise StyleError(f"{style.used.name}/bulletin.{bulletin.lang}.j2: {error}") from error
    title = next((b.text for b in blocks if isinstance(b, Text) and b.role == "title"), "")
    return Document(bulletin.lang, title, blocks)


def blocks_of(
    text: str,
    bulletin: Bulletin,
    known: dict[str, Table],
    drawn: dict[str, Chart],
    pictures: Sequence[Picture] = (),
) -> tuple[Block, ...]:
    """Read the marks of a rendered template; unmarked lines up to a blank one are one paragraph.

    Raises:
        StyleError: the template names a table that is not there.
    """
    return tuple(_blocks(text, bulletin, known, drawn, pictures))


def _blocks(
    text: str,
    bulletin: Bulletin,
    known: dict[str, Table],
    drawn: dict[str, Chart],
    pictures: Sequence[Picture],
) -> Iterator[Block]:
    numbers = _Numbers(bulletin.lang)
    for mark, words in _paragraphs(text, " " if bulletin.lang == "en" else ""):
        match mark:
            case "!table":
                if words not in known:
                    raise StyleError(f"!table {words}: {', '.join(known)}")
                yield known[words]
            case "!chart":
                if words in drawn:
                    yield drawn[words]
            case "!annex" | "!annex-wide":
                yield Annex(numbers.annex(), words, wide=mark == "!annex-wide")
            case "!faults":
                yield from _faults(bulletin, numbers)
            case "!pictures":
                yield from pictures
            case _:
                role = cast(Any, _ROLES.get(mark, "body"))
                yield Text(role, numbers.heading(mark, words))


def _paragraphs(text: str, joint: str) -> Iterator[tuple[str, str]]:
    gathered: list[str] = []
    for line in [*text.splitlines(), ""]:
        words = line.strip()
        if words and not words.startswith(MARK):
            gathered.append(words)
            continue
        if gathered:
            yield "", joint.join(gathered)
            gathered = []
        if words:
            mark, _, rest = words.removeprefix(MARK).partition(" ")
            yield mark, rest.strip()


def _faults(bulletin: Bulletin, numbers: _Numbers) -> Iterator[Block]:
    _ = translations(bulletin.lang).gettext
    of_site = {key: list(own) for key, own in groupby(bulletin.faults, lambda f: f.site)}
    for entry in bulletin.sites:
        found = of_site.get(entry.site.key)
        if found:
            verdict = _("passed") if entry.passed else _("failed")
            about = [entry.site.region, entry.site.code, entry.site.url, verdict]
            words = _("%(name)s (%(about)s)") % {
                "name": entry.site.name,
                "about": _(", ").join(part for part in about if part),
            }
            yield Text("heading-3", numbers.heading("###", words))
            yield site_faults(found, f"faults-{found[0].number}", _)


class _Numbers:
    """Numbers headings and annexes: 一、 （一） 1. and 附件1, anew under each higher heading."""

    def __init__(self, lang: str) -> None:
        self._chinese = lang == "zh"
        self._counts = [0, 0, 0]
        self._annexes = 0

    def heading(self, mark: str, words: str) -> str:
        """Words of a paragraph; those of a heading with its number before them."""
        if not mark.startswith("#"):
            return words
        level = len(mark) - 1
        self._counts[level] += 1
        self._counts[level + 1 :] = [0] * (2 - level)
        count = self._counts[level]
        if self._chinese:
            sign = (f"{chinese(count)}、", f"（{chinese(count)}）", f"{count}. ")[level]
        else:
            sign = (f"{count}. ", f"{self._counts[0]}.{count} ", f"({count}) ")[level]
        return sign + words

    def annex(self) -> str:
        """Label of the next annex."""
        self._annexes += 1
        self._counts = [0, 0, 0]
        return f"附件{self._annexes}" if self._chinese else f"Annex {self._annexes}"


def chinese(number: int) -> str:
    """A number from 1 to 999 in Chinese characters: ``12`` is ``十二``, ``205`` ``二百零五``."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    head = f"{_CHINESE[hundreds]}百" if hundreds else ""
    if tens:
        head += "十" if tens == 1 and not hundreds else f"{_CHINESE[tens]}十"
    elif hundreds and ones:
        head += "零"
    return head + (_CHINESE[ones] if ones else "")


class Words:
    """What templates may name: the bulletin, and functions that print its counts."""

    def __init__(self, bulletin: Bulletin, decimals: int) -> None:
        self._bulletin = bulletin
        self._decimals = decimals

    def context(self) -> dict[str, object]:
        """Names for a template."""
        bulletin, facts = self._bulletin, self._bulletin.facts
        # A region is not praised while one of its sites is not judged yet.
        perfect = [g for g in bulletin.regions if 0 < g.now.sampled == g.now.passed]
        named = (*bulletin.regions, *bulletin.classes)
        _ = translations(bulletin.lang).gettext
        names = {"region": _("region"), "kind": _("kind of site"), "level": _("level")}
        return {
            "b": bulletin,
            "facts": facts,
            "method": bulletin.method,
            "quarter": quarter_of(bulletin.round),
            "total": bulletin.total.now,
            "problems": problems(bulletin),
            "perfect": perfect,
            "streaks": [g for g in perfect if g.streak > 1],
            "below": self._below([g for g in named if rate(g).whole >= FEW]),
            "followed": self._followed(),
            "unconfirmed": sorted({f.clause for f in bulletin.faults if f.unconfirmed}),
            "drawn": Ratio(
                bulletin.total.now.drawn_passed,
                bulletin.total.now.drawn_passed + bulletin.total.now.drawn_failed,
            ),
            "extra": bulletin.total.now.sampled - bulletin.total.now.drawn,
            "last": self._last(),
            "called": any(msgspec.to_builtins(facts.accountability or {}).values()),
            "strata": [names.get(name, name) for name in bulletin.method.strata],
            "told": lambda fault: told(fault, _),
            "rate": rate,
            "pct": lambda ratio: ratio.text(self._decimals),
            "ratio": Ratio,
            "change": self._change,
            "date": self._date,
            "due": facts.issued + timedelta(facts.due_days) if facts.issued else None,
            "decimals": self._decimals,
        }

    def _last(self) -> str:
        """What the round before is called: only the quarter before is the last quarter."""
        now, past = quarter_of(self._bulletin.round), self._bulletin.past
        before = quarter_of(past[-1].round) if past else None
        follows = now and before and (now[0] * 4 + now[1]) - (before[0] * 4 + before[1]) == 1
        return "上季度" if follows else "上次检查"

    def _change(self, group: Group) -> dict[str, str] | None:
        """``sign`` (``+``, ``-`` or ``0``) and size of a group's change; None without one."""
        moved = figures.change(rate(group), rate_before(group), self._decimals)
        if moved is None:
            return None
        sign = "+" if moved > 0 else "-" if moved < 0 else "0"
        return {"sign": sign, "size": f"{abs(moved):f}"}

    def _below(self, groups: list[Group]) -> list[dict[str, Any]]:
        """Groups whose rate is lower than that of all, the lowest first, and by how much."""
        whole = self._bulletin.rate.percent(self._decimals)
        found = []
        for group in groups:
            own = rate(group).percent(self._decimals)
            if own is not None and whole is not None and own < whole:
                found.append({"group": group, "rate": own, "by": f"{whole - own:f}"})
        return sorted(found, key=lambda row: row["rate"])

    def _followed(self) -> dict[str, int]:
        rows = [row.result for row in self._bulletin.follow_up]
        counts = {name: rows.count(cast(Any, name)) for name in ("passed", "failed", "closed")}
        waiting = self._bulletin.follow_up_open
        return counts | {"open": waiting, "all": len(rows) + waiting}

    def _date(self, when: date | str | None) -> str:
        """A day as it stands in a text; blanks to be filled in where there is none yet."""
        found = day(when) if isinstance(when, str) else when
        if self._bulletin.lang == "zh":
            return f"{found.year}年{found.month}月{found.day}日" if found else "××××年×月×日"
        return f"{found.day} {MONTHS[found.month - 1]} {found.year}" if found else "(date)"
