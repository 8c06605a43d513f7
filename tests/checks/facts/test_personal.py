from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.facts.mask import mask, mask_url
from checks.facts.names import is_name
from checks.facts.numbers import (
    identity_check,
    is_card,
    is_credit_code,
    is_identity,
    is_old_identity,
    is_region,
)
from checks.facts.page import read_page
from checks.facts.personal import PersonalHit, find_personal, holds_candidates, mask_personal
from tests.corpus import corpus

IDENTITY = "11010519491231002X"  # the standard's own example
OLD = "110105491231002"
MOBILE = "13812345678"
CARD = "6222021234567890128"
CREDIT = "91350100M000100Y43"  # the standard's own example


def kinds(text: str, title: str = "", role: str = "personal") -> list[str]:
    return [hit.kind for hit in find_personal(text, title) if hit.role == role]


def test_check_digits() -> None:
    assert is_identity(IDENTITY)
    assert is_identity(IDENTITY.lower())
    assert not is_identity("110105194912310020")
    assert not is_identity("110105194902300025")  # 30 February
    assert is_old_identity(OLD)
    assert not is_old_identity("110105491331002")
    assert is_credit_code(CREDIT)
    assert not is_credit_code("91350100M000100Y44")
    assert is_card(CARD)
    assert not is_card("6222021234567890127")
    assert not is_card("1202021234567890128")  # an account of a company


@pytest.mark.parametrize(
    ("code", "real"),
    [("110105", True), ("441900", True), ("330100", False), ("169999", False), ("810000", True),
     ("810101", False), ("469007", True), ("999999", False)],
)  # fmt: skip
def test_regions(code: str, real: bool) -> None:
    assert is_region(code) is real


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"张三，男，身份证号：{IDENTITY}。", "identity"),
        (f"公示：张三 {IDENTITY}", "identity"),
        ("身份证号 110105 19491231 002X", "identity"),
        ("身份证号：１１０１０５１９４９１２３１００２Ｘ", "identity"),
        ("身份证号：11010519491231002×", "identity"),
        (f"公民身份号码{IDENTITY.lower()}", "identity"),
        (f"统一社会信用代码：{CREDIT}，法定代表人身份证号：{IDENTITY}", "identity"),
        (f"身份证号：{OLD}", "old-identity"),
        (f"来信人：张三，手机号：{MOBILE}", "mobile"),
        ("姓名：张三 手机：138-1234-5678", "mobile"),
        ("申请人张三，手机 138 1234 5678", "mobile"),
        (f"姓名：张三\n身份证号：{IDENTITY}\n\n手机：{MOBILE}", "mobile"),
        ("本人联系电话：+86 13812345678", "mobile"),
        (f"家长电话：{MOBILE}", "mobile"),
        (f"张三（身份证号：{IDENTITY}，电话：{MOBILE}）", "mobile"),
        (f"银行卡号：{CARD}", "bank-card"),
        ("张三，开户行账号 6222 0212 3456 7890 128", "bank-card"),
        ("本人借记卡卡号 6222 0212 3456 7890 128", "bank-card"),
        (f"姓名\t身份证号码\t补助金额\n张三\t{IDENTITY}\t500", "identity"),
        (f"姓名\t身份证号码\t补助金额\n张三\t{OLD}\t500", "old-identity"),
        (f"序号\t姓名\t补助金额\t联系电话\n1\t张三\t70\t{MOBILE}", "mobile"),
        (f"户主姓名\t联系电话\n张三\t{MOBILE}", "mobile"),
        (f"序号\t姓名\t身份证号\t单位\n1\t张三\t{IDENTITY}\t一中", "identity"),
        (f"户主\t银行账号\n张三\t{CARD}", "bank-card"),
        (f"序号 姓名 身份证号 手机\n1 张三 {IDENTITY} {MOBILE}", "mobile"),
    ],
)
def test_numbers_of_persons(text: str, kind: str) -> None:
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "联系电话：0571-87654321 010-12345678 400-660-0108 12345",
        f"统一社会信用代码：{CREDIT}",
        "组织机构代码：12345678-9",
        "信用代码 11010519491231002X",
        f"索引号：{IDENTITY}",
        f"索 引 号\t{IDENTITY}\t发布机构\t办公室",
        f"合同编号：{IDENTITY}",
        f"受理编号：{IDENTITY}",
        f"业务流水号 {IDENTITY}",
        f"报名序号\t姓名\n{IDENTITY}\t张三",
        f"案号 {IDENTITY}",
        "文号：浙政发〔2024〕13812345678号",
        f"QQ：{MOBILE}",
        f"QQ群号 {MOBILE}",
        f"{MOBILE}@qq.com",
        f"http://www.a.gov.cn/art/{MOBILE}.html",
        f"www.a.gov.cn/{IDENTITY}.html",
        f"附件P0201{MOBILE}.doc",
        f"金额{MOBILE}元",
        f"￥{MOBILE}",
        f"{MOBILE}.50",
        f"{MOBILE}万元",
        "35*************123",
        "138****1234",
        "6222***********0128",
        f"{OLD}",  # nothing but a word tells it from a licence
        f"注册号：{OLD}",
        f"注册号\t名称\n{OLD}\t某厂",
        f"{CARD}",
        f"流水号：{CARD}",
        "银行卡号：6222021234567890127",
        "12345678901234567890123",
        f"1{IDENTITY}",
        f"A{IDENTITY}",
        f"订单号：{MOBILE}",
        "网站标识码：3300000020 浙公网安备33010602009328号",
        "2019年1月19日 20190119123456789",
        "110105194912310021",  # a wrong check digit
        "330802201503050129",  # an index number by region and date, with a wrong check digit
    ],
)
def test_look_alikes_are_none(text: str) -> None:
    assert not [hit for hit in find_personal(text) if hit.role == "personal"]


