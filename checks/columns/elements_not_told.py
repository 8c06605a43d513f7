"""Columns that do not tell what belongs to them (栏目要素不全): 机构职能, 领导信息."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from checks.evidence import SiteEvidence
from checks.facts.columns import Column, find_columns, rows_of
from checks.facts.synonyms import name_of
from checks.finding import Finding, Need, Status, Subject, Value
from checks.framework import Options, Outcome, Row, check
from checks.observations import Page

MOST_PAGES = 100
"""Pages of one column that are looked at."""


class Elements(Row, frozen=True):
    """What columns of some types have to tell.

    Attributes:
        columns: the types.
        elements: by its Chinese name, what each is as of `checks.facts.types.PageFacts.told`.
    """

    columns: tuple[str, ...]
    elements: dict[str, str]


class ElementsNotToldOptions(Options, frozen=True, kw_only=True):
    """The rows; each is that of a line of an indicator set."""

    rows: tuple[Elements, ...]


@check(
    id="elements-not-told",
    title="A column does not tell what belongs to it",
    title_pass="Columns tell what belongs to them",
    scope="column",
    needs=("home", "root"),
    outcomes={
        "told": Outcome(Status.PASS, "{subject}: {elements} is told."),
        "not-told": Outcome(
            Status.REVIEW,
            "{subject}: on {pages} pages of the column {name} nothing was recognised that tells "
            "{elements}.",
            "Open the column and see whether it is told; if not, add it.",
        ),
        "unseen": Outcome(
            Status.NOT_TESTED, "{subject}: no page of such a column could be read on the site."
        ),
    },
    options=ElementsNotToldOptions,
)
def elements_not_told(evidence: SiteEvidence, options: ElementsNotToldOptions) -> Iterator[Finding]:
    """A column does not tell what belongs to it (栏目要素不全).

    Looks at:
        The pages of the columns of one type, their sub-columns and the pages that their rows lead
        to, for words that tell address, office hours and telephone of a body, or duties and career
        of its leaders.

    Basis:
        indicator-2019, 发布解读 · 机构职能 and 领导信息.

    Decides:
        Nothing by itself: an element of which no page of the column holds a word is for a person
        to look for. Whether it is told of every office and leader is not judged.

    Evidence:
        The archived pages of the column.

    Does not accuse:
        Never: it only reviews. That there is no such column is told by required-column.

    Remedy:
        Open the column and see whether it is told; if not, add it.
    """
    columns = find_columns(evidence)
    for row in options.rows:
        mine = [
            c for c in columns if c.internal and not c.guessed and set(c.types) & {*row.columns}
        ]
        pages = list(_pages(evidence, mine))
        told = {sign for page in pages for sign in page.facts.told}
        lacking = [name for name, sign in row.elements.items() if sign not in told]
        outcome = "not-told" if lacking else "told"
        values: dict[str, Value] = {
            "elements": "、".join(lacking or row.elements), "pages": len(pages),
            "name": mine[0].name if mine else "",
        }  # fmt: skip
        yield elements_not_told.finding(
            outcome if pages else "unseen",
            Subject("column", row.columns[0], name_of(row.columns[0])),
            row=row.duty,
            values=values,
            rests_on=[Need("page", c.url) for c in mine] or [Need("page", evidence.site.home)],
            sources=mine[0].sources if mine else (),
        )


def _pages(evidence: SiteEvidence, columns: list[Column]) -> Iterator[Page]:
    urls = dict.fromkeys(url for c in columns for url in (*c.pages, *c.children))
    for column in columns:
        urls |= dict.fromkeys(row.url for row, _day, _path in rows_of(evidence, column))
        # A page of leaders is often no list: its links lead to each of them.
        for url in column.pages:
            page = evidence.page(url)
            links = page.facts.links if page is not None else ()
            urls |= dict.fromkeys(x.url for x in links if x.area == "body" and x.kind == "page")
    yield from islice(filter(None, map(evidence.page, urls)), MOST_PAGES)
