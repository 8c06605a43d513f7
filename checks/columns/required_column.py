"""Columns that a public duty requires (应设栏目)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.columns.duty import Duty, verdict
from checks.evidence import SiteEvidence
from checks.facts.columns import find_columns
from checks.facts.synonyms import name_of
from checks.finding import Finding, Need, Status, Subject, Value
from checks.framework import Options, Outcome, check


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
            "No column {subject} was found, but not enough of the site could be seen to be sure.",
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
        "site-mostly-failed": Outcome(
            Status.NOT_TESTED,
            "Column {subject}: most pages of the site could not be had, so nothing can be said.",
            "Run the audit again when the site can be reached.",
        ),
    },
    options=RequiredColumnOptions,
)
def required_column(evidence: SiteEvidence, options: RequiredColumnOptions) -> Iterator[Finding]:
    """A column that a public duty requires is missing, blank or out of date (应设栏目).

    Looks at:
        All links and pages of the site, for a column of the required type: by its ColumnType and
        ColumnName tags, the words of links to it in simplified or traditional Chinese, headings,
        breadcrumbs, and path abbreviations such as czyjs; then at the entries of the column and
        of its sub-columns.

    Basis:
        The line that the finding names: the duties of disclosure-2018 (D01 财政预决算 and others),
        columns that indicator-2019, census-2015 and guideline-2017 ask for.

    Decides:
        The column must be there and not be blank. Where something is due each year (budget and
        final accounts, replies to proposals), an entry must name the year that is due at the
        inspection time, or be dated in it. It is due by the end of the month that the line gives;
        until 30 days after that the year before counts. Where the line gives a window, the newest
        entry must not be older.

    Evidence:
        For a missing column the home page, else the column's own page, read twice at least 60
        seconds apart.

    Does not accuse:
        When such columns go by no settled name (概况, 办件统计) and none was found; when the crawl
        did not come to the end or two clicks deep; when the home page is a cover or
        filled by script, or leads to other hosts by pictures without words; when a column that
        might hold the required one was not seen, loads by script or leads nowhere; when rows
        elsewhere on the site name what it should hold; when the column stands on another host, is
        recognised by its path only, was not read to its last page, or shows no dates; when most of
        the site could not be had.

    Remedy:
        Open the column, link it from the navigation, and publish in it what is due.
    """
    columns = find_columns(evidence)
    for duty in options.rows:
        mine = duty.among(columns)
        outcome, column, values = verdict(evidence, duty, mine)
        named = name_of(duty.columns[0])
        about: dict[str, Value] = {"name": named, "pages": len(evidence.pages)}
        if column is not None:
            about |= {"name": column.name, "url": column.url}
        home = [Need("page", evidence.site.home)]
        own = [Need("page", c.url) for c in mine]
        yield required_column.finding(
            outcome,
            Subject("column", duty.columns[0], named),
            row=duty.duty,
            values=about | values,
            rests_on=own if outcome in ("blank", "not-this-year", "out-of-date") else home,
            sources=column.sources if column else (),
        )
