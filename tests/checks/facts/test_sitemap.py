"""Site maps in XML: which bodies are one, and the addresses that they name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.facts.sitemap import MAX_ADDRESSES, is_sitemap, read_sitemap

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def urls(*addresses: str, space: str = f' xmlns="{SPACE}"') -> bytes:
    rows = "".join(f"<url><loc> {a} </loc><lastmod>2024-05-24</lastmod></url>" for a in addresses)
    return f"{HEAD}<!-- made --><urlset{space}>{rows}</urlset>".encode()


def test_addresses_in_order_each_once() -> None:
    body = urls("http://h/a.html", "http://h/b.html?x=1&amp;y=2", "http://h/a.html")
    assert is_sitemap(body)
    assert read_sitemap(body) == ("http://h/a.html", "http://h/b.html?x=1&y=2")
    assert read_sitemap(urls("http://h/a.html", space="")) == ("http://h/a.html",)


def test_an_index_of_maps_and_a_prefix() -> None:
    body = (
        f'<s:sitemapindex xmlns:s="{SPACE}"><s:sitemap><s:loc>http://h/1.xml</s:loc></s:sitemap>'
        "</s:sitemapindex>"
    )
    assert is_sitemap(body.encode())
    assert read_sitemap(body.encode()) == ("http://h/1.xml",)


def test_what_is_no_address_is_left_out() -> None:
    assert read_sitemap(urls("/a.html", "javascript:void(0)", "", "ftp://h/")) == ()


@pytest.mark.parametrize("body", [
    b"", b"<html><urlset></urlset></html>", b"<rss></rss>", b"{}", b"<datastore></datastore>",
])  # fmt: skip
def test_other_bodies_are_none(body: bytes) -> None:
    assert not is_sitemap(body)


def test_a_damaged_map_keeps_what_came_before() -> None:
    assert read_sitemap(urls("http://h/a.html")[:-30]) == ("http://h/a.html",)


def test_entities_are_not_resolved_and_addresses_are_bounded() -> None:
    bomb = (
        f'{HEAD}<!DOCTYPE x [<!ENTITY a "http://h/x"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
        "<urlset><url><loc>&a;</loc></url><url><loc>http://h/&f;</loc></url></urlset>"
    ).encode()
    assert all("hostname" not in url for url in read_sitemap(bomb))
    many = urls(*(f"http://h/{n}" for n in range(MAX_ADDRESSES + 5)))
    assert len(read_sitemap(many)) == MAX_ADDRESSES


@given(st.binary(max_size=200), st.integers(0, 300))
def test_never_raises(noise: bytes, at: int) -> None:
    body = urls("http://h/a.html", "http://h/b.html")
    mixed = body[:at] + noise + body[at:]
    is_sitemap(mixed)
    assert all(url.startswith("http") for url in read_sitemap(mixed))
