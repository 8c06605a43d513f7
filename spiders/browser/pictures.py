"""Evidence pictures (截图): what a finding speaks of, as a browser shows it.

The place is marked in the page; time, address and answer are stamped above it, outside the page's
own area, so that nobody can take the stamp for a part of the page.
"""

from __future__ import annotations

import base64
from contextlib import suppress
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from msgspec import Struct
from playwright.async_api import Error

from spiders.browser.browser import Browser, Device
from spiders.browser.view import Shown, View

MOST_HEIGHT = 6000
"""Pixels of a page that are shown; a marked place below is shown with what is around it."""
THUMB = (480, 300)
MOST_THUMB = 22_000
"""Bytes of a small picture: reports hold it as text."""
QUALITY = 70

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_SHOWN_AS = {
    "no-such-host": "namenotresolved",
    "dns-no-data": "namenotresolved",
    "dns-failure": "namenotresolved",
    "dns-timeout": "namenotresolved",
    "refused": "connectionrefused",
    "connect-timeout": "timedout",
    "timeout": "timedout",
    "reset": "connectionreset",
}
_STAMP = (
    "padding:10px 14px;background:#17365c;color:#fff;font:16px/1.5 sans-serif;word-break:break-all"
)
# Marks what leads to an address, or loads from it; tells how far down it stands.
_MARK = """(address) => {
  const same = (e) => ['href', 'src', 'action'].some((k) => {
    const v = e[k]; return typeof v === 'string' && v.split('#')[0] === address.split('#')[0]; });
  const all = [...document.querySelectorAll('a, area, img, link, script, iframe, form')]
    .filter(same);
  const found = all.find((e) => e.getBoundingClientRect().width > 0);
  if (!found) return -1;
  found.style.setProperty('outline', '4px solid #d00000', 'important');
  found.style.setProperty('outline-offset', '3px', 'important');
  return Math.max(0, found.getBoundingClientRect().top + window.scrollY);
}"""
_SIZE = """() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"""


class Picture(Struct, frozen=True):
    """A picture to take.

    Attributes:
        key: fingerprint of the finding that it is for, or a name of its own.
        url: page to show.
        mark: address of the link or picture in it that is spoken of; empty for none.
        device: as what it is shown.
    """

    key: str
    url: str
    mark: str = ""
    device: Device = "desktop"


class Sights(Struct, frozen=True):
    """What a browser is to show once the second looks are over.

    Attributes:
        looks: links whose third look this is, in order.
        pictures: pictures to take; that of a link where it leads is taken in the same visit.
    """

    looks: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()


class Taken(Struct, frozen=True):
    """A picture as JPEG, and a small one of its telling part."""

    full: bytes
    thumb: bytes


async def take(browser: Browser, wanted: Picture, at: datetime) -> Taken | None:
    """Take one picture; None if nothing could be shown, or the place to mark is not there.

    Raises:
        PageLost: see `Browser.look`.
    """
    async with browser.look(wanted.device) as view:
        await view.goto(wanted.url)
        return await take_of(view, await view.shown(), wanted, at)


async def take_of(view: View, shown: Shown, wanted: Picture, at: datetime) -> Taken | None:
    """Take a picture of a page that is open, the view's last use; see `take`."""
    if shown.failure in _SHOWN_AS:
        # The proxy can only break off; a person's browser would say what is the matter.
        code = _SHOWN_AS[shown.failure]
        await view.page.route("**/*", lambda route: route.abort(code))
        with suppress(Error):
            await view.page.goto(wanted.url)
        await view.page.unroute_all()
    if shown.failure in ("robots", "blocked-target", "budget", "closed", "harm"):
        return None
    top = 0.0
    if wanted.mark:
        found = await view.run(_MARK, wanted.mark)
        if not isinstance(found, (int, float)) or found < 0:
            return None
        top = float(found)
    try:
        return await _compose(view, wanted, shown, top, at)
    except Error:
        return None


async def _compose(
    view: View, wanted: Picture, shown: Shown, top: float, at: datetime
) -> Taken | None:
    """The page under its stamp."""
    size = await view.run(_SIZE) or [1366, 768]
    width, height = max(320, min(int(size[0]), 2000)), max(200, int(size[1]))
    start = max(0.0, min(top - MOST_HEIGHT / 2, height - MOST_HEIGHT))
    clip = {"x": 0.0, "y": start, "width": float(width),
            "height": float(min(height - start, MOST_HEIGHT))}  # fmt: skip
    page = await view.page.screenshot(
        type="jpeg", quality=QUALITY, full_page=True, animations="disabled",
        clip=clip,  # type: ignore[arg-type]
    )  # fmt: skip
    source = f"data:image/jpeg;base64,{base64.b64encode(page).decode()}"
    await view.page.goto("about:blank")
    await view.page.set_content(
        f'<body style="margin:0;width:{width}px;background:#fff"><div style="{_STAMP}">'
        f"{_stamp(wanted, shown, at)}</div>{_img(source, width)}"
    )
    full = await view.page.locator("body").screenshot(type="jpeg", quality=QUALITY)
    small, low = THUMB
    shift = max(0.0, (top - start) * small / width - low / 2)
    await view.page.set_content(
        f'<body style="margin:0"><div id=t style="width:{small}px;height:{low}px;overflow:hidden">'
        f"{_img(source, small, shift)}</div>"
    )
    for quality in (50, 30, 10):
        thumb = await view.page.locator("#t").screenshot(type="jpeg", quality=quality)
        if len(thumb) <= MOST_THUMB:
            return Taken(full, thumb)
    return None


def _img(source: str, width: int, up: float = 0.0) -> str:
    return f'<img src="{source}" style="display:block;width:{width}px;margin-top:-{up:.0f}px">'


def _stamp(wanted: Picture, shown: Shown, at: datetime) -> str:
    lines = [
        f"{at.astimezone(_SHANGHAI):%Y-%m-%d %H:%M:%S} (Asia/Shanghai)",
        shown.url or wanted.url,
        f"HTTP {shown.status}" if shown.status else shown.failure or "-",
    ]
    if wanted.mark:
        lines.append(f"→ {wanted.mark}")
    return "<br>".join(escape(line) for line in lines)
