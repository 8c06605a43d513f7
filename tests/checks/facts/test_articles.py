from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.facts import documents
from checks.facts.articles import body_text
from checks.facts.charset import decode
from checks.facts.page import read_page
from checks.facts.tree import Page
from checks.facts.types_contents import Article
from tests.corpus import corpus

URL = "http://www.h.gov.cn/zwgk/202405/t20240524_1.html"
DAY = "发布时间：2024-05-24"
TEXT = "各区县人民政府，市政府各部门：现将有关事项通知如下，请认真贯彻执行。" * 4
NAV = (
    '<div class="nav"><a href="/">首页</a><a href="/ysq/">依申请公开</a>'
    '<a href="/jd/">政策解读</a></div>'
)


def article(inner: str, head: str = "<title>某市人民政府</title>", url: str = URL) -> Article:
    html = f"<html><head>{head}</head><body>{NAV}{inner}</body></html>"
    facts = read_page(html.encode(), url)
    assert facts.kind == "article"
    assert facts.article is not None
    return facts.article


def page(
    header: str = "发布时间：2024-05-24", title: str = "关于印发某办法的通知", more: str = ""
) -> str:
    return f"<h1>{title}</h1><div>{header}</div><div id='zoom'><p>{TEXT}</p>{more}</div>"


@pytest.mark.parametrize(
    ("header", "source"),
    [
        ("发布时间: 2021-09-30 22:30 来源: 市教育局 作者: 张三 编辑:李四", "市教育局"),
        ("时间 : 2019-09-29 10:52:50 来源 : 市政府办 浏览", "市政府办"),
        ("2018年12月19日 19时26分 | 来源：省政府办公厅", "省政府办公厅"),
        ("发布日期：2021-02-01 信息来源：<a href='/'>新华社</a> 浏览次数：-", "新华社"),
        ("<span>日期：2021-02-01</span><span>稿源：中国 日报</span>", "中国 日报"),
        ("發布日期：2021-02-01 來源：市政府", "市政府"),
        ("发布时间：2021-02-01 <span>来 源：</span><span>某局</span>", "某局"),
        ("发布时间：2021-02-01【来源：某县融媒体中心】【字体：大 中 小】", "某县融媒体中心"),
        ("发布日期：2021-02-01　来源：教育部　下载 收藏", "教育部"),
        ("發佈日期：民國115年11月12日　資料來源：某縣財政局", "某縣財政局"),
        ("發佈日期：民國115年11月12日</p><p>資料來源：主計處統計", ""),
        ("发布时间：2021-02-01 来源： 浏览次数：12", ""),
        ("发布时间：2021-02-01 来源：", ""),
        ("发布时间：2021-02-01 数据来源：统计年鉴", ""),
        ("发布时间：2021-02-01 资金来源：财政拨款", ""),
        ("发布时间：2021-02-01来源：科室浏览次数：12", "科室"),
        ("发布时间：2021-02-01 来源：责任编辑：张三", ""),
        ("发布时间：2021-02-01（转载）来源：本站原创", "本站原创"),
        ("发布时间：2021-02-01 来源：</div><div>各县人民政府：", ""),
        ("发布时间：2021-02-01 来源：</div><div>某政发〔2021〕4号", ""),
    ],
)
def test_source(header: str, source: str) -> None:
    assert article(page(header)).source == source


