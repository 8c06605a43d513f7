"""Errors that a person can mend (用户可处理的错误): one line, no traceback."""

from __future__ import annotations

from audit.exit_codes import ExitCode


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
