"""The words that generated portals are written with; places, people and offices are invented."""

from __future__ import annotations

PLACES = ("澄溪市", "望川县", "岚湖区", "梧岭县", "清砚市", "泽安区", "鹭汀县", "棠梨市")
"""Nowhere in China; the domain is their number."""

COLUMNS: dict[str, tuple[tuple[str, ...], str, str]] = {
    "news": (
        ("政务动态", "工作动态", "政务要闻", "动态要闻", "要闻动态", "部门动态"),
        "gzdt",
        "list",
    ),
    "notices": (("通知公告", "公示公告", "公告公示", "通知通告"), "tzgg", "list"),
    "policies": (("政策文件", "规范性文件", "政府文件", "最新文件"), "zcwj", "list"),
    "interpretation": (("政策解读", "图解", "解读材料", "解读回应"), "zcjd", "list"),
    "budget": (("财政预决算", "部门预决算", "预决算公开", "财政信息"), "czyjs", "list"),
    "proposals": (("建议提案办理", "人大代表建议", "建议提案", "提案办理"), "jytabl", "list"),
    "personnel": (("人事信息", "人事任免", "任前公示", "招考录用"), "rsxx", "list"),
    "welfare": (("社会救助", "社会公益事业", "民生保障"), "shgysy", "list"),
    "annual-report": (("政府信息公开年报", "信息公开年报", "公开年报"), "zfxxgknb", "list"),
    "inquiries": (("领导信箱", "县长信箱", "局长信箱", "我要咨询"), "ldxx", "list"),
    "service-guides": (("办事指南", "服务指南"), "bszn", "list"),
    "functions": (("机构职能", "机构简介", "内设机构"), "jgzn", "text"),
    "disclosure-guide": (("政府信息公开指南", "信息公开指南", "公开指南"), "zfxxgkzn", "text"),
    "statistics": (("统计信息", "统计数据", "数据发布"), "tjxx", "empty"),
    "projects": (("重大建设项目", "重大项目", "重点项目"), "zdxm", "script"),
    "disclosure": (("政府信息公开", "政务公开"), "zwgk", "directory"),
}
"""By canonical type: names, folder, and what the column's page is."""

IN_DISCLOSURE = (
    "policies", "budget", "proposals", "personnel", "welfare", "annual-report",
    "disclosure-guide", "statistics", "projects",
)  # fmt: skip
"""Columns that stand below 政府信息公开; the others stand in the navigation alone."""

EMPTY = ("暂无信息！", "暂无数据", "没有相关信息", "抱歉，该栏目暂无内容。")

