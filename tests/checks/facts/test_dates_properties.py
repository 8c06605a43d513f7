"""What holds for every page: the reader never raises, gives only days, looks at each part once."""

from __future__ import annotations

import random
import re
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from checks.facts.dates import day_beside, day_in, day_of_url, fold, year_near
from checks.facts.dates_forms import ANY, of
from checks.facts.dates_text import Reader
from checks.facts.page import read_page
from tests.corpus import corpus

PIECES = st.sampled_from(
    [
        *(
            "发布时间",
            "發布日期",
            "公开日期",
            "日期",
            "时间",
            "更新",
            "成文",
            "生成",
            "会议",
            "截止",
        ),
        *(
            "来源：",
            "索引号",
            ":",
            "∶",
            "：",
            "\n",
            "\t",
            " ",
            "|",
            "】",
            "(",
            ")",
            "（",
            "〔",
            "至",
            "起",
        ),
        *(
            "通过",
            "2018-05-24",
            "2018年5月24日",
            "二〇二四年三月五日",
            "民國113年3月5日",
            "113-03-05",
        ),
        *(
            "20180524",
            "0000-00-00",
            "10:20",
            "19时26分",
            "二",
            "一",
            "〇",
            "年",
            "月",
            "日",
            "廿",
            "十",
        ),
        *(
            "9999年99月99日",
            "0",
            "9",
            "-",
            ".",
            "/",
            "國",
            "發",
            "號",
            "關",
            "星期四",
            "\ud800",
            "\x00",
        ),
        *("关于防汛检查的通知", "ﷺ", "︰"),
    ]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join))


@given(TEXTS, TEXTS, TEXTS)
@example("發國時民國0年0月0日民國999年12月31日", "", "")
def test_any_text(text: str, title: str, url: str) -> None:
    seen = Reader(fold(text), [title, text[:20]]).read()
    for dated in [*seen.published, *seen.others]:
        date.fromisoformat(dated.day)
        assert 1 <= dated.line <= text.count("\n") + 1
    for day in (day_in(text), day_beside([text, title], url), day_of_url(url)):
        assert not day or date.fromisoformat(day)


@given(TEXTS, TEXTS, TEXTS)
def test_any_page(text: str, tag: str, url: str) -> None:
    html = (
        f'<title>{tag}</title><meta name="PubDate" content="{tag}">'
        f'<meta name="others" content="{tag}">'
        f'<script type="application/ld+json">{{"datePublished":"{tag}"}}</script>'
        f"<h1>{tag}</h1>{text}"
    )
    facts = read_page(html.encode("utf-8", "surrogatepass"), url)
    for dated in facts.every_date:
        date.fromisoformat(dated.day)


@given(st.integers(), st.integers(), TEXTS)
def test_any_year(month: int, day: int, url: str) -> None:
    found = year_near(month, day, url)
    assert not found or date.fromisoformat(found).month == month


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_day_in_every_form(day: date) -> None:
    numbers = "〇一二三四五六七八九"
    tens = ["", "十", "二十", "三十"]
    year = "".join(numbers[int(digit)] for digit in str(day.year))
    month, number = (tens[n // 10] + numbers[n % 10].strip("〇") for n in (day.month, day.day))
    forms = [day.isoformat(), f"{day:%Y.%m.%d}", f"{day.year}年{day.month}月{day.day}日",
             f"{year}年{month}月{number}日"]  # fmt: skip
    for form in forms:
        match = ANY.search(form)
        assert match is not None
        assert of(match) == day.isoformat()


@pytest.mark.parametrize(
    "unit",
    [
        "发布时间：2018-05-24\n",
        "时间：2018-05-24\n",
        "发 布 ",
        "(2018年5月24日",
        "来源：",
        "二〇二四年",
        "民國發時機",
        "发布时间：" + " " * 70,
        "2018-05-24 10:20\n",
        "更新时间：2018-05-24至",
        "关于防汛检查的通知\n2018-05-24\n",
    ],
)
def test_work_grows_with_the_page_only(unit: str) -> None:
    """No unit makes the reader look at more of the text than a bounded stretch for each date."""
    reader = Reader(fold(unit * (200_000 // len(unit))), ["关于防汛检查的通知"])
    seen = reader.read()
    assert len(seen.published) + len(seen.others) < 100


def test_mutated_real_pages() -> None:
    folder = corpus()
    chance = random.Random(4)
    files = [p for p in sorted((folder / "sites").rglob("*.htm*")) if p.is_file()][::9]
    files += sorted((folder / "labelled/dates-zh-news").glob("*.html"))
    marks = [
        m.encode()
        for m in ("2018-05-24", "发布时间：", "<td>", "</div>", "-->", "\x00", "〔", "年")
    ]
    for path in files:
        body = bytearray(path.read_bytes()[:60_000])
        for _ in range(30):
            at = chance.randrange(len(body))
            mark = chance.choice(marks)
            body[at : at + chance.randrange(40)] = mark
        facts = read_page(bytes(body), "http://h.gov.cn/202405/t20240524_1.html")
        for dated in facts.every_date:
            assert re.fullmatch(r"\d{4}-\d\d-\d\d", dated.day)
            date.fromisoformat(dated.day)
