"""Site maps (网站地图) in XML, as sitemaps.org has them: the addresses that one names."""

from __future__ import annotations

import re
from io import BytesIO

from lxml import etree

from checks.facts.urls import MAX_URL, resolve

MAX_ADDRESSES = 20_000
"""Addresses kept of one map; the protocol allows 50,000."""

_HEAD = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>)?(?:\s|<!--.{0,2000}?-->)*"
                   rb"<(?:\w{1,20}:)?(?:urlset|sitemapindex)[\s>]", re.S)  # fmt: skip


def is_sitemap(body: bytes) -> bool:
    """Whether a body is a site map, or an index of such."""
    return body[:200].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" and bool(_HEAD.match(body[:5000]))


def read_sitemap(body: bytes) -> tuple[str, ...]:
    """Absolute addresses that a site map names, in order, each once; what is damaged ends it."""
    found: dict[str, None] = {}
    walk = etree.iterparse(
        BytesIO(body), events=("end",), recover=True, huge_tree=False, resolve_entities=False,
        no_network=True, load_dtd=False, remove_comments=True,
    )  # fmt: skip
    try:
        for _, element in walk:
            # Not by QName, which refuses names that damaged maps have.
            name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
            words = (element.text or "").strip()[:MAX_URL] if name == "loc" else ""
            if words and (url := resolve(words, words)):
                found.setdefault(url)
                if len(found) >= MAX_ADDRESSES:
                    break
            if name in ("url", "sitemap"):
                element.clear()
    except etree.LxmlError:
        pass
    return tuple(found)
