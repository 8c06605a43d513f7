"""One county portal's report as it might really come out."""

from __future__ import annotations

import msgspec

from checks.finding import Severity, Status
from reports.model import (
    Carrier,
    CoverageSummary,
    HostImpact,
    Item,
    Measure,
    Report,
    SeenPage,
    SetUsed,
    Unseen,
)
from tests.reports.sample import HOST, card, digest, item, looks, report, shot

BROKEN = (
    "《政府网站与政务新媒体检查指标》（国办秘函〔2019〕19号）扣分指标“链接可用性”",
    "首页上的链接（包括图片、附件、外部链接等），打不开或错误的，每个扣 0.1 分；"
    "其他页面上的链接，每个扣 0.05 分。",
    "修正或撤下该链接；目标已经迁移的，改指新地址并在原地址设置跳转。",
)


LONG = (
    f"{HOST}/zwgk/fdzdgknr/czxx/bmyjs/202403/P020240315612345678901234567890.pdf"
    "?attachment=%E6%B8%85%E6%B2%B3%E5%8E%BF2024%E5%B9%B4%E9%83%A8%E9%97%A8%E9%A2%84%E7%AE%97"
    "%E5%85%AC%E5%BC%80%E8%AF%B4%E6%98%8E&from=list&token=a81f5c3b7d9e02461a81f5c3b7d9e02461"
)


def broken(number: int) -> Item:
    url = LONG if number == 0 else f"{HOST}/art/2023/{number:02}/15/art_1229_{40000 + number}.html"
    pages = tuple(
        Carrier(
            f"{HOST}/col/col{1000 + n}/index.html",
            f"清河县人民政府 栏目{n}",
            f"关于第{number}号文件的通知",
        )
        for n in range(2 if number % 3 else 30)
    )
    return item(
        "broken-internal",
        Status.FAIL,
        "站内链接打不开",
        "站内链接打不开：服务器答复 404（找不到该页面）。",
        url,
        severity=Severity.MINOR,
        kind="link",
        label=f"关于第{number}号文件的通知",
        clause=BROKEN[:1],
        basis=BROKEN[1:2],
        remedy=BROKEN[2],
        measures=(
            Measure("HTTP 状态", "404"),
            Measure("承载页面", f"{2 if number % 3 else 137} 个"),
        ),
        looked=looks(url, "HTTP 404"),
        carriers=pages,
        carrier_count=len(pages) if number % 3 else 137,
    )


