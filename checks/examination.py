"""What a browser tells of one page beside its content (页面体检): access, weight, disturbances."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal

from msgspec import Struct

Role = Literal["home", "column", "article", "guide", "search"]
"""As what a page was chosen; only of the home page everything is measured."""

Reply = Literal["asked", "straight", "unclear"]
"""What a click on a link to another site did: words came up first; the browser set out for the
other site at once; neither was seen."""


class Violation(Struct, frozen=True, kw_only=True):
    """One rule of axe-core that a page breaks.

    Attributes:
        rule: axe's name of it (``image-alt``).
        impact: in axe's scale.
        clauses: success criteria of WCAG 2 (``1.1.1``).
        help: axe's words for it, English.
        places: elements that break it.
        selectors: of the first of them, CSS.
    """

    rule: str
    impact: Literal["", "minor", "moderate", "serious", "critical"] = ""
    clauses: tuple[str, ...] = ()
    help: str = ""
    places: int = 1
    selectors: tuple[str, ...] = ()


class Part(Struct, frozen=True):
    """A part of a page (image, style, script, data) that did not come, and its answer in words."""

    url: str
    answer: str


class Cookie(Struct, frozen=True):
    """A cookie that was set though nobody had agreed to anything; days it stays, 0: the session."""

    host: str
    name: str
    days: int = 0


class Prompt(Struct, frozen=True):
    """A link to another site that was clicked."""

    url: str
    reply: Reply


class Examination(Struct, frozen=True, kw_only=True):
    """One look of the browser at one page.

    Figures that were not taken are -1.

    Attributes:
        url: of the page, as the crawl knows it.
        role: see `Role`.
        look: 1, or 2 in the confirmation step, which tries nothing out.
        at: when it began.
        status: HTTP status; 0 if the page did not come.
        reason: why nothing was measured: ``lost`` the browser did not come through, ``wall`` it
            was shown a verification or error page, ``elsewhere`` it was led to another site, else
            the failure that it met; empty if the page was examined.
        axe: version of axe-core; empty if it could not be run.
        violations: what it found in the main document.
        seconds: until the page's load event, our own pauses left out.
        bytes, requests: of all that the page asked for.
        errors: uncaught errors of scripts.
        stopped: requests that we did not let out; errors may come of that.
        missing: parts that did not come, style sheets first.
        others: hosts of others that the page asked, by themselves.
        cookies: that others set, or that stay.
        width: pixels that the page needs on a screen of 375; clipped content does not count.
        menu: links of the main navigation that were looked for by keyboard.
        tabs: presses of Tab until the first of them had the focus, 0 if none had; at most 120.
        trap: the element that kept the focus; empty if none did.
        elder: words of the entry to a mode for the elderly or disabled; empty if none was seen.
        elder_did: what a click on it changed: ``address``, ``window``, ``dialog``, ``style``,
            ``content``; ``unclear`` where it could not be clicked, or not all was let in.
        prompts: links to sites that are not of government that were clicked.
    """

    url: str
    role: Role
    look: int = 1
    at: datetime
    status: int = 0
    reason: str = ""
    axe: str = ""
    violations: tuple[Violation, ...] = ()
    seconds: float = -1
    bytes: int = -1
    requests: int = -1
    errors: tuple[str, ...] = ()
    stopped: int = 0
    missing: tuple[Part, ...] = ()
    others: tuple[str, ...] = ()
    cookies: tuple[Cookie, ...] = ()
    width: int = -1
    menu: int = -1
    tabs: int = -1
    trap: str = ""
    elder: str = ""
    elder_did: tuple[str, ...] = ()
    prompts: tuple[Prompt, ...] = ()

    @property
    def styled(self) -> bool:
        """Whether all its style sheets came; without them nobody sees the page that was made."""
        return not any(is_style(part.url) for part in self.missing)

    @property
    def scripted(self) -> bool:
        """Whether all its scripts came, and could ask for what they wanted."""
        return not self.stopped and not any(_SCRIPT.search(part.url) for part in self.missing)


_STYLE = re.compile(r"\.css(?:$|\?)", re.IGNORECASE)
_SCRIPT = re.compile(r"\.js(?:$|\?)", re.IGNORECASE)
_OFFICIAL = re.compile(
    r"(?:^|\.)(?:gov\.cn|xn--zfr164b|mil\.cn|edu\.cn|conac\.cn|123\d\d\.cn|news\.cn|xinhuanet\.com"
    r"|people\.com\.cn|cctv\.com|cntv\.cn)$"
)


def is_style(url: str) -> bool:
    """Whether an address is that of a style sheet."""
    return _STYLE.search(url) is not None


def is_official(host: str) -> bool:
    """Whether a host's name tells that it is official.

    Such are those of government, army, party, schools and the state's own media: no strangers to
    be warned of. Whether any other is one, only a person knows.
    """
    return _OFFICIAL.search(host) is not None
