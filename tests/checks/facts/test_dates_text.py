"""Dates in the visible text: every habit of the sites, and everything that only looks like one."""

from __future__ import annotations

import pytest

from checks.facts.page import read_page
from checks.facts.types import PageFacts, TypedDate

TITLE = "关于开展防汛安全检查的通知"
BODY = "<p>各县区人民政府，市政府各部门：</p><p>" + "现将有关事项通知如下。" * 30 + "</p>"
URL = "http://www.example.gov.cn/a/b.html"
# 發布機關 and the like: what makes a page one in traditional script.
TRADITIONAL = "<p>" + "本機關為辦理國際會議，說明相關時間與資訊，請各單位來函。" * 12 + "</p>"


def facts(inner: str, *, url: str = URL, head: str = "", title: str = TITLE) -> PageFacts:
    meta = f'<meta name="ArticleTitle" content="{title}">{head}'
    html = f"<html><head>{meta}</head><body><h1>{title}</h1>{inner}</body></html>"
    return read_page(html.encode(), url)


def day(inner: str, **more: str) -> str:
    published = facts(inner, **more).published
    return published.day if published else ""


def of_kind(found: PageFacts, kind: str) -> list[str]:
    return [dated.day for dated in found.dates if dated.kind == kind]


@pytest.mark.parametrize("colon", [":", "：", "∶", "︰", " : ", "&#32;", "﹕", "ː", "|", "】", ""])
@pytest.mark.parametrize("label", ["发布时间", "发布日期", "發布日期", "发 布 时 间", "公开日期"])
def test_every_punctuation_behind_a_label(label: str, colon: str) -> None:
    assert day(f"<div>{label}{colon}2018-05-24 10:20</div>{BODY}") == "2018-05-24"


@pytest.mark.parametrize(
    "words",
    [
        *("2018-05-24", "2018-5-24", "2018.05.24", "2018/05/24", "2018年5月24日", "2018年05月24日"),
        *("2018 年 5 月 24 日", "２０１８－０５－２４", "2018-&#32;05-24", "2018–05–24"),
        *("2018年5月24号", "二〇一八年五月二十四日", "二○一八年五月二十四日"),
        *("二零一八年五月廿四日", "二0一八年五月二十四日"),
        *("2018-05-24T08:03:00", "2018年05月24日 19时26分", "20180524"),
    ],
)
def test_every_way_of_writing_a_day(words: str) -> None:
    assert day(f"<div>发布日期：{words}</div>{BODY}") == "2018-05-24"


@pytest.mark.parametrize(
    "line",
    [
        "<div>时间 : 2018-05-24 10:52:50 来源 : 本网</div>",
        "<div><span>日&nbsp;&nbsp;期：</span><span>2018-05-24</span></div>",
        "<div>来源：广西日报&nbsp;&nbsp;2018-05-24 08:03</div>",
        "<div>金融市场棱镜2018-05-24 07:48</div>",
        "<div>发表于2018-05-24 21:30</div>",
        "<div>发布于 2018-05-24</div>",
        "<div>录入时间：2018-05-24</div>",
        "<div>[2018-05-24 10:20:00]</div>",
        "<div>（2018-05-24）</div>",
        "<div>2018-05-24 | 来源：本网</div>",
        "<div>来源：本网2018-05-24</div>",
        "<div>作者：张三 2018-05-24 浏览：3</div>",
        "<div>点击：</div><div>2018-05-24</div>",
        "<div>2018年5月24日 15:10</div>",
        "<div>2018.05.24</div>",
        "<ul><li>信息来源：办公室</li><li>信息时间：2018-05-24</li></ul>",
        "<div>时间：2018-05-24</div><div>更新时间：2020-01-02</div>",
        "<div>更新时间：2020-01-02 时间：2018-05-24</div>",
    ],
)
def test_line_under_the_headline(line: str) -> None:
    assert day(line + BODY) == "2018-05-24"


