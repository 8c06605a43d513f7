"""The dates of a page: publication, by kind of site, and signing and change; htmldate beside it.

``dangerous`` counts the days of publication that are more than 30 days off, or given to a page that
has none: such a one makes an old page look fresh or a fresh one stale. A row is right where the
page has no dangerous date. htmldate is installed from the registry into an environment of its own
under ``build/bench`` and run as a program; it never enters ours.
"""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from bench.accuracy.pages import Half, LabelledPage, labelled
from bench.accuracy.score import Tally
from bench.measure import ROOT
from checks.facts.page import read_page
from checks.facts.types import PageFacts

DANGER = 30
"""Days off from which a date misleads a rule on staleness."""

GROUPS = {
    "gov-cn": "Chinese government sites",
    "codes": "stats.gov.cn, tables of codes (one site, none has a date)",
    "news-cn": "other Chinese sites",
    "abroad": "sites abroad",
}
_HOME = ROOT / "build/bench/peers/htmldate"
_PROGRAM = """
import base64, json, sys
from htmldate import find_date
for line in sys.stdin:
    page = json.loads(line)
    body = base64.b64decode(page["body"])
    answers = []
    for extensive in (True, False):
        try:
            found = find_date(body, url=page["url"], extensive_search=extensive, original_date=True)
        except Exception:
            found = None
        answers.append(found or "")
    print(json.dumps(answers), flush=True)
"""


@dataclass(frozen=True)
class _Asked:
    page: LabelledPage
    facts: PageFacts
    group: str
    truth: dict[str, str]


@cache
def _pages(half: Half | None) -> list[_Asked]:
    asked = []
    for page in labelled("dates", half):
        truth = {row["kind"]: row["day"] for row in page.rows}
        facts = read_page(page.body, page.url)
        asked.append(_Asked(page, facts, page.rows[0]["group"], truth))
    return asked


def misleads(answer: str, truth: str) -> bool:
    """Whether a date would make an old page look fresh, or a fresh one stale."""
    if not answer or not truth:
        return bool(answer)
    return abs((date.fromisoformat(answer) - date.fromisoformat(truth)).days) > DANGER


def _program() -> Path | None:
    """The interpreter of htmldate's own environment; None if it cannot be had."""
    python = _HOME / "bin/python"
    if not python.exists():
        try:
            venv.create(_HOME, with_pip=True)
            subprocess.run([python, "-m", "pip", "install", "-q", "htmldate"], check=True)
        except (OSError, subprocess.CalledProcessError):
            shutil.rmtree(_HOME, ignore_errors=True)
            return None
    return python


@cache
def _htmldate(half: Half | None) -> dict[str, list[str]]:
    """Answers of htmldate, extensive and fast, by the digest of the page; empty without it."""
    asked = [one.page for one in _pages(half) if "publication" in one.truth]
    if (python := _program()) is None:
        return {}
    lines = (
        json.dumps({"url": page.url, "body": base64.b64encode(page.body).decode()})
        for page in asked
    )
    run = subprocess.run(
        [python, "-c", _PROGRAM], input="\n".join(lines), capture_output=True, text=True, check=True
    )
    answers = map(json.loads, run.stdout.splitlines())
    return {page.sha256: answer for page, answer in zip(asked, answers, strict=True)}


def _rows(
    group: str, half: Half | None, name: str, answers: dict[str, str]
) -> Iterator[tuple[str, Tally]]:
    tally, danger = Tally(), Tally()
    for one in _pages(half):
        if one.group != group or "publication" not in one.truth:
            continue
        answer, truth = answers.get(one.page.sha256, ""), one.truth["publication"]
        where = f"{one.page.url} ({one.page.sha256[:12]})"
        tally.add(answer, truth, where)
        danger.add("misleads" if misleads(answer, truth) else "", "", where)
    if name != "ours":
        # Misses of another tool are no work of ours.
        tally.misses.clear()
        danger.misses.clear()
    yield f"{name}: publication, {GROUPS[group]}", tally
    yield f"{name}: dangerous, {GROUPS[group]}", danger


def measure(half: Half | None) -> Iterator[tuple[str, Tally]]:
    """Publication by kind of site, ours and htmldate's; then signing and change."""
    pages = _pages(half)
    ours = {
        one.page.sha256: one.facts.published.day if one.facts.published else "" for one in pages
    }
    peer = _htmldate(half)
    for group in GROUPS:
        yield from _rows(group, half, "ours", ours)
        for at, mode in enumerate(("extensive", "fast") if peer else ()):
            answers = {sha256: both[at] for sha256, both in peer.items()}
            yield from _rows(group, half, f"htmldate {mode}", answers)
    for kind, name in (("signing", "signing (成文日期)"), ("modification", "last change (更新)")):
        tally = Tally()
        for one in pages:
            if kind in one.truth or one.group == "gov-cn":
                days = {dated.day for dated in one.facts.dates if dated.kind == kind}
                wanted = {one.truth[kind]} if one.truth.get(kind) else set()
                tally.add_all(days, wanted, one.page.url)
        yield f"ours: {name}", tally
    tally = Tally()
    for one in (one for one in pages if one.group == "gov-cn"):
        best = one.facts.published
        kept = [dated for dated in one.facts.dates if dated.kind == "publication"]
        days = {dated.day for dated in kept if one.facts.dates_conflict and best}
        days.discard(best.day if best else "")
        wanted = {one.truth["contradiction"]} if "contradiction" in one.truth else set()
        tally.add_all(days, wanted, one.page.url)
    yield "ours: day of a source that contradicts the day shown", tally
