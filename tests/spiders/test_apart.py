"""A file that hangs, swells or crashes its reader costs itself alone."""

from __future__ import annotations

import io
import os
import signal
import zipfile
from pathlib import Path

import pytest

from spiders.apart import Child, Request, read_apart
from tests import documents as d

ROWS = (("姓名", "身份证号"), ("张三", "11010519491231002X"))
GOOD = d.xlsx(ROWS)


def workbook(rows: str) -> bytes:
    """The good workbook with other rows."""
    with zipfile.ZipFile(io.BytesIO(GOOD)) as file:
        parts: dict[str, str | bytes] = {name: file.read(name) for name in file.namelist()}
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'
    return d.zipped(parts | {"xl/worksheets/sheet1.xml": sheet})


SWELLING = f"<row>{'<c><v>1</v></c>' * 1000}</row>" * 9_000
CORNERS = (
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
)


def pid(child: Child) -> int:
    assert child._process is not None
    return child._process.pid


def test_files_are_read_side_by_side() -> None:
    wanted = [Request(n, lambda: GOOD, f"{n}.xlsx", "名单") for n in range(5)]
    read = read_apart(wanted)
    assert list(read) == [0, 1, 2, 3, 4]
    assert all(facts.personal[0].masked == "11*************02X" for facts in read.values())
    assert read_apart([]) == {}


def test_a_file_that_takes_too_long_is_given_up() -> None:
    child = Child(seconds=0.0)
    assert child.read(GOOD, "a.xlsx", "").state == "timed-out"
    child.close()


def test_a_child_that_dies_costs_one_file() -> None:
    child = Child()
    assert child.read(GOOD, "a.xlsx", "").state == "text"
    os.kill(pid(child), signal.SIGKILL)
    assert child.read(GOOD, "a.xlsx", "").state == "crashed"
    assert child.read(GOOD, "a.xlsx", "").state == "text"
    child.close()


@pytest.mark.parametrize("rows", [SWELLING, CORNERS])
def test_a_file_that_swells_meets_the_bound_on_memory(rows: str) -> None:
    child = Child(memory=400_000_000)
    assert child.read(GOOD, "a.xlsx", "").state == "text"
    assert child.read(workbook(rows), "b.xlsx", "").state in ("too-large", "crashed")
    assert child.read(GOOD, "a.xlsx", "").state == "text"
    child.close()


def test_a_child_writes_no_file_and_sees_no_environment(tmp_path: Path) -> None:
    child = Child()
    child.read(GOOD, "a.xlsx", "")
    said = Path(f"/proc/{pid(child)}/limits").read_text()
    bounds = {line[:26].strip(): line[26:].split()[0] for line in said.splitlines()[1:]}
    assert bounds["Max file size"] == "0"
    assert bounds["Max core file size"] == "0"
    assert bounds["Max address space"] == "1500000000"
    names = Path(f"/proc/{pid(child)}/environ").read_bytes().split(b"\0")
    assert {n.partition(b"=")[0] for n in names if n} == {b"PYTHONPATH", b"PATH", b"LC_ALL"}
    child.close()


def test_a_child_leaves_with_its_parent() -> None:
    child = Child()
    child.read(GOOD, "a.xlsx", "")
    assert child._process is not None
    assert child._process.stdin is not None
    child._process.stdin.close()
    assert child._process.wait(timeout=30) == 0
