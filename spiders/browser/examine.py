"""Examining a page (页面体检): what a browser sees beside the content, in one load of the page.

axe-core reads every page that is examined; of the home page the keyboard, a narrow screen, links
to other sites and the mode for the elderly are tried too. Nothing is asked of a site that a link
leads away to: the guard lets no such request out, and notes that the browser set out for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any

import msgspec
from msgspec import Struct
from playwright.async_api import ElementHandle, Error

from checks.examination import (
    Cookie,
    Examination,
    Part,
    Prompt,
    Reply,
    Role,
    Violation,
    is_official,
    is_style,
)
from checks.facts.text import clean_text
from checks.facts.urls import host as host_of
from spiders.browser.browser import Browser
from spiders.browser.guard import Asked, platform
from spiders.browser.view import Shown, View
from spiders.reading import read_response

SECONDS = 100.0
"""One examination, in all."""
AXE_SECONDS = 25.0
REACTION = 3.0
"""Seconds in which something has to happen after a click."""
LEAST_MENU = 3
"""Links that make a navigation."""
MOST_TABS = 120
TRAPPED = 8
"""Presses of Tab after which an element that still has the focus keeps it."""
NARROW = {"width": 375, "height": 812}
MOST_LEFT = 2
"""Links to other sites that are clicked."""
MOST_NOTED = 20
SELECTORS = 5
_WORLD = "audit"
_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa")
# What the platforms of the state put into every page is not the site's own to mend.
_NOT_OURS = (
    "[id*=jiucuo]", "[href*='conac.cn']", "[src*='conac.cn']", "[href*='zfwzgl.www.gov.cn']",
)  # fmt: skip
_AXE = """axe.run({exclude: %s}, {runOnly: %s, resultTypes: ['violations'], iframes: false})
  .then((r) => ({version: r.testEngine.version, violations: r.violations.map((v) => ({
    rule: v.id, impact: v.impact || '', tags: v.tags, help: v.help, places: v.nodes.length,
    selectors: v.nodes.slice(0, %d).map((n) => n.target.flat().join(' ')) }))}))"""
_OURS = ("blocked-target", "interrupted", "too-large")
"""Failures of parts that say nothing of the site."""


class Wanted(Struct, frozen=True, kw_only=True):
    """A page to examine.

    Attributes:
        url: of the page.
        role: as what it was chosen.
        menu: addresses of its main navigation, to look for by keyboard.
    """

    url: str
    role: Role
    menu: frozenset[str] = frozenset()


@cache
def _axe() -> str:
    return (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


@cache
def _script() -> str:
    return resources.files("spiders.browser").joinpath("examine.js").read_text("utf-8")


async def examine(
    browser: Browser, wanted: Wanted, own: Collection[str], at: datetime, *, look: int = 1
) -> Examination:
    """Examine one page; a second look tries nothing out: what was tried accuses nobody.

    Args:
        browser: to look with.
        wanted: the page.
        own: hosts of the site.
        at: now.
        look: number of this look.

    Raises:
        PageLost: see `Browser.look`.
    """
    async with browser.look(seconds=SECONDS) as view:
        await view.context.clear_cookies()
        await view.goto(wanted.url)
        shown = await view.shown()
        told = Examination(url=wanted.url, role=wanted.role, look=look, at=at, status=shown.status)
        reason = _reason(shown, wanted, own)
        if reason:
            return msgspec.structs.replace(told, reason=reason)
        told = await _with_axe(view, told)
        told = await _with_load(view, told, shown, own, at)
        if wanted.role != "home" or look > 1:
            return told
        told = await _with_keyboard(view, told, wanted.menu)
        told = await _with_narrow(view, told)
        told = await _with_prompts(view, told, own)
        return await _with_elder(view, told)


def _reason(shown: Shown, wanted: Wanted, own: Collection[str]) -> str:
    """Why what the browser shows is not the page; empty if it is."""
    if not 200 <= shown.status < 300:
        return shown.failure or f"HTTP {shown.status}"
    if wanted.role != "search" and host_of(shown.url) not in own:
        return "elsewhere"
    headers = [("Content-Type", "text/html; charset=utf-8")]
    facts = read_response(shown.html.encode("utf-8", "replace"), shown.url, headers)
    walled = facts is None or facts.kind in ("challenge", "error") or bool(facts.challenge)
    return "wall" if walled else ""


async def _with_axe(view: View, told: Examination) -> Examination:
    """Run axe-core in a world of its own: no policy of the page stops it, no script disturbs it."""
    try:
        async with asyncio.timeout(AXE_SECONDS):
            found = await _apart(view)
    except (Error, TimeoutError):
        return told
    if not isinstance(found, dict):
        return told
    violations = tuple(
        Violation(
            rule=str(v["rule"]), impact=v["impact"], help=clean_text(str(v["help"]), 200),
            clauses=tuple(c for tag in v["tags"] if (c := _clause(tag))), places=int(v["places"]),
            selectors=tuple(clean_text(str(s), 200) for s in v["selectors"]),
        )
        for v in found["violations"]
    )  # fmt: skip
    return msgspec.structs.replace(told, axe=str(found["version"]), violations=violations)


async def _apart(view: View) -> Any:  # noqa: ANN401 - what the script returns
    client = await view.context.new_cdp_session(view.page)
    tree = await client.send("Page.getFrameTree")
    frame = tree["frameTree"]["frame"]["id"]
    world = await client.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": _WORLD})
    where = {"contextId": world["executionContextId"], "awaitPromise": True, "returnByValue": True}
    await client.send("Runtime.evaluate", {"expression": f"{_axe()};0", **where})
    call = _AXE % (
        msgspec.json.encode([[one] for one in _NOT_OURS]).decode(),
        msgspec.json.encode({"type": "tag", "values": _TAGS}).decode(), SELECTORS,
    )  # fmt: skip
    answer = await client.send("Runtime.evaluate", {"expression": call, **where})
    await client.detach()
    return answer.get("result", {}).get("value")


def _clause(tag: str) -> str:
    """The success criterion that a tag names (``wcag111``, ``wcag1410``); empty if none."""
    digits = tag.removeprefix("wcag")
    numbered = digits.isdigit() and len(digits) > 2 and tag != digits
    return f"{digits[0]}.{digits[1]}.{digits[2:]}" if numbered else ""


async def _with_load(
    view: View, told: Examination, shown: Shown, own: Collection[str], at: datetime
) -> Examination:
    """Time, weight and disturbances of the load, before anything was touched."""
    asked = list(view.visit.asked)
    after = await view.run(_script(), ["load", None])
    opened = [a for a in asked if a.page and a.url == shown.url.partition("#")[0]]
    timed = isinstance(after, (int, float)) and after >= 0 and bool(opened)
    kin = {platform(host) for host in own}
    others = {host_of(a.url) for a in asked} - set(own)
    others = {host for host in others if platform(host) not in kin}
    return msgspec.structs.replace(
        told,
        seconds=round(opened[-1].seconds + after / 1000, 2) if timed else -1,
        bytes=sum(a.bytes for a in asked),
        requests=len(asked),
        errors=tuple(dict.fromkeys(view.errors))[:MOST_NOTED],
        stopped=sum(bool(a.denied) for a in asked),
        missing=tuple(dict.fromkeys(_missing(asked)))[:MOST_NOTED],
        others=tuple(sorted(others)),
        cookies=await _cookies(view, kin, at),
    )


def _missing(asked: list[Asked]) -> list[Part]:
    parts = [
        Part(a.url, a.failure or f"HTTP {a.status}")
        for a in asked
        if not a.page and not a.denied and (a.failure or a.status >= 400)
        and a.failure not in _OURS and not a.url.endswith("/favicon.ico")
    ]  # fmt: skip
    return sorted(parts, key=lambda part: not is_style(part.url))


async def _cookies(view: View, kin: set[str], at: datetime) -> tuple[Cookie, ...]:
    """Those of others, and those that stay longer than the session."""
    with suppress(Error):
        kept = [
            Cookie(
                str(c.get("domain", "")).lstrip("."), clean_text(str(c.get("name", "")), 80),
                max(0, round((c.get("expires", -1) - at.astimezone(UTC).timestamp()) / 86_400)),
            )
            for c in await view.context.cookies()
        ]  # fmt: skip
        told = {c for c in kept if c.days or platform(c.host) not in kin}
        return tuple(sorted(told, key=lambda c: (c.host, c.name)))[:MOST_NOTED]
    return ()


async def _with_keyboard(view: View, told: Examination, menu: frozenset[str]) -> Examination:
    """Press Tab until a link of the main navigation has the focus."""
    if len(menu) < LEAST_MENU:
        return told
    stuck, presses = 0, 0
    for presses in range(1, MOST_TABS + 1):
        with suppress(Error):
            await view.page.keyboard.press("Tab")
        at = await view.run(_script(), ["focus", None])
        if not isinstance(at, dict):
            return told
        if at["at"] in menu:
            return msgspec.structs.replace(told, menu=len(menu), tabs=presses)
        stuck = stuck + 1 if at.get("same") else 0
        if stuck >= TRAPPED:
            trap = clean_text(str(at["name"]), 100)
            return msgspec.structs.replace(told, menu=len(menu), tabs=0, trap=trap)
        if at["at"] == "page" and presses > 1:
            break  # all that can have the focus had it
    return msgspec.structs.replace(told, menu=len(menu), tabs=0)


async def _with_narrow(view: View, told: Examination) -> Examination:
    """What the page needs on the screen of a telephone, laid out anew without another load."""
    usual = view.page.viewport_size
    width: object = None
    with suppress(Error):
        await view.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        await view.settle(REACTION)
        width = await view.run(_script(), ["width", None])
        if usual is not None:
            await view.page.set_viewport_size(usual)
    return msgspec.structs.replace(told, width=int(width)) if isinstance(width, int) else told


async def _with_prompts(view: View, told: Examination, own: Collection[str]) -> Examination:
    """Click links to sites that are not of government, and see whether words come up first."""
    kin = {platform(host) for host in own}
    urls = await view.run(_script(), ["away", None]) or []
    away = [
        url for url in urls
        if not is_official(host_of(url)) and platform(host_of(url)) not in kin
    ]  # fmt: skip
    prompts = []
    for url in away[:MOST_LEFT]:
        reply = await _leave(view, url)
        prompts.append(Prompt(url, reply))
        await _back(view, told.url, same=reply == "straight" and bool(view.windows))
    return msgspec.structs.replace(told, prompts=tuple(prompts))


async def _leave(view: View, url: str) -> Reply:
    """Click a link; the guard keeps the browser from arriving."""
    view.visit.barred.add(host_of(url))
    before = len(view.visit.asked), len(view.dialogs), len(view.windows)
    words = await view.run(_script(), ["prompt", None])
    if not await _click(await _element(view, "link", url)):
        return "unclear"
    loop = asyncio.get_running_loop()
    until = loop.time() + REACTION
    while loop.time() < until:
        await asyncio.sleep(0.2)
        if len(view.dialogs) > before[1]:
            return "asked"
        if any(a.denied == "barred" for a in view.visit.asked[before[0] :]):
            return "straight"
        if len(view.windows) > before[2]:
            view.follow(view.windows[-1])
            words = 0
        told = await view.run(_script(), ["prompt", None])
        if isinstance(told, int) and told > int(words or 0):
            return "asked"
    return "unclear"


async def _back(view: View, home: str, *, same: bool) -> None:
    """The home page as it was; ``same`` if the click left it so and opened a window."""
    view.follow(view.first)
    for window in view.windows:
        with suppress(Error):
            await window.close()
    view.windows.clear()
    if not same:
        await view.goto(home)


async def _with_elder(view: View, told: Examination) -> Examination:
    """Click the entry to the mode for the elderly, and see what it does."""
    words = await view.run(_script(), ["elder", "words"])
    if not words:
        return told
    first = await _state(view)
    await asyncio.sleep(1.0)
    before = await _state(view)
    restless = {key for key in before if before[key] != first.get(key)}
    dialogs = len(view.dialogs)
    clicked = await _click(await _element(view, "elder", None))
    did = set[str]()
    if clicked:
        await asyncio.sleep(0.5)
        await view.settle(REACTION)
        after = await _state(view)
        did = {key for key in after if after[key] != before.get(key)} - restless
        did |= {"window"} if view.windows else set()
        did |= {"dialog"} if len(view.dialogs) > dialogs else set()
        if not did and any(a.denied == "budget" for a in view.visit.asked):
            did = {"unclear"}  # what it needs may not have come
    return msgspec.structs.replace(
        told, elder=clean_text(str(words), 40),
        elder_did=tuple(sorted(did)) if clicked else ("unclear",),
    )  # fmt: skip


async def _state(view: View) -> dict[str, object]:
    told = await view.run(_script(), ["state", None])
    return told if isinstance(told, dict) else {}


async def _element(view: View, what: str, told: object) -> ElementHandle | None:
    with suppress(Error):
        return (await view.page.evaluate_handle(_script(), [what, told])).as_element()
    return None


async def _click(element: ElementHandle | None) -> bool:
    with suppress(Error):
        if element is not None:
            await element.click(timeout=REACTION * 1000, no_wait_after=True)
            return True
    return False
