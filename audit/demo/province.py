"""云岫省: a fictional province of three portals, and what an audit of each has to find.

``build`` makes the whole content for an inspection day; nothing here opens a socket.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urljoin

from audit.demo.nameserver import Name
from audit.demo.portal import Portal
from audit.demo.table import Answer, Host
from checks.finding import Finding, Status

_DUTIES = (
    "D01", "D03", "D04", "D05", "D08", "D11", "D12", "D13", "D25", "D26", "D32", "D47", "D49",
)  # fmt: skip

CHECKS = frozenset(
    {
        *(f"required-column/{duty}" for duty in _DUTIES),
        "guide-elements",
        "services-impractical",
        "unanswered-letters",
        "stale-home",
        "stale-column",
        "blank-column",
        "columns-not-updated",
        "broken-internal",
        "broken-attachment",
        "broken-image",
        "broken-external",
        "nameservers-without-ipv6",
        "no-aaaa",
        "ipv6-unreachable",
        "ipv6-differs",
        "links-without-ipv6",
        "https-unreachable",
        "certificate-invalid",
        "certificate-weak",
        "weak-encryption",
        "no-https-redirect",
        "entrances-differ",
        "no-hsts",
        "mixed-content",
        "insecure-form",
        "search-missing",
        "search-broken",
        "missing-mark",
        "codes-differ",
        "missing-tag",
        "interpretation-unlinked",
        "reply-not-in-full",
        "accessibility-violations",
    }
)
"""The checks that the demo says something about."""

# Addresses have to be global, or a name server's answer would rightly be distrusted; these are
# global by the rules and still nobody's: 192.88.99.0/24 was withdrawn by RFC 7526, and
# 2e00::/7 lies in global unicast space that has never been handed out. No connection is made to
# them: the mapping of `Loopback.connect_to` leads to this machine.
_ADDRESS = "192.88.99."
_ADDRESS6 = "2e00:9901::10"

_LIVELY = ("工作动态", "通知公告", "政策文件")
"""Types of columns that have to be updated within a window (栏目不更新)."""


@dataclass(frozen=True)
class Difference:
    """Where an audit and the design part: a fault ``missed``, or something ``accused`` wrongly."""

    kind: Literal["missed", "accused"]
    check: str
    subject: str = ""


@dataclass(frozen=True)
class Expected:
    """What an audit of one portal has to come to.

    Attributes:
        must_fail: by check, exactly the subjects that fail, or how many at least.
        must_not_fail: checks that must not fail at all.
        never_accused: subjects that no check may fail.
    """

    must_fail: Mapping[str, frozenset[str] | int] = field(default_factory=dict)
    must_not_fail: frozenset[str] = CHECKS
    never_accused: frozenset[str] = frozenset()

    def differences(self, findings: Iterable[Finding]) -> list[Difference]:
        """Compare an audit's findings with the design; empty if it came out as designed."""
        failed: dict[str, set[str]] = {}
        seen: dict[str, set[str]] = {}
        for finding in findings:
            if finding.status is Status.FAIL:
                failed.setdefault(finding.check, set()).add(finding.subject.id)
            # What only a browser could settle was found all the same where there was none.
            if finding.status is Status.FAIL or finding.awaiting == "third-look":
                seen.setdefault(finding.check, set()).add(finding.subject.id)
        found: list[Difference] = []
        for check, wanted in self.must_fail.items():
            subjects = seen.get(check, set())
            if isinstance(wanted, int):
                if len(subjects) < wanted:
                    found.append(Difference("missed", check))
                continue
            found += [Difference("missed", check, subject) for subject in sorted(wanted - subjects)]
            wrong = failed.get(check, set()) - wanted
            found += [Difference("accused", check, subject) for subject in sorted(wrong)]
        for check, subjects in sorted(failed.items()):
            wrong = subjects if check in self.must_not_fail else subjects & self.never_accused
            found += [Difference("accused", check, subject) for subject in sorted(wrong)]
        return list(dict.fromkeys(found))


