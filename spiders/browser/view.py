"""A look (观察): one page in the browser, what it shows in the end, and what it did meanwhile."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any, Literal

from msgspec import Struct
from playwright.async_api import BrowserContext, Dialog, Download, Error, Page, Response

from checks.facts.text import clean_text
from spiders.browser.guard import Visit

SETTLE_SECONDS = 12.0
"""Time that a page has to come to rest; then it is taken as it stands."""
QUIET = 0.6
"""Seconds without a request after which a page that does not change is at rest."""
MOST_DIALOGS = 10
MOST_HTML = 20_000_000
MOST_SECONDS = 45.0
"""One look, in all."""

Lost = Literal["timeout", "memory", "crashed", "dialogs"]
"""Why a look came to nothing: it did not end in time; the memory ran out; the page or the browser
crashed; endless dialogs."""
_MEASURE = "() => [document.documentElement ? document.documentElement.outerHTML.length : 0]"


class PageLost(Exception):
    """A look came to nothing, through no fault that we could lay at the site.

    Attributes:
        reason: see `Lost`.
    """

    def __init__(self, reason: Lost) -> None:
        super().__init__(reason)
        self.reason: Lost = reason


class Shown(Struct, frozen=True, kw_only=True):
    """A page as the browser shows it in the end.

    Attributes:
        url: of the main frame.
        status: of the last answer to the main frame, not the first one; 0 if there was none.
        headers: of that answer.
        html: the final DOM.
        failure: why there was no answer, as the guard saw it.
    """

    url: str
    status: int
    headers: dict[str, str]
    html: str
    failure: str = ""


class View:
    """One look: the page, and what it did.

    Attributes:
        page: Playwright's page; a new window takes its place where one is followed.
        first: the page that the look began with.
        visit: what was asked for.
        dialogs: words of its dialogs; all are dismissed.
        popups, downloads: how many it tried to open.
        errors: uncaught script errors.
    """

    def __init__(self, context: BrowserContext, page: Page, visit: Visit) -> None:
        self.context = context
        self.page = self.first = page
        self.visit = visit
        self.dialogs: list[str] = []
        self.windows: list[Page] = []
        self.downloads = 0
        self.errors: list[str] = []
        self.last: Response | None = None
        self.lost: Lost | Literal[""] = ""
        self.over = asyncio.Event()
        self.watch(page)

    def watch(self, page: Page) -> None:
        """Note what a page does."""
        page.on("dialog", self._dialog)
        page.on("download", self._download)
        page.on("crash", lambda _page: self._end("crashed"))
        page.on("pageerror", lambda error: self._note(self.errors, str(error)))
        page.on("response", lambda response: self._response(page, response))

    def _note(self, notes: list[str], text: str) -> None:
        if len(notes) < 50:
            notes.append(clean_text(text, 300))

    def _end(self, why: Lost) -> None:
        self.lost = why
        self.over.set()

    async def _dialog(self, dialog: Dialog) -> None:
        self._note(self.dialogs, dialog.message)
        if len(self.dialogs) >= MOST_DIALOGS:
            self._end("dialogs")
        with suppress(Error):
            await dialog.dismiss()

    async def _download(self, download: Download) -> None:
        self.downloads += 1
        with suppress(Error):
            await download.cancel()

    def _response(self, page: Page, response: Response) -> None:
        with suppress(Error):  # a frame that is gone
            opens = page is self.page and response.request.is_navigation_request()
            if opens and response.frame == page.main_frame:
                self.last = response

    def follow(self, window: Page) -> None:
        """Look at another window from now on."""
        self.page = window

    async def goto(self, url: str, referer: str = "") -> None:
        """Open a URL; what comes of it is told by `shown`, not by an exception.

        Args:
            url: the address.
            referer: the page that a person would come from; empty for none.
        """
        self.last = None
        with suppress(Error):
            await self.page.goto(
                url, wait_until="commit", timeout=MOST_SECONDS * 1000, referer=referer or None
            )
        await self.settle()

    async def settle(self, seconds: float = SETTLE_SECONDS) -> None:
        """Wait until nothing is asked for and nothing changes, or the time is over."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        before: object = None
        while loop.time() < until:
            await asyncio.sleep(QUIET / 2)
            if self.visit.running or loop.time() - self.visit.changed < QUIET:
                continue
            now = await self.run(_MEASURE)
            if now is not None and now == before:
                return
            before = now

    async def run(self, script: str, argument: object = None) -> Any:  # noqa: ANN401 - what the script returns
        """Run a function of ours in the page; None if it could not be run."""
        with suppress(Error):
            return await self.page.evaluate(script, argument)
        return None

    async def shown(self) -> Shown:
        """The page as it stands now."""
        html = ""
        for _ in range(3):  # a page that is just going on to another has no content
            with suppress(Error):
                html = await self.page.content()
                break
            await asyncio.sleep(QUIET)
        url, status, headers = self.page.url, 0, dict[str, str]()
        if self.last is not None:
            status, headers = self.last.status, self.last.headers
        failure = self.visit.failure(url) if not status else ""
        if not url.startswith(("http://", "https://")):
            # Chromium's own error page stands at another address than the one that failed.
            failed = [a for a in self.visit.asked if a.page]
            url = failed[-1].url if failed else ""
            failure = (failed[-1].failure or failed[-1].denied or "reset") if failed else "reset"
            status, html = 0, ""
        return Shown(
            url=url, status=status, headers=headers, html=html[:MOST_HTML], failure=failure
        )
