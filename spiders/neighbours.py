"""Neighbours (同一单位的其他网站): which pages of other hosts a crawl reads, one hop from the site.

The crawl reads a column that the site's own menus keep on a sub-site or on the upper portal's
platform, and the parts of it that a duty may ask for; never the whole of that other site.
"""

from __future__ import annotations

from collections.abc import Set

from checks.facts.neighbours import leads_onward, leads_to_column
from checks.facts.types import Link
from checks.facts.urls import host as host_of

MAX_PAGES = 20
"""Pages of other hosts read for one site."""
_NEAR = 1
"""Clicks from the home page up to which a link counts as one of the site's menus."""
_FAR = 2
"""Clicks from the home page up to which parts of a column elsewhere are looked for."""


class Neighbours:
    """Says which links lead to such pages, and counts them.

    Args:
        home: host of the home page.
        own: the site's own hosts; may grow.
    """

    def __init__(self, home: str, own: Set[str]) -> None:
        self._home = home
        self._own = own
        self.left = MAX_PAGES

    def is_elsewhere(self, url: str) -> bool:
        """Whether a page that was fetched is not the site's."""
        return host_of(url) not in self._own

    def takes(self, page_url: str, depth: int, link: Link) -> bool:
        """Whether a link of a page, so many clicks from the home page, is read as a page.

        Counts it if so.
        """
        if self.left <= 0 or link.kind != "page" or not link.text or host_of(link.url) in self._own:
            return False
        if self.is_elsewhere(page_url):
            taken = depth <= _FAR and leads_onward(self._home, page_url, link.url, link.text)
        else:
            taken = depth <= _NEAR and leads_to_column(self._home, link.url, link.text)
        self.left -= taken
        return taken
