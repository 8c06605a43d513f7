"""Judging (评判) in a process of its own: seconds of CPU that hold up neither crawl nor table."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from audit.concluding import conclude
from audit.judging import LoadedSet, load_sets, open_bundle
from audit.settings import Settings
from audit.store.records import JudgedRecord, RunRecord


class Verdict(Struct, frozen=True):
    """What came of one site: its rows for ``audit.db``, and why it could not be seen, if so."""

    record: RunRecord
    rows: tuple[JudgedRecord, ...]
    trouble: str


def judge(folder: Path, settings: Settings) -> Verdict:
    """Judge the closed bundle in a run's folder and write its reports.

    Raises:
        UserError: it cannot be read, or a report cannot be written.
    """
    done = conclude(open_bundle(folder), _sets(settings.indicators), settings)
    return Verdict(done.record, done.rows, done.trouble)


@lru_cache(maxsize=1)
def _sets(names: tuple[str, ...]) -> tuple[LoadedSet, ...]:
    return load_sets(names)
