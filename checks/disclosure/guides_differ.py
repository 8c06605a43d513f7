"""Service guides that say other than the service platform (办事指南与政务服务网不一致)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.columns.guides import Guide, read_guides
from checks.disclosure.documents import is_whole
from checks.evidence import SiteEvidence
from checks.facts.text import normal, simplified
from checks.finding import Finding, Need, Quote, Status, Subject, Value
from checks.framework import Options, Outcome, check
from checks.reference import Item

_NAMES = {"limit": "办理时限", "phone": "联系电话", "place": "办理地点"}
_LIMIT = re.compile(r"(?:时限|期限)[^。；;]{0,40}")
_PROCESSING = re.compile("(?:办理|办结|承诺|法定|审批|处理|完成)[^。；;]{0,6}(?:时限|期限)")
_DAYS = re.compile(r"(\d{1,3})\s?个?\s?(工作日|自然日|日|天)")
_AT_ONCE = re.compile("即时|即办|当场|当日|立即")
_PHONE = re.compile(r"(?<!\d)(?:0\d{2,3}[-—－ ()（）]{0,3})?([1-9]\d{6,7}|1[3-9]\d{9}|12345)(?!\d)")


class DifferOptions(Options, frozen=True):
    """There is nothing to set: values are the same or they are not."""


@check(
    id="guides-differ",
    title="A service guide says other than the service platform",
    title_pass="Service guides say what the service platform says",
    scope="guide",
    needs=("home", "pages"),
    outcomes={
        "same": Outcome(
            Status.PASS, "{guides} guides say what the list of the service platform says."
        ),
        "differs": Outcome(
            Status.FAIL,
            "The guide gives as {element}: {here}; the list of the service platform: {there}.",
            "Put right whichever is wrong, and keep both from one source.",
        ),
        "maybe-differs": Outcome(
            Status.REVIEW,
            "The guide gives as {element}: {here}; the list of the service platform: {there}.",
            "See whether both mean the same.",
        ),
        "not-found": Outcome(
            Status.REVIEW,
            "{lacking} of {items} items of the list have no guide among the pages read, for "
            "example {example}.",
            "See whether the guides of these items stand on the site or on the platform.",
        ),
        "no-reference": Outcome(
            Status.NOT_TESTED,
            "There was no list of service items to compare the guides with (--reference).",
        ),
    },
    options=DifferOptions,
    version=2,
)
def guides_differ(evidence: SiteEvidence, _: DifferOptions) -> Iterator[Finding]:
    """A service guide says other than the service platform (办事指南口径不一致).

    Looks at:
        The service guides of the site that bear the name of an item of the list that was given
        with --reference: all their time limits and telephone numbers, and their place.

    Basis:
        disclosure-2018, D47 and D48 (国办发〔2018〕23号: 线上线下同源、信息准确一致).

    Decides:
        Numbers are compared, not words: a guide differs if it gives days for the time
        limit of which the list has none, or telephone numbers none of which the list has.
        Another place, and items without a guide, are for a person to look at.

    Evidence:
        The page of the guide, read twice at least 60 seconds apart; the list, whose digest is
        kept with the run.

    Does not accuse:
        Without a list; when several guides or several items have one name; when either
        gives no number, or gives other terms only (公示期限); when one counts working days
        and the other days; when the number of the list stands anywhere on the page; when
        a frame or picture of its own may say more.

    Remedy:
        Keep guides and platform from one source, and mend whichever is wrong.
    """
    items: dict[str, list[Item]] = {}
    for item in evidence.reference.items:
        items.setdefault(normal(item.name), []).append(item)
    site = Subject("site", evidence.site.url)
    if not items:
        yield guides_differ.finding("no-reference", site)
        return
    guides: dict[str, list[Guide]] = {}
    for guide in read_guides(evidence):
        guides.setdefault(_item_of(guide), []).append(guide)
    same = 0
    for name in sorted(items.keys() & guides.keys()):
        differing = list(_differing(evidence, guides[name], items[name]))
        same += not differing
        for guide, element, here, there, certain in differing:
            yield guides_differ.finding(
                "differs" if certain else "maybe-differs",
                Subject("guide", f"{guide.page.url}#{element}", items[name][0].name),
                values={"element": _NAMES[element], "here": here[:80], "there": there[:80]},
                rests_on=[Need("page", guide.page.url)],
                quotes=(Quote(guide.page.url, items[name][0].name),),
            )
    lacking = [found[0].name for name, found in sorted(items.items()) if name not in guides]
    if lacking:
        values: dict[str, Value] = {
            "lacking": len(lacking), "items": len(items), "example": lacking[0],
        }  # fmt: skip
        yield guides_differ.finding("not-found", site, values=values)
    elif same == len(items):
        yield guides_differ.finding("same", site, values={"guides": same})


def _item_of(guide: Guide) -> str:
    """The name of a guide's item: what stands under 事项名称, else its headline."""
    named = next((e.text for e in guide.page.facts.guide if e.name == "name" and e.text), "")
    facts = guide.page.facts
    headline = named or facts.heading or facts.meta.get("ArticleTitle", "") or facts.title
    return re.sub("(?:办事|服务)指南$", "", normal(headline))


def _differing(
    evidence: SiteEvidence, guides: list[Guide], items: list[Item]
) -> Iterator[tuple[Guide, str, str, str, bool]]:
    """Guide, element, what it says, what the list says, and whether that is sure to differ."""
    deep = evidence.deep(guides[0].page.attempt)
    if len(guides) > 1 or len(items) > 1 or deep is None:
        return
    guide, item = guides[0], items[0]
    text = simplified(deep.text())
    whole = is_whole(evidence, guide.page, files=True)
    for element, there in item.values.items():
        if element == "place":
            here = next((p.text for p in guide.page.facts.guide if p.name == "place"), "")
            one, other = normal(here), normal(there)
            if one and one not in other and other not in normal(text):
                yield guide, element, here, there, False
            continue
        mine = _limits(text) if element == "limit" else _phones(text)
        theirs = _days(there) if element == "limit" else _phones(there)
        if mine and theirs and not mine & theirs:
            kinds = {kind for _number, kind in mine} == {kind for _number, kind in theirs}
            here = "、".join(sorted(f"{number}{kind}" for number, kind in mine))
            told = element != "limit" or bool(_PROCESSING.search(text))
            yield guide, element, here, there, kinds and whole and told


def _limits(text: str) -> set[tuple[str, str]]:
    """Every time limit of a guide: promised and lawful ones stand side by side."""
    return {day for match in _LIMIT.finditer(text) for day in _days(match[0])}


def _days(text: str) -> set[tuple[str, str]]:
    """Numbers of days in a text, with what they count; at once is one of them."""
    plain = simplified(text)
    found = {(m[1], "工作日" if m[2] == "工作日" else "日") for m in _DAYS.finditer(plain)}
    return found | ({("0", "工作日")} if _AT_ONCE.search(plain) else set())


def _phones(text: str) -> set[tuple[str, str]]:
    """Telephone numbers without their area codes."""
    return {(m[1], "") for m in _PHONE.finditer(text)}
