"""The labelled site: what stands behind each link, and whether a person would call it broken.

A target is broken if a person with a browser, today and tomorrow, doesn't get what the link
promises. It is sound if they do, whatever a machine is told: walls, logins, servers that refuse
HEAD or fail once are sound. What is no link to a person must not be accused either.
"""

from __future__ import annotations

import asyncio
import re
import socketserver
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import quote, urljoin

from aiohttp import web

from audit.demo.files import attachment, image
from audit.demo.table import Answer, Handler
from tests.documents import docx
from tests.web import behaviours as be
from tests.web.internet import Internet

HOST = "www.bench.gov.cn"
HOME = f"http://{HOST}/"
HERE = ("127.0.0.1",)
CLOSED = ("127.0.0.9",)
"""An address where nothing listens."""
PLAIN = ("127.0.0.8",)
"""An address whose port 443 speaks no TLS."""
LINKS_A_PAGE = 45
_SLOW = 12.0
_NOTHING = "<title>提示信息</title><p>对不起，您访问的页面不存在或已删除。"
_ERROR = be.html("<title>404</title><p>您访问的文件不存在。")


@dataclass(frozen=True)
class Target:
    """One labelled target.

    Attributes:
        url: what is linked.
        kind: what sort of case it is.
        broken: whether a person would call it broken.
        html: how the page refers to it.
    """

    url: str
    kind: str
    broken: bool
    html: str


Pages = dict[str, Answer | Handler]
Maker = Callable[[int], Answer | Handler]


@dataclass
class Site:
    """The site as it is declared.

    Attributes:
        targets: the labelled targets.
        hosts: what each host answers, by path.
        names: hosts with another address than the server's.
    """

    targets: list[Target] = field(default_factory=list)
    hosts: dict[str, Pages] = field(default_factory=lambda: {HOST: {}})
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    extras: list[str] = field(default_factory=list)

    def spare(self, kinds: Collection[str]) -> None:
        """Take kinds of targets off the pages, for a tool that they break."""
        self.targets = [target for target in self.targets if target.kind not in kinds]

    def add(
        self,
        kind: str,
        count: int,
        answer: Answer | Handler | None,
        *,
        broken: bool,
        make: Maker | None = None,
        path: str = "/{kind}/{n}.html",
        host: str = HOST,
        html: str = '<a href="{url}">{kind}栏目第{n}条</a>',
        href: str = "",
        scheme: str = "http",
    ) -> None:
        """Declare targets of one kind.

        Args:
            kind: their name, in letters and hyphens.
            count: how many.
            answer: what comes; None for nothing at all, or what ``make`` makes of the number.
            broken: the label.
            make: see ``answer``.
            path: their paths, formats of kind and number n; ``host`` likewise.
            host: see ``path``.
            html: the reference, a format of url, kind and n.
            href: what stands in the page for the URL where it differs.
            scheme: of the URL.
        """
        for n in range(count):
            names = {"kind": kind, "n": n}
            where, at = host.format(**names), path.format(**names)
            url = f"{scheme}://{where}{at}"
            pages = self.hosts.setdefault(where, {})
            made = make(n) if make is not None else answer
            if made is not None:
                pages[quote(at, safe="/?=&%~;")] = made
            shown = href.format(**names) if href else at if where == HOST else url
            self.targets.append(Target(url, kind, broken, html.format(url=shown, **names)))


IMG = '<img src="{url}" alt="图{n}">'
FILE = '<p><a href="{url}">附件{n}：申请表</a></p>'
EXT = '<p><a href="{url}">{kind}单位{n}</a></p>'
WHOLE = "{kind}{n}.benchtown.com"


def page(n: int) -> Answer:
    """A page with content of its own."""
    words = f"第{n}次会议研究了本市第{n}项工作的进展，部署下一阶段的任务。"
    return be.html(f"<title>工作动态第{n}条</title><h1>工作动态第{n}条</h1><p>{words * 20}")


