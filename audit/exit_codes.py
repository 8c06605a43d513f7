"""Exit codes (退出码): what a shell, a scheduler or a CI job learns from a command."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from audit.language import _


class ExitCode(IntEnum):
    """How a command ended; `words` says it to a person."""

    CLEAN = 0
    """Nothing at or above ``fail_on``."""
    FINDINGS = 1
    """Findings at or above ``fail_on``."""
    USAGE = 2
    """A wrong option, setting, file or folder; nothing was done."""
    INCOMPLETE = 3
    """The site could not be seen, or not wholly; says nothing against it."""
    INTERNAL = 4
    """Our own fault, or this machine's (disk full, no DNS)."""
    INTERRUPTED = 130
    """Stopped by a person; what was collected stays."""

    @property
    def words(self) -> str:
        """The code in the words of the user's language."""
        return {
            ExitCode.CLEAN: _("clean: nothing at or above the chosen severity"),
            ExitCode.FINDINGS: _("findings at or above the chosen severity"),
            ExitCode.USAGE: _("usage or configuration error"),
            ExitCode.INCOMPLETE: _("incomplete or inconclusive: not everything could be seen"),
            ExitCode.INTERNAL: _("internal error or a fault of this machine"),
            ExitCode.INTERRUPTED: _("interrupted; what was collected is kept"),
        }[self]


PRECEDENCE = (
    ExitCode.INTERRUPTED,
    ExitCode.INTERNAL,
    ExitCode.USAGE,
    ExitCode.INCOMPLETE,
    ExitCode.FINDINGS,
    ExitCode.CLEAN,
)
"""Which code is told where several hold: the first of these."""


def combine(codes: Iterable[int]) -> ExitCode:
    """The one code to end with where several hold; ``CLEAN`` of none."""
    return min((ExitCode(c) for c in codes), key=PRECEDENCE.index, default=ExitCode.CLEAN)
