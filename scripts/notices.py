"""The page of notices (公文条目): every numbered item of the five notices and who judges it.

`scripts/manual.py` writes it to docs/ from `notices.toml` and the indicator sets.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import msgspec
from msgspec import Struct

from audit.indicators.loader import available, load_set
from audit.indicators.model import Line
from scripts.coverage import STATES, state_of

FILE = Path(__file__).with_name("notices.toml")

INTRO = {
    "en": """# The five notices, item by item

<!-- Written by `python scripts/manual.py`; change scripts/notices.toml instead. -->

The duties of [disclosure-2018](coverage.md#disclosure-2018) come from five official notices. Here
is every numbered item of each: the lines that judge it, with their checks, and why the rest of it
cannot be seen from outside. A notice binds its own region; where a line holds is said by its set.

- **judged**: a check says whether it is kept, as far as it shows on a website;
- **assisted**: a check lays out evidence, a person judges;
- **no check yet**: it could be judged or prepared, and is not so far;
- **outside**: nothing of it can be seen from outside.
""",
    "zh": """# 五份公文逐条对照

<!-- 由 `python scripts/manual.py` 生成；请修改 scripts/notices.toml。 -->

[disclosure-2018](coverage.zh-CN.md#disclosure-2018) 的义务出自五份公文。下表列出每份公文的每一个
序号：由哪些条目和检查项核查，其余内容为什么从网站外部看不到。公文只约束本地区；各条目的适用范围见指标集。

- **自动评判**：在网站上能体现的部分，由检查项判定；
- **辅助评判**：检查项列出证据，由人判断；
- **尚无检查项**：可以判定或列出证据，但尚未实现；
- **外部不可查**：从网站外部完全看不到。
""",
}
WORDS = {
    "en": {
        "judged": "judged", "assisted": "assisted", "waiting": "no check yet",
        "outside": "outside", "notice": "Notice", "items": "Items", "total": "All",
        "item": "Item", "about": "About", "cover": "Coverage", "lines": "Lines and checks",
        "rest": "Not to be seen from outside",
    },
    "zh": {
        "judged": "自动评判", "assisted": "辅助评判", "waiting": "尚无检查项",
        "outside": "外部不可查", "notice": "公文", "items": "序号数", "total": "合计",
        "item": "序号", "about": "内容", "cover": "核查情况", "lines": "条目与检查项",
        "rest": "外部看不到的内容",
    },
}  # fmt: skip
SHOWN = ("judged", "assisted", "waiting", "outside")


class Item(Struct, frozen=True, forbid_unknown_fields=True):
    """One numbered item: its number, what it is about, lines that judge it, reasons for the rest.

    A line of disclosure-2018 goes by its id, one of another set has the set before it.
    """

    n: str
    zh: str
    en: str
    lines: tuple[str, ...]
    rest: tuple[str, ...]


class Notice(Struct, frozen=True, forbid_unknown_fields=True):
    """One notice; ``region`` is the code of GB/T 2260 of those whom it reached."""

    key: str
    region: str
    title: dict[str, str]
    items: tuple[Item, ...]


class Notices(Struct, frozen=True, forbid_unknown_fields=True):
    """All notices, and the reasons why something cannot be seen."""

    reasons: dict[str, dict[str, str]]
    notices: tuple[Notice, ...]


def load() -> Notices:
    """What `notices.toml` says."""
    return msgspec.convert(tomllib.loads(FILE.read_text("utf-8")), Notices)


def known_lines() -> dict[str, Line]:
    """Lines of all sets as items name them."""
    return {
        line.id if name == "disclosure-2018" else f"{name}/{line.id}": line
        for name in available()
        for line in load_set(name)[0].lines
    }


def state(item: Item, lines: dict[str, Line]) -> str:
    """The best of what its lines can do: one of `SHOWN`."""
    states = {state_of(lines[name]) for name in item.lines}
    best = next((s for s in STATES if s in states), "outside")
    return "assisted" if best == "manual" else best


def page(lang: str) -> str:
    """The page in one language."""
    told, lines, word = load(), known_lines(), WORDS[lang]
    head = [word["notice"], word["items"], *(word[s] for s in SHOWN)]
    out = [INTRO[lang], _row(head), _row(["---"] * len(head))]
    together: Counter[str] = Counter()
    for notice in told.notices:
        counts = Counter(state(item, lines) for item in notice.items)
        together += counts
        out.append(_row([f"[{notice.key}](#{notice.key.lower()})", *_cells(counts)]))
    out.append(_row([word["total"], *_cells(together)]))
    for notice in told.notices:
        out += ["", f"## {notice.key}", "", notice.title[lang], ""]
        head = [word[w] for w in ("item", "about", "cover", "lines", "rest")]
        out += [_row(head), _row(["---"] * len(head))]
        for item in notice.items:
            judged = "<br>".join(_line(name, lines[name], lang) for name in item.lines)
            rest = "; " if lang == "en" else "；"
            reasons = rest.join(told.reasons[key][lang] for key in item.rest)
            about = item.en if lang == "en" else item.zh
            out.append(_row([item.n, about, word[state(item, lines)], judged, reasons]))
    return "\n".join(out) + "\n"


def _cells(counts: Counter[str]) -> list[str]:
    return [str(counts.total()), *(str(counts[s]) for s in SHOWN)]


def _line(name: str, line: Line, lang: str) -> str:
    checks = " ".join(f"[{check}](checks/{lang}/{check}.md)" for check in line.checks)
    return f"`{name}` {checks or line.title[lang]}"


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