TITLES: dict[str, tuple[str, ...]] = {
    "news": (
        "{place}召开第{n}次政府常务会议", "{leader}调研重点项目建设工作", "{place}扎实推进秋粮收购",
        "全{level}安全生产工作会议召开", "{place}举行2025年宪法宣传周活动",
        "{town}开展河道清淤整治行动",
        "{leader}督导森林防火工作", "{place}新增公共充电桩{n}个", "{office}集中走访困难群众",
        "我{level}前三季度经济运行稳中向好", "{town}文化广场建成投用",
        "{place}与友好城市签订合作协议",
        "{leader}到{town}接待来访群众", "全{level}老旧小区改造工作推进会召开",
    ),
    "notices": (
        "关于{town}供水管网改造期间停水的公告", "关于2026年度公开遴选幼儿园教师报名的通知",
        "{office}关于开展用电安全检查的通告", "关于拟命名第{n}批文明单位的公示",
        "关于调整{town}公交线路的通告", "关于举办第{n}届农民丰收节的通知",
        "2026年冬季禁火令", "关于征集传统工艺项目的公告",
    ),
    "policies": (
        "{place}人民政府办公室关于印发促进民宿业发展若干措施的通知",
        "{place}人民政府关于加强地下水管理的意见", "关于印发{place}城市更新实施办法的通知",
        "{place}人民政府办公室关于推进农村客运一体化的实施意见",
        "关于公布继续有效的行政规范性文件目录的决定", "{place}人民政府关于划定禁养区的通告",
        "关于印发{place}养老服务设施管理办法的通知", "{place}2024年度生态环境保护工作要点",
    ),
    "interpretation": (
        "一图读懂：{policy}", "《{policy}》政策解读", "{office}负责人就《{policy}》答记者问",
        "《{policy}》文字解读",
    ),
    "budget": (
        "{place}2026年政府预算公开", "{office}2026年部门预算", "{office}2024年度部门决算",
        "{place}2025年“三公”经费预算汇总情况", "{office}2023年度部门决算",
        "{place}2024年财政决算报告",
    ),
    "proposals": (
        "对{place}第九届人大五次会议第{n}号建议的答复", "关于政协第十届四次会议第{n}号提案的复函",
        "{office}对第{n}号建议的答复意见", "关于加快山区道路建设的提案（第{n}号）办理情况",
    ),
    "personnel": (
        "{place}人民政府关于刘某某等同志任免职的通知", "关于{office}拟任干部的任前公示",
        "2026年{place}事业单位公开招聘拟聘用人员名单公示", "{office}公开选调公务员公告",
    ),
    "welfare": (
        "{town}最低生活保障对象公示", "2026年{place}残疾人两项补贴发放名单",
        "{place}临时救助情况公示",
        "关于公布{town}特困供养人员名册的公告",
    ),
    "annual-report": (
        "{place}人民政府{year}年政府信息公开工作年度报告",
    ),
    "inquiries": (
        "咨询居住证办理需要哪些材料", "反映{town}路灯不亮的问题", "关于小区停车收费的投诉",
        "请问老年人公交卡如何年审",
    ),
    "service-guides": (
        "居民身份证换领", "食品经营许可证核发", "城乡居民养老保险参保登记", "企业设立登记",
        "残疾人证办理", "临时占用城市道路许可",
    ),
}  # fmt: skip

OFFICES = ("财政局", "民政局", "水务局", "农业农村局", "教育体育局", "市场监督管理局")
TOWNS = ("青石镇", "南塘街道", "白沙乡", "柳浪镇", "桥头街道", "喆溪镇")
LEADERS = ("陈某某", "李某某", "赵某某")

SENTENCES = (
    "会议强调，要坚持问题导向，压实工作责任，确保各项任务落到实处。",
    "各有关单位要加强协调配合，形成工作合力，按时保质完成目标任务。",
    "近年来，该镇立足资源禀赋，大力发展特色产业，群众收入稳步提高。",
    "工作人员现场检查了设施运行情况，并对存在的隐患提出整改要求。",
    "要进一步优化服务流程，减少办事环节，切实方便企业和群众办事。",
    "下一步，将继续完善管护机制，推动相关工作走深走实。",
    "活动现场气氛热烈，居民纷纷表示受益良多。",
    "据了解，该项目总投资3.2亿元，建成后可服务周边居民两万余人。",
    "本措施适用于行政区域内依法登记的各类经营主体。",
    "各乡镇人民政府、街道办事处，各有关部门应当结合实际贯彻执行。",
)

GUIDE: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "name": (("事项名称", "服务事项名称", "项目名称"), ("{title}",)),
    "basis": (("设定依据", "实施依据", "法律依据"), (
        "《中华人民共和国行政许可法》第十二条", "国家有关法律法规及2018年修订的管理条例",
    )),
    "conditions": (("申请条件", "受理条件", "办理条件"), (
        "具有本地户籍或者持有居住证的公民", "符合有关规定的法人和其他组织",
    )),
    "materials": (("办理材料", "申请材料", "所需材料"), (
        "1.申请表原件一份；2.身份证复印件一份", "营业执照、委托书、承诺书",
    )),
    "place": (("办理地点", "受理地点", "办公地址"), ("政务服务中心二楼3号窗口（人民路18号）",)),
    "time": (("办理时间", "办公时间", "受理时间"), (
        "周一至周五 上午9:00-12:00，下午13:30-17:00（法定节假日除外）",
    )),
    "phone": (("联系电话", "咨询电话"), ("{phone}",)),
    "process": (("办理流程", "办事流程", "办理程序"), ("申请→受理→审查→决定→送达",)),
}  # fmt: skip
"""The eight elements of a guide: labels, and what stands behind them."""
