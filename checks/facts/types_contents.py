"""What readers return of content pages (内容页): articles, guides and letters, as frozen records.

Strings and addresses are as `checks.facts.types` says.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Disclosure = Literal["", "open", "on-request", "partial", "closed"]
"""How a document is disclosed (公开属性): 主动公开 and 公开发布, 依申请公开, 部分公开, 不予公开."""


class Reference(Struct, frozen=True):
    """A link of an article to a file or document that belongs to it.

    Attributes:
        role: ``attachment`` (附件), ``interpretation`` of this policy (解读), or the ``policy``
            that this page interprets (政策原文).
        url: absolute address.
        text: words of the link.
    """

    role: Literal["attachment", "interpretation", "policy"]
    url: str
    text: str


class Reply(Struct, frozen=True):
    """Signs that a page answers a proposal (建议提案答复).

    Attributes:
        to: ``congress`` (人大代表建议), ``cppcc`` (政协提案), or ``either`` where it isn't said.
        number: number of the proposal, as written (``第0123号``); empty if none is given.
        text: the words it was read from.
    """

    to: Literal["congress", "cppcc", "either"]
    number: str
    text: str


class Consultation(Struct, frozen=True):
    """What a call for opinions on a draft (意见征集), or its result (征集结果), says of itself.

    Attributes:
        stage: ``call``, or ``result`` where the title is that of a result.
        term: it tells until when opinions may be sent, in whatever form.
        until: that day, ISO; empty where it isn't plain.
        ways: by which words opinions may be sent: ``email``, ``phone``, ``post``, ``form``.
        draft: the draft stands in it, or is named as a file or link.
        reasons: it tells why the draft is made (起草说明, 背景, 依据).
        answered: it tells what came of the opinions: how many came and which were adopted.
    """

    stage: Literal["call", "result"]
    term: bool = False
    until: str = ""
    ways: tuple[Literal["email", "phone", "post", "form"], ...] = ()
    draft: bool = False
    reasons: bool = False
    answered: bool = False


class Article(Struct, frozen=True):
    """What a content page (内容页) says of itself; empty where it says nothing.

    Attributes:
        title: headline that a reader sees, without the names of column and site.
        source: 来源, 信息来源, 稿源; the tag ContentSource where no visible words give it.
        issuer: who issued the document (发布机构, 发文机关), by table, signature or title.
        number: document number (文号, 发文字号), as written without blanks.
        index: index number (索引号).
        disclosure: how it may be disclosed; of the page's own document alone.
        disclosure_text: the words it was read from.
        body_length: characters of the body text, navigation and header line left out.
        references: attachments, interpretations, policies, in document order.
        reply: signs of a reply to a proposal.
        consultation: what a call for opinions or its result says; None for other pages.
    """

    title: str
    source: str = ""
    issuer: str = ""
    number: str = ""
    index: str = ""
    disclosure: Disclosure = ""
    disclosure_text: str = ""
    body_length: int = 0
    references: tuple[Reference, ...] = ()
    reply: Reply | None = None
    consultation: Consultation | None = None


class GuideElement(Struct, frozen=True):
    """One element of a service guide (办事指南要素) with what stands under its label.

    Attributes:
        name: one of `GUIDE_ELEMENTS`.
        label: words of the label, as written.
        status: ``present``; ``empty``, if nothing or a placeholder stands under the label;
            ``unread``, if its content is in a part that could not be told apart.
        text: the beginning of the content; empty for a picture or a file alone.
    """

    name: str
    label: str
    status: Literal["present", "empty", "unread"]
    text: str = ""


LetterState = Literal["", "answered", "pending", "open"]
"""What is told of a letter: 已回复; 处理中, 已受理; 未回复, 待回复; nothing."""


class Letter(Struct, frozen=True, kw_only=True):
    """A published letter (公开的来信、留言): when it came and what became of it.

    Attributes:
        url: absolute address of its own page.
        asked: ISO day on which it came; in a list, the day beside it.
        answered: ISO day of the reply; empty if none is shown.
        state: what is told of it; ``answered`` also where a reply stands on the page.
        by: it is shown who replied.
        content: the reply itself is shown.
        listed: it was read from a row of a list, not from its own page.
    """

    url: str
    asked: str = ""
    answered: str = ""
    state: LetterState = ""
    by: bool = False
    content: bool = False
    listed: bool = False


GUIDE_ELEMENTS = (
    "name",
    "basis",
    "conditions",
    "materials",
    "place",
    "time",
    "phone",
    "process",
)
"""事项名称 设定依据 申请条件 办理材料 办理地点 办理时间 联系电话 办理流程.

Source: indicator-2019, 服务不实用.
"""
