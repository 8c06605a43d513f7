"""The demo province: its good portal is sound, the other two have the designed faults, no more."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections import deque
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit

import lxml.etree
import lxml.html
import openpyxl
import pytest

from audit.demo.content import Column
from audit.demo.portal import Portal
from audit.demo.province import CHECKS, Difference, Expected, Province, build
from audit.demo.serve import Loopback
from audit.demo.table import Answer, Host
from checks.finding import Finding, Status, Subject
from tests.web.client import ask, fetch

AS_OF = datetime.date(2026, 11, 22)
DAYS = [AS_OF, datetime.date(2027, 1, 1), datetime.date(2028, 2, 29)]
GOOD, NEGLECTED, BROKEN = "wangshu", "qingai", "qini"

REAL_PLACE = re.compile(
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|"
    "山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|"
    "广西|西藏|宁夏|新疆|香港|澳门|石家庄|太原|沈阳|大连|长春|哈尔滨|南京|苏州|"
    "杭州|宁波|合肥|福州|厦门|南昌|济南|青岛|郑州|武汉|长沙|广州|深圳|海口|"
    "成都|贵阳|昆明|拉萨|西安|兰州|西宁|银川|乌鲁木齐|呼和浩特|南宁"
)


@pytest.fixture(scope="module", params=DAYS, ids=str)
def province(request: pytest.FixtureRequest) -> Province:
    return build(request.param)


def host_of(province: Province, kind: str) -> tuple[str, Host]:
    agency = next(agency for agency in province.agencies if agency.kind == kind)
    return agency.url, province.hosts[agency.host]


def declared_charset(answer: Answer) -> str:
    found = re.search(rb'charset="?([\w-]+)', answer.body)
    assert found is not None
    return {"gb2312": "gbk"}.get(found[1].decode(), found[1].decode())


@dataclass
class Walk:
    """A breadth-first walk over a table: what each URL came to, and what is linked outside."""

    status: dict[str, int | str]
    external: set[str]
    pages: dict[str, str]


def walk(start: str, host: Host, forbidden: str = "/neibu/") -> Walk:
    found = Walk({}, set(), {})
    queue = deque([start])
    while queue:
        url = queue.popleft()
        if url in found.status or urlsplit(url).path.startswith(forbidden):
            continue
        if urlsplit(url).hostname != urlsplit(start).hostname:
            found.external.add(url)
            continue
        answer, stood = follow(url, host)
        found.status[url] = answer if isinstance(answer, str) else answer.status
        if isinstance(answer, str) or answer.status != 200 or answer.content_type != "text/html":
            continue
        text = answer.body.decode(declared_charset(answer))
        found.pages[url] = text
        tree = lxml.html.fromstring(text.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
        links = tree.xpath("//a/@href | //img/@src | //link/@href | //script/@src")
        refresh = re.findall(r'http-equiv="refresh" content="0; url=([^"]+)"', text)
        queue += [urldefrag(urljoin(stood, link)).url for link in [*links, *refresh]]
    return found


def follow(url: str, host: Host) -> tuple[Answer | str, str]:
    seen = []
    while url not in seen:
        seen.append(url)
        parts = urlsplit(url)
        answer = host.find(parts.path + (f"?{parts.query}" if parts.query else ""))
        assert isinstance(answer, Answer)
        if "Location" not in answer.headers:
            return answer, url
        url = urljoin(url, answer.headers["Location"])
    return "loop", url


def newest(column: Column) -> datetime.date | None:
    days = [entry.day for entry in column.entries if entry.status == 200]
    return datetime.date.fromisoformat(max(days)) if days else None


def test_everything_the_good_portal_links_is_there_and_reachable(province: Province) -> None:
    start, host = host_of(province, "good")
    found = walk(start, host)
    assert set(found.status.values()) == {200}
    reached = {urlsplit(url).path for url in found.status} | {"/search", "/robots.txt"}
    assert reached == set(host.pages)
    assert 40 <= len(found.pages) <= 100


def test_the_neglected_portal_has_no_dead_link(province: Province) -> None:
    start, host = host_of(province, "neglected")
    found = walk(start, host)
    assert 40 <= len(found.pages) <= 80
    assert {url: code for url, code in found.status.items() if code != 200} == {}


def test_the_broken_portal_is_broken_exactly_where_designed(province: Province) -> None:
    start, host = host_of(province, "broken")
    found = walk(start, host)
    assert 40 <= len(found.pages) <= 80
    expected = province.expected[urlsplit(start).hostname or ""]
    designed: set[str] = set()
    for check in ("broken-internal", "broken-attachment", "broken-image"):
        subjects = expected.must_fail[check]
        assert isinstance(subjects, frozenset)
        assert len(subjects) >= 2
        designed |= subjects
    faults = {url: code for url, code in found.status.items() if code != 200}
    loops = {url for url, code in faults.items() if code == "loop"}
    assert faults.keys() == designed
    assert set(faults.values()) == {404, 410, 500, "loop"}
    assert loops == {urljoin(start, "/wsdc/")}


def test_links_that_leave_a_portal_stay_in_the_demo(province: Province) -> None:
    dead: set[str] = set()
    walled: set[str] = set()
    for agency in province.agencies:
        for url in walk(agency.url, province.hosts[agency.host]).external:
            host = province.hosts.get(urlsplit(url).hostname or "")
            answer, _ = follow(url, host) if host is not None else (None, "")
            code = answer.status if isinstance(answer, Answer) else 0
            if code in (403, 521):
                walled.add(url)
            elif code != 200:
                dead.add(url)
    expected = province.expected["www.qini-demo.gov.cn"]
    designed = expected.must_fail["broken-external"]
    assert isinstance(designed, frozenset)
    assert dead == designed
    assert len(walled) == 2
    assert walled < expected.never_accused


def test_pages_behind_robots_are_linked_and_would_be_dead(province: Province) -> None:
    start, host = host_of(province, "broken")
    robots = host.find("/robots.txt")
    assert isinstance(robots, Answer)
    assert b"Disallow: /neibu/" in robots.body
    home = host.find("/")
    assert isinstance(home, Answer)
    for path in ("/neibu/index.html", "/neibu/zhiban.html"):
        assert path.encode() in home.body
        assert host.find(path) == host.missing
        assert urljoin(start, path) in province.expected["www.qini-demo.gov.cn"].never_accused


@pytest.mark.parametrize("as_of", DAYS, ids=str)
@pytest.mark.parametrize("name", [GOOD, BROKEN])
def test_kept_portals_are_fresh(name: str, as_of: datetime.date) -> None:
    windows = {"工作动态": 14, "通知公告": 180, "政策文件": 180}
    years = {"财政预决算", "建议提案"}
    for column in Portal(name, as_of).columns:
        latest = newest(column)
        assert latest is not None or column.intro
        if column.type in windows:
            assert latest is not None
            assert (as_of - latest).days < windows[column.type]
        if column.type in years:
            assert latest is not None
            assert latest.year == as_of.year
        assert latest is None or latest <= as_of


@pytest.mark.parametrize("as_of", DAYS, ids=str)
def test_the_neglected_portal_is_stale_and_blank_where_designed(as_of: datetime.date) -> None:
    portal = Portal(NEGLECTED, as_of)
    windows = {"工作动态": 14, "通知公告": 184, "政策文件": 184}
    latest = {column.url: (newest(column), column.type) for column in portal.columns}
    stale = {
        url
        for url, (day, kind) in latest.items()
        if day is not None and (as_of - day).days > windows.get(kind, 9999)
    }
    blank = {column for column in portal.columns if not column.entries and not column.intro}
    assert {column.name for column in blank} == {"财政预决算", "统计信息", "规划计划", "人事信息"}
    expected = build(as_of).expected[portal.text.host].must_fail
    base = f"https://{portal.text.host}"
    assert expected["stale-column"] == frozenset(base + url for url in stale)
    assert expected["blank-column"] == frozenset(base + column.url for column in blank)
    assert len(stale) == 7
    names = [column.name for column in portal.columns]
    assert not [name for name in names if "建议" in name or "提案" in name]


@pytest.mark.parametrize(("name", "poor"), [(GOOD, 0), (NEGLECTED, 6), (BROKEN, 0)])
def test_guides_have_their_eight_elements_or_lack_four(name: str, poor: int) -> None:
    guides = [entry for _, entry in Portal(name, AS_OF).entries if entry.elements]
    assert sum(len(guide.elements) <= 4 for guide in guides) == poor
    assert sum(len(guide.elements) == 8 for guide in guides) == len(guides) - poor > 0


def test_replies_to_proposals_are_full_texts() -> None:
    for name in (GOOD, BROKEN):
        replies = [
            entry for column, entry in Portal(name, AS_OF).entries if column.type == "建议提案"
        ]
        assert any("建议的答复" in reply.title for reply in replies)
        assert any("提案的复函" in reply.title for reply in replies)
        assert min(sum(map(len, reply.paragraphs)) for reply in replies) > 200


@pytest.mark.parametrize("kind", ["good", "neglected", "broken"])
def test_pages_decode_and_carry_the_official_marks(province: Province, kind: str) -> None:
    start, host = host_of(province, kind)
    pages = walk(start, host).pages
    traditional = {url for url in pages if url.endswith("/big5/index.html")}
    assert len(traditional) == (kind == "good")
    for url, text in pages.items():
        assert "\ufffd" not in text
        if url in traditional:
            assert "歡迎瀏覽" in text
            continue
        if "refresh" in text:
            continue
        for mark in (
            "主办单位：",
            "联系电话：",
            "网站标识码：99",
            "ICP备",
            "公网安备",
            "_ideConac",
            "_jiucuo_",
            "均属虚构",
            'name="SiteIDCode"',
        ):
            assert mark in text, url


def test_gb2312_is_declared_where_gbk_is_meant(province: Province) -> None:
    _, host = host_of(province, "neglected")
    home = host.find("/index.htm")
    assert isinstance(home, Answer)
    assert b'charset="gb2312"' in home.body
    assert home.content_type == "text/html"
    home.body.decode("gbk")
    with pytest.raises(UnicodeDecodeError):
        home.body.decode("gb2312")


def test_only_the_neglected_portal_mixes_content(province: Province) -> None:
    for kind, mixed in (("good", False), ("neglected", True)):
        start, host = host_of(province, kind)
        pages = walk(start.replace("http:", "https:"), host).pages.values()
        assert any(re.search(r'rel="stylesheet" href="http:', text) for text in pages) is mixed


def test_no_real_place_is_named(province: Province) -> None:
    for name, host in province.hosts.items():
        answers = [*host.pages.values(), host.missing]
        pages = [a for a in answers if isinstance(a, Answer) and a.content_type == "text/html"]
        for page in pages:
            text = page.body.decode(declared_charset(page)) if b"charset" in page.body else ""
            assert REAL_PLACE.findall(text) == [], name


def test_every_portal_name_says_that_it_is_a_demo(province: Province) -> None:
    services = {"bszs.conac.cn", "zfwzgl.www.gov.cn", "beian.miit.gov.cn", "beian.mps.gov.cn"}
    assert {name for name in province.hosts if "-demo." not in name} == services


def test_the_same_day_gives_the_same_bytes() -> None:
    first, again = (
        {
            (name, path): answer.body
            for name, host in build(AS_OF).hosts.items()
            for path, answer in host.pages.items()
            if isinstance(answer, Answer)
        }
        for _ in range(2)
    )
    assert first == again


def test_attachments_and_images_are_real(province: Province) -> None:
    _, host = host_of(province, "good")
    bodies: dict[str, list[bytes]] = {}
    for path, answer in host.pages.items():
        if isinstance(answer, Answer) and answer.content_type != "text/html":
            bodies.setdefault(path.rpartition(".")[2], []).append(answer.body)
    for body in bodies["xlsx"]:
        assert openpyxl.load_workbook(io.BytesIO(body)).worksheets[0]["A1"].value
    for body in bodies["docx"]:
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            assert package.testzip() is None
            for part in package.namelist():
                lxml.etree.fromstring(package.read(part))
    for body in bodies["pdf"]:
        start = int(re.findall(rb"startxref\n(\d+)", body)[0])
        assert body[start:].startswith(b"xref")
        for number, offset in enumerate(re.findall(rb"(\d{10}) 00000 n", body), 1):
            assert body[int(offset) :].startswith(b"%d 0 obj" % number)
    assert all(body.startswith(b"\x89PNG") for body in bodies["png"])


def test_the_province_is_served_as_described() -> None:
    province = build(AS_OF)
    with Loopback(province) as net:
        secure = fetch(net, "http://www.wangshu-demo.gov.cn/zwdt/zwyw/")
        assert secure.headers["location"] == "https://www.wangshu-demo.gov.cn/zwdt/zwyw/"
        assert fetch(net, secure.headers["location"]).status == 200
        assert net.requests[0].peer == ("::1" if net.ipv6 else "127.0.0.1")
        assert fetch(net, "https://www.qingai-demo.gov.cn/").status == 200
        assert fetch(net, "http://www.qingai-demo.gov.cn/").status == 200
        assert fetch(net, "http://www.qini-demo.gov.cn/").status == 200
        with pytest.raises(OSError, match="expired"):
            fetch(net, "https://www.qini-demo.gov.cn/")
        assert ask(net, "www.wangshu-demo.gov.cn", "AAAA").answer
        for host in ("www.qingai-demo.gov.cn", "www.qini-demo.gov.cn"):
            answer = ask(net, host, "AAAA")
            assert (answer.rcode(), answer.answer) == (0, [])
        assert ask(net, "www.jiucheng-demo.gov.cn").rcode() == 3


def test_the_good_search_finds_every_title_and_the_broken_one_none() -> None:
    province = build(AS_OF)
    with Loopback(province) as net:
        for name, path, finds in ((GOOD, "/search", True), (BROKEN, "/so/search", False)):
            portal = Portal(name, AS_OF)
            scheme = "https" if finds else "http"
            for _, entry in portal.entries:
                query = f"siteCode={portal.text.code}&q={percent(entry.title)}"
                page = fetch(net, f"{scheme}://{portal.text.host}{path}?{query}").body.decode()
                assert (f'href="{entry.url}"' in page) is finds
    _, neglected = host_of(province, "neglected")
    home = neglected.find("/index.htm")
    assert isinstance(home, Answer)
    assert b"<form" not in home.body


def percent(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


def failing(check: str, subject: str, status: Status = Status.FAIL) -> Finding:
    return Finding(
        check=check,
        check_version=1,
        outcome="x",
        status=status,
        subject=Subject("link", subject),
    )


def test_differences_name_what_was_missed_and_what_was_accused() -> None:
    expected = Expected(
        {"broken-image": frozenset({"a", "b"}), "stale-column": 2},
        CHECKS - {"broken-image", "stale-column", "no-https-redirect"},
        frozenset({"wall"}),
    )
    fine = [failing("broken-image", name) for name in "ab"]
    fine += [failing("stale-column", name) for name in "xyz"]
    fine += [failing("no-https-redirect", "h"), failing("broken-external", "w", Status.REVIEW)]
    assert expected.differences(fine) == []
    assert expected.differences([failing("broken-image", "a"), failing("broken-image", "c")]) == [
        Difference("missed", "broken-image", "b"),
        Difference("accused", "broken-image", "c"),
        Difference("missed", "stale-column"),
    ]
    assert expected.differences(
        [*fine, failing("no-https-redirect", "wall"), failing("search-broken", "s")]
    ) == [
        Difference("accused", "no-https-redirect", "wall"),
        Difference("accused", "search-broken", "s"),
    ]


def test_the_good_portal_may_fail_nothing(province: Province) -> None:
    expected = province.expected["www.wangshu-demo.gov.cn"]
    assert (dict(expected.must_fail), expected.must_not_fail) == ({}, CHECKS)
    for other in province.agencies:
        assert not other.expected.must_fail.keys() & other.expected.must_not_fail
        assert other.expected.must_fail.keys() <= CHECKS
