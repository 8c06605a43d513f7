"""The reader of a bundle: from its files to the `SiteEvidence` that checks judge."""

from __future__ import annotations

import dataclasses
import functools
import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import msgspec

from checks.evidence import SiteEvidence
from checks.examination import Examination
from checks.facts.charset import decode
from checks.facts.images import decodes
from checks.facts.limits import MAX_BYTES
from checks.facts.types import LinkKind
from checks.finding import Source
from checks.observations import (
    Attempt,
    Coverage,
    DnsAnswer,
    Site,
    Target,
    TlsProbe,
    Vantage,
)
from spiders.bundle.archive import read_record
from spiders.bundle.attachments import AttachmentsCache
from spiders.bundle.cache import facts_path
from spiders.bundle.facts import FactsCache
from spiders.bundle.rows import attempt, dns_answer, examination, search_trial, tls_probe
from spiders.bundle.schema import FORMAT, KINDS
from spiders.bundle.seal import ARCHIVE, EVIDENCE, BundleError, other_format, verify
from spiders.reading import is_page

if TYPE_CHECKING:
    from checks.facts.deep import DeepPage

KEPT_DEEP = 8
"""Pages kept that were read deeply."""
_CUT = ("budget", "depth", "interrupted", "pattern", "path", "host-resting")
"""Why a page of the site was left out so that the site was not seen wholly."""


class Bundle(msgspec.Struct, frozen=True, kw_only=True):
    """A bundle that was read.

    Attributes:
        folder: where it lies.
        closed: whether it was closed; an open one is evidence of an unfinished run.
        run: the row of table ``run``, JSON columns decoded.
        evidence: the view for checks.
        runs: of a view over several bundles (`spiders.bundle.spanning`), their runs in order.
    """

    folder: Path
    closed: bool
    run: dict[str, Any]
    evidence: SiteEvidence
    runs: tuple[str, ...] = ()


def open_bundle(folder: Path) -> Bundle:
    """Read a bundle.

    Raises:
        BundleError: see `verify`.
    """
    closed = verify(folder)
    mode = "mode=ro&immutable=1" if closed else "mode=ro"
    try:
        with closing(sqlite3.connect(f"file:{folder / EVIDENCE}?{mode}", uri=True)) as db:
            db.row_factory = sqlite3.Row
            run = _run(db)
            if run is None:
                raise _damaged(folder)
            if run["format"] != FORMAT:
                raise other_format(folder, run["format"])
            draft = _draft(db, folder, run)
    except sqlite3.DatabaseError as error:
        raise _damaged(folder) from error
    return Bundle(folder=folder, closed=closed, run=run, evidence=_evidence(draft, run))


def _deep(archive: Path, attempt: Attempt) -> DeepPage | None:
    """An attempt's page, read again with the places of its words; None if it is none."""
    from checks.facts.deep import DeepPage  # noqa: PLC0415 - slow, and only reports need it

    if attempt.record < 0:
        return None
    body, headers = read_record(archive, attempt.record)
    declared = next((v for k, v in headers if k.lower() == "content-type"), "")
    return DeepPage(decode(body[:MAX_BYTES], declared).text) if is_page(body, declared) else None


def _sheet(archive: Path, attempt: Attempt) -> str:
    """The text of a style sheet; empty if nothing was kept of it, or it is none."""
    if attempt.record < 0 or attempt.content_type != "text/css":
        return ""
    return read_record(archive, attempt.record)[0].decode("utf-8", "replace")


def _damaged(folder: Path) -> BundleError:
    return BundleError("{file}: damaged; take another copy of the bundle", file=folder / EVIDENCE)


def _run(db: sqlite3.Connection) -> dict[str, Any] | None:
    row = db.execute("select * from run").fetchone()
    if row is None:
        return None
    run = dict(row)
    for column in ("hosts", "options", "vantage", "random_paths"):
        run[column] = json.loads(run[column])
    rows = db.execute("select * from impact order by requests desc, host")
    run["impact"] = [dict(row) for row in rows]
    return run


def _draft(db: sqlite3.Connection, folder: Path, run: dict[str, Any]) -> SiteEvidence:
    """Everything that the tables hold; home page and coverage follow from it."""
    targets = _targets(db)
    facts = FactsCache(folder)
    facts.fill(a for target in targets.values() for a in target.attempts)
    hosts = frozenset(cast("list[str]", run["hosts"]))
    site_url = str(run["site_url"])
    return SiteEvidence(
        site=Site(
            url=site_url, home=site_url, host="", hosts=hosts,
            as_of=datetime.fromisoformat(run["as_of"]),
        ),
        coverage=Coverage(pages=0, complete=False, full_depth=-1),
        targets=targets,
        facts=facts,
        dns_answers=_grouped(map(dns_answer, db.execute("select * from dns_answers order by id"))),
        tls_probes=_by_host(map(tls_probe, db.execute("select * from tls_probes order by id"))),
        searches=tuple(map(search_trial, db.execute("select * from searches order by id"))),
        examinations=_examinations(db),
        vantage=msgspec.convert(run["vantage"], Vantage),
        random_paths=tuple(run["random_paths"]),
        read_attachments=AttachmentsCache(folder / ARCHIVE, facts_path(folder)),
        deep=functools.lru_cache(KEPT_DEEP)(partial(_deep, folder / ARCHIVE)),
        sheet=partial(_sheet, folder / ARCHIVE),
        decodes=Pictures(folder / ARCHIVE),
    )  # fmt: skip


