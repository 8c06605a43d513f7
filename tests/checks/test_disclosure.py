"""How policies, interpretations and the site's own documents are told from others."""

from __future__ import annotations

import pytest

from checks.disclosure.documents import has_own, is_own, is_whole, own_names
from checks.disclosure.pairs import is_interpretation, names_of
from checks.facts.types_contents import Article
from tests.checks.build import PortalBuilder

POLICY = "例市人民政府关于印发《例市公园管理办法（试行）》的通知"


@pytest.mark.parametrize(
    "title",
    [
        "《例市公园管理办法》政策解读",
        f"一图读懂：{POLICY}",
        "图解｜例市公园管理办法",
        "例市公园管理办法答记者问",
    ],
)
def test_titles_of_interpretations(title: str) -> None:
    assert is_interpretation(title)


@pytest.mark.parametrize(
    "title",
    [POLICY, "例市召开《例市公园管理办法》解读新闻发布会", "关于做好政策解读工作的通知",
     "例市政策解读工作方案", "例市举办政策解读培训"],
)  # fmt: skip
def test_titles_about_interpreting_are_none(title: str) -> None:
    assert not is_interpretation(title)


def test_a_document_is_spoken_of_by_what_it_brings_out() -> None:
    assert "例市公园管理办法" in set(names_of(POLICY))
    assert "例市公园管理办法" in set(names_of("例市人民政府关于印发例市公园管理办法的通知"))


def test_a_document_is_spoken_of_without_the_first_words_of_its_title() -> None:
    assert "支持港口发展的若干措施" in set(names_of("例市人民政府关于支持港口发展的若干措施"))


def test_short_names_are_those_of_many_documents() -> None:
    assert "办法" not in set(names_of("关于印发《办法》的通知"))


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("例市人民政府门户网站", ("例市",)),
        ("中国·例市人民政府", ("例市",)),
        ("例市教育局", ("例市教育局",)),
        ("大江市新河区人民政府网站", ("大江市新河区", "新河区")),
        ("首页", ()),
    ],
)
def test_names_of_the_own_body(title: str, names: tuple[str, ...]) -> None:
    builder = PortalBuilder()
    builder.html("/", f"<title>{title}</title><p>公告</p>")
    assert own_names(builder.build()) == names


@pytest.mark.parametrize(
    ("article", "own"),
    [
        (Article("例市人民政府关于公园建设的通知"), True),
        (Article("关于公园建设的通知", issuer="例市人民政府办公室"), True),
        (Article("关于公园建设的通知", source="例市人民政府办公室"), True),
        (Article("例市2026年政务公开工作要点"), True),
        (Article("公园建设方案", source="本站"), True),
        (Article("甲省人民政府关于支持例市发展的意见", source="例市人民政府网"), False),
        (Article("关于支持例市发展的意见", issuer="甲省人民政府"), False),
        (Article("关于支持例市发展的意见", source="甲省人民政府"), False),
        (Article("关于公园建设的通知"), False),
    ],
)
def test_documents_of_the_own_body(article: Article, own: bool) -> None:
    builder = PortalBuilder()
    builder.html("/", "<title>例市人民政府</title><p>公告</p>")
    assert is_own(builder.build(), article) is own


def test_a_frame_that_other_pages_show_too_is_the_templates() -> None:
    builder = PortalBuilder()
    builder.html("/", "<p><a href='/a.html'>甲</a><a href='/b.html'>乙</a></p>")
    shared = "<iframe src='/weather.html'></iframe>"
    builder.html("/a.html", f"<title>公园建设方案</title><p>正文。</p>{shared}")
    builder.html("/b.html", f"<title>公园养护方案</title><img src='/scan.png'>{shared}")
    evidence = builder.build()
    one, other = (evidence.page(f"http://www.example.gov.cn/{name}.html") for name in "ab")
    assert one is not None
    assert other is not None
    assert not has_own(evidence, one, "frame", "image")
    assert has_own(evidence, other, "image")
    assert is_whole(evidence, one)
    assert not is_whole(evidence, other)
