"""What is left of a run that was cut off, and how it goes on."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from audit.demo.table import Answer, Handler
from audit.resuming import read_unfinished, take_up
from spiders.bundle.lock import InUseError, Lock, is_held
from spiders.bundle.reader import open_bundle
from spiders.bundle.writer import BundleWriter, RunInfo
from spiders.options import CrawlOptions
from tests.spiders.crawling import AS_OF, crawl
from tests.spiders.killing import start
from tests.spiders.test_session import options
from tests.web import behaviours as b
from tests.web.internet import Internet

KILLS = 10
PAGES = 150


def portal(internet: Internet) -> str:
    """A site of pages that link on to each other, images, redirects and links to nothing."""
    pages: dict[str, Answer | Handler] = {}
    for n in range(PAGES):
        onward = "".join(f'<a href="/{m}.html">第{m}页</a>' for m in (2 * n + 1, 2 * n + 2, n // 2))
        more = f'<img src="/i/{n}.png"><a href="/dead/{n % 7}">无</a><a href="/old/{n}">旧</a>'
        body = b.html(f"<title>{n}</title>{onward}{more}<p>{'正文' * 50}</p>")
        pages[f"/{n}.html"] = b.slow(0.003, body)
        pages[f"/i/{n}.png"] = b.raw(b"\x89PNG" + bytes([n]) * 50, "image/png")
        pages[f"/old/{n}"] = b.redirect(f"/{n}.html")
    return internet.site("www.a.gov.cn", {"/": b.html('<a href="/0.html">第0页</a>'), **pages})


def told(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything a bundle says of a site, without times and numbers."""
    queries = {
        "targets": "select url, internal, depth, page, state, unseen from targets order by url",
        "links": "select page, target, anchor, kind from carriers order by 1, 2, 3, 4",
        "attempts": "select url, look, purpose, status, failure, sha256 from attempts"
        " join targets on targets.id = target_id order by 1, 2, 3, 4",
        "run": "select site_url, hosts, stopped, partial, random_paths from run",
    }
    with closing(sqlite3.connect(f"file:{folder}/bundle/evidence.db?mode=ro", uri=True)) as db:
        return {name: [tuple(row) for row in db.execute(sql)] for name, sql in queries.items()}


def records(folder: Path) -> int:
    """Responses in the archive, each read to its end."""
    with (folder / "bundle" / "archive.warc.gz").open("rb") as file:
        return sum(
            record.rec_type == "response" and record.content_stream().read() is not None
            for record in ArchiveIterator(file, check_digests="raise")
        )


def collect_with_kills(site: str, folder: Path, given: CrawlOptions, seed: int) -> int:
    """Collect a site, killing the process again and again at random moments; returns how often."""
    chance = random.Random(seed)
    killed = 0
    while True:
        begun = (folder / "bundle" / "evidence.db").exists()
        process = start(site, folder, given, resume=begun)
        process.join(chance.uniform(0.1, 0.6) if killed < KILLS else None)
        if process.exitcode is None:
            assert process.pid is not None
            os.kill(process.pid, signal.SIGKILL)
            process.join()
            killed += 1
            if not has_run(folder):
                break_off(folder)
            continue
        assert process.exitcode == 0
        return killed


def has_run(folder: Path) -> bool:
    """Whether the process lived long enough to begin a bundle."""
    database = folder / "bundle" / "evidence.db"
    if not database.exists():
        return False
    with closing(sqlite3.connect(database)) as db:
        try:
            return bool(db.execute("select count(*) from run").fetchone()[0])
        except sqlite3.OperationalError:
            return False


def break_off(folder: Path) -> None:
    """Nothing was begun: what lies there is no run."""
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    if folder.exists():
        folder.rmdir()


@pytest.mark.parametrize("seed", range(5))
def test_a_run_that_is_killed_again_and_again_loses_and_doubles_nothing(
    internet: Internet, tmp_path: Path, seed: int
) -> None:
    site = portal(internet)
    given = options(internet, timeout=60.0)
    undisturbed = start(site, tmp_path / "whole", given, resume=False)
    undisturbed.join()
    assert undisturbed.exitcode == 0
    asked = len(internet.asked("www.a.gov.cn"))
    killed = collect_with_kills(site, tmp_path / "killed", given, seed)
    assert killed == KILLS
    assert told(tmp_path / "killed") == told(tmp_path / "whole")
    assert records(tmp_path / "killed") == records(tmp_path / "whole")
    assert open_bundle(tmp_path / "killed" / "bundle").closed
    again = len(internet.asked("www.a.gov.cn")) - 2 * asked
    assert again < killed * 200  # a group of rows at most