def test_the_visible_source_wins_over_the_tag() -> None:
    tag = '<meta name="ContentSource" content="旧局">'
    assert article(page("发布时间：2021-02-01 来源：新局"), tag).source == "新局"
    assert article(page("发布时间：2021-02-01"), tag).source == "旧局"


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("国办发〔2018〕23号", "国办发〔2018〕23号"),
        ("（苏政办发〔2018〕42号）", "苏政办发〔2018〕42号"),
        ("川辦發〔2018〕41號", "川辦發〔2018〕41號"),
        ("粤府函［2020］5号", "粤府函［2020］5号"),
        ("某政发【2020】5号", "某政发【2020】5号"),
        ("某政规(2020) 5 号", "某政规(2020)5号"),
        ("某政规〔2020〕第5号", "某政规〔2020〕第5号"),
        ("文号：某财建〔2020〕15号", "某财建〔2020〕15号"),
        ("2025年第79号", "2025年第79号"),
        ("中华人民共和国国务院令第711号", "中华人民共和国国务院令第711号"),
        ("根据国办发〔2018〕23号文件精神，现通知如下。", ""),
        ("《关于某事的通知》（国办发〔2018〕23号）", ""),
        ("根据（国办发〔2018〕23号）的要求，现通知如下。", ""),
        ("某路15号", ""),
        ("电话：2018-23号码", ""),
    ],
)
def test_number(line: str, number: str) -> None:
    inner = f"<h1>关于某事的通知</h1><p>发布时间：2024-05-24</p><p>{line}</p><p>{TEXT}</p>"
    assert article(inner).number == number


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("关于印发《某办法》的通知（某政发〔2020〕5号）", "某政发〔2020〕5号"),
        ("转发《某办法》（某政发〔2020〕5号）", ""),
        ("某办法政策解读（某政发〔2020〕5号）", ""),
    ],
)
def test_number_behind_the_title(title: str, number: str) -> None:
    assert article(page(title=title)).number == number


def test_a_number_cited_in_the_text_is_not_the_pages() -> None:
    cited = "<p>依据《某办法》（某府规〔2020〕3号）和某府〔2019〕1号，制定本方案。</p>"
    assert article(page(more=cited)).number == ""


TABLES = [
    # gkmlpt (A), OpennessContent (B), col/art (C), State Council (D): indicators §6.4.
    "<table><tr><td>索引号:</td><td>11441700007280420Y/2021-00050</td><td>分类:</td><td>通知</td></tr>"
    "<tr><td>发布机构:</td><td>某市人民政府</td><td>成文日期:</td><td>2021-01-05</td></tr>"
    "<tr><td>名称:</td><td colspan=3>关于印发某规划的通知</td></tr>"
    "<tr><td>文号:</td><td>某府〔2021〕5号</td><td>发布日期:</td><td>2021-01-08</td></tr></table>",
    "<ul><li><b>索 引 号：</b>11441700007280420Y/2021-00050</li>"
    "<li><b>发布机构：</b>某市人民政府</li>"
    "<li><b>名　　称：</b>关于印发某规划的通知</li><li><b>文　　号：</b>某府〔2021〕5号</li>"
    "<li><b>发布日期：</b>2021-01-08</li></ul>",
    "<div>索引号：11441700007280420Y/2021-00050　发布机构：某市人民政府</div>"
    "<div>标题：关于印发某规划的通知</div>"
    "<div>发文字号：某府〔2021〕5号　发布日期：2021-01-08</div>",
    "<table><tr><th>索引号</th><td>11441700007280420Y/2021-00050</td><th>主题分类</th><td></td></tr>"
    "<tr><th>发文机关</th><td>某市人民政府</td><th>成文日期</th><td>2021年01月05日</td></tr>"
    "<tr><th>标题</th><td>关于印发某规划的通知</td><th>发文字号</th><td>某府〔2021〕5号</td></tr>"
    "<tr><th>发布日期</th><td>2021年01月08日</td><th>主题词</th><td></td></tr></table>",
]


@pytest.mark.parametrize("table", TABLES)
def test_index_table(table: str) -> None:
    read = article(f"{table}<div id='zoom'><p>{TEXT}</p></div>")
    assert read.index == "11441700007280420Y/2021-00050"
    assert read.number == "某府〔2021〕5号"
    assert read.issuer == "某市人民政府"
    assert read.title == "关于印发某规划的通知"