def test_date_below_the_text() -> None:
    assert (
        day(f"{BODY}<p>教育部办公厅</p><p>2018年5月2日</p><p>发布日期：2018-05-24</p>")
        == "2018-05-24"
    )


def test_date_with_its_source_where_no_headline_is_found() -> None:
    html = f"<title>某县</title><div>2018-05-24 来源：某县日报 浏览次数：3</div>{BODY}"
    published = read_page(html.encode(), URL).published
    assert published is not None
    assert published.day == "2018-05-24"


TABLES = {
    "A": "索引号：11441700007280420Y/2021-00050|分类：通知|发布机构：办公室|成文日期：2018-05-02"
    "|名称：通知|文号：〔2018〕5号|发布日期：2018-05-24|主题词：防汛",
    "B": "索引号：000014349/2018-00067|组配分类：通知|发布机构：办公室|主题分类：水利|名称：通知"
    "|文号：〔2018〕5号|生成日期：2018-05-20|发布日期：2018-05-24",
    "D": "索引号|000014349/2018-00067|主题分类|水利|发文机关|国务院办公厅|成文日期|2018年05月02日"
    "|标题|通知|发文字号|国办发〔2018〕5号|发布日期|2018年05月24日|主题词|防汛",
}


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("cell", ["td", "li", "p"])
def test_index_table(name: str, cell: str) -> None:
    cells = "".join(f"<{cell}>{words}</{cell}>" for words in TABLES[name].split("|"))
    box = f"<table><tr>{cells}</tr></table>" if cell == "td" else f"<div>{cells}</div>"
    found = facts(f"{box}<h1>{TITLE}</h1>{BODY}")
    assert found.published is not None
    assert (found.published.day, found.published.source) == ("2018-05-24", "index-table")
    if name != "B":
        assert of_kind(found, "signing") == ["2018-05-02"]


def test_index_table_without_a_day_of_publication() -> None:
    table = (
        "<table><tr><td>索引号：</td><td>1/2</td><td>成文日期：</td><td>2018-05-02</td></tr>"
        "<tr><td>发布机构：</td><td>发改委</td><td>公开方式：</td><td>主动公开</td></tr></table>"
    )
    found = facts(table + BODY)
    assert found.published is None
    assert of_kind(found, "signing") == ["2018-05-02"]


@pytest.mark.parametrize(
    "inner",
    [
        "<p>Copyright © 2010-2026 某县人民政府</p>",
        "<p>版权所有 2018.05.24-2026.05.24</p>",
        "<p>咨询电话：2018-5242018</p>",
        "<p>电话：0771-2018052</p>",
        "<p>文号：某政办发〔2018〕24号</p>",
        "<p>索引号：11441700007280420Y/2021-00050</p>",
        "<p>索引号：201805240001234567</p>",
        "<p>浏览次数：20180524</p>",
        "<p>您是第 20180524 位访客</p>",
        "<p>今天是2018年5月24日 星期四</p>",
        "<p>2018年5月24日 星期四 农历四月初十</p>",
        "<p>现在时间：2018-05-24 10:20</p>",
        "<p>截止日期：2018-05-24</p>",
        "<p>报名截止时间：2018年5月24日17:00</p>",
        "<p>公示时间：2018年5月24日至5月30日</p>",
        "<p>发布时间：2018年5月24日至5月30日</p>",
        "<p>成绩发布时间：2018年5月24日</p>",
        "<p>下次发布时间：2018年5月24日</p>",
        "<p>会议时间：2018年5月24日</p>",
        "<p>时间：2018年5月24日上午9:00</p><p>地点：三楼会议室</p>",
        "<p>有效期：2018-05-24</p>",
        "<table><tr><td>有效期</td><td>2018-05-24</td></tr></table>",
        "<table><tr><td>回复：</td><td>2018-05-24 10:20</td></tr></table>",
        "<p>时间：2018年5月24日</p><p>地点：三楼会议室</p>",
        "<p>日期：2018年5月24日 星期四</p>",
        "<p>来信时间：2018-05-24</p><p>答复时间：2018-05-25</p>",
        "<p>出生日期：2018-05-24</p>",
        "<p>施行日期：2018-05-24</p>",
        "<p>成文日期：</p><p>2018-05-24 10:20</p>",
        "<p>印发日期：2018年5月24日</p>",
        "<p>（2018年5月24日市政府第5次常务会议通过）</p>",
        "<p>自2018年5月24日起施行。</p>",
        "<p>版本 2018.5.24.1</p>",
        "<p>IP 2018.05.24.11</p>",
        "<p>发布日期：2018-02-30</p>",
        "<p>发布日期：2018年13月1日</p>",
        "<p>发布日期：待定</p>",
        "<p>发布日期：民國107年5月24日</p>",
        "<p>发布日期：107-05-24</p>",
        "<p>二〇一八年五月二十四日</p>",
    ],
)
def test_look_alikes(inner: str) -> None:
    assert day(inner + BODY) == ""
    assert day(BODY + inner) == ""


