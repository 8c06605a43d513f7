from __future__ import annotations

import pytest

from checks.facts.page import read_page
from tests.corpus import corpus

URL = "http://www.example.gov.cn/"


@pytest.mark.parametrize(
    ("html", "wall"),
    [
        ("<html><script>$_ts=window['$_ts'];if(!$_ts)$_ts={};</script></html>", "ruishu"),
        (
            "<script>document.cookie=('_')+('_')+'x';location.href=1;__jsl_clearance_s</script>",
            "jsl",
        ),
        ("<script>var arg1='" + "A" * 40 + "';setCookie('acw_sc__v2',x)</script>", "aliyun-waf"),
        ("<title>安全验证</title><p>请完成下列验证后继续访问</p>", "captcha"),
        ("<title>Just a moment...</title><script>window._cf_chl_opt={}</script>", "cloudflare"),
        ("<title>405</title><p>很抱歉，您的访问请求可能对网站造成安全威胁已被拦截。</p>", "waf"),
        ("<noscript>请开启JavaScript并刷新该页.</noscript><script>eval(1)</script>", "waf"),
    ],
)
def test_walls(html: str, wall: str) -> None:
    facts = read_page(html.encode(), URL)
    assert (facts.kind, facts.challenge) == ("challenge", wall)


def test_a_page_about_verification_is_no_wall() -> None:
    text = "本市上线人机验证功能，访问请求被拦截时请联系我们。" * 60
    script = "<script>var x = '/captcha/image'; $_ts = 1</script>"
    facts = read_page(f"<h1>关于网站安全验证的公告</h1><p>{text}</p>{script}".encode(), URL)
    assert facts.challenge == ""


def test_a_home_page_with_a_captcha_script_is_no_wall() -> None:
    links = "".join(f"<li><a href='/c{n}/'>栏目名称{n}</a></li>" for n in range(20))
    html = f"<title>某市人民政府</title><ul>{links}</ul><script src='/captcha/a.js'></script>"
    assert read_page(html.encode(), URL).challenge == ""


def test_real_walls() -> None:
    pages = sorted((corpus() / "sites/www.stats.gov.cn/_waf_challenge").glob("*.htm"))
    facts = [read_page(page.read_bytes(), URL) for page in pages]
    assert [(f.kind, f.challenge) for f in facts] == [("challenge", "wzws")] * 2


def test_no_other_real_page_is_taken_for_a_wall() -> None:
    folder = corpus() / "sites"
    pages = [p for p in folder.rglob("*.htm*") if "_waf_challenge" not in p.parts]
    taken = [p.name for p in pages if read_page(p.read_bytes(), URL).challenge]
    assert taken == []
