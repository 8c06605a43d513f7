"""What became of one question put to the site's search (检索结果)."""

from __future__ import annotations

import re
from statistics import median
from typing import Literal
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from checks.blocked import is_blocked
from checks.evidence import SiteEvidence
from checks.facts.kinds import likeness
from checks.facts.text import normal
from checks.facts.types import PageFacts
from checks.observations import Attempt, SearchTrial

TrialResult = Literal[
    "found", "not-found", "error", "home", "unclear", "captcha", "scripted", "blocked", "not-sent"
]
ASKED: tuple[TrialResult, ...] = ("found", "not-found", "error", "home", "unclear", "captcha")
"""Results of questions that the search itself answered."""

OFFERS = frozenset(
    ("sort-time", "sort-relevance", "filter-time", "filter-type", "filter-column", "highlight")
)
"""Traits that help those who search."""
RESULTS = 10
"""Rows of a first page of results."""
MIN_TITLE = 8
"""Characters, and…"""
MIN_SHARE = 0.6
"""… share of a title that a result must show from its beginning to count as the same, cut short;
the share only if no dots say that it was cut."""
COPY = 0.5
"""Share of lines that a page of the same title must have in common to be a moved copy."""
_CUT = re.compile(r"(?:…|\.\.\.|．．．)\s*$")
_LABEL = re.compile(r"^\s*(?:[\[【(（][^\])】）]{1,12}[\])】）]|\d{1,3}[.、．])\s*")
_UNASKED = {"scripted": "scripted", "post": "scripted", "no-reaction": "unclear", "lost": "unclear"}


def titles_asked(evidence: SiteEvidence) -> tuple[SearchTrial, ...]:
    """Questions by full titles, which alone decide: the others only describe the search."""
    return tuple(trial for trial in evidence.trials if trial.kind == "title")


def trial_result(evidence: SiteEvidence, trial: SearchTrial) -> TrialResult:
    """Whether the first page of results shows the article that bears the title asked for."""
    if trial.skipped:
        return _UNASKED.get(trial.skipped, "not-sent")  # type: ignore[return-value]
    attempt, _ = evidence.final(trial.url)
    if attempt is None or attempt.failure in ("blocked-target", "interrupted", "too-large"):
        return "not-sent"
    return _read_answer(evidence, attempt, trial)


def _read_answer(evidence: SiteEvidence, attempt: Attempt, trial: SearchTrial) -> TrialResult:
    if "captcha" in trial.traits and not rank_of(evidence, trial):
        return "captcha"
    if is_blocked(evidence, attempt):
        return "blocked"
    if attempt.status in (404, 410) or (attempt.status >= 500 and attempt.status != 503):
        return "error"
    facts = evidence.facts(attempt)
    if facts is None or not 200 <= attempt.status < 300 or facts.kind == "error":
        return "unclear"
    return _read_result(evidence, attempt, facts, trial)


def _read_result(
    evidence: SiteEvidence, attempt: Attempt, facts: PageFacts, trial: SearchTrial
) -> TrialResult:
    if trial.via == "browser" and _is_home(evidence, attempt, trial):
        return "home"
    if rank_of(evidence, trial):
        return "found"
    if trial.via == "browser":
        # What a person sees after the search came to rest is the answer, by script or not.
        return "not-found" if "sent" in trial.traits else "unclear"
    return "scripted" if facts.kind == "shell" or facts.entries_unread else "not-found"


def _is_home(evidence: SiteEvidence, attempt: Attempt, trial: SearchTrial) -> bool:
    """Whether the search led to the home page instead of results; it shows titles, too."""
    shown, home = urlsplit(attempt.url), urlsplit(evidence.site.home)
    led = (shown.netloc, shown.path, shown.query) == (home.netloc, home.path, home.query)
    return led and "in-place" not in trial.traits


def answers_questions(evidence: SiteEvidence, trials: tuple[SearchTrial, ...]) -> bool:
    """Whether the pages are result pages for certain.

    They are if all say in words that nothing was found, or if each question brought another
    list: a page that loads its results by script shows the same lists whatever was asked.
    """
    pages = _pages(evidence, trials)
    if pages and all(page.says_no_results for page in pages):
        return True
    lists = {page.entries for page in pages if page.entries}
    return len(lists) == len(pages) > 1


def says_nothing_found(evidence: SiteEvidence, trials: tuple[SearchTrial, ...]) -> bool:
    """Whether every page says, in words or by a number, that nothing was found."""
    asked = [trial for trial in trials if trial.url]
    return bool(asked) and all(
        trial.total == 0 or any(page.says_no_results for page in _pages(evidence, (trial,)))
        for trial in asked
    )


def always_the_same(evidence: SiteEvidence, trials: tuple[SearchTrial, ...]) -> bool:
    """Whether a browser showed one and the same list to every question, nonsense included."""
    nonsense = tuple(t for t in evidence.searches if t.kind == "nonsense" and t.url)
    pages = _pages(evidence, (*trials, *nonsense))
    lists = {tuple(entry.url or entry.title for entry in page.entries) for page in pages}
    return bool(nonsense) and len(pages) > 1 and len(lists) == 1 and lists != {()}


def _pages(evidence: SiteEvidence, trials: tuple[SearchTrial, ...]) -> list[PageFacts]:
    sent = [evidence.final(trial.url)[0] for trial in trials if trial.url]
    return [facts for attempt in sent if attempt and (facts := evidence.facts(attempt))]


