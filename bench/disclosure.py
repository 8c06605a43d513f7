"""Precision and recall of the duties of disclosure with own logic on generated portals.

Usage: python -m bench.disclosure [--seeds N] [--wrong]

Each portal is written three times (see `tests.web.portals.disclosure`): kept, alike (nothing is
wrong, though it may look so), and broken. A *fail* on a duty that is not broken is a false
accusation; of those that are broken the table says how often the check failed them, asked about
them (review), or missed them. ``--wrong`` names each.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

from audit.indicators.loader import load_set, options_for
from bench.accuracy.score import percent
from checks.finding import Finding, Status
from checks.framework import judge
from checks.registry import by_id
from tests.web.portals import SYSTEMS
from tests.web.portals.disclosure import EXPECTED, portals

_HEAD = ("", "in order", "fail", "review", "broken", "fail", "review", "missed",
         "precision %", "recall %", "seen %")  # fmt: skip


def _worst(check: str, findings: list[Finding]) -> str:
    """What a check says of a portal: ``fail`` as planted, ``other`` fail, ``review``, or ``-``."""
    failed = [f for f in findings if f.status is Status.FAIL]
    if failed:
        return "fail" if any(f.outcome in EXPECTED[check] for f in failed) else "other"
    return "review" if any(f.status is Status.REVIEW for f in findings) else "-"


def _row(name: str, counts: Counter[tuple[bool, str]]) -> str:
    good = [sum(counts[False, said] for said in ("fail", "other", "review", "-")),
            counts[False, "fail"] + counts[False, "other"], counts[False, "review"]]  # fmt: skip
    bad = [sum(counts[True, said] for said in ("fail", "other", "review", "-")),
           counts[True, "fail"], counts[True, "review"],
           counts[True, "-"] + counts[True, "other"]]  # fmt: skip
    accused = good[1] + bad[1] + counts[True, "other"]
    shares = ((bad[1], accused), (bad[1], bad[0]), (bad[1] + bad[2], bad[0]))
    return "| " + " | ".join(map(str, (name, *good, *bad, *map(percent, shares)))) + " |"


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.disclosure")
    parser.add_argument("--seeds", type=int, default=1, help="portals of each system and variant")
    parser.add_argument("--wrong", action="store_true", help="name what was not judged as planted")
    given = parser.parse_args()
    sets = [load_set("disclosure-2018")[0]]
    checks = [(by_id(name), options_for(by_id(name), sets)) for name in EXPECTED]
    tallies: dict[str, Counter[tuple[bool, str]]] = {}
    seconds, pages = 0.0, 0
    for kind in SYSTEMS:
        for seed in range(given.seeds):
            for variant, evidence in portals(kind, seed):
                pages += len(evidence.pages)
                for check, options in checks:
                    began = time.perf_counter()
                    findings = judge(check, evidence, options)
                    seconds += time.perf_counter() - began
                    said = _worst(check.id, findings)
                    broken = variant == "broken"
                    for name in ("all", f"system {kind.name}", check.id):
                        tallies.setdefault(name, Counter())[broken, said] += 1
                    if given.wrong and said != ("fail" if broken else "-"):
                        told = sorted({f.outcome for f in findings})
                        print(kind.name, seed, variant, check.id, *told, file=sys.stderr)
    print("| " + " | ".join(_HEAD) + " |")
    print("| " + " | ".join("---" for _ in _HEAD) + " |")
    for name, counts in sorted(tallies.items(), key=lambda item: (item[0] != "all", item[0])):
        print(_row(name, counts))
    print(f"\n{pages} pages, {1000 * seconds / pages:.3f} ms a page for {len(checks)} checks")


if __name__ == "__main__":
    main()
