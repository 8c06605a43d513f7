"""Articles that show no time of publication, or no source (未标明发布时间、来源)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from checks.coverage import mass_failure
from checks.evidence import SiteEvidence
from checks.facts.columns import find_columns
from checks.facts.days import SEEN_SOURCES
from checks.finding import Finding, Need, Source, Status, Subject, Value
from checks.framework import Options, Outcome, Row, check
from checks.observations import Page

MIN_ARTICLES = 10
"""Fewer articles are no sample of a template (project default 【建议】)."""
MIN_BODY = 100
"""A shorter page may be no article (project default 【建议】)."""
LACKING, PARTLY = 90, 20
"""Of a hundred articles so many lack it: a fault, or something to look at (project default)."""
_FORM = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2} \d{2}:\d{2}")
NAMES = {"time": "发布时间", "source": "来源"}


class Label(Row, frozen=True):
    """What an article has to show."""

    what: Literal["time", "source"]


class ArticlesUnlabelledOptions(Options, frozen=True, kw_only=True):
    """The rows; each is that of a line of an indicator set."""

    rows: tuple[Label, ...]


@check(
    id="articles-unlabelled",
    title="Articles show no time of publication or no source",
    title_pass="Articles show time of publication and source",
    scope="page",
    needs=("home", "pages"),
    outcomes={
        "shown": Outcome(Status.PASS, "Of {articles} articles read, {lacking} do not show {what}."),
        "lacking": Outcome(
            Status.FAIL,
            "Of {articles} articles read, {lacking} show no {what}, nor a label for it.",
            "Have the template of articles show {what}.",
        ),
        "partly": Outcome(
            Status.REVIEW,
            "Of {articles} articles read, {lacking} show no {what}.",
            "Look at the articles listed, and add {what} where it belongs.",
        ),
        "other-form": Outcome(
            Status.REVIEW,
            "Of {articles} articles read, {lacking} show the time of publication in another form "
            "than YYYY-MM-DD HH:MM.",
            "Have the template of articles show the time as YYYY-MM-DD HH:MM.",
        ),
        "too-few": Outcome(
            Status.NOT_TESTED,
            "{what}: articles of the site that were read: {articles}, too few to tell.",
        ),
    },
    options=ArticlesUnlabelledOptions,
)
def articles_unlabelled(
    evidence: SiteEvidence, options: ArticlesUnlabelledOptions
) -> Iterator[Finding]:
    """Articles show no time of publication or no source (未标明发布时间、来源).

    Looks at:
        All articles (内容页) of the site that were read: the date of publication and the source
        (来源, 发布机构) that a reader sees.

    Basis:
        guideline-2017, 页面 (内容清晰显示发布时间) and 内容 (发布或转载注明来源).

    Decides:
        It is a fault if nine of ten articles, of ten or more that were read, show neither the
        time or source nor a label or script for it. From two of ten on a person has to look, as
        where nine of ten times that are shown have not the form YYYY-MM-DD HH:MM.

    Evidence:
        The first three of these articles, read twice at least 60 seconds apart.

    Does not accuse:
        When fewer than ten articles with a text of their own were read; for articles with a label
        whose content could not be told, with a date near their beginning, or with a script that
        names such a field; for pages of columns (机构职能, 概况); when most of the site could not
        be had.

    Remedy:
        Have the template of articles show time of publication and source.
    """
    columns = {url for c in find_columns(evidence) for url in (c.url, *c.pages)}
    articles = [
        page
        for page in sorted(evidence.pages, key=lambda p: (p.target.depth, p.url))
        if page.facts.kind == "article" and page.url not in columns
        if page.facts.article is not None and page.facts.article.body_length >= MIN_BODY
    ]
    lost = mass_failure(evidence)
    for row in options.rows:
        lacking = [page for page in articles if not _shows(page, row.what)]
        share = len(lacking) * 100
        if len(articles) < MIN_ARTICLES or lost:
            outcome = "too-few"
        elif share >= LACKING * len(articles):
            outcome = "lacking"
        elif share >= PARTLY * len(articles):
            outcome = "partly"
        else:
            odd = _of_other_form(articles) if row.what == "time" else []
            outcome, lacking = ("other-form", odd) if odd else ("shown", lacking)
        values: dict[str, Value] = {
            "articles": len(articles), "lacking": len(lacking), "what": NAMES[row.what],
        }  # fmt: skip
        yield articles_unlabelled.finding(
            outcome,
            Subject("page", f"{evidence.site.home}#{row.what}", NAMES[row.what]),
            row=row.duty,
            values=values,
            rests_on=[Need("page", page.url) for page in lacking[:3]],
            sources=tuple(Source(page.url) for page in lacking),
        )


def _of_other_form(articles: list[Page]) -> list[Page]:
    """Articles whose time of publication has another form, if nearly all that show it are such."""
    shown = {
        page.url: [d.text for d in page.facts.dates if d.line and d.kind == "publication"]
        for page in articles
    }
    timed = [page for page in articles if shown[page.url]]
    odd = [page for page in timed if not any(map(_FORM.search, shown[page.url]))]
    most = len(timed) >= MIN_ARTICLES and len(odd) * 100 >= LACKING * len(timed)
    return odd if most else []


def _shows(page: Page, what: str) -> bool:
    facts = page.facts
    if what in facts.told:
        return True
    if what == "time":
        return facts.published is not None and facts.published.source in SEEN_SOURCES
    return facts.article is not None and bool(facts.article.source or facts.article.issuer)