def declare() -> Site:
    """The whole site, fresh: answers that change with each request begin anew."""
    site = Site()
    _own_broken(site)
    _files_broken(site)
    _foreign_broken(site)
    _own_sound(site)
    _files_sound(site)
    _foreign_sound(site)
    return site


def _own_broken(site: Site) -> None:
    nothing = be.html(_NOTHING)
    site.add("gone", 24, None, broken=True)
    site.add("gone-for-good", 6, be.status(410), broken=True)
    site.add("server-error", 8, be.status(500), broken=True)
    site.add("bad-gateway", 3, be.status(502), broken=True)
    site.add(
        "moved-to-gone", 6, None, make=lambda n: be.redirect(f"/nowhere/{n}.html"), broken=True
    )
    site.add("soft-404", 12, nothing, broken=True, path="/old/{kind}-{n}.html")
    site.add("sent-to-soft-404", 4, be.redirect("/old/error.html"), broken=True)
    site.hosts[HOST]["/old/error.html"] = nothing
    site.add("circle", 4, None, make=lambda n: be.redirect(f"/circle/{n}.html"), broken=True)
    site.add("circle-of-two", 2, None, make=lambda n: be.redirect(f"/back/{n}"), broken=True)
    for n in range(2):
        site.hosts[HOST][f"/back/{n}"] = be.redirect(f"/circle-of-two/{n}.html")
    site.add("hangs", 2, be.hangs(), broken=True)
    site.add("frame-gone", 2, None, broken=True, html='<iframe src="{url}"></iframe>')
    site.add("area-gone", 2, None, broken=True, html='<map name=m><area href="{url}"></map>')
    site.add(
        "window-gone", 3, None, broken=True,
        html="<a href=\"javascript:void(0)\" onclick=\"window.open('{url}')\">办理{n}</a>",
    )  # fmt: skip
    site.add(
        "script-gone", 2, None, broken=True,
        html="<script>function f{n}(){{ window.open('{url}') }}</script>",
    )  # fmt: skip
    site.add("query-gone", 3, be.status(404), broken=True, path="/show.jsp?id={n}")


def _files_broken(site: Site) -> None:
    file = "/files/{kind}-{n}.pdf"
    site.add("file-gone", 12, None, broken=True, path=file, html=FILE)
    empty = Answer(b"", "application/pdf")
    site.add("file-empty", 5, empty, broken=True, path=file, html=FILE)
    site.add("file-error-page", 6, _ERROR, broken=True, path=file, html=FILE)
    bad = Answer(b"%PDF-1.4\n" + b"\0\1garbage" * 300, "application/pdf")
    site.add("file-damaged", 6, bad, broken=True, path=file, html=FILE)
    cut = Answer(docx([["甲", "1"]])[:-120], "application/vnd.openxmlformats")
    site.add("docx-damaged", 4, cut, broken=True, path="/files/{kind}-{n}.docx", html=FILE)
    picture = "/img/{kind}-{n}.png"
    site.add("image-gone", 14, None, broken=True, path=picture, html=IMG)
    site.add("image-empty", 3, Answer(b"", "image/png"), broken=True, path=picture, html=IMG)
    site.add("image-error-page", 3, _ERROR, broken=True, path=picture, html=IMG)
    junk = Answer(b"\x89PNG\r\n\x1a\n" + b"junk" * 50, "image/png")
    site.add("image-damaged", 4, junk, broken=True, path=picture, html=IMG)
    srcset = '<img src="/img/sound.png" srcset="/img/sound.png 1x, {url} 2x">'
    site.add("srcset-gone", 3, None, broken=True, path=picture, html=srcset)
    style = '<div style="background:url({url})">例</div>'
    site.add("background-gone", 3, None, broken=True, path=picture, html=style)
    site.add("poster-gone", 1, None, broken=True, path=picture, html='<video poster="{url}">')
    site.add(
        "film-gone", 2, None, broken=True, path="/img/{kind}-{n}.mp4",
        html='<video src="{url}"></video>',
    )  # fmt: skip
    site.add(
        "sheet-gone", 1, None, broken=True, path="/{kind}-{n}.css",
        html='<link rel="stylesheet" href="{url}">',
    )  # fmt: skip
    site.add(
        "code-gone",
        1,
        None,
        broken=True,
        path="/{kind}-{n}.js",
        html='<script src="{url}"></script>',
    )


