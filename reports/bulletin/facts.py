"""What only the office knows (办公室填报): names, dates and figures that no crawl can show.

It stands in a TOML file of the office's own (``--facts FILE``); every part may be left out, and
what is left out is not printed. Unknown keys are errors.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

Count = Annotated[int, Meta(ge=0)]
"""How many."""


class Tips(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Messages of “find faults for government websites” (我为政府网站找错) in a span of days.

    Attributes:
        received: messages received. ``on_time``: of these, handled in time.
        since, until: first and last day counted.
    """

    received: Count
    on_time: Count
    since: date
    until: date


class Accountability(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Persons or units called to account (问责), by what was done."""

    interviews: Count = 0
    written_reviews: Count = 0
    circulars: Count = 0
    warnings: Count = 0
    transfers: Count = 0
    dismissals: Count = 0


class NewMedia(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Official accounts (政务新媒体), inspected by the office itself: they are not crawled."""

    total: Count
    sampled: Count
    passed: Count


class OfficeFacts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The office's own part of a bulletin.

    Attributes:
        office: who issues it (发文机关); ``addressee``: to whom (主送机关), one line;
            ``number``: document number (发文字号); ``issued``: date of the document (成文日期).
        area: whose websites are meant, as in a title (``全省``, ``全市``).
        basis: documents that the inspection rests on, as quoted; empty takes the indicator sets'.
        due_days: days that agencies have to rectify. ``reply_to``: where they reply, one line.
        requirements: paragraphs that take the place of the template's.
    """

    office: str = ""
    addressee: str = ""
    number: str = ""
    issued: date | None = None
    area: str = ""
    basis: tuple[str, ...] = ()
    due_days: Annotated[int, Meta(ge=1)] = 14
    reply_to: str = ""
    requirements: tuple[str, ...] = ()
    tips: Tips | None = None
    accountability: Accountability | None = None
    new_media: NewMedia | None = None
