"""The console (控制台): results on stdout, progress and everything else on stderr."""

from __future__ import annotations

import errno
import math
import os
import re
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, TextIO

import click

from audit.language import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import RenderableType
    from rich.live import Live
    from rich.progress import Progress, TaskID

HEARTBEAT = 30.0
"""Seconds between two lines of progress where there is no terminal."""

# C0, C1, line and paragraph separators, bidirectional controls, surrogates: with any of these a
# title from the net could clear the screen, forge a line or read backwards.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def escape(text: str) -> str:
    """Make text from outside printable on one line; unsafe characters show as their codes."""
    return _UNSAFE.sub(lambda m: m[0].encode("unicode_escape", "surrogatepass").decode(), text)


class Console:
    """Where a command speaks. Flags of the command line set its three switches.

    Attributes:
        verbose: also tell details (`detail`), and show tracebacks.
        quiet: only results and errors.
        show_progress: tell how far a stage is.
    """

    def __init__(self) -> None:
        self.verbose = False
        self.quiet = False
        self.show_progress = True
        self._live: Live | None = None
        self._bars: Progress | None = None
        self._tasks: dict[str, TaskID] = {}
        self._beats: dict[str, float] = {}

    @property
    def colour(self) -> bool:
        """Whether results may be coloured: a terminal, and no ``NO_COLOR``."""
        return sys.stdout.isatty() and not os.environ.get("NO_COLOR")

    @property
    def has_terminal(self) -> bool:
        """Whether a person watches the progress."""
        return sys.stderr.isatty()

    def print(self, text: str = "", style: str = "") -> None:
        """Print a result on stdout.

        Args:
            text: may have several lines; what comes from the net must be passed through
                `escape` before it is put in.
            style: a colour of click (``red``, ``yellow``, ``green``) for terminals.
        """
        self._write(sys.stdout, text, style)

    def note(self, text: str) -> None:
        """Tell something that is not a result."""
        if not self.quiet:
            self._write(sys.stderr, text)

    def detail(self, text: str) -> None:
        """Tell something that only a curious person wants to know (``--verbose``)."""
        if self.verbose:
            self._write(sys.stderr, "\n".join(escape(line) for line in text.splitlines()))

    def error(self, text: str, hint: str = "") -> None:
        """Tell in one line what went wrong and, if it is not plain, the next step."""
        line = escape(_("{text} ({hint})").format(text=text, hint=hint) if hint else text)
        self._write(sys.stderr, _("error: {text}").format(text=line), "red")

    def progress(self, stage: str, done: int, total: int | None = None, extra: str = "") -> None:
        """Tell how far a stage is: a bar on a terminal, else a line now and then.

        Args:
            stage: its name in the user's language.
            done: things done.
            total: of how many; None if nobody knows.
            extra: a few words more; may come from the net.
        """
        if self.quiet or not self.show_progress:
            return
        if sys.stderr.isatty():
            self._bar(stage, done, total, escape(extra))
            return
        if self._due(stage):
            count = str(done) if total is None else f"{done}/{total}"
            self._write(sys.stderr, f"{stage}: {count} {escape(extra)}".rstrip())

    def show(self, table: Callable[[], RenderableType], line: Callable[[], str]) -> None:
        """Tell how far something is that has more than one figure.

        Args:
            table: draws it, for a terminal.
            line: says it in one line, told now and then where there is no terminal.
        """
        if self.quiet or not self.show_progress:
            return
        if not sys.stderr.isatty():
            if self._due("table"):
                self._write(sys.stderr, line())
            return
        from rich.console import Console as RichConsole  # noqa: PLC0415
        from rich.live import Live  # noqa: PLC0415

        with suppress(OSError):  # the terminal has hung up
            if self._live is None:
                screen = RichConsole(stderr=True)
                self._live = Live(console=screen, transient=True, auto_refresh=False)
                self._live.start()
            self._live.update(table(), refresh=True)

    def _due(self, stage: str) -> bool:
        """Whether it is time for another line of a stage."""
        now = time.monotonic()
        if now - self._beats.get(stage, -math.inf) < HEARTBEAT:
            return False
        self._beats[stage] = now
        return True

    def done(self, stage: str) -> None:
        """Take the bar of a stage away that has ended."""
        if self._bars is not None and stage in self._tasks:
            self._bars.remove_task(self._tasks.pop(stage))

    def close(self) -> None:
        """Take the bars or the table away."""
        if self._live is not None:
            with suppress(OSError):
                self._live.stop()
        self._live = self._bars = None
        self._tasks = {}

    def _bar(self, stage: str, done: int, total: int | None, extra: str) -> None:
        # rich is slow to import, and only a terminal needs it.
        from rich.console import Console as RichConsole  # noqa: PLC0415
        from rich.progress import (  # noqa: PLC0415
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
        )

        if self._bars is None:
            self._bars = Progress(
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                TextColumn("{task.fields[extra]}", markup=False),
                console=RichConsole(stderr=True),
                transient=True,
            )
            self._bars.start()
            self._live = self._bars.live
        if stage not in self._tasks:
            self._tasks[stage] = self._bars.add_task(stage, total=total, extra=extra)
        self._bars.update(self._tasks[stage], completed=done, total=total, extra=extra)

    def _write(self, stream: TextIO, text: str, style: str = "") -> None:
        if style and not os.environ.get("NO_COLOR"):
            text = click.style(text, fg=style)
        if self._live is not None:
            # A bar that is being drawn would be torn by a line written beside it.
            from rich.text import Text  # noqa: PLC0415

            if stream is sys.stderr:
                with suppress(OSError):
                    self._live.console.print(Text.from_ansi(text), soft_wrap=True)
                return
            self.close()
        try:
            click.echo(text, file=stream)
        except OSError as error:
            if error.errno not in (errno.EPIPE, errno.EIO):
                raise
            # Whoever read has gone (``| head``), or the terminal has hung up. The work and its
            # exit code stand all the same.
            with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - a descriptor is needed
                os.dup2(nowhere.fileno(), stream.fileno())
