"""The site's search does not find what the site published (站内搜索不可用)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from checks.coverage import mass_failure
from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Status, Subject
from checks.framework import Options, Outcome, check
from checks.observations import SearchTrial
from checks.search.results import (
    ASKED,
    TrialResult,
    always_the_same,
    answers_questions,
    may_be_ours,
    quality,
    says_nothing_found,
    titles_asked,
    trial_result,
)

FEWEST_TRIALS = 2
"""One question may be an odd one: a fault needs at least so many, all in vain."""
_ALWAYS = {"error": "out-of-order", "home": "leads-home"}
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
        "irrelevant": Outcome(
            Status.FAIL,
            "The search answers, but with other things: none of {trials} titles of the site's own "
            "articles is on the first page of results, for example: {query}",
            "See that the search uses the words typed, and that full titles come first.",
        ),
        "leads-home": Outcome(
            Status.FAIL,
            "The search leads back to the home page whatever is asked.",
            "Repair the address that the search box leads to.",
        ),
        "captcha": Outcome(
            Status.REVIEW,
            "The search asks for a verification code before it shows results.",
            "Search by hand; a search that everybody can use asks for no code.",
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
            "The search works by script or by POST, and there was no browser to operate it.",
            _BY_HAND,
        ),
        "blocked": Outcome(
            Status.NOT_TESTED,
            "The search gave automated visits no page (HTTP {status}).",
            _BY_HAND,
        ),
        "not-sent": Outcome(
            Status.NOT_TESTED,
            "No question was put to the search: robots.txt, the address guard, a limit, or no "
            "title that could be asked for.",
            _BY_HAND,
        ),
        "site-mostly-failed": Outcome(
            Status.NOT_TESTED,
            "Most pages of the site could not be had, so its search was not judged.",
            "Run the audit again when the site can be reached.",
        ),
    },
    options=SearchBrokenOptions,
    version=4,
)
def search_broken(evidence: SiteEvidence, _: SearchBrokenOptions) -> Iterator[Finding]:
    """The site's search does not find what the site published (站内搜索不可用).

    Looks at:
        The first page of results for titles of articles that the site itself published: news,
        policies, guides, notices and budgets, old and new, drawn by the day of inspection and the
        address of the site. A browser operates the search as a person does: it finds the box,
        types, presses Enter or the button, and follows a new window. Without a browser the form's
        own request is sent. Core words, a slip, nonsense and nothing at all are asked as well;
        they describe the search and decide nothing.

    Basis:
        indicator-2019, 功能设计 · 站内搜索: titles of published information must be found on the
        first page of results (Nanjing 2021 Q3 circular); disclosure-2018, D52.

    Decides:
        An article is found if a result leads to it, redirects followed, or bears its title; a
        result of that title at another address is opened, and a namesake does not count. If no
        question finds its article, that is a fault where the pages are result pages for certain:
        they say that nothing was found, or show other things, or the same list to nonsense too;
        so is an error, or the home page, for every question. If only some are found, or a code is
        asked for, a person must look.

    Evidence:
        The result pages as shown, each question put twice at least 60 seconds apart; share on the
        first page, mean reciprocal rank, and median time to results; sorting, filters and marks
        offered; dead ones among the first results; what an empty question brings.

    Does not accuse:
        Without a browser: when results are filled in by script, or the form is sent by POST or by
        script, or a script runs before it is sent. When the browser saw no words go out, or nothing
        happened. When robots.txt or the address guard forbids to ask; when a wall turns machines
        away; when the answers time out or cannot be told from an ordinary page; when only one
        question could be put, or most of the site could not be had.

    Remedy:
        Have the search index rebuilt; see that full titles are found on the first page.
    """
    trials = {trial: trial_result(evidence, trial) for trial in titles_asked(evidence)}
    asked = {trial: result for trial, result in trials.items() if result in ASKED}
    found = sum(result == "found" for result in asked.values())
    attempts = [evidence.final(trial.url)[0] for trial in trials if trial.url]
    measured = quality(evidence)
    yield search_broken.finding(
        _outcome(evidence, trials),
        Subject("search", evidence.site.url),
        values={
            "found": found,
            "trials": len(asked),
            "query": min((t.query for t, r in asked.items() if r != "found"), default=""),
            "status": max((attempt.status for attempt in attempts if attempt), default=0),
            "share": measured.share,
            "mrr": measured.mrr,
            "seconds": measured.seconds,
            "core_found": measured.core,
            "core_asked": measured.core_asked,
            "offers": ", ".join(measured.offers),
            "dead": measured.dead,
            "opened": measured.opened,
            "empty": measured.empty,
        },
        rests_on=[need for trial in asked for need in _rests_on(evidence, trial)],
    )


def _rests_on(evidence: SiteEvidence, trial: SearchTrial) -> list[Need]:
    if trial.via == "browser":
        return [Need("search", trial.query)]
    return [Need("page", url) for url in evidence.final(trial.url)[1]]


def _outcome(evidence: SiteEvidence, trials: dict[SearchTrial, TrialResult]) -> str:
    results = Counter(trials.values())
    asked = sum(results[result] for result in ASKED)
    if not asked:
        return next((r for r in ("blocked", "scripted") if results[r]), "not-sent")
    if results["captcha"]:
        return "captcha"
    if results["found"]:
        return "finds" if results["found"] == asked else "finds-some"
    if mass_failure(evidence):
        return "site-mostly-failed"
    (result, times), *_ = results.most_common(1)
    doubtful = asked < FEWEST_TRIALS or may_be_ours(evidence, tuple(trials))
    if doubtful or times != asked:
        return "unclear"
    return (
        _in_vain(evidence, tuple(trials))
        if result == "not-found"
        else _ALWAYS.get(result, "unclear")
    )


def _in_vain(evidence: SiteEvidence, trials: tuple[SearchTrial, ...]) -> str:
    """What a search is that answered every question, and never with the article."""
    by_browser = any(trial.via == "browser" for trial in trials)
    if says_nothing_found(evidence, trials):
        return "finds-nothing"
    if answers_questions(evidence, trials):
        return "irrelevant" if by_browser else "finds-nothing"
    return "irrelevant" if by_browser and always_the_same(evidence, trials) else "unclear"
