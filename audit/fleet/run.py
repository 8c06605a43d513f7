"""``audit run --sites``: from a list of sites to one line for each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from audit.cli.console import Console, escape
from audit.config import Resolved
from audit.exit_codes import ExitCode, combine
from audit.fleet.fleet import Fleet
from audit.fleet.plan import Plan, begin, go_on, load, record_of, save, state
from audit.judging import ORDER, sets_for
from audit.language import _
from audit.resuming import settings_of
from audit.runner import check_room
from audit.sites_file import Site
from audit.store.records import Outcome
from audit.store.store import DATABASE, Store
from checks.finding import Status
from reports.words import severity_word, status_word
from spiders.clock import Clock, SystemClock


def audit_sites(
    file: Path,
    sites: list[Site],
    given: Resolved,
    console: Console,
    *,
    resume: bool = False,
    make_clock: Callable[[], Clock] = SystemClock,
) -> int:
    """Audit a list of sites side by side and print what came of each.

    Args:
        file: the list, as a person named it.
        sites: what is in it.
        given: run settings.
        console: where to speak.
        resume: go on with a run of this list that was cut off.
        make_clock: clock of the runs, called in each process.

    Returns:
        The exit code: the gravest of all sites.

    Raises:
        UserError: something in the way that the user can mend.
    """
    settings = given.settings
    out = Path(settings.out)
    record = record_of(out, sites)
    again = f"audit run --sites {file} --resume"
    with Store(out / DATABASE) as store:
        if resume:
            plan = go_on(out, load(out, sites), store)
            settings = settings_of(plan.options, given)
        else:
            if record.exists():
                console.note(
                    _("an unfinished run of this list exists; to go on with it: {command}").format(
                        command=again
                    )
                )
            plan = begin(out, sites, settings)
        sets_for(settings.indicators, msgspec.to_builtins(settings))
        check_room(out)
        save(record, plan)
        done = store.finished()
        states = [state(out, entry, done) for entry in plan.entries]
        fleet = Fleet(plan, states, settings, console=console, store=store, make_clock=make_clock)
        asyncio.run(fleet.run())
        outcomes = store.outcomes({entry.run_id for entry in plan.entries})
        if {entry.run_id for entry in plan.entries} <= store.finished():
            record.unlink()
    for line in _lines(out, plan, fleet, outcomes):
        console.print(line)
    console.print(_("Files:"))
    console.print(f"  {out / DATABASE}")
    if record.exists():
        missing = sum(
            number not in fleet.failed and entry.run_id not in outcomes
            for number, entry in enumerate(plan.entries)
        )
        if missing:
            console.note(_("{count} sites were not audited").format(count=missing))
        console.note(_("to go on: {command}").format(command=again))
    codes = [outcome.exit_code for outcome in outcomes.values()]
    codes += [failed.code for failed in fleet.failed.values()]
    codes += [ExitCode.INTERRUPTED] if fleet.interrupted else []
    return combine(codes)


def _lines(out: Path, plan: Plan, fleet: Fleet, outcomes: dict[str, Outcome]) -> Iterator[str]:
    """One line a site, the worst first, and those that could not be audited last."""
    entries = list(enumerate(plan.entries))
    for number, entry in sorted(entries, key=lambda pair: _badness(outcomes.get(pair[1].run_id))):
        failed, outcome = fleet.failed.get(number), outcomes.get(entry.run_id)
        name = escape(entry.name)
        if failed is not None:
            text = _("{text} ({hint})") if failed.hint else "{text}"
            reason = escape(text.format(text=failed.message, hint=failed.hint))
            yield _("{site}: not finished: {reason}").format(site=name, reason=reason)
        elif outcome is not None:
            host = "" if outcome.host == entry.name else f" {outcome.host}"
            verdict = _verdict(outcome, fleet.trouble.get(number, ""))
            report = out / entry.run_id / "report.html"
            yield _("{site}: {reason}").format(site=f"{name}{host}", reason=f"{verdict} · {report}")


def _badness(outcome: Outcome | None) -> tuple[int, ...]:
    if outcome is None:
        return (1,)
    return (0, *(-outcome.fails[severity.value] for severity in ORDER), -outcome.statuses["review"])


def _verdict(outcome: Outcome, trouble: str) -> str:
    """The counts of a site in words."""
    parts = [
        ", ".join(
            f"{severity_word(severity, _)} {outcome.fails[severity.value]}"
            for severity in ORDER
            if outcome.fails[severity.value]
        )
        or _("no faults")
    ]
    words = {"veto": _("fails by a veto"), "fail": _("fails by its points"), "pass": _("passes")}
    parts += [f"{set_id} {words[r]}" for set_id, r in outcome.results.items() if r in words]
    if trouble:
        parts = [_("could not be checked: {reason}").format(reason=escape(trouble))]
    for status in (Status.ERROR, Status.REVIEW, Status.NOT_TESTED):
        if outcome.statuses[status.value]:
            parts.append(f"{status_word(status, _)} {outcome.statuses[status.value]}")
    parts.append(_("{count} pages").format(count=outcome.pages))
    if outcome.exit_code == ExitCode.INTERRUPTED:
        parts.append(_("interrupted"))
    return " · ".join(parts)
