"""Names of columns: each family of indicators §6.1, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.facts.synonyms import SYNONYMS, types_of, types_of_tag, types_within

FAMILIES = {
    "budget": (
        "财政预决算 预决算公开 财政信息 财政资金 政府预决算 部门预决算 部门预算 部门决算 "
        "单位预算 预算/决算 部门预决算和“三公”经费 财政资金直达基层 資金信息 財政預決算 "
        "預決算公開 財政資訊 部門預算"
    ),
    "debt": "政府债务 地方政府债务 债务限额 政府性债务 债券信息 政府債務 地方政府債務資訊",
    "proposals": (
        "建议提案办理 建议提案办理结果 人大代表建议办理 政协委员提案办理 "
        "市人大代表建议和政协提案办理 两会建议提案 议案提案 提案答复 建議提案辦理 "
        "人大代表建議 政協提案"
    ),
    "powers": "权责清单 权力清单 责任清单 行政权力 权力和责任清单 履职依据 權責清單 行政權力",
    "fees": "行政事业性收费 收费项目 收费清单 涉企收费 价格信息 行政事業性收費 收費目錄",
    "inspections": (
        "“双随机、一公开” 双随机一公开 双随机抽查 抽查结果 执法检查 雙隨機、一公開 隨機抽查"
    ),
    "enforcement": (
        "行政执法公示 行政处罚 行政许可/处罚 处罚强制 信用信息双公示 行政執法公示 行政處罰"
    ),
    "projects": "重大建设项目 重大项目 重点项目 征地信息 招投标 政府投资项目 重大建設項目",
    "resources": "公共资源配置 公共资源交易 政府采购 招标采购 中标公示 公共資源交易 政府採購",
    "welfare": "社会公益事业 民生保障 社会救助 乡村振兴 食品药品安全 社會公益事業 社會救助",
    "policies": (
        "政策文件 政府文件 规范性文件 行政规范性文件 部门文件 政策法规 区政府文件 公文 "
        "最新文件 規範性文件"
    ),
    "regulations": "规章库 政府规章 法律法规 現行有效規章",
    "interpretation": "政策解读 解读回应 图解 一图读懂 政策简明问答 图解税收 政策解讀 圖解",
    "concerns": "回应关切 热点回应 新闻发布会 政策吹风 新闻发布 回應關切 熱點回應",
    "news": (
        "工作动态 政务动态 要闻动态 基层动态 今日例市 例市要闻 新闻中心 時政要聞 工作動態 新聞中心"
    ),
    "notices": "通知公告 公示公告 公告栏 文件公示 通知通告 公示公告 政務公告",
    "profile": "走进例市 例市概况 认识例市 市情概况 县情 魅力例市 历史沿革 走進例市 市情概況",
    "functions": "机构职能 机关简介 机构设置 内设机构 三定方案 單位概況 機構職能 機構設置",
    "leaders": "领导信息 领导之窗 领导分工 市长之窗 局领导 負責人信息 領導之窗 領導分工",
    "personnel": "人事信息 人事任免 任前公示 公务员招录 干部选拔 人事任免",
    "plans": "规划计划 规划信息 五年规划 计划总结 政府工作报告 規劃計劃 規劃計畫",
    "statistics": "统计信息 统计数据 统计月报 统计公报 数据发布 数说例市 統計資訊 統計數據",
    "disclosure-guide": "政府信息公开指南 公开指南 信息公開指南 政府資訊公開指南",
    "disclosure-catalogue": "政府信息公开目录 主动公开基本目录 法定主动公开内容 主動公開基本目錄",
    "disclosure-request": "依申请公开 信息公开申请 在线申请 依申請公開",
    "annual-report": "政府信息公开年报 公开年报 信息公开工作年度报告 年度報告",
    "disclosure-rules": "政府信息公开制度 政府信息公开依据 公开制度 信息公開規定",
    "disclosure-plan": "政务公开工作要点 工作要点 政务公开专栏 基层政务公开 政務公開工作要點",
    "supervision": "督查专栏 政务督查 督查公开 督办 督查專欄",
    "audits": "审计公告 审计结果 审计监督 審計公告",
    "five-openness": "决策公开 执行公开 结果公开 决策预公开 公共企事业单位公开 決策公開 執行公開",
    "consultation": "决策预公开 意见征集 公开征求意见 网上调查 结果反馈 意見徵集 民意徵集 徵求意見",
    "inquiries": (
        "领导信箱 市长信箱 省长信箱 我要咨询 网上信访 政民互动 12345热线 領導信箱 諮詢投訴 互動交流"
    ),
    "letter-statistics": "留言统计 信件统计 受理反馈统计 來信統計",
    "interviews": "在线访谈 访谈直播 嘉宾访谈 新闻发布 在線訪談",
    "service-guides": "办事指南 服务指南 辦事指南",
    "services": "办事服务 网上办事 政务服务 一网通办 例省政务服务网 便民服务 辦事服務 網上辦事",
    "service-statistics": "办件统计 办事统计 办件数据統計 辦件統計",
    "downloads": "下载中心 表格下载 資料下載",
    "convenience": "常用电话 便民导航 主题服务 場景服務",
    "gazette": "政府公报 市政府公报 电子公报 国务院公报 政府公報",
    "meetings": "常务会议 县政府常务会 全体会议 会议解读 常務會議",
    "livelihood": "民生实事 十大民生实事 为民办实事 20件民生实事 民生實事",
    "certificates": "证明事项清单 减证便民 告知承诺 證明事項",
    "open-data": "数据开放 公共数据开放 开放广东 广西数据 數據開放",
    "new-media": "新媒体矩阵 两微一端 政务微博 客户端 新媒體",
    "state-council": "国务院重要政策信息 国务院信息 国务院要闻 国务院政策文件库 國務院信息",
    "site-report": "政府网站年度报表 网站工作年度报表 网站监管年度报表 網站年度報表",
    "site-oversight": "政府网站监管 网站普查 检查通报 網站監管",
    "topics": "专题专栏 热点专题 专题 圖片報道 專題專欄",
    "disclosure": "政府信息公开 政务公开 信息公开专栏 重点领域信息公开 政務公開 資訊公開",
}


@pytest.mark.parametrize("kind", FAMILIES)
def test_every_name_of_the_family_is_known(kind: str) -> None:
    assert [name for name in FAMILIES[kind].split() if kind not in types_of(name)] == []


def test_every_type_has_a_family() -> None:
    assert set(FAMILIES) == set(SYNONYMS.types)


@pytest.mark.parametrize(
    "name",
    [
        "{}>>",
        "·{}",
        "【{}】",
        "{}（12）",
        "{}（点击进入）",
        "更多{}",
        "例市{}",
        "例市新会区{}",
        "本级{}",
        "2024年{}",
        "县级部门{}",
        "例市直属单位{}",
        "{}信息公开平台",
        "{} NEWS",
        "政务公开 > {}",
        "{}（市级）",
        "三、{}",
    ],
)
@pytest.mark.parametrize("kind", ["财政预决算", "人大代表建议", "政策法规", "行政事業性收費"])
def test_what_stands_around_a_name_makes_no_difference(kind: str, name: str) -> None:
    assert types_of(name.format(kind)) == types_of(kind) != ()


@pytest.mark.parametrize(
    "words",
    [
        # titles of articles
        "例市2024年度部门预算编制工作启动",
        "市财政局关于批复2024年部门预算的通知",
        "我市财政预算执行情况良好",
        "例县召开建议提案办理工作推进会",
        "关于做好建议提案办理工作的通知",
        "市长李某某主持召开常务会议",
        "审议通过政府工作报告",
        "《例市城市管理条例》政策解读",
        "市政府第51次常务会议",
        "通知：明日停水",
        "例市政务服务局开展便民服务活动",
        "民生实事办到群众心坎上",
        "领导干部学习贯彻会议精神",
        # names of persons and agencies
        "张公告",
        "市财政局",
        "市场监督管理局",
        "政务服务和数据管理局",
        "例市审计局",
        "市统计局",
        "国家统计局",
        # tools and words of the page
        "网站地图",
        "无障碍",
        "登录",
        "更多",
        "首页",
        "English",
        "下一页",
        "联系我们",
        "站内搜索",
        "隐私声明",
        # look like a pattern
        "今日天气",
        "工程概况",
        "东盟成员国概况",
        "走进校园",
        "数据查询",
        "数据安全",
        "价格动态",
        "电子信箱",
        "银税互动",
        "党建动态",
        "人事考试",
        "作品征集",
        "环评公示",
        "规划公示",
        "法律服务",
        "党内法规",
        "党务公开",
        "领导小组",
        "政策法规办公室",
        "政府采购中心",
        "主体责任清单",
        "企业年报",
        "例市法治政府建设年度报告",
        "我为群众办实事",
        "数据资产",
        "市政府办",
        "县府办",
        "市扶贫办",
        "新闻媒体",
        "计划生育",
        "例县12345热线办公室",
        "政策咨询窗口",
        "政务服务和数据管理局",
        # documents and files that bear the name of a column
        "例市2024年国民经济和社会发展统计公报",
        "图解 例市政府工作报告",
        "例市财政局公开选调公务员公告",
        "例县民政局行政处罚决定书",
        "例市审计局审计结果公告",
        "例区人民政府房屋征收决定公告",
        "例市教育局招聘公告",
        "例县财政局预算报告",
        "市政府举行新闻发布会",
        "市长主持召开市政府常务会议",
        "部门预算.pdf",
    ],
)
def test_what_only_looks_like_a_name_has_no_type(words: str) -> None:
    assert types_of(words) == ()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("部门决算及“三公”经费情况说明", "budget"),
        ("市级部门预决算报表", "budget"),
        ("人大代表建议、政协委员提案办理复文", "proposals"),
        ("领导班子成员及分工", "leaders"),
        ("机关内设机构职责", "functions"),
        ("拟录用公务员公示", "personnel"),
        ("双随机抽查事项清单", "inspections"),
        ("重点建设项目进展情况", "projects"),
        ("政府采购招标公告", "resources"),
        ("现行有效行政规范性文件目录", "policies"),
        ("民意征集结果反馈", "consultation"),
        ("政民互动咨询投诉平台", "inquiries"),
        ("对例省留言", "inquiries"),
        ("政务服务投诉与建议入口", "inquiries"),
        ("例县县情", "profile"),
        ("脱贫攻坚成果巩固", "welfare"),
        ("市长简历", "leaders"),
        ("监督投诉", "inquiries"),
        ("价费信息", "fees"),
        ("历年公报目录", "gazette"),
        ("民生十件实事进度", "livelihood"),
        ("行政处罚裁量权基准", "enforcement"),
        ("教育局概况", "functions"),
    ],
)
def test_names_that_are_built_of_words_of_one_type(name: str, kind: str) -> None:
    assert types_of(name) == (kind,)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("机构职能与领导信息", {"functions", "leaders"}),
        ("政策文件、政策解读", {"policies", "interpretation"}),
        ("文件与解读", {"policies", "interpretation"}),
        ("政策和法规", {"policies"}),
        ("政策 解读", {"interpretation"}),
        ("通知公告·人事信息", {"notices", "personnel"}),
        ("民生实事 政府公报", {"livelihood", "gazette"}),
        ("乡村振兴/亮点工作", {"welfare"}),
        ("乡村振兴和亮点工作", set()),
    ],
)
def test_two_names_in_one(name: str, kinds: set[str]) -> None:
    assert set(types_of(name)) == kinds


@pytest.mark.parametrize("name", ["甘政发", "国办函", "例府办发", "例政规", "例省政策", "例厅文件"])
def test_policies_by_the_beginning_of_their_numbers_or_by_who_made_them(name: str) -> None:
    assert types_of(name) == ("policies",)


def test_what_only_looks_like_one_type_is_that_of_another() -> None:
    assert types_of("例局概况") == types_of("走进例局") == ("functions",)
    assert types_of("信件统计") == ("letter-statistics",)
    assert types_of("政策文件意见征集") == ("consultation",)


def test_ambiguous_names_keep_all_their_types() -> None:
    assert set(types_of("新闻发布")) == {"concerns", "interviews"}
    assert set(types_of("决策预公开")) == {"consultation", "five-openness"}


def test_the_official_tag_values() -> None:
    values = (
        "概况信息 机构职能 负责人信息 工作动态 政策文件 信息公开指南 信息公开目录 信息公开年报 "
        "依申请公开 数据发布 数据开放 政策解读 回应关切 办事服务 咨询投诉 征集调查 在线访谈"
    )
    assert all(types_of_tag(value) for value in values.split())
    assert types_of_tag("首页") == ()


@given(st.text(max_size=80))
def test_any_words_are_taken(words: str) -> None:
    known = set(SYNONYMS.types)
    assert set(types_of(words)) | set(types_within(words)) | set(types_of_tag(words)) <= known


@given(st.text(st.characters(categories=["Lo"]), min_size=1, max_size=6))
def test_a_name_inside_a_sentence_is_no_column(words: str) -> None:
    assert types_of(f"关于印发{words}财政预决算{words}有关事项的通知") == ()
