"""A campaign as evidence (监测数据入证): its part about one site, beside that site's bundle."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path

import msgspec

from audit.errors import BundleError
from audit.language import _
from checks.facts.urls import host as host_of
from spiders.bundle.reader import Bundle
from spiders.uptime.campaign import CampaignError
from spiders.uptime.reader import read

NAME = "monitor.db"
"""File of a campaign in ``--out`` where none is named."""
NEAR = timedelta(days=92)
"""A campaign that is only found beside the runs has to lie so near to the inspection time: that of
another quarter must be named."""


def with_visits(bundle: Bundle, monitor: str) -> Bundle:
    """A bundle whose evidence has the visits of its site, if a campaign has any.

    Args:
        bundle: of one run.
        monitor: file of the campaign; empty for the one beside the run's folder, if there is one.

    Raises:
        BundleError: the file cannot be read.
    """
    run = bundle.folder.parent if bundle.folder.name == "bundle" else bundle.folder
    path = Path(monitor) if monitor else run.parent / NAME
    if not monitor and not path.is_file():
        return bundle
    site = bundle.evidence.site
    try:
        with read(path) as campaign:
            place = campaign.place_of(site.host, host_of(site.url))
            plan = campaign.terms.plan
            near = plan.start - NEAR <= site.as_of <= plan.end + NEAR
            if place is None or not (monitor or near):
                return bundle
            visits = campaign.series(place)
    except CampaignError as error:
        raise BundleError(
            _(error.message).format(**error.values), _("name the campaign's file with --monitor")
        ) from error
    evidence = dataclasses.replace(bundle.evidence, visits=visits)
    return msgspec.structs.replace(bundle, evidence=evidence)
