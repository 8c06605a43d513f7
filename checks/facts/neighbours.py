"""Neighbours (同一单位的其他网站): columns that the site's own menus keep on another host.

An agency's disclosure pages often stand on a sub-site of the same domain (xxgk.city.gov.cn) or on
the platform of the upper portal (www.city.gov.cn/gkmlpt/…). Such a column is read where it stands,
one hop from the site, so that nobody has to look for it by hand; it can excuse the site and never
accuses it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from checks.facts.candidates import stem_of
from checks.facts.synonyms import SYNONYMS, is_tool, types_of
from checks.facts.urls import host as host_of

if TYPE_CHECKING:
    from tldextract import TLDExtract


@lru_cache(maxsize=1)
def _suffixes() -> TLDExtract:
    """The list of public suffixes that the library brings; it fetches nothing."""
    import tldextract  # noqa: PLC0415 - it brings an HTTP client along, which few runs need

    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@lru_cache(maxsize=16384)
def domain_of(host: str) -> str:
    """Registrable domain of a host: ``nanjing.gov.cn``; empty for addresses and bare suffixes."""
    return _suffixes().extract_str(host).top_domain_under_public_suffix


def is_portal(host: str) -> bool:
    """Whether a host stands for its whole domain: ``www.nanjing.gov.cn``, no office of it."""
    return host.removeprefix("www.") == domain_of(host) != ""


def is_neighbour(site_host: str, url: str) -> bool:
    """Whether a page on another host may hold a column of the site.

    All of its domain may if the site is the portal of that domain. Of an office's site the root of
    another host of the domain is somebody else's home page; what lies below may be the office's
    part. On other domains only pages below the root of a disclosure platform (see
    ``synonyms.toml``) count.
    """
    host = host_of(url)
    domain = domain_of(host)
    if not domain or host == site_host:
        return False
    if domain == domain_of(site_host) and is_portal(site_host):
        return True
    parts = urlsplit(url)
    if not parts.path.strip("/") and not parts.query:
        return False
    return domain == domain_of(site_host) or _is_platform(host, parts.path)


def _is_platform(host: str, path: str) -> bool:
    labels, segments = host.split("."), path.lower().split("/")
    if labels[-2:] != ["gov", "cn"]:
        return False
    return not (
        SYNONYMS.platforms.hosts.isdisjoint(labels)
        and SYNONYMS.platforms.paths.isdisjoint(segments)
    )


def leads_to_column(site_host: str, url: str, words: str) -> bool:
    """Whether a link of the site's own menus leads to a column that is to be read elsewhere."""
    return is_neighbour(site_host, url) and _is_needed(words)


def leads_onward(site_host: str, page_url: str, url: str, words: str) -> bool:
    """Whether a link on a column's page elsewhere leads to a part of that column.

    Only what lies below the page on its own host: the rest of a platform is that of others. Below
    the root of a sub-site lies all of it, which only the portal of the domain may call its own.
    """
    stem = stem_of(page_url)
    host = host_of(page_url)
    if not stem and is_portal(site_host) and domain_of(host) == domain_of(site_host):
        stem = f"{page_url.partition('://')[0]}://{host}/"
    return bool(stem) and url != page_url and url.startswith(stem) and _is_needed(words)


def _is_needed(words: str) -> bool:
    kinds = types_of(words)
    return bool(kinds) and not is_tool(words) and not SYNONYMS.platforms.left.issuperset(kinds)
