"""Numbers of persons on pages and in attachments: found by a run, and shown nowhere in full."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from tests import documents
from tests.audit.test_runner import portal, run
from tests.checks.fixtures.personal_data_exposed import IDS, LEAK, MASKED, NAMES, TITLE
from tests.web import behaviours as b
from tests.web.internet import Internet


def test_a_run_reads_pages_and_attachments_and_masks_what_it_finds(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    links = (
        '<a href="/gs/1.html">公示</a><a href="/gs/m.xlsx">补助名单</a>'
        '<a href="/gs/ok.docx">掩码名单</a><a href="/gs/scan.pdf">扫描件</a>'
    )
    people = zip(NAMES, IDS, strict=True)
    rows = "".join(f"<tr><td>{name}</td><td>{number}</td></tr>" for name, number in people)
    page = f"<title>{TITLE}</title><h1>{TITLE}</h1><table><tr><td>姓名</td><td>身份证号</td></tr>"
    site = {
        **portal(links),
        "/gs/1.html": b.html(f"<html><meta charset=utf-8>{page}{rows}</table></html>"),
        "/gs/m.xlsx": b.raw(_with_picture(documents.xlsx(LEAK)), "application/octet-stream"),
        "/gs/ok.docx": b.raw(documents.docx(MASKED), "application/octet-stream"),
        "/gs/scan.pdf": b.raw(documents.pdf([["x"]], words=False), "application/pdf"),
    }
    home = internet.site("www.a.gov.cn", site)
    ran = run(internet, home, tmp_path, capsys, indicators=("disclosure-2018",))
    items = [i for i in ran.report["items"] if i["check"] == "personal-data-exposed"]
    assert {(i["subject"], i["outcome"], i["status"]) for i in items} == {
        (f"{home}gs/1.html", "identity-exposed", "fail"),
        (f"{home}gs/m.xlsx", "identity-exposed", "fail"),
        (home, "files-unread", "not-tested"),
    }
    (quotes,) = [item["quotes"] for item in items if item["quotes"]]
    assert {quote["url"] for quote in quotes} == {f"{home}gs/1.html"}
    assert [quote["words"][-3:] for quote in quotes] == [number[-3:] for number in IDS]
    assert {quote["line"] for quote in quotes} == {1}
    places = [f"body > table > tr:nth-of-type({n})" for n in range(2, len(IDS) + 2)]
    assert [quote["selector"].rpartition(" > ")[0] for quote in quotes] == places
    printed = [ran.out.encode(), ran.err.encode()]
    for path in (*ran.folder.glob("report.*"), tmp_path / "audit.db"):
        printed.append(path.read_bytes())
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as archive:
                printed += [archive.read(name) for name in archive.namelist()]
    assert any(f"*************{IDS[0][-3:]}".encode() in part for part in printed)
    for part in printed:
        assert not any(number.encode() in part for number in IDS)
        assert not any(name.encode() in part for name in NAMES)


def _with_picture(body: bytes) -> bytes:
    """A sheet with a picture in it: more than is read of what is no attachment."""
    file = io.BytesIO(body)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/media/image1.png", b"\0" * 1_500_000, zipfile.ZIP_STORED)
    return file.getvalue()
