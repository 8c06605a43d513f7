"""``audit recheck``: a third look hours later, in a bundle of its own that names its parent."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from audit.cli.console import Console
from audit.config import Origin, Resolved
from audit.errors import UserError
from audit.judging import open_bundle
from audit.rechecking import recheck_run
from audit.resuming import former, unfinished
from spiders.bundle import reader
from tests.audit.test_runner import Ran, portal, run, settings
from tests.browsers import need_browser
from tests.clock import FastClock
from tests.web import behaviours as b
from tests.web.internet import Internet

HOURS = 6 * 3600.0


class Later(FastClock):
    """The clock some time after the run."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._epoch += timedelta(seconds=seconds)


def site(net: Internet, **more: Any) -> str:
    links = "".join(f'<a href="{path}">专题{n}</a>' for n, path in enumerate(more.get("links", ())))
    pages = {**portal(links), **more.get("pages", {})}
    return net.site("www.a.gov.cn", pages, https="closed")


def again(net: Internet, ran: Ran, out: Path, seconds: float = HOURS) -> int:
    given = settings(net, out)
    flags = dict.fromkeys(("connect_to", "nameserver"), Origin("flag"))
    return recheck_run(ran.folder, Resolved(given, flags), Console(), Later(seconds))


def follow_up(ran: Ran, number: int = 1) -> Path:
    return ran.folder.with_name(f"{ran.folder.name}.recheck-{number}")


def verdict(folder: Path, path: str) -> tuple[str, str, int]:
    report = json.loads((folder / "report.json").read_bytes())
    item = next(i for i in report["items"] if i["subject"].endswith(path))
    return item["status"], item["outcome"], len(item["looks"])


def test_a_fault_that_lasts_stays_one_with_all_its_looks(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = run(internet, site(internet, links=["/gone.html"]), tmp_path, capsys)
    before = {p: p.read_bytes() for p in ran.folder.rglob("*") if p.is_file()}
    again(internet, ran, tmp_path)
    assert verdict(follow_up(ran), "/gone.html") == ("fail", "gone", 3)
    assert {p: p.read_bytes() for p in ran.folder.rglob("*") if p.is_file()} == before
    later = open_bundle(follow_up(ran))
    assert later.run["options"]["parent"] == ran.folder.name
    assert later.evidence.looks == (1, 2, 3)
    assert len(later.evidence.pages) == len(open_bundle(ran.folder).evidence.pages)


def test_a_fault_that_is_gone_hours_later_is_unstable(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    flaky = b.flaky([b.status(500), b.status(500), b.html("<title>专题</title><p>又好了")])
    url = site(internet, links=["/x.html"], pages={"/x.html": flaky})
    ran = run(internet, url, tmp_path, capsys)
    assert verdict(ran.folder, "/x.html") == ("review", "server-error", 2)
    again(internet, ran, tmp_path)
    assert verdict(follow_up(ran), "/x.html") == ("review", "server-error", 3)


def test_an_error_of_the_server_is_a_fault_once_it_lasts_for_hours(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = site(internet, links=["/x.html"], pages={"/x.html": b.status(500)})
    ran = run(internet, url, tmp_path, capsys)
    assert verdict(ran.folder, "/x.html") == ("review", "server-error", 2)
    again(internet, ran, tmp_path)
    assert verdict(follow_up(ran), "/x.html") == ("fail", "server-error", 3)


def test_a_follow_up_of_a_run_with_a_browser_is_the_fourth_look(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    need_browser()
    url = site(internet, links=["/gone.html", "/x.html"], pages={"/x.html": b.status(500)})
    ran = run(internet, url, tmp_path, capsys, browser="auto")
    assert verdict(ran.folder, "/x.html") == ("fail", "server-error", 3)
    again(internet, ran, tmp_path)
    assert verdict(follow_up(ran), "/x.html") == ("fail", "server-error", 4)
    assert verdict(follow_up(ran), "/gone.html") == ("fail", "gone", 4)


def test_a_second_follow_up_counts_the_first(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = run(internet, site(internet, links=["/gone.html"]), tmp_path, capsys)
    again(internet, ran, tmp_path)
    again(internet, ran, tmp_path, 4 * HOURS)
    assert verdict(follow_up(ran, 2), "/gone.html") == ("fail", "gone", 4)
    assert verdict(follow_up(ran, 1), "/gone.html") == ("fail", "gone", 3)


def test_too_early_is_refused(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = run(internet, site(internet, links=["/gone.html"]), tmp_path, capsys)
    with pytest.raises(UserError, match=r"half an hour|半小时"):
        again(internet, ran, tmp_path, 600)
    assert not follow_up(ran).exists()


def test_a_follow_up_alone_is_told_where_it_belongs(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = run(internet, site(internet, links=["/gone.html"]), tmp_path, capsys)
    again(internet, ran, tmp_path)
    alone = tmp_path / "elsewhere" / follow_up(ran).name
    alone.parent.mkdir()
    follow_up(ran).rename(alone)
    with pytest.raises(UserError, match=ran.folder.name):
        open_bundle(alone)


def test_a_follow_up_is_no_run_to_go_on_with_or_to_compare_with(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = run(internet, site(internet, links=["/gone.html"]), tmp_path, capsys)
    again(internet, ran, tmp_path)
    assert unfinished(tmp_path) == []
    found = former(tmp_path, "www.a.gov.cn")
    assert found is not None
    assert found[1] == ran.folder.name
    assert reader.open_bundle(follow_up(ran) / "bundle").closed
