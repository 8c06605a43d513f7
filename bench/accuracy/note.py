"""The note of all figures: ``python -m bench.accuracy --doc docs/accuracy.md``."""

from __future__ import annotations

from collections.abc import Iterator

from bench.accuracy.measures import measure_of, names
from bench.accuracy.score import Tally, percent

_HEAD = """# Accuracy of the readers

<!-- Written by `python -m bench.accuracy --doc docs/accuracy.md`; measure again to change it. -->

What `checks/facts` reads off pages, held against what people read there and against generated
portals whose truth is known. By which rules the pages were labelled, and where the measuring half
was not blind to the code, stands in [labels](../bench/labels/README.md). The pages lie outside the
project; without them (`AUDIT_CORPUS`) nothing is measured.

Brackets hold 95 % intervals (Wilson): of few pages little is known, whatever the share is. *All*
counts both halves of the sites; *measured* counts the sites that nothing was tuned on. *None*
counts pages that rightly got no answer, which neither share counts. On sites that were generated,
halves are by seed. Other tools stand beside the readers where they answer the same question.

Blind are, today, of the measuring half: the rows called *fresh*, the newest entries, next pages,
guides, and numbers of persons on real pages. **Not blind any more** are, on the measuring half:
dates (one wrong day was mended), article texts (three), page kinds, marks (one telephone) and the
names of columns but the fresh ones: faults seen there led to rules, if to general ones. Generated
portals are made by the habits that the readers were made for; one of them, *mixed*, was written
after a real site while the readers knew nothing of it. When first asked they missed four of its
facts: paths without arrows (all), filings called 公安备案号 (all), that its lists go on (all) and
rows in boxes of two.
"""
_COLUMNS = (
    "asked", "right", "wrong", "invented", "missed", "none", "precision %, all", "recall %, all",
    "precision %, measured", "recall %, measured",
)  # fmt: skip
_LEFT_HEAD = """
## What is wrong or missed

Every answer on a real page of a Chinese government or news site that differs from its label. Those
of the measuring half of the rows called *fresh* are not told: the half is to stay blind.
"""
# Tables of single systems stand in the program's own output.
_ALL = "all systems"
# Made for the purpose, not met: what is missed of them stands beside them.
_MADE = ("portals", "written", "own")
_OTHERS = ("htmldate", "trafilatura", "abroad", "other languages", "generated", "invented")
_CAUSES = {
    "content_711039": "a gazette with several documents, each signed by itself",
    "outside": "words of a tool below the text, in a box of the text",
    "2007-08-20": "the day of another document on the same page",
    "智慧便民": "a slogan",
    "社会保障": "a menu of services: alone it is the name of a column",
    "党建要闻": "what a party's branch does, which the table takes for no news of the agency",
    "美丽石家庄": "a motto for a name",
    "互联网+督查": "leads to the State Council's own site, which the words do not tell",
    "西城服务": "a short name behind that of a place",
    "主题服务": "a heading of services, which the table takes for tools of daily life",
    "OpenCC": "a word that the simplification of one region writes otherwise",
}


def note() -> str:
    """All figures as Markdown."""
    parts = [_HEAD]
    left: dict[str, list[str]] = {}
    for name in names():
        module = measure_of(name)
        parts.append(f"\n## {name}\n\n{(module.__doc__ or '').partition(chr(10))[0]}\n")
        measured = dict(module.measure("measure"))
        rows = [(asked, tally) for asked, tally in module.measure(None) if _shown(name, asked)]
        parts += [_row(*_COLUMNS), _row(*("---" for _ in _COLUMNS))]
        parts += [_row(asked, *_cells(tally, measured.get(asked))) for asked, tally in rows]
        left[name] = [
            miss
            for asked, tally in rows
            if name not in _MADE and not any(word in asked for word in _OTHERS)
            for miss in _told(asked, tally, measured.get(asked))
        ]
    parts.append(_LEFT_HEAD)
    parts += _left(left)
    return "\n".join(parts) + "\n"


def _shown(name: str, asked: str) -> bool:
    return name != "portals" or asked.endswith(_ALL)


def _told(asked: str, every: Tally, measured: Tally | None) -> list[str]:
    """What a tally missed, but for what would show a blind half to those who mend the readers."""
    hidden = measured.misses if measured and asked.startswith("fresh") else ()
    return [miss for miss in every.misses if miss not in hidden]


def _cells(every: Tally, measured: Tally | None) -> Iterator[object]:
    yield from (every.right, every.wrong, every.invented, every.missed, every.silent)
    yield from (percent(every.precision), percent(every.recall))
    half = measured or Tally()
    yield from (percent(half.precision), percent(half.recall))


def _row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _left(left: dict[str, list[str]]) -> Iterator[str]:
    for name, misses in left.items():
        seen = dict.fromkeys(misses)
        if seen:
            yield f"\n**{name}**\n"
        for miss in seen:
            cause = next((words for sign, words in _CAUSES.items() if sign in miss), "")
            yield f"- {miss}" + (f" ({cause})" if cause else "")
