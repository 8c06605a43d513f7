"""Policies and their interpretations (政策与解读): which of the site's pages belong together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from checks.disclosure.documents import articles
from checks.evidence import SiteEvidence, once_a_view
from checks.facts.text import normal
from checks.observations import Page

_LEAST = 6
"""Characters of the shortest name by which a policy is found again: 《办法》 names many."""

_INTERPRETS = re.compile(r"解读|图解|图读懂|图看懂|张图|问答|答记者问|图说")
_NO_INTERPRETATION = re.compile(
    r"解读(?:会|工作|专栏|培训|比赛|方案|制度|办法|清单)"
    r"|关于.{0,40}解读.{0,30}(?:通知|意见)$|召开|举行|举办|开展|发布会$"
)
_QUOTED = re.compile(r"《([^》]{4,120})》?")
_CARRIED = re.compile(
    r"(?:印发|转发|公布|发布|修订|修改|废止)+(?P<name>.+?)的?(?:通知|公告|通告|决定|命令|令)$"
)
_ABOUT = re.compile(r"关于(?P<name>.+)$")
_STRIPPED = re.compile(
    r"^(?:一图读懂|一图看懂|一张图读懂|图文解读|文字解读|图解|图说|解读|政策解读|问答|政策问答)+"
    r"|(?:政策|起草)?(?:的)?(?:图文|文字|图片|视频|专家|政策|相关|有关)*(?:解读|图解|问答|答记者问)+(?:材料|稿|之.)?$"
)
_TRIAL = re.compile(r"(?:试行|暂行|修订|修正|全文|年版|版)+$")


class Pair(Struct, frozen=True):
    """A policy (政策文件) and the interpretations (解读材料) of it, as pages of the site.

    Attributes:
        policy: its page.
        interpretations: pages that interpret it, in order of discovery.
        sure: no other page has the policy, so it is the one to be linked.
    """

    policy: Page
    interpretations: tuple[Page, ...]
    sure: bool


@once_a_view
def find_pairs(evidence: SiteEvidence) -> tuple[Pair, ...]:
    """All pairs of a site, in order of their policies; remembered for each view."""
    return tuple(_pairs(evidence))


def is_interpretation(title: str) -> bool:
    """Whether a title is that of an interpretation and not of a policy about interpreting."""
    plain = normal(title)
    return bool(_INTERPRETS.search(plain)) and not _NO_INTERPRETATION.search(plain)


def _pairs(evidence: SiteEvidence) -> Iterator[Pair]:
    policies: dict[str, list[Page]] = {}
    interpreting: list[Page] = []
    for page, article in articles(evidence):
        if is_interpretation(article.title):
            interpreting.append(page)
            continue
        for name in names_of(article.title):
            policies.setdefault(name, []).append(page)
    found: dict[str, list[Page]] = {}
    known: dict[str, tuple[Page, bool]] = {}
    for page in interpreting:
        article_title = page.facts.article.title if page.facts.article else ""
        named = next((policies[n] for n in _interpreted(article_title) if n in policies), None)
        if named is not None:
            policy = named[0]
            found.setdefault(policy.url, []).append(page)
            known[policy.url] = policy, len({p.url for p in named}) == 1
    for url, (policy, sure) in known.items():
        yield Pair(policy, tuple(found[url]), sure)


def names_of(title: str) -> Iterator[str]:
    """Names by which others speak of a document: its title, what it brings out, what it is about.

    例市人民政府关于印发《例市公园管理办法（试行）》的通知 is spoken of so, and as 例市公园管理办法.
    """
    yield from _long(
        [normal(title), *(normal(name) for name in _QUOTED.findall(title)), *_parts(normal(title))]
    )


def _parts(plain: str) -> Iterator[str]:
    about = _ABOUT.search(plain)
    if about is None:
        return
    yield from (f"关于{about['name']}", about["name"])
    if carried := _CARRIED.search(about["name"]):
        yield carried["name"]


def _interpreted(title: str) -> Iterator[str]:
    """Names of what an interpretation interprets, the plainest first."""
    for quoted in _QUOTED.findall(title):
        yield from names_of(quoted)
    plain = _STRIPPED.sub("", _STRIPPED.sub("", normal(title)))
    yield from names_of(plain)
    yield from _long(plain[len("关于") :] for _ in (0,) if plain.startswith("关于"))


def _long(names: Iterable[str]) -> Iterator[str]:
    both = (form for name in names for form in (name, _TRIAL.sub("", name)))
    yield from dict.fromkeys(name for name in both if len(name) >= _LEAST)