def test_empty_cells_take_nothing_from_their_neighbours() -> None:
    table = (
        "<table><tr><td>索引号：</td><td></td><td>文号：</td><td></td></tr>"
        "<tr><td>发布机构：</td><td></td><td>发布日期：</td><td>2021-01-08</td></tr></table>"
    )
    read = article(f"<h1>关于某事的公告</h1>{table}<p>{TEXT}</p>")
    assert (read.index, read.number, read.issuer) == ("", "", "")


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("<p>（此件公开发布）</p>", "open"),
        ("<p>(此件主动公开)</p>", "open"),
        ("<p>（此件依申请公开）</p>", "on-request"),
        ("<p>（此件不予公开）</p>", "closed"),
        ("<p>（此件删减后公开）</p>", "partial"),
        ("<p>公开方式：主动公开</p>", "open"),
        ("<p>公开属性：依申请公开</p>", "on-request"),
        ("<p>信息公开选项：主动公开</p>", "open"),
        ("<p>公開方式：主動公開</p>", "open"),
        ("<p>推进主动公开工作，规范依申请公开办理。</p>", ""),
        ("<p>公开方式：电话</p>", ""),
        ("<p><a href='/ysq/'>依申请公开</a></p>", ""),
    ],
)
def test_disclosure(words: str, kind: str) -> None:
    assert article(page(more=words)).disclosure == kind


def roles(read: Article) -> list[tuple[str, str]]:
    return [(reference.role, reference.text) for reference in read.references]


def test_attachments_in_the_body_and_in_their_block() -> None:
    more = (
        '<p>附件：1.<a href="a.docx">申报表</a></p>'
        '<p>2.<a href="/down.jsp?id=2">名单.xlsx</a></p></div>'
        '<div class="fj"><p>附件下载</p><ul><li><a href="P02024.pdf">附件1：说明</a></li></ul>'
    )
    assert roles(article(page(more=more))) == [
        ("attachment", "申报表"),
        ("attachment", "名单.xlsx"),
        ("attachment", "附件1：说明"),
    ]


def test_files_of_navigation_and_footer_are_no_attachments() -> None:
    inner = page() + '<div class="footer"><a href="/help.pdf">使用手册</a></div>'
    assert article(inner).references == ()


@pytest.mark.parametrize(
    ("box", "found"),
    [
        ("<div class='wz-fj'>{}</div>", True),
        ("<div class='article-download'><p>{}</p></div>", True),
        ("<p>附件【{}】已下载<span>12</span>次</p>", True),
        ("<div class='related'>{}</div>", False),
        ("</div></div></div><div class='download'>{}</div><div>", False),
    ],
)
def test_attachments_behind_the_text(box: str, found: bool) -> None:
    link = '<a href="/a.docx">申报表（样式）</a>'
    html = f"<div><div><div><div id='zoom'><p>{TEXT}</p></div>{box.format(link)}</div></div></div>"
    read = article(f"<h1>关于印发某办法的通知</h1><p>发布时间：2024-05-24</p>{html}")
    assert bool(roles(read)) is found


def test_a_policy_and_its_interpretation_lead_to_each_other() -> None:
    policy = page(
        more="</div><div><h4>相关解读</h4><a href='/jd/1.htm'>《某办法》政策解读</a>"
        "<a href='/jd/'>更多</a><a href='/x/2.htm'>一图读懂《某办法》</a>"
    )
    assert [r.role for r in article(policy).references] == ["interpretation"] * 2
    explained = page(
        title="《某办法》政策解读",
        more="</div><div><b>相关文件：</b><a href='/zc/1.htm'>某市人民政府关于印发某办法的通知</a>",
    )
    assert roles(article(explained)) == [("policy", "某市人民政府关于印发某办法的通知")]


def test_links_of_columns_are_no_interpretations() -> None:
    more = (
        "</div><div><b>相关链接</b><a href='/jd/'>政策解读</a>"
        "<a href='/n/1.htm'>某县召开会议部署工作"
    )
    assert article(page(more=more)).references == ()


