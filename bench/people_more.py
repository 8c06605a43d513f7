"""More habits of pages with and without numbers of persons."""

from __future__ import annotations

from bench.people import Case, People, Told, masked


def _form(p: People) -> Told:
    told = Told("form of one person", "拟认定人员基本情况表")
    identity, mobile = p.identity(), p.mobile()
    told.truth |= {masked("identity", identity), masked("mobile", mobile)}
    told.rows = [
        ["姓名", p.name(), "性别", "男", "民族", "汉"],
        ["身份证号", identity, "文化程度", "高中", "手机", mobile],
        ["家庭住址", "某镇某村三组", "户口性质", "农业", "", ""],
    ]
    return told


def _head_of_two_lines(p: People) -> Told:
    told = Told("head of two lines", "临时救助公示表")
    told.rows = [["序号", "救助对象", "救助金额"]]
    rows = ""
    for number in range(1, 8):
        identity = p.identity()
        told.truth.add(masked("identity", identity))
        rows += f"<tr><td>{number}<td>{p.name()}<td>{identity}<td>{p.dice.randint(300, 2000)}"
    told.html = (
        "<table><tr><th rowspan=2>序号<th colspan=2>救助对象<th rowspan=2>救助金额"
        f"<tr><th>姓名<th>身份证号{rows}</table>"
    )
    return told


def _families(p: People) -> Told:
    told = Told("families with spanning names", "易地搬迁户名单")
    rows = ""
    for number in range(1, 5):
        name = p.name()
        first, second = p.identity(), p.identity()
        told.truth |= {masked("identity", first), masked("identity", second)}
        rows += f"<tr><td rowspan=2>{number}<td rowspan=2>{name}<td>{name}<td>户主<td>{first}"
        rows += f"<tr><td>{p.name()}<td>妻<td>{second}"
    told.html = f"<table><tr><td>序号<td>户主<td>家庭成员<td>与户主关系<td>身份证号码{rows}</table>"
    return told


def _school(p: People) -> Told:
    told = Told("pupils with their parents' numbers", "小学一年级新生名单")
    told.rows = [["班级", "学生姓名", "性别", "家长姓名", "联系电话"]]
    for _ in range(9):
        mobile = p.mobile()
        told.truth.add(masked("mobile", mobile))
        told.rows.append(["一（2）班", p.name(), "女", p.name(), mobile])
    return told


def _disabled(p: People) -> Told:
    told = Told("certificate numbers that hold an identity number", "残疾人两项补贴发放名册")
    told.rows = [["序号", "姓名", "残疾证号", "残疾等级", "补贴金额"]]
    for number in range(1, 7):
        # 20 digits: identity number, kind and degree of disability.
        told.rows.append([str(number), p.name(), p.identity() + "43", "三级", "80"])
    return told


def _house(p: People) -> Told:
    told = Told("buyers of flats", "经济适用房申请家庭公示")
    told.rows = [["申请编号", "申请人姓名", "申请人身份证号", "配偶姓名", "配偶身份证号"]]
    for number in range(1, 7):
        first, second = p.identity(), p.identity()
        told.truth |= {masked("identity", first), masked("identity", second)}
        told.rows.append([f"2024{number:05}", p.name(), first, p.name(), second])
    return told


def _drivers(p: People) -> Told:
    told = Told("numbers in brackets", "道路运输从业资格证注销公告")
    for _ in range(3):
        identity = p.identity()
        told.truth.add(masked("identity", identity))
        told.prose.append(f"{p.name()}（{identity}）、")
    return told


def _reply(p: People) -> Told:
    told = Told("letter with all data", "关于政府信息公开申请的答复")
    identity, mobile = p.identity(), p.mobile()
    told.truth |= {masked("identity", identity), masked("mobile", mobile)}
    told.prose = [f"申请人：{p.name()}，身份证号码：{identity}，电话：{mobile}，住址：某县某镇。"]
    return told


def _volunteers(p: People) -> Told:
    told = Told("two people a row", "献血者名单")
    told.rows = [["姓名", "手机号", "姓名", "手机号"]]
    for _ in range(6):
        first, second = p.mobile(), p.mobile()
        told.truth |= {masked("mobile", first), masked("mobile", second)}
        told.rows.append([p.name(), first, p.name(), second])
    return told


def _insured(p: People) -> Told:
    told = Told("numbers called 社会保障号", "失业保险金发放公示")
    told.rows = [["单位名称", "姓名", "社会保障号码", "月份"]]
    for _ in range(6):
        identity = p.identity()
        told.truth.add(masked("identity", identity))
        told.rows.append(["某厂", p.name(), identity, "202403"])
    return told


