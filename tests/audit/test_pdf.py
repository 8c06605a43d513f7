"""PDF: the browser prints our page as it is, and asks nobody for anything."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pypdfium2
import pytest

from audit.pdf import print_pdf
from reports.bulletin import build, compose, html, json, styles
from tests.audit.test_cli import audit
from tests.browsers import need_browser
from tests.reports.bulletin.reading import letters
from tests.reports.bulletin.sample import OFFICE, province


@pytest.fixture(autouse=True)
def browser() -> None:
    need_browser()


def read(data: bytes) -> tuple[str, list[tuple[int, int]]]:
    """Text of all pages without blanks, and their sizes in millimetres."""
    document = pypdfium2.PdfDocument(data)
    texts = [page.get_textpage().get_text_range() for page in document]
    sizes = [tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in document]
    return letters("".join(texts)), [(size[0], size[1]) for size in sizes]


def test_a_bulletin_is_printed(tmp_path: Path) -> None:
    bulletin = build.build(province(), OFFICE, styles.load("jiangsu").used, "0.1.0")
    (tmp_path / "model.json").write_bytes(json.render(bulletin))
    done = audit("bulletin", "--from", "model.json", "--format", "pdf", "--to", ".", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    text, sizes = read((tmp_path / "bulletin-2026Q4.pdf").read_bytes())
    assert "合格43家，不合格4家，合格率91.5%，比上季度提高1.3个百分点" in text
    for entry in bulletin.failing:
        assert entry.site.name in text
    assert set(sizes) == {(210, 297), (297, 210)}
    assert sizes[0] == (210, 297)
    numbers = [int(n) for n in re.findall(r"—(\d+)—", text)]
    assert numbers == list(range(1, len(sizes) + 1))


def test_the_same_bulletin_gives_the_same_text_and_pages() -> None:
    style = styles.load("national")
    bulletin = build.build(province(), OFFICE, style.used, "0.1.0")
    page = html.render(compose.compose(bulletin, style), style)
    assert read(print_pdf(page)) == read(print_pdf(page))


def test_nothing_is_fetched_and_no_script_runs() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        port = server.getsockname()[1]
        address = f"http://127.0.0.1:{port}/x"
        page = f"""<!DOCTYPE html><title>t</title><link rel="stylesheet" href="{address}.css">
            <img src="{address}.png"><iframe src="{address}"></iframe><p id="p">as it was</p>
            <style>@font-face {{ font-family: f; src: url({address}.woff) }} p {{ font: 9pt f }}
            </style><script>document.getElementById("p").textContent = "changed"</script>"""
        text, _sizes = read(print_pdf(page.encode()))
        assert text == "asitwas"
        with pytest.raises(TimeoutError):
            server.accept()
