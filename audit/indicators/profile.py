"""What a site is (网站类型、层级、地区), as far as lines of a table hold for some sites only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from audit.indicators.regions import level_of, region_of
from checks.evidence import SiteEvidence

_CODE = re.compile(r"bm\d{8}|\d{10}", re.ASCII)
_OWN_DOMAIN = re.compile(r"(www\.)?[a-z0-9-]+(\.[a-z]{2})?\.gov\.cn", re.ASCII)
_BELOW = re.compile(r"(?!www\.)[a-z0-9-]+(\.[a-z0-9-]+)+\.gov\.cn", re.ASCII)
_GOVERNMENT = re.compile(
    r"(?:省|市|县|區|区|旗|州|盟|自治区)人民政府(?:门户)?(?:网站|网|公众信息网)?"
)
_DEPARTMENT = re.compile(
    r"[\u4e00-\u9fff](?:厅|局|委员会|总署|部)(?:政府|官方|门户)?(?:网站|网)?(?:$|[-_—|·\s])"
)


class Profile(Struct, frozen=True, kw_only=True):
    """What a site is; what is not known is empty, and None for ``services``.

    Attributes:
        kind, level: as in the model of indicator sets.
        region: code of GB/T 2260, two, four or six digits.
        services: whether it has to offer services (对外服务职能).
        day: of the inspection, on which the terms of some lines hadn't ended.
        guessed: names of the fields that are a guess.
    """

    kind: str = ""
    level: str = ""
    region: str = ""
    services: bool | None = None
    day: date | None = None
    guessed: tuple[str, ...] = ()


def profile_of(evidence: SiteEvidence, told: Profile) -> Profile:
    """What the site is: as told, and the rest guessed from its code, host, name and guides.

    Nothing is guessed that doesn't follow plainly: a name of a government at a domain of its own
    is a portal, a name of a department a department; all else stays unknown.
    """
    found = {
        "kind": told.kind or _kind(evidence),
        "level": told.level or _level(evidence),
        "region": told.region or _region(evidence),
    }
    services = told.services if told.services is not None else _services(evidence, **found)
    guessed = [name for name, value in found.items() if value and not getattr(told, name)]
    if services is not None and told.services is None:
        guessed.append("services")
    return Profile(**found, services=services, day=evidence.today, guessed=tuple(guessed))


def site_code(evidence: SiteEvidence) -> str:
    """The identification code (网站标识码) that the home page shows; empty if it shows none."""
    home = evidence.home
    if home is None:
        return ""
    shown = (home.facts.marks.code, home.facts.meta.get("SiteIDCode", ""))
    return next((code for code in map(str.strip, shown) if _CODE.fullmatch(code.lower())), "")


def _names(evidence: SiteEvidence) -> Iterator[str]:
    home = evidence.home
    if home is not None:
        yield home.facts.marks.name or home.facts.meta.get("SiteName", "")
        yield home.facts.title


def _kind(evidence: SiteEvidence) -> str:
    host = evidence.site.host
    if host == "www.gov.cn":
        return "portal"
    for name in filter(None, _names(evidence)):
        if _OWN_DOMAIN.fullmatch(host) and _GOVERNMENT.search(name):
            return "portal"
        if _OWN_DOMAIN.fullmatch(host) and _is_ministry(evidence, name):
            return "portal"  # 国务院部门门户网站
        if (_BELOW.fullmatch(host) or _OWN_DOMAIN.fullmatch(host)) and _DEPARTMENT.search(name):
            return "department"
    return ""


def _is_ministry(evidence: SiteEvidence, name: str) -> bool:
    """Whether a site is that of a department of the State Council, not of a service or project."""
    national = site_code(evidence).lower().startswith("bm")
    return national and bool(_DEPARTMENT.search(name))


def _level(evidence: SiteEvidence) -> str:
    return "national" if evidence.site.host == "www.gov.cn" else level_of(site_code(evidence))


def _region(evidence: SiteEvidence) -> str:
    return region_of(site_code(evidence))


def _services(evidence: SiteEvidence, kind: str, level: str, region: str) -> bool | None:  # noqa: ARG001
    """Portals of regions serve, and whoever shows guides; of others we don't know."""
    if kind == "portal" and level in ("province", "city", "county"):
        return True
    guides = any(page.facts.kind == "guide" for page in evidence.pages)
    return True if guides else None
