"""Calls for opinions that lack what they must tell (意见征集要素不全)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from checks.coverage import mass_failure
from checks.disclosure.calls import Call, calls
from checks.disclosure.documents import SEEN_SOURCES, Window, is_whole, quoted, subject_of, within
from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Status, Subject
from checks.framework import Outcome, check

_LEAST_TEXT = 60
"""With less text the call itself stands elsewhere: in a file, a picture, on a platform."""
_DOCUMENT = re.compile("《|征求意见稿|草案|办法|条例|规定|细则|规划|方案|预案|标准|目录|清单|决策")
_NOTICE = re.compile("公告|通知|通告|启事|公示|征求意见$|征集$")
_PLATFORM = re.compile(
    r"^我要|参与(?:征集|投票|调查|留言)|(?:提交|发表|填写|提出)(?:意见|建议)|(?:意见|建议)(?:提交|填写|箱)"
    r"|(?:点击|在线|立即|网上).{0,6}(?:参与|提交|填写|进入|留言|征集)|问卷"
)


class CallOptions(Window, frozen=True, kw_only=True):
    """Which calls are judged, and how long they must last.

    Attributes:
        days: a shorter term is for a person to look at.
    """

    days: int


@check(
    id="consultation-incomplete",
    title="A call for opinions lacks what it must tell",
    title_pass="Calls for opinions tell what they must",
    scope="page",
    needs=("home", "pages"),
    outcomes={
        "complete": Outcome(
            Status.PASS,
            "{calls} calls for opinions have the draft, the reasons, ways and a term.",
        ),
        "incomplete": Outcome(
            Status.FAIL,
            "The call for opinions does not tell: {lacking}.",
            "Add to the call what is missing, and say so in future calls.",
        ),
        "maybe-incomplete": Outcome(
            Status.REVIEW,
            "Not recognised in the call for opinions: {lacking}.",
            "Open the call and its attachments and see whether it is there.",
        ),
        "short-term": Outcome(
            Status.REVIEW,
            "The call for opinions was published on {published} and ended on {until}, {days} "
            "days later.",
            "See whether so short a term had a reason.",
        ),
        "no-calls": Outcome(
            Status.NOT_TESTED,
            "No call for opinions of the last {months} months was among the pages read.",
        ),
    },
    options=CallOptions,
    version=2,
)
def consultation_incomplete(evidence: SiteEvidence, options: CallOptions) -> Iterator[Finding]:
    """A call for opinions lacks what it must tell (意见征集要素不全).

    Looks at:
        Calls of the site's own body for opinions on a draft (公开征求意见, 意见征集), by their
        headlines: for the draft (文件草案), its reasons (起草说明), the ways in which opinions may
        be sent (邮箱, 电话, 信函, 网上), and the term (期限).

    Basis:
        disclosure-2018, D41 (川办发〔2018〕41号: 公布文件草案及其说明等材料, 并明确提出意见的方式和
        期限). The shortest term is a default of the project.

    Decides:
        A call without any way or without any term is a fault, and so is one without its draft
        if its title names a document. Missing reasons and a short term are for a person to
        look at.

    Evidence:
        The page of the call, read twice at least 60 seconds apart.

    Does not accuse:
        When what is missing may stand in an attachment, a picture or a frame, on the platform
        that the call leads to, or in a form on its page; when its text is too short to be the
        call itself; when the call is another body's, reprinted; when most of the site could
        not be had.

    Remedy:
        Publish with each call the draft and its reasons, and tell how and until when to answer.
    """
    sure = not mass_failure(evidence)
    good = judged = 0
    for call in calls(evidence):
        if not within(evidence, call.page, options):
            continue
        judged += 1
        lacking = _lacking(call)
        days = _days(call)
        if not lacking and days >= options.days:
            good += 1
            continue
        bound = {"方式", "期限"} | ({"草案"} if _DOCUMENT.search(call.article.title) else set())
        certain = sure and bound & set(lacking) and _is_certain(evidence, call)
        outcome = "incomplete" if certain else "maybe-incomplete"
        published = call.page.facts.published
        yield consultation_incomplete.finding(
            outcome if lacking else "short-term",
            subject_of(call.page),
            values={
                "lacking": "、".join(lacking),
                "published": published.day if published else "",
                "until": call.says.until,
                "days": days,
            },
            rests_on=[Need("page", call.page.url)],
            quotes=quoted(call.page),
        )
    if good == judged:
        yield consultation_incomplete.finding(
            "complete" if judged else "no-calls",
            Subject("site", evidence.site.url),
            values={"calls": judged, "months": options.months},
        )


def _lacking(call: Call) -> list[str]:
    """What the call does not tell, in the words of the notice."""
    facts, says = call.page.facts, call.says
    files = any(r.role == "attachment" for r in call.article.references)
    forms = bool(facts.data_forms) or any(
        link.area == "body" and link.kind in ("page", "form") and _PLATFORM.search(link.text)
        for link in facts.links
        if link.url != call.page.url
    )
    there = {
        "草案": says.draft or files or call.article.body_length >= 800,
        "说明": says.reasons,
        "方式": bool(says.ways) or forms,
        "期限": says.term,
    }
    return [name for name, told in there.items() if not told]


def _days(call: Call) -> int:
    """Days from publication to the end of the term; many where either isn't plain."""
    published = call.page.facts.published
    plain = published is not None and published.source in SEEN_SOURCES
    if published is None or not plain or not call.says.until or call.page.facts.dates_conflict:
        return 10_000
    span = (date.fromisoformat(call.says.until) - date.fromisoformat(published.day)).days
    return span if span >= 0 else 10_000  # published after it ended: entered later, another day


def _is_certain(evidence: SiteEvidence, call: Call) -> bool:
    """Whether the call itself stands on the page: at most drafts stand in files."""
    if call.article.body_length < _LEAST_TEXT:
        return False
    files = [r.text for r in call.article.references if r.role == "attachment"]
    drafts = all(name and not _NOTICE.search(name.rpartition(".")[0] or name) for name in files)
    return drafts and is_whole(evidence, call.page, files=True)