@dataclass(frozen=True)
class Agency:
    """One portal to audit: its kind, name, host, the URL to begin with, and the design."""

    kind: Literal["good", "neglected", "broken"]
    name: str
    host: str
    url: str
    expected: Expected


@dataclass(frozen=True)
class Province:
    """The fictional province: what is served, and what is to be audited."""

    as_of: datetime.date
    hosts: Mapping[str, Host]
    agencies: tuple[Agency, ...]

    @property
    def expected(self) -> dict[str, Expected]:
        """The design by host."""
        return {agency.host: agency.expected for agency in self.agencies}


def build(as_of: datetime.date) -> Province:
    """Make the province as it stands on the inspection day (监测时间点)."""
    hosts = _neighbours()
    agencies = []
    for make in (_good, _neglected, _broken):
        agency, host = make(as_of)
        agencies.append(agency)
        hosts[agency.host] = host
    return Province(as_of, hosts, tuple(agencies))


def _good(as_of: datetime.date) -> tuple[Agency, Host]:
    portal = Portal("wangshu", as_of)
    portal.pages["/search"] = portal.search()
    portal.pages["/big5/index.html"] = portal.page("big5.html.j2", charset="big5")
    portal.pages["/robots.txt"] = Answer(b"User-agent: *\nAllow: /\n", "text/plain")
    portal.pages["/zwgk"] = Answer(status=301, headers={"Location": "/map.html"})
    name = portal.text.host
    host = Host(
        portal.pages,
        Name((f"{_ADDRESS}101",), (_ADDRESS6,)),
        http="redirect",
        missing=portal.error(404),
        ipv6=True,
    )
    return Agency("good", portal.text.name, name, f"http://{name}/", Expected()), host


def _neglected(as_of: datetime.date) -> tuple[Agency, Host]:
    portal = Portal("qingai", as_of, home="/index.htm")
    portal.pages["/"] = portal.page("refresh.html.j2", target="/index.htm")
    name = portal.text.host
    host = Host(portal.pages, Name((f"{_ADDRESS}102",)), missing=portal.error(404))
    base = f"https://{name}/"
    stale = {column.url for column in portal.columns if column.entries and column.type in _LIVELY}
    blank = {column.url for column in portal.columns if not column.entries and not column.intro}
    poor = {entry.url for _, entry in portal.entries if 0 < len(entry.elements) <= 4}
    must_fail: dict[str, frozenset[str] | int] = {
        **{f"required-column/{duty}": 1 for duty in _DUTIES if duty != "D47"},
        "guide-elements": _absolute(base, poor),
        "services-impractical": 1,
        "unanswered-letters": 1,
        "stale-home": 1,
        "stale-column": _absolute(base, stale),
        "blank-column": _absolute(base, blank),
        "columns-not-updated": 1,
        "no-aaaa": 1,
        "no-https-redirect": 1,
        "mixed-content": 1,
        "search-missing": 1,
    }
    expected = Expected(must_fail, CHECKS - must_fail.keys())
    # Begun with https, where mixed content shows.
    return Agency("neglected", portal.text.name, name, base, expected), host


