"""``audit run``: one site or a list of them, all the way."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from msgspec.structs import replace

from audit.cli.base import Helpful, Option, conclude, pass_console, resolved, setting_flags
from audit.cli.console import Console
from audit.config import Resolved
from audit.errors import ConfigError, UserError, os_reason
from audit.excusing import refuse_expired
from audit.language import _
from audit.settings import Settings
from audit.sites_file import Site, read_sites
from audit.values import SHANGHAI, parse_site

MOST_PROBLEMS = 20
"""Wrong lines of a list that are told."""


@click.command(
    "run",
    cls=Helpful,
    short_help=_("Audit one site, or a list of them."),
    help=_(
        "Audit one site, or a list of them side by side: crawl, judge what was seen, write"
        " reports. Everything goes to --out."
    ),
    examples=(
        "audit run --site www.example.gov.cn",
        "audit run --site https://www.example.gov.cn/ --max-pages 2000 --contact https://a.example/",
        "audit run --site www.example.gov.cn --as-of 2026-09-30 --lang en",
        "audit run --site www.example.gov.cn --connect-to '*:80:10.1.2.3:8080'",
        "audit run --resume",
        "audit run --sites sites.csv",
        "audit run --sites sites.csv --resume",
    ),
)
@click.option(
    "--site",
    cls=Option,
    default=None,
    metavar="URL",
    help=_("Home page of the site. Without a scheme https is tried, then http."),
)
@click.option(
    "--sites",
    cls=Option,
    default=None,
    metavar="FILE",
    help=_(
        "A list of sites to audit side by side: a CSV file with a column “url” or “网址” (and"
        " “name” or “网站名称”, and “code”, “kind”, “level”, “region” as in an office's table), or"
        " one address a line."
    ),
)
@click.option(
    "--resume",
    is_flag=False,
    flag_value="",
    default=None,
    metavar="[FOLDER]",
    help=_(
        "Go on with a run that was cut off: the one in FOLDER, or the newest in --out; with --sites"
        " with that list."
    ),
)
@setting_flags()
@pass_console
def command(
    console: Console,
    /,
    site: str | None,
    sites: str | None,
    resume: str | None,
    **flags: Any,  # noqa: ANN401
) -> int:
    """Check what was asked for, then hand over to the runner."""
    given = resolved(flags)
    if sites is not None and site is None and not resume:
        return conclude(console, _sites(Path(sites), given, console, resume=resume is not None))
    if (site is None) == (resume is None) or sites is not None:
        raise UserError(
            _("give either --site URL, --sites FILE or --resume"), _("see: audit run --help")
        )
    if resume is not None:
        return conclude(console, _resume(resume, given, console))
    settings = given.settings
    site = site or ""
    try:
        parse_site(site)
    except ValueError as error:
        raise UserError(_("{place}: {reason}").format(place="--site", reason=error)) from None
    check_time(settings)
    check_exceptions(settings)
    check_paths(settings)

    from audit.runner import audit_site  # noqa: PLC0415 - Scrapy is slow to import

    return conclude(console, audit_site(site, settings, console))


def read_list(file: Path, console: Console) -> list[Site]:
    """The sites of a list; each of its wrong lines is told.

    Raises:
        UserError: the list cannot be used.
    """
    sites, problems = read_sites(file)
    if problems:
        *before, last = problems[:MOST_PROBLEMS]
        for problem in before:
            console.error(problem.message, problem.hint)
        raise UserError(last.message, last.hint)
    return sites


def _sites(file: Path, given: Resolved, console: Console, *, resume: bool) -> int:
    sites = read_list(file, console)
    given = without_browser(given, console)
    check_time(given.settings)
    check_exceptions(given.settings)
    check_paths(given.settings)

    from audit.fleet.run import audit_sites  # noqa: PLC0415 - Scrapy is slow to import

    return audit_sites(file, sites, given, console, resume=resume)


def without_browser(given: Resolved, console: Console) -> Resolved:
    """A list of sites is audited without the browser, which takes minutes for each, unless told."""
    if given.origins["browser"].layer != "default":
        return given
    console.note(_("a list is audited without a browser; with --browser auto each takes minutes"))
    return replace(given, settings=replace(given.settings, browser="off"))


def _resume(folder: str, given: Resolved, console: Console) -> int:
    from audit import resuming, runner  # noqa: PLC0415 - Scrapy is slow to import

    out = Path(given.settings.out)
    run = resuming.read_unfinished(Path(folder)) if folder else resuming.newest(out)
    settings = resuming.settings_of(run.options, given)
    check_paths(settings)
    console.note(_("going on with {folder}").format(folder=run.folder))
    return runner.resume_site(run, settings, console)


def check_time(settings: Settings) -> None:
    """Refuse an inspection time in the future.

    Raises:
        ConfigError: content would be called stale by the days that have not come yet.
    """
    today = datetime.now(SHANGHAI)
    if settings.inspection_time(today).date() > today.date():
        raise ConfigError(
            _("the inspection time lies in the future: {text}").format(text=settings.as_of)
        )


def check_exceptions(settings: Settings) -> None:
    """Refuse exceptions that have run out by the inspection time.

    Raises:
        ConfigError: one has.
    """
    refuse_expired(settings.exception, settings.inspection_time(datetime.now(SHANGHAI)).date())


def check_paths(settings: Settings) -> None:
    """Make the output folder and look at the files that are named, before any work is done.

    Raises:
        UserError: the folder cannot be made or written to, a file cannot be read.
    """
    if settings.reference:
        from audit.reference import reference_of  # noqa: PLC0415 - seldom needed

        reference_of({"reference": settings.reference}, {})
    program = settings.browser
    if program not in ("auto", "off") and not (
        Path(program).is_file() and os.access(program, os.X_OK)
    ):
        raise UserError(
            _("--browser {path}: no program that can be run").format(path=program),
            _("give auto, off or the path of Chromium"),
        )
    out = Path(settings.out)
    try:
        out.mkdir(parents=True, exist_ok=True)
        probe = out / ".audit-writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise UserError(
            _("cannot write to {folder}: {reason}").format(folder=out, reason=os_reason(error)),
            _("choose another folder with --out"),
        ) from None
    if settings.ca_file:
        import ssl  # noqa: PLC0415 - slow to import, seldom needed

        try:
            ssl.create_default_context(cafile=settings.ca_file)
        except OSError as error:
            no_pem = isinstance(error, ssl.SSLError)
            reason = _("no certificates in PEM form in it") if no_pem else os_reason(error)
            place = f"--ca-file {settings.ca_file}"
            raise UserError(_("{place}: {reason}").format(place=place, reason=reason)) from None
