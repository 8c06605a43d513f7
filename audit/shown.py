"""How a report shows what was seen (显示): masked, in local time, without inside addresses."""

from __future__ import annotations

import ipaddress
from datetime import datetime
from pathlib import Path

from audit import wording
from audit.judging import trouble
from audit.values import SHANGHAI
from checks.evidence import SiteEvidence
from checks.facts.mask import mask, mask_url
from checks.finding import Value
from spiders.bundle.seal import ARCHIVE
from spiders.egress import is_public


def trouble_words(evidence: SiteEvidence, tr: wording.Translate) -> str:
    """Why nothing can be said of the site, in words; empty if something can."""
    kind = trouble(evidence)
    if not kind:
        return ""
    attempt, _ = evidence.final(evidence.site.url)
    reason = wording.attempt_result(attempt, tr) if attempt is not None else ""
    return tr(wording.TROUBLE[kind]).format(reason=reason)


def archive_of(bundle: Path, run: str) -> Path:
    """Archive that holds a record: the bundle's own, or that of the run it lies beside."""
    return (bundle.parent.parent / run / "bundle" if run else bundle) / ARCHIVE


def shot_file(sha256: str) -> str:
    """Where a picture lies beside the reports."""
    return f"shots/{sha256[:32]}.jpg"


def masked(value: Value) -> Value:
    """A measured value without personal numbers."""
    if not isinstance(value, str):
        return value
    return mask_url(value) if "://" in value else mask(value)


def local(at: datetime) -> str:
    """A moment in China Standard Time, to the second."""
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def shown_address(address: str) -> str:
    """An address as a report may show it: internal ones are nobody's business."""
    try:
        return address if address and is_public(ipaddress.ip_address(address)) else ""
    except ValueError:
        return ""