def test_old_page_with_a_new_footer_is_never_fresh() -> None:
    page = f"<div>2019年01月19日 来源：本网</div>{BODY}<div class=footer>© 2010-2026</div>"
    assert day(page) == "2019-01-19"
    assert day(f"{BODY}<div>版权所有 © 2010-2026 2026-05-24</div>") == ""


@pytest.mark.parametrize(
    "line",
    [
        "發布日期：民國113年3月5日",
        "發佈日期：113-03-05",
        "張貼日期：113.03.05",
        "公布日期：113年3月5日",
        "發布日期：２０２４年３月５日",
    ],
)
def test_years_of_the_republic_on_traditional_pages(line: str) -> None:
    assert day(f"<div>{line}</div>{TRADITIONAL}", title="本機關辦理國際會議之公告") == "2024-03-05"


def test_years_of_the_republic_count_on_no_simplified_page() -> None:
    assert day(f"<div>民国113年3月5日 来源：本网</div>{BODY}") == ""
    assert day(f"<div>档案：民国23年3月5日</div>{BODY}") == ""


@pytest.mark.parametrize(
    ("inner", "signed"),
    [
        (BODY + "<p>市政府办公室</p><p>2018年5月24日</p>", "2018-05-24"),
        (BODY + "<p>市政府办公室</p><p>二〇一八年五月二十四日</p>", "2018-05-24"),
        ("<p>某市人民政府</p><p>2017年8月10日</p>" + BODY, "2017-08-10"),
        (f"<p>（2007年6月29日第二十八次会议通过）</p>{BODY}", "2007-06-29"),
        (f"<div>成文日期：2018-05-24</div>{BODY}", "2018-05-24"),
        (f"<div>印发日期：二〇一八年五月二十四日</div>{BODY}", "2018-05-24"),
        (
            BODY + "<p>请一并贯彻执行。某省人民政府办公厅2018年5月24日国务院办公厅关于印发"
            "2018年工作要点的通知国办发〔2018〕23号</p>",
            "2018-05-24",
        ),
    ],
)
def test_day_of_signing(inner: str, signed: str) -> None:
    found = facts(inner)
    assert found.published is None
    assert of_kind(found, "signing") == [signed]


@pytest.mark.parametrize(
    "inner",
    [
        BODY + "<p>会议定于下列日期召开：</p><p>2018年5月24日</p>",
        BODY + "<p>" + "一" * 41 + "</p><p>2018年5月24日</p>",
        BODY + "".join(f"<p>大事记第{n}条</p><p>2018年5月2{n}日</p>" for n in range(5)),
        BODY + "<p>请抓好落实。某县财政局2018年5月24日召开关于预算的会议并下发通知。</p>",
        BODY + "<p>根据某县人民政府2018年5月24日县财政局关于预算的通知执行。</p>",
    ],
)
def test_a_day_below_a_sentence_is_no_signature(inner: str) -> None:
    assert of_kind(facts(inner), "signing") == []


