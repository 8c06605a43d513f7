"""Print where the readers fall short of generated portals, one example each.

python -m tests.web.portals            # three seeds of every system
python -m tests.web.portals vsb jcms   # some systems
python -m tests.web.portals --write trs 1 FOLDER   # the files of one portal, to look at
"""

from __future__ import annotations

import sys
from pathlib import Path

from audit.demo.table import Answer
from tests.web.portals import SYSTEMS, build
from tests.web.portals.reading import shortfalls

SEEDS = range(3)


def _write(name: str, seed: int, folder: Path) -> None:
    portal = build(next(kind for kind in SYSTEMS if kind.name == name), seed)
    for path, answer in portal.answers.items():
        if isinstance(answer, Answer):
            at = folder / (path.replace("?", "_").replace("&", "_").strip("/") or "index.html")
            at.parent.mkdir(parents=True, exist_ok=True)
            at.write_bytes(answer.body)


def main() -> None:
    """Read the command line."""
    words = sys.argv[1:]
    if words[:1] == ["--write"]:
        _write(words[1], int(words[2]), Path(words[3]))
        return
    for kind in SYSTEMS:
        if words and kind.name not in words:
            continue
        for fact, (how, count, example) in shortfalls(kind, SEEDS).items():
            expected = " ".join(sorted(example.truth - example.answer)) or "(none)"
            said = " ".join(sorted(example.answer - example.truth)) or "(none)"
            line = f"{kind.name}: {fact}: {how} {count}: {example.path}: {said} for {expected}"
            sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
