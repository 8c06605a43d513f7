"""Errors that a person can mend (用户可处理的错误): one line, no traceback."""

from __future__ import annotations

import errno
import socket

from audit.exit_codes import ExitCode
from audit.language import _


class UserError(Exception):
    """A command cannot do what it was asked; the message names subject and cause.

    Args:
        message: one line, in the user's language.
        hint: the next step, if it is not plain from the message.
        code: how the command ends.
    """

    def __init__(self, message: str, hint: str = "", code: ExitCode = ExitCode.USAGE) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code


class ConfigError(UserError):
    """A flag, variable or configuration file is wrong."""


class StoreError(UserError):
    """``audit.db`` cannot be used."""


class BundleError(UserError):
    """A bundle is missing, damaged or of another version."""


def os_reason(error: OSError) -> str:
    """Why the system refused, in the user's language; the system's own words for rare reasons."""
    reasons = {
        errno.ENOENT: _("there is no such file or folder"),
        errno.ENOTDIR: _("part of the path is not a folder"),
        errno.EISDIR: _("it is a folder"),
        errno.EEXIST: _("there is a file of that name"),
        errno.EACCES: _("no permission"),
        errno.EPERM: _("no permission"),
        errno.EROFS: _("the file system is read-only"),
        errno.ENOSPC: _("the disk is full"),
        errno.EDQUOT: _("the disk is full"),
        errno.ECONNREFUSED: _("connection refused"),
        errno.ETIMEDOUT: _("no answer within the time limit"),
        errno.ENETUNREACH: _("the network is not reachable"),
        errno.EHOSTUNREACH: _("the network is not reachable"),
    }
    if isinstance(error, socket.gaierror):
        return _("the host name cannot be resolved")
    number = errno.ETIMEDOUT if isinstance(error, TimeoutError) else error.errno
    return reasons.get(number or 0) or error.strerror or str(error)


def unexpected(error: Exception, *, verbose: bool = False) -> tuple[str, str]:
    """What happened, in one line, and the next step: a fault of this machine, or one of ours."""
    if isinstance(error, OSError):
        reason = f"{os_reason(error)} {error.filename or ''}".strip()
        return (
            _("a fault of this machine: {reason}").format(reason=reason),
            _("what was collected is kept; mend it and repeat the command"),
        )
    summary = f"{type(error).__name__}: {error}"
    return (
        _("internal error: {summary}").format(summary=summary),
        "" if verbose else _("-v shows where; please report it"),
    )