@pytest.mark.parametrize(
    ("title", "to", "number"),
    [
        ("关于市十四届人大三次会议第0123号建议的答复", "congress", "第0123号"),
        ("关于政协某市第十三届委员会第二次会议第45号提案的答复函", "cppcc", "第45号"),
        ("对市政协十三届二次会议第 210 号提案的复函", "cppcc", "第210号"),
        ("市教育局关于人大代表建议（第12号）办理情况的答复", "congress", ""),
        ("关于市人大建议〔2021〕第9号的答覆", "congress", ""),
        ("關於政協第45號提案的答覆", "cppcc", "第45號"),
    ],
)
def test_replies(title: str, to: str, number: str) -> None:
    reply = article(page(title=title)).reply
    assert reply is not None
    assert reply.to == to
    if number:
        assert reply.number == number


@pytest.mark.parametrize(
    "title",
    [
        "市政府召开建议提案办理工作推进会",
        "我市全面完成2023年建议提案办理工作",
        "关于群众来信的答复",
        "关于印发建议提案办理办法的通知",
        "2024年全国两会建议提案答复工作情况的报告",
        "节能倡议书",
    ],
)
def test_no_replies(title: str) -> None:
    assert article(page(title=title)).reply is None


def test_a_reply_told_by_its_text() -> None:
    title = "某市教育局文件公开"
    more = "<p>王代表：您提出的《关于加强教育的建议》收悉，现答复如下：同意。</p>"
    inner = (
        f"<h1>{title}</h1><div>发布时间：2024-05-24</div><div id='zoom'>{more}<p>{TEXT}</p></div>"
    )
    reply = article(inner).reply
    assert reply is not None
    assert reply.to == "congress"


@pytest.mark.parametrize(
    ("head", "inner", "title"),
    [
        ('<meta name="ArticleTitle" content="甲乙丙丁戊己庚">', page(), "甲乙丙丁戊己庚"),
        ("<title>某市人民政府</title>", page(), "关于印发某办法的通知"),
        (
            "<title>某县召开经济工作会议部署明年任务_某县人民政府门户网站</title>",
            f"<p>发布时间：2024-05-24</p><p>{TEXT}</p>",
            "某县召开经济工作会议部署明年任务",
        ),
        (
            "<title>政府文件</title>",
            f"<p>{DAY}</p><div id='zoom'><p>某市人民政府</p><p>关于加强管理的</p>"
            f"<p>实施意见（试行）</p><p>{TEXT}</p></div>",
            "某市人民政府关于加强管理的实施意见（试行）",
        ),
        (
            "<title>某市人民政府 通知公告 关于做好防汛工作的通知</title>",
            f"<div>关于做好防汛工作的通知</div><p>{DAY}</p><p>{TEXT}</p>",
            "关于做好防汛工作的通知",
        ),
    ],
)
def test_title(head: str, inner: str, title: str) -> None:
    assert article(inner, head).title == title


def test_an_old_page_without_headings() -> None:
    inner = (
        "<table><tr><td align=center><font size=4>"
        "<b>某市人民政府关于加强地下水管理的意见</b></font></td></tr></table>"
        "<table><tr><td>发布者：admin　来源：某市水务局　发布时间：2026/11/20"
        "　点击数：2018</td></tr></table>"
        f"<table><tr><td class='content'><p>{TEXT}</p><p>主动公开</p></td></tr></table>"
    )
    read = article(inner)
    assert read.title == "某市人民政府关于加强地下水管理的意见"
    assert (read.source, read.issuer, read.disclosure) == ("某市水务局", "某市人民政府", "open")


def test_a_link_to_a_column_is_no_disclosure_mark() -> None:
    assert article(page(more="<p><a href='/gk/'>主动公开</a></p>")).disclosure == ""


@pytest.mark.parametrize("behind", ["字体：大 中 小", "阅读量： -", " 【打印】", "打印"])
def test_what_is_glued_to_a_source(behind: str) -> None:
    assert article(page(f"{DAY} 来源：某市水务局{behind}")).source == "某市水务局"


def test_issuer_by_signature() -> None:
    signed = "<p>（此件公开发布）</p><p>　　某省人民政府办公厅</p><p>2018年5月24日</p>"
    read = article(page(title="省政府办公厅关于某事的通知", more=signed))
    assert read.issuer == "某省人民政府办公厅"