@pytest.mark.parametrize(
    "text",
    [
        f"咨询电话：{MOBILE}",
        f"联系人：张三，手机：{MOBILE}",
        f"举报电话（手机）：{MOBILE}",
        f"值班电话\t{MOBILE}",
        f"姓名\t职务\t手机\n张三\t局长\t{MOBILE}",
        f"单位\t联系人\t联系电话\n某局\t张三\t{MOBILE}",
        f"河长\t姓名\t电话\n县级\t张三\t{MOBILE}",
    ],
)
def test_numbers_to_be_called_are_an_offices(text: str) -> None:
    assert kinds(text, role="office") == ["mobile"]
    assert not kinds(text)


@pytest.mark.parametrize("text", [f"投稿邮箱：abc@163.com 手机：{MOBILE}", f"收款账号：{CARD}"])
def test_a_number_that_no_word_gives_to_anyone_is_unclear(text: str) -> None:
    assert len(kinds(text, role="unclear")) == 1
    assert not kinds(text)


def test_the_account_of_a_body_is_its_own() -> None:
    text = f"收款单位：某县财政局\n账号：{CARD}"
    assert kinds(text, role="office") == ["bank-card"]


def test_a_title_can_say_that_it_is_a_directory() -> None:
    rows = f"姓名\t电话\n张三\t{MOBILE}"
    assert kinds(rows, "高龄津贴公示") == ["mobile"]
    assert kinds(rows, role="unclear") == ["mobile"]
    assert kinds(rows, "某镇村干部通讯录", "office") == ["mobile"]


def test_notices_of_penalties_are_told_apart() -> None:
    assert kinds(f"张三 {IDENTITY}", "行政处罚决定书", "penalty") == ["identity"]
    rows = f"被执行人姓名\t身份证号\n张三\t{IDENTITY}"
    assert kinds(rows, role="penalty") == ["identity"]
    assert not kinds(rows)


def test_a_childs_number_needs_a_word() -> None:
    number = "330802201503050"[:14] + "012"
    number += identity_check(number)
    assert kinds(f"编入 {number}", role="unclear") == ["identity"]
    assert kinds(f"身份证号：{number}") == ["identity"]


def test_a_hit_says_what_where_and_how_often() -> None:
    text = f"公示\n姓名\t身份证号\n欧阳小明\t{IDENTITY}\n\n再次：{IDENTITY}"
    assert find_personal(text) == (
        PersonalHit("identity", "11*************02X", "personal", 3, 6, 2, "欧***", True),
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"姓名：张三 身份证号：{IDENTITY}", "张*"),
        (f"李小龙（身份证号：{IDENTITY}）", "李**"),
        (f"1 王五 男 {IDENTITY}", "王*"),
        (f"阿依古丽·买买提\t身份证号\t{IDENTITY}", "阿*******"),
        (f"补助金额 身份证号：{IDENTITY}", ""),
    ],
)
def test_names_beside_numbers(text: str, name: str) -> None:
    assert find_personal(text)[0].name == name


