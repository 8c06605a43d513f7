"""Dates that no reader sees (标签与网址中的日期): meta tags, JSON-LD and the address.

``PubDate`` is often the moment at which the page was generated again (indicators §6.4): these dates
only count where the page shows none, and only if they don't contradict each other.
"""

from __future__ import annotations

import re

from msgspec import Struct

from checks.facts.dates_forms import day_in, iso
from checks.facts.dates_year import day_of_url
from checks.facts.text import clean_text
from checks.facts.tree import Page
from checks.facts.types import DateKind, TypedDate

# Names of meta tags, the surest first.
_PUBLISHED = (
    "pubdate", "firstpublishedtime", "publishdate", "article:published_time", "og:published_time",
    "datepublished", "publish_date", "publishtime", "publish-date", "pubtime", "og:release_date",
    "og:time", "bytedance:published_time", "article:create_at", "releasedate", "release_date",
    "parsely-pub-date", "sailthru.date", "dcterms.issued", "dc.date.issued",
)  # fmt: skip
_MODIFIED = (
    "lastmodifiedtime", "article:modified_time", "og:updated_time", "datemodified",
    "bytedance:updated_time", "last-modified", "lastmodified", "dcterms.modified",
    "dc.date.modified", "updatedate",
)  # fmt: skip
# When the page was made from its template, by the second: a PubDate equal to it is the same clock.
_MADE = ("others", "maketime")
_STAMP = re.compile(r"(?:19|20)\d\d-\d\d-\d\d \d\d:\d\d:\d\d")
_DIGITS = re.compile(r"\s*((?:19|20)\d\d)(\d\d)(\d\d)(?:\d{4}|\d{6})?\s*")
_LD = re.compile(
    r'"(datePublished|pubDate|dateModified|upDate)"\s*:\s*"((?:19|20)\d\d)-(\d\d)-(\d\d)(?=["T\s])'
)
_LD_HINTS = ("datePublished", "pubDate", "dateModified", "upDate")
_LD_PUBLISHED = ("datePublished", "pubDate")
_LONGEST = 60


class Told(Struct):
    """What tags, data and address tell.

    Attributes:
        published: at most one of each source: meta, url, json-ld.
        modified: the same of the last change.
        regenerated: the meta date is the moment at which the page was generated.
    """

    published: list[TypedDate]
    modified: list[TypedDate]
    regenerated: bool = False


def day_of_tag(content: str) -> str:
    """ISO day in the content of a tag: a date in any form, or 8 to 14 digits alone."""
    content = content[:200]
    if match := _DIGITS.fullmatch(content):
        return iso(match[1], match[2], match[3])
    return day_in(content)


def read_told(page: Page, url: str) -> Told:
    """The dates of tags, JSON-LD and address of a page.

    Args:
        page: the page.
        url: its address.
    """
    tags: dict[str, str] = {}
    for index in page.of("meta"):
        node = page.nodes[index]
        name = (node.get("name") or node.get("property") or node.get("itemprop")).strip().lower()
        content = node.get("content")
        if name and content:
            tags.setdefault(name, content)
    told = Told([], [])
    if tag := _first(tags, _PUBLISHED):
        told.published.append(_dated("publication", "meta", tag))
        stamp = _STAMP.search(tag)
        told.regenerated = stamp is not None and any(
            stamp[0] in tags.get(made, "") for made in _MADE
        )
    if day := day_of_url(url):
        told.published.append(TypedDate(day, "publication", "url", clean_text(url, 200)))
    if tag := _first(tags, _MODIFIED):
        told.modified.append(_dated("modification", "meta", tag))
    for script in page.scripts("json"):
        if any(hint in script for hint in _LD_HINTS):
            _read_data(script, told)
    return told


def _first(tags: dict[str, str], names: tuple[str, ...]) -> str:
    return next((tags[name] for name in names if name in tags and day_of_tag(tags[name])), "")


def _dated(kind: DateKind, source: str, tag: str) -> TypedDate:
    return TypedDate(day_of_tag(tag), kind, source, clean_text(tag, _LONGEST))


def _read_data(script: str, told: Told) -> None:
    """The first date of publication and of change in a JSON-LD script."""
    for match in _LD.finditer(script):
        day = iso(match[2], match[3], match[4])
        kind: DateKind = "publication" if match[1] in _LD_PUBLISHED else "modification"
        into = told.published if kind == "publication" else told.modified
        if day and not any(dated.source == "json-ld" for dated in into):
            into.append(TypedDate(day, kind, "json-ld", day))
