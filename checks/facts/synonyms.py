"""Column names (栏目同义词): from what a site calls a column to the canonical types it may be.

The words are data: `synonyms.toml` beside this file, after the table of names seen on real sites
(indicators §6.1) and the values of the ColumnType tag (国办发〔2017〕47号 附件).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import resources
from typing import Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from checks.facts.text import in_mainland_words, normal

How = Literal["tag", "name", "breadcrumb", "contains", "path"]
"""How a column was recognised, the surest first; ``contains`` and ``path`` are guesses."""

_COMPOSED_LIMIT = 20
_LEAST, _STEPS = 3, 6
"""Characters that must be left of a name, and how often something is taken off either end."""
# A name keeps its meaning without the year or body in front: 2024年, 江门市新会区, 县政府.
_YEAR = re.compile(r"^(?:19|20)\d\d(?:年度?|度)?")
_PLACE = r"[^\W\d]{0,5}?[省市县区州盟旗镇乡]"
_OFFICE = (
    r"街道|人民政府|政府|[^\W\d]{1,4}?[局厅委办]"
    r"|[^\W\d]{2,8}?(?:委员会|管委会|办公[室厅]|署|部(?!门))"
)
# A number before a name, and what a link adds behind it: 一、机构职能, 通知公告（12）.
_NUMBER = re.compile(r"^\s*[(（]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]?[、.．]\s*")
_ADDED = re.compile(
    r"[(（\[【][^()（）\[\]【】]{0,2}(?:\d{1,4}|点此|点击|进入|查看|更多|新)[^()（）\[\]【】]{0,4}[)）\]】]\s*$"
)
# The same in English before or behind it: 新闻动态 NEWS. Endings of files (指南.doc) are none.
_ENGLISH = re.compile(
    r"^[A-Za-z][A-Za-z\s&'/|]+[\s/|](?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])[A-Za-z\s&'/|]{3,}$"
)
# What stands above or beside a name: 政务公开 > 通知公告, 政策文件（省级）.
_ABOVE = re.compile(r"^.*[>›»]\s*(?=\w)")
_ASIDE = re.compile(r"[(（\[【][^()（）\[\]【】\d]{0,4}[级版省市县区类网旧][)）\]】]\s*$")
# Two names in one: 乡村振兴/巩固脱贫攻坚成果, 咨询和投诉.
_JOINT = re.compile(r"\s*(?:[、/／·&＆]|以及|[与和及])\s*|\s+")
_AND = re.compile("以及|[与和及]")
# What ends like a name and holds one of these is a title: 市政府召开新闻发布会.
_SENTENCE = re.compile(
    r"召开|举行|举办|开展|关于|[做抓办]好|加强|推[进动]|主持|审议|通过|听取|出席|参加|印发|组织|学习"
    r"|认真|的|第\w+次"
)
# What ends so behind the name of a place or agency is a document: 例市财政局招聘公告.
_DOCUMENT = re.compile(
    r"(?:公告|公示|通知|通告|决定书?|名单|批复|说明|简章|方案|(?<!工作)(?<!年度)报告)$"
)
# Documents by the beginning of their numbers (发文字号): 甘政发, 国办函.
_SERIES = re.compile(r"国办?[发函]|(?!.*政府)[^\W\d]{0,2}[政府](?:办[发函]|[发函规])(?:文件)?")


class ColumnType(Struct, frozen=True, forbid_unknown_fields=True):
    """One canonical column type; see the head of `synonyms.toml` for the fields."""

    name: str
    names: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    core: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    container: bool = False


class Platforms(Struct, frozen=True, forbid_unknown_fields=True):
    """Marks of the disclosure platforms of upper portals; see `checks.facts.neighbours`."""

    hosts: frozenset[str]
    paths: frozenset[str]
    left: frozenset[str]


class Composed(Struct, frozen=True, forbid_unknown_fields=True):
    """Parts of names that are put together; see the table."""

    modifiers: tuple[str, ...]
    domains: tuple[str, ...]
    of_domains: frozenset[str]
    agencies: tuple[str, ...]
    no_agencies: tuple[str, ...]
    heads: dict[str, tuple[str, ...]]


class Synonyms(Struct, frozen=True, forbid_unknown_fields=True):
    """The table of names."""

    version: int
    containing_limit: int
    prefixes: tuple[str, ...]
    suffixes: tuple[str, ...]
    neutral: tuple[str, ...]
    resting: tuple[str, ...]
    topics: frozenset[str]
    tools: tuple[str, ...]
    composed: Composed
    platforms: Platforms
    types: dict[str, ColumnType]


def _load() -> Synonyms:
    text = (resources.files("checks.facts") / "synonyms.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), Synonyms)


SYNONYMS = _load()
"""The table that this version of the readers uses."""


def _folded(name: str) -> str:
    """Normal form of a name without the words that join its parts: 建议和提案, 建议提案."""
    return _AND.sub("", normal(name))


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    """What matches any of these names; a star in one stands for one to six characters."""
    return re.compile("|".join(r"\w{1,6}".join(map(_folded, n.split("*"))) for n in names))


def _any(words: Iterable[str]) -> str:
    """What matches any of these words, the longest first."""
    return "|".join(sorted({re.escape(_folded(w)) for w in words if w}, key=lambda w: (-len(w), w)))


def _index() -> dict[str, tuple[str, ...]]:
    exact: dict[str, tuple[str, ...]] = {}
    for id_, kind in SYNONYMS.types.items():
        for name in (kind.name, *kind.names):
            if "*" not in name and id_ not in exact.get(_folded(name), ()):
                exact[_folded(name)] = (*exact.get(_folded(name), ()), id_)
    return exact


def _telling() -> Iterator[str]:
    """The shortest words of which each name holds one."""
    parts = {p for kind in SYNONYMS.types.values() for n in kind.names for p in n.split("*")}
    known = {_folded(word) for word in (*_EXACT, *parts)} - {""}
    for word in known:
        inner = (word[i:j] for i in range(len(word)) for j in range(i + 1, len(word) + 1))
        if not any(part != word and part in known for part in inner):
            yield word


_EXACT = _index()
_LISTED = {normal(name) for kind in SYNONYMS.types.values() for name in (kind.name, *kind.names)}
_WILD = tuple(
    (id_, _pattern(stars))
    for id_, kind in SYNONYMS.types.items()
    if (stars := [name for name in kind.names if "*" in name])
)
_NEVER = {id_: _pattern(kind.never) for id_, kind in SYNONYMS.types.items() if kind.never}
_ANY = re.compile(_any(_telling()))
_LEAD = re.compile(rf"^(?!图解|一图|解读|关于)(?:{_any(SYNONYMS.prefixes)}|{_PLACE}|{_OFFICE})")
_LEVELS = re.compile(rf"(?:{_any(SYNONYMS.prefixes)}|[省市县区州盟旗镇乡]|街道|人民政府|政府)*")
_TAIL = re.compile(rf"(?:{_any(SYNONYMS.suffixes)}|(?:19|20)\d\d(?:年度?)?)$")
_HEADS = {word: id_ for id_, words in SYNONYMS.composed.heads.items() for word in words}


def _compose(parts: Composed) -> re.Pattern[str]:
    """What matches a name that is put together."""
    head, of_domains = _any(_HEADS), _any(w for id_ in parts.of_domains for w in parts.heads[id_])
    before = (
        rf"(?:{_any(parts.modifiers)}){{1,2}}",
        rf"(?:[^\W\d]{{1,5}}(?:[省市县州旗]|(?<![社小园景校片])区)|{_any(parts.domains)})"
        rf"(?=(?:{of_domains})$)",
        rf"(?!(?:{_any(parts.no_agencies)})(?:{head})$)"
        rf"[^\W\d]{{1,8}}(?:{_any(parts.agencies)})(?:重要|最新)?",
    )
    return re.compile(rf"(?:{'|'.join(before)})(?P<head>{head})")


_COMPOSED = _compose(SYNONYMS.composed)


def _words(kind: ColumnType) -> frozenset[str]:
    """Words of which a name of this type may be built."""
    words = (*kind.core, *kind.beside, *SYNONYMS.neutral, *SYNONYMS.prefixes)
    return frozenset({*map(_folded, words), *"省市县区州镇"})


_BUILT = tuple(
    (id_, tuple(map(_folded, kind.core)), _words(kind))
    for id_, kind in SYNONYMS.types.items()
    if kind.core
)
_LONGEST = max(len(word) for _, _, words in _BUILT for word in words)
_CORES = re.compile(_any(word for kind in SYNONYMS.types.values() for word in kind.core))
_TOOLS = frozenset(map(normal, SYNONYMS.tools))
_TAGS = {normal(tag): id_ for id_, kind in SYNONYMS.types.items() for tag in kind.tags}
_PATHS = {path: id_ for id_, kind in SYNONYMS.types.items() for path in kind.paths}


@lru_cache(maxsize=65536)
def types_of(name: str) -> tuple[str, ...]:
    """Types that a name stands for, exactly or without its prefixes and suffixes.

    Empty for a name that is none; a long title that merely contains 预算 is none. Words of Taiwan
    and Hong Kong (財政資訊) count as those of the mainland (财政信息).
    """
    name = _ADDED.sub("", _NUMBER.sub("", name[:60]))
    plain = _folded(name)
    if plain.isascii():
        return _types_of_exact(plain)
    short = len(plain) <= _COMPOSED_LIMIT
    last = _ABOVE.sub("", name)
    if last != name and (found := types_of(last)):
        return found
    # 文件与解读 is both, 文件解读 the latter; what the table lists goes before.
    joined = short and _AND.search(name) and normal(name) not in _LISTED
    if joined and (found := _types_of_both(name)):
        return found
    # 资讯 is now and then written for 信息 on the mainland, too.
    wordings = tuple(
        dict.fromkeys((plain, _AND.sub("", in_mainland_words(name)), plain.replace("资讯", "信息")))
    )
    if found := next(filter(None, map(_types_of_exact, wordings)), ()):
        return found
    if not short:
        return ()
    return (
        _types_of_both(name)
        or next(filter(None, map(_types_of_starred, wordings)), ())
        or _types_composed(plain)
        or _types_without_rest(name)
    )


def _types_composed(plain: str) -> tuple[str, ...]:
    """Types of a name that is put together, or that is the beginning of document numbers."""
    if _CORES.search(plain) and not _SENTENCE.search(plain):
        bare = _YEAR.sub("", plain)
        found = [id_ for id_, core, words in _BUILT if _is_built(bare, core, words)]
        if kinds := tuple(id_ for id_ in found if not _is_never(id_, bare)):
            return kinds
    if match := _COMPOSED.fullmatch(plain):
        kind = _HEADS[match["head"]]
        return () if _is_never(kind, plain) else (kind,)
    return ("policies",) if _SERIES.fullmatch(plain) else ()


def _is_built(name: str, core: tuple[str, ...], words: frozenset[str]) -> bool:
    """Whether a name is built of these words alone, one of the core among them."""
    if not any(word in name for word in core):
        return False
    ends = {0}
    for end in range(1, len(name) + 1):
        starts = range(max(0, end - _LONGEST), end)
        if any(start in ends and name[start:end] in words for start in starts):
            ends.add(end)
    return len(name) in ends


def _types_of_both(name: str) -> tuple[str, ...]:
    """Types of two names in one; of what a stroke parts, one of them is enough."""
    name = name.strip()
    for joint in _JOINT.finditer(name):
        left, right = name[: joint.start()], name[joint.end() :]
        first = types_of(left) if left and right else ()
        loose = joint[0].strip() in ("/", "／") and min(len(left), len(right)) >= 4
        # 图解 政府工作报告 is the title of an interpretation.
        if not (first or loose) or (not joint[0].strip() and "interpretation" in first):
            continue
        second = types_of(right)
        if (first and second) or (loose and (first or second)):
            return tuple(dict.fromkeys((*first, *second)))
    return ()


def _types_without_rest(name: str) -> tuple[str, ...]:
    """Types of a name without what stands beside it or in English behind it."""
    bare = _ENGLISH.sub("", _ASIDE.sub("", name))
    return types_of(bare) if bare != name else ()


def _types_of_exact(plain: str) -> tuple[str, ...]:
    if len(plain) > 30 or not _ANY.search(plain):
        return ()
    return next((_EXACT[form] for form in _forms(plain) if form in _EXACT), ())


def _types_of_starred(plain: str) -> tuple[str, ...]:
    if not _ANY.search(plain) or _SENTENCE.search(plain):
        return ()
    return tuple(id_ for id_, form in _WILD if form.fullmatch(plain) and not _is_never(id_, plain))


def _is_never(kind: str, plain: str) -> bool:
    """Whether a name only looks like one of this type."""
    return kind in _NEVER and bool(_NEVER[kind].fullmatch(plain))


def forms_of(name: str) -> tuple[str, ...]:
    """Normal forms of a name, as it stands first, then without prefixes and suffixes."""
    return tuple(dict.fromkeys(_forms(normal(name[:60]))))


def _forms(plain: str) -> Iterator[str]:
    yield plain
    # Once, and in front only: 例市2024年政府工作报告 is a document.
    name, document = _YEAR.sub("", plain), _DOCUMENT.search(plain)
    for start in _shortened(name, _LEAD):
        taken = name[: len(name) - len(start)]
        if (document or _SENTENCE.search(taken)) and not _LEVELS.fullmatch(taken):
            return
        yield from _shortened(start, _TAIL)


def _shortened(name: str, part: re.Pattern[str]) -> Iterator[str]:
    """A name, and what is left of it as the part is taken off again and again."""
    yield name
    for _ in range(_STEPS):
        shorter = part.sub("", name)
        if len(shorter) < _LEAST or shorter == name:
            return
        name = shorter
        yield name


@lru_cache(maxsize=65536)
def types_within(name: str) -> tuple[str, ...]:
    """Types whose telling words a short name contains: a guess, never a ground for a fault."""
    plain = normal(name[:60])
    if len(plain) > SYNONYMS.containing_limit:
        return ()
    return tuple(
        id_ for id_, kind in SYNONYMS.types.items() if any(word in plain for word in kind.contains)
    )


def is_official_tag(value: str) -> bool:
    """Whether a value of the ColumnType tag is one of the official list of column types."""
    return normal(value[:60]) in _TAGS


def types_of_tag(value: str) -> tuple[str, ...]:
    """Types that a value of the ColumnType tag stands for; sites also write column names there."""
    plain = normal(value[:60])
    return (_TAGS[plain],) if plain in _TAGS else _EXACT.get(_folded(value[:60]), ())


def types_of_path(url: str) -> tuple[str, ...]:
    """Type that the last telling segment of a URL's path hints at: a guess."""
    segments = urlsplit(url).path.lower().strip("/").split("/")
    found = [_PATHS[s] for s in reversed(segments[-2:]) if s in _PATHS]
    return tuple(found[:1])


def name_of(kind: str) -> str:
    """Canonical Chinese name of a type."""
    return SYNONYMS.types[kind].name


def is_container(kind: str) -> bool:
    """Whether columns of this type hold other columns that may be out of sight."""
    return SYNONYMS.types[kind].container


def is_resting(name: str) -> bool:
    """Whether a column by its name isn't meant to be updated: an archive, a topic, a past year."""
    plain = normal(name)
    return bool(re.search(r"(19|20)\d\d", plain)) or any(w in plain for w in SYNONYMS.resting)


def is_topic(name: str, url: str) -> bool:
    """Whether a page belongs to a topic (专题), whose news and notices end with it.

    Args:
        name: its title, or a name above it in its breadcrumb; 信息公开专栏 is no topic.
        url: its address; empty to judge by the name alone.
    """
    plain = normal(name)
    named = any(w in plain for w in SYNONYMS.resting) and set(types_of(name)) <= {"topics"}
    return named or not SYNONYMS.topics.isdisjoint(urlsplit(url).path.lower().split("/"))


def is_tool(name: str) -> bool:
    """Whether a name is that of a device of the site, such as its map, and of no column."""
    return normal(name) in _TOOLS
