"""Precision and recall of the duties of one shape on generated portals of every system.

Usage: python -m bench.duties [--seeds N] [--wrong]

Each portal is written in six variants (see `tests.web.portals.duties`): every duty kept, kept
under other names, absent, merely spoken of, five years old, or in part. A *fail* on a duty that is
kept is a false accusation; of a planted fault the table says how often it failed, was asked about
(review), could not be seen (not-tested), or was missed (pass); *faults* are those that fail
wherever all of the portal can be read. ``--wrong`` names each.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

from bench.accuracy.score import percent
from checks.columns.required_column import RequiredColumnOptions, required_column
from checks.finding import Status
from checks.framework import judge
from tests.checks.fixtures.duty_rows import DUTIES, SAMPLES, Sample
from tests.web.portals import SYSTEMS
from tests.web.portals.duties import KEPT, Variant, is_planted, portals

_HEAD = (
    "", "kept: pass", "review", "not-tested", "fail",
    "planted: fail", "review", "not-tested", "pass", "precision %", "recall %", "seen %",
)  # fmt: skip
_KEPT = (Status.PASS, Status.REVIEW, Status.NOT_TESTED, Status.FAIL)
_PLANTED = (Status.FAIL, Status.REVIEW, Status.NOT_TESTED, Status.PASS)


def _row(name: str, counts: Counter[tuple[bool, Status]]) -> str:
    kept = [counts[True, status] for status in _KEPT]
    planted = [counts[False, status] for status in _PLANTED]
    fails = kept[3] + planted[0]
    shares = [(planted[0], fails), (planted[0], sum(planted)), (sum(planted[:2]), sum(planted))]
    return "| " + " | ".join(map(str, (name, *kept, *planted, *map(percent, shares)))) + " |"


def _is_fault(sample: Sample, variant: Variant) -> bool:
    """Whether the duty fails where all of such a portal can be read, and isn't only asked about."""
    outcomes = {"absent": sample.absent, "old": sample.old, "in-part": sample.partial}
    told = required_column.outcomes.get(outcomes.get(variant, ""))
    return told is not None and told.status is Status.FAIL


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.duties")
    parser.add_argument("--seeds", type=int, default=1, help="portals of each system and variant")
    parser.add_argument("--wrong", action="store_true", help="name what was not judged as planted")
    given = parser.parse_args()
    options = RequiredColumnOptions(rows=tuple(DUTIES[s.duty] for s in SAMPLES))
    samples = {f"required-column/{sample.duty}": sample for sample in SAMPLES}
    tallies: dict[str, Counter[tuple[bool, Status]]] = {}
    seconds, pages = 0.0, 0
    for kind in SYSTEMS:
        for seed in range(given.seeds):
            for variant, evidence in portals(kind, seed):
                pages += len(evidence.pages)
                began = time.perf_counter()
                findings = judge(required_column, evidence, options)
                seconds += time.perf_counter() - began
                for finding in findings:
                    sample = samples[finding.check]
                    if not is_planted(sample, variant):
                        continue
                    key = (variant in KEPT, finding.status)
                    rows = ["all", f"system {kind.name}", f"duty {sample.duty}", variant]
                    if _is_fault(sample, variant):
                        rows += ["faults", f"faults of {kind.name}"]
                    for name in rows:
                        tallies.setdefault(name, Counter())[key] += 1
                    right = Status.PASS if variant in KEPT else Status.FAIL
                    if given.wrong and finding.status is not right:
                        print(kind.name, seed, variant, sample.duty, finding.outcome,
                              finding.values.get("name", ""), file=sys.stderr)  # fmt: skip
    print("| " + " | ".join(_HEAD) + " |")
    print("| " + " | ".join("---" for _ in _HEAD) + " |")
    for name, counts in sorted(tallies.items(), key=lambda item: (item[0] != "all", item[0])):
        print(_row(name, counts))
    print(f"\n{pages} pages, {1000 * seconds / pages:.3f} ms a page for {len(SAMPLES)} duties")


if __name__ == "__main__":
    main()