def test_events_and_changes() -> None:
    found = facts(
        "<div>发布时间：2018-05-24 更新时间：2018-06-01</div>"
        f"{BODY}<p>时间：2018年7月1日上午9:00</p><p>开标时间：2018年7月2日</p>"
    )
    assert found.published is not None
    assert found.published.day == "2018-05-24"
    assert of_kind(found, "modification") == ["2018-06-01"]
    assert sorted(of_kind(found, "event")) == ["2018-07-01", "2018-07-02"]
    assert not found.dates_conflict


def test_a_changed_page_was_published_before() -> None:
    line = f"<div>更新时间：2020-01-02</div>{BODY}"
    assert day(line) == "2020-01-02"
    assert day(line, url="http://h.gov.cn/201805/t20180524_1.html") == "2018-05-24"
    assert not facts(line, url="http://h.gov.cn/201805/t20180524_1.html").dates_conflict
    assert day(line, head='<meta name="PubDate" content="2020-01-01">') == "2020-01-02"


def test_rows_of_other_pages_do_not_count() -> None:
    rows = "<p>甲事项 发布时间：2020-01-02</p><p>乙事项 发布时间：2020-01-03</p>"
    assert day(f"<div>2018-05-24 来源：本网</div>{BODY}{rows}") == "2018-05-24"
    assert day(f"<div>时间：2018-05-24</div>{BODY}<p>发布时间：2020-01-02</p>") == "2018-05-24"


def test_labels_that_disagree_are_kept_though_none_is_believed() -> None:
    table = "<table><tr><td>索引号：</td><td>000014349/2018-00067</td><td>发布日期：</td>"
    found = facts(f"{table}<td>2018-05-24</td></tr></table><p>发布时间：2018-07-01</p>{BODY}")
    assert found.published is None
    assert of_kind(found, "publication") == ["2018-05-24", "2018-07-01"]
    assert found.dates_conflict


def test_place_and_words_of_a_date() -> None:
    found = facts(f"<div>来源：本网</div><div>发布时间：2018-05-24</div>{BODY}")
    assert found.dates == (
        TypedDate("2018-05-24", "publication", "header", "发布时间:2018-05-24", 4),
    )


def test_days_of_rows_are_dates_too() -> None:
    rows = "".join(
        f"<li><a href=/{n}.html>关于第{n}号事项的通知公告</a><span>2018-05-0{n}</span></li>"
        for n in range(1, 5)
    )
    found = read_page(f"<ul>{rows}</ul>".encode(), URL)
    assert [d.day for d in found.every_date if d.kind == "entry"][:2] == [
        "2018-05-01",
        "2018-05-02",
    ]
    assert found.published is None


ROWS = "<ul>" + "".join(
    f"<li><a href=/{n}>某地开展第{n}次安全检查</a> 2020-01-0{n}</li>" for n in range(1, 6)
)
LINE = "<p>发布时间：2018-05-24 来源：本网</p>"


@pytest.mark.parametrize("rows", ["", ROWS + "</ul>"])
def test_an_article_that_looks_like_a_row_keeps_its_line(rows: str) -> None:
    link = "<p>相关文件：<a href=/a.html>关于推进农村客运一体化的实施意见</a></p>"
    inner = f"<div>{LINE}<p>现将有关事项通知如下。</p>{link}</div>"
    assert day(rows + inner) == "2018-05-24"


def test_rows_with_a_source_are_rows() -> None:
    rows = "".join(
        f"<li><a href=/{n}.html>某地开展第{n}次安全检查</a> 来源：本网 2020-01-0{n}</li>"
        for n in range(1, 6)
    )
    assert day(f"{LINE}{BODY}<ul>{rows}</ul>") == "2018-05-24"