def _foreign_broken(site: Site) -> None:
    site.add("other-gone", 16, None, broken=True, host=WHOLE, path="/a{n}.html", html=EXT)
    site.add("other-gone-for-good", 3, be.status(410), broken=True, host=WHOLE, path="/a", html=EXT)
    site.add("other-error", 4, be.status(500), broken=True, host=WHOLE, path="/", html=EXT)
    site.add("no-such-host", 12, None, broken=True, host=WHOLE, path="/", html=EXT)
    site.add("closed", 4, None, broken=True, host=WHOLE, path="/", html=EXT)
    site.add("silent", 3, be.hangs(), broken=True, host=WHOLE, path="/", html=EXT)
    site.add("no-tls", 3, page(1), broken=True, host=WHOLE, path="/", html=EXT, scheme="https")
    circle = be.redirect("/")
    site.add("other-circle", 2, circle, broken=True, host=WHOLE, path="/", html=EXT)
    for n in range(12):
        del site.hosts[f"no-such-host{n}.benchtown.com"]
    for n in range(4):
        site.names[f"closed{n}.benchtown.com"] = CLOSED
    for n in range(3):
        site.names[f"no-tls{n}.benchtown.com"] = PLAIN


def _own_sound(site: Site) -> None:
    site.add("page", 90, None, make=page, broken=False)
    for code in (403, 404, 405, 500, 501):
        answer = _unless_head(code, page(code))
        site.add(f"head-{code}", 3, answer, broken=False)
    site.add("head-hangs", 1, _head_hangs(page(7)), broken=False)
    site.add("wants-cookie", 4, be.cookie_redirect(page(3)), broken=False)
    site.add("moved", 6, None, make=lambda n: be.redirect(f"/page/{n}.html", 301), broken=False)
    fails: tuple[Answer | Handler, ...] = (
        be.status(500),
        be.status(503),
        be.status(404),
        be.reset(),
    )
    for name, bad in zip(("500", "503", "404", "reset"), fails, strict=True):
        site.add(f"once-{name}", 3, None, make=_failing_once(bad), broken=False)
    site.add("takes-12-s", 2, be.slow(_SLOW, page(9)), broken=False)
    about = be.html(
        "<title>关于清理404页面的通知</title><h1>关于清理404页面的通知</h1><p>"
        + "凡打开后显示404、页面不存在、您访问的页面已删除的链接一律限期整改。" * 20
    )
    site.add("about-404", 3, about, broken=False)
    site.add("chinese-path", 4, page(2), broken=False, path="/政务/公开{n}.html")
    site.add("blank-in-path", 2, page(2), broken=False, path="/a b/{n}.html")
    site.add(
        "backslash", 2, page(2), broken=False, path="/{kind}/{n}.html", href="\\{kind}\\{n}.html"
    )
    site.add("no-scheme", 2, page(2), broken=False, href=f"//{HOST}/{{kind}}/{{n}}.html")
    site.add("fragment", 4, page(2), broken=False, href="/{kind}/{n}.html#kein-anker")
    site.add("above-root", 2, page(2), broken=False, href="../../../{kind}/{n}.html")
    site.add("cut-off", 3, be.truncated(page(4).body), broken=False)
    site.add("odd-case", 2, page(2), broken=False, href="HTTP://WWW.Bench.Gov.CN/{kind}/{n}.html")
    site.add("default-port", 1, page(2), broken=False, href=f"http://{HOST}:80/{{kind}}/{{n}}.html")
    site.add("login", 2, be.status(401), broken=False)
    site.add("wall", 3, be.challenge(412), broken=False)
    site.add("by-robots", 2, be.status(404), broken=False, path="/private/{n}.html")
    site.add("link-home", 2, be.redirect("/"), broken=False, html='<a href="{url}">网站首页</a>')
    site.extras += [
        '<a href="mailto:a@bench.gov.cn">信箱</a><a href="tel:12345">热线</a><a href="#">顶</a>',
        '<a href="javascript:history.back()">返回</a><a href="weixin://dl">微信</a>',
        '<a href="">无</a>',
        '<a href="{{item.url}}">模板</a>',
        '<!-- <a href="/no/comment.html">旧</a> -->',
        '<template><a href="/no/template.html">模板</a></template>',
        '<script>document.write("<a href=/no/written.html>x</a>" + more)</script>',
        '<link rel="dns-prefetch" href="//no-prefetch.benchtown.com">',
        '<link rel="canonical" href="/no/canonical.html">',
        '<form action="/no/form.html" method="post"><input name="q"></form>',
    ]
    named = re.findall(r"/no/\w+\.html|//no-prefetch\.benchtown\.com", " ".join(site.extras))
    site.targets += [Target(urljoin(HOME, url), "no-link", False, "") for url in named]


