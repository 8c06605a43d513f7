"""The HTML report: harmless whatever a site says, whole, and readable on phone and paper."""

import re

import pytest
from lxml import html as lxml_html

from checks.finding import Status
from reports.html import render
from reports.model import Report
from reports.safe import http_url
from tests.reports.hostile import HOSTILE, hostile
from tests.reports.realistic import LONG, realistic
from tests.reports.sample import empty, item, looks, report

TAGS = (
    "html head meta title style body header main footer nav section p h1 h2 h3 h4 h5 dl dt dd div"
    " span strong a ul ol li br table thead tbody tr th td details summary img"
)
ATTRIBUTES = (
    "lang charset http-equiv content name class id href rel open aria-hidden data-label colspan src"
    " alt"
)
CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def page(made: Report) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(render(made).decode())


@pytest.mark.parametrize("made", [hostile(), hostile("en"), realistic(), empty(), empty("en")])
def test_nothing_runs_and_nothing_is_fetched(made: Report) -> None:
    tree = page(made)
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    assert {element.tag for element in elements} <= set(TAGS.split())
    assert {name for element in elements for name in element.attrib} <= set(ATTRIBUTES.split())
    assert tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content") == [CSP]
    for link in tree.xpath("//a"):
        href = link.get("href")
        if href.startswith("shots/"):  # our own pictures, beside the report
            assert re.fullmatch(r"shots/[0-9a-f]{32}\.jpg", href)
        elif not href.startswith("#"):
            assert http_url(href) == href
            assert link.get("rel") == "noopener noreferrer nofollow"
    for image in tree.xpath("//img"):
        assert image.get("src").startswith("data:image/jpeg;base64,")
        assert image.get("alt")
    assert "url(" not in "".join(tree.xpath("//style/text()"))
    assert "@import" not in "".join(tree.xpath("//style/text()"))


def test_hostile_text_is_printed_as_text() -> None:
    text = page(hostile()).text_content()
    for bad in (HOSTILE[0], HOSTILE[1], "{{7*7}}{% raw %}", "%(count)s %s {0}", HOSTILE[4]):
        assert bad in text
    assert "49" not in re.findall(r"\b49\b", text)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_fragment_link_has_its_target_and_ids_are_unique(lang: str) -> None:
    tree = page(realistic(lang))
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in tree.xpath("//a/@href") if href.startswith("#")} <= set(ids)


def test_a_fault_shows_verdict_evidence_basis_and_remedy() -> None:
    made = realistic()
    fault = made.items[1]
    (shown,) = page(made).xpath(f"//details[@id='i{fault.number}']")
    text = " ".join(shown.text_content().split())
    assert "存在问题" in text
    for word in (fault.message, fault.subject_label, *fault.clause, *fault.basis, fault.remedy):
        assert word in text
    for look in fault.looks:
        assert all(s in text for s in (look.at, look.result, look.sha256, f"{look.seconds:.2f}"))
        assert f"起始字节 {look.record}" in text
    assert "尚未与文件原件核对" in text
    assert fault.fingerprint in text
    assert shown.xpath(f".//a[@href='{fault.subject}']")


def test_looks_at_different_addresses_show_each_address() -> None:
    seen = (looks("http://a.example/1", "x")[0], looks("http://a.example/2", "x")[1])
    made = report(
        "zh",
        [item("a", Status.FAIL, "t", "m", "http://a.example/", looked=seen)],
        empty().coverage,
    )
    hrefs = page(made).xpath("//table//a/@href")
    assert hrefs == ["http://a.example/1", "http://a.example/2"]


def test_review_is_marked_as_no_accusation() -> None:
    (section,) = page(realistic()).xpath("//section[@id='review']")
    assert "不是对网站的认定" in section.text_content()
    assert "两次查看结果不一致，不能认定。" in section.text_content()
    assert not section.xpath(".//*[contains(@class, 'tag fail')]")


def test_long_lists_stay_usable() -> None:
    tree = page(realistic(dead_links=400))
    (group,) = [g for g in tree.xpath("//section[@class='group']") if "站内链接打不开" in g[0].text]
    assert len(group.xpath(".//details[starts-with(@class, 'item')]")) == 400
    assert len(group.xpath(".//details[starts-with(@class, 'item')][@open]")) == 3
    assert len([h for h in group.find_class("part-title") if h.text == "整改建议"]) == 1
    carriers = tree.xpath("//details[@class='carriers']")
    assert max(len(fold.findall(".//li")) for fold in carriers) == 20
    assert "所在页面 137 个" in carriers[1].text_content()


def test_coverage_says_what_was_not_seen_and_why() -> None:
    made = realistic()
    (section,) = page(made).xpath("//section[@id='coverage']")
    text = section.text_content()
    for part in made.coverage.unseen:
        assert part.label in text
        assert str(part.count) in text
    assert section.xpath(f".//a[@href='{LONG}']")
    assert len(section.xpath(".//details[@class='pages']//li")) == 412


def test_foot_names_all_versions() -> None:
    made = realistic()
    text = page(made).xpath("//footer")[0].text_content()
    for used in made.sets:
        assert all(word in text for word in (used.title, used.version, used.sha256))
    assert all(word in text for word in (made.tool_version, "v1", made.finished, made.user_agent))


def test_partial_report_says_so() -> None:
    tree = page(report("zh", [], empty().coverage, partial=True))
    assert "部分结果" in tree.xpath("//main")[0].text_content()
    assert "部分结果" not in page(realistic()).text_content()


def test_readable_on_a_phone_and_on_paper() -> None:
    tree = page(realistic())
    assert tree.xpath("//meta[@name='viewport']/@content") == [
        "width=device-width, initial-scale=1"
    ]
    style = "".join(tree.xpath("//style/text()"))
    assert re.search(r"@media \(max-width: \d+rem\)", style)
    assert re.search(r"@page \{ size: A4; margin: ", style)
    paper = style[style.index("@media print") :]
    assert "details::details-content { display: block; content-visibility: visible;" in paper
    assert "page-break-inside: avoid" in paper


def test_language_of_the_page() -> None:
    assert page(empty("en")).get("lang") == "en"
    assert page(empty()).get("lang") == "zh-CN"
    assert not re.search("[\u4e00-\u9fff]", render(empty("en")).decode())
    assert "没有认定任何问题" in page(empty()).text_content()
