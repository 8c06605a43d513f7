"""The desk as a page (裁定页面): what awaits a decision with its evidence, read-only, on loopback.

Evidence is what a site once sent: it is shown as text, or as a page in a sandbox that runs no
script and fetches nothing. A word in the address, made anew each time, keeps other users of the
machine out, as evidence may hold numbers of persons; the name that is asked for must be loopback's,
so that no page of the web can reach it through a name of its own.
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from collections.abc import Awaitable, Callable, Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

from audit.decisions.desk import Item
from audit.round.words import Words
from checks.facts.charset import decode
from checks.finding import Severity
from reports.i18n import system_language, translations
from reports.words import severity_word
from spiders.bundle.archive import read_record
from spiders.bundle.pictures import Held, jpeg, pictures
from spiders.bundle.seal import ARCHIVE

OWN = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'none'"
"""What our own page may do: no script, nothing from elsewhere."""
EVIDENCE = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""What archived pages may do: be looked at."""
HOSTS = ("127.0.0.1", "localhost")
MOST_BYTES = 20_000_000
_RUN = re.compile(r"[A-Za-z0-9._-]{1,200}")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Desk:
    """Serves the desk.

    Args:
        title: of the page.
        items: reads the findings anew for every visit.
        out: folder of the runs.
        sources: reads the pages that carry a finding, by its number.
    """

    def __init__(
        self,
        title: str,
        items: Callable[[], list[Item]],
        out: Path,
        sources: Callable[[int], list[str]],
    ) -> None:
        self._title = title
        self._items = items
        self._out = out
        self._sources = sources
        self._words = Words(system_language())
        self.word = secrets.token_urlsafe(16)
        self._page = Environment(
            loader=PackageLoader("reports", "templates/review"), autoescape=True,
            undefined=StrictUndefined, trim_blocks=True, extensions=["jinja2.ext.i18n"],
        )  # fmt: skip
        catalogue = translations(system_language())
        self._page.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]

    def application(self) -> web.Application:
        """The application: GET only, under the word."""
        made = web.Application(middlewares=[_guarded])
        base = f"/{self.word}/"
        made.router.add_get(base, self._index)
        made.router.add_get(base + "report/{run}", self._report)
        made.router.add_get(base + "{how:page|text}/{run}/{record:[0-9]+}", self._archived)
        made.router.add_get(base + "shot/{run}/{record:[0-9]+}", self._shot)
        return made

    async def serve(self, told: Callable[[str], None], stop: asyncio.Event) -> None:
        """Serve until told to stop; ``told`` is given the address."""
        runner = web.AppRunner(self.application(), access_log=None)
        await runner.setup()
        try:
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            port = runner.addresses[0][1]
            told(f"http://127.0.0.1:{port}/{self.word}/")
            await stop.wait()
        finally:
            await runner.cleanup()

    async def _index(self, _request: web.Request) -> web.Response:
        found = self._items()
        html = self._page.get_template("desk.html.j2").render(
            title=self._title, lang=system_language(), base=f"/{self.word}/", count=len(found),
            sites=list(self._sites(found)),
        )  # fmt: skip
        return _answer(html.encode(), "text/html", OWN)

    def _sites(self, found: Iterable[Item]) -> Iterable[dict[str, Any]]:
        for _key, group in groupby(found, key=lambda item: item.site.row.site.key):
            items = list(group)
            site = items[0].site.row
            shots = pictures(self._out / site.run_id / "bundle")
            yield {
                "name": site.site.name, "key": site.site.key, "url": site.site.url,
                "run": site.run_id, "items": [self._told(item, shots) for item in items],
            }  # fmt: skip

    def _told(self, item: Item, shots: dict[str, list[Held]]) -> dict[str, Any]:
        row = item.ruled.row
        severity = Severity(row["severity"]) if row["severity"] else None
        looks = [{"record": -1, **look} for look in json.loads(row["looks"])]
        return {
            "id": item.id, "severity": row["severity"] or "",
            "severity_word": severity_word(severity, self._words.tr),
            "title": self._words.title(row), "message": self._words.message(row),
            "clause": row["clause"], "unconfirmed": row["unconfirmed"], "before": item.before,
            "subject": row["subject"], "looks": looks, "source_count": row["source_count"],
            "sources": self._sources(item.id),
            "shots": shots.get(row["fingerprint"], []),
        }  # fmt: skip

    def _folder(self, request: web.Request) -> Path:
        run = request.match_info["run"]
        if not _RUN.fullmatch(run) or run.startswith("."):
            raise web.HTTPNotFound
        return self._out / run

    async def _report(self, request: web.Request) -> web.Response:
        return _file(self._folder(request) / "report.html", "text/html", EVIDENCE)

    async def _archived(self, request: web.Request) -> web.Response:
        archive = self._folder(request) / "bundle" / ARCHIVE
        try:
            body, headers = await asyncio.to_thread(
                read_record, archive, int(request.match_info["record"])
            )
        except (OSError, ValueError, StopIteration, RuntimeError) as error:
            raise web.HTTPNotFound from error
        kind = next((v for k, v in headers if k.lower() == "content-type"), "")
        text = decode(body[:MOST_BYTES], kind).text
        as_page = request.match_info["how"] == "page" and "html" in kind.lower()
        return _answer(text.encode(), "text/html" if as_page else "text/plain", EVIDENCE)

    async def _shot(self, request: web.Request) -> web.Response:
        bundle = self._folder(request) / "bundle"
        record = int(request.match_info["record"])
        if (picture := await asyncio.to_thread(jpeg, bundle, record)) is None:
            raise web.HTTPNotFound
        return _answer(picture, "image/jpeg", EVIDENCE)


@web.middleware
async def _guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let in only who asks for loopback by its name."""
    if request.host.rpartition(":")[0] not in HOSTS:
        raise web.HTTPForbidden
    return await handler(request)


def _file(path: Path, kind: str, policy: str) -> web.Response:
    try:
        return _answer(path.read_bytes(), kind, policy)
    except OSError as error:
        raise web.HTTPNotFound from error


def _answer(body: bytes, kind: str, policy: str) -> web.Response:
    headers = {
        "Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
    }  # fmt: skip
    charset = "utf-8" if kind.startswith("text/") else None
    return web.Response(body=body, content_type=kind, charset=charset, headers=headers)