def test_names() -> None:
    assert is_name("张三")
    assert is_name("欧阳小明")
    assert is_name("张 三")
    assert not is_name("合计")
    assert not is_name("张家村")
    assert not is_name("联系电话")


def page(body: str) -> list[PersonalHit]:
    html = f"<title>公示</title><body>{body}".encode()
    return list(read_page(html, "http://www.a.gov.cn/1.html").personal)


def test_tables_of_a_page_are_read_by_rows() -> None:
    table = (
        "<table><thead><tr><th>序号<th>姓名<th colspan=2>身份证号<th>电话</thead>"
        f"<tr><td>1<td>张三<td>{IDENTITY[:6]}<b>{IDENTITY[6:]}</b><td>x<td><p>{MOBILE}</p></table>"
    )
    (identity, mobile) = page(table)
    assert (identity.kind, identity.name) == ("identity", "张*")
    assert (mobile.kind, mobile.role, mobile.name) == ("mobile", "personal", "张*")


def test_a_cell_stands_in_every_row_that_it_spans() -> None:
    """Else the columns of the rows below would be called what their neighbours are."""
    head = (
        "<tr><th rowspan=2>户主姓名<th colspan=2>证件信息<th rowspan=2>金额"
        "<tr><th>身份证号<th>银行账号"
    )
    found = page(f"<table>{head}<tr><td>张三<td>{IDENTITY}<td>{CARD}<td>900</table>")
    assert [(h.kind, h.role, h.called, h.name) for h in found] == [
        ("identity", "personal", True, "张*"),
        ("bank-card", "personal", True, "张*"),
    ]
    body = f"<tr><td rowspan=2>某村<td>张三<td>{IDENTITY}<tr><td>李四<td>{OLD}"
    found = page(f"<table><tr><th>村<th>姓名<th>身份证号{body}</table>")
    assert [(h.kind, h.name) for h in found] == [("identity", "张*"), ("old-identity", "李*")]


def test_a_head_of_two_lines_in_a_sheet_is_read_as_one() -> None:
    rows = f"姓名\t证件\t\t金额\n\t身份证号\t银行账号\t\n张三\t{IDENTITY}\t{CARD}\t900"
    assert [h.called for h in find_personal(rows)] == [True, True]


def test_cells_that_span_many_rows_cost_no_more_than_the_page() -> None:
    """A row has at most so many cells more as one cell may span."""
    table = "<tr>" + "<td rowspan=999>x" * 100 + f"<tr><td>身份证号{IDENTITY}" * 500
    assert [h.count for h in page(f"<table>{table}</table>")] == [500]


def test_layout_tables_are_no_tables() -> None:
    inner = f"<table><tr><td>咨询电话<td>{MOBILE}</table>"
    (hit,) = page(f"<table><tr><td>姓名<td>身份证号<tr><td>菜单<td>{inner}</table>")
    assert hit.role == "office"


def test_a_mobile_number_in_the_footer_is_the_sites() -> None:
    (hit,) = page(f"<p>正文</p><div class=footer>手机：{MOBILE}</div>")
    assert hit.role == "office"


def test_long_cells_are_read_to_their_end() -> None:
    (hit,) = page(f"<table><tr><td>{'正文。' * 900}身份证号：{IDENTITY}</table>")
    assert hit.role == "personal"


def test_scripts_and_addresses_of_a_page_are_no_text() -> None:
    assert not page(f"<script>var a='{IDENTITY}'</script><a href='/{IDENTITY}.html'>一</a>")


@pytest.mark.parametrize(
    "url",
    [
        f"http://a.cn/q?a=1&sjh={MOBILE}",
        f"http://a.cn/q?%E6%89%8B%E6%9C%BA={MOBILE}#x",
        f"http://a.cn/f/%E5%BC%A0%E4%B8%89{IDENTITY}.doc",
        f"http://a.cn/f/sfz{IDENTITY}.doc",
    ],
)
def test_addresses_show_no_number(url: str) -> None:
    """Neither in a field that is called so, nor in a file's name behind escaped characters."""
    assert not any(number in mask_url(url) for number in (MOBILE, IDENTITY))


def test_names_of_files_show_no_number() -> None:
    """A line or letters before a number don't hide that it is one."""
    told = mask(f"张三_{IDENTITY}.doc 李四_{MOBILE}.doc sfz{IDENTITY}")
    assert IDENTITY not in told
    assert MOBILE not in told


