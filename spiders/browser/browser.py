"""The browser (浏览器): opens pages, and survives whatever they do.

A page may hang, eat memory, open dialogs and windows, download, reload for ever, or take the
browser down with it: that costs this page, never the run. Every look has a bound in time, a watch
over the memory of all processes, and ends with the browser killed where it does not end by itself.
"""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

from playwright.async_api import (
    Browser as Chromium,
)
from playwright.async_api import (
    BrowserContext,
    Error,
    Page,
    Playwright,
    async_playwright,
)

from checks.facts.text import clean_text
from spiders.browser import engine
from spiders.browser.engine import NoBrowser, Process
from spiders.browser.guard import Guard, Visit
from spiders.browser.view import MOST_SECONDS, Lost, PageLost, View
from spiders.session import Session

T = TypeVar("T")

MOST_MEMORY = 2_000_000_000
"""Bytes of all processes of the browser."""
WATCH_EVERY = 0.4
CLOSE_SECONDS = 5.0
START_SECONDS = 60.0
LOOKS_A_CONTEXT = 20
"""Looks after which cookies, storage and caches are thrown away with their context."""
LOOKS_A_BROWSER = 150
"""Looks after which the browser itself is started anew."""
MOST_LOST = 5
"""Browsers that one site may cost; then what is left of it is not looked at."""

Device = Literal["desktop", "mobile"]

_ARGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-sync",
    "--no-pings",
    "--mute-audio",
    "--autoplay-policy=user-gesture-required",
    # Both names: which one is obeyed depends on the version and on the kind of build.
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disk-cache-size=50000000",
    "--lang=zh-CN",
)
_SIZES = {"desktop": (1366, 768), "mobile": (375, 812)}
# What a page may not do to the machine; printing would wait for a person.
_CONTAIN = "window.print = () => {};"


