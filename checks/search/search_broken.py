"""The site's search does not find what the site published (站内搜索不可用)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from checks.coverage import mass_failure
from checks.evidence import SearchTrial, SiteEvidence
from checks.finding import Finding, Need, Status, Subject
from checks.framework import Options, Outcome, check
from checks.search.results import ASKED, TrialResult, answers_questions, may_be_ours, trial_result

FEWEST_TRIALS = 2
"""One question may be an odd one: a fault needs at least so many, all in vain."""
_BY_HAND = "Search for the titles in a browser and see whether the first page shows them."


class SearchBrokenOptions(Options, frozen=True):
    """There is nothing to set yet: only a search that finds nothing at all is a fault."""


@check(
    id="search-broken",
    title="The site's search does not find what the site published",
    title_pass="The site's search finds what the site published",
    scope="search",
    needs=("home",),
    outcomes={
        "finds": Outcome(
            Status.PASS,
            "{found} of {trials} titles of the site's own articles were found on the first page.",
        ),
        "finds-nothing": Outcome(
            Status.FAIL,
            "None of {trials} titles of the site's own articles is on the first page of results, "
            "for example: {query}",
            "Have the search index rebuilt and see that titles are found exactly.",
        ),
        "out-of-order": Outcome(
            Status.FAIL,
            "The search answers every question with an error (HTTP {status}).",
            "Repair the search service or its address in the form.",
        ),
        "finds-some": Outcome(
            Status.REVIEW,
            "Only {found} of {trials} titles of the site's own articles are on the first page.",
            "See whether the missing articles are in the search index.",
        ),
        "unclear": Outcome(
            Status.REVIEW,
            "The search gave no answer that could be read as a page of results.",
            _BY_HAND,
        ),
        "scripted": Outcome(
            Status.NOT_TESTED,
            "The search works by script or by POST, which this version does not operate.",
            _BY_HAND,
        ),
        "blocked": Outcome(
            Status.NOT_TESTED,
            "The search turns automated visitors away (HTTP {status}).",
            _BY_HAND,
        ),
        "not-sent": Outcome(
            Status.NOT_TESTED,
            "No question was put to the search: robots.txt, the address guard, a limit, or no "
            "title that could be asked for.",
            _BY_HAND,
        ),
    },
    options=SearchBrokenOptions,
)
def search_broken(evidence: SiteEvidence, _: SearchBrokenOptions) -> Iterator[Finding]:
    """The site's search does not find what the site published (站内搜索不可用).

    Looks at:
        The first page of results for titles of articles that the site itself published.

    Basis:
        indicator-2019, 功能设计 · 站内搜索: titles of published information must be found on the
        first page of results (Nanjing 2021 Q3 circular); disclosure-2018, D52.

    Decides:
        An article is found if a result leads to it or bears its title. If no trial finds its
        article, and the pages are result pages for certain (they differ from question to question
        or say in words that nothing was found), that is a fault; so is an error for every
        question. If only some are found, a person must look.

    Evidence:
        The result pages, each asked for twice at least 60 seconds apart.

    Does not accuse:
        When results are filled in by script, or the form is sent by POST or by script, or a script
        runs before it is sent; when robots.txt or the address guard forbids to ask; when a wall
        turns machines away; when the answers time out or cannot be told from an ordinary page; when
        only one question could be put, or most of the site could not be had.

    Remedy:
        Have the search index rebuilt; see that full titles are found on the first page.
    """
    trials = {trial: trial_result(evidence, trial) for trial in evidence.searches}
    asked = {trial: result for trial, result in trials.items() if result in ASKED}
    found = sum(result == "found" for result in asked.values())
    attempts = [evidence.final(trial.url)[0] for trial in evidence.searches if trial.url]
    yield search_broken.finding(
        _outcome(evidence, trials),
        Subject("search", evidence.site.url),
        values={
            "found": found,
            "trials": len(asked),
            "query": min((t.query for t, r in asked.items() if r != "found"), default=""),
            "status": max((attempt.status for attempt in attempts if attempt), default=0),
        },
        rests_on=[Need("page", url) for trial in asked for url in evidence.final(trial.url)[1]],
    )


def _outcome(evidence: SiteEvidence, trials: dict[SearchTrial, TrialResult]) -> str:
    results = Counter(trials.values())
    asked = sum(results[result] for result in ASKED)
    if not asked:
        return next((r for r in ("blocked", "scripted") if results[r]), "not-sent")
    if results["found"]:
        return "finds" if results["found"] == asked else "finds-some"
    if asked < FEWEST_TRIALS or mass_failure(evidence) or may_be_ours(evidence, tuple(trials)):
        return "unclear"
    if results["error"] == asked:
        return "out-of-order"
    if results["not-found"] == asked and answers_questions(evidence, tuple(trials)):
        return "finds-nothing"
    return "unclear"
