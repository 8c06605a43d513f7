"""``audit round``: a quarter's inspection from the draw to its verdicts."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audit.cli.base import Helpful, HelpfulGroup, conclude, pass_console, resolved, setting_flags
from audit.cli.console import Console, escape
from audit.cli.run import check_exceptions, check_paths, check_time
from audit.cli.tables import open_store, show, write_file
from audit.errors import UserError
from audit.exit_codes import ExitCode
from audit.language import _
from audit.values import SHANGHAI, parse_window

if TYPE_CHECKING:
    from audit.round.book import Round
    from audit.round.plan import Wish
    from audit.round.rejudge import Rejudged
    from audit.store.store import Store

REFRESH = 5.0
"""Seconds between two looks of ``status --watch``."""


@click.group(
    "round",
    cls=HelpfulGroup,
    help=_("Inspect a sample of the registered sites, a quarter at a time."),
    examples=(
        "audit round plan 2026Q4 --share 30% --strata region,kind --seed 2026-10-08",
        "audit round run 2026Q4",
        "audit round status 2026Q4 --watch",
    ),
)
def command() -> None:
    """Hold the commands about rounds together."""


@command.command(
    "plan",
    cls=Helpful,
    short_help=_("Draw the sample of a round."),
    help=_(
        "Draw the sample of ROUND (like 2026Q4) from the registered sites that run, give each site"
        " its day, and write the draw log, from which anyone can draw it again. Sites that failed"
        " the last round are added."
    ),
    examples=(
        "audit round plan 2026Q4 --share 30% --strata region,kind --seed 2026-10-08",
        "audit round plan 2026Q4 --share 100% --seed x --from 2026-11-10 --to 2026-12-15",
        "audit round plan 2026Q4 --share 30% --seed 05081217 --seed-source 双色球第2026117期",
    ),
)
@click.argument("name", metavar="ROUND")
@click.option("--share", required=True, metavar="N%", help=_("Share of the running sites."))
@click.option(
    "--strata", default="region,kind", metavar="FIELDS", show_default=True,
    help=_("Fields to draw by: region, kind, level, sponsor; empty for none."),
)  # fmt: skip
@click.option(
    "--seed", required=True, metavar="TEXT",
    help=_("Text that the draw rests on; a number that is published later is best."),
)  # fmt: skip
@click.option("--seed-source", default="", metavar="TEXT", help=_("Where the seed is published."))
@click.option(
    "--always", type=click.Path(path_type=Path), default=None, metavar="FILE",
    help=_("Codes or hosts of sites to look at whatever is drawn, one a line."),
)  # fmt: skip
@click.option(
    "--exclude-last", type=click.IntRange(0, 3), default=0, metavar="N",
    help=_("Draw sites of the last N rounds only where there are no others."),
)  # fmt: skip
@click.option("--from", "begin", default=None, metavar="DATE", help=_("First day of the runs."))
@click.option("--to", "end", default=None, metavar="DATE", help=_("Last day of the runs."))
@click.option(
    "--hours", "night", default="22-06", metavar="FROM-TO", show_default=True,
    help=_("Hours of the day in which requests start; “all” for the whole day."),
)  # fmt: skip
@click.option(
    "--replace", is_flag=True,
    help=_("Plan a round anew that was planned and not begun; its draw log is kept."),
)  # fmt: skip
@setting_flags("out", "as_of", "two_person", "notice_hours")
@pass_console
def plan(console: Console, /, name: str, always: Path | None, replace: bool, **given: Any) -> int:  # noqa: ANN401
    """Draw, write, and say what came out."""
    from audit.round import book, run  # noqa: PLC0415 - slow to import
    from audit.round.plan import free_draw_log  # noqa: PLC0415
    from audit.round.plan import plan as make  # noqa: PLC0415

    flags = {n: given.pop(n) for n in ("out", "as_of", "two_person", "notice_hours")}
    wish = _wish(name, _lines(always), given, flags)
    out = Path(resolved(flags).settings.out)
    with open_store(flags) as store:
        if wish.id in book.ids(store):
            _may_replace(store, wish.id, out, replace)
        made = make(store, wish, datetime.now(UTC).isoformat(timespec="seconds"))
        path = out / made.round.draw_log
        if path.exists():
            kept = free_draw_log(out, path.name)
            path.rename(kept)
            console.note(_("the draw log before is kept: {file}").format(file=kept))
        write_file(path, made.log)
        book.save(store, made.round, made.framed, made.rows)
    rows = [(s.name, s.running, s.places, s.due) for s in made.draw.strata]
    show(console, (_("stratum"), _("running sites"), _("drawn"), _("due")), rows)
    drawn = sum(row.sample.how == "drawn" for row in made.rows)
    console.print(
        _("{round}: {drawn} of {running} running sites drawn, {extra} extra, {days} days").format(
            round=wish.id, drawn=drawn, running=sum(s.running for s in made.draw.strata),
            extra=len(made.rows) - drawn, days=(wish.window_to - wish.window_from).days + 1,
        )
    )  # fmt: skip
    if wish.share < Fraction(1, 4):
        console.note(
            _("less than a quarter a round: every fourth round takes what is left of the year")
        )
    for line in run.warnings(made.rows):
        console.note(line)
    console.print(_("Files:"))
    console.print(f"  {path}")
    console.note(_("frame SHA-256 {hash}").format(hash=made.round.frame_sha256))
    return 0


def _wish(name: str, always: tuple[str, ...], given: dict[str, Any], flags: dict[str, Any]) -> Wish:
    from audit.round import quarter  # noqa: PLC0415
    from audit.round.plan import STRATA, Wish  # noqa: PLC0415

    settings = resolved(flags).settings
    check_time(settings)
    try:
        round_id = quarter.parse_quarter(name)
        hours = "" if given["night"] == "all" else given["night"]
        if hours:
            parse_window(hours)
        share = _share(given["share"])
        begin, end = _window(round_id, given["begin"], given["end"])
    except ValueError as error:
        raise UserError(str(error), _("see: audit round plan --help")) from None
    strata = tuple(word.strip() for word in given["strata"].split(",") if word.strip())
    for word in strata:
        if word not in STRATA:
            raise UserError(
                _("--strata: no field {name}").format(name=repr(word)),
                _("give some of {names}").format(names=", ".join(STRATA)),
            )
    if not given["seed"].strip():
        raise UserError(_("--seed is empty"), _("give any text; best one that is published"))
    return Wish(
        id=round_id, share=share, strata=strata, seed=given["seed"],
        seed_source=given["seed_source"], always=always, exclude_last=given["exclude_last"],
        window_from=begin, window_to=end, hours=hours, as_of=settings.as_of,
        two_person=settings.two_person, notice_hours=settings.notice_hours,
    )  # fmt: skip


def _share(text: str) -> Fraction:
    word = text.strip()
    try:
        share = Fraction(word.removesuffix("%")) / (100 if word.endswith("%") else 1)
    except (ValueError, ZeroDivisionError):
        share = Fraction(0)
    if not 0 < share <= 1:
        raise ValueError(_("--share: not a share like 30% or 0.3: {text}").format(text=repr(text)))
    return share


def _window(round_id: str, begin: str | None, end: str | None) -> tuple[date, date]:
    """Days of the runs: by default from now, or the quarter's begin, to two weeks before its end.

    Decisions, the time for replies and the bulletin need these two weeks.
    """
    from audit.round import quarter  # noqa: PLC0415

    first, last = quarter.days(round_id)
    now = datetime.now(SHANGHAI).date()
    start = date.fromisoformat(begin) if begin else min(max(first, now), last)
    stop = date.fromisoformat(end) if end else max(start, last - timedelta(days=14))
    if stop < start:
        raise ValueError(
            _("the last day {end} is before the first {begin}").format(end=stop, begin=start)
        )
    return start, stop


def _lines(file: Path | None) -> tuple[str, ...]:
    """Words of a file, one a line, without comments."""
    from audit.tables import decoded, read_file  # noqa: PLC0415

    if file is None:
        return ()
    text = decoded(file, read_file(file), _("save it as text in UTF-8"))
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return tuple(line for line in lines if line)


def _may_replace(store: Store, round_id: str, out: Path, replace: bool) -> None:
    from audit.monitor.evidence import of_round  # noqa: PLC0415
    from audit.round import book  # noqa: PLC0415

    visited = (out / of_round(round_id)).exists()
    if visited or any(row.run_id for row in book.rows(store, round_id)):
        raise UserError(
            _("{round}: its runs have begun; its sample stands").format(round=round_id),
            _("a sample that is drawn again until it pleases proves nothing"),
        )
    if not replace:
        raise UserError(
            _("{round}: this round is planned already").format(round=round_id),
            _("--replace plans it anew and keeps the draw log before"),
        )


@command.command(
    "run",
    cls=Helpful,
    short_help=_("Run what is due of a round."),
    help=_(
        "Run the sites of ROUND whose day has come, go on with those that were cut off, and try"
        " those again that could not be seen on another day. Call it every evening of the round"
        " (“audit schedule”); each call does what is due and ends."
    ),
    examples=(
        "audit round run 2026Q4",
        "audit round run 2026Q4 --now --contact https://audit.example/",
        "audit round run 2026Q4 --again",
    ),
)
@click.argument("name", metavar="ROUND")
@click.option("--now", "everything", is_flag=True, help=_("Do not wait for the days of the slots."))
@click.option("--again", is_flag=True, help=_("Try sites again that were given up."))
@setting_flags()
@pass_console
def run_round(
    console: Console, /, name: str, everything: bool, again: bool, **flags: Any  # noqa: ANN401
) -> int:  # fmt: skip
    """Hand over to the fleet, and say how far the round is."""
    given = resolved(flags)
    check_exceptions(given.settings)
    check_paths(given.settings)

    from audit.round import run  # noqa: PLC0415 - Scrapy is slow to import

    with open_store(flags) as store:
        this = load(store, name)
        if again:
            count = run.again(store, this)
            console.note(_("{count} sites are tried again").format(count=count))
        interrupted = run.run_due(store, this, given, console, everything=everything)
        console.close()
        left = tell_status(console, store, this)
    if interrupted:
        return conclude(console, ExitCode.INTERRUPTED)
    return conclude(console, ExitCode.INCOMPLETE if left else ExitCode.CLEAN)


@command.command(
    "status",
    cls=Helpful,
    short_help=_("Say how far a round is."),
    help=_("Say how far ROUND is: by day, and by what came of its sites; what awaits a person."),
    examples=("audit round status 2026Q4", "audit round status 2026Q4 --watch"),
)
@click.argument("name", metavar="ROUND")
@click.option("--watch", is_flag=True, help=_("Go on looking until Ctrl-C."))
@click.option("--sites", "by_site", is_flag=True, help=_("A line for each site."))
@setting_flags("out")
@pass_console
def status(console: Console, /, name: str, watch: bool, by_site: bool, **flags: Any) -> int:  # noqa: ANN401
    """Print the tables, once or again and again."""
    while True:
        with open_store(flags) as store:
            this = load(store, name)
            if watch:
                click.clear()
            tell_status(console, store, this, by_site=by_site)
        if not watch:
            return 0
        time.sleep(REFRESH)


@command.command(
    "check",
    cls=Helpful,
    short_help=_("Judge all runs of a round again."),
    help=_(
        "Judge the evidence of all runs of ROUND again, without the network, and put the results in"
        " place of those before. Decisions on findings that came out otherwise are open again."
    ),
    examples=("audit round check 2026Q4",),
)
@click.argument("name", metavar="ROUND")
@setting_flags("out", "lang", "indicators", "workers")
@pass_console
def check(console: Console, /, name: str, **flags: Any) -> int:  # noqa: ANN401
    """Judge side by side, and store."""
    settings = resolved(flags).settings

    from audit.round import rejudge  # noqa: PLC0415 - the checks are slow to import

    with open_store(flags) as store:
        done = rejudge.rejudge(store, load(store, name), settings, console)
    return tell_rejudged(console, done)


def tell_rejudged(console: Console, done: Rejudged) -> int:
    """Print what came of judging a round again."""
    console.close()
    for site, problem in done.failed:
        console.error(f"{site}: {problem.message}", problem.hint)
    console.print(
        _("judged again {count} · findings that came out otherwise {changed} · not judged {failed}")
        .format(count=done.judged, changed=done.changed, failed=len(done.failed))
    )  # fmt: skip
    return conclude(console, ExitCode.INTERNAL if done.failed else ExitCode.CLEAN)


@command.command(
    "verify",
    cls=Helpful,
    short_help=_("Draw the sample of a draw log again."),
    help=_("Draw the sample of the draw log FILE again from its seed, and say whether it is so."),
    examples=("audit round verify draw-2026Q4.json",),
)
@click.argument("file", type=click.Path(path_type=Path))
@pass_console
def verify(console: Console, /, file: Path) -> int:
    """Compare a log with what its seed gives."""
    from audit.round import log  # noqa: PLC0415

    told = log.read(file)
    found = log.faults(told)
    for fault in found:
        console.print(escape(fault), "red")
    if not found:
        console.print(
            _("{round}: the seed gives exactly this sample of {count} sites").format(
                round=told.round, count=len(told.sample)
            )
        )
    return ExitCode.FINDINGS if found else ExitCode.CLEAN


def load(store: Store, name: str) -> Round:
    """A round by the name that a person wrote.

    Raises:
        UserError: no name of a quarter, or not planned.
    """
    from audit.round import book, quarter  # noqa: PLC0415

    try:
        return book.load(store, quarter.parse_quarter(name))
    except ValueError as error:
        raise UserError(str(error)) from None


def tell_status(console: Console, store: Store, this: Round, *, by_site: bool = False) -> int:
    """Print how far a round is; returns how many of its sites are still to be run."""
    from audit.round import status as told  # noqa: PLC0415

    found = told.status(store, this, _)
    for heads, rows in found.tables(by_site=by_site):
        show(console, heads, rows)
        console.print()
    for line in found.lines():
        console.print(line)
    return found.left
