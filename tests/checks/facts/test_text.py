"""The one normal form of text for matching."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.facts.text import in_mainland_words, normal, written

ANY = st.text(st.characters(exclude_categories=()), max_size=40)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("「財政預決算」", "财政预决算"),
        ("财政 预决算", "财政\u3000预\u200b决算"),
        ("【通知公告】", "通知公告>>"),
        ("〔2024〕12号", "[2024]１２號"),
        ("权责清单（市本级）", "權責清單(市本級)"),
        ("ＡＰＰ下載", "app下载"),
        ("·政務動態·", "政务动态"),
        ("機構設置", "机构设置"),
        ("著裝規定", "着装规定"),
        ("乾 隆", "乾隆"),
        ("衞生署諮詢", "卫生署咨询"),
        ("鄰里、隣里", "邻里邻里"),
        ("⼊门", "入门"),
        ("İX", "ix"),
    ],
)
def test_variants_of_one_wording_have_one_form(one: str, other: str) -> None:
    assert normal(one) == normal(other)


@pytest.mark.parametrize("one", ["财政预决算", "财政预算", "财政决算", "政府预决算", ""])
def test_other_words_keep_apart(one: str) -> None:
    others = {"财政预决算", "财政预算", "财政决算", "政府预决算", ""} - {one}
    assert normal(one) not in {normal(other) for other in others}


@pytest.mark.parametrize(
    ("words", "mainland"),
    [
        ("財政資訊", "财政信息"),
        ("年度計畫", "年度计划"),
        ("線上服務", "在线服务"),
        ("新闻资讯", "新闻资讯"),
        ("通知公告", "通知公告"),
    ],
)
def test_words_of_taiwan_and_hong_kong(words: str, mainland: str) -> None:
    assert in_mainland_words(words) == mainland


@given(ANY)
def test_normal_form_is_final_and_holds_no_blank_or_bracket(text: str) -> None:
    once = normal(text)
    assert normal(once) == once
    assert not set(once) & set(" \t\n\u3000()（）[]【】<>《》“”·、，。_")


@given(st.text("財政預決算信息公開政府通知公告规划计划", max_size=20), st.integers(0, 20))
def test_blanks_make_no_difference(text: str, at: int) -> None:
    assert normal(f"{text[:at]} \u3000{text[at:]}") == normal(text)


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ('document.write("2024-05-06");', "2024-05-06"),
        ("\n<!--\ndocument.writeln('县府办')\n//-->\n", "县府办"),
        ('document.write("<b>2024-05-06</b>")', ""),
        ('document.write("2024" + month)', ""),
        ("document.write(day)", ""),
        ('if (old) document.write("2024-05-06")', ""),
        ('document.write(" ")', ""),
        (f'document.write("{"长" * 81}")', ""),
    ],
)
def test_words_that_a_script_writes_as_they_stand(script: str, words: str) -> None:
    assert written(script) == words
