from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.facts.page import read_page
from checks.facts.types import Marks

URL = "http://www.h.gov.cn/"
FOOT = (
    '<div class="foot"><p>主办单位：某县人民政府　承办：某县政府办公室</p>'
    "<p>网站标识码：3306240001 <a href='https://beian.miit.gov.cn'>浙ICP备05018911号-1</a> "
    "<a>浙公网安备 33062402000105号</a></p><p>联系电话：0575-86012345</p></div>"
)


def marks(inner: str, head: str = "") -> Marks:
    return read_page(f"<html><head>{head}</head><body>{inner}</body></html>".encode(), URL).marks


def test_a_plain_footer() -> None:
    read = marks(FOOT)
    assert (read.code, read.sponsor) == ("3306240001", "某县人民政府")
    assert (read.icp, read.police) == ("浙ICP备05018911号-1", "33062402000105")
    assert read.contact == "电话：0575-86012345"
    assert (read.party, read.report, read.unread) == (False, "", "")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("网站标识码bm01000001", "bm01000001"),
        ("政府网站标识码 5000000091", "5000000091"),
        ("網站標識碼：4400000001", "4400000001"),
        ("<span>网站标识码</span><em>：</em><b>4500000123</b>", "4500000123"),
        ("标识码：12345", ""),
        ("标识码：33062400011", ""),
        ("电话：3306240001", ""),
    ],
)
def test_code(words: str, code: str) -> None:
    assert marks(f"<p>{words}</p>").code == code


@pytest.mark.parametrize(
    ("words", "icp"),
    [
        ("京ICP备05070218号", "京ICP备05070218号"),
        ("备案序号:京ICP备13027807号", "京ICP备13027807号"),
        ("ICP备案号：粤ICP备2022092331号-1", "粤ICP备2022092331号-1"),
        ("粤 ICP 备 05012345 号", "粤ICP备05012345号"),
        ("粵ICP備05012345號", "粵ICP备05012345号"),
        ("京ICP证030173号", ""),
        ("ICP备案", ""),
    ],
)
def test_icp(words: str, icp: str) -> None:
    assert marks(f"<p>{words}</p>").icp == icp


@pytest.mark.parametrize(
    ("words", "sponsor"),
    [
        ("主办：某省人民政府办公厅 © 某省人民政府网", "某省人民政府办公厅"),
        ("本站由国家某某局主办 版权所有：国家某某局", "国家某某局"),
        ("某市人民政府办公厅主办", "某市人民政府办公厅"),
        ("主办方：</p><p>某某工程办公室", "某某工程办公室"),
        ("主 办：某区管委会（某区政府）", "某区管委会（某区政府）"),
        ("版权所有：某市人民政府", ""),
    ],
)
def test_sponsor(words: str, sponsor: str) -> None:
    assert marks(f"<p>{words}</p><p>网站标识码：4400000001</p>").sponsor == sponsor


def test_the_sponsor_of_an_event_is_not_that_of_the_site() -> None:
    event = "<p>主办单位：某某协会</p><p>承办单位：某某公司。欢迎大家参加。</p>"
    assert marks(event + "<p>网站标识码：4400000001</p>").sponsor == ""
    assert marks(event + FOOT).sponsor == "某县人民政府"
    assert marks(event).sponsor == ""


@pytest.mark.parametrize(
    "mark",
    [
        '<a href="http://bszs.conac.cn/sitename?method=show&id=0"><img src="/dz.png"></a>',
        '<script src="//dcs.conac.cn/js/33/000/0000/60409131/CA330.js"></script>',
        "<script>document.write(unescape(\"%3Cspan id='_ideConac' %3E%3C/span%3E%3Cscript "
        "src='http://dcs.conac.cn/js/1.js' type='text/javascript'%3E%3C/script%3E\"));</script>",
        '<script>document.write(unescape("%3Ca href=%22http%3A//bszs.conac.cn/x%22%3E"))</script>',
        "<script>document.write(\"\\u003ca href='//bszs.conac.cn/'>\")</script>",
        '<img src="/images/red.png" alt="党政机关网站标识">',
        '<img src="/images/blue.png" title="事业单位">',
        '<a href="#"><img src="images/footer_dzjg.jpg" alt=""></a>',
    ],
)
def test_party_mark(mark: str) -> None:
    assert marks(mark).party


@pytest.mark.parametrize(
    "other",
    [
        "<p>党政机关应当带头过紧日子</p>",
        '<img alt="党政机关干部培训班合影">',
        "<!-- <a href='http://bszs.conac.cn/'></a> -->",
        '<a href="http://www.aconac.cn/">x</a>',
    ],
)
def test_no_party_mark(other: str) -> None:
    assert not marks(other).party


