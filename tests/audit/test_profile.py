"""What a site is, told or guessed, and which lines hold for it."""

from __future__ import annotations

from datetime import date

import pytest

from audit.indicators.applying import why_not
from audit.indicators.loader import load_set
from audit.indicators.model import Line
from audit.indicators.profile import Profile, profile_of
from audit.indicators.regions import parse_region
from audit.judging import Terms, judge_evidence, load_sets, told_of
from checks.evidence import SiteEvidence
from checks.finding import Severity, Status
from tests.checks.build import PortalBuilder

LINES = {line.id: line for line in load_set("indicator-2019")[0].lines}
DUTIES = {line.id: line for line in load_set("disclosure-2018")[0].lines}


def seen(title: str, host: str, code: str = "") -> SiteEvidence:
    builder = PortalBuilder(f"http://{host}/")
    tag = f"<meta name='SiteIDCode' content='{code}'>" if code else ""
    builder.html(
        "/", f"<html><head><title>{title}</title>{tag}</head><body><p>首页</p></body></html>"
    )
    return builder.build()


@pytest.mark.parametrize(
    ("title", "host", "code", "kind", "level", "region"),
    [
        ("万载县人民政府", "www.wanzai.gov.cn", "3609220001", "portal", "county", "360922"),
        ("上海市人民政府网", "www.shanghai.gov.cn", "3100000087", "portal", "province", "31"),
        ("南京市人民政府门户网站", "www.nanjing.gov.cn", "3201000001", "portal", "city", "3201"),
        ("工业和信息化部", "www.miit.gov.cn", "bm07000001", "portal", "national", ""),
        ("某市教育局", "jyj.moushi.gov.cn", "3201000009", "department", "city", "3201"),
        ("首页 - 某省财政厅", "czt.mou.gov.cn", "", "department", "", ""),
        # What does not follow plainly stays unknown.
        ("全国公共资源交易平台", "www.ggzy.gov.cn", "bm04000008", "", "national", ""),
        ("某镇人民政府", "www.mouzhen.gov.cn", "", "", "", ""),
        ("万载县人民政府", "zwgk.wanzai.gov.cn", "", "", "", ""),
        ("万载县人民政府", "www.wanzai.com", "", "", "", ""),
        ("政务服务网", "www.zwfw.gov.cn", "12345", "", "", ""),
        ("人民政府网站建设公司", "www.jianshe.gov.cn", "", "", "", ""),
    ],
)
def test_what_can_be_guessed(
    title: str, host: str, code: str, kind: str, level: str, region: str
) -> None:
    found = profile_of(seen(title, host, code), Profile())
    assert (found.kind, found.level, found.region) == (kind, level, region)
    guessed = {name for name in ("kind", "level", "region") if getattr(found, name)}
    assert {name for name in found.guessed if name != "services"} == guessed


def test_what_is_told_is_not_guessed() -> None:
    told = told_of({"kind": "", "region": ""}, {"kind": "department", "region": "江苏省"})
    found = profile_of(seen("南京市人民政府", "www.nanjing.gov.cn", "3201000001"), told)
    assert (found.kind, found.region, found.level) == ("department", "32", "city")
    assert found.guessed == ("level",)


@pytest.mark.parametrize("text", ["苏", "1", "123", "3201000", "Jiangsu", ""])
def test_what_is_no_region(text: str) -> None:
    with pytest.raises(ValueError):
        parse_region(text)


PORTAL = Profile(kind="portal", level="county", region="360922", services=True)


