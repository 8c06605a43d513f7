"""References (比对清单): what a site is compared with, given by whoever orders the audit.

They are lists of others: when the State Council published each policy, what the service platform
says of each item. Without one there is nothing to compare with, and the checks say so.
"""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class Published(Struct, frozen=True):
    """A policy that sites have to repost (应转载的政策): title, address, and when it appeared.

    ``at`` is in Asia/Shanghai; where the list gives a day only, it is the end of that day.
    """

    title: str
    url: str
    at: datetime


class Item(Struct, frozen=True):
    """A service item (办事事项) as the platform has it: its name, and its values by element.

    Elements are those of `checks.facts.types.GUIDE_ELEMENTS`, and ``limit`` (办理时限).
    """

    name: str
    values: dict[str, str]


class Reference(Struct, frozen=True, kw_only=True):
    """Everything that the files given say.

    Attributes:
        files: name and SHA-256 of each file.
        policies: what is to be reposted.
        items: what guides are compared with.
    """

    files: tuple[tuple[str, str], ...] = ()
    policies: tuple[Published, ...] = ()
    items: tuple[Item, ...] = ()
