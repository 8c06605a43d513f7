"""``audit demo``: serve the fictional province, audit it, and compare with its design."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from msgspec.structs import replace

from audit.cli.console import Console
from audit.demo.province import Agency, Difference, Province, build
from audit.demo.serve import Loopback
from audit.exit_codes import ExitCode, combine
from audit.interrupt import Interrupt
from audit.judging import LoadedSet, judge_evidence, load_sets
from audit.language import _
from audit.runner import collect_site, conclude_run
from audit.settings import Settings
from spiders.bundle.reader import Bundle
from spiders.clock import Clock


def demo(settings: Settings, console: Console, clock: Clock | None = None) -> int:
    """Audit the three portals side by side; ``clock`` if not by the machine's.

    Returns:
        0 if the audits came out as the portals were designed, 4 if not, 130 if interrupted.
    """
    # Its portals have faults in the columns that the duties of disclosure ask for.
    settings = replace(settings, indicators=(*settings.indicators, "disclosure-2018"))
    sets = load_sets(dict.fromkeys(settings.indicators))
    province = build(settings.inspection_time(datetime.now(UTC)).date())
    with Loopback(province) as net:
        settings = replace(
            settings,
            connect_to=tuple(net.connect_to),
            nameserver=(net.nameserver,),
            ca_file=str(net.ca_file),
            delay=0.0,
        )
        bundles = asyncio.run(_collect(province, settings, sets, console, clock))
    codes = [ExitCode.CLEAN]
    for agency, bundle in zip(province.agencies, bundles, strict=True):
        console.print(f"\n=== {agency.name} · {agency.host}")
        conclude_run(bundle, sets, settings, console)
        if bundle.run["partial"]:
            codes.append(ExitCode.INTERRUPTED)
            continue
        for difference in differences(agency, bundle, sets):
            codes.append(ExitCode.INTERNAL)
            console.error(
                _("{host}: not as designed: {kind} {check} {subject}").format(
                    host=agency.host, kind=difference.kind, check=difference.check,
                    subject=difference.subject,
                )
            )  # fmt: skip
    code = combine(codes)
    if code is ExitCode.CLEAN:
        console.print("\n" + _("All three audits came out as the portals were designed."))
    return code


async def _collect(
    province: Province,
    settings: Settings,
    sets: Sequence[LoadedSet],
    console: Console,
    clock: Clock | None,
) -> list[Bundle]:
    interrupt = Interrupt()
    with interrupt.listening():
        return await asyncio.gather(
            *(
                collect_site(a.url, settings, sets, console, interrupt, clock=clock, name=a.name)
                for a in province.agencies
            )
        )


def differences(agency: Agency, bundle: Bundle, sets: Sequence[LoadedSet]) -> list[Difference]:
    """Where the audit of a portal and its design part."""
    judged = judge_evidence(bundle.evidence, sets)
    return agency.expected.differences(j.finding for j in judged)
