"""A campaign as evidence (监测数据入证): its part about one site, beside that site's bundle."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace

from audit.errors import BundleError
from audit.language import _
from audit.settings import Settings
from checks.facts.urls import host as host_of
from checks.visits import Visits
from spiders.bundle.reader import Bundle
from spiders.uptime.campaign import CampaignError, is_new
from spiders.uptime.reader import read

NAME = "monitor.db"
"""File of a campaign in ``--out`` where none is named."""
NEAR = timedelta(days=92)
"""A campaign that is only found beside the runs has to lie so near to the inspection time: that of
another quarter must be named."""


def of_round(round_id: str) -> str:
    """Name of the file, in ``--out``, of the campaign that visits the sample of a round."""
    return f"visits-{round_id}.db"


def judged_by(settings: Settings, round_id: str) -> Settings:
    """Settings by which runs of a round are judged: with its visits, once they have begun.

    A campaign that a person names comes first.
    """
    path = Path(settings.out) / of_round(round_id)
    if settings.monitor or is_new(path):
        return settings
    return replace(settings, monitor=str(path))


def with_visits(bundle: Bundle, monitor: str) -> Bundle:
    """A bundle whose evidence has the visits of its site, if a campaign has any.

    Args:
        bundle: of one run.
        monitor: file of the campaign; empty for one beside the run's folder, if there is one: that
            of the quarter's round, or the other.

    Raises:
        BundleError: the file cannot be read.
    """
    if monitor:
        visits = _visits(Path(monitor), bundle, named=True)
    else:
        run = bundle.folder.parent if bundle.folder.name == "bundle" else bundle.folder
        day = bundle.evidence.today
        names = (of_round(f"{day.year}Q{(day.month + 2) // 3}"), NAME)
        files = [run.parent / name for name in names if not is_new(run.parent / name)]
        visits = next(filter(None, (_visits(file, bundle, named=False) for file in files)), None)
    if visits is None:
        return bundle
    return replace(bundle, evidence=dataclasses.replace(bundle.evidence, visits=visits))


def _visits(path: Path, bundle: Bundle, *, named: bool) -> Visits | None:
    """The visits of a bundle's site in a campaign; None if it has none of it, or none so near."""
    site = bundle.evidence.site
    try:
        with read(path) as campaign:
            place = campaign.place_of(site.host, host_of(site.url))
            plan = campaign.terms.plan
            near = plan.start - NEAR <= site.as_of <= plan.end + NEAR
            return campaign.series(place) if place is not None and (named or near) else None
    except CampaignError as error:
        raise BundleError(
            _(error.message).format(**error.values), _("name the campaign's file with --monitor")
        ) from error
