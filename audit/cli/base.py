"""What all commands share: help with examples, the console's switches, flags of settings."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from audit.cli.console import Console
from audit.config import Resolved, resolve
from audit.exit_codes import ExitCode
from audit.language import _
from audit.settings import FLAGS, OPTIONS, Settings

F = TypeVar("F", bound=Callable[..., Any])

pass_console = click.make_pass_decorator(Console)
"""Hand the console to a command as its first argument."""

JUDGING = ("indicators", "kind", "level", "region", "services", "select", "ignore")
"""Settings by which a run is judged, whenever that is."""

SWITCHES = {
    "verbose": ("-v", "--verbose", "Tell details, and show the traceback of an internal error."),
    "quiet": ("-q", "--quiet", "Print only results and errors."),
    "no_progress": ("--no-progress", "--no-progress", "Do not show progress."),
}


class _Formatter(click.HelpFormatter):
    """Writes the frame of a help page in the user's language."""

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        with super().section(_(name)):
            yield

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':{self.current_indent}}{_('{name}:').format(name=heading)}\n")

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or _("Usage: "))


class Option(click.Option):
    """An option whose help says in the user's language that it must be given."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Flag and help, as click writes them."""
        record = super().get_help_record(ctx)
        return (record[0], record[1].replace("[required]", _("[required]"))) if record else None


class _Context(click.Context):
    formatter_class = _Formatter


class Helpful(click.Command):
    """A command whose help ends with examples; it takes the console's switches."""

    context_class = _Context

    def __init__(self, *args: Any, examples: Iterable[str] = (), **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.options_metavar = _("[OPTIONS]")
        self.examples = tuple(examples)
        for name, (short, long, text) in SWITCHES.items():
            self.params.append(
                click.Option(
                    sorted({short, long}, key=len),
                    is_flag=True,
                    expose_value=False,
                    callback=_switch(name),
                    help=_(text),
                )
            )

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The help flag, described in the user's language."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _("Show this help.")
        return option

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the examples, one a line, ready to be copied."""
        with formatter.section("Examples"):
            for example in self.examples:
                formatter.write(f"{'':{formatter.current_indent}}{example}\n")

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the command line apart; mistakes are told by us, in the user's language.

        Raises:
            click.UsageError: a word too many, or what click finds wrong.
        """
        ctx.allow_extra_args = True
        try:
            rest = super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx  # click's parser leaves out whose option it was
            raise
        if rest and not isinstance(self, click.Group) and not ctx.resilient_parsing:
            raise click.UsageError(_("one word too many: {text}").format(text=rest[0]), ctx)
        return rest


class HelpfulGroup(Helpful, click.Group):
    """A group of commands with examples of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, subcommand_metavar=_("COMMAND [ARGS]..."), **kwargs)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Names of the commands in the order in which a newcomer meets them."""
        return list(self.commands)


def _switch(name: str) -> Callable[[click.Context, click.Parameter, bool], None]:
    def turn(context: click.Context, _option: click.Parameter, given: bool) -> None:
        console = context.find_object(Console)
        if console is not None and given:
            if name == "no_progress":
                console.show_progress = False
            else:
                setattr(console, name, True)

    return turn


def setting_flags(*names: str) -> Callable[[F], F]:
    """Give a command flags for these settings, or for all that say how a run is made.

    It gets them as keyword arguments.
    """
    of_runs = tuple(name for name, option in OPTIONS.items() if option.of_runs)

    def add(command: F) -> F:
        for name in reversed(names or of_runs):
            command = _flag(name)(command)
        return command

    return add


def _flag(name: str) -> Callable[[F], F]:
    default = Settings.__struct_defaults__[Settings.__struct_fields__.index(name)]
    flags = [word for word in (FLAGS.get(name), "--" + name.replace("_", "-")) if word]
    text = _(OPTIONS[name].help)
    many = isinstance(default, tuple)
    shown = ", ".join(default) if isinstance(default, tuple) else str(default)
    if default is None:
        shown = ""
    if shown:
        text = f"{text} " + _("[default: {value}]").format(value=shown)
    metavar = OPTIONS[name].metavar
    return click.option(*flags, name, metavar=metavar, multiple=many, default=None, help=text)


def resolved(flags: dict[str, Any]) -> Resolved:
    """Settings of this command line, environment and folder."""
    return resolve(flags, os.environ, Path.cwd())


def conclude(console: Console, code: int) -> int:
    """Say in words how a command ended, and give the code back."""
    console.close()
    console.note(_("exit code {code}: {words}").format(code=int(code), words=ExitCode(code).words))
    return int(code)
