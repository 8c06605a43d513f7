"""What became of one question put to the site's search (检索结果)."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import unquote

from checks.blocked import is_blocked
from checks.evidence import SearchTrial, SiteEvidence
from checks.facts.text import normal
from checks.facts.types import PageFacts

TrialResult = Literal["found", "not-found", "error", "unclear", "scripted", "blocked", "not-sent"]
ASKED: tuple[TrialResult, ...] = ("found", "not-found", "error", "unclear")
"""Results of questions that the search itself answered."""

MIN_TITLE = 8
"""Characters, and…"""
MIN_SHARE = 0.6
"""… share of a title that a result must show from its beginning to count as the same, cut short;
the share only if no dots say that it was cut."""
_CUT = re.compile(r"(?:…|\.\.\.|．．．)\s*$")
_LABEL = re.compile(r"^\s*(?:[\[【(（][^\])】）]{1,12}[\])】）]|\d{1,3}[.、．])\s*")


def trial_result(evidence: SiteEvidence, trial: SearchTrial) -> TrialResult:
    """Whether the first page of results shows the article that bears the title asked for."""
    if trial.skipped:
        return "scripted" if trial.skipped in ("scripted", "post") else "not-sent"
    attempt, _ = evidence.final(trial.url)
    if attempt is None or attempt.failure in ("blocked-target", "interrupted", "too-large"):
        return "not-sent"
    if is_blocked(evidence, attempt):
        return "blocked"
    if attempt.status in (404, 410) or (attempt.status >= 500 and attempt.status != 503):
        return "error"
    facts = evidence.facts(attempt)
    if facts is None or not 200 <= attempt.status < 300 or facts.kind == "error":
        return "unclear"
    return _read_result(evidence, facts, trial)


def _read_result(evidence: SiteEvidence, facts: PageFacts, trial: SearchTrial) -> TrialResult:
    if _shows(evidence, facts, trial):
        return "found"
    return "scripted" if facts.kind == "shell" or facts.entries_unread else "not-found"


def answers_questions(evidence: SiteEvidence, trials: tuple[SearchTrial, ...]) -> bool:
    """Whether the pages are result pages for certain.

    They are if all say in words that nothing was found, or if each question brought another
    list: a page that loads its results by script shows the same lists whatever was asked.
    """
    sent = [evidence.final(trial.url)[0] for trial in trials if trial.url]
    pages = [facts for attempt in sent if attempt and (facts := evidence.facts(attempt))]
    if pages and all(page.says_no_results for page in pages):
        return True
    lists = {page.entries for page in pages if page.entries}
    return len(lists) == len(pages) > 1


def may_be_ours(evidence: SiteEvidence, trials: tuple[SearchTrial, ...]) -> bool:
    """Whether a script of the box may send something else than we did."""
    hooked = {
        form.action.partition("?")[0]
        for page in evidence.pages
        for form in page.facts.searches
        if form.hooked
    }
    return any(trial.url.partition("?")[0] in hooked for trial in trials)


def _shows(evidence: SiteEvidence, facts: PageFacts, trial: SearchTrial) -> bool:
    known = {trial.known_url, *evidence.final(trial.known_url)[1]}
    wanted = normal(trial.query)
    shown = [(link.url, link.text) for link in facts.links if link.kind in ("page", "document")]
    shown += [(entry.url, entry.title) for entry in facts.entries]
    return any(_is_it(url, text, known, wanted) for url, text in shown)


def _is_it(url: str, text: str, known: set[str], wanted: str) -> bool:
    # Some searches lead through a counter that carries the address as a parameter.
    if url in known or any(unquote(url).endswith(target) for target in known):
        return True
    title = normal(_LABEL.sub("", text))
    enough = MIN_TITLE if _CUT.search(text) else max(MIN_TITLE, MIN_SHARE * len(wanted))
    cut_short = len(title) >= enough and wanted.startswith(title)
    return bool(wanted) and (wanted in title or cut_short)
