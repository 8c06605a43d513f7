from __future__ import annotations

import json
import shutil
import sqlite3
import stat
from pathlib import Path

import pytest

from spiders.bundle.reader import open_bundle
from spiders.bundle.seal import BundleError
from tests.spiders.crawling import crawl
from tests.web import behaviours as b
from tests.web.internet import Internet


@pytest.fixture
def run(internet: Internet, tmp_path: Path) -> Path:
    home = internet.site(
        "www.a.gov.cn",
        {"/": b.html('<title>首页</title><a href="/1.html">一</a><a href="/1.html">又一</a>'),
         "/1.html": b.html("<title>一</title><p>正文</p>")},
    )  # fmt: skip
    crawl(internet, tmp_path / "run", home)
    return tmp_path / "run"


def test_closed_bundle_is_for_reading_only(run: Path) -> None:
    for name in ("evidence.db", "archive.warc.gz"):
        mode = stat.S_IMODE((run / "bundle" / name).stat().st_mode)
        assert mode == 0o400
    assert not list((run / "bundle").glob("*-wal"))


def test_reading_changes_nothing_in_it(run: Path) -> None:
    before = {p.name: p.read_bytes() for p in (run / "bundle").iterdir()}
    open_bundle(run / "bundle")
    assert {p.name: p.read_bytes() for p in (run / "bundle").iterdir()} == before


def test_links_keep_their_pages_and_words(run: Path) -> None:
    target = open_bundle(run / "bundle").evidence.targets["http://www.a.gov.cn/1.html"]
    assert [s.anchor for s in target.sources] == ["一", "又一"]


def test_facts_are_read_anew_where_the_cache_is_missing_or_damaged(run: Path) -> None:
    kept = [p.facts for p in open_bundle(run / "bundle").evidence.pages]
    (run / "facts.db").unlink()
    assert [p.facts for p in open_bundle(run / "bundle").evidence.pages] == kept
    with sqlite3.connect(run / "facts.db") as db:
        assert db.execute("select count(*) from facts").fetchone()[0] >= len(kept)
    (run / "facts.db").write_bytes(b"no database")
    assert [p.facts for p in open_bundle(run / "bundle").evidence.pages] == kept


def test_facts_of_another_reader_are_not_used(run: Path) -> None:
    kept = [p.facts for p in open_bundle(run / "bundle").evidence.pages]
    with sqlite3.connect(run / "facts.db") as db:
        db.execute("update facts set reader = -1, data = x'00'")
    assert [p.facts for p in open_bundle(run / "bundle").evidence.pages] == kept


def test_bundle_can_be_moved(run: Path, tmp_path: Path) -> None:
    shutil.copytree(run / "bundle", tmp_path / "elsewhere")
    assert open_bundle(tmp_path / "elsewhere").evidence.home is not None


def spoil_archive(folder: Path) -> None:
    path = folder / "archive.warc.gz"
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-10])


def spoil_version(folder: Path) -> None:
    path = folder / "bundle.json"
    manifest = json.loads(path.read_text())
    path.write_text(json.dumps(manifest | {"format": 99}))


def spoil_manifest(folder: Path) -> None:
    (folder / "bundle.json").write_text("{")


def lose_database(folder: Path) -> None:
    (folder / "evidence.db").unlink()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (spoil_archive, "changed or damaged"),
        (spoil_version, "bundle format 99"),
        (spoil_manifest, "damaged"),
        (lose_database, "not a bundle"),
    ],
)
def test_what_is_wrong_with_a_bundle_is_said_in_one_line(
    run: Path, spoil: object, said: str
) -> None:
    assert callable(spoil)
    spoil(run / "bundle")
    with pytest.raises(BundleError) as error:
        open_bundle(run / "bundle")
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_an_open_bundle_with_a_broken_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "evidence.db").write_bytes(b"SQLite format 3\x00" + b"\xff" * 200)
    with pytest.raises(BundleError):
        open_bundle(tmp_path)
