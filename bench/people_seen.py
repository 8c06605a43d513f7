"""Habits that were unseen once: what the finder made of them led to a rule."""

from __future__ import annotations

from bench.people import Case, People, Told, masked


def _injury(p: People) -> Told:
    told = Told("decision on an injury", "工伤认定决定书公示")
    identity = p.identity()
    told.truth.add(masked("identity", identity))
    told.prose = [
        f"申请人：某公司。职工姓名：{p.name()}，性别：男，身份证号码为{identity}，工作单位：某公司。"
    ]
    return told


def _wide_heads(p: People) -> Told:
    told = Told("blanks in heads", "公益性岗位安置人员花名册")
    told.rows = [["序 号", "姓  名", "身 份 证 号", "安置岗位", "联系 电话"]]
    for number in range(1, 7):
        identity, mobile = p.identity(), p.mobile()
        told.truth |= {masked("identity", identity), masked("mobile", mobile)}
        told.rows.append([str(number), p.name(), identity.lower(), "保洁", mobile])
    return told


def _headless(p: People) -> Told:
    told = Told("table without a head", "拟发放人员")
    for number in range(1, 9):
        identity = p.identity()
        told.truth.add(masked("identity", identity))
        told.rows.append([str(number), p.name(), "男", identity, "某村"])
    return told


def _court(p: People) -> Told:
    told = Told("party to a notice", "公告")
    identity = p.identity()
    told.truth.add(masked("identity", identity))
    told.prose = [
        f"{p.name()}（曾用名{p.name()}，男，1970年3月5日出生，公民身份证号码：{identity}，住某县某镇）："
    ]
    return told


def _documents(p: People) -> Told:
    told = Told("numbers called 证件号码", "不动产首次登记公告")
    told.rows = [["权利人", "证件种类", "证件号码", "坐落", "面积"]]
    for _ in range(5):
        identity = p.identity()
        told.truth.add(masked("identity", identity))
        told.rows.append([p.name(), "居民身份证", identity, "某镇某村12号", "118.62"])
    return told


def _english(p: People) -> Told:
    told = Told("label in English", "Notice")
    identity = p.identity()
    told.truth.add(masked("identity", identity))
    told.prose = [f"Name: {p.name()} ID No.: {identity}"]
    return told


def _children(p: People) -> Told:
    told = Told("children", "学前教育资助学生名单")
    told.rows = [["园所", "幼儿姓名", "幼儿身份证件号", "监护人"]]
    while len(told.rows) < 6:
        body = (
            p.identity()[:6] + f"20{p.dice.randint(18, 21)}0{p.dice.randint(1, 9)}15" + p.digits(3)
        )
        identity = p.checked(body)
        told.truth.add(masked("identity", identity))
        told.rows.append(["中心园", p.name(), identity, p.name()])
    return told


def _semicolons(p: People) -> Told:
    told = Told("semicolons", "征婚登记")
    identity, mobile = p.identity(), p.mobile()
    told.truth |= {masked("identity", identity), masked("mobile", mobile)}
    told.prose = [f"姓名：{p.name()}；身份证：{identity}；手机：{mobile}；职业：教师"]
    return told


def _account(p: People) -> Told:
    told = Told("account of a person", "退还保证金公示")
    card = p.card()
    told.truth.add(masked("bank-card", card))
    told.prose = [f"开户名：{p.name()} 开户行：某农商银行 账号：{card}"]
    return told


def _broken_cells(p: People) -> Told:
    told = Told("name and number in one cell", "困难党员慰问名单")
    told.rows = [["村", "人员", "金额"]]
    rows = ""
    for _ in range(5):
        identity = p.identity()
        told.truth.add(masked("identity", identity))
        rows += f"<tr><td>某村<td>{p.name()}<br>{identity}<td>500"
    told.html = f"<table><tr><td>村<td>人员<td>金额{rows}</table>"
    return told


def _old_prose(p: People) -> Told:
    told = Told("15 digits in prose", "遗失启事")
    identity = p.old_identity()
    told.truth.add(masked("old-identity", identity))
    told.prose = [f"{p.name()}遗失土地使用证，身份证号{identity}，特此声明。"]
    return told