def _evidence(draft: SiteEvidence, run: dict[str, Any]) -> SiteEvidence:
    home = find_home(draft, draft.site.url)
    home_target = draft.targets.get(home)
    site = msgspec.structs.replace(
        draft.site, home=home, host=home_target.host if home_target else ""
    )
    return dataclasses.replace(
        draft, site=site, coverage=_coverage(draft, str(run["stopped"] or "interrupted"))
    )


def find_home(evidence: SiteEvidence, url: str) -> str:
    """Where the home page finally stands: redirects, meta refreshes and framesets followed."""
    for _ in range(10):
        attempt, chain = evidence.final(url)
        url = chain[-1]
        facts = evidence.facts(attempt) if attempt is not None else None
        if facts is None:
            return url
        onward = facts.refresh
        if facts.kind == "frameset":
            frames = [link.url for link in facts.links if link.kind == "frame"]
            read = [p for f in frames if (p := evidence.page(f)) is not None]
            onward = max(read, key=lambda p: len(p.facts.links)).url if read else ""
        if not onward or onward == url or evidence.attempt(onward) is None:
            return url
        url = onward
    return url


def _coverage(evidence: SiteEvidence, stopped: str) -> Coverage:
    unseen: Counter[str] = Counter()
    shallowest = 10**6
    for target in evidence.targets.values():
        if not target.unseen:
            continue
        unseen[target.unseen] += 1
        page = bool(target.kinds & {"page", "frame"})
        if page and target.internal and target.unseen in _CUT:
            shallowest = min(shallowest, target.depth)
    deepest = max((p.target.depth for p in evidence.pages), default=-1)
    complete = shallowest == 10**6 and stopped == "finished"
    return Coverage(
        pages=len(evidence.pages),
        complete=complete,
        full_depth=deepest if complete else min(shallowest - 1, deepest),
        unseen=dict(sorted(unseen.items())),
        stopped=stopped,
    )


class Pictures:
    """Whether attempts' bodies can be shown as images, looked up in the archive once each."""

    def __init__(self, archive: Path) -> None:
        self._archive = archive
        self._known: dict[str, bool] = {}

    def __call__(self, attempt: Attempt) -> bool:
        """Whether a browser can show it; True where nothing was kept of it."""
        if attempt.record < 0:
            return True
        if attempt.sha256 not in self._known:
            self._known[attempt.sha256] = decodes(read_record(self._archive, attempt.record)[0])
        return self._known[attempt.sha256]


def _targets(db: sqlite3.Connection) -> dict[str, Target]:
    rows = db.execute("select id, url, host, internal, depth, unseen from targets order by id")
    known = [tuple(row) for row in rows]
    urls = {row[0]: row[1] for row in known}
    kinds: dict[int, set[LinkKind]] = defaultdict(set)
    sources: dict[int, list[Source]] = defaultdict(list)
    anchors = dict(db.execute("select id, text from anchors"))
    for source_id, target_id, kind, anchor in db.execute(
        "select source_id, target_id, kind, anchor_id from links order by source_id, position"
    ):
        kinds[target_id].add(KINDS[kind])
        sources[target_id].append(Source(urls[source_id], anchors[anchor]))
    attempts: dict[int, list[Attempt]] = defaultdict(list)
    for row in db.execute("select * from attempts order by look, at, id"):
        attempts[row["target_id"]].append(attempt(row, urls[row["target_id"]]))
    return {
        url: Target(
            url=url, host=host, internal=bool(internal), depth=depth,
            kinds=frozenset(kinds.get(number, ())), sources=tuple(sources.get(number, ())),
            attempts=tuple(attempts.get(number, ())), unseen=unseen or "",
        )
        for number, url, host, internal, depth, unseen in known
    }  # fmt: skip


def _examinations(db: sqlite3.Connection) -> tuple[Examination, ...]:
    known = db.execute("select 1 from sqlite_master where name = 'examinations'").fetchone()
    rows = db.execute("select told from examinations order by id") if known else ()
    return tuple(map(examination, rows))


def _grouped(answers: Iterator[DnsAnswer]) -> dict[tuple[str, str], tuple[DnsAnswer, ...]]:
    found: dict[tuple[str, str], tuple[DnsAnswer, ...]] = {}
    for answer in answers:
        key = (answer.host, answer.type)
        found[key] = (*found.get(key, ()), answer)
    return found


def _by_host(rows: Iterator[TlsProbe]) -> dict[str, tuple[TlsProbe, ...]]:
    found: dict[str, tuple[TlsProbe, ...]] = {}
    for probe in rows:
        found[probe.host] = (*found.get(probe.host, ()), probe)
    return found