def _files_sound(site: Site) -> None:
    file = "/files/{kind}-{n}.pdf"
    good = attachment("申请表.pdf", "例市")
    site.add("file", 16, good, broken=False, path=file, html=FILE)
    word = attachment("申请表.docx", "例市")
    site.add("word-file", 4, word, broken=False, path="/files/{kind}-{n}.docx", html=FILE)
    site.add("chinese-file", 4, good, broken=False, path="/files/附件{n}（样表）.pdf", html=FILE)
    step = be.html(
        "<title>下载</title><h1>文件下载</h1><p>请点击下面的按钮开始下载，下载前请阅读有关说明。"
        '<a href="/files/file-0.pdf">开始下载</a>'
    )
    site.add("download-step", 2, step, broken=False, path=file, html=FILE)
    site.add("image", 24, None, make=image, broken=False, path="/img/{kind}-{n}.png", html=IMG)
    site.hosts[HOST]["/img/sound.png"] = image(1)
    own = _for_own_pages(_ERROR, image(3))
    site.add("image-for-own-pages", 2, own, broken=False, path="/img/{kind}-{n}.png", html=IMG)
    own = _for_own_pages(be.status(404), good)
    site.add("file-for-own-pages", 2, own, broken=False, path=file, html=FILE)
    site.add("counter", 2, page(5), broken=False, path="/count.jsp?id={n}", html=IMG)
    drawing = Answer(b'<svg xmlns="http://www.w3.org/2000/svg"></svg>', "image/svg+xml")
    site.add("drawing", 2, drawing, broken=False, path="/img/{kind}-{n}.svg", html=IMG)


