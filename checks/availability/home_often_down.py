"""``home-often-down``: each per cent of visits in which the home page did not open."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from checks.availability.site_unreachable import site_unreachable
from checks.availability.tally import Rule
from checks.evidence import SiteEvidence
from checks.finding import Finding
from checks.framework import check


@check(
    id="home-often-down",
    title="The home page did not open in some visits",
    title_pass="The home page opened in nearly all visits",
    scope="site",
    needs=(),
    outcomes=site_unreachable.outcomes,
    options=Rule,
)
def home_often_down(evidence: SiteEvidence, rule: Rule) -> Iterator[Finding]:
    """The home page did not open in some visits (首页可用性).

    Looks at:
        The visits of a monitoring campaign (audit monitor), as site-unreachable does.

    Basis:
        census-2015, 网站可用性 · 首页可用性: each per cent of visits in which the home page did
        not open costs points; from 5 % on it is a veto.

    Decides:
        As site-unreachable, by the share that costs the first points (1 %).

    Evidence:
        Each visit with time, duration of each part, class of the failure, address.

    Does not accuse:
        Where site-unreachable does not: before there are as many visits as the rule asks for, in
        announced maintenance, when our own network failed, when many sites fell at once.

    Remedy:
        Have the operator look at server, line and name service at the times of the failed visits.
    """
    for finding in site_unreachable.run(evidence, rule):
        yield replace(finding, check=home_often_down.id, check_version=home_often_down.version)