@pytest.mark.parametrize(
    ("line", "profile", "reason"),
    [
        (LINES["D-links"], PORTAL, ""),
        (LINES["D-links"], Profile(kind="department"), "kind"),
        (LINES["D-links"], Profile(), "unknown"),
        (LINES["V-home"], Profile(), ""),
        (LINES["V-services"], Profile(kind="department"), "unknown"),
        (LINES["V-services"], Profile(kind="department", services=False), "services"),
        (LINES["M-updates"], Profile(), "kind"),
        (DUTIES["D27"], PORTAL, "region"),
        (DUTIES["D27"], Profile(), "unknown"),
        (DUTIES["D27"], Profile(region="320100"), ""),
        (DUTIES["D06"], Profile(region="32"), "unknown"),
        (DUTIES["D06"], Profile(region="320813", kind="portal"), ""),
        (DUTIES["D35"], PORTAL, "condition"),
        (DUTIES["D24"], Profile(day=date(2018, 12, 31)), "term"),
        (DUTIES["D24"], Profile(day=date(2019, 1, 1)), ""),
        (DUTIES["D18"], Profile(region="5101", kind="portal"), "region"),
        (DUTIES["D18-province"], Profile(region="5101", kind="portal", level="city"), "level"),
        (DUTIES["D18-province"], Profile(region="51", kind="portal", level="province"), ""),
        (DUTIES["D47"], Profile(kind="department"), "unknown"),
        (DUTIES["D47"], PORTAL, ""),
        (DUTIES["D04"], Profile(kind="department"), "kind"),
        (DUTIES["D04-office"], Profile(kind="department"), ""),
        (DUTIES["D04-office"], PORTAL, "kind"),
        (DUTIES["D60"], PORTAL, "level"),
    ],
)
def test_in_doubt_a_line_does_not_hold(line: Line, profile: Profile, reason: str) -> None:
    assert why_not(line, profile) == reason


def dead_link(host: str) -> SiteEvidence:
    builder = PortalBuilder(f"http://{host}/")
    for number in range(6):
        builder.html(f"/{number}.html", "<p>内容" + "文" * 80)
    links = "".join(f"<a href='/{n}.html'>第{n}条</a>" for n in (*range(6), "gone"))
    builder.html(
        "/", f"<html><head><title>某某县人民政府</title></head><body>{links}</body></html>"
    )
    builder.answer("/gone.html", status=404)
    return builder.build()


def test_clauses_are_those_that_hold_for_the_site() -> None:
    sets = load_sets(("indicator-2019", "guideline-2017"))
    evidence = dead_link("www.moumou.gov.cn")
    portal, department = (
        [j for j in judge_evidence(evidence, sets, Terms(told=Profile(kind=kind)))
         if j.finding.status is Status.FAIL]
        for kind in ("portal", "department")
    )  # fmt: skip
    (of_portal,) = [j for j in portal if j.finding.check == "broken-internal"]
    (of_department,) = [j for j in department if j.finding.check == "broken-internal"]
    assert [line.id for line in of_portal.lines] == ["D-links", "N-links"]
    assert [line.id for line in of_department.lines] == ["N-links"]


def test_sets_with_other_figures_are_judged_each_by_its_own() -> None:
    evidence = dead_link("www.moumou.gov.cn")
    both = judge_evidence(evidence, load_sets(("indicator-2019", "census-2015")))
    (dead,) = [j for j in both if j.finding.check == "broken-internal"
               and j.finding.status is Status.FAIL]  # fmt: skip
    assert {line.id for line in dead.lines} == {"D-links", "A-links-home"}
    assert dead.severity is Severity.MINOR


def test_what_the_audit_began_with_is_no_home_page() -> None:
    builder = PortalBuilder("http://www.moumou.gov.cn/zwgk/a.html")
    for number in range(6):
        builder.html(f"/{number}.html", "<p>内容" + "文" * 80)
    links = "".join(f"<a href='/{n}.html'>第{n}条</a>" for n in (*range(6), "gone"))
    builder.html("/zwgk/a.html", f"<title>某某县人民政府</title>{links}")
    builder.answer("/gone.html", status=404)
    for evidence, line in ((builder.build(), "A-links-other"),
                           (dead_link("www.moumou.gov.cn"), "A-links-home")):  # fmt: skip
        judged = judge_evidence(evidence, load_sets(("census-2015",)))
        (dead,) = [j for j in judged if j.finding.check == "broken-internal"
                   and j.finding.status is Status.FAIL]  # fmt: skip
        assert [one.id for one in dead.lines] == [line]
