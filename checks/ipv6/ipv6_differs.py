"""Another page over IPv6 than over IPv4 (IPv6 与 IPv4 内容不一致)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.blocked import is_blocked
from checks.evidence import SiteEvidence
from checks.facts.kinds import likeness
from checks.facts.text import normal
from checks.facts.types import PageFacts
from checks.finding import Finding, Need, Status, Subject
from checks.framework import Options, Outcome, check
from checks.ipv6.ipv6_unreachable import PROBE
from checks.observations import Attempt

_SAME, _OTHER = 0.6, 0.2
"""Share of equal lines from which two answers are one page, and below which they are two."""


class Ipv6DiffersOptions(Options, frozen=True):
    """There is nothing to set: the pages are one or they are not."""


@check(
    id="ipv6-differs",
    title="Over IPv6 the site shows another page than over IPv4",
    title_pass="Over IPv6 the site shows the same page as over IPv4",
    scope="host",
    needs=("home",),
    outcomes={
        "same": Outcome(
            Status.PASS, "Over IPv6 {host} shows the same page ({alike} % of its lines are equal)."
        ),
        "other": Outcome(
            Status.FAIL,
            "Over IPv6 {host} shows another page (“{title6}”) than over IPv4 (“{title4}”): {alike} "
            "% of the lines are equal.",
            "Set the server up alike for both: the same name, the same pages.",
        ),
        "unlike": Outcome(
            Status.REVIEW,
            "Over IPv6 {host} shows a page that is not quite the one over IPv4: {alike} % of the "
            "lines are equal.",
            "Open the site over IPv6 and over IPv4 and compare.",
        ),
        "not-comparable": Outcome(
            Status.NOT_APPLICABLE,
            "There are no two pages of {host} to compare, one over IPv4 and one over IPv6.",
        ),
    },
    options=Ipv6DiffersOptions,
    version=2,
)
def ipv6_differs(evidence: SiteEvidence, _: Ipv6DiffersOptions) -> Iterator[Finding]:
    """Over IPv6 the site shows another page than over IPv4 (IPv6 与 IPv4 内容不一致).

    Looks at:
        The home page as it came over IPv4 and over IPv6: title and lines of the text, digits left
        out, not bytes.

    Basis:
        guideline-2017, N-ipv6, after 国办发〔2017〕47号 (in principle only).

    Decides:
        Pages of different titles that share less than a fifth of their lines are a fault. Pages
        that share less than three fifths are for a person to review.

    Evidence:
        Both pages in the archive, each read twice, at least 60 seconds apart.

    Does not accuse:
        When either page did not come, is a bot wall's, or is empty before its scripts run; when
        both were read over IPv6, as from an IPv6-only network; when the two looks differ.

    Remedy:
        Set the server up alike for both: the same name, the same pages.
    """
    host, home = evidence.site.host, evidence.site.home
    four, six = evidence.attempt(home), evidence.attempt(PROBE + home)
    read4, read6 = _read(evidence, four, six=False), _read(evidence, six, six=True)
    alike = 0
    outcome = "not-comparable"
    if read4 is not None and read6 is not None:
        alike = round(100 * likeness(read4.sketch, read6.sketch))
        titles = normal(read4.title) == normal(read6.title)
        if alike >= 100 * _SAME:
            outcome = "same"
        else:
            outcome = "other" if alike < 100 * _OTHER and not titles else "unlike"
    yield ipv6_differs.finding(
        outcome,
        Subject("host", host),
        values={
            "host": host,
            "alike": alike,
            "title4": read4.title if read4 else "",
            "title6": read6.title if read6 else "",
        },
        rests_on=[Need("page", home), Need("page", PROBE + home)],
    )


def _read(evidence: SiteEvidence, attempt: Attempt | None, *, six: bool) -> PageFacts | None:
    """Facts of a page with text that came over that family; None else."""
    if attempt is None or not 200 <= attempt.status < 300 or is_blocked(evidence, attempt):
        return None
    if attempt.address and (":" in attempt.address) != six:
        return None
    facts = evidence.facts(attempt)
    return facts if facts is not None and facts.sketch and facts.kind != "shell" else None
