"""Rounds for tests: fictional provinces, made from counts or drawn at random."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from checks.finding import Severity
from reports.bulletin.facts import NewMedia, OfficeFacts, Tips
from reports.bulletin.inputs import (
    CheckTally,
    Evidence,
    FixedFinding,
    FrameSite,
    Group,
    How,
    Method,
    PastRound,
    RoundResult,
    RuledFinding,
    SampleRow,
    SetUsed,
    SiteKind,
    SiteResult,
    SiteState,
    Tally,
    Verdict,
)

By = Literal["", "region", "kind", "level"]
OFFICE = OfficeFacts(
    office="青澜省人民政府办公厅",
    addressee="各市人民政府，省政府各部门、各直属单位",
    number="青政办函〔2027〕3号",
    issued=date(2027, 1, 8),
    area="全省",
    reply_to="省政府办公厅政务公开处",
    tips=Tips(received=265, on_time=263, since=date(2026, 10, 1), until=date(2026, 12, 20)),
    new_media=NewMedia(total=381, sampled=381, passed=318),
)
METHOD = Method(
    seed="中国福利彩票双色球第2026130期 03 08 14 21 27 33 + 09",
    seed_source="https://lottery.example/2026130",
    algorithm=(
        "抽样框按网站标识码排序。每家网站的次序为“种子、轮次、标识码”三者以换行连接后的SHA-256；"
        "各层按比例取次序最小者，名额按最大余数法分配。"
    ),
    frame_sha256="7e" * 32,
    draw_log="2026Q4-draw.csv",
    draw_log_sha256="3b" * 32,
    share=0.3,
    strata=("地区", "类型"),
    window_from="2026-11-10",
    window_to="2026-12-15",
    hours="22-06",
    sets=(SetUsed("indicator-2019", "2019.1", "5f" * 32, "政府网站与政务新媒体检查指标"),),
    checks={"broken-internal": (3,), "stale-home": (2, 3)},
    tools=("0.1.0",),
    readers=("14",),
    pages=48213,
    requests=91377,
    bytes=3_214_000_000,
)


@dataclass
class SiteSpec:
    """What a test wants of one site."""

    region: str = "临江市"
    kind: SiteKind = "department"
    level: str = "市级"
    name: str = ""
    sponsor: str = ""
    verdict: Verdict | None = "pass"
    how: How = "drawn"
    before: Verdict | None = None
    state: SiteState = "running"
    faults: list[RuledFinding] = field(default_factory=list)
    score: float | None = None


def fault(
    title: str,
    message: str,
    *,
    severity: Severity = Severity.MINOR,
    check: str = "broken-internal",
    subject: str = "http://www.example.gov.cn/a.html",
    publishable: bool = True,
    number: int = 0,
) -> RuledFinding:
    """A finding that a person has confirmed."""
    return RuledFinding(
        id=number,
        fingerprint=hashlib.sha256(f"{title}{message}{subject}{number}".encode()).hexdigest()[:16],
        check=check,
        check_version=1,
        outcome="dead",
        title=title,
        message=message,
        remedy="请修复或者移除。",
        severity=severity,
        clause="国办秘函〔2019〕19号 扣分指标·可用性",
        set_id="indicator-2019",
        line_id="P-links",
        subject_kind="link",
        subject=subject,
        sources=("http://www.example.gov.cn/",),
        source_count=1,
        evidence=(
            Evidence(look=1, at="2026-11-22 23:15:03", url=subject, result="HTTP 404", record=71),
            Evidence(look=2, at="2026-11-22 23:17:44", url=subject, result="HTTP 404", record=99),
        ),
        unconfirmed=severity is Severity.MINOR,
        ruling="confirmed",
        publishable=publishable,
    )


def veto(title: str, message: str, number: int = 0) -> RuledFinding:
    """A finding that makes a site fail by itself."""
    return fault(
        title, message, severity=Severity.VETO, check="stale-home", subject="首页", number=number
    )


def make_round(
    specs: list[SiteSpec],
    *,
    id: str = "2026Q4",
    lang: str = "zh",
    public: bool = True,
    previous: RoundResult | None = None,
    past: tuple[PastRound, ...] = (),
    not_comparable: tuple[str, ...] = (),
    method: Method = METHOD,
    checks: tuple[CheckTally, ...] = (),
    streaks: dict[str, int] | None = None,
) -> RoundResult:
    """A round of these sites; ``verdict`` None leaves a site out of the sample."""
    frame, sample, sites = [], [], []
    for number, spec in enumerate(specs):
        key = f"{3300000000 + number}"
        frame.append(
            FrameSite(
                key=key, code=key, name=spec.name or f"{spec.region}第{number}号网站",
                sponsor=spec.sponsor or f"{spec.region}第{number}局", region=spec.region,
                kind=spec.kind, level=spec.level, url=f"https://www.s{number}.example.gov.cn/",
                state=spec.state,
            )
        )  # fmt: skip
        if spec.verdict is None:
            continue
        sample.append(SampleRow(key=key, how=spec.how))
        fails = spec.verdict == "fail"
        sites.append(
            SiteResult(
                key=key, verdict=spec.verdict, before=spec.before, score=spec.score,
                vetoes=tuple(f.fingerprint for f in spec.faults if fails and f.severity == "veto"),
                findings=tuple(spec.faults), run_id=f"20261122-s{number}",
                as_of="2026-11-22 22:00:00", streak=1 if spec.verdict == "pass" else 0,
                fixed=() if spec.before != "fail" or fails else (
                    FixedFinding(fingerprint="0" * 16, check="stale-home", title="首页不更新",
                                 message="", subject="首页"),
                ),
            )
        )  # fmt: skip
    return RoundResult(
        id=id, lang=lang, public=public, planned="2026-11-05", first_day="2026-11-10",
        last_day="2026-12-15", frame=tuple(frame), sample=tuple(sample), sites=tuple(sites),
        groups=tuple(groups(specs, previous, not not_comparable, streaks or {})), checks=checks,
        method=method, previous=previous, past=past, not_comparable=not_comparable,
    )  # fmt: skip


def groups(
    specs: list[SiteSpec],
    previous: RoundResult | None,
    comparable: bool,
    streaks: dict[str, int],
) -> Iterable[Group]:
    """Count as the round does, apart from the code under test."""
    before = {(g.by, g.name): g.now for g in (previous.groups if previous else ())}
    names: list[tuple[By, Callable[[SiteSpec], str]]] = [
        ("", lambda _: ""), ("region", lambda s: s.region), ("kind", lambda s: s.kind),
        ("level", lambda s: s.level),
    ]  # fmt: skip
    for by, named in names:
        for name in sorted({named(spec) for spec in specs}):
            if by and not name:
                continue
            own = [spec for spec in specs if named(spec) == name]
            verdicts = Counter(spec.verdict for spec in own)
            drawn = Counter(spec.verdict for spec in own if spec.how == "drawn")
            now = Tally(
                running=sum(spec.state == "running" for spec in own),
                sampled=len(own) - verdicts[None], drawn=sum(drawn.values()) - drawn[None],
                passed=verdicts["pass"], failed=verdicts["fail"], drawn_passed=drawn["pass"],
                drawn_failed=drawn["fail"],
            )  # fmt: skip
            yield Group(
                by=by, name=name, now=now, before=before.get((by, name)), comparable=comparable,
                streak=streaks.get(name, 0),
            )  # fmt: skip


CITIES = ("临江市", "青澜市", "南屏市", "云岫市", "白鹭市", "永宁市", "安岭市")


def province(*, public: bool = True, lang: str = "zh") -> RoundResult:
    """A province as an office would see it: three quarters, failing sites, all kinds of faults."""
    first = make_round(_specs(0), id="2026Q2")
    second = make_round(_specs(1), id="2026Q3", previous=first)
    past = tuple(PastRound(id=r.id, groups=r.groups) for r in (first, second))
    checks = (
        CheckTally(check="no-aaaa", title="没有IPv6地址", title_pass="有IPv6地址",
                   severity=Severity.MINOR, passed=51, failed=9),
    )  # fmt: skip
    return make_round(
        _specs(2), previous=second, past=past, checks=checks, public=public, lang=lang,
        streaks={"南屏市": 3, "安岭市": 6},
    )  # fmt: skip


def _specs(quarter: int) -> list[SiteSpec]:
    made: list[SiteSpec] = []
    for n, city in enumerate(CITIES):
        short = city.removesuffix("市")
        made.append(SiteSpec(city, "portal", "市级", f"中国·{short}", f"{city}人民政府办公室",
                             score=96.5 - 3 * n))  # fmt: skip
        for bureau in ("教育局", "财政局", "卫生健康委员会", "农业农村局"):
            name = f"{city}{bureau}"
            made.append(SiteSpec(city, "department", "市级", name, name))
        for county in ("东", "西"):
            name = f"{short}{county}县人民政府"
            score = 88.0 - 4 * n
            made.append(SiteSpec(city, "portal", "县级", name, f"{name}办公室", score=score))
    for name in ("教育厅", "民政厅", "水利厅", "林業局"):
        made.append(SiteSpec("", "department", "省级", f"青澜省{name}", f"青澜省{name}"))
    made[3].faults = [
        veto(
            "首页不更新",
            "首页在监测时间点前14天内没有更新，最近一条信息的日期是2026年9月2日。",
            1,
        )
    ]
    made[3].verdict = "fail"
    made[12].faults = [
        veto("栏目不更新", "动态要闻、通知公告类栏目中有7个未按期更新：“工作动态”等。", 2),
        *[
            fault("站内链接无法打开", f"链接“2025年部门预算{n}”无法打开，两次查看均返回HTTP 404。",
                  subject=f"https://www.s12.example.gov.cn/zwgk/ys/2025{n:03}.html", number=n)
            for n in range(23)
        ],
    ]  # fmt: skip
    made[12].verdict = "fail"
    made[30].faults = [
        veto(
            "服务不实用",
            "6个事项的办事指南缺少4类及以上要素，如“残疾人两项补贴”缺少电话和流程。",
            3,
        )
    ]
    made[30].verdict = "fail"
    made[20].faults = [
        fault("证书不被信任", "www.s20.example.gov.cn的证书已于2026年10月30日过期。",
              check="certificate-invalid", severity=Severity.SERIOUS, number=50),
        fault("站内链接无法打开", "链接“办事大厅”无法打开，两次均超时。", number=51),
    ]  # fmt: skip
    made[-1].faults = [
        veto(
            "首页不更新",
            "首页在监测时间点前14天内没有更新，最近一条信息的日期是2026年10月11日。",
            4,
        )
    ]
    made[-1].verdict = "fail"
    made[40].verdict = "inconclusive"
    made[41].verdict = "undecided"
    if quarter < 2:
        made[7].verdict, made[7].faults = "fail", [veto("首页不更新", "首页没有更新。", 9)]
    if quarter < 1:
        made[8].verdict, made[8].faults = "fail", [veto("首页不更新", "首页没有更新。", 10)]
    if quarter == 2:
        made[7].before, made[7].how = "fail", "failed-before"
        made[3].before = made[12].before = made[-1].before = "fail"
        for n in (1, 2, 15, 16):
            made[n].verdict = None
    return made
