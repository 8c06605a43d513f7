"""The command line (命令行): one file a command; what is slow to import waits for its command."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence

import click

from audit import __version__
from audit.cli import (
    bulletin,
    bundle,
    check,
    checks,
    config,
    decide,
    demo,
    diff,
    doctor,
    indicators,
    monitor,
    recheck,
    report,
    review,
    round_compare,
    round_visit,
    rounds,
    run,
    schedule,
    sites,
)
from audit.cli.base import HelpfulGroup
from audit.cli.console import Console
from audit.errors import UserError, unexpected
from audit.exit_codes import ExitCode
from audit.language import _


@click.group(
    cls=HelpfulGroup,
    help=_("Audit Chinese government websites: crawl, judge by the official tables, report."),
    examples=(
        "audit demo",
        "audit run --site www.example.gov.cn",
        "audit checks explain broken-internal",
    ),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(
    __version__, prog_name="audit", message="%(prog)s %(version)s", help=_("Show the version.")
)
def cli() -> None:
    """Hold the commands together."""


for _module in (
    demo,
    run,
    check,
    recheck,
    report,
    diff,
    monitor,
    sites,
    rounds,
    schedule,
    review,
    decide,
    bulletin,
    bundle,
    doctor,
    config,
    checks,
    indicators,
):
    cli.add_command(_module.command)
for _module in (round_compare, round_visit):
    rounds.command.add_command(_module.command)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code; what a person can mend is told in one line."""
    for stream in (sys.stdout, sys.stderr):
        # A locale that cannot write a character must not end a run.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    console = Console()
    try:
        code = cli.main(argv, prog_name="audit", obj=console, standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as shown:
        click.echo(shown.format_message(), err=True)
        return ExitCode.USAGE
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "audit"
        hint = _("see “{command} --help”").format(command=command)
        console.error(usage_message(error), hint)
        return ExitCode.USAGE
    except UserError as error:
        console.error(error.message, error.hint)
        return error.code
    except (click.Abort, KeyboardInterrupt):
        console.error(ExitCode.INTERRUPTED.words)
        return ExitCode.INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last line of defence: one line, exit code 4
        if console.verbose:
            console.detail(traceback.format_exc())
        console.error(*unexpected(error, verbose=console.verbose))
        return ExitCode.INTERNAL
    finally:
        console.close()
    return code if isinstance(code, int) else ExitCode.CLEAN


def usage_message(error: click.UsageError) -> str:
    """A mistake on the command line in one line, in the user's language."""
    if isinstance(error, click.BadParameter) and error.param is not None:
        name, kind = _called(error.param), error.param.type
        if isinstance(error, click.MissingParameter):
            return _("{name} is missing").format(name=name)
        if isinstance(kind, click.Choice):
            choices = ", ".join(kind.choices)
            return _("{name}: must be one of {choices}").format(name=name, choices=choices)
    if isinstance(error, click.BadOptionUsage):
        flags = {word for p in _params(error) if getattr(p, "is_flag", False) for word in p.opts}
        if error.option_name in flags:
            return _("{name} takes no value").format(name=error.option_name)
        return _("{name} needs a value").format(name=error.option_name)
    if isinstance(error, click.NoSuchOption):
        text = _("no such option: {name}").format(name=error.option_name)
    elif isinstance(error, click.NoSuchCommand):
        text = _("no such command: {name}").format(name=error.command_name)
    else:
        return error.format_message().rstrip(".")
    if error.possibilities:
        near = _("did you mean {name}?").format(name=error.possibilities[0])
        text = _("{text}; {more}").format(text=text, more=near)
    return text


def _called(param: click.Parameter) -> str:
    """What a person calls a parameter: the flag of an option, the metavar of an argument."""
    return param.opts[0] if isinstance(param, click.Option) else (param.name or "").upper()


def _params(error: click.UsageError) -> list[click.Parameter]:
    return error.ctx.command.params if error.ctx else []