SEEN_POSITIVE: tuple[Case, ...] = (
    _injury, _wide_heads, _headless, _court, _documents, _english, _children, _semicolons,
    _account, _broken_cells, _old_prose,
)  # fmt: skip


def _jobs(p: People) -> Told:
    told = Told("who offers jobs", "招聘会岗位信息")
    told.rows = [["招聘企业", "岗位", "薪资", "联系人", "电话"]]
    told.rows += [["某纺织", "挡车工", "4500", p.name(), p.mobile()] for _ in range(8)]
    return told


def _dealers(p: People) -> Told:
    told = Told("dealers", "农机购置补贴产品经销商名单")
    told.rows = [["序号", "经销商名称", "法人", "电话", "出厂编号"]]
    told.rows += [[str(n), "某农机行", p.name(), p.mobile(), p.index()] for n in range(1, 9)]
    return told


def _vaccines(p: People) -> Told:
    told = Told("where to be vaccinated", "预防接种单位一览")
    told.rows = [["接种单位", "地址", "接种时间", "电话"]]
    told.rows += [["某卫生院", "某街", "周三", p.mobile()] for _ in range(8)]
    return told


def _parcel(p: People) -> Told:
    told = Told("where to send papers", "资格审查公告")
    told.prose = [
        f"材料邮寄：某县人社局，收件人：{p.name()}，{p.mobile()}，邮编323000。",
        f"添加微信{p.mobile()}入群。", f"技术支持 {p.mobile()}",
        f"征收工作组：{p.name()} {p.mobile()}",
    ]  # fmt: skip
    return told


def _taxpayers(p: People) -> Told:
    told = Told("numbers of taxpayers", "非正常户公告")
    told.rows = [["纳税人识别号", "纳税人名称", "主管税务机关"]]
    told.rows += [[p.old_identity(), "某厂", "某税务分局"] for _ in range(6)]
    told.rows += [[p.credit(), "某公司", "某税务分局"] for _ in range(6)]
    return told


def _exam(p: People) -> Told:
    told = Told("numbers of candidates", "教师招聘笔试成绩公示")
    told.rows = [["准考证号", "姓名", "成绩"]]
    told.rows += [[p.index(), p.name(), "81.5"] for _ in range(15)]
    return told


def _vehicles(p: People) -> Told:
    told = Told("numbers of vehicles", "公告牌证作废")
    told.rows = [["号牌号码", "车辆识别代号", "发动机号", "登记证书编号"]]
    told.rows += [["浙K12345", p.digits(17), p.mobile(), p.digits(12)] for _ in range(8)]
    return told


def _energy(p: People) -> Told:
    told = Told("large figures", "统计公报")
    told.prose = [
        f"全社会用电量{p.mobile()}千瓦时，下降3%。", f"共发放{p.mobile()}份。",
        f"总资产 {p.mobile()}（单位：元）",
    ]  # fmt: skip
    return told


def _fund(p: People) -> Told:
    told = Told("accounts of a fund", "住房公积金缴存单位公示")
    told.rows = [["单位账号", "单位名称", "缴存人数"]]
    told.rows += [[p.card(), "某公司", "38"] for _ in range(8)]
    return told


def _mediators(p: People) -> Told:
    told = Told("mediators", "人民调解员名册")
    told.rows = [["姓名", "性别", "学历", "调解委员会", "联系电话"]]
    told.rows += [[p.name(), "男", "大专", "某镇调委会", p.mobile()] for _ in range(8)]
    return told


def _certificates(p: People) -> Told:
    told = Told("numbers of certificates", "职业技能等级证书核发名单")
    told.rows = [["序号", "姓名", "证书编号", "等级"]]
    told.rows += [[str(n), p.name(), p.index(), "四级"] for n in range(1, 12)]
    return told


def _doctors(p: People) -> Told:
    told = Told("family doctors", "家庭医生签约团队一览")
    told.rows = [["团队", "姓名", "专业", "电话"]]
    told.rows += [["一队", p.name(), "全科", p.mobile()] for _ in range(8)]
    return told


SEEN_NEGATIVE: tuple[Case, ...] = (
    _jobs, _dealers, _vaccines, _parcel, _taxpayers, _exam, _vehicles, _energy, _fund, _mediators,
    _certificates, _doctors,
)  # fmt: skip
