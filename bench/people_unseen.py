"""Habits that the reader was not tuned on: written after it, measured once, never looked at for it.

Two such sets came before, `bench.people_more` and `bench.people_seen`: some of their habits led to
a rule, so that they measure nothing any more. Of this one a habit has gone the same way: a list of
family doctors, whose title had been taken for one of families (see the labels' README).
"""

from __future__ import annotations

from bench.people import Case, People, Told, masked


def _pension(p: People) -> Told:
    told = Told("pension list", "城乡居民养老保险待遇领取人员公示")
    told.rows = [["参保人", "身份证号码", "发放账户", "手机"]]
    for _ in range(6):
        identity, card, mobile = p.identity(), p.card(), p.mobile()
        told.truth |= {masked("identity", identity), masked("bank-card", card),
                       masked("mobile", mobile)}  # fmt: skip
        told.rows.append([p.name(), identity, card, mobile])
    return told


def _graves(p: People) -> Told:
    told = Told("owners of graves", "迁坟公告")
    for _ in range(3):
        mobile = p.mobile()
        told.truth.add(masked("mobile", mobile))
        told.prose.append(f"坟主：{p.name()}，家属电话：{mobile}")
    return told


def _subsidies(p: People) -> Told:
    told = Told("old cars", "报废更新补贴发放名单")
    told.rows = [["序号", "车主姓名", "号牌", "手机号", "补贴（元）"]]
    for number in range(1, 8):
        mobile = p.mobile()
        told.truth.add(masked("mobile", mobile))
        told.rows.append([str(number), p.name(), "浙K1234", mobile, "7000"])
    return told


def _will(p: People) -> Told:
    told = Told("heirs", "不动产继承登记公告")
    first, second = p.identity(), p.identity()
    told.truth |= {masked("identity", first), masked("identity", second)}
    told.prose = [
        f"被继承人{p.name()}（{first}）已死亡，继承人{p.name()}({second})申请登记，有异议请致电{p.landline()}。"
    ]
    return told


def _veterans(p: People) -> Told:
    told = Told("old numbers of veterans", "参战退役人员名册")
    told.rows = [["姓名", "原身份证号", "现身份证号"]]
    for _ in range(6):
        old, new = p.old_identity(), p.identity()
        told.truth |= {masked("old-identity", old), masked("identity", new)}
        told.rows.append([p.name(), old, new])
    return told


UNSEEN_POSITIVE: tuple[Case, ...] = (_pension, _graves, _subsidies, _will, _veterans)


def _coaches(p: People) -> Told:
    told = Told("coaches", "全民健身指导员名册")
    told.rows = [["姓名", "性别", "年龄", "项目", "电话"]]
    told.rows += [[p.name(), "女", "45", "太极", p.mobile()] for _ in range(8)]
    return told


def _guides(p: People) -> Told:
    told = Told("who answers for a village", "防汛转移责任人公示")
    told.rows = [["行政村", "转移负责人", "手机", "转移对象"]]
    told.rows += [["某村", p.name(), p.mobile(), "12户"] for _ in range(8)]
    return told


def _breeders(p: People) -> Told:
    told = Told("helpers of farmers", "动物防疫员信息表")
    told.rows = [["乡镇", "防疫员", "联系电话", "负责区域"]]
    told.rows += [["某镇", p.name(), p.mobile(), "某片"] for _ in range(8)]
    return told


def _subsidy_offices(p: People) -> Told:
    told = Told("where to ask for help", "困难群众救助服务热线公布")
    told.rows = [["乡镇", "经办人", "电话"]]
    told.rows += [["某镇", p.name(), p.mobile()] for _ in range(8)]
    told.prose = [f"有困难，打电话{p.mobile()}。"]
    return told


def _archive(p: People) -> Told:
    told = Told("numbers of files", "档案目录")
    told.rows = [["档号", "题名", "日期"]]
    told.rows += [[p.index(), "关于某事的请示", "1998"] for _ in range(20)]
    return told


def _meters(p: People) -> Told:
    told = Told("numbers of customers", "停水通知")
    told.rows = [["用户号", "表号", "地址"]]
    told.rows += [[p.mobile(), p.digits(15), "某路"] for _ in range(10)]
    return told


def _waybills(p: People) -> Told:
    told = Told("numbers without a word", "物资采购清单")
    told.rows = [["物资", "规格", "条形码"], *[["口罩", "盒", p.card()] for _ in range(10)]]
    told.prose = [p.digits(18), p.digits(16), p.old_identity()]
    return told


UNSEEN_NEGATIVE: tuple[Case, ...] = (
    _coaches, _guides, _breeders, _subsidy_offices, _archive, _meters, _waybills,
)  # fmt: skip