def realistic(lang: str = "zh", dead_links: int = 7) -> Report:
    """One county portal as it might really come out."""
    column = f"{HOST}/zwgk/fdzdgknr/czxx/"
    found = [
        item(
            "stale-columns",
            Status.FAIL,
            "多个栏目长期不更新",
            "6 个应更新的栏目超期未更新（动态、要闻类 2 周，通知公告、政策文件类 6 个月）。",
            f"{HOST}/",
            severity=Severity.VETO,
            kind="site",
            clause=("《政府网站与政务新媒体检查指标》单项否决“栏目不更新”",),
            basis=(
                "监测时间点前2周内的动态、要闻类栏目，以及监测时间点前6个月内的通知公告、政策文件类一级栏目，"
                "累计超过（含）5个未更新。",
            ),
            remedy="按栏目职责恢复更新；确无内容可发的栏目，合并或撤下并说明去向。",
            measures=(
                Measure("超期栏目数", "6 个"),
                Measure("允许上限", "4 个"),
                Measure("最久未更新", "工作动态，距今 213 天"),
            ),
            looked=looks(f"{HOST}/", "HTTP 200"),
            carriers=(
                Carrier(f"{HOST}/xwzx/gzdt/", "清河县人民政府（最新一条 2026-04-23）", "工作动态"),
                Carrier(f"{HOST}/xwzx/bmdt/", "清河县人民政府（最新一条 2026-05-06）", "部门动态"),
                Carrier(f"{HOST}/zwgk/tzgg/", "清河县人民政府（最新一条 2026-03-30）", "通知公告"),
                Carrier(f"{HOST}/zwgk/zcwj/", "清河县人民政府（最新一条 2025-12-18）", "政策文件"),
            ),
        ),
        item(
            "required-column/D01",
            Status.FAIL,
            "缺少应设的公开栏目：财政预决算",
            "“财政预决算”栏目中没有 2026 年的内容，最新一条是 2024-03-15。",
            column,
            severity=Severity.SERIOUS,
            kind="column",
            label="财政预决算",
            clause=("《2018年政务公开工作要点》D01 财政预决算",),
            basis=("各级政府及其部门应当在批准后二十日内公开预算、决算。",),
            remedy="补发本年度政府预算、部门预算和“三公”经费，并放在该栏目首页。",
            measures=(Measure("最新内容日期", "2024-03-15"), Measure("距监测时间点", "982 天")),
            looked=looks(column, "HTTP 200"),
            unconfirmed=True,
        ),
        item(
            "certificate",
            Status.FAIL,
            "HTTPS 证书无效",
            "HTTPS 证书已于 2026-10-01 过期，距监测时间点 52 天。",
            "www.qinghe.example",
            severity=Severity.SERIOUS,
            kind="host",
            clause=("《政府网站发展指引》（国办发〔2017〕47号）安全防护",),
            basis=("采用安全可靠的传输方式，保障数据传输安全。",),
            remedy="更换有效证书，并设置到期前 30 天提醒。",
            measures=(
                Measure("到期时间", "2026-10-01 07:59:59"),
                Measure("颁发者", "Example CA G2"),
            ),
            looked=looks("https://www.qinghe.example/", "证书已过期", answered=False, seconds=0.12),
        ),
        *(broken(number) for number in range(dead_links)),
        item(
            "ipv6-address",
            Status.FAIL,
            "网站没有 IPv6 地址",
            "域名没有 AAAA 记录（解析服务器答复：无此类数据）。",
            "www.qinghe.example",
            severity=Severity.HINT,
            kind="host",
            clause=("《推进互联网协议第六版（IPv6）规模部署行动计划》",),
            remedy="联系域名管理单位增加 AAAA 记录，并在 Web 服务器上启用 IPv6。",
            looked=looks("www.qinghe.example AAAA", "无此类数据", answered=False, seconds=0.02),
        ),
        item(
            "broken-external",
            Status.REVIEW,
            "站外链接可能打不开",
            "站外链接两次查看结果不同：第一次连接超时，第二次 HTTP 200。",
            "http://www.hebei.example/zwfw/",
            severity=Severity.MINOR,
            kind="link",
            label="河北政务服务网",
            clause=BROKEN[:1],
            remedy="用另一条网络再次查看后决定是否撤换。",
            awaiting="两次查看结果不一致，不能认定。",
            looked=looks(
                "http://www.hebei.example/zwfw/",
                "连接超时",
                "HTTP 200",
                answered=False,
                seconds=15.0,
            ),
            carriers=(Carrier(f"{HOST}/", "清河县人民政府", "河北政务服务网"),),
        ),
        item(
            "site-search",
            Status.REVIEW,
            "站内搜索可能不好用",
            "用本站已发布的标题搜索，结果首页里没有找到该文章。",
            f"{HOST}/search?q=%E6%B8%85%E6%B2%B3",
            severity=Severity.MINOR,
            kind="search",
            label="关于做好2026年度城乡居民基本医疗保险参保缴费工作的通知",
            remedy="人工在首页搜索框中重复一次，确认后检查索引更新。",
            awaiting="搜索结果由脚本生成，需人工查看。",
            measures=(Measure("试搜标题数", "4 个"), Measure("找到", "2 个")),
        ),
        item(
            "ipv6-reachable",
            Status.NOT_TESTED,
            "IPv6 能否访问",
            "检测机没有可用的 IPv6 网络，无法判断。",
            "www.qinghe.example",
            kind="host",
        ),
        item(
            "guide-elements",
            Status.NOT_APPLICABLE,
            "办事指南要素",
            "本站没有对外办事职能，不适用。",
            f"{HOST}/",
            kind="site",
        ),
        *(
            item(check, Status.PASS, title, message, f"{HOST}/", kind="site")
            for check, title, message in (
                ("home-fresh", "首页及时更新", "首页最新一条为 2026-11-20，在 2 周之内。"),
                ("blank-columns", "没有空白栏目", "读过的 34 个栏目都有内容。"),
                ("required-column/D04", "设有建议提案办理栏目", "栏目存在，且有本年度内容。"),
            )
        ),
    ]
    dead = next(n for n, one in enumerate(found) if one.check == "broken-internal")
    found[dead] = msgspec.structs.replace(found[dead], shots=(shot(HOST + "/xwzx/"),))
    return report(
        lang,
        found,
        CoverageSummary(
            pages=412,
            targets=3187,
            requests=3412,
            bytes=48_312_004,
            stopped="max-pages",
            stopped_label="达到页数上限（412 页）",
            complete=False,
            unseen=(
                Unseen(reason="budget", label="超出页数上限，没有读", count=1204, examples=(LONG,)),
                Unseen(
                    reason="robots",
                    label="robots.txt 不许访问，依规跳过",
                    count=38,
                    examples=(f"{HOST}/admin/", f"{HOST}/tmp/a.html"),
                ),
            ),
            notes=("采集期间 2 次遇到 503，稍后重试成功。",),
            impact=(
                HostImpact(
                    host="www.qinghe.example", requests=3391, bytes=48_000_000, peak_per_minute=60
                ),
                HostImpact(host="img.example", requests=21, bytes=312_004, peak_per_minute=7),
            ),
            impact_count=2,
        ),
        conclusion=(
            f"在读过的 412 个页面中确认 {dead_links + 4} 个问题，其中单项否决 1 个、严重 2 个；"
            "另有 2 个线索待人工复核。"
        ),
        pages=tuple(
            SeenPage(
                url=f"{HOST}/art/2026/{n % 12 + 1}/{n}.html",
                title=f"清河县人民政府办公室关于印发第{n}号工作方案的通知",
                kind="文章",
                depth=n % 4,
                charset="gb18030",
            )
            for n in range(412)
        ),
        sets=(
            SetUsed(
                id="indicator-2019",
                title="政府网站与政务新媒体检查指标",
                version="1.0",
                sha256=digest("a"),
            ),
            SetUsed(
                id="disclosure-2018",
                title="政务公开义务核查规则",
                version="1.0",
                sha256=digest("b"),
            ),
        ),
        scores=(card("不作结论", "inconclusive", 95.0), card("规范项，不计分", "unscored", None)),
        vantage=(Measure("IPv6", "不可用"), Measure("域名解析", "系统解析器")),
        settings=(Measure("最多页数", "412"), Measure("每主机间隔", "1 秒")),
        user_agent="govsite-audit/0.1.0 (+https://audit.example/about)",
    )
