"""Printing bulletins (通报): from a stored model to its files."""

from __future__ import annotations

import difflib
import io
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec
from PIL import Image

from audit import __version__
from audit.cli.console import Console, escape
from audit.errors import UserError, os_reason
from audit.indicators.loader import load_set
from audit.language import _
from audit.pdf import print_pdf
from audit.round.result import round_result
from audit.store.store import Store
from audit.values import SHANGHAI
from reports.bulletin import build, docx, json, papers, styles, xlsx
from reports.bulletin.charts import has_fonts
from reports.bulletin.compose import compose
from reports.bulletin.facts import OfficeFacts
from reports.bulletin.formats import FORMATS, Printing
from reports.bulletin.model import Bulletin
from reports.bulletin.verify import contradictions
from spiders.bundle.pictures import Held, jpeg, pictures

TALL = 1.5
"""Times as high as wide from which on a whole page is too small on paper: its telling part is
shown instead."""


def read_model(path: Path) -> Bulletin:
    """Read a stored model.

    Raises:
        UserError: there is none, or it is damaged.
    """
    try:
        return json.read(_read(path))
    except json.ModelError as error:
        raise UserError(
            _("{file}: no model of a bulletin: {reason}").format(
                file=path, reason=escape(str(error))
            ),
            _("give the .json file that audit bulletin wrote"),
        ) from error


def of_round(
    store: Store, name: str, facts: OfficeFacts, style: styles.Style, lang: str, *, internal: bool
) -> tuple[Bulletin, Bulletin]:
    """Make the bulletin of a round, and what its notices to agencies are printed from.

    Raises:
        UserError: the round is not planned.
    """
    known = {public: round_result(store, name, public, lang=lang) for public in (True, False)}
    return (
        build.build(known[not internal], facts, style.used, __version__),
        build.build_notices(known[False], facts, style.used, __version__),
    )


def read_facts(path: Path) -> OfficeFacts:
    """Read what only the office knows.

    Raises:
        UserError: the file is missing, no TOML, or has an unknown key or a wrong value.
    """
    try:
        data = tomllib.loads(_read(path).decode("utf-8-sig"))
        return msgspec.convert(data, OfficeFacts)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        text = escape(str(error))
        raise UserError(
            _("{file}: {reason}").format(file=path, reason=text), _nearest_key(text)
        ) from error


def _nearest_key(reason: str) -> str:
    """What may have been meant by an unknown key that a reason names; else which keys there are."""
    keys = OfficeFacts.__struct_fields__
    wrong = reason.partition("unknown field `")[2].partition("`")[0]
    near = difflib.get_close_matches(wrong, keys, 1)
    if near:
        return _("did you mean {name}?").format(name=near[0])
    return _("it may have: {names}").format(names=", ".join(keys))


def load_style(name: str) -> styles.Style:
    """Read a style by its name or folder.

    Raises:
        UserError: there is none, or a file of it is wrong.
    """
    try:
        return styles.load(name)
    except styles.StyleError as error:
        raise UserError(
            _("the style cannot be used: {reason}").format(reason=escape(str(error))),
            _("styles: {names}; or a folder of your own").format(names=", ".join(styles.STYLES)),
        ) from error


def restyled(bulletin: Bulletin, style: styles.Style, console: Console) -> Bulletin:
    """The bulletin in a style; says so where the style is not what it was printed in before."""
    was, now = bulletin.style, style.used
    if was.name == now.name and was.sha256 != now.sha256:
        console.note(
            _(
                "the style “{name}” has changed since this bulletin was made: texts may differ"
            ).format(name=escape(now.name))
        )
    return msgspec.structs.replace(bulletin, style=now)


def write(
    bulletin: Bulletin,
    style: styles.Style,
    folder: Path,
    formats: Sequence[str],
    console: Console,
    *,
    replace: bool = False,
) -> list[Path]:
    """Print a bulletin into a folder; each file appears whole or not at all.

    Args:
        bulletin: what to print.
        style: its style.
        folder: made if it is not there.
        formats: names of formats.
        console: where is told what is left out.
        replace: another bulletin of the round that lies there may be written over.

    Raises:
        UserError: the bulletin contradicts itself, its style fails, another one lies there, or a
            file cannot be written.
    """
    wrong = contradictions(bulletin, _)
    if wrong:
        for line in wrong[1:]:
            console.note(escape(line))
        raise UserError(
            _("the bulletin contradicts itself: {reason}").format(reason=escape(wrong[0])),
            _("mend the round or the model; nothing was written"),
        )
    try:
        document = compose(bulletin, style)
    except styles.StyleError as error:
        raise UserError(
            _("the style cannot be used: {reason}").format(reason=escape(str(error)))
        ) from error
    pictures = has_fonts()
    if not pictures and "docx" in formats:
        console.note(
            _("no Chinese font: charts are left out of DOCX; apt-get install fonts-noto-cjk")
        )
    printing = Printing(bulletin, document, style, print_pdf, pictures)
    name = f"bulletin-{bulletin.round}"
    if bulletin.edition == "internal":
        name += "-internal"
    model = folder / f"{name}.json"
    if not replace and model.exists() and _read(model) != json.render(bulletin):
        raise UserError(
            _("{file}: another bulletin of this round lies there").format(file=model),
            _("choose another folder with --to, or write it over with --replace"),
        )
    return [write_file(folder / f"{name}.{kind}", FORMATS[kind](printing)) for kind in formats]


