"""Rows of a bundle's tables (数据行): from observations to columns, and back again."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime
from typing import Any

import msgspec

from checks.examination import Examination
from checks.observations import Asked, Attempt, DnsAnswer, Purpose, SearchTrial, TlsProbe
from checks.tls_evidence import Certificate, Handshake, TlsOffers
from spiders.bundle.storage import stamp
from spiders.exchange import Exchange
from spiders.resolver import Answer

Row = tuple[Any, ...]


def of_exchange(
    number: int, target_id: int, look: int, purpose: Purpose, exchange: Exchange, *,
    kind: str, digest: str, record: int,
) -> Row:  # fmt: skip
    """Row of ``attempts``.

    Args:
        number: id of the attempt.
        target_id: what was asked.
        look: see `Attempt`, as ``purpose``.
        purpose: see there.
        exchange: what came of it.
        kind: what the body is, from `magic`; empty without one.
        digest: SHA-256 of the body.
        record: offset in the archive; -1 if nothing was kept.
    """
    return (
        number, target_id, look, purpose, stamp(exchange.at), exchange.seconds,
        exchange.dns_seconds, exchange.connect_seconds, exchange.tls_seconds,
        exchange.first_byte_seconds, exchange.status, exchange.failure, exchange.detail,
        exchange.location, exchange.content_type, len(exchange.body), int(exchange.truncated),
        kind, digest, exchange.address, record, exchange.reused, exchange.hsts,
    )  # fmt: skip


def attempt(row: sqlite3.Row, url: str) -> Attempt:
    """What a row of ``attempts`` says; the URL stands with its target."""
    return Attempt(
        id=row["id"], url=url, look=row["look"], purpose=row["purpose"],
        at=datetime.fromisoformat(row["at"]), seconds=row["seconds"],
        status=row["status"], failure=row["failure"], detail=row["detail"],
        location=row["location"], content_type=row["content_type"],
        size=row["size"], truncated=bool(row["truncated"]), magic=row["magic"],
        sha256=row["sha256"], address=row["address"], record=row["record"],
        reused=row["reused"], hsts=row["hsts"],
    )  # fmt: skip


def of_answer(
    number: int, host: str, kind: str, answer: Answer, *, look: int, at: datetime, asked: Asked
) -> Row:
    """Row of ``dns_answers``; ``asked`` says which kind of server was asked."""
    return (
        number, host, kind, look, stamp(at), answer.result, json.dumps(answer.addresses),
        json.dumps(answer.chain), answer.server, asked,
    )  # fmt: skip


def dns_answer(row: sqlite3.Row) -> DnsAnswer:
    """What a row of ``dns_answers`` says."""
    return DnsAnswer(
        id=row["id"], host=row["host"], type=row["type"], look=row["look"],
        at=datetime.fromisoformat(row["at"]), result=row["result"],
        addresses=tuple(json.loads(row["addresses"])), chain=tuple(json.loads(row["chain"])),
        server=row["server"], asked=row["asked"],
    )  # fmt: skip


def of_handshake(number: int, host: str, port: int, seen: Handshake, look: int) -> Row:
    """Row of ``tls_probes``."""
    return (
        number, host, port, look, stamp(seen.at), int(seen.connected), int(seen.handshake),
        seen.fault, seen.failure, seen.detail, seen.version, seen.subject, seen.issuer,
        json.dumps(seen.names), seen.name_count, seen.not_before, seen.not_after, seen.address,
        as_json(seen.chain), seen.completes, as_json(seen.offers),
    )  # fmt: skip


def tls_probe(row: sqlite3.Row) -> TlsProbe:
    """What a row of ``tls_probes`` says."""
    return TlsProbe(
        id=row["id"], host=row["host"], port=row["port"], look=row["look"],
        at=datetime.fromisoformat(row["at"]), connected=bool(row["connected"]),
        handshake=bool(row["handshake"]), fault=row["fault"], failure=row["failure"],
        detail=row["detail"], version=row["version"], subject=row["subject"],
        issuer=row["issuer"], names=tuple(json.loads(row["names"])),
        name_count=row["name_count"], not_before=row["not_before"], not_after=row["not_after"],
        address=row["address"], completes=row["completes"],
        chain=msgspec.json.decode(row["chain"], type=tuple[Certificate, ...]),
        offers=msgspec.json.decode(row["offers"], type=TlsOffers | None),
    )  # fmt: skip


def of_search(trial: SearchTrial) -> Row:
    """Row of ``searches``, its id left to the database."""
    return (
        trial.query, trial.known_url, trial.url, trial.skipped, trial.kind, trial.via,
        trial.look, stamp(trial.at) if trial.at else "", trial.seconds,
        json.dumps(trial.traits), trial.total,
    )  # fmt: skip


def search_trial(row: sqlite3.Row) -> SearchTrial:
    """What a row of ``searches`` says."""
    told = dict(row)
    trial = SearchTrial(
        query=row["query"], known_url=row["known_url"], url=row["url"], skipped=row["skipped"]
    )
    if "via" not in told:  # of a bundle made before searches were operated in a browser
        return trial
    return msgspec.structs.replace(
        trial, kind=row["kind"], via=row["via"], look=row["look"],
        at=datetime.fromisoformat(row["at"]) if row["at"] else None, seconds=row["seconds"],
        traits=tuple(json.loads(row["traits"])), total=row["total"],
    )  # fmt: skip


def of_examination(one: Examination) -> Row:
    """Row of ``examinations``, its id left to the database."""
    return (as_json(one),)


def examination(row: sqlite3.Row) -> Examination:
    """What a row of ``examinations`` says."""
    return msgspec.json.decode(row["told"], type=Examination)


def as_json(value: object) -> str:
    """A list or record as it stands in a column."""
    return msgspec.json.encode(value).decode()