MORE_POSITIVE: tuple[Case, ...] = (
    _form, _head_of_two_lines, _families, _school, _house, _drivers, _reply, _volunteers, _insured,
)  # fmt: skip


def _kindergartens(p: People) -> Told:
    told = Told("kindergartens", "全县民办幼儿园一览表")
    told.rows = [["序号", "名称", "地址", "园长", "电话"]]
    told.rows += [[str(n), "阳光幼儿园", "某路3号", p.name(), p.mobile()] for n in range(1, 9)]
    return told


def _lawyers(p: People) -> Told:
    told = Told("lawyers on duty", "法律援助律师名单")
    told.rows = [["姓名", "执业机构", "执业证号", "联系电话"]]
    told.rows += [
        [p.name(), "某律师事务所", "1331120" + p.digits(10), p.mobile()] for _ in range(7)
    ]
    return told


def _deputies(p: People) -> Told:
    told = Told("officials of villages", "村（社区）工作人员信息")
    told.rows = [["村名", "姓名", "职务", "联系方式"]]
    told.rows += [["某村", p.name(), "支部书记", p.mobile()] for _ in range(7)]
    return told


def _courses(p: People) -> Told:
    told = Told("teachers to be asked", "技能培训报名通知")
    told.prose = [
        f"报名地址：县职教中心（王老师，{p.mobile()}）。",
        f"咨询请拨打{p.landline()}或{p.mobile()}（微信同号）。",
        f"联系方式：{p.name()} {p.mobile()}",
        f"有意者请与李先生联系：{p.mobile()}。",
    ]
    return told


def _editor(p: People) -> Told:
    told = Told("who to send pictures to", "摄影大赛征稿启事")
    told.prose = [f"投稿邮箱：abc@163.com　手机：{p.mobile()}", f"收款账号：{p.card()}（某县文联）"]
    return told


def _budget(p: People) -> Told:
    told = Told("sums of money", "2024年一般公共预算收支表")
    told.rows = [["科目编码", "科目名称", "预算数", "决算数"]]
    told.rows += [[p.digits(7), "一般公共服务支出", p.mobile(), p.mobile()] for _ in range(9)]
    return told


def _land(p: People) -> Told:
    told = Told("numbers of parcels", "国有土地使用权出让结果公示")
    told.rows = [["电子监管号", "宗地编号", "受让人", "成交价"]]
    told.rows += [[p.index(), p.index(), "某置业有限公司", f"{p.digits(8)}.00"] for _ in range(8)]
    return told


def _medicine(p: People) -> Told:
    told = Told("numbers of products", "药品抽检结果通告")
    told.rows = [["药品名称", "批号", "产品编码", "被抽样单位"]]
    told.rows += [["某颗粒", p.digits(8), p.card(), "某药房"] for _ in range(8)]
    return told


def _licences(p: People) -> Told:
    told = Told("licences", "行政许可信息公示")
    told.rows = [["行政相对人名称", "统一社会信用代码", "许可文书号", "许可编号", "有效期"]]
    told.rows += [["某有限公司", p.credit(), p.index(), p.index(), "2029-12-31"] for _ in range(8)]
    return told


def _shops(p: People) -> Told:
    told = Told("shops", "家电以旧换新参与商户名单")
    told.rows = [["商户", "地址", "联系人", "手机号"]]
    told.rows += [["某电器行", "某街", p.name(), p.mobile()] for _ in range(8)]
    return told


def _experts(p: People) -> Told:
    told = Told("farming advisers", "农技人员包村联系表")
    told.rows = [["包联乡镇", "农技员姓名", "职称", "手机号码"]]
    told.rows += [["某镇", p.name(), "农艺师", p.mobile()] for _ in range(8)]
    return told


def _duty(p: People) -> Told:
    told = Told("people on duty", "国庆节值班表")
    told.rows = [["日期", "带班领导", "值班员", "手机"]]
    told.rows += [[f"10月{n}日", p.name(), p.name(), p.mobile()] for n in range(1, 8)]
    return told


def _serials(p: People) -> Told:
    told = Told("numbers alone in a column", "办件公示")
    told.rows = [["办件编号", "事项名称", "办理结果"]]
    told.rows += [[p.index(), "城乡居民登记", "办结"] for _ in range(20)]
    return told


MORE_NEGATIVE: tuple[Case, ...] = (
    _kindergartens, _lawyers, _deputies, _courses, _editor, _budget, _land, _medicine, _licences,
    _shops, _experts, _duty, _serials, _disabled,
)  # fmt: skip