def test_masking() -> None:
    assert mask(f"张三 {IDENTITY} {MOBILE}") == "张三 11*************02X 138****5678"
    assert mask(f"卡号 {CARD}") == "卡号 6222***********0128"
    assert mask(f"身份证 {OLD}") == "身份证 11**********002"
    assert mask(f"注册号 {OLD}") == f"注册号 {OLD}"
    assert mask("身份证 110105 19491231 002X\n手机 138 1234 5678") == (
        "身份证 11*************02X\n手机 138****5678"
    )
    assert mask_url(f"http://a.cn/{IDENTITY}/{MOBILE}") == (
        f"http://a.cn/11*************02X/{MOBILE}"
    )


NUMBERS = st.sampled_from((IDENTITY, OLD, MOBILE, CARD, CREDIT, "0571-87654321", "110105"))
WORDS = st.sampled_from(
    ("姓名", "身份证号：", "手机", "联系人", "银行卡号", "索引号", "张三", "\t", "\n", " ", "，",
     "*", "-", "2024", "http://a.cn/", "x", "户名：某局", "X", "１")
)  # fmt: skip
MIXED = st.lists(NUMBERS | WORDS | st.text(max_size=3), max_size=40).map("".join)


@given(MIXED)
def test_nothing_leaks_and_nothing_raises(text: str) -> None:
    for hit in find_personal(text, text):
        told = str(hit)
        assert not re.search(r"\d{9}", told.translate(str.maketrans("", "", "*- ")))
        assert hit.masked.count("*") >= 4
        assert hit.line <= text.count("\n") + 1
    masked = mask_personal(text)
    assert not find_personal(masked)
    assert mask_personal(masked) == masked
    assert masked.count("\n") == text.count("\n")


@given(st.binary(max_size=400), MIXED)
def test_a_page_never_raises(junk: bytes, text: str) -> None:
    body = b"<table><tr><td>" + text.replace("\t", "<td>").replace("\n", "<tr><td>").encode()
    cut = len(junk) % (len(body) + 1)
    for hit in read_page(body[:cut] + junk + body[cut:], "http://www.a.gov.cn/").personal:
        assert "*" in hit.masked


def real_pages() -> list[bytes]:
    folder = corpus() / "sites"
    return [p.read_bytes() for p in sorted(folder.glob("[!_]*/**/*.html")) if "tjbz" not in p.parts]


def test_no_real_page_has_any() -> None:
    for body in real_pages():
        assert not [h for h in read_page(body, "http://a.cn/").personal if h.role == "personal"]


def test_real_pages_cut_and_mended_with_numbers_never_raise() -> None:
    dice = random.Random(4)
    row = f"<table><tr><td>姓名<td>身份证号<td>手机<tr><td>张三<td>{IDENTITY}<td>{MOBILE}</table>"
    for body in real_pages():
        at, end = sorted(dice.randrange(len(body)) for _ in range(2))
        for charset in ("utf-8", "gb18030"):
            mended = body[:at] + row.encode(charset) + body[end:]
            told = repr(read_page(mended, "http://www.a.gov.cn/").personal)
            assert IDENTITY not in told
            assert MOBILE not in told


def test_the_cost_grows_with_the_text() -> None:
    # Bounded by construction; a quadratic reader would not come back.
    row = f"张三\t{IDENTITY}\t{MOBILE}\t"
    assert find_personal("姓名\t身份证号\t手机\n" + row * 5_000)
    assert find_personal(f"{MOBILE} " * 10_000)
    assert find_personal("\n".join(f"张三 {IDENTITY} {MOBILE}" for _ in range(5_000)))[0].count


WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.parametrize("gap", ["", " ", "-", "－", "　", "\u00a0"])
@pytest.mark.parametrize("parts", [
    ("138", "1234", "5678"), ("+86", "138", "1234", "5678"), ("0086", "138", "1234", "5678"),
    ("330102", "19750101", "123X"), ("330102750101123",), ("6222", "0212", "3456", "7890"),
    ("622202", "1234567890128"),
])  # fmt: skip
def test_the_quick_look_passes_over_no_number(parts: tuple[str, ...], gap: str) -> None:
    number = gap.join(parts)
    for text in (number, number.translate(WIDE), f"号{number}，", f"x\n{number}\n1"):
        assert holds_candidates(text)


@pytest.mark.parametrize("text", ["130100000000", "2024-05-24 10:00:00", "0571-87654321", "1234"])
def test_the_quick_look_spares_codes_and_days(text: str) -> None:
    assert not holds_candidates(f"统计 {text} 表\n{text}")