def test_tools_behind_a_short_text_are_not_taken_for_those_above_it() -> None:
    text = "近日，某局联合某校举办安全知识进校园活动，三百余名师生到场，气氛热烈，效果良好。"
    inner = (
        f"<div class='article'><h1>活动举行</h1><p>发布时间：2024-05-24 来源：某局</p><p>{text}</p>"
        f"<p>{text}</p><p>【字体：大 中 小】 打印</p><p>分享到</p></div>"
    )
    page = Page(f"<html><body>{inner}</body></html>")
    assert body_text(page, "活动举行").startswith(f"{text}\n{text}")


def test_body_without_navigation() -> None:
    inner = (
        '<div class="main"><div class="side"><ul><li><a href="/1">栏目一</a></li></ul></div>'
        f"{page('发布时间：2024-05-24 来源：某局')}<div>扫一扫在手机打开当前页</div></div>"
        '<div class="foot">主办：某市人民政府</div>'
    )
    text = body_text(Page(f"<body>{NAV}{inner}"), "关于印发某办法的通知")
    assert text == TEXT


def test_a_hidden_copy_of_the_text_for_reading_it_aloud_is_not_the_text() -> None:
    parts = [
        f"第{n}条　本市各级人民政府应当加强对第{n}项工作的领导，落实责任。" for n in range(1, 9)
    ]
    text = "".join(f"<p>{part}</p>" for part in parts)
    inner = (
        f"<div class=top><p>高质量发展，乡村振兴。</p></div><div class=main><h1>某办法</h1>"
        f"<p>发布时间：2024-05-24</p><div class=con>{text}</div></div>"
        f"<div class=tools><p>小程序、应用服务。</p></div><div class=bb>{' '.join(parts)}</div>"
    )
    read = body_text(Page(f"<html><body>{inner}</body></html>"), "某办法")
    assert read == "\n".join(part.replace("　", " ") for part in parts)


@pytest.mark.parametrize(
    "headline", ["关于某事、某物、某地、某人的若干情况、若干问题的通告", "通告"]
)
def test_a_text_of_one_paragraph_that_repeats_its_headline_is_no_copy(headline: str) -> None:
    text = f"{headline}。" + "近日，某局联合某校举办安全知识进校园活动，三百余名师生到场。" * 3
    inner = f"<div class=a><h1>{headline}</h1><p>发布时间：2024-05-24</p><p>{text}</p></div>"
    assert body_text(Page(f"<html><body>{inner}</body></html>"), headline) == text


@given(st.text(max_size=400))
def test_any_words_can_be_read(words: str) -> None:
    lines = words.split("\n")
    list(documents.rows(lines))
    documents.number_in(words)
    documents.number_above(lines, words)
    documents.index_in(words)
    documents.disclosure_marked(words)
    documents.issuer_of(words, words)
    documents.reply_of(words, lines)


PIECES = [
    *(
        "索引号：",
        "文号",
        "〔2018〕5号",
        "来源：",
        "附件",
        "\n",
        "（",
        "此件公开发布",
        "相关解读",
        "提案的答复",
    ),
    *("<p>", "</div>", "<div id=zoom>", "<td>", "<a href=a.pdf>", "<table><tr>", DAY),
]


@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_any_order_of_habits_can_be_read(pieces: list[str]) -> None:
    read_page("".join(pieces).encode(), URL)


def test_mutated_real_pages_can_be_read() -> None:
    files = [p for p in sorted(corpus().rglob("*.html")) if ".gov.cn/" in str(p)][:40]
    assert files
    for path in files:
        body = path.read_bytes()
        third = len(body) // 3
        for mutated in (body[:third], body[third:], body[third:] + body[:third],
                        body.replace(b"</div>", b""), body.replace(b"<p", b"<table")):  # fmt: skip
            facts = read_page(mutated, URL)
            body_text(Page(decode(mutated, "").text), facts.title)
