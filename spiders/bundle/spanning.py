"""Follow-ups (后续查看): a bundle with those that were made of it later, as one view.

What comes hours later is a bundle of its own that names its parent, and lies beside it. Nothing of
the parent is touched: opened by itself it gives what it always gave, and a follow-up gives the
parent's view with every later look up to its own.
"""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from checks.evidence import SiteEvidence
from checks.facts.attachments.facts import AttachmentFacts
from checks.facts.types import PageFacts
from checks.observations import Attempt, Target
from spiders.bundle import reader
from spiders.bundle.reader import Bundle
from spiders.bundle.seal import MANIFEST, BundleError

PARENT = "parent"
"""Key among the recorded options of a follow-up: name of the run that it looks at again."""
_STRIDE = 1_000_000_000
"""Attempts of the n-th follow-up are numbered from n times this on."""
_NAME = re.compile(r"(.+)\.recheck-(\d+)")


def is_follow_up(run_id: str) -> bool:
    """Whether a run's name is that of a follow-up."""
    return _NAME.fullmatch(run_id) is not None


def next_name(out: Path, parent: str) -> str:
    """Name of the next follow-up of a run below a folder."""
    numbers = [int(m[2]) for p in out.glob(f"{parent}.recheck-*") if (m := _NAME.fullmatch(p.name))]
    return f"{parent}.recheck-{max(numbers, default=0) + 1}"


def latest(run: Path) -> Path:
    """Folder of the newest closed follow-up of a run, given its folder; the run's own without one.

    Given a follow-up's folder, the newest of its run.
    """
    match = _NAME.fullmatch(run.name)
    parent = match[1] if match is not None else run.name
    found = [
        (int(named[2]), path)
        for path in run.parent.glob(f"{parent}.recheck-*")
        if (named := _NAME.fullmatch(path.name)) and (path / "bundle" / MANIFEST).is_file()
    ]
    return max(found)[1] if found else run


def open_bundle(folder: Path) -> Bundle:
    """Read a bundle; of a follow-up the view over its parent and all up to itself.

    Raises:
        BundleError: see `reader.open_bundle`; or the parent does not lie beside it.
    """
    opened = reader.open_bundle(folder)
    parent = opened.run["options"].get(PARENT, "")
    if not parent:
        return opened
    out = folder.parent.parent
    if not (out / parent / "bundle").is_dir():
        raise BundleError(
            "{folder}: a follow-up of {parent}, which does not lie beside it; put its folder there",
            folder=folder, parent=parent,
        )  # fmt: skip
    own = _NAME.fullmatch(str(opened.run["run_id"]))
    number = int(own[2]) if own is not None else 0
    before = [out / f"{parent}.recheck-{n}" / "bundle" for n in range(1, number)]
    earlier = [reader.open_bundle(path) for path in before if (path / MANIFEST).is_file()]
    first = reader.open_bundle(out / parent / "bundle")
    later = (*(b.evidence for b in earlier), opened.evidence)
    run = {**first.run, **{key: opened.run[key] for key in _OWN}}
    return Bundle(
        folder=folder,
        closed=opened.closed,
        run=run,
        evidence=_span(first.evidence, later),
        runs=(parent, *(str(b.run["run_id"]) for b in (*earlier, opened))),
    )


def run_of(bundle: Bundle, attempt: int) -> str:
    """Which run's bundle holds an attempt, by its number; empty for a bundle by itself."""
    return bundle.runs[attempt // _STRIDE] if bundle.runs else ""


_OWN = ("run_id", "started", "finished", "partial", "requests", "bytes", "impact", "options")
"""Columns that a follow-up says of itself; all else is its parent's."""


def _span(first: SiteEvidence, later: Sequence[SiteEvidence]) -> SiteEvidence:
    """One view over a run's evidence and what was seen of it later."""
    views = (first, *later)
    targets = dict(first.targets)
    answers, probes = dict(first.dns_answers), dict(first.tls_probes)
    for number, view in enumerate(later, 1):
        for url, target in view.targets.items():
            if target.attempts:
                targets[url] = _joined(targets.get(url), target, number * _STRIDE)
        for key, seen in view.dns_answers.items():
            answers[key] = (*answers.get(key, ()), *seen)
        for host, shaken in view.tls_probes.items():
            probes[host] = (*probes.get(host, ()), *shaken)

    def facts(attempt: Attempt) -> PageFacts | None:
        number, own = _own(attempt)
        return views[number].facts(own)

    def decodes(attempt: Attempt) -> bool:
        number, own = _own(attempt)
        return views[number].decodes(own)

    def read(wanted: Sequence[tuple[Attempt, str]]) -> Mapping[int, AttachmentFacts]:
        by_view: dict[int, list[tuple[Attempt, str]]] = defaultdict(list)
        for attempt, title in wanted:
            number, own = _own(attempt)
            by_view[number].append((own, title))
        return {
            number * _STRIDE + key: told
            for number, parts in by_view.items()
            for key, told in views[number].read_attachments(parts).items()
        }

    outages = tuple(outage for view in views for outage in view.vantage.outages)
    return dataclasses.replace(
        first,
        targets=targets,
        dns_answers=answers,
        tls_probes=probes,
        facts=facts,
        decodes=decodes,
        read_attachments=read,
        vantage=msgspec.structs.replace(first.vantage, outages=outages),
    )


def _joined(known: Target | None, seen: Target, shift: int) -> Target:
    """A target with what a follow-up saw of it."""
    attempts = tuple(msgspec.structs.replace(a, id=a.id + shift) for a in seen.attempts)
    if known is None:
        return msgspec.structs.replace(seen, attempts=attempts)
    return msgspec.structs.replace(known, attempts=(*known.attempts, *attempts))


def _own(attempt: Attempt) -> tuple[int, Attempt]:
    """Which view an attempt is of, and what it is called there."""
    number, own = divmod(attempt.id, _STRIDE)
    return number, msgspec.structs.replace(attempt, id=own) if number else attempt
