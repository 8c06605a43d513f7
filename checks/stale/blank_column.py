"""Columns without any content (空白栏目)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.coverage import mass_failure
from checks.evidence import SiteEvidence
from checks.facts.columns import find_columns
from checks.finding import Finding, Need, Status, Subject
from checks.framework import Options, Outcome, check


class BlankColumnOptions(Options, frozen=True, kw_only=True):
    """There is nothing to set: a column holds something or it does not."""


@check(
    id="blank-column",
    title="A column is blank",
    title_pass="No column is blank",
    scope="column",
    needs=("home",),
    outcomes={
        "none": Outcome(Status.PASS, "None of the {count} columns that were read is blank."),
        "blank": Outcome(
            Status.FAIL,
            "The column {subject} has no content.",
            "Publish content in the column, or take it off the site.",
        ),
        "not-seen": Outcome(Status.NOT_TESTED, "None of the columns could be read."),
        "site-mostly-failed": Outcome(
            Status.NOT_TESTED,
            "Most pages of the site could not be had; {count} columns looked blank.",
            "Run the audit again when the site can be reached.",
        ),
    },
    options=BlankColumnOptions,
)
def blank_column(evidence: SiteEvidence, _: BlankColumnOptions) -> Iterator[Finding]:
    """A column is blank (空白栏目).

    Looks at:
        Every column of the site that was read: those that the home page's navigation links, those
        that bear the name of a usual column, and all list pages.

    Basis:
        indicator-2019, 单项否决 · 栏目不更新 case 3; 国办发〔2017〕47号 (避免空白栏目).

    Decides:
        Blank is a column whose page has no entries, hardly any text (under 80 characters outside
        links, navigation and footer, all of it names, paging or words for nothing), no attachments,
        pictures or links of its own and no sub-columns.

    Evidence:
        The column's page, read twice at least 60 seconds apart.

    Does not accuse:
        When the page loads a script that no page with entries in its HTML loads too, or an inline
        script names an empty box of it: it might bring the entries; when it asks for something in
        fields; when it has frames or sub-columns, or links that might be such; when it may be an
        entrance, because breadcrumbs name it above others, or it has none and its address is no
        folder; when it is what the site answers at its home or at a made-up address; when most of
        the site could not be had. The site's map, search and the like are no columns.

    Remedy:
        Publish content in the column, or take it off the site.
    """
    site = Subject("site", evidence.site.url)
    own = [c for c in find_columns(evidence) if c.internal]
    columns = [c for c in own if c.state not in ("unread", "not-seen")]
    blank = [c for c in columns if c.state == "blank"]
    if mass_failure(evidence):
        yield blank_column.finding("site-mostly-failed", site, values={"count": len(blank)})
        return
    for column in blank:
        yield blank_column.finding(
            "blank",
            Subject("column", column.url, column.name),
            rests_on=[Need("page", column.url)],
            sources=column.sources,
        )
    if not blank:
        outcome = "none" if columns else "not-seen"
        yield blank_column.finding(outcome, site, values={"count": len(columns)})
