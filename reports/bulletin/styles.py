"""Styles (通报样式): folders of templates that say how a bulletin is worded and set.

A version folder (``templates/v1``) holds what its styles share: the sentences and annexes of each
language, the page layout, the drawing of charts. In it stands a folder for each style::

    national/style.toml        what it is called, decimals of rates, departures from layout.toml
    national/bulletin.zh.j2    its text; bulletin.en.j2 the English one

An office's own style is such a folder anywhere else. Published versions are never edited, so that
an old bulletin prints as it was: a new wording is a new version folder.

Text templates are Jinja2 with one block a paragraph. A mark at the beginning of a template's line
says what the paragraph is: ``=`` title, ``@`` addressee, ``#`` ``##`` ``###`` headings (numbered by
themselves), ``-`` list, ``+`` list under the text of the first,
``>`` note, and ``!letterhead``, ``!number``, ``!office``, ``!date``,
``!table NAME``, ``!chart NAME``, ``!annex TITLE``, ``!annex-wide TITLE``, ``!faults``,
``!pictures`` (of a notice). Marks count where they stand in a template, never in a value.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated

import msgspec
from jinja2 import BaseLoader, Environment, StrictUndefined, Template, TemplateNotFound
from jinja2.sandbox import SandboxedEnvironment
from msgspec import Meta, Struct

from reports.bulletin.model import StyleUsed

POINTS = 72 / 25.4
"""Points in a millimetre."""
VERSIONS = ("1",)
"""Versions of the templates, oldest first."""
STYLES = ("national", "jiangsu", "guangdong", "sichuan")
"""Styles that come with the program."""
MARK = "\x01"
"""Stands before a paragraph's role once a template is read; no cleaned text can hold it."""
_MARKED = re.compile(
    r"^[ \t]*(=|@|\#{1,3}|-|\+|>"
    r"|!(?:letterhead|number|office|date|table|chart|annex-wide|annex|faults|pictures))"
    r"(?=\s|$)",
    re.MULTILINE,
)


Font = Annotated[str, Meta(pattern=r"^[\w][\w \-]*$")]
Fonts = Annotated[tuple[Font, ...], Meta(min_length=1)]
"""Font families; their names go into style sheets, so nothing but words may stand in them."""


class StyleError(ValueError):
    """A style cannot be used; the message says which file and why."""


class Layout(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a page is set (版式), after GB/T 9704; lengths in millimetres, sizes in points.

    Attributes:
        top, bottom, left, right: margins.
        line: distance of lines of the body.
        fonts_title, fonts_body, fonts_black, fonts_kai, fonts_number, fonts_latin: families, the
            official one first, then those that stand in for it.
        size_title, size_body, size_table: of the characters.
        letterhead: colour of the letterhead (发文机关标志).
    """

    top: float
    bottom: float
    left: float
    right: float
    line: float
    fonts_title: Fonts
    fonts_body: Fonts
    fonts_black: Fonts
    fonts_kai: Fonts
    fonts_number: Fonts
    fonts_latin: Fonts
    size_title: float
    size_body: float
    size_table: float
    letterhead: Annotated[str, Meta(pattern="^#[0-9A-Fa-f]{6}$")]


def letterhead_size(text: str, layout: Layout) -> float:
    """Size in points at which a letterhead fills one line, from 8 to 40."""
    width = (210 - layout.left - layout.right) * POINTS
    return round(max(8.0, min(40.0, width / max(len(text), 1)) - 0.5), 1)


class _Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``style.toml``."""

    version: str
    decimals: int = 1
    layout: dict[str, float | str | tuple[str, ...]] = {}


@dataclass(frozen=True)
class Style:
    """A style, read and checked.

    Attributes:
        used: what the model stores of it.
        decimals: of printed rates.
        layout: of the page.
        folders: where its templates are, its own folder first.
    """

    used: StyleUsed
    decimals: int
    layout: Layout
    folders: tuple[Traversable, ...]

    def text(self, lang: str, name: str = "bulletin") -> Template:
        """Template of a text in a language: of the bulletin, or of a paper for one site.

        Raises:
            StyleError: the style has no text in that language, or it is no template.
        """
        try:
            return _texts(self.folders).get_template(f"{name}.{lang}.j2")
        except TemplateNotFound as error:
            raise StyleError(f"{self.used.name}: {error}") from error


@lru_cache(maxsize=4)
def _texts(folders: tuple[Traversable, ...]) -> Environment:
    """Templates of plain text; each format escapes for itself."""
    return SandboxedEnvironment(
        loader=_Loader(folders),
        autoescape=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class _Loader(BaseLoader):
    """Finds templates in a style's folders and puts marks in place of what begins a line."""

    def __init__(self, folders: tuple[Traversable, ...]) -> None:
        self._folders = folders

    def get_source(self, _environment: Environment, template: str) -> tuple[str, str | None, None]:
        for folder in self._folders:
            file = folder / template
            if file.is_file():
                source = _MARKED.sub(MARK + r"\1", file.read_text("utf-8"))
                return source, template, None
        raise TemplateNotFound(template)


def load(name: str) -> Style:
    """Read a style by name, or from a folder if the name has a slash or is one.

    Raises:
        StyleError: there is no such style, or a file of it is wrong.
    """
    if name in STYLES:
        own: Traversable = _versions() / f"v{VERSIONS[-1]}" / name
    elif Path(name).is_dir():
        own = Path(name)
    else:
        raise StyleError(name)
    settings = _settings(own)
    if settings.version not in VERSIONS:
        raise StyleError(f"{name}/style.toml: version {settings.version}")
    shared = _versions() / f"v{settings.version}"
    layout = tomllib.loads((shared / "layout.toml").read_text("utf-8")) | settings.layout
    try:
        made = msgspec.convert(layout, Layout)
    except msgspec.ValidationError as error:
        raise StyleError(f"{name}/style.toml: [layout] {error}") from error
    used = StyleUsed(
        name=name if name in STYLES else Path(name).name,
        version=settings.version,
        sha256=_digest((own, shared)),
    )
    return Style(used, settings.decimals, made, (own, shared))


def _settings(folder: Traversable) -> _Settings:
    try:
        text = (folder / "style.toml").read_text("utf-8")
        return msgspec.toml.decode(text, type=_Settings)
    except OSError as error:
        raise StyleError(f"{folder.name}/style.toml: {error.strerror}") from error
    except (msgspec.DecodeError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StyleError(f"{folder.name}/style.toml: {error}") from error


def _versions() -> Traversable:
    return resources.files("reports") / "bulletin" / "templates"


def _digest(folders: tuple[Traversable, ...]) -> str:
    """SHA-256 over names and bytes of all files that lie directly in the folders."""
    digest = hashlib.sha256()
    for name, data in _files(folders):
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def _files(folders: tuple[Traversable, ...]) -> Iterator[tuple[str, bytes]]:
    for folder in folders:
        for file in sorted(folder.iterdir(), key=lambda file: file.name):
            if file.is_file():
                yield file.name, file.read_bytes()


@lru_cache(maxsize=4)
def drawing(version: str) -> Template:
    """Template of a chart as SVG."""
    return _markup(version).get_template("chart.svg.j2")


@lru_cache(maxsize=4)
def page(version: str) -> Template:
    """Template of the page as HTML."""
    return _markup(version).get_template("page.html.j2")


def _markup(version: str) -> Environment:
    return Environment(
        loader=_Loader((_versions() / f"v{version}",)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
