"""Calls for opinions whose result was never told (征集结果未公开)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.coverage import mass_failure
from checks.disclosure.calls import LEAST_NAME, Call, Results, calls, ended, results
from checks.disclosure.documents import Window, is_recent, is_whole, own_names, quoted, subject_of
from checks.evidence import SiteEvidence
from checks.facts.columns import find_columns
from checks.finding import Finding, Need, Status, Subject
from checks.framework import Outcome, check
from checks.observations import Page

_MANY = re.compile("汇总|年度|半年|季度")
# Words of which every title is made: they tell no matter.
_GENERIC = re.compile(
    "管理|工作|建设|实施|暂行|试行|办法|条例|规定|细则|方案|意见|规划|计划|标准|制度|规则|决定|措施"
    "|关于|进一步|加强|推进|促进|保护|发展|服务|城市|行政|政府|人民|地方|公共|社会|全市|全县|全区"
)


class ResultOptions(Window, frozen=True, kw_only=True):
    """When a result is due, of calls that ended in the window.

    Attributes:
        days: so many days after the end of the term.
    """

    days: int


@check(
    id="consultation-unanswered",
    title="The result of a call for opinions was not published",
    title_pass="The results of calls for opinions are published",
    scope="page",
    needs=("home", "pages"),
    outcomes={
        "answered": Outcome(
            Status.PASS, "The results of {calls} calls for opinions are published."
        ),
        "unanswered": Outcome(
            Status.FAIL,
            "The call for opinions ended on {until}; {days} days later the site has no result of "
            "it, though it publishes those of other calls.",
            "Publish how many opinions came, which were adopted, and why others were not.",
        ),
        "maybe-unanswered": Outcome(
            Status.REVIEW,
            "The call for opinions ended {days} days ago, on {until}; no result of it was found.",
            "Look for the result under another title, and publish it if there is none.",
        ),
        "no-reasons": Outcome(
            Status.REVIEW,
            "The result {result} tells neither what was adopted nor that no opinion came.",
            "Tell how many opinions came, which were adopted, and why others were not.",
        ),
        "no-calls": Outcome(
            Status.NOT_TESTED,
            "No call for opinions whose result was due was among the pages read.",
        ),
    },
    options=ResultOptions,
    version=2,
)
def consultation_unanswered(evidence: SiteEvidence, options: ResultOptions) -> Iterator[Finding]:
    """The result of a call for opinions was not published (征集结果未公开).

    Looks at:
        Calls of the site's own body for opinions whose term has ended, and the results on the site
        (征集结果, 意见反馈, 采纳情况): its pages, the titles in its lists, and the call's own page.

    Basis:
        disclosure-2018, D42 (川办发〔2018〕41号: 相对集中的意见建议不予采纳的，公布时要说明理由;
        洪办发〔2017〕74号: 采纳情况应予公布). The days are a default of the project.

    Decides:
        A result belongs to a call if its title has the name of the draft or of the matter. A
        call whose term ended longer ago than the line says, and that has none, is a fault
        where the site publishes results of others. A result that tells nothing of what was
        adopted is for a person to look at; that no opinion came is an answer too.

    Evidence:
        The page of the call, read twice at least 60 seconds apart, and the lists of the site.

    Does not accuse:
        When a result on the site shares a part of the call's name, or sums up several calls
        (汇总, 年度); when the end of the term isn't plain; when the call's own page tells what
        came; when the site publishes no results at all, so that they may stand on a platform;
        when a column of consultations was not read to its end or stands elsewhere; when the
        name of the matter is too short to be found again; when the crawl was cut short; when
        most of the site could not be had.

    Remedy:
        Publish after each call how many opinions came, which were adopted, and why others not.
    """
    told = results(evidence)
    sure = evidence.coverage.complete and not mass_failure(evidence)
    sure = sure and bool(told.titles) and _columns_read(evidence)
    good = judged = 0
    for call in calls(evidence):
        days = ended(evidence, call.says)
        if days <= options.days or not is_recent(evidence, call.says.until, options):
            continue
        judged += 1
        bare = _bare_result(evidence, call, told)
        if bare is None and (call.says.answered or _is_named(call, told)):
            good += 1
            continue
        certain = sure and len(call.name) >= LEAST_NAME and not _may_be_named(evidence, call, told)
        missing = "unanswered" if certain else "maybe-unanswered"
        yield consultation_unanswered.finding(
            missing if bare is None else "no-reasons",
            subject_of(call.page),
            values={
                "until": call.says.until,
                "days": days,
                "result": bare.url if bare is not None else "",
            },
            rests_on=[Need("page", call.page.url)],
            quotes=quoted(call.page) if bare is None else quoted(bare),
        )
    if good == judged:
        yield consultation_unanswered.finding(
            "answered" if judged else "no-calls",
            Subject("site", evidence.site.url),
            values={"calls": judged},
        )


def _is_named(call: Call, told: Results) -> bool:
    return bool(call.name) and call.name in told.titles


def _may_be_named(evidence: SiteEvidence, call: Call, told: Results) -> bool:
    """Whether a result may be of the call by a shorter name, or be one of many calls."""
    if _MANY.search(told.titles):
        return True
    names = "|".join(map(re.escape, sorted(own_names(evidence), key=len, reverse=True)))
    plain = re.sub(names, "", call.name) if names else call.name
    parts = [part for part in _GENERIC.split(plain) if len(part) > 1]
    return not parts or any(
        part[n : n + 2] in told.titles for part in parts for n in range(len(part) - 1)
    )


def _bare_result(evidence: SiteEvidence, call: Call, told: Results) -> Page | None:
    """The result of a call, if it was read as a whole and tells nothing of what was adopted."""
    own = [(page, says) for name, page, says in told.pages if call.name and name == call.name]
    if not own or any(s.answered or not is_whole(evidence, p) for p, s in own):
        return None
    return None if call.says.answered else own[0][0]


def _columns_read(evidence: SiteEvidence) -> bool:
    """Whether the columns of consultations were read to their ends, and all stand here."""
    mine = [c for c in find_columns(evidence) if "consultation" in c.types and not c.gone]
    return all(c.internal and (c.full or c.state == "static") for c in mine)
