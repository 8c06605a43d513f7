"""A policy and its interpretation that don't link to each other (政策与解读未关联)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.coverage import mass_failure
from checks.disclosure.documents import Window, has_own, is_own, quoted, subject_of, within
from checks.disclosure.pairs import Pair, find_pairs, is_interpretation, names_of
from checks.evidence import SiteEvidence
from checks.facts.text import normal
from checks.finding import Finding, Need, Status, Subject, Value
from checks.framework import Outcome, check
from checks.observations import Page


class UnlinkedOptions(Window, frozen=True, kw_only=True):
    """Which pairs are judged, by the day of an interpretation; what was before is history."""


@check(
    id="interpretation-unlinked",
    title="A policy and its interpretation do not link to each other",
    title_pass="Policies and their interpretations link to each other",
    scope="page",
    needs=("home", "pages"),
    outcomes={
        "linked": Outcome(
            Status.PASS, "{pairs} policies and their interpretations link to each other."
        ),
        "unlinked": Outcome(
            Status.FAIL,
            "Neither the policy nor its interpretation, {interpretation}, links to the other.",
            "Link the interpretation on the policy's page, and the policy on the interpretation's.",
        ),
        "one-way": Outcome(
            Status.FAIL,
            "The policy and its interpretation, {interpretation}, are linked in one direction "
            "only: {lacking} lacks the link.",
            "Add the link that is missing, so that readers come from either page to the other.",
        ),
        "maybe-unlinked": Outcome(
            Status.REVIEW,
            "No link was seen on {lacking}; a script may bring it, or another copy of the "
            "document may have it. The other page is {interpretation}.",
            "Open both pages in a browser and see whether they link to each other.",
        ),
        "no-pairs": Outcome(
            Status.NOT_TESTED,
            "No policy with an interpretation of the last {months} months was among the pages "
            "read.",
        ),
    },
    options=UnlinkedOptions,
    version=2,
)
def interpretation_unlinked(evidence: SiteEvidence, options: UnlinkedOptions) -> Iterator[Finding]:
    """A policy and its interpretation don't link to each other (政策与解读未关联).

    Looks at:
        Every policy of the site of which an interpretation stands on the site too: the title of
        the interpretation (解读, 图解, 一图读懂, 问答) names the policy.

    Basis:
        disclosure-2018, D38; guideline-2017, 解读回应; indicator-2019, 发布解读 · 解读关联.

    Decides:
        The policy's page must link to one of its interpretations at least, and one of them at
        least must link to the policy, by a link of any words anywhere on the page. Pairs
        whose interpretations are older than the line says are not judged.

    Evidence:
        Both pages, read twice at least 60 seconds apart.

    Does not accuse:
        When both stand on one page; when a link with the other's title leads to another site,
        as to the platform for disclosure, where it stands too; when the policy is not surely
        of the site's own body, as one that it reprints; when several pages have the policy;
        when a page without the link has a frame of its own, or loads scripts and no page of its
        kind on the site shows such a link as plain HTML; when the link is written out as an
        address in words; when the crawl was cut short; when most of the site could not be had.

    Remedy:
        Link the interpretation on the policy's page and the policy on the interpretation's.
    """
    pairs = [
        pair
        for pair in find_pairs(evidence)
        if any(within(evidence, page, options) for page in pair.interpretations)
    ]
    seen = [(pair, _onward(evidence, pair), _back(evidence, pair)) for pair in pairs]
    shown_onward = any(onward for _pair, onward, _backward in seen)
    shown_back = any(backward for _pair, _onward_, backward in seen)
    sure = evidence.coverage.complete and not mass_failure(evidence)
    good = 0
    for pair, onward, backward in seen:
        first = pair.interpretations[0]
        linked = ((pair.policy, onward), (first, backward))
        lacking = [page for page, there in linked if not there]
        if not lacking:
            good += 1
            continue
        certain = sure and pair.sure and _is_own(evidence, pair)
        certain &= not any(_may_hide_links(evidence, page) for page in lacking)
        certain &= onward or shown_onward or not pair.policy.facts.scripts
        certain &= backward or shown_back or not first.facts.scripts
        outcome = "maybe-unlinked"
        if certain and not any(_written_out(evidence, pair, page) for page in lacking):
            outcome = "unlinked" if len(lacking) > 1 else "one-way"
        told: dict[str, Value] = {"interpretation": first.url, "lacking": lacking[0].url}
        yield interpretation_unlinked.finding(
            outcome,
            subject_of(pair.policy),
            values=told,
            rests_on=[Need("page", pair.policy.url), Need("page", first.url)],
            quotes=(*quoted(pair.policy), *quoted(first)),
        )
    if good == len(pairs):
        outcome = "linked" if pairs else "no-pairs"
        site = Subject("site", evidence.site.url)
        values: dict[str, Value] = {"pairs": good, "months": options.months}
        yield interpretation_unlinked.finding(outcome, site, values=values)


def _is_own(evidence: SiteEvidence, pair: Pair) -> bool:
    article = pair.policy.facts.article
    return article is not None and is_own(evidence, article)


def _may_hide_links(evidence: SiteEvidence, page: Page) -> bool:
    """Whether links may stand in a frame of its own, or in what was not read of a large page."""
    return page.facts.cut or has_own(evidence, page, "frame")


def _onward(evidence: SiteEvidence, pair: Pair) -> bool:
    """Whether the policy's page links to one of the interpretations."""
    wanted = {page.url for page in pair.interpretations}
    return _links_to(evidence, pair.policy, wanted) or any(
        is_interpretation(text) and _is_named(pair, text)
        for text in _leading_out(evidence, pair.policy)
    )


def _back(evidence: SiteEvidence, pair: Pair) -> bool:
    """Whether one of the interpretations links to the policy."""
    return any(
        _links_to(evidence, page, {pair.policy.url})
        or any(
            _is_named(pair, text) and not is_interpretation(text)
            for text in _leading_out(evidence, page)
        )
        for page in pair.interpretations
    )


def _is_named(pair: Pair, text: str) -> bool:
    """Whether words name the policy of a pair."""
    article, plain = pair.policy.facts.article, normal(text)
    return article is not None and any(name in plain for name in names_of(article.title))


def _leading_out(evidence: SiteEvidence, page: Page) -> list[str]:
    """Words of the links of a page that lead to other sites."""
    ends = ((link.text, evidence.targets.get(link.url)) for link in page.facts.links)
    return [text for text, target in ends if target is not None and not target.internal]


def _links_to(evidence: SiteEvidence, page: Page, wanted: set[str]) -> bool:
    urls = {link.url for link in page.facts.links if link.kind in ("page", "document")}
    if urls & wanted:
        return True
    ends = (evidence.page(url) for url in sorted(urls) if url != page.url)
    return any(end.url in wanted for end in ends if end is not None)


def _written_out(evidence: SiteEvidence, pair: Pair, page: Page) -> bool:
    """Whether the address of the other page stands on this one in words (链接写成文字)."""
    others = pair.interpretations if page is pair.policy else (pair.policy,)
    deep = evidence.deep(page.attempt)
    text = "".join(deep.text().split()) if deep is not None else ""
    return any(other.url.partition("://")[2] in text for other in others)