@pytest.mark.parametrize("mark", ["（此件公开发布）", "主动公开", "附件：预算表"])
def test_a_signature_beside_a_single_link_is_none_of_a_row(mark: str) -> None:
    link = "<p>相关解读：<a href=/a.html>《关于加强地下水管理的意见》政策解读</a></p>"
    end = f"<div><p>某县财政局</p><p>2018年5月2日</p><p>{mark}</p>{link}</div>"
    assert of_kind(facts(f"{LINE}{BODY}{end}"), "signing") == ["2018-05-02"]


def test_a_signature_above_the_source_is_no_day_of_publication() -> None:
    text = "<p>" + "受冷空气和台风影响，轮渡暂停渡运，恢复时间另行通知，请互相转告。" * 4 + "</p>"
    end = "<p>县政府办公室</p><p>二0一八年五月二日</p><p>来源：本网</p>"
    assert day(text + end) == ""
    assert day(f"<p>2018-05-24 10:20</p>{text}{end}") == "2018-05-24"
    found = facts(f"<p>时间：2018-05-24 10:20</p>{text}{end}")
    assert found.published is not None
    assert found.published.day == "2018-05-24"
    assert of_kind(found, "signing") == ["2018-05-02"]


def test_days_of_a_table_are_no_signatures() -> None:
    rows = "".join(
        f"<tr><td>{n}</td><td>某局</td><td>2018年5月{n}日</td></tr>" for n in range(1, 4)
    )
    assert of_kind(facts(f"{LINE}{BODY}<table>{rows}</table>"), "signing") == []


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2018-05-04 星期五 | 来源：某局 | 编辑：张三", "2018-05-04"),
        ("2018-05-04 星期五 晴", ""),
        ("发布时间：1970-01-01 08:00:00", ""),
    ],
)
def test_clocks_and_days_that_nobody_entered_are_no_days_of_publication(
    words: str, day: str
) -> None:
    html = f"<h1>某县召开经济工作会议</h1><p>{words}</p>{BODY}"
    assert [d.day for d in facts(html).dates if d.kind == "publication"] == [day] * bool(day)


@pytest.mark.parametrize(
    ("behind", "day"),
    [
        ("<h4>网友评论</h4><p>某某：好！ 发表时间：2026-11-02 08:10</p>", ""),
        ("<h3>【相关新闻】</h3><p>别的事情</p><p>发布时间：2026-11-02</p>", ""),
        ("<p>网站最后更新日期：2026-11-02</p>", ""),
        ("<p>见《某通知》（发布时间：2018-05-04）。</p>", ""),
        ("<p>上一篇：别的事情（发布时间：2018-05-04）</p>", ""),
        ("<p><a href='/b.html'>关于别的事情</a></p><p>发布时间：2018-05-04</p>", ""),
        ("<p>主办：某县人民政府</p><p>发布日期：2018-05-04 版本：3</p>", ""),
        ("<p>1楼 游客 发表于 2018-05-04 08:10</p>", ""),
        ("<p>时间：2018-05-04</p>", ""),
        ("<p>来源：某局 时间：2018-05-04</p>", "2018-05-04"),
        ("<p>相关附件</p><p>发布日期：2018-05-04　浏览次数：3</p>", "2018-05-04"),
        (
            f"<h3>相关新闻</h3><p>别的事情</p><h1>{TITLE}</h1><p>时间：2018-05-04</p>",
            "2018-05-04",
        ),
    ],
)
def test_days_of_other_pieces_are_not_of_the_page(behind: str, day: str) -> None:
    found = facts(f"{BODY}{behind}")
    assert [d.day for d in found.dates if d.kind == "publication"] == [day] * bool(day)


def test_the_end_of_a_notice_above_the_headline_is_not_the_pages() -> None:
    notice = "<p>网站改版公告已发布，请知悉。</p><p>发布日期：2018-05-04</p>"
    assert day_above(notice) == ""
    assert day_above("<p>发布日期：2018-05-04</p>") == "2018-05-04"


def day_above(line: str) -> str:
    html = f'<meta name="ArticleTitle" content="{TITLE}">{line}<h1>{TITLE}</h1>{BODY}'
    published = read_page(html.encode(), URL).published
    return published.day if published else ""
