"""Catalogues of disclosure that lack what they must tell of each matter (主动公开目录要素)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.coverage import mass_failure
from checks.disclosure.documents import is_own, is_whole, quoted, subject_of
from checks.evidence import SiteEvidence
from checks.facts.columns import find_columns, rows_of
from checks.facts.text import normal
from checks.finding import Finding, Need, Status, Subject
from checks.framework import Options, Outcome, check
from checks.observations import Page

FIELDS = {
    "事项": re.compile("事项|名称|类别|目录"),
    "内容": re.compile("内容|要素"),
    "时限": re.compile("时限|周期|公开时间|更新时间"),
    "方式": re.compile("方式|渠道|载体|形式|平台"),
}
"""What a catalogue tells of each matter, and words of the heads of its columns."""

_CATALOGUE = re.compile("主动公开.{0,8}目录|公开.{0,4}基本目录|公开.{0,6}标准目录|公开事项目录")
_ABOUT = re.compile("通知$|工作|方案|公告$|说明$|解读")
_LISTS = re.compile("索引号|文号|(?:生成|发布|发文|成文|公开)日期")
"""Heads of a table that lists documents, as a catalogue of the old form does."""
_MOST = 20
"""Catalogues read again of one site."""


class CatalogueOptions(Options, frozen=True):
    """There is nothing to set: a column of the table is there or it is not."""


@check(
    id="catalogue-fields",
    title="A catalogue of disclosure lacks what it must tell of each matter",
    title_pass="Catalogues of disclosure tell matter, content, term and form",
    scope="page",
    needs=("home", "pages"),
    outcomes={
        "complete": Outcome(
            Status.PASS, "{catalogues} catalogues tell matter, content, term and form."
        ),
        "lacking": Outcome(
            Status.FAIL,
            "The table of the catalogue has no column for: {lacking}.",
            "Add the columns that are missing to the catalogue.",
        ),
        "no-table": Outcome(
            Status.REVIEW,
            "In the catalogue no table with all of these columns was recognised; it may be an "
            "attachment, columns only, or another body's.",
            "Open the catalogue and see whether it tells matter, content, term and form.",
        ),
        "no-catalogue": Outcome(
            Status.NOT_TESTED, "No catalogue of disclosure was among the pages read."
        ),
    },
    options=CatalogueOptions,
    version=2,
)
def catalogue_fields(evidence: SiteEvidence, _: CatalogueOptions) -> Iterator[Finding]:
    """A catalogue of disclosure lacks what it must tell of each matter (主动公开基本目录要素不全).

    Looks at:
        Pages whose title is that of a catalogue (主动公开基本目录, 公开标准目录), and those in the
        column of catalogues: the heads of their tables.

    Basis:
        disclosure-2018, D24 (国办发〔2018〕23号: 主动公开基本目录; the fields after the notices
        that pass it on).

    Decides:
        A table whose heads name at least two of matter (事项), content (内容), term (时限)
        and form (方式) is the catalogue. It is a fault if none of its heads names one of
        the others.

    Evidence:
        The page of the catalogue, read twice at least 60 seconds apart.

    Does not accuse:
        When no table is recognised, as in attachments, pictures, or where columns of
        the site are the catalogue; when a file, frame or picture on the page may have
        more; for a table that lists documents (索引号, 文号, 发布日期); when another table on
        the page has what is missing; when the catalogue is not surely of the site's own
        body; when most of the site could not be had.

    Remedy:
        Tell of each matter its content, the term and the form of its disclosure.
    """
    pages = sorted(_catalogues(evidence).values(), key=lambda page: page.url)[:_MOST]
    failed = mass_failure(evidence)
    good = 0
    for page in pages:
        told = _told(evidence, page)
        lacking = [name for name in FIELDS if name not in told]
        if not lacking:
            good += 1
            continue
        article = page.facts.article
        own = article is not None and is_own(evidence, article)
        sure = len(told) > 1 and own and not failed and is_whole(evidence, page)
        yield catalogue_fields.finding(
            "lacking" if sure else "no-table",
            subject_of(page),
            values={"lacking": "、".join(lacking)},
            rests_on=[Need("page", page.url)],
            quotes=quoted(page),
        )
    if good == len(pages):
        yield catalogue_fields.finding(
            "complete" if pages else "no-catalogue",
            Subject("site", evidence.site.url),
            values={"catalogues": good},
        )


def _catalogues(evidence: SiteEvidence) -> dict[str, Page]:
    """Pages that are catalogues by their titles, or by the rows that lead to them."""
    found: dict[str, Page] = {}
    for page in evidence.pages:
        article = page.facts.article
        if article is not None and _is_catalogue(article.title):
            found[page.url] = page
    for column in find_columns(evidence):
        if "disclosure-catalogue" not in column.types or column.guessed or not column.internal:
            continue
        for row, _day, _path in rows_of(evidence, column):
            led = evidence.page(row.url)
            if led is not None and led.facts.article and _is_catalogue(row.title):
                found[led.url] = led
    return found


def _is_catalogue(title: str) -> bool:
    """Whether a title is that of a catalogue, and not of a notice about one."""
    plain = normal(title)
    return bool(_CATALOGUE.search(plain)) and not _ABOUT.search(plain)


def _told(evidence: SiteEvidence, page: Page) -> set[str]:
    """Fields that the heads of its tables name, if two of them stand in one row."""
    deep = evidence.deep(page.attempt)
    found: set[str] = set()
    for table in deep.tables() if deep is not None else ():
        for row in table[:4]:
            heads = [normal(cell.text) for cell in row if len(cell.text) <= 20]
            named = {n for n, words in FIELDS.items() if any(words.search(h) for h in heads)}
            lists = any(map(_LISTS.search, heads))
            found |= named if len(named) > 1 and not lists else set()
    return found
