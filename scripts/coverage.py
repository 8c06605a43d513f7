"""The coverage page (覆盖情况): every line of every set with its check, or why it has none.

`scripts/manual.py` writes it to docs/ and keeps it true.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from audit.indicators.loader import available, load_set
from audit.indicators.model import IndicatorSet, Line

INTRO = {
    "en": """# What is covered

<!-- Written by `python scripts/manual.py`; change audit/indicators/ instead. -->

Every line of every indicator set, with the checks that feed it or why there is none.

- **judged**: checks say whether it is kept;
- **assisted**: checks lay out evidence, a person judges;
- **no check yet**: it could be judged or prepared, and is not so far;
- **manual**: only a person can judge it;
- **outside**: it cannot be seen from outside.
""",
    "zh": """# 覆盖情况

<!-- 由 `python scripts/manual.py` 生成；请修改 audit/indicators/。 -->

各指标集的每一条，由哪些检查项支撑，或者为什么没有。

- **自动评判**：由检查项判定；
- **辅助评判**：检查项列出证据，由人判断；
- **尚无检查项**：可以判定或列出证据，但尚未实现；
- **须人工检查**：只能由人判断；
- **外部不可查**：从网站外部看不到。
""",
}
WORDS = {
    "en": {
        "judged": "judged", "assisted": "assisted", "waiting": "no check yet", "manual": "manual",
        "outside": "outside", "set": "Set", "lines": "Lines", "total": "All",
        "line": "Line", "kind": "Kind", "cover": "Coverage",
        "checks": "Checks, or why there is none",
        "veto": "veto", "deduction": "deduction", "bonus": "bonus", "norm": "norm",
        "points": "{points} points", "unsure": "some figures not confirmed",
    },
    "zh": {
        "judged": "自动评判", "assisted": "辅助评判", "waiting": "尚无检查项",
        "manual": "须人工检查", "outside": "外部不可查",
        "set": "指标集", "lines": "条目数", "total": "合计",
        "line": "条目", "kind": "类别", "cover": "覆盖", "checks": "检查项，或没有的原因",
        "veto": "单项否决", "deduction": "扣分", "bonus": "加分", "norm": "规范",
        "points": "{points} 分", "unsure": "部分数值未证实",
    },
}  # fmt: skip
STATES = ("judged", "assisted", "waiting", "manual", "outside")


def state_of(line: Line) -> str:
    """One of `STATES`."""
    if line.automation in ("manual", "outside") and not line.checks:
        return line.automation
    if not line.checks:
        return "waiting"
    return "judged" if line.automation == "full" else "assisted"


def totals(sets: Sequence[IndicatorSet]) -> dict[str, Counter[str]]:
    """Lines of each set by state."""
    return {one.id: Counter(state_of(line) for line in one.lines) for one in sets}


def page(lang: str) -> str:
    """The page in one language."""
    sets = [load_set(name)[0] for name in available()]
    word = WORDS[lang]
    counts = totals(sets)
    head = [word["set"], word["lines"], *(word[state] for state in STATES)]
    lines = [INTRO[lang], _row(head), _row(["---"] * len(head))]
    for one in sets:
        own = counts[one.id]
        lines.append(_row([f"[{one.id}](#{one.id})", str(own.total()), *_cells(own)]))
    together: Counter[str] = sum(counts.values(), Counter())
    lines.append(_row([word["total"], str(together.total()), *_cells(together)]))
    for one in sets:
        lines += ["", f"## {one.id}", "", one.title[lang], ""]
        head = [word["line"], word["kind"], word["cover"], word["checks"]]
        lines += [_row(head), _row(["---"] * len(head))]
        lines += [_row(_line(line, lang)) for line in one.lines]
    return "\n".join(lines) + "\n"


def _cells(counts: Counter[str]) -> list[str]:
    return [str(counts[state]) for state in STATES]


def _line(line: Line, lang: str) -> list[str]:
    word = WORDS[lang]
    kind = word[line.kind]
    if line.points is not None:
        kind += " " + word["points"].format(points=f"{line.points:g}")
    links = " ".join(f"[{c}](checks/{lang}/{c}.md)" for c in line.checks)
    told = links or line.note[lang]
    if line.checks and line.unsure:
        told += f" ({word['unsure']})"
    return [f"`{line.id}` {line.title[lang]}", kind, word[state_of(line)], told]


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
