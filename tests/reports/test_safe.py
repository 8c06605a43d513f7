"""Cleaning the model and deciding what may be clicked."""

import pytest

from reports.safe import LIMIT, cleaned, http_url
from tests.reports.hostile import hostile
from tests.reports.realistic import realistic

CONTROL = [chr(code) for code in (*range(9), *range(11, 32), *range(127, 160))]
BIDI = list("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")


def strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [str(value)]
    if isinstance(value, dict):
        return [s for pair in value.items() for s in strings(list(pair))]
    if isinstance(value, tuple | list):
        return [s for part in value for s in strings(part)]
    names = getattr(value, "__struct_fields__", ())
    return [s for name in names for s in strings(getattr(value, name))]


def test_no_text_of_a_cleaned_report_can_do_harm() -> None:
    dirty, clean = strings(hostile()), strings(cleaned(hostile()))
    bad = [*CONTROL, *BIDI, "\ufffe", "\uffff"]
    assert any(char in text for text in dirty for char in bad)
    assert not [text for text in clean if any(char in text for char in bad)]
    assert not [text for text in clean if text != text.encode("utf-8", "replace").decode()]
    assert max(map(len, clean)) <= LIMIT


def test_a_clean_report_is_left_as_it_is() -> None:
    assert cleaned(realistic()) == realistic()


def test_status_and_severity_keep_their_types() -> None:
    for before, after in zip(hostile().items, cleaned(hostile()).items, strict=True):
        assert after.status is before.status
        assert after.severity is before.severity


@pytest.mark.parametrize(
    "url",
    ["http://www.qinghe.example/", "https://a.example:8443/b?c=%20#d", "http://政府.example/栏目/"],
)
def test_http_urls_are_links(url: str) -> None:
    assert http_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " http://a.example/",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//a.example/",
        "/relative",
        "http://",
        "http:///path",
        "http://[::1",
        "https://www.gov.cn@evil.example/",
        "http://a.example\\@b.example/",
        'http://a.example/"onclick=x',
        "www.qinghe.example",
    ],
)
def test_other_texts_are_not_links(url: str) -> None:
    assert http_url(url) is None
