"""Known-item questions (已知条目): titles of articles that this crawl saw, chosen by a seed.

A fair question has one right answer: a title that only one page bears, published before the day of
inspection. Titles with numbers of persons, and such as deal with persons, are never typed.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from typing import Literal

from msgspec import Struct

from checks.evidence import SiteEvidence
from checks.facts.membership import column_of
from checks.facts.personal import find_personal
from checks.facts.text import normal
from checks.observations import Page

TITLES = 5
"""Articles asked for: news, policy, guide, notice and budget, where the site has them."""
SHORTEST_TITLE = 8
"""Characters below which a title is too common to be a fair question."""
LONGEST_TITLE = 80
LEAST_CORE = 4
MOST_CORE = 12

_SENSITIVE = re.compile(
    r"任前公示|任免|拟任|讣告|悼念|逝世|处罚|判决|失信|被执行|逮捕|违纪|违法|开除|名单|录用|拟聘|体检"
    r"|成绩|低保|救助|死亡|信访|举报|维稳|邪教|恐怖|涉黑|扫黑"
)
_KINDS: dict[str, re.Pattern[str]] = {
    "news": re.compile(r"动态|要闻|新闻|资讯|会议|调研"),
    "policy": re.compile(r"政策|文件|意见|办法|规定|规划|方案|条例"),
    "guide": re.compile(r"办事|指南|服务|办理|申请"),
    "notice": re.compile(r"通知|公告|公示|通告"),
    "budget": re.compile(r"预算|决算|财政|资金"),
}
_ISSUER = re.compile(r"^.{0,24}?(?:关于|转发|印发)(?:印发|转发|做好|进一步|切实|开展)*")
_FORM = re.compile(
    r"的?(?:通知|公告|公示|通告|意见|批复|函|办法|方案|说明|决定|报告)$|[（(【\[].*?[)）】\]]|[《》“”\"\s]"
)

Kind = Literal["title", "core", "slip", "nonsense", "empty"]


class Question(Struct, frozen=True):
    """What is typed, and the article that it is about; none for nonsense and for no words."""

    kind: Kind
    words: str
    known_url: str = ""


def questions(evidence: SiteEvidence, seed: str) -> list[Question]:
    """Questions to put, the more telling ones first; empty if no title can fairly be asked for.

    Args:
        evidence: what the crawl saw.
        seed: the same seed chooses the same questions from the same pages.
    """
    chance = random.Random(seed)  # noqa: S311 - a draw that can be repeated, no secret
    chosen = _chosen(evidence, chance)[:TITLES]
    asked = [Question("title", title, page.url) for title, page in chosen]
    if not asked:
        return []
    nonsense = Question("nonsense", f"zq{chance.randrange(10**6):06d}xw")
    asked.insert(min(2, len(asked)), nonsense)
    cores = [
        Question("core", core, q.known_url)
        for q in asked
        if q.kind == "title" and (core := core_of(q.words))
    ]
    asked += cores
    if cores:
        one = chance.choice(cores)
        asked.append(Question("slip", slipped(one.words, chance), one.known_url))
    return [*asked, Question("empty", "")]


def _chosen(evidence: SiteEvidence, chance: random.Random) -> list[tuple[str, Page]]:
    today = evidence.today.isoformat()
    titled = [(title_of(p), p) for p in evidence.pages if p.facts.kind in ("article", "guide")]
    borne = Counter(normal(title) for title, _ in titled)
    fair = [
        (title, page)
        for title, page in titled
        if SHORTEST_TITLE <= len(title) <= LONGEST_TITLE
        and borne[normal(title)] == 1
        and not _SENSITIVE.search(title)
        and not find_personal(title)
        # What was published on the day itself may not be indexed yet: that would be no fault.
        and (page.facts.published.day < today if page.facts.published else page.facts.guide)
    ]
    fair.sort(key=lambda pair: (_day(pair[1]), pair[1].url))
    chosen: list[tuple[str, Page]] = []
    for number, words in enumerate(_KINDS.values()):
        of_kind = [pair for pair in fair if pair not in chosen and _is_of(pair, words)]
        if of_kind:
            half = len(of_kind) // 2
            # Old and new ones in turn: an index that stopped growing shows at the new ones.
            aged = of_kind[: half or 1] if number % 2 else of_kind[half:]
            chosen.append(chance.choice(aged))
    rest = [pair for pair in fair if pair not in chosen]
    chance.shuffle(rest)
    return chosen + rest


def title_of(page: Page) -> str:
    """The headline that a reader would search for."""
    article = page.facts.article
    return (
        page.facts.meta.get("ArticleTitle")
        or (article.title if article is not None else "")
        or page.facts.heading
    )


def _day(page: Page) -> str:
    return page.facts.published.day if page.facts.published else ""


def _is_of(pair: tuple[str, Page], words: re.Pattern[str]) -> bool:
    title, page = pair
    return bool(words.search(column_of(page.facts).name) or words.search(title))


def core_of(title: str) -> str:
    """The words that a person remembers of a title; empty if little is left."""
    core = _FORM.sub("", _ISSUER.sub("", title))[:MOST_CORE]
    return core if LEAST_CORE <= len(core) < len(title) else ""


def slipped(words: str, chance: random.Random) -> str:
    """The words with two neighbours exchanged, as hurried people type."""
    places = [i for i in range(len(words) - 1) if words[i] != words[i + 1]]
    if not places:
        return words
    place = chance.choice(places)
    return words[:place] + words[place + 1] + words[place] + words[place + 2 :]
