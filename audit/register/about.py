"""What a list says of a site (名单所载信息), as settings of its run."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from audit.indicators.regions import level_of, parse_region, region_of
from audit.register.columns import KINDS, LEVELS, meaning

if TYPE_CHECKING:
    from audit.settings import Settings

LEVEL_OF = {
    "国家级": "national", "省级": "province", "市级": "city", "县级": "county",
    "县级以下": "county",
}  # fmt: skip
"""Level of a list → level of an indicator set."""


def listed_as(
    *, code: str = "", kind: str = "", level: str = "", region: str = ""
) -> dict[str, str]:
    """The settings ``kind``, ``level`` and ``region`` of a site, as far as a list tells them.

    What is not told otherwise comes from the identification code. A region that is neither a code
    nor a province is left to the code as well.
    """
    found = {
        "kind": meaning(kind, KINDS) or "",
        "level": LEVEL_OF.get(meaning(level, LEVELS) or "", "") or level_of(code),
        "region": region_of(code),
    }
    with suppress(ValueError):
        found["region"] = found["region"] or parse_region(region)
    return {name: value for name, value in found.items() if value}


def unsaid(found: dict[str, str], settings: Settings) -> dict[str, str]:
    """Without what a person says now, which comes first."""
    return {name: value for name, value in found.items() if not getattr(settings, name)}
