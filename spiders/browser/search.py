"""Search trials (搜索测试) as a person makes them: find the box, type, press Enter, read."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import datetime
from importlib import resources
from typing import Literal
from urllib.parse import quote_plus, unquote

import msgspec
from msgspec import Struct
from playwright.async_api import ElementHandle, Error

from checks.facts.urls import host as host_of
from spiders.browser.browser import Browser
from spiders.browser.view import Shown, View

REACTION = 3.0
"""Seconds in which something has to happen after Enter, or the button is pressed."""
TYPING = 15.0
_FRAMES = 5
# Results may come into the page where the box stands: then only links that came with them count,
# for the page itself shows titles as well.
_MARK = "() => { window.auditBefore = new WeakSet(document.querySelectorAll('a')); }"
_FRESH = """() => {
  if (!window.auditBefore) return null;
  const links = [...document.querySelectorAll('a')];
  const copy = document.documentElement.cloneNode(true);
  [...copy.querySelectorAll('a')].forEach((a, i) => {
    if (window.auditBefore.has(links[i])) a.remove();
  });
  return copy.outerHTML;
}"""


def _script(name: str) -> str:
    return resources.files("spiders.browser").joinpath(name).read_text("utf-8")


class Answer(Struct, frozen=True, kw_only=True):
    """What came of one question.

    Attributes:
        at: when it was put.
        shown: the page of results; None where nothing could be asked.
        why: why not: ``no-box`` none was found; ``no-reaction`` nothing happened.
        seconds: from pressing Enter to the last answer that came.
        traits: what the page offers: ``sort-time``, ``sort-relevance``, ``filter-time``,
            ``filter-type``, ``filter-column``, ``highlight``; ``captcha``, if it asks for one;
            ``sent``, if the words were seen to go out; ``in-place``, if the page of the box shows
            the results itself, of which then only what came with them is kept.
        total: number of results that it tells; -1 if it tells none.
    """

    at: datetime
    shown: Shown | None = None
    why: Literal["", "no-box", "no-reaction"] = ""
    seconds: float = 0.0
    traits: tuple[str, ...] = ()
    total: int = -1


async def ask(browser: Browser, home: str, query: str, at: datetime) -> Answer:
    """Open the home page, find its search, and put one question.

    Raises:
        PageLost: see `Browser.look`.
    """
    async with browser.look() as view:
        view.visit.searching = True
        await view.goto(home)
        box = await _find(view)
        if box is None:
            return Answer(at=at, why="no-box")
        await view.run(_MARK)
        began = await _put(view, box, query)
        if not began:
            return Answer(at=at, why="no-reaction")
        await view.settle()
        seconds = max(0.0, view.visit.changed - began)
        shown = await view.shown()
        fresh = await view.run(_FRESH)
        told = await view.run(_script("results.js"), query) or {"traits": [], "total": -1}
        traits = {str(t) for t in told["traits"]}
        if _was_sent(view, query):
            traits.add("sent")
        if isinstance(fresh, str):
            traits.add("in-place")
            shown = msgspec.structs.replace(shown, html=fresh)
        return Answer(
            at=at, shown=shown, seconds=seconds, traits=tuple(sorted(traits)),
            total=int(told["total"]),
        )  # fmt: skip


async def _find(view: View) -> ElementHandle | None:
    """The box: there, behind an icon, or on the page that a link called 搜索 leads to."""
    box = await _box(view)
    if box is not None:
        return box
    icon = await _element(view, "icon")
    if icon is not None:
        with suppress(Error):
            await icon.click(timeout=REACTION * 1000)
            await view.settle(REACTION)
            _follow(view)
        box = await _box(view)
        if box is not None:
            return box
    link = await view.run(_script("box.js"), "link")
    if isinstance(link, str):
        await view.goto(link)
        return await _box(view)
    return None


async def _box(view: View) -> ElementHandle | None:
    for frame in view.page.frames[:_FRAMES]:
        with suppress(Error):
            found = (await frame.evaluate_handle(_script("box.js"), "box")).as_element()
            if found is not None:
                return found
    return None


async def _element(view: View, what: str) -> ElementHandle | None:
    with suppress(Error):
        return (await view.page.evaluate_handle(_script("box.js"), what)).as_element()
    return None


async def _put(view: View, box: ElementHandle, query: str) -> float:
    """Type the words; Enter first, else the button.

    Returns the loop's time of the one after which something happened; 0 if nothing did.
    """
    loop = asyncio.get_running_loop()
    with suppress(Error):
        await box.click(timeout=REACTION * 1000)
    try:
        await box.fill(query, timeout=TYPING * 1000)
    except Error:
        return 0.0
    frame = await box.owner_frame() or view.page.main_frame
    button = None
    with suppress(Error):
        await box.focus()
        button = (await frame.evaluate_handle(_script("box.js"), "button")).as_element()
    form = await box.evaluate("e => e.form ? e.form.action : ''")
    if isinstance(form, str) and form.startswith("http"):
        view.visit.forms.add(host_of(form))
    before = await _state(view)
    asked, began = len(view.visit.asked), loop.time()
    with suppress(Error):
        await box.press("Enter", timeout=REACTION * 1000, no_wait_after=True)
    if await _reacts(view, query, before, asked):
        return began
    if button is not None:
        began = loop.time()
        with suppress(Error):
            await button.click(timeout=REACTION * 1000, no_wait_after=True)
        return began if await _reacts(view, query, before, asked) else 0.0
    return 0.0


async def _state(view: View) -> tuple[object, ...]:
    length = await view.run("() => document.body ? document.body.innerText.length : 0")
    return (len(view.windows), view.page.url, length)


async def _reacts(view: View, query: str, before: tuple[object, ...], asked: int) -> bool:
    """Whether a window, another page, other text, or a request with the words comes in time."""
    loop = asyncio.get_running_loop()
    until = loop.time() + REACTION
    while loop.time() < until:
        await asyncio.sleep(0.1)
        if await _state(view) != before or _was_sent(view, query, asked):
            _follow(view)
            return True
    return False


def _follow(view: View) -> None:
    if view.windows and view.page is not view.windows[-1]:
        view.follow(view.windows[-1])


def _was_sent(view: View, query: str, since: int = 0) -> bool:
    """Whether the words went out, in whatever charset: in an address, or in what was posted.

    Args:
        view: the look.
        query: the words.
        since: requests before this one do not count.
    """
    words = query.replace(" ", "")[:12]
    if not words:
        return len(view.visit.asked) > since
    coded = [quote_plus(words.encode(name, "ignore")).lower() for name in ("utf-8", "gb18030")]
    for asked in view.visit.asked[since:]:
        text = (asked.url + " " + asked.sent).lower()
        if words.lower() in unquote(text) or any(code in text for code in coded):
            return True
        if words.encode("unicode_escape").decode().lower() in text:  # JSON in ASCII
            return True
    return False


def trial_url(shown: Shown, look: int, number: int) -> str:
    """The address under which a page of results is kept: many searches use one for all."""
    return f"{shown.url.partition('#')[0]}#search-{look}-{number}"
