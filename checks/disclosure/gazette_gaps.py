"""A gazette whose archive has gaps, or that is not kept up (政府公报断档)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from checks.coverage import mass_failure
from checks.evidence import SiteEvidence
from checks.facts.columns import Column, find_columns, rows_of
from checks.finding import Finding, Need, Status, Subject, Value
from checks.framework import Options, Outcome, check

TYPE = "gazette"

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?年?")
_ISSUE = re.compile(
    r"第\s?(?P<first>\d{1,3}|[一二三四五六七八九十]{1,3})"
    r"(?:\s?[—－–~、和与至,，-]{1,2}\s?(?P<last>\d{1,3}))?\s?[期号號]"
)
_DIGITS = "一二三四五六七八九"
_SINCE = 2008
"""Disclosure is a duty since (政府信息公开条例); in earlier times gazettes paused for years."""


class GazetteOptions(Options, frozen=True, kw_only=True):
    """How new the newest issue must be.

    Attributes:
        days: so many days at most may have passed since.
    """

    days: int


@check(
    id="gazette-gaps",
    title="The archive of the gazette has gaps, or the gazette is not kept up",
    title_pass="The gazette is archived by year and issue, and kept up",
    scope="column",
    needs=("home", "root"),
    outcomes={
        "kept": Outcome(
            Status.PASS,
            "The gazette {name} is archived from {first} to {last}; its newest entry is of "
            "{newest}.",
        ),
        "stale": Outcome(
            Status.FAIL,
            "The newest entry of the gazette {name} is of {newest}, {days} days ago.",
            "Put the issues that have appeared since into the archive.",
        ),
        "years-missing": Outcome(
            Status.FAIL,
            "The archive of the gazette {name} reaches from {first} to {last}, but has nothing of "
            "{missing}.",
            "Put the issues of these years into the archive.",
        ),
        "issues-missing": Outcome(
            Status.REVIEW,
            "In the archive of the gazette {name} these issues were not found: {missing}.",
            "See whether they appeared, alone or with others in one, and put them in.",
        ),
        "maybe-stale": Outcome(
            Status.REVIEW,
            "The newest entry seen of the gazette {name} is of {newest}, {days} days ago.",
            "Open the column and see which issue is the newest.",
        ),
        "unclear": Outcome(
            Status.REVIEW,
            "The entries of the gazette {name} do not tell of which year or issue they are.",
            "Name year and issue in the titles of the archive.",
        ),
        "unread": Outcome(
            Status.NOT_TESTED, "The gazette {name} exists, but its content could not be read."
        ),
        "no-column": Outcome(Status.NOT_TESTED, "No gazette was among the pages read."),
    },
    options=GazetteOptions,
    version=2,
)
def gazette_gaps(evidence: SiteEvidence, options: GazetteOptions) -> Iterator[Finding]:
    """The archive of the gazette has gaps, or the gazette isn't kept up (政府公报断档).

    Looks at:
        The column of the gazette (政府公报) and its sub-columns: which years and issues its entries
        and the names of its sub-columns tell, and how new the newest is.

    Basis:
        disclosure-2018, D60 (国办发〔2018〕23号: 政府公报数据库建设; 川办发〔2018〕41号:
        新出版发行的政府公报及时数字化). The days are a default of the project.

    Decides:
        From the earliest year to the latest each year since 2008 must have an entry, and the
        newest entry must not be older than the line says. Issues that are missing between
        others of a year are for a person to look at, as several may have appeared as one
        (合刊).

    Evidence:
        The pages of the gazette, read twice at least 60 seconds apart.

    Does not accuse:
        When the column was not read to its last page, loads by script, or stands on another
        host; when its entries tell neither years nor issues; when an issue doesn't name its
        year, which the day of its upload doesn't tell; for entries that are no issue, beside
        others that are; when most of the site could not be had. That there is no gazette is
        no matter of this check: counties need none.

    Remedy:
        Put every issue into the archive soon after it appeared.
    """
    mine = [c for c in find_columns(evidence) if TYPE in c.types and not c.guessed]
    own = [c for c in mine if c.internal and c.entries]
    if not own:
        outcome = "unread" if mine else "no-column"
        subject = Subject("column", TYPE, mine[0].name) if mine else _site(evidence)
        yield gazette_gaps.finding(outcome, subject, values={"name": mine[0].name if mine else ""})
        return
    issues, named = _issues(evidence, own)
    newest = max(c.newest for c in own)
    years = sorted(issues)
    sure = all(c.full for c in own) and len(own) == len(mine) and not mass_failure(evidence)
    age = (evidence.today - date.fromisoformat(newest)).days if newest else -1
    gone = [y for y in range(years[0], years[-1]) if y not in issues] if years else []
    due = [y for y in gone if y >= _SINCE] if sure and named else []
    holes = [f"{year}年第{n}期" for year in years for n in _holes(issues[year])]
    values: dict[str, Value] = {
        "name": own[0].name,
        "first": years[0] if years else "",
        "last": years[-1] if years else "",
        "newest": newest,
        "days": age,
        "missing": "、".join([f"{year}年" for year in due or gone][:20] or holes[:20]),
    }
    if age > options.days:
        certain = sure and all(c.certain for c in own) and not _newer(years, newest)
        outcome = "stale" if certain else "maybe-stale"
    elif not years:
        outcome = "unclear"
    elif due:
        outcome = "years-missing"
    else:
        outcome = "issues-missing" if gone or holes else "kept"
    yield gazette_gaps.finding(
        outcome,
        Subject("column", TYPE, own[0].name),
        values=values,
        rests_on=[Need("page", url) for c in own for url in c.pages],
        sources=own[0].sources,
    )


def _site(evidence: SiteEvidence) -> Subject:
    return Subject("site", evidence.site.url)


def _newer(years: list[int], newest: str) -> bool:
    """Whether an entry names a later year than that of the newest day: days may be those of old."""
    return bool(years) and years[-1] > int(newest[:4])


def _issues(evidence: SiteEvidence, columns: list[Column]) -> tuple[dict[int, set[int]], bool]:
    """Issues by year, and whether titles and sub-columns name the years of all of them.

    Else the year is that of the day beside it. What is neither an issue nor below a year counts
    only where nothing else does: an introduction (公报简介) tells nothing of the archive.
    """
    named: dict[int, set[int]] = {}
    dated: dict[int, set[int]] = {}
    others: dict[int, set[int]] = {}
    for column in columns:
        for row, day, path in rows_of(evidence, column):
            # A document in it may name the years that it is for; an issue names its own.
            issue = bool(_ISSUE.search(row.title))
            years = _YEAR.findall(path) or (_YEAR.findall(row.title) if issue else [])
            found = named if years else dated if issue else others
            for year in (years or _YEAR.findall(day))[:1]:
                found.setdefault(int(year), set()).update(_numbers(f"{path} {row.title}"))
    if not named and not dated:
        return others, False
    merged = {y: named.get(y, set()) | dated.get(y, set()) for y in {*named, *dated}}
    return merged, not dated


def _numbers(text: str) -> Iterator[int]:
    for match in _ISSUE.finditer(text.partition("总第")[0]):
        first = _number(match["first"])
        last = int(match["last"] or first)
        yield from range(first, min(last, first + 12) + 1)


def _number(words: str) -> int:
    if words.isdigit():
        return int(words)
    tens, ten, ones = words.rpartition("十")
    return (_DIGITS.find(tens) + 1 or 1) * (10 if ten else 0) + _DIGITS.find(ones) + bool(ones)


def _holes(issues: set[int]) -> Iterator[int]:
    """Numbers missing between others; a year with few issues tells nothing."""
    if len(issues) >= 2 and max(issues) <= 60:
        yield from (n for n in range(1, max(issues)) if n not in issues)