def _foreign_sound(site: Site) -> None:
    site.add("other", 34, page(1), broken=False, host=WHOLE, path="/", html=EXT)
    site.add("other-tls", 4, page(1), broken=False, host=WHOLE, path="/", html=EXT, scheme="https")
    for code, count in ((403, 6), (401, 2), (405, 2), (429, 3), (999, 2)):
        host = f"wall-{code}-{{n}}.benchtown.com"
        site.add(
            f"wall-{code}", count, be.status(code), broken=False, host=host, path="/", html=EXT
        )
    for code, count in ((412, 3), (521, 2), (202, 2), (200, 2)):
        host = f"script-wall-{code}-{{n}}.benchtown.com"
        wall = be.challenge(code)
        site.add(f"script-wall-{code}", count, wall, broken=False, host=host, path="/", html=EXT)
    machines = _for_browsers(be.status(404), page(1))
    site.add("404-to-machines", 3, machines, broken=False, host=WHOLE, path="/", html=EXT)
    # A host that answers 404 to every machine, whatever it sends.
    site.add(
        "wall-of-404", 4, be.status(404), broken=False, host="wall-of-404.benchtown.com",
        path="/{n}.html", html=EXT,
    )  # fmt: skip
    site.add("other-once-503", 3, None, make=_failing_once(be.status(503)), broken=False,
             host=WHOLE, path="/", html=EXT)  # fmt: skip
    site.add("other-head-405", 3, be.head_405(page(1)), broken=False, host=WHOLE, path="/",
             html=EXT)  # fmt: skip
    site.add("other-sends-home", 2, be.redirect("/home"), broken=False, host=WHOLE, path="/a",
             html=EXT)  # fmt: skip
    for n in range(2):
        site.hosts[f"other-sends-home{n}.benchtown.com"]["/home"] = page(1)


def _failing_once(bad: Answer | Handler) -> Maker:
    return lambda n: be.flaky([bad, page(n)])


def _unless_head(code: int, answer: Answer) -> Handler:
    async def handle(request: web.BaseRequest) -> Answer:
        return be.status(code) if request.method == "HEAD" else answer

    return handle


def _head_hangs(answer: Answer) -> Handler:
    async def handle(request: web.BaseRequest) -> Answer:
        if request.method == "HEAD":
            await asyncio.Event().wait()
        return answer

    return handle


def _for_browsers(machine: Answer, answer: Answer) -> Handler:
    async def handle(request: web.BaseRequest) -> Answer:
        return answer if "Sec-Fetch-Mode" in request.headers else machine

    return handle


def _for_own_pages(others: Answer, answer: Answer) -> Handler:
    """Against links from elsewhere (防盗链): who comes from no page of the site gets less."""

    async def handle(request: web.BaseRequest) -> Answer:
        return answer if request.headers.get("Referer", "").startswith(HOME) else others

    return handle


def hubs(site: Site) -> dict[str, Answer]:
    """The home page and the pages that carry the targets."""
    parts = [target.html for target in site.targets if target.html] + site.extras
    groups = [parts[i : i + LINKS_A_PAGE] for i in range(0, len(parts), LINKS_A_PAGE)]
    title = "<title>{}</title><h1>{}</h1>"
    made = {}
    for number, group in enumerate(groups):
        made[f"/hub/{number}.html"] = be.html(
            title.format(f"栏目{number}", f"栏目{number}") + "\n".join(group)
        )
    links = "".join(f'<p><a href="{path}">栏目{n}</a>' for n, path in enumerate(made))
    home = title.format("例市人民政府", "例市人民政府") + "<p>欢迎访问例市人民政府网站。" + links
    return {"/": be.html(home), **made}


def serve(net: Internet, site: Site) -> None:
    """Declare all hosts of a fresh site."""
    net.hosts.clear()
    for name, pages in site.hosts.items():
        own: Mapping[str, Answer | Handler] = pages
        if name == HOST:
            robots = Answer(b"User-agent: *\nDisallow: /private/\n", "text/plain")
            own = {**pages, **hubs(site), "/robots.txt": robots}
        net.site(name, own, a=site.names.get(name, HERE), missing=_missing)


class _Plain(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        """Answer as servers do whose port 443 was set up without TLS."""
        self.request.recv(1024)
        self.request.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")


class _Plains(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def without_tls() -> Iterator[None]:
    """Serve plain HTTP where TLS is expected while the ``with`` block runs."""
    with _Plains((PLAIN[0], 443), _Plain) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()


async def _missing(request: web.BaseRequest) -> Answer:
    """What a host says to nonsense: a folder of the site has an answer of its own, with 200."""
    if request.raw_path.startswith("/old/"):
        return be.html(_NOTHING)
    return be.status(404, "<title>页面不存在</title><p>页面不存在")
