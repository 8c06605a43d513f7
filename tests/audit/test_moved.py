"""Bundles taken out of their runs' folders: each is judged by itself, and errors are told."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from audit.cli.console import Console
from audit.errors import BundleError
from audit.judging import open_bundle
from audit.runner import check_command, report_command
from audit.settings import Settings
from tests.spiders.crawling import crawl
from tests.web import behaviours as b
from tests.web.internet import Internet


@pytest.fixture
def two(internet: Internet, tmp_path: Path) -> Path:
    """Two bundles side by side."""
    for name in ("a", "b"):
        pages = {
            "/": b.html(f'<title>{name}市</title><a href="/1.html">一</a>'),
            "/1.html": b.html(f"<title>{name}</title>"),
        }
        crawl(internet, tmp_path / name, internet.site(f"www.{name}.gov.cn", pages))
        shutil.copytree(tmp_path / name / "bundle", tmp_path / "moved" / name)
    return tmp_path / "moved"


def test_neighbours_do_not_mix(two: Path) -> None:
    for _again in range(2):  # read from the archive, then from the cache
        for name in ("a", "b"):
            titles = {page.facts.title for page in open_bundle(two / name).evidence.pages}
            assert titles == {f"{name}市", name}, name
    for name in ("a", "b"):
        report_command(two / name, Settings(), Console())
    names = [
        json.loads((two / f"{name}-report.json").read_bytes())["site_name"] for name in ("a", "b")
    ]
    assert names == ["a市", "b市"]


def test_the_folder_one_stands_in(
    two: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(path.name for path in (two / "a").iterdir())
    monkeypatch.chdir(two / "a")
    check_command(Path(), Settings(), Console())
    assert sorted(path.name for path in (two / "a").iterdir()) == before
    assert str(two / "a-report.json") in capsys.readouterr().out


def test_what_is_wrong_is_said_in_the_users_language(
    two: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    with pytest.raises(BundleError, match="不是证据包"):
        open_bundle(two)
    (two / "a" / "bundle.json").write_text('{"format": 99, "sha256": {}}')
    with pytest.raises(BundleError, match="证据包格式为 99"):
        open_bundle(two / "a")
