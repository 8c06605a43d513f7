"""What is true of a generated page: the answers that a perfect reader would give."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal[
    "home", "column", "article", "guide", "shell", "directory", "search", "error", "splash", "text"
]
"""As `checks.facts.types.PageKind`, and the kinds that a person tells apart beyond them.

``directory`` leads to columns and has no list of its own; ``splash`` is a picture with a link to
the home page; ``text`` is a column page that holds a text instead of a list.
"""

Where = Literal["html", "script", "frame", ""]
"""How a mark reaches the reader: in the page's bytes, by a script of its own, in a frame, never."""

Fault = Literal[
    "stale", "future", "blank", "dead-link", "dead-file", "soft-404", "no-marks", "unanswered"
]
"""What may be planted in a portal.

``stale`` the newest piece of news is more than 400 days old; ``future`` a notice is dated after
the day of inspection; ``blank`` the column of notices has no row; ``dead-link`` a piece of news in
a list is not there; ``dead-file`` an attachment is not; ``soft-404`` what is not there is answered
with the home page; ``no-marks`` the footer has no marks; ``unanswered`` a letter waits for its
reply for 150 days.
"""


@dataclass(frozen=True)
class EntryTruth:
    """One row of a list.

    Attributes:
        title: its full title, also where the page cuts it short.
        url: path that it leads to.
        day: ISO day on which it was published.
        shown: the date as it stands beside the title; empty if none does.
    """

    title: str
    url: str
    day: str
    shown: str


@dataclass(frozen=True)
class ArticleTruth:
    """What an article says of itself; empty where the page does not say it.

    Attributes:
        title: headline.
        source: 来源, 发布机构.
        number: document number (文号).
        index_number: 索引号.
        attachments: paths of its attached files.
        disclosed: its public-disclosure mark: ``主动公开``, ``此件公开发布``, ``依申请公开``.
        related: path of the policy that it interprets.
        interpretation: path of the interpretation of it.
        replies_to: what it answers: ``第12号建议``.
        text: the first sentence of its body.
    """

    title: str
    source: str = ""
    number: str = ""
    index_number: str = ""
    attachments: tuple[str, ...] = ()
    disclosed: str = ""
    related: str = ""
    interpretation: str = ""
    replies_to: str = ""
    text: str = ""


@dataclass(frozen=True)
class MarksTruth:
    """Identity marks of the footer, and how they reach the reader (国办发〔2017〕47号).

    Attributes:
        site_code, icp, police, sponsor, contact: as they stand there; empty if they do not.
        footer: how the words of the footer reach the reader.
        party_mark: how the 党政机关 mark does.
        report_errors: how the 找错 entry does.
    """

    site_code: str = ""
    icp: str = ""
    police: str = ""
    sponsor: str = ""
    contact: str = ""
    footer: Where = ""
    party_mark: Where = ""
    report_errors: Where = ""


@dataclass(frozen=True)
class PersonalTruth:
    """One planted personal number: its kind, and itself. Nobody has it."""

    kind: Literal["identity", "old-identity", "mobile", "bank-card"]
    value: str


@dataclass(frozen=True)
class PageTruth:
    """Everything that is true of one page.

    Attributes:
        path: raw path, with query.
        kind: see `Kind`.
        column: name of the column that it is or stands in.
        column_type: canonical type of that column; empty for the home page.
        published, signed, modified: ISO days that a reader sees on it; empty without one.
        tagged: day of its ``PubDate`` tag, which may be that of regeneration.
        entries: rows of its list; a pinned one (置顶) may stand before newer ones.
        newest: newest day on which one of its rows was published, shown or not.
        next_page: path of 下一页; empty on the last page and where a script turns pages.
        next_group: path, with query, at which a data block says its further records are.
        more: its list has more pages than this one.
        page_count: how many pages its list has, if its bytes say so; else 0.
        unread: why its list cannot be read from its bytes.
        article: what it says of itself if it is an article or a guide.
        guide: which of the eight elements it has.
        guide_empty: which have a label with nothing behind it.
        breadcrumb: names above and of it, home first; empty if it shows none.
        marks: of its footer.
        personal: planted numbers.
        charset: encoding of its bytes.
        linked: links in the bytes of pages lead there from the home page.
        traps: what on it misleads readers.
    """

    path: str
    kind: Kind
    column: str = ""
    column_type: str = ""
    published: str = ""
    signed: str = ""
    modified: str = ""
    tagged: str = ""
    entries: tuple[EntryTruth, ...] = ()
    newest: str = ""
    next_page: str = ""
    next_group: str = ""
    more: bool = False
    page_count: int = 0
    unread: Literal["", "script", "json"] = ""
    article: ArticleTruth | None = None
    guide: tuple[str, ...] = ()
    guide_empty: tuple[str, ...] = ()
    breadcrumb: tuple[str, ...] = ()
    marks: MarksTruth = field(default_factory=MarksTruth)
    personal: tuple[PersonalTruth, ...] = ()
    charset: str = "utf-8"
    linked: bool = True
    traps: tuple[str, ...] = ()
