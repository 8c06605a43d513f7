"""Charts (图): one drawing for all formats, as SVG, or as PNG where a format takes no SVG.

Lengths and labels tell everything; the one colour is dark enough to be read in grey print.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import resvg_py

from reports.bulletin.blocks import Cell, Chart, Rate
from reports.bulletin.model import Bulletin, rate
from reports.bulletin.styles import drawing
from reports.bulletin.tables import kinds, past, scores
from reports.words import Translate

MOST_BARS = 40
"""Bars that one chart shows. Of more regions it shows the lowest rates, and its title says so."""
FONTS = "'Noto Sans CJK SC', 'Source Han Sans SC', 'Microsoft YaHei', SimHei, sans-serif"


def charts(bulletin: Bulletin, _: Translate, decimals: int) -> dict[str, Chart]:
    """Charts that have something to show, by the names that templates call them by."""
    made = [
        _past(bulletin, _, decimals),
        _regions(bulletin, _, decimals),
        _kinds(bulletin, _),
        _scores(bulletin, _),
    ]
    return {chart.name: chart for chart in made if chart.points}


def _past(bulletin: Bulletin, _: Translate, decimals: int) -> Chart:
    points = _series(past(bulletin, _, decimals).rows, 0, 3) if bulletin.past else ()
    return Chart("past", _("Pass rate over rounds"), "line", points)


def _regions(bulletin: Bulletin, _: Translate, decimals: int) -> Chart:
    judged = [group for group in bulletin.regions if rate(group).whole]
    judged.sort(key=lambda group: -group.now.passed / rate(group).whole)
    points = tuple((group.name, Rate(rate(group), decimals)) for group in judged)
    mark = (_("all"), Rate(bulletin.rate, decimals)) if bulletin.rate.whole else None
    title = _("Pass rate by region")
    if len(points) > MOST_BARS:
        title = _("Pass rate by region (the %(count)s lowest)") % {"count": MOST_BARS}
    return Chart("regions", title, "bars", points[-MOST_BARS:], mark)


def _kinds(bulletin: Bulletin, _: Translate) -> Chart:
    points = _series(kinds(bulletin, _).rows, 1, 2)
    title = _("Problems by type (number of sites)")
    return Chart("kinds", title, "bars", points[:MOST_BARS])


def _scores(bulletin: Bulletin, _: Translate) -> Chart:
    points = _series(scores(bulletin, _).rows, 0, 1)
    return Chart("scores", _("Distribution of scores (number of sites)"), "columns", points)


def _series(
    rows: Iterable[tuple[Cell, ...]], label: int, value: int
) -> tuple[tuple[str, Rate | int], ...]:
    return tuple(
        (str(row[label]), cell) for row in rows if isinstance(cell := row[value], Rate | int)
    )


def value_of(cell: Rate | int) -> float:
    """Length of a bar: percent, or a count."""
    if isinstance(cell, Rate):
        return float(cell.ratio.percent(cell.decimals) or 0)
    return float(cell)


def scale_of(chart: Chart) -> tuple[float, float, list[float]]:
    """Bottom, top and ticks of the scale.

    Bars and columns begin at zero, or their lengths would lie. A line of rates may begin higher,
    at a twenty below its lowest point.
    """
    values = [value_of(cell) for _, cell in chart.points]
    if _percents(chart):
        low = max(0.0, math.floor(min(values) / 20) * 20 - 20) if chart.kind == "line" else 0.0
        step = 20.0 if low < 60 else 10.0
        return low, 100.0, [low + step * n for n in range(int((100 - low) / step) + 1)]
    top = max(*values, 1.0)
    power = 10 ** math.floor(math.log10(top))
    step = max(1.0, power if top / power >= 4 else power / 2 if top / power >= 2 else power / 5)
    high = math.ceil(top / step) * step
    return 0.0, high, [step * n for n in range(round(high / step) + 1)]


def _percents(chart: Chart) -> bool:
    return any(isinstance(cell, Rate) for _, cell in chart.points)


def wide(text: str) -> float:
    """Width of a label in half characters: Chinese counts two."""
    return sum(2.0 if ord(char) > 0x2E7F else 1.1 for char in text)


def svg(chart: Chart, version: str) -> str:
    """Draw a chart 640 units wide."""
    low, high, ticks = scale_of(chart)
    return drawing(version).render(
        chart=chart, low=low, high=high, ticks=ticks, percents=_percents(chart), value_of=value_of,
        wide=wide, fonts=FONTS,
    )  # fmt: skip


def png(chart: Chart, version: str) -> bytes:
    """Draw a chart for formats that take no SVG, at about 290 dots an inch on paper."""
    made: bytes = resvg_py.svg_to_bytes(
        svg_string=svg(chart, version), background="#ffffff", zoom=3
    )
    return made


def has_fonts() -> bool:
    """Whether this machine has a font for Chinese labels: a word of them then leaves ink."""
    drawn = [
        resvg_py.svg_to_bytes(
            svg_string='<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">'
            f'<text x="0" y="15" font-family="{FONTS}">{word}</text></svg>'
        )
        for word in ("政府", "")
    ]
    return bool(drawn[0] != drawn[1])
