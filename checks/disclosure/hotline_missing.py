"""The hotline 12345 (政务服务便民热线) on the home page or where people ask."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.evidence import SiteEvidence
from checks.facts.columns import find_columns
from checks.finding import Finding, Need, Status, Subject
from checks.framework import Options, Outcome, check
from checks.observations import Page

_NUMBER = re.compile(r"(?<![\d.])12345(?![\d.])")
_OTHERS = re.compile(r"(?<![\d.])12[13]\d{2}(?![\d.])")
MOST_PAGES = 4
"""Pages read again: the home page and the first columns of questions and letters."""


class HotlineOptions(Options, frozen=True):
    """There is nothing to set: the number is there or it is not."""


@check(
    id="hotline-missing",
    title="The hotline 12345 was not seen on the site",
    title_pass="The site names the hotline 12345",
    scope="site",
    needs=("home", "root"),
    outcomes={
        "named": Outcome(
            Status.PASS,
            "The site names the hotline 12345 on {page}; other hotlines beside it: {others}.",
        ),
        "not-seen": Outcome(
            Status.REVIEW,
            "12345 stands neither in the words of the home page and of the pages for questions "
            "nor in a link of any page; a picture may show it.",
            "Open the home page, and name the hotline in words or link to it.",
        ),
    },
    options=HotlineOptions,
)
def hotline_missing(evidence: SiteEvidence, _: HotlineOptions) -> Iterator[Finding]:
    """The hotline 12345 isn't named on the site (12345热线).

    Looks at:
        The words of the home page and of the columns for questions and letters, and the words and
        addresses of the links of all pages, for the number 12345; beside it, how many other
        hotlines (12315, 12333 …) the home page names.

    Basis:
        disclosure-2018, D46 (苏政办发〔2018〕42号: 江苏12345在线; 洪办发〔2017〕74号: 一号通).

    Decides:
        The number anywhere there is enough.

    Evidence:
        The home page and the pages for questions, as they were seen.

    Does not accuse:
        It never does: the number may stand in a picture. Where it isn't seen a person has to look.

    Remedy:
        Name the hotline 12345 on the home page, and link to it.
    """
    home = evidence.home
    assert home is not None, "the framework asks for a home page first"  # noqa: S101
    words = {page.url: _words(evidence, page) for page in _asked(evidence, home)}
    others = sorted(set(_OTHERS.findall(words[home.url])))
    shown = next((url for url, text in words.items() if _NUMBER.search(text)), "")
    shown = shown or next((page.url for page in evidence.pages if _links(page)), "")
    yield hotline_missing.finding(
        "named" if shown else "not-seen",
        Subject("site", evidence.site.url),
        values={"page": shown, "others": len(others)},
        rests_on=[Need("page", evidence.site.home)],
    )


def _asked(evidence: SiteEvidence, home: Page) -> list[Page]:
    """The home page and the pages where people ask."""
    columns = [c for c in find_columns(evidence) if "inquiries" in c.types and c.internal]
    pages = [evidence.page(c.url) for c in columns[: MOST_PAGES - 1]]
    return [home, *(page for page in pages if page is not None and page.url != home.url)]


def _words(evidence: SiteEvidence, page: Page) -> str:
    deep = evidence.deep(page.attempt)
    return deep.text() if deep is not None else ""


def _links(page: Page) -> bool:
    return any(
        _NUMBER.search(link.text) or "12345" in link.url.partition("://")[2].partition("/")[0]
        for link in page.facts.links
        if link.kind in ("page", "image")
    )