class Browser:
    """Chromium for one site, started when it is first needed and anew whenever it is lost.

    Args:
        session: the way out, and the site's own hosts.
        setting: see `engine.find`.
        seconds, memory: bounds of one look.

    Attributes:
        version: of the browser, once it runs.
        looks: looks so far.
        lost: browsers lost.
        peak: most bytes that its processes ever had.
    """

    def __init__(
        self,
        session: Session,
        setting: str = "auto",
        *,
        seconds: float = MOST_SECONDS,
        memory: int = MOST_MEMORY,
    ) -> None:
        self._session = session
        self._setting = setting
        self._seconds = seconds
        self._memory = memory
        self._guard = Guard(session)
        self._stack: AsyncExitStack | None = None
        self._driver: Playwright | None = None
        self._chromium: Chromium | None = None
        self._context: BrowserContext | None = None
        self._device: Device = "desktop"
        self._folder = Path()
        self._process: Process | None = None
        self._view: View | None = None
        self._why: Lost = "crashed"
        self.version = ""
        self.looks = 0
        self.lost = 0
        self.peak = 0

    async def __aenter__(self) -> Self:
        """Start it.

        Raises:
            NoBrowser: there is none, or none that is protected.
        """
        self._stack = AsyncExitStack()
        try:
            engine.find(self._setting)
            await self._guard.start()
            await self._start()
        except BaseException:
            await self.__aexit__(None, None, None)
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stop()
        await self._guard.close()

    async def _start(self) -> None:
        path = engine.find(self._setting)
        holder = tempfile.TemporaryDirectory(prefix="audit-browser-", ignore_cleanup_errors=True)
        self._folder = Path(holder.name)
        self._folder.chmod(0o755)  # the browser's user has to reach the program in it
        self._stack = AsyncExitStack()
        self._stack.callback(holder.cleanup)
        script = engine.wrapper(self._folder, path)
        # Node's own words for a browser that dies are of no use to anybody.
        self._driver = await self._stack.enter_async_context(async_playwright())
        try:
            self._chromium = await self._driver.chromium.launch(
                executable_path=script,
                chromium_sandbox=True,
                args=list(_ARGS),
                env={"PATH": os.defpath, "LANG": "zh_CN.UTF-8", "TZ": "Asia/Shanghai"},
                handle_sigint=False,
                handle_sigterm=False,
                handle_sighup=False,
                timeout=START_SECONDS * 1000,
                proxy={
                    "server": self._guard.address,
                    "bypass": "<-loopback>",
                    "username": self._guard.user,
                    "password": self._guard.password,
                },
            )
        except Error as error:
            await self._stop()
            raise _refusal(path, str(error)) from None
        self._process = engine.identify(int((self._folder / "pid").read_text("ascii")))
        self.version = self._chromium.version
        await self._prove()

    async def _prove(self) -> None:
        """See that pages run in the sandbox.

        Raises:
            NoBrowser: they do not.
        """
        context = await self._new_context("desktop")
        await context.new_page()
        if not engine.sandboxed(self.processes()):
            await self._stop()
            raise NoBrowser("no-sandbox", "its processes are not locked in")

    async def _new_context(self, device: Device) -> BrowserContext:
        if self._chromium is None:
            raise PageLost("crashed")
        if self._context is not None:
            with suppress(Error, TimeoutError):
                async with asyncio.timeout(CLOSE_SECONDS):
                    await self._context.close()
        width, height = _SIZES[device]
        self._context = await self._chromium.new_context(
            viewport={"width": width, "height": height},
            is_mobile=device == "mobile",
            has_touch=device == "mobile",
            user_agent=self._agent(),
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            accept_downloads=False,
            service_workers="block",
            # Content is audited over a broken TLS too; and what the browser sees is our guard's.
            ignore_https_errors=True,
            permissions=[],
        )
        self._device = device
        self._context.on("page", self._window)
        await self._context.add_init_script(_CONTAIN)
        return self._context

    def _agent(self) -> str:
        """The browser's own words for itself, and ours behind them: no disguise."""
        major = self.version.partition(".")[0]
        told = re.search(r"\(compatible; (.*)\)$", self._session.options.user_agent)
        ours = told[1] if told else self._session.options.user_agent
        return (
            f"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
            f" Chrome/{major}.0.0.0 Safari/537.36 ({ours})"
        )

    @asynccontextmanager
    async def look(self, device: Device = "desktop", seconds: float = 0.0) -> AsyncIterator[View]:
        """Look at something in a page of its own, within bounds.

        Raises:
            PageLost: it came to nothing; the next look has a new browser where one is needed.
        """
        if self.lost >= MOST_LOST:
            raise PageLost("crashed")
        view = await self._open(device)
        if self._process is None:
            raise PageLost("crashed")
        watch: asyncio.Task[None] | None = None
        try:
            async with asyncio.timeout(seconds or self._seconds) as bound:
                self._why = "timeout"
                watch = asyncio.ensure_future(self._watch(view, self._process, bound))
                yield view
        except TimeoutError:
            await self._lose()
            raise PageLost(self._why) from None
        except Error:
            # A page that went away under our hands; whether the browser is well shows next.
            raise PageLost("crashed") from None
        finally:
            if watch is not None:
                watch.cancel()
            self._guard.visit = self._view = None
            await self._leave(view)

    async def _open(self, device: Device) -> View:
        try:
            async with asyncio.timeout(2 * START_SECONDS):
                context = await self._ready(device)
                page = await context.new_page()
        except (Error, TimeoutError, NoBrowser):
            await self._lose()
            raise PageLost("crashed") from None
        self.looks += 1
        self._guard.visit = Visit(frozenset(self._session.own))
        self._view = View(context, page, self._guard.visit)
        return self._view

    async def _ready(self, device: Device) -> BrowserContext:
        """A context for the next look; what is worn out is replaced."""
        worn = self.looks > 0 and not self.looks % LOOKS_A_BROWSER
        if worn or not self._alive():
            await self._stop()
            await self._start()
        if self._context is None or device != self._device or not self.looks % LOOKS_A_CONTEXT:
            return await self._new_context(device)
        return self._context

    def _window(self, window: Page) -> None:
        """Keep the first new window, which a search may open; close any other."""
        view = self._view
        if view is None or window is view.page:
            return
        view.windows.append(window)
        if len(view.windows) > 1:
            self._later(window.close())
        else:
            view.watch(window)

    def _later(self, work: Coroutine[Any, Any, object]) -> None:
        async def quietly() -> None:
            with suppress(Error):
                await work

        asyncio.ensure_future(quietly())  # noqa: RUF006 - nothing waits for it

    async def _leave(self, view: View) -> None:
        """Close all pages of a look; a page that does not let itself be closed ends the browser."""
        if self._chromium is None:
            return
        for page in list(view.context.pages):
            try:
                async with asyncio.timeout(CLOSE_SECONDS):
                    await page.close()
            except Error:
                continue
            except TimeoutError:
                await self._lose()
                return

    def processes(self) -> list[int]:
        """Numbers of its processes; none while it does not run."""
        return engine.tree(self._process) if self._process is not None else []

    async def _watch(self, view: View, watched: Process, bound: asyncio.Timeout) -> None:
        """End the look when its page takes too much, or is gone."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(WATCH_EVERY):
                    await view.over.wait()
            used = await asyncio.to_thread(lambda: engine.memory(engine.tree(watched)))
            self.peak = max(self.peak, used)
            why = view.lost or ("memory" if used > self._memory else "")
            if not why and not self._alive():
                why = "crashed"
            if why:
                self._why = why
                bound.reschedule(0)
                return

    def _alive(self) -> bool:
        return self._chromium is not None and self._chromium.is_connected()

    async def _lose(self) -> None:
        """End a browser that is of no use any more."""
        if self._chromium is not None:
            self.lost += 1
        await self._stop()

    async def _stop(self) -> None:
        """End the browser: by its processes, since asking it may take for ever."""
        self._chromium = self._context = None
        if self._process is not None:
            engine.kill(self._process)
            self._process = None
        stack, self._stack = self._stack, None
        if stack is not None:
            with suppress(Error, TimeoutError, OSError):
                async with asyncio.timeout(CLOSE_SECONDS):
                    await stack.aclose()


def _refusal(path: str, words: str) -> NoBrowser:
    if old := engine.is_old(path):
        return NoBrowser("old", f"{old} < {engine.OLDEST}")
    sandbox = "sandbox" in words.lower() and (
        "no usable sandbox" in words.lower() or "setuid" in words.lower()
    )
    first = next((x for x in words.splitlines() if "sandbox" in x.lower()), words.splitlines()[0])
    return NoBrowser("no-sandbox" if sandbox else "failed", clean_text(first, 300))
