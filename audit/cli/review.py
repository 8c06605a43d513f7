"""``audit review``: what awaits a person's word, out as a sheet and back in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec import Struct

from audit.cli.base import Helpful, HelpfulGroup, pass_console, setting_flags
from audit.cli.console import Console
from audit.cli.rounds import load
from audit.cli.tables import open_store, show, write_file
from audit.errors import UserError
from audit.exit_codes import ExitCode
from audit.language import _
from reports.i18n import system_language

if TYPE_CHECKING:
    from audit.decisions.desk import Item

STATES = ("open", "half", "confirmed", "notified", "dismissed", "rectified", "appealed", "all")


@click.group(
    "review",
    cls=HelpfulGroup,
    help=_("See what awaits a decision, and decide on many findings at once."),
    examples=(
        "audit review list 2026Q4",
        "audit review export 2026Q4 --to decisions.xlsx",
        "audit review import 2026Q4 decisions.xlsx --by 张敏",
        "audit review notify 2026Q4 --by 李强",
        "audit review open 2026Q4",
    ),
)
def command() -> None:
    """Hold the commands about decisions together."""


class Filter(Struct, frozen=True):
    """Which findings a person wants to see; suspicions only if asked for or ruled on."""

    state: str
    site: str | None
    suspicions: bool

    def __call__(self, found: Sequence[Item]) -> list[Item]:
        """Those of the findings."""
        return [
            item
            for item in found
            if self.state in ("all", item.state) or (self.state, item.state) == ("open", "half")
            if of_site(item, self.site)
            if self.suspicions or item.ruled.open or item.state != "open"
        ]


def of_site(item: Item, site: str | None) -> bool:
    """Whether a finding is of a site, given by key or name; all are if none is given."""
    return site is None or site in (item.site.row.site.key, item.site.row.site.name)


def _filter(flags: dict[str, Any]) -> Filter:
    return Filter(*(flags.pop(name) for name in Filter.__struct_fields__))


_state = click.option(
    "--state", type=click.Choice(STATES), default="open", show_default=True,
    help=_("Only findings that stand so."),
)  # fmt: skip
_site = click.option("--site", default=None, metavar="SITE", help=_("Only this site."))
_suspicions = click.option(
    "--suspicions", is_flag=True, help=_("Also what the program only suspects.")
)


@command.command(
    "list",
    cls=Helpful,
    help=_("List the findings of ROUND that await a decision, or stand otherwise."),
    examples=("audit review list 2026Q4", "audit review list 2026Q4 --state appealed"),
)
@click.argument("name", metavar="ROUND")
@_state
@_site
@_suspicions
@setting_flags("out")
@pass_console
def list_all(console: Console, /, name: str, **flags: Any) -> int:  # noqa: ANN401
    """Print a line for each finding."""
    from audit.decisions import desk, sheet  # noqa: PLC0415 - slow to import

    wanted = _filter(flags)
    with open_store(flags) as store:
        chosen = wanted(desk.items(store, load(store, name)))
    rows = [
        (
            item.id, item.site.row.site.name, sheet.severity_of(item),
            item.ruled.row["message"][:80], sheet.state_word(item), item.before,
        )
        for item in chosen
    ]  # fmt: skip
    heads = (_("finding"), _("site"), _("severity"), _("what is the case"), _("state"),
             _("ruled before"))  # fmt: skip
    show(console, heads, rows)
    console.note(_("{count} findings").format(count=len(rows)))
    return 0


@command.command(
    "export",
    cls=Helpful,
    short_help=_("Write findings as an XLSX sheet to decide on."),
    help=_("Write findings of ROUND with their evidence as XLSX; its last columns are to fill in."),
    examples=("audit review export 2026Q4 --to decisions.xlsx",),
)
@click.argument("name", metavar="ROUND")
@click.option(
    "--to", type=click.Path(path_type=Path), required=True, metavar="FILE",
    help=_("File to write."),
)  # fmt: skip
@_state
@_site
@_suspicions
@setting_flags("out")
@pass_console
def export(console: Console, /, name: str, to: Path, **flags: Any) -> int:  # noqa: ANN401
    """Write the sheet."""
    from audit.decisions import desk, sheet  # noqa: PLC0415
    from audit.round.words import Words  # noqa: PLC0415

    wanted = _filter(flags)
    with open_store(flags) as store:
        this = load(store, name)
        chosen = wanted(desk.items(store, this))
    words = Words(system_language())
    titles = {item.ruled.row["check_id"]: words.title(item.ruled.row) for item in chosen}
    write_file(to, sheet.export(chosen, this.id, titles))
    console.note(_("{count} findings written to {file}").format(count=len(chosen), file=to))
    return 0


@command.command(
    "import",
    cls=Helpful,
    short_help=_("Take in the decisions of a sheet."),
    help=_(
        "Take in the decisions that people wrote into FILE (from “export”): confirm, dismiss,"
        " rectified or appealed, in English or Chinese, with name and reason. Good rows count, all"
        " or none of them; each bad row is named."
    ),
    examples=("audit review import 2026Q4 decisions.xlsx --by 张敏",),
)
@click.argument("name", metavar="ROUND")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--by", "who", default="", metavar="NAME", help=_("Whose they are, where not told."))
@setting_flags("out")
@pass_console
def take_in(console: Console, /, name: str, file: Path, who: str, **flags: Any) -> int:  # noqa: ANN401
    """Read, write, tell."""
    from audit.decisions import desk, events, sheet  # noqa: PLC0415

    with open_store(flags) as store:
        told, problems = sheet.read(file, desk.items(store, load(store, name)), who)
        events.append(store, told)
    for problem in problems:
        console.error(problem.message, problem.hint)
    console.print(
        _("decisions taken in {count} · not taken in {wrong}").format(
            count=len(told), wrong=len(problems)
        )
    )
    return ExitCode.INCOMPLETE if problems else ExitCode.CLEAN


@command.command(
    "notify",
    cls=Helpful,
    short_help=_("Note that agencies were told of their confirmed faults."),
    help=_(
        "Note that the agencies of ROUND (or of one site) were told of their confirmed faults. From"
        " now on they have the hours of “notice_hours” to reply before these may be published."
        " Sending the notice is yours."
    ),
    examples=(
        "audit review notify 2026Q4 --by 李强",
        "audit review notify 2026Q4 --site 4401000001 --by 李强",
    ),
)
@click.argument("name", metavar="ROUND")
@click.option("--by", "who", required=True, metavar="NAME", help=_("Who says so."))
@_site
@setting_flags("out")
@pass_console
def notify(console: Console, /, name: str, who: str, site: str | None, **flags: Any) -> int:  # noqa: ANN401
    """Keep the notices."""
    from audit.decisions import desk  # noqa: PLC0415

    with open_store(flags) as store:
        this = load(store, name)
        found = [item for item in desk.items(store, this) if of_site(item, site)]
        if not found:
            raise UserError(_("no findings of {site} in {round}").format(site=site, round=name))
        count = desk.notify(store, found, who)
    console.print(
        _("{count} faults noted as told; they may be published after {hours} h").format(
            count=count, hours=this.notice_hours
        )
    )
    return 0


@command.command(
    "open",
    cls=Helpful,
    short_help=_("Show what awaits a decision as a page, with its evidence."),
    help=_(
        "Show the findings of RUN (a round like 2026Q4, or one run) that await a decision as a"
        " page, with the archived answers. It is served on this machine only, to whoever knows its"
        " address, until Ctrl-C; it only shows."
    ),
    examples=("audit review open 2026Q4", "audit review open 20261122-114509-www.x.gov.cn"),
)
@click.argument("name", metavar="RUN")
@click.option("--no-browser", is_flag=True, help=_("Print the address and open no browser."))
@_state
@_site
@_suspicions
@setting_flags("out")
@pass_console
def open_page(console: Console, /, name: str, no_browser: bool, **flags: Any) -> int:  # noqa: ANN401
    """Serve until a person has had enough."""
    import asyncio  # noqa: PLC0415
    import contextlib  # noqa: PLC0415
    import webbrowser  # noqa: PLC0415

    from audit.decisions import desk  # noqa: PLC0415
    from audit.decisions.pages import Desk  # noqa: PLC0415

    wanted = _filter(flags)
    with open_store(flags) as store:
        run = store.rows("select round_id from round_sample where run_id = ?", [Path(name).name])
        this = load(store, run[0]["round_id"] if run else name)

        def items() -> list[Item]:
            found = wanted(desk.items(store, this))
            return [i for i in found if not run or i.site.row.run_id == Path(name).name]

        def sources(number: int) -> list[str]:
            query = "select page from finding_sources where finding_id = ? order by id"
            return [row["page"] for row in store.rows(query, [number])]

        def told(address: str) -> None:
            console.print(address)
            console.note(_("Ctrl-C ends it"))
            if not no_browser:
                webbrowser.open(address)

        page = Desk(this.id, items, store.path.parent, sources)
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(page.serve(told, asyncio.Event()))
    return 0
