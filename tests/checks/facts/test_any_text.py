"""Readers that take text or bytes of any origin: none raises, and none depends on what it read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.facts.charset import decode, magic
from checks.facts.consultations import read_consultation, stage_of
from checks.facts.dates_forms import day_in
from checks.facts.deep import DeepPage
from checks.facts.documents import disclosure_marked, issuer_of, number_above, reply_of
from checks.facts.further import read_sheet, uncommented
from checks.facts.page import read_page
from checks.facts.personal import find_personal, mask_personal
from checks.facts.records import read_records
from checks.facts.sitemap import read_sitemap
from checks.facts.steering import read_steering
from checks.facts.synonyms import types_of
from checks.facts.text import clean_text, in_mainland_words, normal, simplified
from checks.facts.urls import resolve
from tests.corpus import corpus

URL = "http://h.gov.cn/zwgk/index.html"
READERS: dict[str, Callable[[str], object]] = {
    "clean_text": clean_text,
    "normal": normal,
    "simplified": simplified,
    "in_mainland_words": in_mainland_words,
    "types_of": types_of,
    "day_in": day_in,
    "find_personal": lambda text: find_personal(text, text[:20]),
    "mask_personal": mask_personal,
    "stage_of": stage_of,
    "read_consultation": lambda text: read_consultation("关于公开征求意见的公告", text),
    "disclosure_marked": disclosure_marked,
    "issuer_of": lambda text: issuer_of(text[:30], text),
    "reply_of": lambda text: reply_of("对第1号建议的答复", text.split("\n")),
    "number_above": lambda text: number_above(text.split("\n"), text[:20]),
    "uncommented": uncommented,
    "read_sheet": lambda text: read_sheet(text, lambda href: resolve(URL, href)),
    "resolve": lambda text: resolve(URL, text),
    "read_records": lambda text: read_records(text, URL),
    "read_sitemap": lambda text: read_sitemap(text.encode("utf-8", "surrogatepass")),
    "magic": lambda text: magic(text.encode("utf-8", "surrogatepass")),
    "decode": lambda text: decode(text.encode("utf-8", "surrogatepass"), text[:50]),
}
PIECES = st.sampled_from(
    (
        "2024年", "13月", "32日", "2024-05-24", "05-24", "〔2024〕", "第", "号", "13800138000",
        "350102199003070127", "张三", "姓名：", "截止", "前", "自公告之日起", "此件公开发布",
        "url(", ")", "/*", "*/", "@import", "{", "}", "[", "]", '"', ":", ",", "\\u4e2d", "\\ud800",
        "<urlset>", "<url><loc>", "http://", "//", "%", "#", "?", "\ud800", "\udfff", "\0", "\n",
        "\t", " ", "\ufeff", "\u202e", "中", "a", "１", "臺", "著",
    )
)  # fmt: skip


@pytest.mark.parametrize("name", READERS)
@given(pieces=st.lists(PIECES, max_size=40))
def test_no_text_makes_a_reader_raise(name: str, pieces: list[str]) -> None:
    text = "".join(pieces)
    assert READERS[name](text) == READERS[name](text)


def test_half_a_character_keeps_the_words_around_it() -> None:
    assert simplified("財政\ud800預算") == "财政\ufffd预算"


def test_damaged_real_pages_are_read_in_every_lane() -> None:
    paths = sorted(p for p in (corpus() / "sites").rglob("*.htm*") if p.is_file())[::25]
    assert paths
    for path in paths:
        body = path.read_bytes()
        third, half = len(body) // 3, len(body) // 2
        for damaged in (
            body[:third] + body[third + 1 :],  # often half a character
            body[half:] + body[:half],
            body[:half] + b"<table><td><a href=x.html>" + body[third:],
            body.replace(b'"', b"", 9),
            body.replace(b">", b"", 9),
            body[:third] + b"\0\xff\xfe\xef\xbb\xbf" + body[third:],
        ):
            facts, text = read_page(damaged, URL), decode(damaged).text
            steered = {link.url for link in read_steering(damaged, URL).links}
            assert steered == {link.url for link in facts.links}, path
            deep = DeepPage(text)
            deep.links(URL)
            deep.tables()
            deep.soup()
            deep.locate(facts.title)
