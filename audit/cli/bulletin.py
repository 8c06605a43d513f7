"""``audit bulletin``: print a quarter's bulletin."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import msgspec

from audit.cli.base import Helpful, Option, pass_console, resolved, setting_flags
from audit.cli.console import Console
from audit.errors import UserError
from audit.language import _

FORMATS = ("docx", "html", "xlsx", "md")


@click.command(
    "bulletin",
    cls=Helpful,
    short_help=_("Print a quarter's bulletin."),
    help=_(
        "Print the bulletin (季度抽查通报) of a stored model (--from FILE) again, in any style and"
        " format; the model is written beside the files."
    ),
    examples=(
        "audit bulletin --from bulletin-2026Q4.json",
        "audit bulletin --from bulletin-2026Q4.json --style jiangsu --format docx --format html",
        "audit bulletin --from bulletin-2026Q4.json --style our-style --facts office.toml",
        "audit bulletin --from bulletin-2026Q4.json --format docx --site 3300000012",
    ),
)
@click.option(
    "--from", "source", cls=Option, metavar="FILE", default=None,
    type=click.Path(path_type=Path), help=_("The model of a bulletin (JSON) to print again."),
)  # fmt: skip
@click.option(
    "--style", cls=Option, metavar="NAME|FOLDER", default=None,
    help=_("Style: national, jiangsu, guangdong, sichuan, or a folder of your own."),
)  # fmt: skip
@click.option(
    "--format", "formats", cls=Option, type=click.Choice(FORMATS), multiple=True,
    help=_("What to write; repeatable. Without it: all."),
)  # fmt: skip
@click.option(
    "--facts", cls=Option, metavar="FILE", default=None, type=click.Path(path_type=Path),
    help=_("What only the office knows (TOML): its name, document number, dates, messages …"),
)  # fmt: skip
@click.option(
    "--papers", cls=Option, is_flag=True,
    help=_("Also write, for each site with faults, the rectification notice (整改通知) and both"
           " self-check tables (自查表)."),
)  # fmt: skip
@click.option(
    "--site", "sites", cls=Option, metavar="CODE", multiple=True,
    help=_("The papers of this site only (网站标识码); repeatable."),
)  # fmt: skip
@setting_flags("out")
@pass_console
def command(
    console: Console,
    /,
    source: Path | None,
    style: str | None,
    *,
    formats: tuple[str, ...],
    facts: Path | None,
    papers: bool,
    sites: tuple[str, ...],
    **flags: Any,  # noqa: ANN401
) -> int:
    """Read the model and hand it over to the printers."""
    if source is None:
        raise UserError(_("give --from FILE"), _("see: audit bulletin --help"))
    settings = resolved(flags).settings

    from audit import bulletin as printing  # noqa: PLC0415 - printers are slow to import

    model = printing.read_model(source)
    if facts is not None:
        model = msgspec.structs.replace(model, facts=printing.read_facts(facts))
    chosen = printing.load_style(style or model.style.name)
    model = printing.restyled(model, chosen, console)
    kinds = (*(formats or FORMATS), "json")
    out = Path(settings.out)
    written = printing.write(model, chosen, out, kinds, console)
    if papers or sites:
        written += printing.write_papers(model, chosen, out / "sites", sites)
    for path in written:
        console.print(str(path))
    return 0
