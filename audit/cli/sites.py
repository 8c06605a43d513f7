"""``audit sites``: the list of sites that rounds are drawn from."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import Any

import click

from audit.cli.base import Helpful, HelpfulGroup, pass_console, resolved, setting_flags
from audit.cli.console import Console, escape
from audit.cli.run import check_paths
from audit.cli.tables import open_store, show, write_file
from audit.errors import UserError
from audit.exit_codes import ExitCode
from audit.language import _

MOST_TOLD = 50
"""Sites of one kind that are told by an import; the last line says how many more there are."""


@click.group(
    "sites",
    cls=HelpfulGroup,
    help=_("Keep the list of sites that rounds are drawn from."),
    examples=(
        "audit sites import sites.xlsx",
        "audit sites list --state running",
        "audit sites show 4401000001",
        "audit sites export --to sites.csv",
    ),
)
def command() -> None:
    """Hold the commands about the list of sites together."""


@command.command(
    "import",
    cls=Helpful,
    short_help=_("Take in a table of sites."),
    help=_(
        "Take in the table FILE (XLSX, XLS or CSV; Chinese headers, titles above them). Good rows"
        " come in, all or none of them; every other row is named with the reason and the remedy."
        " Sites that are not in the table stay as they are."
    ),
    examples=("audit sites import 网站名单.xlsx --dry-run", "audit sites import sites.csv"),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help=_("Say what would change, and write nothing."))
@setting_flags("out")
@pass_console
def take_in(console: Console, /, file: Path, dry_run: bool, **flags: Any) -> int:  # noqa: ANN401
    """Read, compare, tell, write."""
    from audit.register import book, read  # noqa: PLC0415 - readers are slow to import

    sites, problems, fields = read.read_list(file)
    with open_store(flags) as store:
        taken = book.compare(store, sites, fields, file.name)
        if not dry_run:
            book.take_in(store, taken, file.name)
    _tell_import(console, taken)
    for problem in (*problems, *taken.conflicts):
        console.error(problem.message, problem.hint)
    wrong = len(problems) + len(taken.conflicts)
    line = _("new {new} · changed {changed} · as before {same} · not taken in {wrong}")
    console.print(
        line.format(new=len(taken.added), changed=len(taken.changed), same=taken.same, wrong=wrong)
    )
    if dry_run:
        console.note(_("nothing was written"))
    return ExitCode.INCOMPLETE if wrong else ExitCode.CLEAN


def _tell_import(console: Console, taken: Any) -> None:  # noqa: ANN401 - read late
    lines = [f"+ {site.code or site.host}  {site.name}" for site in taken.added[:MOST_TOLD]]
    if len(taken.added) > MOST_TOLD:
        lines.append(_("… {count} more").format(count=len(taken.added) - MOST_TOLD))
    for old, _new, told in taken.changed:
        lines += [f"~ {old.key}  {e.field}: {e.old or '–'} → {e.new or '–'}" for e in told]
    for line in lines:
        console.print(escape(line))
    for site in taken.missing[:MOST_TOLD]:
        told = f"{site.key}  {site.site.name}"
        console.note(escape(_("not in the table, left as it is: {site}").format(site=told)))
    if len(taken.missing) > MOST_TOLD:
        console.note(_("… {count} more").format(count=len(taken.missing) - MOST_TOLD))


@command.command(
    "list",
    cls=Helpful,
    help=_("List the registered sites."),
    examples=("audit sites list", "audit sites list --state closed --region 望舒市"),
)
@click.option(
    "--state", type=click.Choice(("running", "closed", "migrated")), default=None,
    help=_("Only sites in this state."),
)  # fmt: skip
@click.option("--region", default=None, metavar="NAME", help=_("Only sites of this region."))
@click.option(
    "--kind", type=click.Choice(("portal", "department")), default=None,
    help=_("Only sites of this kind."),
)  # fmt: skip
@setting_flags("out")
@pass_console
def list_all(
    console: Console, /, state: str | None, region: str | None, kind: str | None,
    **flags: Any,  # noqa: ANN401
) -> int:  # fmt: skip
    """Print a line for each site."""
    from audit.register import book  # noqa: PLC0415

    with open_store(flags) as store:
        found = book.registered(store)
    wanted = {"state": state, "region": region, "kind": kind}
    rows = [
        (r.key, r.site.state, r.site.region, r.site.level, r.site.kind, r.site.name, r.site.url)
        for r in found
        if all(value is None or getattr(r.site, name) == value for name, value in wanted.items())
    ]
    heads = (_("site"), _("state"), _("region"), _("level"), _("kind"), _("name"), _("address"))
    show(console, heads, rows)
    console.note(_("{count} sites").format(count=len(rows)))
    return 0


@command.command(
    "show",
    cls=Helpful,
    short_help=_("Show a site and everything that changed of it."),
    help=_("Show what is registered of SITE (code, host or number), and all its changes."),
    examples=("audit sites show 4401000001", "audit sites show www.example.gov.cn"),
)
@click.argument("site")
@setting_flags("out")
@pass_console
def show_one(console: Console, /, site: str, **flags: Any) -> int:  # noqa: ANN401
    """Print the fields of a site, and its changes."""
    from audit.register import book  # noqa: PLC0415
    from audit.register.read import FIELDS  # noqa: PLC0415

    with open_store(flags) as store:
        found = book.find(store, site)
        if found is None:
            raise UserError(
                _("{site}: no such site is registered").format(site=site),
                _("“audit sites list” lists them"),
            )
        changes = book.events(store, found)
    for name in FIELDS:
        console.print(escape(f"{name:8}  {getattr(found.site, name)}"))
    console.print()
    rows = [(e.at, e.what, e.field, e.old, e.new, e.source) for e in changes]
    heads = (_("time (UTC)"), _("what"), _("field"), _("before"), _("after"), _("source"))
    show(console, heads, rows)
    return 0


@command.command(
    "export",
    cls=Helpful,
    short_help=_("Write the list of sites as CSV."),
    help=_("Write the list of sites as CSV (UTF-8, Chinese headers) that “import” reads again."),
    examples=("audit sites export --to sites.csv",),
)
@click.option(
    "--to", type=click.Path(path_type=Path), default=None, metavar="FILE",
    help=_("File to write instead of standard output."),
)  # fmt: skip
@setting_flags("out")
@pass_console
def export(console: Console, /, to: Path | None, **flags: Any) -> int:  # noqa: ANN401
    """Write the table."""
    from audit.register import book  # noqa: PLC0415
    from audit.register.columns import COLUMNS  # noqa: PLC0415
    from audit.tables import in_cell  # noqa: PLC0415

    with open_store(flags) as store:
        found = book.registered(store)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(names[0] for names in COLUMNS.values())
    writer.writerows([in_cell(getattr(r.site, field)) for field in COLUMNS] for r in found)
    data = text.getvalue().encode("utf-8-sig")  # Excel takes UTF-8 without the mark for GBK
    if to is None:
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    else:
        write_file(to, data)
        console.note(_("{count} sites written to {file}").format(count=len(found), file=to))
    return 0


@command.command(
    "watch",
    cls=Helpful,
    short_help=_("See whether closed and migrated sites still live."),
    help=_(
        "Visit the closed and migrated sites of the list, and say which of them still answer with"
        " pages of their own (假整合). What was seen is kept beside their changes, with a run as"
        " evidence; it is a suspicion for a person to look at."
    ),
    examples=("audit sites watch", "audit sites watch --hours 22-06"),
)
@setting_flags()
@pass_console
def watch(console: Console, /, **flags: Any) -> int:  # noqa: ANN401
    """Visit, and tell the living first."""
    settings = resolved(flags).settings
    check_paths(settings)

    from audit.register import book  # noqa: PLC0415
    from audit.register import watch as watching  # noqa: PLC0415 - Scrapy is slow to import

    with open_store(flags) as store:
        gone = [site for site in book.registered(store) if site.site.state != "running"]
        if not gone:
            console.print(_("no site of the list is closed or migrated"))
            return 0
        found = watching.watch(store, gone, settings, console)
    console.close()
    words = {
        "updated": _("still updated"), "alive": _("still there"), "unseen": _("could not be seen"),
        "leads-on": _("leads on"), "gone": _("gone"),
    }  # fmt: skip
    order = list(words)
    rows = [
        (w.site.key, w.site.site.name, w.site.site.state, words[w.state], w.detail, w.run_id)
        for w in sorted(found, key=lambda w: (order.index(w.state), w.site.key))
    ]
    heads = (_("site"), _("name"), _("state"), _("seen"), _("detail"), _("run"))
    show(console, heads, rows)
    living = any(w.state in ("updated", "alive") for w in found)
    return ExitCode.FINDINGS if living else ExitCode.CLEAN
