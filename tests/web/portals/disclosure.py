"""Duties of disclosure with own logic, planted in generated portals: kept, broken, and alike.

Every portal gets, beside what it has, a call for opinions with its result, replies to proposals,
works for the people, a gazette, a catalogue, rules, a plan, and a policy with its interpretation.
In ``kept`` all is as it must be, in ``alike`` it only looks wrong, in ``broken`` it is wrong; what
each check then has to say is `EXPECTED`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Literal

from checks.evidence import SiteEvidence
from checks.reference import Item, Published, Reference
from tests.checks.build import SHANGHAI
from tests.web.portals.content import Attachment, Column, Content, Document
from tests.web.portals.portal import AS_OF, build
from tests.web.portals.reading import evidence_of
from tests.web.portals.system import System

Variant = Literal["kept", "alike", "broken"]
VARIANTS: tuple[Variant, ...] = ("kept", "alike", "broken")

EXPECTED = {
    "interpretation-unlinked": {"unlinked", "one-way"},
    "interpretation-late": {"late"},
    "missing-disclosure-mark": {"unmarked"},
    "reply-not-in-full": {"title-only"},
    "consultation-incomplete": {"incomplete"},
    "consultation-unanswered": {"unanswered"},
    "rules-late": {"late"},
    "progress-gap": {"gap"},
    "gazette-gaps": {"years-missing"},
    "catalogue-fields": {"lacking"},
    "reprint-late": {"late"},
    "guides-differ": {"differs"},
}
"""What a check says of a portal in which all duties are broken, if it sees that."""

LONG = "为切实做好有关工作，各有关单位要明确责任分工，细化工作措施，加强协调配合，按期完成任务。"
REPOSTED = "国务院办公厅关于加强公园城市建设的指导意见"
PARK = "公园管理办法"


class _Planter:
    """Puts documents into one portal, each with a number of its own."""

    def __init__(self, content: Content, variant: Variant) -> None:
        self.content, self.variant = content, variant
        self.number = max(d.id for d in content.documents) + 1000
        self.folder = 6000

    def by(self, kept: list[str], alike: list[str], broken: list[str]) -> list[str]:
        """What the variant has of three."""
        return {"kept": kept, "alike": alike, "broken": broken}[self.variant]

    def document(self, kind: str, title: str, ago: int, *text: str, **fields: object) -> Document:
        """A document published so many days ago."""
        self.number += 1
        day = self.content.as_of - timedelta(days=ago)
        return Document(
            id=self.number, column=kind, title=title.format(place=self.content.agency.place),
            published=day, time="09:30:00", tagged=day, source=self.content.agency.office,
            paragraphs=[*text] or [LONG * 3, LONG * 4], **fields,  # type: ignore[arg-type]
        )  # fmt: skip

    def column(self, name: str, *documents: Document) -> None:
        """A column of its own with these documents."""
        self.folder += 1
        kind = documents[0].column
        self.content.columns.append(Column(kind, name, kind, self.folder, "list", list(documents)))


def plant(variant: Variant) -> Callable[[Content], None]:
    """What puts a variant into a portal, to be handed to `build`."""

    def change(content: Content) -> None:
        content.columns = [c for c in content.columns if c.type != "proposals"]
        planter = _Planter(content, variant)
        _policies(planter)
        _calls(planter)
        _replies(planter)
        _rhythm(planter)
        _catalogue(planter)
        _rules(planter)
        _repost(planter)

    return change


def _policies(planter: _Planter) -> None:
    """The marks of all policies, and one policy with its interpretation."""
    policies = planter.content.column("policies").documents
    title = "{place}人民政府关于印发《{place}" + PARK + "》的通知"
    late = 60 if planter.variant == "broken" else 5 if planter.variant == "alike" else 0
    policy = planter.document("policies", title, 90, number="某政办发〔2026〕900号")
    policies.insert(0, policy)  # later pages of a list may be out of sight
    for document in policies:
        document.disclosed = "" if planter.variant == "broken" else "此件公开发布"
    if planter.variant == "alike":
        policies[-1].disclosed = ""
    explained = planter.document("interpretation", f"《{policy.title}》政策解读", 90 - late)
    interpretations = planter.content.column("interpretation").documents
    interpretations.insert(0, explained)
    if planter.variant != "broken":
        explained.related, policy.interpreted = policy, explained
    for document in interpretations:  # those that the portal has by itself are in order
        if document is not explained and document.related is not None:
            document.related.interpreted = document
            document.related.published = document.published
            document.related.tagged = document.tagged
    for document in policies:
        document.signed = document.signed and document.published


def _calls(planter: _Planter) -> None:
    """A call with its result; alike: news of a meeting about it, and a call whose end is near."""
    kind = "own-calls"
    end = planter.content.as_of - timedelta(days=120)
    why = "为加强公园管理，市司法局起草了《" + PARK + "（征求意见稿）》，现公开征求意见。"
    ways = "可通过电子邮箱gy@example.gov.cn或电话0000-8123456提出意见。"
    term = f"征求意见截止日期为{end.year}年{end.month}月{end.day}日。"
    title = "{place}关于《" + PARK + "（征求意见稿）》公开征求意见的公告"
    texts = planter.by([why + LONG, ways, term], [why + LONG, ways, term], [why + LONG, term])
    documents = [planter.document(kind, title, 150, *texts)]
    documents[0].attachments = (Attachment("征求意见稿.docx", "docx"),)
    other = "关于《{place}供水条例（草案）》征求意见结果的公示"
    documents.append(planter.document(kind, other, 100, "共收到意见12条，采纳9条。" + LONG))
    result = "《" + PARK + "》公开征求意见采纳情况"
    if planter.variant == "kept":
        text = "期间共收到意见5条，采纳3条，其余与上位法不符，未予采纳。"
        documents.append(planter.document(kind, result, 80, text + LONG))
    if planter.variant == "alike":
        text = "征求意见期间，未收到意见建议。"
        documents.append(planter.document(kind, result, 80, text + LONG))
        near = planter.content.as_of + timedelta(days=9)
        texts = [why, ways, f"请于{near.year}年{near.month}月{near.day}日前反馈。附件：草案。"]
        documents.append(planter.document(kind, "{place}公开征求养老规划意见的公告", 12, *texts))
        documents.append(planter.document(kind, "{place}召开养老规划征求意见座谈会", 14))
        documents.append(planter.document(kind, "{place}关于征集城市标识设计作品的公告", 16))
    planter.column("意见征集", *documents)


def _replies(planter: _Planter) -> None:
    kind = "own-replies"
    full = [f"代表（委员）：您提出的建议收悉，现答复如下：{LONG * 4}", LONG * 4]
    titles = ("对市人大第五次会议第{n}号建议的答复", "关于政协第五届委员会第{n}号提案的答复")
    documents = [
        planter.document(kind, titles[n % 2].replace("{n}", str(n + 11)), 40 + n, *full)
        for n in range(6)
    ]
    if planter.variant == "broken":
        documents[2].paragraphs = ["已答复。"]
    if planter.variant == "alike":
        documents[2].paragraphs = ["答复内容涉密，不予公开。"]
        documents[3].paragraphs = ["见附件。"]
        documents[3].attachments = (Attachment("答复函.pdf", "pdf"),)
    planter.column("建议提案办理", *documents)


def _rhythm(planter: _Planter) -> None:
    """Works for the people each quarter, and a gazette of each year."""
    days = {"kept": (20, 110, 200, 290), "alike": (20, 120, 225), "broken": (20, 230, 300)}
    works = [
        planter.document("own-works", f"{{place}}民生实事第{n}批项目推进情况", ago)
        for n, ago in enumerate(days[planter.variant], 1)
    ]
    planter.column("民生实事", *works)
    year = planter.content.as_of.year
    issues = {
        "kept": [(year - back, n) for back in range(3) for n in (3, 2, 1)],
        "alike": [(year - back, n) for back in range(3) for n in (3, 1)],
        "broken": [(year, 2), (year, 1), (year - 4, 2), (year - 4, 1)],
    }
    gazette = [
        planter.document(
            "own-gazette",
            f"{{place}}人民政府公报{y}年第{n}期",
            30 + 365 * (year - y) + 60 * (3 - n),
        )
        for y, n in issues[planter.variant]
    ]
    planter.column("政府公报", *gazette)


def _catalogue(planter: _Planter) -> None:
    heads = ("公开事项", "公开内容", "责任主体", "公开时限", "公开方式")
    table = [heads, ("食品抽检", "抽检结果", "市监局", "20个工作日", "门户网站")]
    document = planter.document("own-catalogue", "{place}食品领域主动公开基本目录", 70)
    cut = 3 if planter.variant == "broken" else 5
    document.table = [row[:cut] for row in table]
    if planter.variant == "alike":
        document.table = []
        document.attachments = (Attachment("主动公开基本目录.xlsx", "xlsx"),)
    planter.column("政府信息公开目录", document)


def _rules(planter: _Planter) -> None:
    """A normative document; alike: one that was entered half a year later."""
    title = "{place}人民政府关于印发《{place}户外广告管理规定》的通知"
    document = planter.document("own-rules", title, 60, number="某府规〔2026〕5号")
    lag = {"kept": 0, "alike": 200, "broken": 21}[planter.variant]
    document.signed = document.published - timedelta(days=lag)
    document.disclosed = "" if planter.variant == "broken" else "此件公开发布"
    planter.column("行政规范性文件", document)


def _repost(planter: _Planter) -> None:
    ago = {"kept": 50, "alike": 49, "broken": 40}[planter.variant]
    document = planter.document("notices", REPOSTED, ago)
    planter.content.column("notices").documents.insert(0, document)


def reference_of(content: Content, variant: Variant) -> Reference:
    """The lists that the portal is compared with: its guides, and a policy of fifty days ago."""
    at = datetime.combine(content.as_of - timedelta(days=50), time(17), SHANGHAI)
    phone = "0000-7654321" if variant == "broken" else content.agency.phone
    items = tuple(
        Item(document.title, {"phone": phone})
        for document in content.column("service-guides").documents
    )
    files = (("lists.xlsx", "0" * 64),)
    return Reference(files=files, policies=(Published(REPOSTED, "", at),), items=items)


def portals(
    kind: type[System], seed: int, as_of: date = AS_OF
) -> Iterator[tuple[Variant, SiteEvidence]]:
    """Evidence of each variant of a system's portal."""
    for variant in VARIANTS:
        portal = build(kind, seed, as_of, change=plant(variant))
        evidence = evidence_of(portal, portal.system.home)
        yield variant, replace(evidence, reference=reference_of(portal.system.content, variant))
