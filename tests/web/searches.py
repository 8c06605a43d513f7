"""Search systems of many makes on a small portal, as real sites have them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from urllib.parse import parse_qs, quote

from aiohttp import web

from audit.demo.table import Answer, Handler
from tests.web import behaviours as b
from tests.web.internet import Internet

HOST = "www.a.gov.cn"
SEARCH_HOST = "search.gov-platform.cn"
TITLES = {
    "/news/1.html": "市长调研沿江防汛工作并召开现场会议",
    "/news/2.html": "全市春耕备耕动态持续向好",
    "/policy/3.html": "例市人民政府关于支持中小企业发展的意见",
    "/policy/4.html": "例市城镇住房保障管理办法",
    "/notice/5.html": "关于城区道路临时交通管制的公告",
    "/notice/6.html": "例市水务局停水检修通告",
    "/budget/7.html": "例市2026年财政预算草案说明",
    "/budget/8.html": "例市民政局2025年度部门决算",
}
Find = Callable[[str], list[str]]


def found(words: str) -> list[str]:
    """Addresses of articles whose titles hold the words."""
    return [url for url, title in TITLES.items() if words and words in title]


def rows(urls: list[str], host: str = "") -> str:
    return "<ul class=list>{}</ul>".format(
        "".join(
            f'<li><a href="{host}{url}">{TITLES.get(url, url)}</a><span>2026-10-{n + 10}</span>'
            for n, url in enumerate(urls)
        )
    )


def result_page(words: str, urls: list[str], host: str = "") -> Answer:
    told = f"<p>共找到 {len(urls)} 条结果</p>" if urls else "<p>抱歉，没有找到相关结果</p>"
    return b.html(
        f"<title>搜索结果</title><h3>搜索：{words}</h3><a>按时间</a><a>按相关度</a>"
        f"<a>全部栏目</a>{told}" + rows(urls, host)
    )


def query_of(request: web.BaseRequest, name: str = "q") -> str:
    return parse_qs(request.raw_path.partition("?")[2]).get(name, [""])[0]


def answering(find: Find, host: str = "") -> Handler:
    async def handle(request: web.BaseRequest) -> Answer:
        words = query_of(request)
        return result_page(words, find(words), host)

    return handle


def by_post(find: Find) -> Handler:
    async def handle(request: web.BaseRequest) -> Answer:
        if request.method != "POST":
            return b.status(405)
        words = parse_qs((await request.read()).decode()).get("q", [""])[0]
        return result_page(words, find(words))

    return handle


def as_json(find: Find) -> Handler:
    async def handle(request: web.BaseRequest) -> Answer:
        body = await request.read()
        words = json.loads(body)["keyword"] if body else query_of(request)
        hits = [{"url": url, "title": TITLES[url]} for url in find(words)]
        return b.raw(json.dumps(hits).encode(), "application/json")

    return handle


FORM = '<form action="/so"><input name=q placeholder=请输入关键词><button>搜索</button></form>'
SHOW = """const show = (hits) => { document.querySelector('#hits').innerHTML =
  '<p>共找到 ' + hits.length + ' 条</p><ul>' + hits.map((h) =>
  `<li><a href="${h.url}">${h.title}</a><span>2026-10-10</span></li>`).join('') + '</ul>'; };"""


def declare(net: Internet, box: str, pages: Mapping[str, Answer | Handler]) -> str:
    """The portal with a search box and what answers it; returns the URL of its home page."""
    nav = "".join(
        f'<li><a href="/{path}/">{name}</a></li>'
        for path, name in (("news", "工作动态"), ("policy", "政策文件"), ("notice", "通知公告"),
                           ("budget", "财政预决算"))
    )  # fmt: skip
    head = (
        f"<meta charset=utf-8><title>例市人民政府</title>{box}<div class=nav><ul>{nav}</ul></div>"
    )
    site: dict[str, Answer | Handler] = {"/": b.html(head + rows(list(TITLES)[::2]))}
    for path in ("news", "policy", "notice", "budget"):
        inside = [url for url in TITLES if url.startswith(f"/{path}/")]
        site[f"/{path}/"] = b.html(f"<title>{path}</title><h1>{path}</h1>" + rows(inside))
    for number, (url, title) in enumerate(TITLES.items()):
        text = f"<p>{title}的第{number}项内容，详见正文所述各条，自印发之日起施行。</p>" * 3
        site[url] = b.html(
            f"<title>{title}</title><meta name=ArticleTitle content={title}>"
            f"<meta name=PubDate content='2026-10-1{number}'><h1>{title}</h1>"
            f"<p>发布时间：2026-10-1{number}</p><div class=content>{text}</div>"
        )
    return net.site(HOST, {**site, **pages})


def _get(net: Internet) -> str:
    return declare(net, FORM, {"/so": answering(found)})


def _post(net: Internet) -> str:
    form = '<form action="/so" method=post><input name=q><input type=submit value=搜索></form>'
    return declare(net, form, {"/so": by_post(found)})


def _json_by_post(net: Internet) -> str:
    box = f"""<input id=keyword placeholder=搜索><a class=search-btn onclick="go()">搜索</a>
    <div id=hits></div><script>{SHOW} function go() {{ fetch('/api/search', {{method: 'POST',
      headers: {{'Content-Type': 'application/json'}},
      body: JSON.stringify({{keyword: document.querySelector('#keyword').value}})}})
      .then((r) => r.json()).then(show); }}</script>"""
    return declare(net, box, {"/api/search": as_json(found)})


def _new_tab(net: Internet) -> str:
    form = FORM.replace("<form", "<form target=_blank")
    return declare(net, form, {"/so": answering(found)})


def _window_open(net: Internet) -> str:
    box = """<input id=sw><img src=/s.png alt=搜索 width=20 height=20 onclick="window.open(
      '/so?q=' + encodeURIComponent(document.querySelector('#sw').value))">"""
    return declare(net, box, {"/so": answering(found)})


