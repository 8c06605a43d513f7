"""The crawl: what is followed, what is left out and why, and what the bundle keeps of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from checks.finding import Need
from spiders.bundle.archive import read_record
from spiders.bundle.reader import open_bundle
from tests.spiders.crawling import crawl
from tests.web import behaviours as b
from tests.web.internet import Internet

ROOT = Path(__file__).resolve().parents[2]


def page(*links: str, title: str = "页面", body: str = "") -> str:
    anchors = "".join(f'<a href="{link}">to {link}</a>' for link in links)
    return f"<html><head><title>{title}</title></head><body><p>{body}</p>{anchors}</body></html>"


def test_breadth_first_inside_the_sites_own_hosts(internet: Internet, tmp_path: Path) -> None:
    home = internet.site(
        "www.a.gov.cn",
        {
            "/": b.html(page("/1/", "/2/", "http://www.b.gov.cn/x", "http://a.gov.cn/bare")),
            "/1/": b.html(page("/1/1.html")),
            "/2/": b.html(page("/")),
            "/1/1.html": b.html(page()),
        },
    )
    internet.site("a.gov.cn", {"/bare": b.html(page("/deep"))})
    internet.site("www.b.gov.cn", {"/x": b.html(page("/y"))})
    bundle = crawl(internet, tmp_path / "r", home)
    order = [t for t in internet.asked("www.a.gov.cn") if t in ("/1/", "/2/", "/1/1.html")]
    assert order == ["/1/", "/2/", "/1/1.html"]
    assert "/deep" in internet.asked("a.gov.cn")
    assert "/y" not in internet.asked("www.b.gov.cn")
    evidence = bundle.evidence
    assert evidence.coverage.complete
    assert {p.url for p in evidence.pages} >= {home, home + "1/", home + "2/", home + "1/1.html"}
    outside = evidence.targets["http://www.b.gov.cn/x"]
    assert (outside.internal, [s.page for s in outside.sources]) == (False, [home])
    assert evidence.targets[home + "1/1.html"].depth == 2


def menu(*links: tuple[str, str]) -> str:
    return "<title>x</title>" + "".join(f'<a href="{url}">{words}</a>' for url, words in links)


def test_columns_on_a_neighbours_host_are_read_one_hop(internet: Internet, tmp_path: Path) -> None:
    elsewhere = "http://xxgk.a.gov.cn"
    home = internet.site(
        "www.a.gov.cn",
        {
            "/": b.html(menu((f"{elsewhere}/zfxxgk/", "政府信息公开"), (f"{elsewhere}/x", "开会"))),
        },
    )
    parts = menu(
        ("/zfxxgk/czyjs/", "财政预决算"), ("/zfxxgk/1.html", "某会召开"), ("/other/", "政策文件"),
        ("http://www.b.gov.cn/dead", "友情链接"), (home + "onlyhere.html", "回首页"),
    )  # fmt: skip
    internet.site(
        "xxgk.a.gov.cn",
        {
            "/zfxxgk/": b.html(parts),
            "/zfxxgk/czyjs/": b.html(page("/zfxxgk/czyjs/2.html", title="财政预决算")),
            "/x": b.html(page("/y")),
        },
    )
    evidence = crawl(internet, tmp_path / "r", home).evidence
    assert set(internet.asked("xxgk.a.gov.cn")) - {"/robots.txt"} == {
        "/zfxxgk/", "/zfxxgk/czyjs/", "/x",
    }  # fmt: skip
    assert [p.url for p in evidence.pages if "xxgk" in p.url] == []
    read = evidence.page(f"{elsewhere}/zfxxgk/czyjs/")
    assert read is not None
    assert (read.facts.title, read.target.internal) == ("财政预决算", False)
    assert not {t for t in evidence.targets if "dead" in t or "onlyhere" in t}
    assert evidence.coverage.complete


@pytest.mark.parametrize(
    ("charset", "declared"),
    [
        ("utf-8", "utf-8"), ("gb18030", "gb2312"), ("gbk", ""), ("big5", ""), ("utf-8", "gb2312"),
        ("utf-16", ""),
    ],
)  # fmt: skip
def test_pages_are_decoded_right_declared_or_not(
    internet: Internet, tmp_path: Path, charset: str, declared: str
) -> None:
    text = "政府信息公開與財政預算" if charset == "big5" else "政府信息公开与财政预决算"
    home = internet.site(
        "www.a.gov.cn",
        {"/": b.html(page("/公開/index.html", title=text, body=text * 30), charset, declared)},
    )
    bundle = crawl(internet, tmp_path / "r", home)
    assert bundle.evidence.home is not None
    assert bundle.evidence.home.facts.title == text
    assert home + "%E5%85%AC%E9%96%8B/index.html" in bundle.evidence.targets


def test_redirects_refreshes_and_framesets_lead_to_the_home_page(
    internet: Internet, tmp_path: Path
) -> None:
    frames = '<frameset><frame src="/top.html"><frame src="/main.html"></frameset>'
    home = internet.site("a.gov.cn", {"/": b.redirect("http://www.a.gov.cn/")})
    internet.site(
        "www.a.gov.cn",
        {
            "/": b.meta_refresh("/index.htm"),
            "/index.htm": b.html(f"<html><head><title>门户</title></head>{frames}</html>"),
            "/top.html": b.html(page()),
            "/main.html": b.html(page("/1.html", "/2.html", title="首页")),
            "/1.html": b.html(page()),
            "/2.html": b.html(page()),
        },
    )
    site = crawl(internet, tmp_path / "r", home).evidence.site
    assert (site.home, site.host) == ("http://www.a.gov.cn/main.html", "www.a.gov.cn")


def test_home_page_on_another_host_makes_that_host_the_sites(
    internet: Internet, tmp_path: Path
) -> None:
    home = internet.site("old.gov.cn", {"/": b.redirect("http://www.old.gov.cn/")})
    internet.site("www.old.gov.cn", {"/": b.redirect("http://www.new.gov.cn/")})
    internet.site("www.new.gov.cn", {"/": b.html(page("/1.html")), "/1.html": b.html(page())})
    evidence = crawl(internet, tmp_path / "r", home).evidence
    assert evidence.site.host == "www.new.gov.cn"
    assert "http://www.new.gov.cn/1.html" in {p.url for p in evidence.pages}


def test_cookie_that_a_redirect_wants_back_is_given(internet: Internet, tmp_path: Path) -> None:
    inner = b.html(page("/1.html", title="有内容的首页"))
    home = internet.site("www.a.gov.cn", {"/": b.cookie_redirect(inner)})
    evidence = crawl(internet, tmp_path / "r", home).evidence
    assert evidence.home is not None
    assert evidence.home.facts.title == "有内容的首页"


def test_redirect_loops_end_and_the_rest_goes_on(internet: Internet, tmp_path: Path) -> None:
    home = internet.site(
        "www.a.gov.cn",
        {
            "/": b.html(page("/loop", "/1.html")),
            "/loop": b.redirect("/pool"),
            "/pool": b.redirect("/loop"),
            "/1.html": b.html(page()),
        },
    )
    evidence = crawl(internet, tmp_path / "r", home).evidence
    attempt, chain = evidence.final(home + "loop")
    assert attempt is not None and attempt.status == 302
    assert chain == (home + "loop", home + "pool")
    assert evidence.page(home + "1.html") is not None


def test_robots_txt_is_obeyed_and_its_skips_counted(internet: Internet, tmp_path: Path) -> None:
    home = internet.site(
        "www.a.gov.cn",
        {
            "/robots.txt": b.raw(b"User-agent: *\nDisallow: /no/\n", "text/plain"),
            "/": b.html(page("/no/1.html", "/no/2.html", "/yes.html")),
            "/yes.html": b.html(page()),
        },
    )
    evidence = crawl(internet, tmp_path / "r", home).evidence
    assert not any(t.startswith("/no/") for t in internet.asked("www.a.gov.cn"))
    assert evidence.coverage.unseen == {"robots": 2}


def test_budgets_cut_the_crawl_and_say_so(internet: Internet, tmp_path: Path) -> None:
    pages = {f"/{n}.html": b.html(page()) for n in range(9)}
    home = internet.site("www.a.gov.cn", {"/": b.html(page(*pages)), **pages})
    coverage = crawl(internet, tmp_path / "r", home, max_pages=4).evidence.coverage
    assert (coverage.pages, coverage.stopped, coverage.complete) == (4, "max-pages", False)
    assert coverage.unseen == {"budget": 6}
    deep = crawl(internet, tmp_path / "d", home, max_depth=0).evidence.coverage
    assert (deep.pages, deep.unseen, deep.complete) == (1, {"depth": 9}, False)


def test_time_limit_ends_the_crawl(internet: Internet, tmp_path: Path) -> None:
    pages = {f"/{n}.html": b.slow(0.05, b.html(page())) for n in range(200)}
    home = internet.site("www.a.gov.cn", {"/": b.html(page(*pages)), **pages})
    coverage = crawl(internet, tmp_path / "r", home, max_time=60.0).evidence.coverage
    assert coverage.stopped == "max-time"
    assert 1 < coverage.pages < 200


def test_a_passing_fault_is_tried_again(internet: Internet, tmp_path: Path) -> None:
    home = internet.site(
        "www.a.gov.cn",
        {
            "/": b.html(page("/weak.html", "/1.html")),
            "/weak.html": b.flaky([b.status(502), b.html(page(title="好了"))]),
            "/1.html": b.html(page()),
        },
    )
    evidence = crawl(internet, tmp_path / "r", home).evidence
    weak = evidence.page(home + "weak.html")
    assert weak is not None and weak.facts.title == "好了"


def test_every_response_is_in_the_archive_and_every_error_in_the_database(
    internet: Internet, tmp_path: Path
) -> None:
    home = internet.site(
        "www.a.gov.cn",
        {
            "/": b.html(page("/dead", "/doc.pdf", "http://gone.gov.cn/")),
            "/doc.pdf": b.raw(b"%PDF-1.4 small", "application/pdf"),
        },
    )
    internet.name("gone.gov.cn", a="nxdomain", aaaa="nxdomain")
    bundle = crawl(internet, tmp_path / "r", home)
    evidence = bundle.evidence
    dead = evidence.attempt(home + "dead")
    document = evidence.attempt(home + "doc.pdf")
    gone = evidence.attempt("http://gone.gov.cn/")
    assert dead is not None and (dead.status, dead.failure) == (404, "")
    assert document is not None and (document.magic, document.size) == ("pdf", 14)
    assert gone is not None and (gone.failure, gone.record) == ("no-such-host", -1)
    said = evidence.dns("gone.gov.cn", "A")
    assert said is not None and said.result == "no-such-name"
    body, headers = read_record(bundle.folder / "archive.warc.gz", document.record)
    assert body == b"%PDF-1.4 small"
    assert ("Content-Type", "application/pdf") in headers


def test_second_looks_are_made_a_minute_later(internet: Internet, tmp_path: Path) -> None:
    home = internet.site(
        "www.a.gov.cn",
        {"/": b.html(page("/flaky", "/moved")), "/flaky": b.flaky([b.status(404), b.html(page())]),
         "/moved": b.redirect("/flaky")},
    )  # fmt: skip
    needs = (
        Need("page", home + "flaky"), Need("page", home + "moved"),
        Need("dns", "www.a.gov.cn AAAA"), Need("tls", "www.a.gov.cn"),
    )  # fmt: skip
    evidence = crawl(internet, tmp_path / "r", home, lambda _: needs).evidence
    assert all(evidence.seen_twice(need) for need in needs)
    flaky = evidence.targets[home + "flaky"].attempts
    assert [a.look for a in flaky][:2] == [1, 2]
    assert (flaky[-1].at - flaky[0].at).total_seconds() >= 60


def test_interrupted_run_keeps_what_it_saw(internet: Internet, tmp_path: Path) -> None:
    pages = {f"/{n}.html": b.html(page()) for n in range(50)}
    home = internet.site("www.a.gov.cn", {"/": b.html(page(*pages)), **pages})
    bundle = crawl(internet, tmp_path / "r", home, stop_when=lambda _, done: done >= 5)
    coverage = bundle.evidence.coverage
    assert bundle.closed and bundle.run["partial"]
    assert coverage.stopped == "interrupted"
    assert 5 <= coverage.pages <= 10
    assert coverage.unseen["interrupted"] + coverage.pages == 51


def test_losing_the_cache_of_facts_loses_no_run(internet: Internet, tmp_path: Path) -> None:
    pages = {f"/{n}.html": b.html(page(title=f"第{n}页")) for n in range(20)}
    home = internet.site("www.a.gov.cn", {"/": b.html(page(*pages)), **pages})

    def lose(_stage: str, done: int) -> bool:
        if done == 5:
            (tmp_path / "r" / "facts.db").unlink(missing_ok=True)
        return False

    bundle = crawl(internet, tmp_path / "r", home, stop_when=lose)
    assert bundle.closed and not bundle.run["partial"]
    assert {f"第{n}页" for n in range(20)} <= {p.facts.title for p in bundle.evidence.pages}


def test_scrapy_knows_the_spider() -> None:
    env = dict(os.environ, PYTHONPATH=str(ROOT))
    listed = subprocess.run(
        [sys.executable, "-m", "scrapy", "list"],
        cwd=ROOT, env=env, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert listed.stdout.split() == ["portal"]


def scrapy_crawl(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    env = dict(os.environ, PYTHONPATH=str(ROOT), SCRAPY_SETTINGS_MODULE="spiders.settings")
    return subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", "portal", *args],
        cwd=folder, env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_scrapy_crawl_makes_a_bundle(internet: Internet, tmp_path: Path) -> None:
    site = f"http://127.0.0.1:{internet.http_port}/"
    internet.site("127.0.0.1", {"/": b.html(page("/1.html")), "/1.html": b.html(page())})
    ran = scrapy_crawl(
        tmp_path, "-a", f"site={site}", "-a", "allow_net=127.0.0.0/8", "-a", "delay=0"
    )
    assert ran.returncode == 0, ran.stderr
    (bundle,) = (tmp_path / "audit-out").glob("*/bundle")
    evidence = open_bundle(bundle).evidence
    assert [p.url for p in evidence.pages] == [site, site + "1.html"]


def test_scrapy_crawl_names_an_option_that_is_none(tmp_path: Path) -> None:
    ran = scrapy_crawl(tmp_path, "-a", "site=http://a.gov.cn/", "-a", "max_page=3")
    assert "`max_page`" in ran.stderr


def test_scrapy_crawl_needs_a_site_and_says_so(tmp_path: Path) -> None:
    ran = scrapy_crawl(tmp_path)
    assert "scrapy crawl portal -a site=https://www.example.gov.cn/" in ran.stderr