def test_a_second_writer_is_refused_with_the_holders_name(tmp_path: Path) -> None:
    lock = Lock(tmp_path, "2026-11-22T08:00:00+00:00")
    with pytest.raises(InUseError) as refused:
        Lock(tmp_path, "later")
    assert refused.value.holder["pid"] == str(os.getpid())
    assert refused.value.holder["since"] == "2026-11-22T08:00:00+00:00"
    assert is_held(tmp_path)
    lock.release()
    assert not is_held(tmp_path)
    Lock(tmp_path, "later").release()


def test_what_was_not_committed_is_cut_off_the_archive(tmp_path: Path) -> None:
    info = RunInfo(
        run_id="r", tool_version="t", site_url="http://a.gov.cn/", hosts=(), as_of=AS_OF,
        started=AS_OF, options={},
    )  # fmt: skip
    writer = BundleWriter(tmp_path / "bundle", info)
    writer.target("http://a.gov.cn/", internal=True, depth=0)
    writer.commit()
    size = (tmp_path / "bundle" / "archive.warc.gz").stat().st_size
    writer.abandon()
    with (tmp_path / "bundle" / "archive.warc.gz").open("ab") as file:
        file.write(b"\x1f\x8b half a record")
    again = BundleWriter(tmp_path / "bundle")
    assert (tmp_path / "bundle" / "archive.warc.gz").stat().st_size == size
    assert (again.known("http://a.gov.cn/"), again.resumed) == (1, 1)
    again.abandon()


@pytest.mark.parametrize("kept", [0.3, 0.8, 0.99])
def test_responses_that_a_power_cut_took_are_asked_for_again(
    internet: Internet, tmp_path: Path, kept: float
) -> None:
    site = portal(internet)
    given = options(internet, timeout=60.0)
    start(site, tmp_path / "whole", given, resume=False).join()
    process = start(site, tmp_path / "cut", given, resume=False)
    while responses(tmp_path / "cut") < 60:
        process.join(0.02)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    archive = tmp_path / "cut" / "bundle" / "archive.warc.gz"
    os.truncate(archive, int(archive.stat().st_size * kept))
    again = start(site, tmp_path / "cut", given, resume=True)
    again.join()
    assert again.exitcode == 0
    assert told(tmp_path / "cut") == told(tmp_path / "whole")
    assert records(tmp_path / "cut") == records(tmp_path / "whole")


def responses(folder: Path) -> int:
    """Responses committed so far."""
    if not has_run(folder):
        return 0
    with closing(sqlite3.connect(folder / "bundle" / "evidence.db")) as db:
        return int(db.execute("select count(*) from attempts where record >= 0").fetchone()[0])


def test_an_interrupted_run_goes_on_as_a_new_one(internet: Internet, tmp_path: Path) -> None:
    site = portal(internet)
    whole = crawl(internet, tmp_path / "whole", site)
    cut = crawl(internet, tmp_path / "cut", site, stop_when=lambda _, done: done >= 20)
    assert cut.run["partial"] and cut.evidence.coverage.unseen["interrupted"]
    run = read_unfinished(tmp_path / "cut")
    assert run.interrupted
    take_up(run, tmp_path / "more", "run-2")
    process = start(site, tmp_path / "more", options(internet, timeout=60.0), resume=True)
    process.join()
    assert process.exitcode == 0
    more = open_bundle(tmp_path / "more" / "bundle")
    assert (more.run["run_id"], more.run["continues"]) == ("run-2", "run-1")
    assert not more.run["partial"]
    assert more.evidence.coverage == whole.evidence.coverage
    assert {p.url for p in more.evidence.pages} == {p.url for p in whole.evidence.pages}
    assert open_bundle(tmp_path / "cut" / "bundle").run["partial"]  # the first stays as it was