def _other_host(net: Internet) -> str:
    net.site(SEARCH_HOST, {"/s": answering(found, f"http://{HOST}")})
    form = FORM.replace('"/so"', f'"http://{SEARCH_HOST}/s"')
    return declare(net, form, {})


def _platform_by_json(net: Internet) -> str:
    """A search application on a host of the platform, which asks its own interface by POST."""
    app = f"""<title>检索</title><div id=hits></div><script>{SHOW}
    fetch('/api', {{method: 'POST', headers: {{'Content-Type': 'application/json'}}, body:
      JSON.stringify({{keyword: new URLSearchParams(location.search).get('q')}})}})
      .then((r) => r.json()).then((h) => show(h.map((x) => (
        {{url: 'http://{HOST}' + x.url, title: x.title}}))));</script>"""
    net.site(SEARCH_HOST, {"/s": _app(app), "/api": as_json(found)})
    form = FORM.replace('"/so"', f'"http://{SEARCH_HOST}/s"')
    return declare(net, form, {})


def _app(text: str) -> Handler:
    async def handle(request: web.BaseRequest) -> Answer:
        return b.html(text)

    return handle


def _filled_by_script(net: Internet) -> str:
    page = f"""<title>搜索结果</title><div id=hits>加载中</div><script>{SHOW}
    setTimeout(() => fetch('/api' + location.search).then((r) => r.json()).then(show), 400);
    </script>"""
    return declare(net, FORM, {"/so": _app(page), "/api": as_json(found)})


def _behind_an_icon(net: Internet) -> str:
    box = (
        """<i class=icon-search title=搜索 style="display:inline-block;width:20px;height:20px"
      onclick="document.querySelector('#layer').style.display='block'"></i>
      <div id=layer style="display:none">"""
        + FORM
        + "</div>"
    )
    return declare(net, box, {"/so": answering(found)})


def _behind_a_link(net: Internet) -> str:
    return declare(
        net, "<a href=/adv.html>高级搜索</a>",
        {"/adv.html": b.html(f"<title>高级搜索</title>{FORM}"), "/so": answering(found)},
    )  # fmt: skip


def _moved_copies(net: Internet) -> str:
    """Results lead to counters that redirect, and to copies at another address."""
    copies: dict[str, Answer | Handler] = {}
    for number, url in enumerate(TITLES):
        copies[f"/jump?to={number}"] = b.redirect(url)
    numbers = {url: number for number, url in enumerate(TITLES)}

    async def handle(request: web.BaseRequest) -> Answer:
        hits = found(query_of(request))
        text = "".join(f'<li><a href="/jump?to={numbers[u]}">{TITLES[u]}</a></li>' for u in hits)
        return b.html(f"<title>搜索</title><p>共 {len(hits)} 条</p><ul>{text}</ul>")

    return declare(net, FORM, {"/so": handle, **copies})


