"""Languages (语言): gettext catalogues, read from the PO files that translators edit."""

from __future__ import annotations

import gettext
import io
import locale
import os
from functools import lru_cache
from importlib import resources

import polib

LANGUAGES = ("zh", "en")
"""Languages of reports; messages in code are English, Chinese comes from the catalogue."""


@lru_cache(maxsize=4)
def translations(lang: str) -> gettext.NullTranslations:
    """Catalogue of a language: ``zh`` from ``locale/zh_CN``, any other gives English."""
    if lang != "zh":
        return gettext.NullTranslations()
    folder = resources.files("reports") / "locale" / "zh_CN" / "LC_MESSAGES"
    merged = polib.POFile()
    merged.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    for name in sorted(f.name for f in folder.iterdir() if f.name.endswith(".po")):
        for entry in polib.pofile((folder / name).read_text("utf-8")):
            merged.append(entry)
    return gettext.GNUTranslations(io.BytesIO(merged.to_binary()))


def system_language() -> str:
    """Language of the user's locale: ``zh`` for any Chinese one, else ``en``."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return "zh" if os.environ[name].lower().startswith("zh") else "en"
    return "zh" if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"
