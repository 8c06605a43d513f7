"""The user's language (界面语言): messages of the command line follow the locale."""

from __future__ import annotations

from reports.i18n import system_language, translations


def _(message: str) -> str:
    """Translate a message of the command line into the language of the user's locale."""
    return translations(system_language()).gettext(message)