def _namesakes(net: Internet) -> str:
    """Every result bears the title and is another article."""

    async def handle(request: web.BaseRequest) -> Answer:
        words = query_of(request)
        hits = found(words)
        text = "".join(
            f'<li><a href="/other{n}.html?w={quote(words)}">{TITLES[u]}</a><span>2019-01-0{n + 1}'
            "</span></li>" for n, u in enumerate(hits)
        )  # fmt: skip
        return b.html(f"<title>搜索</title><p>共找到 {len(hits)} 条</p><ul>{text}</ul>")

    other = _app(
        "<title>另一篇</title><h1>另一篇</h1><p>发布时间：2019-01-01</p><p>外地的一则旧闻，与本市"
        "无关。</p><p>第二段也与本市无关。</p><p>第三段仍与本市无关。</p>"
    )
    return declare(net, FORM, {"/so": handle, "/other0.html": other, "/other1.html": other} | {
        f"/other{n}.html?w={quote(w)}": other for n in range(3) for w in TITLES.values()
    })  # fmt: skip


def _captcha(net: Internet) -> str:
    page = (
        "<title>搜索</title><p>请输入验证码后继续</p>"
        "<img id=captcha src=/c.png width=80 height=30><input name=captcha>"
    )
    return declare(net, FORM, {"/so": _app(page)})


def _always_empty(net: Internet) -> str:
    return declare(net, FORM, {"/so": answering(lambda _words: [])})


def _always_everything(net: Internet) -> str:
    same = ["/x1.html", "/x2.html", "/x3.html", "/x4.html"]
    return declare(net, FORM, {"/so": answering(lambda _words: same)})


def _other_things(net: Internet) -> str:
    def some(words: str) -> list[str]:
        return [f"/y{sum(map(ord, words)) % 97}-{n}.html" for n in range(3)]

    return declare(net, FORM, {"/so": answering(some)})


def _home_as_result(net: Internet) -> str:
    async def back(request: web.BaseRequest) -> Answer:
        return b.redirect("/")

    return declare(net, FORM, {"/so": back})


def _error(net: Internet) -> str:
    async def fail(request: web.BaseRequest) -> Answer:
        return b.status(500)

    return declare(net, FORM, {"/so": fail})


def _dead_button(net: Internet) -> str:
    box = (
        "<form onsubmit='return false'><input name=q placeholder=搜索><button>搜索</button></form>"
    )
    return declare(net, box, {})


def _only_some(net: Internet) -> str:
    return declare(
        net, FORM, {"/so": answering(lambda words: [u for u in found(words) if "/news/" in u])}
    )


def _none(net: Internet) -> str:
    return declare(net, "", {})


SYSTEMS: dict[str, tuple[Callable[[Internet], str], str]] = {
    "GET form": (_get, "finds"),
    "POST form": (_post, "finds"),
    "script with JSON by POST": (_json_by_post, "finds"),
    "form that opens a tab": (_new_tab, "finds"),
    "script that opens a window": (_window_open, "finds"),
    "form to another host": (_other_host, "finds"),
    "application on the platform's host": (_platform_by_json, "finds"),
    "results by script": (_filled_by_script, "finds"),
    "box behind an icon": (_behind_an_icon, "finds"),
    "box behind a link": (_behind_a_link, "finds"),
    "results behind a counter": (_moved_copies, "finds"),
    "namesakes": (_namesakes, "irrelevant"),
    "captcha": (_captcha, "captcha"),
    "always empty": (_always_empty, "finds-nothing"),
    "always everything": (_always_everything, "irrelevant"),
    "other things": (_other_things, "irrelevant"),
    "home page as result": (_home_as_result, "leads-home"),
    "error": (_error, "out-of-order"),
    "button that does nothing": (_dead_button, "unclear"),
    "finds only news": (_only_some, "finds-some"),
    "no search": (_none, "not-sent"),
}
"""Makes of search systems, and the outcome of ``search-broken`` that is right for each."""
