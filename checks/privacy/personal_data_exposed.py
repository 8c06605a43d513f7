"""Numbers of private persons that stand in full on pages or in attachments (个人信息未去标识化)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from checks.evidence import SiteEvidence
from checks.facts.personal import PersonalHit
from checks.finding import Finding, Need, Quote, Status, Subject, SubjectKind
from checks.framework import Options, Outcome, check
from checks.observations import Attachment, Target

EXAMPLES = 5
"""Numbers, or addresses of files, that a finding names."""

# Invented people in forms, and notices that name somebody because the law has it so: no leak is
# told from them without a person's eye.
_SAMPLE = re.compile(r"样表|樣表|样本|示例|范例|範例|模板|填写说明|填报说明|填表说明")
_ORDERED = re.compile(
    r"送达|送達|开庭|仲裁|裁决|悬赏|通缉|协查|认尸|寻人|寻亲|招领|遗失|作废|注销|吊销|债权|被告|曝光"
)


class PersonalDataOptions(Options, frozen=True, kw_only=True):
    """Thresholds.

    Attributes:
        numbers: so many mobile numbers of private persons are told of though no name stands beside
            them, and so many identity numbers need neither a word nor a name beside them.
    """

    numbers: int


@check(
    id="personal-data-exposed",
    title="Numbers of private persons are published in full",
    title_pass="No numbers of private persons are published",
    scope="page",
    needs=("home",),
    outcomes={
        "none": Outcome(
            Status.PASS,
            "No identity, mobile or bank card number of a private person was found on {pages} "
            "pages and in {files} attachments.",
        ),
        "identity-exposed": Outcome(
            Status.FAIL,
            "{subject} shows identity numbers in full, {count} in all: {numbers}.",
            "Mask the numbers (35*************123) or take the page or file off, copies included.",
        ),
        "maybe-identity": Outcome(
            Status.REVIEW,
            "{subject} shows what may be identity numbers of private persons, {count} in all: "
            "{numbers}.",
            "See whose numbers they are, and mask them unless the law has them published.",
        ),
        "contacts-exposed": Outcome(
            Status.REVIEW,
            "{subject} shows mobile or bank card numbers of private persons, {count} in all: "
            "{numbers}.",
            "See whose numbers they are, and mask those of private persons (138****1234).",
        ),
        "files-unread": Outcome(
            Status.NOT_TESTED,
            "Of {files} attachments {unread} could not be looked into: pictures without words, "
            "locked or damaged files, unknown formats, or larger than is read. Examples: "
            "{examples}",
            "Open these files and look for numbers of private persons.",
        ),
    },
    options=PersonalDataOptions,
    version=3,
)
def personal_data_exposed(
    evidence: SiteEvidence, options: PersonalDataOptions
) -> Iterator[Finding]:
    """Numbers of private persons are published in full (个人信息未去标识化).

    Looks at:
        The visible text of every page that was read, and the words of the site's own attachments
        (PDF, Word, Excel, WPS, OFD, text; up to 20 MB each and 500 MB a site), for identity numbers
        of 18 and 15 digits, mobile numbers and bank cards. Every number is masked before it is
        kept.

    Basis:
        国办发〔2018〕23号: 除惩戒公示、强制性信息披露外，公开时要去标识化处理 (duty D50).

    Decides:
        A fault is an identity number of 18 digits whose region, day of birth and check digit hold
        and which a word, the head of its column or a name beside it shows to be a person's; or at
        least as many without either as the line says (3). Identity numbers of 15 digits, bank
        cards, and mobile numbers with a name beside them, or as many as the line says, are for a
        person to review.

    Evidence:
        The page or file, read twice at least 60 seconds apart.

    Does not accuse:
        For notices of penalties and lists of the dishonest (行政处罚, 失信被执行人), numbers that
        are told to be called or paid to (联系电话, 值班, 对公账户), credit codes, index and
        document numbers, and numbers masked already. Filled-in samples of forms, and notices of
        the kind that the law orders (送达公告, 遗失声明), are for a person to review. Files that
        could not be looked into are named as such.

    Remedy:
        Mask the numbers, or take the page or file off the site, copies and attachments included.
    """
    found = False
    pages, files = evidence.pages, evidence.attachments
    for page in pages:
        title = page.facts.heading or page.facts.title
        for outcome, hits in _judged(page.facts.personal, title, options):
            found = True
            yield _finding(outcome, "page", page.target, title, hits)
    for file in files:
        name = file.target.sources[0].anchor if file.target.sources else ""
        for outcome, hits in _judged(file.facts.personal, f"{name} {file.facts.title}", options):
            found = True
            yield _finding(outcome, "link", file.target, name, hits)
    site = Subject("site", evidence.site.url)
    unread = [f for f in files if f.facts.state != "text" or f.facts.cut]
    if unread:
        yield personal_data_exposed.finding(
            "files-unread",
            site,
            values={
                "files": len(files), "unread": len(unread), "examples": _urls(unread[:EXAMPLES]),
            },
        )  # fmt: skip
    elif not found:
        values = {"pages": len(pages), "files": len(files)}
        yield personal_data_exposed.finding("none", site, values={**values})


def _judged(
    hits: Iterable[PersonalHit], title: str, options: PersonalDataOptions
) -> Iterator[tuple[str, Sequence[PersonalHit]]]:
    """The outcome for one page or file, if any, with the numbers that it rests on."""
    mine = [hit for hit in hits if hit.role == "personal"]
    identities = [hit for hit in mine if hit.kind == "identity"]
    sure = [hit for hit in identities if hit.called or hit.name]
    if len(identities) >= options.numbers:
        sure = identities
    old = [hit for hit in mine if hit.kind == "old-identity"]
    mobiles = [hit for hit in mine if hit.kind == "mobile"]
    if len(mobiles) < options.numbers:
        mobiles = [hit for hit in mobiles if hit.name]
    cards = [hit for hit in mine if hit.kind == "bank-card"]
    if sure and not _SAMPLE.search(title) and not _ORDERED.search(title):
        yield "identity-exposed", sure
    elif identities or old:
        yield "maybe-identity", identities + old
    elif mobiles or cards:
        yield "contacts-exposed", mobiles + cards


def _finding(
    outcome: str, kind: SubjectKind, target: Target, name: str, hits: Sequence[PersonalHit]
) -> Finding:
    shown = [f"{hit.name} {hit.masked}".strip() for hit in hits[:EXAMPLES]]
    return personal_data_exposed.finding(
        outcome,
        Subject(kind, target.url, name),
        values={"count": len(hits), "numbers": "、".join(shown)},
        rests_on=[Need("page", target.url)],
        sources=target.sources,
        # A file has no lines that a reader could turn to.
        quotes=tuple(Quote(target.url, h.masked) for h in hits[:EXAMPLES] if kind == "page"),
    )


def _urls(files: Sequence[Attachment]) -> str:
    return " ".join(file.target.url for file in files)
