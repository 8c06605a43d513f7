"""Column names (栏目同义词): from what a site calls a column to the canonical types it may be.

The words are data: `synonyms.toml` beside this file, after the table of names seen on real sites
(indicators §6.1) and the values of the ColumnType tag (国办发〔2017〕47号 附件).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources
from typing import Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from checks.facts.text import in_mainland_words, normal

How = Literal["tag", "name", "breadcrumb", "contains", "path"]
"""How a column was recognised, the surest first; ``contains`` and ``path`` are guesses."""

_LEAST = 4
# A name keeps its meaning without the year or body in front: 2024年, 江门市新会区, 县政府.
_YEAR = re.compile(r"^(19|20)\d\d(年度?|度)?")
_PLACE = re.compile(r"^[^\W\d]{0,5}?[省市县区州盟旗镇乡]")
_OFFICE = re.compile(r"^(?:街道|人民政府|政府|[^\W\d]{1,4}?[局厅委办])")
_LEVEL = re.compile(r"^(?:各?部门|本级)")
# What a link adds to the name: 通知公告（12）, 意见征集（点击进入）.
_ADDED = re.compile(
    r"[(（\[【][^()（）\[\]【】]{0,2}(?:\d{1,4}|点此|点击|进入|查看|更多|新)[^()（）\[\]【】]{0,4}[)）\]】]\s*$"
)
# Two names in one: 乡村振兴/巩固脱贫攻坚成果.
_TWO = re.compile(r"([^/／>]{4,20})[/／]([^/／>]{4,20})")


class ColumnType(Struct, frozen=True, forbid_unknown_fields=True):
    """One canonical column type; see the head of `synonyms.toml` for the fields."""

    name: str
    names: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
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
    agencies: tuple[str, ...]
    no_agencies: tuple[str, ...]
    heads: dict[str, tuple[str, ...]]


class Synonyms(Struct, frozen=True, forbid_unknown_fields=True):
    """The table of names."""

    version: int
    containing_limit: int
    prefixes: tuple[str, ...]
    suffixes: tuple[str, ...]
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


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """What matches any of these names; a star in one stands for one to six characters."""
    forms = [r"\w{1,6}".join(re.escape(normal(x)) for x in name.split("*")) for name in names]
    return re.compile("|".join(forms)) if forms else None


def _index() -> tuple[dict[str, tuple[str, ...]], tuple[_Wild, ...]]:
    exact: dict[str, tuple[str, ...]] = {}
    wild: list[_Wild] = []
    for id_, kind in SYNONYMS.types.items():
        for name in (kind.name, *kind.names):
            if "*" not in name and id_ not in exact.get(normal(name), ()):
                exact[normal(name)] = (*exact.get(normal(name), ()), id_)
        if pattern := _pattern(name for name in kind.names if "*" in name):
            wild.append((id_, pattern, _pattern(kind.never)))
    return exact, tuple(wild)


_Wild = tuple[str, re.Pattern[str], re.Pattern[str] | None]
"""A type, what its names with a star match, and what it never is."""

_EXACT, _WILD = _index()
_ANY = re.compile("|".join(sorted(map(re.escape, _EXACT), key=len, reverse=True)))
_HEADS = {word: id_ for id_, words in SYNONYMS.composed.heads.items() for word in words}
_COMPOSED = re.compile(
    rf"(?:(?:{'|'.join(SYNONYMS.composed.modifiers)}){{1,2}}"
    rf"|(?!(?:{'|'.join(SYNONYMS.composed.no_agencies)})(?:{'|'.join(_HEADS)})$)"
    rf"[^\W\d]{{1,8}}(?:{'|'.join(SYNONYMS.composed.agencies)})(?:重要|最新)?)"
    rf"(?P<head>{'|'.join(_HEADS)})"
)
_TOOLS = frozenset(map(normal, SYNONYMS.tools))
_TAGS = {normal(tag): id_ for id_, kind in SYNONYMS.types.items() for tag in kind.tags}
_PATHS = {path: id_ for id_, kind in SYNONYMS.types.items() for path in kind.paths}


@lru_cache(maxsize=65536)
def types_of(name: str) -> tuple[str, ...]:
    """Types that a name stands for, exactly or without its prefixes and suffixes.

    Empty for a name that is none; a long title that merely contains 预算 is none. Words of Taiwan
    and Hong Kong (財政資訊) count as those of the mainland (财政信息).
    """
    name = _ADDED.sub("", name[:60])
    plain = normal(name)
    if plain.isascii():
        return _types_of_plain(plain)
    # 资讯 is now and then written for 信息 on the mainland, too.
    wordings = dict.fromkeys((plain, in_mainland_words(name), plain.replace("资讯", "信息")))
    found = next(filter(None, map(_types_of_plain, wordings)), ())
    if not found and (match := _COMPOSED.fullmatch(plain)):
        return (_HEADS[match["head"]],)
    if not found and (two := _TWO.fullmatch(name.strip())):
        return tuple(dict.fromkeys(kind for part in two.groups() for kind in types_of(part)))
    return found


def _types_of_plain(plain: str) -> tuple[str, ...]:
    if len(plain) > 30:
        return ()
    for form in _forms(plain) if _ANY.search(plain) else ():
        if form in _EXACT:
            return _EXACT[form]
    return tuple(
        id_
        for id_, pattern, never in _WILD
        if pattern.fullmatch(plain) and not (never and never.fullmatch(plain))
    )


def forms_of(name: str) -> tuple[str, ...]:
    """Normal forms of a name, as it stands first, then without prefixes and suffixes."""
    return _forms(normal(name[:60]))


def _forms(plain: str) -> tuple[str, ...]:
    starts = [plain, _YEAR.sub("", plain)]
    starts += [s.removeprefix(p) for s in tuple(starts) for p in SYNONYMS.prefixes]
    for part in (*[_PLACE] * 5, _OFFICE, _LEVEL):
        starts += [part.sub("", s) for s in dict.fromkeys(starts)]
    forms = [f for s in starts for f in (s, *(s.removesuffix(end) for end in SYNONYMS.suffixes))]
    return tuple(dict.fromkeys(f for f in forms if f == plain or len(f) >= _LEAST))


@lru_cache(maxsize=65536)
def types_within(name: str) -> tuple[str, ...]:
    """Types whose telling words a short name contains: a guess, never a ground for a fault."""
    plain = normal(name[:60])
    if len(plain) > SYNONYMS.containing_limit:
        return ()
    return tuple(
        id_ for id_, kind in SYNONYMS.types.items() if any(word in plain for word in kind.contains)
    )


def speaks_of(title: str, kinds: Iterable[str]) -> bool:
    """Whether a title of any length holds a telling word of one of the types: a guess as well."""
    plain = normal(title)
    return any(word in plain for kind in kinds for word in SYNONYMS.types[kind].contains)


def is_official_tag(value: str) -> bool:
    """Whether a value of the ColumnType tag is one of the official list of column types."""
    return normal(value[:60]) in _TAGS


def types_of_tag(value: str) -> tuple[str, ...]:
    """Types that a value of the ColumnType tag stands for; sites also write column names there."""
    plain = normal(value[:60])
    return (_TAGS[plain],) if plain in _TAGS else _EXACT.get(plain, ())


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
