"""What a generated portal says, before a publishing system dresses it; seeded, without a clock."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from tests.web.portals import numbers, words
from tests.web.portals.truth import Fault, PersonalTruth

State = Literal["list", "text", "empty", "script", "directory"]


@dataclass(frozen=True)
class Agency:
    """Whose portal it is.

    Attributes:
        place: what it governs.
        host: its domain.
        site_code: 网站标识码.
        icp, police: filing numbers (备案号).
        office: its office, the sponsor (主办单位).
        phone: of that office.
        organ: 机构码, the first half of index numbers.
        short: the abbreviation in document numbers.
    """

    place: str
    host: str
    site_code: str
    icp: str
    police: str
    office: str
    phone: str
    organ: str
    short: str

    @property
    def name(self) -> str:
        """Name of the government."""
        return f"{self.place}人民政府"


@dataclass(frozen=True)
class Attachment:
    """A file below an article."""

    name: str
    ext: str


@dataclass
class Document:
    """One article or guide.

    Attributes:
        id: number within the portal.
        column: canonical type of its column.
        title: headline.
        published: day, and ``time`` its minute.
        signed: 成文日期, if it has one.
        modified: 更新时间, if it shows one.
        tagged: what ``PubDate`` says.
        source: 来源.
        number, index_number: 文号, 索引号.
        paragraphs: its text.
        attachments: its files.
        disclosed: public-disclosure mark at its end.
        replies_to: what it answers.
        guide: rows of a guide: element, label, value.
        table: rows of a table in it, heads first.
        personal: planted numbers.
        related: the policy that it interprets.
        interpreted: the interpretation of it.
        traps: what may mislead readers, whatever the system.
    """

    id: int
    column: str
    title: str
    published: date
    time: str
    tagged: date
    source: str
    paragraphs: list[str]
    signed: date | None = None
    modified: date | None = None
    number: str = ""
    index_number: str = ""
    attachments: tuple[Attachment, ...] = ()
    disclosed: str = ""
    replies_to: str = ""
    guide: tuple[tuple[str, str, str], ...] = ()
    table: list[tuple[str, ...]] = field(default_factory=list)
    personal: tuple[PersonalTruth, ...] = ()
    related: Document | None = None
    interpreted: Document | None = None
    traps: set[str] = field(default_factory=set)


@dataclass
class Column:
    """One column: canonical type, name on this site, folder, number, and what its page is."""

    type: str
    name: str
    slug: str
    id: int
    state: State
    documents: list[Document] = field(default_factory=list)

    @property
    def below(self) -> bool:
        """Whether it stands below 政府信息公开."""
        return self.type in words.IN_DISCLOSURE


@dataclass
class Content:
    """Everything that a portal says."""

    agency: Agency
    columns: list[Column]
    as_of: date

    def column(self, type_: str) -> Column:
        """The column of a canonical type."""
        return next(c for c in self.columns if c.type == type_)

    @property
    def documents(self) -> list[Document]:
        """All articles and guides."""
        return [document for column in self.columns for document in column.documents]


# How many documents a column has, and the days between two of them.
_RHYTHM: dict[str, tuple[int, int, int]] = {
    "news": (14, 1, 4), "notices": (8, 3, 25), "policies": (7, 60, 900),
    "interpretation": (4, 30, 120),
    "budget": (5, 150, 500), "proposals": (4, 20, 90), "personnel": (4, 20, 100),
    "welfare": (4, 15, 60), "annual-report": (4, 360, 370), "inquiries": (4, 2, 20),
    "service-guides": (4, 30, 400),
}  # fmt: skip


def write(
    name: str, host: str, seed: int, as_of: date, faults: frozenset[Fault] = frozenset()
) -> Content:
    """Write a portal; the same arguments always give the same one."""
    rng = random.Random(f"{name}-{seed}")
    place = words.PLACES[seed % len(words.PLACES)]
    code = f"{rng.randint(11, 65)}{rng.randint(10, 99)}{rng.randint(10, 99)}"
    agency = Agency(
        place=place,
        host=host,
        site_code=f"{code}{rng.randint(1, 99):04}",
        icp=f"澄ICP备{rng.randint(5000000, 24999999):08}号-1".replace(
            "澄", rng.choice("浙皖粤苏川")
        ),
        police=f"{code}02{rng.randint(100000, 999999)}",
        office=f"{place}人民政府办公室",
        phone=f"0{rng.randint(310, 998)}-{rng.randint(2000000, 8999999)}",
        organ=f"11{code}{rng.randint(10000000, 99999999)}{rng.choice('XYABCDE')}",
        short=place[0],
    )
    columns: list[Column] = []
    for type_, (names, slug, state) in words.COLUMNS.items():
        columns.append(
            Column(type_, rng.choice(names), slug, 1000 + rng.randint(1, 40) + 50 * len(columns),
                   state)  # type: ignore[arg-type]  # the table is checked by use
        )  # fmt: skip
    content = Content(agency, columns, as_of)
    next_id = rng.randint(2000, 90000)
    for column in columns:
        if column.state == "list":
            next_id = _fill(column, content, rng, next_id)
    _plant(content, faults)
    return content


def _plant(content: Content, faults: frozenset[Fault]) -> None:
    """Spoil dates and columns."""
    if "stale" in faults:
        for document in content.column("news").documents:
            document.published -= timedelta(days=400)
            document.modified = None
    if "future" in faults:
        notices = content.column("notices").documents
        newest = max(notices, key=lambda document: document.published)
        newest.published = content.as_of + timedelta(days=30)
    if "unanswered" in faults:
        oldest = content.column("inquiries").documents[-1]
        oldest.paragraphs = [
            f"来信时间：{content.as_of - timedelta(days=150)} 09:30",
            "尊敬的领导：您好！想问一下具体怎么办理，谢谢。",
            "办理状态：待回复",
        ]
    if "blank" in faults:
        content.column("notices").documents.clear()
        content.column("notices").state = "empty"


def _fill(column: Column, content: Content, rng: random.Random, next_id: int) -> int:
    count, least, most = _RHYTHM[column.type]
    day = content.as_of - timedelta(days=rng.randint(2, 12))
    titles = rng.sample(words.TITLES[column.type], len(words.TITLES[column.type]))
    for n in range(count):
        next_id += rng.randint(1, 30)
        title = titles[n % len(titles)] if n < len(titles) else titles[n % len(titles)] + f"（{n}）"
        document = _document(column.type, title, day, content, rng, next_id)
        column.documents.append(document)
        day -= timedelta(days=rng.randint(least, most))
    if column.type in ("notices", "policies") and rng.random() < 0.5:
        column.documents.insert(0, column.documents.pop(3))
        column.documents[0].traps.add("pinned")
    return next_id


def _document(
    type_: str, title: str, day: date, content: Content, rng: random.Random, id_: int
) -> Document:
    agency = content.agency
    office = agency.place + rng.choice(words.OFFICES)
    policies = next((c.documents for c in content.columns if c.type == "policies"), [])
    policy = rng.choice(policies) if type_ == "interpretation" else None
    n = rng.randint(3, 180)
    title = title.format(
        place=agency.place, n=n, leader=rng.choice(words.LEADERS), office=office, year=day.year - 1,
        town=rng.choice(words.TOWNS), level=agency.place[-1], policy=policy.title if policy else "",
    )  # fmt: skip
    document = Document(
        id=id_, column=type_, title=title, published=day, tagged=day, source=office,
        time=f"{rng.randint(8, 18):02}:{rng.randint(0, 59):02}:{rng.randint(0, 59):02}",
        paragraphs=rng.sample(words.SENTENCES, 5), related=policy,
    )  # fmt: skip
    document.paragraphs[0] = f"{title}。" + document.paragraphs[0]
    if policy is not None and rng.random() < 0.7:
        policy.interpreted = document
    _dates(document, content, rng)
    _papers(document, content, rng, n)
    if type_ == "service-guides":
        document.guide = _guide(document, agency, rng)
        document.paragraphs = []
    if type_ in ("welfare", "personnel") and ("名单" in title or "名册" in title):
        document.personal = tuple(numbers.planted(rng))
        document.table = numbers.table_of(document.personal, rng)
    return document


def _dates(document: Document, content: Content, rng: random.Random) -> None:
    """Dates that are none of publication, near those that are."""
    if rng.random() < 0.35:
        document.tagged = content.as_of - timedelta(days=rng.randint(1, 900))
        if document.tagged < document.published:
            document.tagged = content.as_of
        document.traps.add("regenerated")
    if rng.random() < 0.15 and document.column != "service-guides":
        document.modified = min(
            content.as_of, document.published + timedelta(days=rng.randint(3, 60))
        )
        document.traps.add("modified")
    if document.column == "notices":
        end = document.published + timedelta(days=rng.randint(10, 45))
        document.paragraphs[2] = (
            f"报名截止时间：{end.year}年{end.month}月{end.day}日下午5时；活动时间：{end.isoformat()}。"
        )
        document.traps.add("deadline")
    if document.column == "news" and rng.random() < 0.4:
        past = document.published - timedelta(days=rng.randint(1, 5))
        document.paragraphs[1] = f"{past.month}月{past.day}日，" + document.paragraphs[1]
        document.traps.add("event")
    if rng.random() < 0.2:
        document.paragraphs[3] += f"{document.published.year - 6}年5月1日起施行的规定同时废止。"
        document.traps.add("old-day")


def _papers(document: Document, content: Content, rng: random.Random, n: int) -> None:
    """Number, index, signing day, files and marks, by what the document is."""
    agency, type_ = content.agency, document.column
    year = document.published.year
    if type_ in ("policies", "annual-report", "budget", "proposals", "personnel"):
        document.signed = document.published - timedelta(days=rng.randint(0, 40))
        document.index_number = rng.choice(
            (f"{agency.organ}/{year}-{n:05}", f"{agency.site_code}/{year}-{n:06}")
        )
        if rng.random() < 0.3:
            document.index_number = f"{agency.organ[:-1]}{year}{n:04}"[:18]
            document.traps.add("long-index")
    if type_ == "policies":
        document.number = (
            f"{agency.short}政办发〔{(document.signed or document.published).year}〕{n}号"
        )
        document.disclosed = rng.choice(("此件公开发布", "主动公开", "（此件公开发布）"))
    if type_ == "proposals":
        document.replies_to = f"第{n}号"
        document.number = f"{agency.short}财函〔{year}〕{n + 1}号"
        document.disclosed = rng.choice(("主动公开", "依申请公开"))
    if type_ in ("budget", "annual-report") or (type_ == "notices" and rng.random() < 0.5):
        exts = rng.sample(("pdf", "doc", "xls", "docx", "xlsx", "wps", "zip"), rng.randint(1, 2))
        document.attachments = tuple(Attachment(f"附件{i + 1}.{e}", e) for i, e in enumerate(exts))
    if type_ == "inquiries":
        asked = document.published - timedelta(days=rng.randint(1, 9))
        document.paragraphs = [
            f"来信时间：{asked.isoformat()} 09:{n % 60:02}",
            "尊敬的领导：您好！想问一下具体怎么办理，谢谢。",
            f"答复时间：{document.published.isoformat()}　答复单位：{document.source}",
            "您好！来信收悉，经核实，现答复如下：请携带有效证件到窗口办理。感谢您的关注。",
        ]
        document.traps.add("mailbox")


def _guide(
    document: Document, agency: Agency, rng: random.Random
) -> tuple[tuple[str, str, str], ...]:
    left_out = rng.choice((None, None, "basis", "time", "phone"))
    empty = rng.choice((None, None, None, "place", "conditions"))
    rows = []
    for element, (labels, values) in words.GUIDE.items():
        if element != left_out:
            value = rng.choice(values).format(title=document.title, phone=agency.phone)
            rows.append((element, rng.choice(labels), "" if element == empty else value))
    return tuple(rows)
