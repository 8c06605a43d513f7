"""What a public duty requires to be published (应公开内容): one row of data for each duty."""

from __future__ import annotations

from collections.abc import Iterator

from checks.columns.duty import Duty, Seen, verdict
from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Status, Subject, Value
from checks.framework import Options, Outcome, check

_OF_COLUMN = ("blank", "not-this-year", "out-of-date")
"""Faults that rest on the column's own page; what is missing rests on the home page."""


class RequiredColumnOptions(Options, frozen=True, kw_only=True):
    """The duties; each is the row of a line of an indicator set."""

    rows: tuple[Duty, ...]


@check(
    id="required-column",
    title="A required column is missing, blank or out of date",
    title_pass="The required columns are there and hold what is due",
    scope="column",
    needs=(
        "home",
        "root",
    ),
    outcomes={
        "present": Outcome(Status.PASS, "The column {subject} is there: {name}."),
        "missing": Outcome(
            Status.FAIL,
            "No column {subject} was found on any of the {pages} pages read.",
            "Open the column {subject} and link it from the navigation or the disclosure pages.",
        ),
        "maybe-missing": Outcome(
            Status.REVIEW,
            "No column {subject} was found, but it may have another name or stand where we did not "
            "look.",
            "Look for the column {subject} in a browser.",
        ),
        "too-little-seen": Outcome(
            Status.NOT_TESTED,
            "Column {subject}: only {pages} pages of the site could be read, too few to tell.",
            "Run the audit again when more of the site can be read.",
        ),
        "column-unread": Outcome(
            Status.NOT_TESTED, "The column {name} exists, but its content could not be read."
        ),
        "column-elsewhere": Outcome(
            Status.REVIEW,
            "The column {name} leads to another website: {url}",
            "Open the address and see whether the required content stands there.",
        ),
        "blank": Outcome(
            Status.FAIL,
            "The column {name} is blank.",
            "Publish the required content in the column {name}.",
        ),
        "not-this-year": Outcome(
            Status.FAIL,
            "The column {name} holds no {what} for {year}, which was due by {due}; its newest "
            "entry is of {newest}.",
            "Publish the {what} for {year} in the column {name}.",
        ),
        "content-unclear": Outcome(
            Status.REVIEW,
            "In the column {name} no entry could be recognised as {what} for {year}.",
            "Open the column and see whether it holds the {what} for {year}.",
        ),
        "undated": Outcome(
            Status.REVIEW,
            "The entries of the column {name} bear no dates, so {what} for {year} was not found.",
            "Show the date of publication beside each entry.",
        ),
        "out-of-date": Outcome(
            Status.FAIL,
            "The newest entry of the column {name} is of {newest}, {age_days} days before the "
            "inspection; allowed are {window_days}.",
            "Publish what is due in the column {name}.",
        ),
        "maybe-out-of-date": Outcome(
            Status.REVIEW,
            "In the column {name} no entry of the last {window_days} days was found, but not all "
            "of it could be read or bears a date.",
            "Open the column and look for a newer entry.",
        ),
        "linked": Outcome(
            Status.PASS, "The site leads to the column {name} on another website: {url}"
        ),
        "named": Outcome(Status.PASS, "A title or link names {subject}: {name}."),
        "unnamed": Outcome(
            Status.FAIL,
            "On none of the {pages} pages read does a title or link name {subject}.",
            "Publish {subject} under its name and link it from the disclosure pages.",
        ),
        "maybe-unnamed": Outcome(
            Status.REVIEW,
            "No title or link names {subject}, but it may have another name or stand where we did "
            "not look.",
            "Look for {subject} in a browser.",
        ),
        "not-found-here": Outcome(
            Status.REVIEW,
            "{subject} was not found on the {pages} pages read; it may stand on another site, such "
            "as the upper portal, or there may be nothing to publish.",
            "See whether {subject} is published elsewhere, and link it from this site.",
        ),
        "maybe-elsewhere": Outcome(
            Status.REVIEW,
            "{subject} was not found in full on this site, which leads to {url} ({name}), where it "
            "may stand.",
            "Open the address and see whether {subject} stands there.",
        ),
        "maybe-idle": Outcome(
            Status.REVIEW,
            "The column {name} is blank or holds nothing new; there may have been nothing to "
            "publish.",
            "See whether there was something to publish in the column {name}.",
        ),
        "parts-missing": Outcome(
            Status.FAIL,
            "{subject}: nothing on the {pages} pages read names {what}.",
            "Publish {what}, each under its name.",
        ),
        "parts-unclear": Outcome(
            Status.REVIEW,
            "{subject}: no title or link names {what}; it may stand inside a document.",
            "See whether {what} can be found under {name}.",
        ),
        "to-judge": Outcome(
            Status.REVIEW,
            "{subject} has to be judged by a person. Found: {name}; the newest of it: {examples}",
            "Open {name} and judge what stands there.",
        ),
        "nothing-to-judge": Outcome(
            Status.REVIEW,
            "{subject} has to be judged by a person; no column or title that belongs to it was "
            "found on the {pages} pages read.",
            "Look for {subject} in a browser.",
        ),
        "site-mostly-failed": Outcome(
            Status.NOT_TESTED,
            "Column {subject}: most pages of the site could not be had, so nothing can be said.",
            "Run the audit again when the site can be reached.",
        ),
    },
    options=RequiredColumnOptions,
    version=4,
)
def required_column(evidence: SiteEvidence, options: RequiredColumnOptions) -> Iterator[Finding]:
    """What a public duty requires is missing, blank, incomplete or out of date (应公开内容).

    Looks at:
        All links and pages of the site, for a column of the required type: by its ColumnType and
        ColumnName tags, the words of links to it in simplified or traditional Chinese, headings,
        breadcrumbs, and path abbreviations such as czyjs; then at the entries of the column and
        of its sub-columns. Where the duty asks for a document or for named parts, at the words of
        all links, titles, headings and breadcrumbs of the site, and of its links to other sites.

    Basis:
        The line that the finding names: the duties of disclosure-2018 (D01 财政预决算 to D64),
        columns that indicator-2019, census-2015 and guideline-2017 ask for.

    Decides:
        The column must be there and not be blank, or a title or link must name what is asked for.
        Where something is due each year (budget and final accounts, replies to proposals), an
        entry must name the year that is due at the inspection time, or be dated in it. It is due
        by the end of the month that the line gives; until 30 days after that the year before
        counts. Where the line gives a window, the newest entry must not be older. Parts that the
        notice names must each be named. A link to the platform that the line names fulfils it.
        What only a person can judge is laid out for one.

    Evidence:
        For what is missing the home page, else the column's own page, read twice at least 60
        seconds apart.

    Does not accuse:
        When such columns go by no settled name (概况, 办件统计) and none was found; when the crawl
        did not come to the end or two clicks deep; when the home page is a cover or
        filled by script, or leads to other hosts by pictures without words; when a column that
        might hold the required one was not seen, loads by script or leads nowhere; when rows
        elsewhere on the site name what it should hold; when the column stands on another host, is
        recognised by its path only, was not read to its last page, or shows no dates; when most of
        the site could not be had; when the site stands below the domain of a portal whose platform
        may hold it, or links to another where it may stand; when parts may stand inside a
        document; when there may have been nothing to publish.

    Remedy:
        Open the column, link it from the navigation, and publish in it what is due.
    """
    seen = Seen(evidence)
    for duty in options.rows:
        outcome, column, values = verdict(seen, duty)
        about: dict[str, Value] = {"name": duty.label, "pages": len(evidence.pages)}
        if column is not None:
            about |= {"name": column.name, "url": column.url}
        home = [Need("page", evidence.site.home)]
        own = [Need("page", c.url) for c in duty.among(seen.columns)]
        yield required_column.finding(
            outcome,
            Subject("column", duty.key, duty.label),
            row=duty.duty,
            values=about | values,
            rests_on=own if outcome in _OF_COLUMN else home,
            sources=column.sources if column else (),
        )
