"""Replies to proposals that are not published in full (建议提案答复未公开全文)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.coverage import mass_failure
from checks.disclosure.documents import Window, is_recent, is_whole, subject_of, within
from checks.evidence import SiteEvidence
from checks.facts.columns import find_columns, rows_of
from checks.facts.documents import reply_of
from checks.facts.types_contents import Reply
from checks.finding import Finding, Need, Quote, Status, Subject
from checks.framework import Outcome, check
from checks.observations import Page

_WITHHELD = re.compile(r"不予公开|不公开|不宜公开|涉密|涉及(?:国家)?秘密|保密|依申请公开")
_ONWARD = re.compile("全文|点击|查看|详见|详情|阅读|附件|下载|答复|原文|请见|此处|这里")
_CONGRESS, _CPPCC = re.compile("人大|代表"), re.compile("政协|提案|委员")
_BOTH = re.compile("建议.*提案|提案.*建议")
_LEAST = 3
"""From so many replies on it shows whether both kinds are there."""


class ReplyOptions(Window, frozen=True, kw_only=True):
    """How long a reply is.

    Attributes:
        full: so many characters are a reply in full, whatever they say.
        bare: fewer than so many are hardly more than a title.
    """

    full: int
    bare: int


@check(
    id="reply-not-in-full",
    title="Replies to proposals are not published in full",
    title_pass="Replies to proposals are published in full",
    scope="page",
    needs=("home", "pages"),
    outcomes={
        "full": Outcome(Status.PASS, "{replies} replies to proposals stand there in full."),
        "title-only": Outcome(
            Status.FAIL,
            "The page of the reply has {length} characters of text and no attachment, while "
            "{full} other replies stand on the site in full.",
            "Publish the text of the reply, or say that it may not be disclosed.",
        ),
        "short": Outcome(
            Status.REVIEW,
            "The page of the reply has only {length} characters of text.",
            "Open the page and see whether the reply stands there in full.",
        ),
        "one-kind": Outcome(
            Status.REVIEW,
            "{replies} replies were found, all of them to {kind}; none to {other}.",
            "See whether replies to the other kind of proposals are published elsewhere.",
        ),
        "no-replies": Outcome(
            Status.NOT_TESTED,
            "No reply to a proposal of the last {months} months was among the pages read.",
        ),
    },
    options=ReplyOptions,
    version=2,
)
def reply_not_in_full(evidence: SiteEvidence, options: ReplyOptions) -> Iterator[Finding]:
    """A reply to a proposal is not published in full (建议提案答复未公开全文).

    Looks at:
        Replies to proposals of deputies (人大代表建议) and of committee members (政协提案): pages
        that say so themselves, and those that rows of the column of proposals lead to.

    Basis:
        disclosure-2018, D04 (国办发〔2018〕23号; 江门市新会区 2018 年分工方案: 公开答复全文). The
        lengths are defaults of the project.

    Decides:
        A reply with hardly any text is a fault, a short one is for a person to look at. So it
        is if all replies are to one kind of proposals.

    Evidence:
        The page of the reply, read twice at least 60 seconds apart.

    Does not accuse:
        When the text may stand in an attachment, a frame or a picture, or behind a link
        (点击查看); when no other reply of the site stands on its page in full, so that a script
        may bring the texts; when the page says that the reply is not disclosed (不予公开, 涉密);
        when most of the site could not be had. Whoever publishes no reply is judged by the
        column, not here.

    Remedy:
        Publish the text of the reply, or say that it may not be disclosed.
    """
    replies = dict(_replies(evidence, options))
    lengths = {url: _length(page) for url, (page, _reply) in replies.items()}
    full = sum(length >= options.full for length in lengths.values())
    certain = full > 0 and not mass_failure(evidence)
    good = 0
    for url, (page, _reply) in replies.items():
        whole = is_whole(evidence, page)
        if lengths[url] >= options.full or not whole or _is_withheld(evidence, page):
            good += 1
            continue
        # Where the text was not told from what surrounds it, all words of the page count.
        bare = certain and lengths[url] < options.bare and not _leads_on(page)
        bare &= page.facts.text_length < options.full
        title = subject_of(page).label
        yield reply_not_in_full.finding(
            "title-only" if bare else "short",
            subject_of(page),
            values={"length": lengths[url], "full": full},
            rests_on=[Need("page", url)],
            quotes=(Quote(url, title),) if title else (),
        )
    lacking = _kind_lacking(evidence, [reply for _page, reply in replies.values()])
    if lacking or good == len(replies):
        outcome = "one-kind" if lacking else "full" if replies else "no-replies"
        kinds = {"congress": "人大代表建议", "cppcc": "政协提案"}
        there = next((name for kind, name in kinds.items() if kind != lacking), "")
        yield reply_not_in_full.finding(
            outcome,
            Subject("site", evidence.site.url),
            values={
                "replies": len(replies),
                "months": options.months,
                "kind": there,
                "other": kinds.get(lacking, ""),
            },
        )


def _replies(evidence: SiteEvidence, window: Window) -> Iterator[tuple[str, tuple[Page, Reply]]]:
    """Pages of replies by address: those that say so, then those that rows name so."""
    for page in evidence.pages:
        article = page.facts.article
        if article is not None and article.reply and within(evidence, page, window):
            yield page.url, (page, article.reply)
    for column in find_columns(evidence):
        if "proposals" not in column.types or column.guessed or not column.internal:
            continue
        for row, day, _path in rows_of(evidence, column):
            led, reply = evidence.page(row.url), reply_of(row.title, [])
            if led is None or reply is None or led.facts.kind not in ("article", "other"):
                continue
            shown = led.facts.published
            recent = is_recent(evidence, shown.day if shown else day, window)
            if recent and led.target.internal:
                yield led.url, (led, reply)


def _length(page: Page) -> int:
    article = page.facts.article
    return article.body_length if article is not None else page.facts.text_length


def _leads_on(page: Page) -> bool:
    """Whether a link beside the text may lead to the reply (答复全文, 点击查看)."""
    links = (x for x in page.facts.links if x.area == "body" and x.url != page.url)
    return any(_ONWARD.search(link.text) for link in links)


def _is_withheld(evidence: SiteEvidence, page: Page) -> bool:
    """Whether the page says that the reply is not disclosed; few are so short that it matters."""
    article = page.facts.article
    if article is not None and article.disclosure not in ("", "open"):
        return True
    deep = evidence.deep(page.attempt)
    return deep is not None and bool(_WITHHELD.search("".join(deep.text().split())))


def _kind_lacking(evidence: SiteEvidence, replies: list[Reply]) -> str:
    """The kind of proposals that no reply and no column is about; empty if both are there."""
    kinds = {reply.to for reply in replies}
    if len(replies) < _LEAST or len(kinds) != 1 or "either" in kinds:
        return ""
    other, words = ("congress", _CONGRESS) if "cppcc" in kinds else ("cppcc", _CPPCC)
    names = [c.name for c in find_columns(evidence) if not _BOTH.search(c.name)]
    return "" if any(words.search(name) for name in names) else other
