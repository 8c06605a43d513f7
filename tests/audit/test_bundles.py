"""Evidence is handed on without personal data, and cleared away; nothing else is touched."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import stat
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from audit.bundles import export_run, old_bundles, purge
from audit.cli import main
from audit.errors import UserError
from audit.judging import open_bundle
from spiders.bundle.archive import read_record
from spiders.bundle.lock import Lock
from tests.spiders.crawling import crawl
from tests.web import behaviours as b
from tests.web.internet import Internet

IDENTITY, MOBILE, CARD = "11010519491231002X", "13812345678", "6222021234567890128"
OLD = "110105491231002"
SECRETS = (IDENTITY, MOBILE, CARD, OLD)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(50)
LIST = (
    "<title>公示</title><table><tr><th>姓名</th><th>身份证号</th><th>手机</th><th>银行卡号</th></tr>"
    f"<tr><td>张三</td><td>{IDENTITY}</td><td>{MOBILE}</td><td>{CARD}</td></tr></table>"
)


def workbook(*cells: str) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("名单", 0)
    sheet.append(["姓名", "身份证号"])
    sheet.append(["张三", *cells])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.fixture
def run(internet: Internet, tmp_path: Path) -> Path:
    names = (
        "list.html",
        f"{IDENTITY}.html",
        "bad.xlsx",
        "good.xlsx",
        "scan.pdf",
        "script.html",
        "office.html",
        "cookie.html",
        "a.csv",
        "wide.html",
    )
    links = "".join(f'<a href="/{n}">{n} 张三 手机{MOBILE}</a>' for n in names)
    home = internet.site(
        "www.a.gov.cn",
        {
            "/": b.html(f'<title>首页</title>{links}<img src="/a.png"><p>正文'),
            "/list.html": b.html(LIST),
            f"/{IDENTITY}.html": b.html("<title>无</title><p>没有号码"),
            "/script.html": b.html(f"<title>脚本</title><script>var a='{IDENTITY}'</script>"),
            "/cookie.html": b.raw(
                "<title>无".encode(),
                "text/html; charset=utf-8",
                **{
                    "Set-Cookie": f"u={MOBILE}",
                    "Content-Disposition": f"inline; filename={MOBILE}",
                },
            ),
            "/office.html": b.html("<title>办公</title><p>咨询电话：13900001111"),
            "/a.csv": b.raw(f"姓名,身份证号\n张三,{OLD}\n".encode(), "text/csv"),
            "/wide.html": b.html(f"<title>宽</title><p>身份证号{IDENTITY}", "utf-16"),
            "/bad.xlsx": b.raw(workbook(IDENTITY), "application/octet-stream"),
            "/good.xlsx": b.raw(workbook("35*************123"), "application/octet-stream"),
            "/scan.pdf": b.raw(b"%PDF-1.4 broken", "application/pdf"),
            "/a.png": b.raw(PNG, "image/png"),
        },
    )
    crawl(internet, tmp_path / "out/run", home)
    return tmp_path / "out/run"


def unpacked(file: Path, folder: Path) -> Path:
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder)
    return folder / "run-1"


def everything(run: Path) -> str:
    """All that an export says, in one text."""
    bundle = open_bundle(run)
    with sqlite3.connect(f"file:{run / 'bundle/evidence.db'}?mode=ro", uri=True) as db:
        texts = list(db.iterdump())
    for target in bundle.evidence.targets.values():
        for attempt in target.attempts:
            if attempt.record >= 0:
                body, headers = read_record(run / "bundle/archive.warc.gz", attempt.record)
                texts += (body.decode("utf-8", "replace"), str(headers))
    packed = (run / "bundle/archive.warc.gz").read_bytes()
    texts.append(gzip.decompress(packed).decode("utf-8", "replace"))
    return "\n".join(texts)


def test_an_export_holds_no_number_of_a_person(run: Path, tmp_path: Path) -> None:
    done = export_run(run, tmp_path / "run.zip")
    places = {a.id: a.url for t in open_bundle(run).evidence.targets.values() for a in t.attempts}
    assert {(places[n].rpartition("/")[2], what) for n, what, _ in done.changes} == {
        ("", "masked"), ("list.html", "masked"), (f"{IDENTITY}.html", "masked"),
        ("script.html", "masked"), ("cookie.html", "masked"), ("bad.xlsx", "personal"),
        ("a.png", "picture"),
        ("scan.pdf", "unread"), ("a.csv", "personal"), ("wide.html", "masked"),
    }  # fmt: skip
    there = unpacked(tmp_path / "run.zip", tmp_path / "there")
    told = everything(there)
    assert not [secret for secret in SECRETS if secret in told]
    assert "11*************02X" in told
    assert "13900001111" in told  # an office's
    said = json.loads((there / "export.json").read_text("utf-8"))
    assert said["changed"] == done.changed
    assert len(said["changes"]) == sum(done.changed.values())


def test_an_export_is_judged_like_the_original(run: Path, tmp_path: Path) -> None:
    export_run(run, tmp_path / "run.zip")
    there = open_bundle(unpacked(tmp_path / "run.zip", tmp_path / "there"))
    here = open_bundle(run)
    assert there.closed
    assert [p.facts.title for p in there.evidence.pages] == [
        p.facts.title for p in here.evidence.pages
    ]
    assert there.evidence.coverage == here.evidence.coverage
    states = {a.target.url: a.facts.state for a in here.evidence.attachments}
    assert states == {
        "http://www.a.gov.cn/a.csv": "text",
        "http://www.a.gov.cn/bad.xlsx": "text",
        "http://www.a.gov.cn/good.xlsx": "text",
        "http://www.a.gov.cn/scan.pdf": "unreadable",
    }
    assert [a.target.url for a in there.evidence.attachments] == ["http://www.a.gov.cn/good.xlsx"]


def test_the_same_run_gives_the_same_export(run: Path, tmp_path: Path) -> None:
    for name in ("one.zip", "two.zip"):
        export_run(run, tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert stat.S_IMODE((tmp_path / "one.zip").stat().st_mode) == 0o600
    assert not list(tmp_path.glob(".export-*")) + list(tmp_path.glob("*.part"))


def test_an_export_changes_nothing_in_the_bundle(run: Path, tmp_path: Path) -> None:
    before = {p.name: p.read_bytes() for p in (run / "bundle").iterdir()}
    export_run(run, tmp_path / "run.zip")
    assert {p.name: p.read_bytes() for p in (run / "bundle").iterdir()} == before


def test_what_cannot_be_exported_is_told(run: Path, tmp_path: Path) -> None:
    (tmp_path / "run.zip").write_bytes(b"mine")
    with pytest.raises(UserError, match=r"run\.zip"):
        export_run(run, tmp_path / "run.zip")
    assert (tmp_path / "run.zip").read_bytes() == b"mine"
    (run / "bundle/bundle.json").unlink()
    with pytest.raises(UserError, match="not finished"):
        export_run(run, tmp_path / "other.zip")
    assert not (tmp_path / "other.zip").exists()


def test_the_evidence_is_its_owners_alone(run: Path) -> None:
    assert stat.S_IMODE((run / "bundle").stat().st_mode) == 0o700
    assert stat.S_IMODE((run / "facts.db").stat().st_mode) == 0o600


def test_attachments_are_read_once_and_kept(run: Path) -> None:
    read = open_bundle(run).evidence.attachments
    assert [a.facts.personal[0].masked for a in read if a.facts.personal] == [
        "11*************02X", "11**********002",
    ]  # fmt: skip
    with sqlite3.connect(run / "facts.db") as db:
        assert db.execute("select count(*) from attachments").fetchone()[0] == 4
        db.execute("update attachments set sha256 = ''")
    assert open_bundle(run).evidence.attachments == read


LATER = timedelta(days=181)


def ended(run: Path) -> datetime:
    return datetime.fromisoformat(json.loads((run / "bundle/bundle.json").read_text())["finished"])


def test_old_evidence_goes_and_results_stay(run: Path) -> None:
    (run / "report.html").write_text("Bericht")
    (run / "shots").mkdir()
    (run / "shots" / "0123.jpg").write_bytes(b"a picture of what the site showed")
    out, now = run.parent, ended(run) + LATER
    (old,) = old_bundles(out, timedelta(days=180), now)
    assert not old_bundles(out, timedelta(days=182), now)
    purge(old, now)
    assert {p.name for p in run.iterdir()} == {"bundle", "report.html", "shots"}
    assert not list((run / "shots").iterdir())
    assert {p.name for p in (run / "bundle").iterdir()} == {"bundle.json", "purged.json"}
    assert not old_bundles(out, timedelta(days=180), now)
    with pytest.raises(UserError, match=r"deleted after its time"):
        open_bundle(run)


def test_open_bundles_are_never_cleared_away(run: Path) -> None:
    out, now = run.parent, ended(run) + LATER
    lock = Lock(run / "bundle", "")
    assert not old_bundles(out, timedelta(days=1), now)
    lock.release()
    (run / "bundle/bundle.json").unlink()
    assert not old_bundles(out, timedelta(days=1), now)


def test_clearing_away_is_said_and_wants_a_yes(
    run: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    manifest = run / "bundle/bundle.json"
    said = json.loads(manifest.read_text())
    said["finished"] = (datetime.now(UTC) - LATER).isoformat()
    manifest.write_text(json.dumps(said))
    command = ["bundle", "purge", "--older-than", "180d", "--out", str(run.parent)]
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert main(command) == 2
    told = capsys.readouterr()
    assert str(run / "bundle") in told.out
    assert "--yes" in told.err
    assert (run / "bundle/archive.warc.gz").exists()
    assert main([*command, "--yes"]) == 0
    assert "deleted" in capsys.readouterr().out
    assert not (run / "bundle/archive.warc.gz").exists()
    assert main([*command, "--yes"]) == 0
    assert "no evidence is that old" in capsys.readouterr().out
    assert main(["bundle", "purge", "--older-than", "soon"]) == 2


def test_export_says_what_is_not_in_it(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert main(["bundle", "export", str(run), "--out", str(tmp_path / "run.zip")]) == 0
    told = capsys.readouterr().out
    assert "personal data masked: " in told
    assert "pictures left out: 1" in told
