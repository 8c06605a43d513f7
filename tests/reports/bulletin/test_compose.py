"""Texts: numbering, styles of the program and of an office, and what a template cannot do."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from reports.bulletin import build, compose, json, markdown, styles
from reports.bulletin.blocks import Annex, Text
from reports.bulletin.facts import Accountability, OfficeFacts
from reports.bulletin.model import Bulletin
from tests.reports.bulletin.sample import OFFICE, province

OWN = """{% import "sentences.zh.j2" as s with context %}
= {{ facts.area }}网站简报
{{ b.sites[0].site.name }}
# 情况
{{ s.verdict() }}
!table failing
"""


def made(name: str = "national", *, lang: str = "zh", public: bool = True) -> Bulletin:
    style = styles.load(name)
    return build.build(province(lang=lang, public=public), OFFICE, style.used, "0.1.0")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "一"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (105, "一百零五"),
        (110, "一百一十"),
        (112, "一百一十二"),
    ],
)
def test_chinese_numbers(number: int, text: str) -> None:
    assert compose.chinese(number) == text


def test_headings_number_themselves() -> None:
    document = compose.compose(made(), styles.load("national"))
    heads = [b.text for b in document.blocks if isinstance(b, Text) and b.role == "heading-1"]
    assert heads[:3] == ["一、总体情况", "二、发现的主要问题", "三、有关要求"]
    assert heads[3:5] == ["一、检查依据", "二、抽样方法"], "each annex begins anew"
    annexes = [b.label for b in document.blocks if isinstance(b, Annex)]
    assert annexes == ["附件1", "附件2", "附件3", "附件4"]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", styles.STYLES)
def test_every_style_says_what_counts(name: str, lang: str) -> None:
    style = styles.load(name)
    text = markdown.render(compose.compose(made(name, lang=lang), style)).decode()
    rate = made(name).rate.text(style.decimals)
    assert f"合格率{rate}" in text if lang == "zh" else f"a pass rate of {rate}" in text
    for said in ("青澜省林業局", "首页不更新", "265", "3300000003", "7e7e7e", "2026Q4-draw"):
        assert said in text, said
    due = "2027年1月22日前" if lang == "zh" else "by 22 January 2027"
    assert due in text
    assert "{{" not in text
    assert "\x01" not in text
    assert "None" not in text


def test_without_facts_of_the_office_blanks_stay() -> None:
    style = styles.load("national")
    bulletin = msgspec.structs.replace(made(), facts=OfficeFacts())
    text = markdown.render(compose.compose(bulletin, style)).decode()
    assert "××××年×月×日" in text
    assert "自本通报公开之日起两周内整改到位" in text
    assert "留言办理" not in text


def test_a_region_with_an_open_site_is_not_praised() -> None:
    style = styles.load("national")
    text = markdown.render(compose.compose(made(), style)).decode()
    assert "云岫市、南屏市、安岭市3个地区合格率为100%" in text  # 永宁市 has two open sites


def test_no_fault_is_told_without_its_address() -> None:
    style = styles.load("national")
    result = province()
    site = next(site for site in result.sites if site.key == "3300000012")
    url = "https://www.s12.example.gov.cn/zwgk/ys/2025000.html"
    named = tuple(
        msgspec.structs.replace(
            finding, subject_label="2025年部门预算", clause="甲 一; 乙 二",
            message="链接打不开：服务器返回 HTTP 404。",
        ) if finding.subject == url else finding
        for finding in site.findings
    )  # fmt: skip
    sites = tuple(
        msgspec.structs.replace(each, findings=named) if each is site else each
        for each in result.sites
    )
    bulletin = build.build(
        msgspec.structs.replace(result, sites=sites), OFFICE, style.used, "0.1.0"
    )
    fault = next(fault for fault in bulletin.faults if fault.clause == "甲 一; 乙 二")
    assert fault.subject == url
    text = markdown.render(compose.compose(bulletin, style)).decode()
    assert text.count(f"链接打不开：服务器返回 HTTP 404（{url}）") == 2, "in the text and annex 3"


def test_only_the_quarter_before_is_called_the_last_quarter() -> None:
    style = styles.load("national")
    bulletin = made()
    assert "比上季度提高1个百分点" in markdown.render(compose.compose(bulletin, style)).decode()
    earlier = msgspec.structs.replace(bulletin, past=bulletin.past[:-1])
    text = markdown.render(compose.compose(earlier, style)).decode()
    assert "比上次检查提高1个百分点" in text
    assert "上季度" not in text


def test_nobody_is_called_to_account_by_zeros() -> None:
    style = styles.load("national")
    facts = msgspec.structs.replace(OFFICE, accountability=Accountability())
    text = markdown.render(
        compose.compose(msgspec.structs.replace(made(), facts=facts), style)
    ).decode()
    assert "问责" not in text
    facts = msgspec.structs.replace(
        OFFICE, accountability=Accountability(interviews=4, circulars=2)
    )
    text = markdown.render(
        compose.compose(msgspec.structs.replace(made(), facts=facts), style)
    ).decode()
    assert "进行了问责：约谈4人次，通报批评2人次。" in text


def test_what_is_not_settled_is_in_the_internal_edition_only() -> None:
    style = styles.load("national")
    public, internal = made(), made(public=False)
    for name in ("永宁东县人民政府", "永宁西县人民政府"):
        for data in (json.render(public), markdown.render(compose.compose(public, style))):
            assert name not in data.decode()
        assert name in markdown.render(compose.compose(internal, style)).decode()
    text = markdown.render(compose.compose(internal, style)).decode()
    assert "仅供办公室内部使用，不得公开" in text
    assert "尚待裁定1家＋无法判定1家" in markdown.render(compose.compose(public, style)).decode()


def test_an_office_makes_its_own_style(tmp_path: Path) -> None:
    own = tmp_path / "our-style"
    own.mkdir()
    settings = 'version = "1"\ndecimals = 2\n[layout]\nleft = 30.0\nfonts_body = ["KaiTi"]\n'
    (own / "style.toml").write_text(settings, "utf-8")
    (own / "bulletin.zh.j2").write_text(OWN, "utf-8")
    style = styles.load(str(own))
    assert (style.used.name, style.layout.left, style.layout.right) == ("our-style", 30.0, 26.0)
    document = compose.compose(made(), style)
    assert document.title == "全省网站简报"
    assert "合格率91.49%" in markdown.render(document).decode()
    before = style.used.sha256
    (own / "bulletin.zh.j2").write_text(OWN + "\n", "utf-8")
    assert styles.load(str(own)).used.sha256 != before


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("style.toml", 'version = "9"', "version 9"),
        ("style.toml", 'version = "1"\ndecimal = 1', "unknown field `decimal`"),
        ("style.toml", 'version = "1"\n[layout]\nletterhead = "red;}"', "letterhead"),
        ("style.toml", 'version = "1"\n[layout]\nfonts_body = ["a\\"}</style>"]', "fonts_body"),
        ("style.toml", "version = ", "style.toml"),
        ("bulletin.zh.j2", "{{ nothing }}", "'nothing' is undefined"),
        ("bulletin.zh.j2", "{% if %}", "bulletin.zh.j2"),
        ("bulletin.zh.j2", "!table nothing", "!table nothing"),
        ("bulletin.zh.j2", "{{ b.__class__.__mro__ }}", "unsafe"),
        ("bulletin.zh.j2", "{% include '../../../layout.toml' %}", "layout.toml"),
    ],
)
def test_a_wrong_style_is_told(tmp_path: Path, file: str, text: str, told: str) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "style.toml").write_text('version = "1"', "utf-8")
    (own / "bulletin.zh.j2").write_text(OWN, "utf-8")
    (own / file).write_text(text, "utf-8")
    with pytest.raises(styles.StyleError, match=told):
        compose.compose(made(), styles.load(str(own)))


def test_marks_count_in_templates_only() -> None:
    bulletin = made()
    site = bulletin.sites[0].site
    for name in ("# 一级标题", "!annex 附件", "- 列表", "{{ 7*7 }}", "\x01# 标题", "a\n# b"):
        entry = msgspec.structs.replace(
            bulletin.sites[0], site=msgspec.structs.replace(site, name=name)
        )
        faulty = msgspec.structs.replace(bulletin, sites=(entry, *bulletin.sites[1:]))
        document = compose.compose(faulty, styles.load("national"))
        roles = [type(b).__name__ + getattr(b, "role", "") for b in document.blocks]
        plain = compose.compose(bulletin, styles.load("national")).blocks
        assert roles == [type(b).__name__ + getattr(b, "role", "") for b in plain]
