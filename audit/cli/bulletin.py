"""``audit bulletin``: print a quarter's bulletin."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import msgspec

from audit.cli.base import Helpful, Option, pass_console, resolved, setting_flags
from audit.cli.console import Console
from audit.cli.rounds import load
from audit.cli.tables import open_store
from audit.errors import UserError
from audit.language import _
from reports.bulletin.facts import OfficeFacts

FORMATS = ("docx", "pdf", "html", "xlsx", "md")


@click.command(
    "bulletin",
    cls=Helpful,
    short_help=_("Print a quarter's bulletin."),
    help=_(
        "Print the bulletin (季度抽查通报) of ROUND from its decided findings, or of a stored model"
        " (--from FILE) again, in any style and format. The model is written beside the files."
    ),
    examples=(
        "audit bulletin 2026Q4 --facts office.toml",
        "audit bulletin 2026Q4 --style jiangsu --format docx --format pdf",
        "audit bulletin 2026Q4 --papers --to notices",
        "audit bulletin 2026Q4 --internal",
        "audit bulletin --from bulletin-2026Q4.json --style our-style --to again",
    ),
)
@click.argument("name", metavar="[ROUND]", required=False)
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
    "--internal", is_flag=True,
    help=_("The office's own edition: it also names what is not settled. Not to be published."),
)  # fmt: skip
@click.option(
    "--papers", is_flag=True,
    help=_("Also write, for each site with faults, the rectification notice (整改通知) and both"
           " self-check tables (自查表)."),
)  # fmt: skip
@click.option(
    "--site", "sites", cls=Option, metavar="CODE", multiple=True,
    help=_("The papers of this site only (网站标识码); repeatable."),
)  # fmt: skip
@click.option(
    "--to", cls=Option, metavar="FOLDER", default=None, type=click.Path(path_type=Path),
    help=_("Where the files go; without it into bulletin-ROUND in --out."),
)  # fmt: skip
@click.option("--replace", is_flag=True, help=_("Write over another bulletin of the round."))
@setting_flags("out", "lang")
@pass_console
def command(console: Console, /, **given: Any) -> int:  # noqa: ANN401
    """Get the model and hand it over to the printers."""
    name, source, internal = given.pop("name"), given.pop("source"), given.pop("internal")
    style, facts, to = given.pop("style"), given.pop("facts"), given.pop("to")
    kinds = (*(given.pop("formats") or FORMATS), "json")
    wanted, sites = given.pop("papers"), given.pop("sites")
    replace = given.pop("replace")
    if (name is None) == (source is None):
        raise UserError(_("give either ROUND or --from FILE"), _("see: audit bulletin --help"))
    settings = resolved(given).settings

    from audit import bulletin as printing  # noqa: PLC0415 - printers are slow to import

    if source is not None:
        model = printing.read_model(source)
        if internal or given["lang"] not in (None, model.lang):
            raise UserError(
                _("a stored model has its edition and its language"),
                _("print from the round to get another"),
            )
        if facts is not None:
            model = msgspec.structs.replace(model, facts=printing.read_facts(facts))
        chosen = printing.load_style(style or model.style.name)
        model = told = printing.restyled(model, chosen, console)
    else:
        known = printing.read_facts(facts) if facts else OfficeFacts()
        chosen = printing.load_style(style or "national")
        with open_store(given) as store:
            this = load(store, name).id
            model, told = printing.of_round(
                store, this, known, chosen, settings.lang, internal=internal
            )
    folder = to or Path(settings.out) / f"bulletin-{model.round}"
    written = printing.write(model, chosen, folder, kinds, console, replace=replace)
    for path in written:
        console.print(str(path))
    if wanted or sites:
        out = Path(settings.out)
        papers = printing.write_papers(told, chosen, folder / "sites", sites, out=out)
        agencies = len({path.parent for path in papers})
        console.print(
            _("notices and self-check tables of {count} sites: {folder}").format(
                count=agencies, folder=folder / "sites"
            )
        )
    printing.tell_open(model, console)
    return 0
