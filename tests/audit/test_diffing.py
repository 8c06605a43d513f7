"""Two runs compared: nothing is called mended or new on the strength of not having looked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from audit.cli import main
from audit.diffing import Comparison, compare
from audit.exit_codes import ExitCode
from checks.finding import Status
from reports.json import render
from reports.model import Carrier, Item, Report, SeenPage
from tests.reports.sample import NOTHING_SEEN, item, report

HOME = "http://www.qinghe.example/"
CARRIER = (Carrier(HOME),)


def dead(name: str, status: Status = Status.FAIL) -> Item:
    return item("broken-internal", status, "死链", "打不开", HOME + name, kind="link",
                carriers=CARRIER)  # fmt: skip


def run(*items: Item, complete: bool = True) -> Report:
    return report("zh", items, replace(NOTHING_SEEN, complete=complete), run_id=f"r{len(items)}")


OK = item("broken-internal", Status.PASS, "t", "m", HOME, kind="page")


def told(found: Comparison) -> dict[str, tuple[str, str]]:
    return {d.item.subject.removeprefix(HOME): (d.change, d.reason) for d in found.differences}


def test_new_fixed_and_persisting() -> None:
    found = compare(run(dead("a"), dead("b"), OK), run(dead("b"), dead("c"), OK))
    assert told(found) == {
        "b": ("persisting", ""), "c": ("new", ""), "a": ("fixed", ""),
    }  # fmt: skip
    assert [d.item.subject for d in found.of("new")] == [HOME + "c"]


@pytest.mark.parametrize(
    ("after", "reason"),
    [
        (run(OK, complete=False), "not-seen"),
        (run(replace(OK, check_version=2)), "version"),
        (run(item("stale-home", Status.PASS, "t", "m", HOME)), "not-run"),
        (run(dead("a", Status.REVIEW)), "open"),
        (run(dead("a", Status.NOT_TESTED)), "open"),
        (
            run(OK, item("broken-internal", Status.REVIEW, "t", "m", HOME + "#x", kind="site")),
            "open",
        ),
        (
            run(OK, item("broken-internal", Status.NOT_TESTED, "t", "m", "www.qinghe.example",
                         kind="host")),
            "open",
        ),
    ],
)  # fmt: skip
def test_what_was_not_looked_at_again_is_not_mended(after: Report, reason: str) -> None:
    assert told(compare(run(dead("a"), OK), after)) == {"a": ("not-comparable", reason)}
    # And seen from the other side it is not new.
    assert told(compare(after, run(dead("a"), OK))) == {"a": ("not-comparable", reason)}


def test_the_page_that_carried_it_was_read_again() -> None:
    after = run(OK, complete=False)
    home = SeenPage(url=HOME, title="首页", kind="home", depth=0, charset="utf-8")
    seen = replace(after, pages=(home,))
    assert told(compare(run(dead("a"), OK), seen)) == {"a": ("fixed", "")}


def test_a_fault_that_both_versions_see_persists() -> None:
    newer = replace(dead("a"), check_version=2)
    assert told(compare(run(dead("a")), run(newer))) == {"a": ("persisting", "")}


def test_a_site_that_moved_to_https_has_the_same_problems() -> None:
    def secure(one: Item) -> Item:
        moved = one.subject.replace("http://", "https://")
        return replace(one, subject=moved, fingerprint=moved)

    after = run(secure(dead("a")), secure(OK))
    assert told(compare(run(dead("a"), dead("b"), OK), after)) == {
        "https://www.qinghe.example/a": ("persisting", ""), "b": ("fixed", ""),
    }  # fmt: skip


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, made in (("one", run(dead("a"), OK)), ("two", run(dead("b"), OK))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "report.json").write_bytes(render(made))
    one, two = str(tmp_path / "one"), str(tmp_path / "two" / "report.json")
    assert main(["diff", one, two]) == ExitCode.FINDINGS
    shown = capsys.readouterr().out
    assert f"+ broken-internal  {HOME}b" in shown
    assert f"- broken-internal  {HOME}a" in shown
    assert main(["diff", one, one]) == ExitCode.CLEAN
    capsys.readouterr()
    assert main(["diff", one, two, "--format", "json"]) == ExitCode.FINDINGS
    changes = [d["change"] for d in json.loads(capsys.readouterr().out)["differences"]]
    assert changes == ["new", "fixed"]


def test_runs_that_cannot_be_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here, other = tmp_path / "a.json", tmp_path / "b.json"
    here.write_bytes(render(run()))
    other.write_bytes(render(replace(run(), site_url="http://www.other.example/")))
    assert main(["diff", str(here), str(other)]) == ExitCode.USAGE
    assert "of two sites" in capsys.readouterr().err
    other.write_text("{}")
    assert main(["diff", str(here), str(other)]) == ExitCode.USAGE
    assert "no report of this program" in capsys.readouterr().err
    assert main(["diff", str(here), str(tmp_path / "none")]) == ExitCode.USAGE
