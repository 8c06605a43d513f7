"""Crawler traps (陷阱): addresses without end, cut by plain rules, each cut told as coverage.

A calendar has a page for every month of all times, a filter one for each combination, and a wrong
relative link makes an address that grows with each click. No content is lost by leaving out what
comes behind the first few hundred of a kind, but a crawl without bounds never ends.
"""

from __future__ import annotations

import re
from collections import Counter

from checks.observations import Unseen

MAX_QUERY_PATTERN = 200
"""Pages asked for of one path with one set of query keys, digits folded."""
MAX_PATH_PATTERN = 5000
"""Pages asked for of one path without a query, digits folded: articles are numbered, too."""
MAX_SEGMENTS = 20
"""Parts of a path."""
MAX_REPEATS = 3
"""Times that one part may stand in a path: a wrong relative link repeats a folder endlessly."""
MAX_SIBLINGS = 500
"""Hosts under one parent domain that are asked: a wildcard record has all names there are."""

MAX_PER_HOST = 2000
"""Links to one other host that are looked at."""

_DIGITS = re.compile(r"\d+")
# Keys of a session: the same page under ever new addresses.
_SESSION = re.compile(
    r";jsessionid=[^?#/]*"
    r"|(?<=[?&])(?:jsessionid|phpsessid|aspsessionid\w*|cfid|cftoken)=[^&#]*&?"
    # These are sessions or times only where the value looks like one: `sid=12` is an article.
    r"|(?<=[?&])(?:sessionid|session_id|sid|_t?|_?r|_dc|t|timestamp|nocache|rnd|random)="
    r"(?:0?\.\d{6,}|\d{10,}|[0-9a-f]{16,})(?:&|$)",
    re.I,
)
_SESSION_HINT = re.compile(r"sess|cfid|cftoken|[?&](?:sid|_|t|_t|r|_r|_dc|time|noc|rnd|ran)", re.I)


def without_session(url: str) -> str:
    """One spelling for the addresses of one page that differ only in a session or a time."""
    if "=" not in url or not _SESSION_HINT.search(url):
        return url
    return _SESSION.sub("", url).rstrip("?&")


class Traps:
    """Counts what was let through, and says when it is enough.

    Args:
        scale: multiplies the bounds on patterns, for a crawl that is to see everything.
    """

    def __init__(self, scale: float = 1.0) -> None:
        self._scale = scale
        self._patterns: Counter[str] = Counter()
        self._siblings: Counter[str] = Counter()
        self._hosts: set[str] = set()
        self._asked: Counter[str] = Counter()

    def page(self, url: str) -> Unseen | None:
        """Why a page of the site is not asked for; None if it may be."""
        path, mark, query = url.partition("?")
        parts = path.split("/")[3:]
        if len(parts) > MAX_SEGMENTS or (len(parts) > MAX_REPEATS and _repeats(parts)):
            return "path"
        keys = "&".join(sorted(pair.partition("=")[0] for pair in query.split("&")))
        pattern = _DIGITS.sub("0", f"{path}?{keys}") if mark else _DIGITS.sub("0", path)
        bound = MAX_QUERY_PATTERN if mark else MAX_PATH_PATTERN
        self._patterns[pattern] += 1
        return "pattern" if self._patterns[pattern] > bound * self._scale else None

    def host(self, host: str) -> Unseen | None:
        """Why another host is not asked, or not once more; None if it may be."""
        self._asked[host] += 1
        if self._asked[host] > MAX_PER_HOST:
            return "budget"
        if host not in self._hosts:
            parent = host.partition(".")[2]
            if self._siblings[parent] >= MAX_SIBLINGS:
                return "hosts"
            self._siblings[parent] += 1
            self._hosts.add(host)
        return None


def _repeats(parts: list[str]) -> bool:
    return Counter(part for part in parts if part).most_common(1)[0][1] > MAX_REPEATS
