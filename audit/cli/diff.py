"""``audit diff``: what is new, mended or still there between two runs of a site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from audit.cli.base import Helpful, pass_console
from audit.cli.console import Console, escape
from audit.errors import UserError, os_reason
from audit.exit_codes import ExitCode
from audit.language import _

if TYPE_CHECKING:
    from audit.diffing import Difference
    from reports.model import Report


@click.command(
    "diff",
    cls=Helpful,
    short_help=_("Compare two runs of a site, problem by problem."),
    help=_(
        "Compare two runs of a site, problem by problem: what is new in B, mended since A, still"
        " there, and not comparable. A and B are folders of runs, or report.json files. Ends with"
        " 1 if anything is new."
    ),
    examples=(
        "audit diff audit-out/RUN1 audit-out/RUN2",
        "audit diff old/report.json new/report.json --format json",
    ),
)
@click.argument("one", metavar="A", type=click.Path(path_type=Path))
@click.argument("other", metavar="B", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help=_("Form of the output."),
)
@pass_console
def command(console: Console, /, one: Path, other: Path, form: str) -> int:
    """Print a line for each problem, the new ones first."""
    from audit.diffing import compare  # noqa: PLC0415 - slow to import
    from checks.facts.urls import host as host_of  # noqa: PLC0415

    before, after = _read(one), _read(other)
    hosts = [host_of(report.site_url).removeprefix("www.") for report in (before, after)]
    if hosts[0] != hosts[1]:
        raise UserError(
            _("the runs are of two sites: {one} and {other}").format(
                one=before.site_url, other=after.site_url
            ),
            _("give two runs of the same site"),
        )
    found = compare(before, after)
    code = ExitCode.FINDINGS if found.of("new") else ExitCode.CLEAN
    if form == "json":
        console.print(msgspec.json.format(msgspec.json.encode(found)).decode())
        return code
    console.print(
        _("{site}: from {before} to {after}").format(
            site=escape(after.site_url), before=before.run_id, after=after.run_id
        )
    )
    if not found.same_sets:
        console.print(_("The runs were judged by different tables."))
    for change, sign, title in (
        ("new", "+", _("New")), ("persisting", "=", _("Still there")), ("fixed", "-", _("Mended")),
        ("not-comparable", "?", _("Not comparable")),
    ):  # fmt: skip
        differences = [d for d in found.differences if d.change == change]
        console.print(f"\n{title} {len(differences)}")
        for difference in differences:
            console.print(f"  {sign} {escape(_line(difference))}")
    return code


def _line(difference: Difference) -> str:
    reasons = {
        "": "",
        "version": _("the check has another version"),
        "not-run": _("the check was run once only"),
        "not-seen": _("it was looked at once only"),
        "open": _("one run came to no result on it"),
    }
    item = difference.item
    told = f"{item.check}  {item.subject_label or item.subject}  {item.message}"
    reason = reasons[difference.reason]
    return f"{told}  ({reason})" if reason else told


def _read(path: Path) -> Report:
    """The report of a run.

    Raises:
        UserError: there is none, or it is none of ours.
    """
    from reports.model import Report  # noqa: PLC0415 - slow to import

    file = path / "report.json" if path.is_dir() else path
    try:
        return msgspec.json.decode(file.read_bytes(), type=Report)
    except OSError as error:
        raise UserError(
            _("{place}: {reason}").format(place=file, reason=os_reason(error)),
            _("write it: {command}").format(command="audit report RUN"),
        ) from None
    except msgspec.MsgspecError as error:
        raise UserError(
            _("{file}: no report of this program: {reason}").format(file=file, reason=error),
            _("write it: {command}").format(command="audit report RUN"),
        ) from None
