"""People who do not exist (虚构的人), and the pages and attachments that tell of them.

A seed gives the same documents every time. Each says which numbers of private persons it holds;
half of them hold none, but numbers that look alike.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from checks.facts.numbers import identity_check, is_identity
from tests import documents

_REGIONS = (
    "110105", "130481", "140929", "210203", "330802", "330110", "350181", "360922", "371326",
    "420984", "441900", "442000", "450881", "469007", "500101", "511923", "522631", "532926",
    "610425", "620922", "632123", "654221",
)  # fmt: skip
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高梁郑谢宋唐许韩冯邓曹彭曾肖田董袁潘覃韦蓝"
_GIVEN = "伟芳娜敏静秀英丽强磊军洋勇艳杰娟涛明超霞平刚桂兰建华国志海燕春梅玉文斌红玲辉鑫波宁"
_MOBILES = (
    "130", "135", "138", "139", "150", "158", "159", "166", "173", "177",
    "182", "187", "189", "191", "198",
)  # fmt: skip
_BANKS = ("622202", "622848", "621700", "621661", "622188", "623059", "622700")
FORMATS: dict[str, Callable[[documents.Rows], bytes]] = {
    "pdf": documents.pdf, "docx": documents.docx, "xlsx": documents.xlsx, "ofd": documents.ofd,
    "doc": documents.doc, "wps": documents.doc, "xls": documents.xls, "et": documents.xls,
}  # fmt: skip


@dataclass
class Told:
    """A document and the truth about it.

    Attributes:
        case: what habit it shows.
        title: its title.
        rows: a table; empty if there is none.
        prose: paragraphs before it.
        truth: kind and masked value of each number of a private person.
        html: the table's markup where it is not the plain one.
    """

    case: str
    title: str
    rows: list[list[str]] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)
    truth: set[str] = field(default_factory=set)
    html: str = ""

    def page(self) -> bytes:
        """The document as a page of a site, with navigation and footer."""
        table = self.html or _table(self.rows)
        paragraphs = "".join(f"<p>{line}</p>" for line in self.prose)
        return (
            "<!DOCTYPE html><html><head><meta charset=utf-8>"
            f"<title>{self.title}_某县人民政府</title></head><body>"
            "<div class=nav><a href=/>首页</a><a href=/a/>政务公开</a>"
            "<a href=/b/>行政处罚</a></div>"
            f"<div class=article><h1>{self.title}</h1>"
            "<div class=info>发布时间：2024-03-05 来源：某局 浏览次数：1382</div>"
            f"{paragraphs}{table}</div>"
            "<div class=footer>主办单位：某县人民政府 电话：0578-2091234 网站标识码：3311000001"
            " 浙公网安备33110002000123号</div></body></html>"
        ).encode()


def _table(rows: list[list[str]]) -> str:
    made = "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in rows)
    return f"<table border=1>{made}</table>" if rows else ""


class People:
    """Draws persons and their numbers.

    Args:
        seed: the same one draws the same people.
    """

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)

    def name(self) -> str:
        """A name of two or three characters."""
        return self.dice.choice(_SURNAMES) + "".join(
            self.dice.choices(_GIVEN, k=self.dice.choice((1, 2, 2)))
        )

    def digits(self, count: int) -> str:
        """Any digits."""
        return "".join(self.dice.choices("0123456789", k=count))

    def _day(self, first: int, last: int) -> str:
        dice = self.dice
        return f"{dice.randint(first, last)}{dice.randint(1, 12):02}{dice.randint(1, 28):02}"

    def identity(self) -> str:
        """An identity number of a grown-up."""
        body = self.dice.choice(_REGIONS) + self._day(1930, 2005) + self.digits(3)
        return body + identity_check(body)

    def checked(self, body: str) -> str:
        """17 digits with their check digit."""
        return body + identity_check(body)

    def old_identity(self) -> str:
        """An identity number of 15 digits."""
        return self.dice.choice(_REGIONS) + self._day(1930, 1979)[2:] + self.digits(3)

    def index(self) -> str:
        """An index number of 18 digits made of region and day; one in eleven passes as identity."""
        return self.dice.choice(_REGIONS) + self._day(2008, 2024) + self.digits(4)

    def mobile(self) -> str:
        """A mobile number."""
        return self.dice.choice(_MOBILES) + self.digits(8)

    def card(self) -> str:
        """A bank card of 19 digits."""
        body = self.dice.choice(_BANKS) + self.digits(12)
        for check in "0123456789":
            if _luhn(body + check):
                return body + check
        raise AssertionError

    def credit(self) -> str:
        """A unified social credit code."""
        signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
        body = "91" + self.dice.choice(_REGIONS) + "MA" + "".join(self.dice.choices(signs, k=7))
        total = sum(pow(3, n, 31) * signs.index(c) for n, c in enumerate(body))
        return body + signs[(31 - total % 31) % 31]

    def landline(self) -> str:
        """A telephone of an office."""
        return self.dice.choice(("0571-8", "010-6", "0795-8", "05788", "023-5")) + self.digits(7)


def _luhn(number: str) -> bool:
    doubled = [int(d) * (1 + n % 2) for n, d in enumerate(reversed(number))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def masked(kind: str, value: str) -> str:
    """A number as a fact may hold it."""
    value = value.upper()
    if kind == "mobile":
        return f"mobile {value[:3]}****{value[-4:]}"
    head, tail = (4, 4) if kind == "bank-card" else (2, 3)
    return f"{kind} {value[:head]}{'*' * (len(value) - head - tail)}{value[-tail:]}"


Case = Callable[[People], Told]


def _allowance(p: People) -> Told:
    told = Told("table of identity, mobile and card", "2024年第一季度农村低保金发放公示")
    head = ["序号", "户主姓名", "身份证号码", "家庭住址", "联系电话", "银行账号", "金额（元）"]
    told.rows = [head]
    for number in range(1, p.dice.randint(3, 20)):
        identity, mobile, card = p.identity(), p.mobile(), p.card()
        told.truth |= {masked("identity", identity), masked("mobile", mobile),
                       masked("bank-card", card)}  # fmt: skip
        told.rows.append([str(number), p.name(), identity, "某镇某村", mobile, card, "1380.00"])
    return told


def _recruits(p: People) -> Told:
    told = Told("table of identity beside an exam's number", "某县事业单位公开招聘拟聘用人员公示")
    told.rows = [["准考证号", "姓名", "性别", "身份证号", "报考单位", "总成绩"]]
    for _ in range(p.dice.randint(2, 12)):
        identity = p.identity()
        told.truth.add(masked("identity", identity))
        told.rows.append([p.digits(11), p.name(), "女", identity, "县中医院", "78.35"])
    return told


def _old_table(p: People) -> Told:
    told = Told("table of 15 digits", "某镇退休人员名册公示")
    told.rows = [["编号", "姓名", "公民身份证号", "备注"]]
    for number in range(1, 8):
        identity = p.old_identity()
        told.truth.add(masked("old-identity", identity))
        told.rows.append([str(number), p.name(), identity, ""])
    return told


def _pairs(p: People) -> Told:
    told = Told("table of name and mobile", p.dice.choice(("高龄津贴公示", "危房改造对象名单")))
    told.rows = [["村", "姓名", "年龄", "手机号码"]]
    for _ in range(6):
        mobile = p.mobile()
        told.truth.add(masked("mobile", mobile))
        told.rows.append(["新村", p.name(), str(p.dice.randint(60, 99)), mobile])
    return told


def _cards(p: People) -> Told:
    told = Told("table of cards", "惠农补贴“一卡通”发放明细")
    told.rows = [["农户姓名", "一卡通账号", "补贴面积（亩）", "金额"]]
    for _ in range(5):
        card = p.card()
        told.truth.add(masked("bank-card", card))
        told.rows.append([p.name(), card, "3.25", "423.75"])
    return told


def _two_heads(p: People) -> Told:
    told = Told("table with a title row and spans", "公租房保障对象公示")
    rows = ""
    for number in range(1, 7):
        identity = p.identity()
        told.truth.add(masked("identity", identity))
        told.rows.append([str(number), p.name(), identity])
        rows += f"<tr><td>{number}<td>{told.rows[-1][1]}<td colspan=2><p>{identity}</p><td>合格"
    told.html = (
        "<table><tr><td colspan=5>2024年公租房保障对象（第3批）<tr><td>序号<td>姓名<td colspan=2>"
        f"身份证号码<td>审核结果{rows}</table>"
    )
    return told


def _prose(p: People) -> Told:
    told = Told(
        "prose with identity numbers", p.dice.choice(("关于注销不动产权证的公告", "招领启事"))
    )
    for _ in range(p.dice.randint(1, 3)):
        identity, name = p.identity(), p.name()
        told.truth.add(masked("identity", identity))
        told.prose.append(p.dice.choice((
            f"申请人{name}，男，汉族，身份证号：{identity}，因保管不善遗失权证，现声明作废。",
            f"{name}（公民身份号码{identity}）系本县居民。",
            f"持有人：{name}　身份证号码 {identity[:6]} {identity[6:14]} {identity[14:]}",
            f"兹证明{name}（{identity}）曾在我单位工作。",
            f"{name}，女，{identity.translate(_WIDE)}，住某镇。",
        )))  # fmt: skip
    return told


_WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


def _prose_mobile(p: People) -> Told:
    told = Told("prose with a private mobile", "网民留言答复")
    mobile, name = p.mobile(), p.name()
    told.truth.add(masked("mobile", mobile))
    told.prose.append(p.dice.choice((
        f"来信人：{name}，手机号码：{mobile}。反映小区停水。",
        f"申请人{name}，本人联系电话{mobile}，申请公开征地批文。",
        f"姓名：{name} 手机：{mobile[:3]}-{mobile[3:7]}-{mobile[7:]}",
        f"学生家长{name}（家长电话：{mobile}）咨询入学。",
    )))  # fmt: skip
    return told


def _bare_mobile(p: People) -> Told:
    told = Told("prose with a mobile that no word explains", "信访事项办理情况")
    mobile = p.mobile()
    told.truth.add(masked("mobile", mobile))
    told.prose.append(f"村民{p.name()}{mobile}反映宅基地纠纷。")
    return told


def _list(p: People) -> Told:
    told = Told("list of names and identity numbers", "拟享受临时救助人员")
    items = []
    for _ in range(5):
        identity = p.identity()
        told.truth.add(masked("identity", identity))
        cut = p.dice.randint(4, 14)
        items.append(f"<li>{p.name()} {identity[:cut]}<span>{identity[cut:]}</span></li>")
    told.html = f"<ul>{''.join(items)}</ul>"
    return told


def _lines(p: People) -> Told:
    told = Told("lines with a label each", "遗失声明")
    identity, mobile = p.identity(), p.mobile()
    told.truth |= {masked("identity", identity), masked("mobile", mobile)}
    told.prose = [f"姓　名：{p.name()}", f"身份证号：{identity}", f"手　机：{mobile}"]
    return told


POSITIVE: tuple[Case, ...] = (
    _allowance, _recruits, _old_table, _pairs, _cards, _two_heads, _prose, _prose_mobile,
    _bare_mobile, _list, _lines,
)  # fmt: skip


def _directory(p: People) -> Told:
    told = Told("directory of an office", p.dice.choice(("县直部门联系方式", "河长名单公示")))
    told.rows = [["单位", "姓名", "职务", "办公电话", "手机"]]
    told.rows += [["某局", p.name(), "局长", p.landline(), p.mobile()] for _ in range(8)]
    return told


def _tender(p: People) -> Told:
    told = Told("contacts of a tender", "某项目招标公告")
    told.prose = [
        f"招标人：某县水利局　联系人：{p.name()}　电话：{p.mobile()}",
        f"招标代理机构：某咨询有限公司，联系人：{p.dice.choice(_SURNAMES)}工，联系电话：{p.mobile()}",
        f"项目编号：{p.index()}　预算金额：{p.mobile()}元",
        f"投标保证金缴纳：户名：某县公共资源交易中心　账号：{p.card()}",
    ]
    return told


def _hotlines(p: People) -> Told:
    told = Told("numbers of hotlines", "便民服务电话")
    told.rows = [["服务", "电话"], ["政务热线", "12345"], ["供水抢修", p.landline()],
                 ["殡仪服务", p.mobile()], ["监督举报电话", p.mobile()]]  # fmt: skip
    return told


def _index(p: People) -> Told:
    told = Told("index table", "某县人民政府办公室关于印发方案的通知")
    told.rows = [["索引号", p.index(), "发布机构", "县府办"],
                 ["信息编号：" + p.index(), "", "文号", "某政办发〔2024〕13号"]]  # fmt: skip
    told.prose = [f"统一编号：{p.index()}"]
    return told


def _indices(p: People) -> Told:
    told = Told("table of index numbers", "主动公开目录")
    told.rows = [["序号", "索引号", "名称", "发布日期"]]
    told.rows += [[str(n), p.index(), "关于某事的通知", "2024-03-05"] for n in range(1, 30)]
    return told


def _companies(p: People) -> Told:
    told = Told("credit codes", "拟注销企业名单")
    told.rows = [["序号", "企业名称", "统一社会信用代码", "注册号", "法定代表人"]]
    told.rows += [
        [str(n), "某县某商贸有限公司", p.credit(), p.old_identity(), p.name()] for n in range(1, 15)
    ]
    return told


def _penalties(p: People) -> Told:
    told = Told("notice of penalties", "行政处罚决定书送达公告")
    told.prose = [
        f"{p.name()}（身份证号：{p.identity()}）：因你未按规定申报，现依法作出行政处罚决定。"
    ]
    return told


def _debtors(p: People) -> Told:
    told = Told("list of debtors", "失信被执行人名单")
    told.rows = [["姓名", "身份证号", "执行法院", "案号"]]
    told.rows += [[p.name(), p.identity(), "某县法院", f"（2024）浙1102执{p.digits(4)}号"]]
    return told


def _masked_list(p: People) -> Told:
    told = Told("masked list", "低保对象公示")
    told.rows = [["姓名", "身份证号", "电话", "银行卡"]]
    for _ in range(9):
        identity, mobile, card = p.identity(), p.mobile(), p.card()
        told.rows.append([
            p.name(), p.dice.choice((f"{identity[:2]}*************{identity[-3:]}",
                                     f"{identity[:6]}********{identity[-4:]}")),
            f"{mobile[:3]}****{mobile[-4:]}", f"{card[:6]}*********{card[-4:]}",
        ])  # fmt: skip
    return told


def _codes(p: People) -> Told:
    told = Told("codes of all kinds", "相关信息")
    told.prose = [
        f"咨询QQ群：{p.mobile()}，QQ：{p.digits(10)}", f"合同编号：{p.index()}",
        f"快递单号 {p.digits(15)}", f"案号：{p.index()}", f"订单号{p.mobile()}",
        f"详见http://www.a.gov.cn/art/{p.mobile()}/content_{p.index()}.html",
        f"附件：P02024{p.digits(15)}.pdf", f"流水号：{p.card()}", f"总投资{p.mobile()}元",
        f"营业执照注册号：{p.old_identity()}", f"更新于2024{p.digits(13)}",
    ]  # fmt: skip
    p.dice.shuffle(told.prose)
    return told


def _invalid(p: People) -> Told:
    told = Told("identity numbers with a false check digit", "系统测试数据")
    told.rows = [["姓名", "身份证号"]]
    while len(told.rows) < 6:
        number = p.identity()[:17] + p.digits(1)
        if not is_identity(number):
            told.rows.append([p.name(), number])
    return told


NEGATIVE: tuple[Case, ...] = (
    _directory, _tender, _hotlines, _index, _indices, _companies, _penalties, _debtors,
    _masked_list, _codes, _invalid,
)  # fmt: skip
