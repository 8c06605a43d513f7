"""A plan that was to be published within so many working days (要点方案公开时限)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from checks.coverage import mass_failure
from checks.disclosure.documents import SEEN_SOURCES, articles, is_own
from checks.evidence import SiteEvidence
from checks.facts.text import normal
from checks.finding import Finding, Need, Quote, Status, Subject, Value
from checks.framework import Options, Outcome, check
from checks.observations import Page
from checks.workdays import working_days

_KINDS = "(?:要点|方案|实施意见|分工|任务分解|工作安排)"
_PLAN = re.compile(
    rf"(?:政务|信息)公开.{{0,16}}{_KINDS}|(?:要点|方案|分工|任务分解).{{0,12}}(?:政务|信息)公开"
)
# Plans of something else within disclosure (基层政务公开试点工作方案, 政务公开考核方案).
_OTHER = re.compile(
    "试点|标准化|规范化|培训|考核|考评|评估|测评|督查|检查|专区|平台|目录|宣传|活动|开放日"
)
_SURE = re.compile(rf"(?:政务|信息)公开(?:工作|重点|主要|年度|任务|目标)*{_KINDS}")


class PlanOptions(Options, frozen=True, kw_only=True):
    """The term of one notice.

    Attributes:
        announced: day on which the notice was published; the next is the first that counts.
        working_days: so many at most until the plan must stand on the site.
        year: of which the plan is.
        until: sites inspected later are no longer asked for it.
    """

    announced: date
    working_days: int
    year: int
    until: date


class _Plan(Struct, frozen=True):
    """A plan of the own body: where it stands, its title, its day, and the earliest it tells."""

    url: str
    title: str
    published: date
    earliest: date
    certain: bool


@check(
    id="plan-late",
    title="The yearly plan of disclosure was published after its term",
    title_pass="The yearly plan of disclosure was published within its term",
    scope="site",
    needs=("home", "pages"),
    outcomes={
        "in-time": Outcome(
            Status.PASS, "The plan {plan} was published on {published}, {days} working days after."
        ),
        "late": Outcome(
            Status.FAIL,
            "The plan {plan} was published on {published}: {days} working days after {announced}, "
            "when {limit} were given.",
            "Publish the plan within the term from now on.",
        ),
        "maybe-late": Outcome(
            Status.REVIEW,
            "The plan {plan} bears the day {published}, {days} working days after {announced}, "
            "when {limit} were given; it may have been published before.",
            "See whether an earlier publication of the plan can be shown.",
        ),
        "not-found": Outcome(
            Status.REVIEW,
            "No plan of disclosure of {year} was found among the pages read.",
            "See whether the plan stands under another title or in an archive.",
        ),
        "not-due": Outcome(
            Status.NOT_APPLICABLE,
            "At the inspection the term of {limit} working days had not ended, or had ended long "
            "ago.",
        ),
    },
    options=PlanOptions,
    version=2,
)
def plan_late(evidence: SiteEvidence, options: PlanOptions) -> Iterator[Finding]:
    """The yearly plan of disclosure was published after its term (要点方案未按期公开).

    Looks at:
        Documents and rows of the site's own body whose title names 政务公开 or 信息公开 with 要点,
        方案, 分工 or 实施意见, of the year that the line says.

    Basis:
        disclosure-2018, D27 (苏政办发〔2018〕42号: 在本要点公布后30个工作日内公开). By the official
        calendar the term ended on 2018-07-06. Jiangsu only.

    Decides:
        Counted are working days from the day after the notice was published. The earliest
        plan counts; it is late if its day of publication and its day of signing both are.

    Evidence:
        The page of the plan, read twice at least 60 seconds apart.

    Does not accuse:
        When a title has other words between these, or is that of a plan for something else
        within disclosure (试点, 培训, 考核); when the document was signed within the term, or
        doesn't tell when, so that a move of the site may have given it its day; when the day
        stands in a tag only, or days disagree; when the crawl was cut short; when most of the
        site could not be had; when no plan is found, which a person has to look for. Before
        the end of the term, and long after it, nothing is asked.

    Remedy:
        Publish the plan within the term of the notice.
    """
    limit = options.working_days
    values: dict[str, Value] = {
        "limit": limit, "year": options.year, "announced": options.announced.isoformat(),
        "plan": "", "published": "", "days": 0,
    }  # fmt: skip
    site = Subject("site", evidence.site.url)
    running = working_days(options.announced, evidence.today).least <= limit
    if running or evidence.today > options.until:
        yield plan_late.finding("not-due", site, values=values)
        return
    plans = sorted(_plans(evidence, options), key=lambda plan: (plan.published, plan.url))
    if not plans:
        yield plan_late.finding("not-found", site, values=values)
        return
    first = plans[0]
    days = working_days(options.announced, first.published).least
    late = days > limit
    signed_late = working_days(options.announced, first.earliest).least > limit
    sure = evidence.coverage.complete and not mass_failure(evidence)
    certain = sure and signed_late and all(plan.certain for plan in plans)
    values |= {"plan": first.url, "published": first.published.isoformat(), "days": days}
    yield plan_late.finding(
        ("late" if certain else "maybe-late") if late else "in-time",
        site,
        values=values,
        rests_on=[Need("page", first.url)],
        quotes=(Quote(first.url, first.title),),
    )


def _plans(evidence: SiteEvidence, options: PlanOptions) -> Iterator[_Plan]:
    read: set[str] = set()
    for page, article in articles(evidence):
        published = page.facts.published
        if published is None or not _is_plan(article.title, published.day, options):
            continue
        read.add(page.url)
        if is_own(evidence, article):
            yield _of_page(page, article.title, published.day)
    for page in evidence.listings:
        for row in page.facts.entries:
            if row.day and row.url not in read and _is_plan(row.title, row.day, options):
                day = date.fromisoformat(row.day)
                yield _Plan(row.url or page.url, row.title, day, day, certain=False)


def _of_page(page: Page, title: str, day: str) -> _Plan:
    facts = page.facts
    days = [date.fromisoformat(d.day) for d in facts.dates if d.kind in ("signing", "publication")]
    signed = any(d.kind == "signing" for d in facts.dates)
    seen = facts.published is not None and facts.published.source in SEEN_SOURCES
    published = date.fromisoformat(day)
    certain = signed and seen and not facts.dates_conflict and bool(_SURE.search(normal(title)))
    return _Plan(page.url, title, published, min([published, *days]), certain)


def _is_plan(title: str, day: str, options: PlanOptions) -> bool:
    """Whether a title is that of a plan of the year, which it names or in which it appeared."""
    plain = normal(title)
    if not _PLAN.search(plain) or _OTHER.search(plain):
        return False
    years = re.findall(r"20\d\d", title)
    return str(options.year) in years if years else day.startswith(str(options.year))