@pytest.mark.parametrize(
    ("entry", "report", "code"),
    [
        (
            '<a href="https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=4401000004&url=x">'
            '<img src="/jc.png"></a>',
            "https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=4401000004&url=x",
            "4401000004",
        ),
        (
            '<script id="_jiucuo_" sitecode="bm36000002" '
            'src="http://pucha.kaipuyun.cn/exposure/jiucuo.js"></script>',
            "script",
            "bm36000002",
        ),
        ('<a href="/help.htm">网站纠错</a>', "http://www.h.gov.cn/help.htm", ""),
        ('<a href="/zc.htm"><img alt="我为政府网站找错"></a>', "http://www.h.gov.cn/zc.htm", ""),
        ('<img src="jc.png" onclick="linkto_jiucuo(\'1\')">', "script", ""),
        ('<a href="/n.htm">“我为政府网站找错”平台上线运行一周年综述</a>', "", ""),
        ("<p>欢迎找错</p>", "", ""),
    ],
)
def test_report(entry: str, report: str, code: str) -> None:
    read = marks(entry)
    assert (read.report, read.report_code) == (report, code)


def test_marks_written_by_script() -> None:
    words = "网站标识码：3306240001 浙ICP备05018911号"
    escaped = "".join(f"%u{ord(c):04x}" for c in words)
    read = marks(f"<script>document.write(unescape('{escaped}'))</script>")
    assert (read.code, read.icp) == ("3306240001", "浙ICP备05018911号")


@pytest.mark.parametrize(
    ("inner", "unread"),
    [
        ('<p>x</p><script src="/js/footer.js"></script>', "script"),
        ('<p>x</p><iframe src="/public/bottom.html"></iframe>', "frame"),
        ("<script>$('#foot').load('/foot.html')</script>", "script"),
        ('<p>x</p><script src="/js/jquery.js"></script>', "script"),
        ('<p>x</p><iframe src="/map.html"></iframe>', "frame"),
        ("<p>x</p>", ""),
        ('<p>京ICP备05070218号</p><script src="/js/jquery.js"></script>', ""),
        ('<p>京ICP备05070218号</p><script src="/js/foot.js"></script>', "script"),
        (FOOT + '<script src="/js/footer.js"></script>', ""),
    ],
)
def test_what_may_come_by_script_or_frame_is_unread(inner: str, unread: str) -> None:
    assert marks(inner).unread == unread


def test_name_and_domains() -> None:
    head = (
        '<meta name="sitename" content="某县人民政府">'
        '<meta name="SiteDomain" content="https://www.h.gov.cn/, h.gov.cn">'
    )
    read = marks("", head)
    assert (read.name, read.domains) == ("某县人民政府", ("www.h.gov.cn", "h.gov.cn"))


PIECES = [
    *("标识码", "3306240001", "主办：", "浙ICP备", "05018911", "公网安备", "号", "：", "\n", "。"),
    *("<script>document.write(unescape('", "%u4e2d", "%", "')", "</script>", "<a href=jiucuo>"),
    *("<iframe src=foot.html>", "<img alt=找错>", "<div onclick=x>", "</div>", "conac.cn"),
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=80))
def test_any_order_of_marks_can_be_read(pieces: list[str]) -> None:
    read_page("".join(pieces).encode(), URL)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("浙公网安备 33062402000105号", "33062402000105"),
        ("公安备案号：33062402000105", "33062402000105"),
        ("公安机关备案编号： 33062402000105", "33062402000105"),
        # Too short, too long, and no filing at all.
        ("公安备案号：3306240200010", ""),
        ("公安备案号：330624020001055", ""),
        ("公安局受理号：33062402000105", ""),
    ],
)
def test_police_filings_as_footers_write_them(words: str, number: str) -> None:
    assert read_page(f"<p>{words}</p>".encode(), "http://h.gov.cn/").marks.police == number


def test_a_telephone_in_brackets_beside_the_filings_is_a_contact() -> None:
    footer = "<p>技术支持：某县信息中心(0795-8819792) 赣ICP备11002306号-1</p>"
    assert read_page(footer.encode(), "http://h.gov.cn/").marks.contact == "(0795-8819792)"
    far = "<p>联系人（0795-8819792）。</p>" + "<p>正文。</p>" * 400 + "<p>赣ICP备11002306号-1</p>"
    assert read_page(far.encode(), "http://h.gov.cn/").marks.contact == ""