def write_papers(
    bulletin: Bulletin, style: styles.Style, folder: Path, only: Sequence[str] = (), *, out: Path
) -> list[Path]:
    """Write the notice and the self-check tables of each site with faults into folders of theirs.

    Args:
        bulletin: what to print.
        style: its style.
        folder: a folder for each site is made in it.
        only: keys (identification codes) of the sites wanted; empty: all with faults.
        out: folder of the runs, whose bundles have the pictures.

    Raises:
        UserError: a site is not in the bulletin, the style fails, or a file cannot be written.
    """
    entries = {entry.site.key: entry for entry in bulletin.sites}
    unknown = [key for key in only if key not in entries]
    if unknown:
        raise UserError(
            _("the bulletin has no such site: {site}").format(site=escape(unknown[0])),
            _("give the identification code (网站标识码), as annex 2 has it"),
        )
    faulty = {fault.site for fault in bulletin.faults}
    written: list[Path] = []
    try:
        for key in only or [key for key in entries if key in faulty]:
            entry = entries[key]
            own = folder / re.sub(r"[^A-Za-z0-9.-]", "_", key)[:80]
            bundle = out / entry.run_id / "bundle"
            shots = partial(_shots, bundle, pictures(bundle))
            made = [("notice", papers.notice(bulletin, entry, style, shots))]
            for form in forms(bulletin.lang, entry.site.kind):
                paper = papers.self_check(bulletin, entry, form, style)
                made.append((f"self-check-{form.layout}", paper))
            for name, (document, tables) in made:
                written.append(write_file(own / f"{name}.docx", docx.render(document, style)))
                book = xlsx.render_tables(tables, document.title)
                written.append(write_file(own / f"{name}.xlsx", book))
    except styles.StyleError as error:
        raise UserError(
            _("the style cannot be used: {reason}").format(reason=escape(str(error)))
        ) from error
    return written


def _shots(bundle: Path, held: Mapping[str, list[Held]], fingerprint: str) -> Iterator[papers.Shot]:
    """Pictures of a finding in the bundle of its run, such that paper shows them legibly."""
    for picture in held.get(fingerprint, ()):
        for record in (picture.full, picture.thumb):
            data = jpeg(bundle, record)
            height = _height(data) if data is not None else 0.0
            if data is not None and 0 < height <= TALL:
                at = datetime.fromisoformat(picture.at).astimezone(SHANGHAI)
                yield papers.Shot(picture.url, f"{at:%Y-%m-%d %H:%M:%S}", data, height)
                break


def _height(data: bytes) -> float:
    """How many times as high as wide a picture is; 0 if it is none."""
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
            return image.height / image.width
    except (OSError, Image.DecompressionBombError):
        return 0.0


def forms(lang: str, kind: str) -> list[papers.Form]:
    """The official forms with the lines that hold for a kind of site."""
    made = []
    layouts: tuple[tuple[papers.Layout, str], ...] = (
        ("2015", "census-2015"),
        ("2019", "indicator-2019"),
    )
    for layout, name in layouts:
        found, _sha256 = load_set(name)
        lines = tuple(
            papers.FormLine(
                id=line.id,
                group=found.groups[line.group].title[lang] if line.group else "",
                title=line.title[lang],
                wording=line.wording[lang],
                checks=line.checks,
                media="new-media" in line.kinds,
            )
            for line in found.lines
            if line.kind in ("veto", "deduction")
            and (not line.kinds or not kind or {kind, "new-media"} & set(line.kinds))
        )
        made.append(papers.Form(layout, name, lines))
    return made


def write_file(path: Path, data: bytes) -> Path:
    """Write a file so that it appears whole or not at all.

    Raises:
        UserError: it cannot be written.
    """
    draft = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(data)
        draft.replace(path)
    except OSError as error:
        raise UserError(
            _("cannot write {file}: {reason}").format(file=path, reason=os_reason(error))
        ) from error
    return path


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(
            _("cannot read {file}: {reason}").format(file=path, reason=os_reason(error))
        ) from error


def tell_open(bulletin: Bulletin, console: Console) -> None:
    """Say how many sites the bulletin says nothing of, and why."""
    left = bulletin.coverage
    if left.undecided or left.inconclusive or left.not_tested:
        console.note(
            _(
                "not in the rate: {undecided} sites await a decision, {inconclusive} could not be"
                " judged, {not_tested} were not tested"
            ).format(
                undecided=left.undecided,
                inconclusive=left.inconclusive,
                not_tested=left.not_tested,
            )
        )