def may_be_ours(evidence: SiteEvidence, trials: tuple[SearchTrial, ...]) -> bool:
    """Whether a script of the box may send something else than we did."""
    hooked = {
        form.action.partition("?")[0]
        for page in evidence.pages
        for form in page.facts.searches
        if form.hooked
    }
    return any(trial.via == "http" and trial.url.partition("?")[0] in hooked for trial in trials)


class Quality(Struct, frozen=True):
    """How well a search finds known items.

    Attributes:
        share: of the articles asked for by full title that are on the first page, in percent.
        mrr: mean reciprocal rank (Voorhees 1999), two decimals.
        seconds: median time to results; 0 if it was not measured.
        core, core_asked: found by core words, of how many.
        offers: what pages of results offer, see `checks.observations.SearchTrial`.
        dead, opened: first results that are dead (HTTP 404, 410, no such host), of how many that
            were looked at.
        empty: what a question without words brought: ``nothing``, ``error``, ``rows``, ``page``;
            empty if none was put.
    """

    share: int
    mrr: float
    seconds: float
    core: int
    core_asked: int
    offers: tuple[str, ...]
    dead: int
    opened: int
    empty: str


def quality(evidence: SiteEvidence) -> Quality:
    """Measures of all questions in the view."""
    asked = [t for t in titles_asked(evidence) if trial_result(evidence, t) in ASKED]
    ranks = [rank_of(evidence, t) if trial_result(evidence, t) == "found" else 0 for t in asked]
    cores = [t for t in evidence.trials if t.kind == "core" and trial_result(evidence, t) in ASKED]
    times = [t.seconds for t in evidence.trials if t.seconds]
    results = dict.fromkeys(
        entry.url
        for page in _pages(evidence, titles_asked(evidence))
        for entry in page.entries[:RESULTS]
        if entry.url
    )
    opened = [attempt for url in results if (attempt := evidence.final(url)[0]) is not None]
    return Quality(
        share=round(100 * sum(rank > 0 for rank in ranks) / len(ranks)) if ranks else 0,
        mrr=round(sum(1 / rank for rank in ranks if rank) / len(ranks), 2) if ranks else 0.0,
        seconds=round(median(times), 1) if times else 0.0,
        core=sum(trial_result(evidence, t) == "found" for t in cores),
        core_asked=len(cores),
        offers=tuple(sorted({t for trial in evidence.trials for t in trial.traits} & OFFERS)),
        dead=sum(a.status in (404, 410) or a.failure == "no-such-host" for a in opened),
        opened=len(opened),
        empty=_without_words(evidence),
    )


def _without_words(evidence: SiteEvidence) -> str:
    trial = next((t for t in evidence.searches if t.kind == "empty"), None)
    if trial is None or trial.skipped == "lost":
        return ""
    attempt = evidence.final(trial.url)[0] if trial.url else None
    facts = evidence.facts(attempt) if attempt is not None else None
    if attempt is None or facts is None:
        return "nothing"
    if attempt.status >= 400:
        return "error"
    return "rows" if facts.entries else "page"


def rank_of(evidence: SiteEvidence, trial: SearchTrial) -> int:
    """Place of the known item among the rows of the page, from 1; 0 if it is not there."""
    attempt, _ = evidence.final(trial.url) if trial.url else (None, ())
    facts = evidence.facts(attempt) if attempt is not None else None
    if facts is None:
        return 0
    known = {trial.known_url, *evidence.final(trial.known_url)[1]}
    wanted = normal(_title(evidence, trial))

    def is_it(url: str, text: str) -> bool:
        # Some searches lead through a counter that carries the address as a parameter.
        if url in known or any(unquote(url).endswith(target) for target in known):
            return True
        return _bears(text, wanted) and not _is_namesake(evidence, trial, url)

    rows = [(entry.url, entry.title) for entry in facts.entries]
    place = next((n for n, row in enumerate(rows, 1) if is_it(*row)), 0)
    if place:
        return place
    others = [(x.url, x.text) for x in facts.links if x.kind in ("page", "document")]
    return len(rows) + 1 if any(is_it(*other) for other in others) else 0


def _title(evidence: SiteEvidence, trial: SearchTrial) -> str:
    """The full title, whatever part of it was typed."""
    same = (t for t in evidence.trials if t.known_url == trial.known_url and t.kind == "title")
    return next((t.query for t in same), trial.query)


def _bears(text: str, wanted: str) -> bool:
    """Whether the words of a result are the title, labelled or cut short as it may be."""
    title = normal(_LABEL.sub("", text))
    enough = MIN_TITLE if _CUT.search(text) else max(MIN_TITLE, MIN_SHARE * len(wanted))
    cut_short = len(title) >= enough and wanted.startswith(title)
    return bool(wanted) and (wanted in title or cut_short)


def _is_namesake(evidence: SiteEvidence, trial: SearchTrial, url: str) -> bool:
    """Whether a result of the same title was opened, and is another article."""
    attempt, chain = evidence.final(url)
    if attempt is None or trial.known_url in chain:
        return False
    page, article = evidence.page(url), evidence.page(trial.known_url)
    if page is None or article is None:
        return False
    if not page.facts.sketch or not article.facts.sketch:
        return False
    day = page.facts.published and page.facts.published.day
    same_day = day is not None and day == (article.facts.published and article.facts.published.day)
    return not same_day and likeness(page.facts.sketch, article.facts.sketch) < COPY