def _broken(as_of: datetime.date) -> tuple[Agency, Host]:
    portal = Portal("qini", as_of)
    name = portal.text.host
    base = f"http://{name}/"
    del portal.pages["/images/bridge.png"]
    portal.pages["/so/search"] = portal.search(finds=False)
    portal.pages["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /neibu/\n", "text/plain")
    portal.pages["/wsdc/"] = Answer(status=302, headers={"Location": "/wsdc/index.html"})
    portal.pages["/wsdc/index.html"] = Answer(status=302, headers={"Location": "/wsdc/"})
    host = Host(
        portal.pages,
        Name((f"{_ADDRESS}103",)),
        https="expired",
        missing=portal.error(404),
    )
    dead = {entry.url for _, entry in portal.entries if entry.status != 200}
    files = {file.url for _, entry in portal.entries for file in entry.files if file.missing}
    alone = {entry.url for _, entry in portal.entries if entry.title.endswith("规范停车管理的通知")}
    must_fail: dict[str, frozenset[str] | int] = {
        "broken-internal": _absolute(base, {*dead, "/wsdc/"}),
        "broken-attachment": _absolute(base, files),
        "broken-image": _absolute(base, {"/images/bridge.png", portal.text.banner}),
        "broken-external": frozenset(
            {"http://www.jiucheng-demo.gov.cn/", "http://www.yunxiu-demo.gov.cn/shengqing/"}
        ),
        "no-aaaa": 1,
        "certificate-invalid": 1,
        "search-broken": 1,
        "interpretation-unlinked": _absolute(base, alone),
        # Its random inspections are a year old; of the others it has nothing. Debts (D03) may stand
        # among other documents, and a circle of redirects hides a column: that is asked about.
        **{f"required-column/{d}": 1 for d in ("D08", "D11", "D12", "D13", "D25", "D26")},
    }
    expected = Expected(
        must_fail,
        # It has no alt texts and labels, which only a browser shows.
        CHECKS - must_fail.keys() - {"accessibility-violations"},
        # Two bot walls, and a folder that robots.txt keeps crawlers out of.
        frozenset({"http://xinyong.yunxiu-demo.gov.cn/", "http://gs.yunxiu-demo.gov.cn/"})
        | _absolute(base, {"/neibu/index.html", "/neibu/zhiban.html"}),
    )
    return Agency("broken", portal.text.name, name, base, expected), host


def _absolute(base: str, paths: Iterable[str]) -> frozenset[str]:
    return frozenset(urljoin(base, path) for path in paths)


def _neighbours() -> dict[str, Host]:
    """Hosts that the portals link to.

    The national services of every footer get stand-ins, so that no demo asks the real ones.
    ``www.jiucheng-demo.gov.cn`` is left out: no such name.
    """
    wall = Answer(
        "<!DOCTYPE html><meta charset=utf-8><title>安全验证</title>"
        "<p>您的访问行为异常，请完成安全验证后继续。".encode(),
        status=403,
        headers={"Server": "WAF"},
    )
    script = Answer(
        b"<script>document.cookie='__jsl_clearance_s=demo;path=/';location.href=location.pathname"
        b"+location.search</script>",
        status=521,
        headers={"Set-Cookie": "__jsluid_h=demo; path=/; HttpOnly"},
    )
    name = Name((f"{_ADDRESS}110",), ("2e00:9901::20",))
    hosts = {
        "xinyong.yunxiu-demo.gov.cn": Host({}, name, missing=wall),
        "gs.yunxiu-demo.gov.cn": Host({}, name, missing=script),
        "www.yunxiu-demo.gov.cn": Host(
            {"/": _plain("云岫省人民政府"), "/fmqd/": _plain("市场准入负面清单")}, name
        ),
        "ggzy.yunxiu-demo.gov.cn": Host({"/": _plain("云岫省公共资源交易平台")}, name),
        "zwfw.yunxiu-demo.gov.cn": Host({"/": _plain("云岫省政务服务网")}, name),
        "www.lvyou-demo.example": Host({"/": _plain("云岫旅游协会")}, name),
    }
    for service, title in (
        ("bszs.conac.cn", "党政机关网站标识"),
        ("beian.miit.gov.cn", "ICP备案"),
        ("beian.mps.gov.cn", "公安备案"),
    ):
        hosts[service] = Host({}, name, missing=_plain(f"{title}（演示替身）"))
    hosts["zfwzgl.www.gov.cn"] = Host(
        {"/exposure/jiucuo.js": Answer(b"/* demo */\n", "text/javascript")},
        name,
        missing=_plain("我为政府网站找错（演示替身）"),
    )
    return hosts


def _plain(title: str) -> Answer:
    return Answer(
        f"<!DOCTYPE html><html lang=zh-CN><meta charset=utf-8><title>{title}</title>"
        f"<h1>{title}</h1><p>本页面为软件演示用，内容均属虚构。</p></html>".encode()
    )
