"""Rendering one demo portal: from its texts to a table of answers."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import parse_qs

import jinja2
from aiohttp import web

from audit.demo.content import PAGES, PER_PAGE, Column, Entry, Text, columns, read
from audit.demo.files import attachment, image
from audit.demo.table import Answer, Handler

_ERRORS = {
    404: ("页面不存在", "您访问的页面不存在或者已经删除。"),
    410: ("页面已删除", "您访问的页面已经永久删除。"),
    500: ("服务器错误", "服务器内部错误，请稍后再试。"),
}
# GB2312 is declared where GBK is meant, as so many portals do.
_CODECS = {"gb2312": "gbk"}


class Portal:
    """One portal, dated as of a day.

    Attributes:
        text: what its file says.
        columns: its columns and entries.
        pages: its table of answers; the caller may change it.
    """

    def __init__(self, name: str, as_of: datetime.date, home: str = "/") -> None:
        self.text: Text = read(name)
        self.columns = columns(self.text, as_of)
        self._home = home
        self._templates = jinja2.Environment(
            loader=jinja2.PackageLoader("audit.demo", "pages"),
            autoescape=True,
            trim_blocks=True,
            undefined=jinja2.StrictUndefined,
        )
        self.pages: dict[str, Answer | Handler] = {}
        self._fill()

    def page(self, template: str, status: int = 200, **values: Any) -> Answer:  # noqa: ANN401
        """One page in the portal's charset; only UTF-8 is declared in the header too."""
        html = self._templates.get_template(template).render(
            site=self.text, columns=self.columns, home=self._home, **{"title": "", **values}
        )
        charset = values.get("charset", self.text.charset)
        return Answer(html.encode(_CODECS.get(charset, charset)), status=status)

    def error(self, status: int) -> Answer:
        """The portal's own page for an HTTP error."""
        title, text = _ERRORS[status]
        return self.page("notice.html.j2", status, title=title, text=text)

    @property
    def entries(self) -> list[tuple[Column, Entry]]:
        """All articles and guides with their columns."""
        return [(column, entry) for column in self.columns for entry in column.entries]

    def search(self, finds: bool = True) -> Handler:
        """The on-site search: titles that hold the words, on one page."""

        async def answer(request: web.BaseRequest) -> Answer:
            query = parse_qs(request.raw_path.partition("?")[2])
            words = query.get("q", [""])[0].strip()
            found = [
                entry
                for _, entry in self.entries
                if finds and words and words.replace(" ", "") in entry.title.replace(" ", "")
            ]
            return self.page("search.html.j2", title="站内搜索", words=words, entries=found[:10])

        return answer

    def _fill(self) -> None:
        self.pages[self._home] = self.page("home.html.j2")
        self.pages["/map.html"] = self.page("map.html.j2", title="网站地图")
        self.pages["/css/site.css"] = Answer((PAGES / "site.css").read_bytes(), "text/css")
        if self.text.reach == "good":
            script = (PAGES / "site.js").read_bytes()
            self.pages["/js/site.js"] = Answer(script, "text/javascript")
        pictures = ["/images/logo.png", "/images/conac.png", "/images/banner.png"]
        for column in self.columns:
            self._fill_column(column)
            for entry in column.entries:
                pictures += entry.images
                self._fill_entry(column, entry)
        for number, source in enumerate(dict.fromkeys(pictures)):
            self.pages[source] = image(number)

    def _fill_column(self, column: Column) -> None:
        urls = column.list_urls
        for index, url in enumerate(urls):
            self.pages[url] = self.page(
                "column.html.j2",
                title=column.name,
                column=column,
                entries=column.entries[index * PER_PAGE : (index + 1) * PER_PAGE],
                pages=len(urls),
                number=index + 1,
                previous=urls[index - 1],
                following=urls[(index + 1) % len(urls)],
            )

    def _fill_entry(self, column: Column, entry: Entry) -> None:
        if entry.status != 200:
            self.pages[entry.url] = self.error(entry.status)
            return
        related = next((e for _, e in self.entries if e.title == entry.related), None)
        self.pages[entry.url] = self.page(
            "article.html.j2", title=entry.title, column=column, entry=entry, related=related
        )
        for file in entry.files:
            if not file.missing:
                self.pages[file.url] = attachment(file.name, self.text.name)
