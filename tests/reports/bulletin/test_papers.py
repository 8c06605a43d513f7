"""Papers for one site: what was found stands in them, nothing else is claimed."""

from __future__ import annotations

import base64
import io
import zipfile

import pytest
from msgspec.structs import replace
from PIL import Image

from audit.bulletin import forms
from reports.bulletin import build, docx, html, papers, styles, xlsx
from reports.bulletin.model import Bulletin, SiteEntry
from tests.reports.bulletin import reading
from tests.reports.bulletin.sample import OFFICE, province

STYLE = styles.load("national")


def made(key: str = "3300000012", lang: str = "zh") -> tuple[Bulletin, SiteEntry]:
    bulletin = build.build(province(lang=lang), OFFICE, STYLE.used, "0.1.0")
    return bulletin, next(entry for entry in bulletin.sites if entry.site.key == key)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_notice_says_what_until_when_and_how_to_reply(lang: str) -> None:
    bulletin, entry = made(lang=lang)
    document, tables = papers.notice(bulletin, entry, STYLE)
    text, on_paper = reading.of_docx(docx.render(document, STYLE))
    for said in (
        "青澜东县人民政府",
        "3300000012",
        "栏目不更新",
        "24",
        "72",
        "省政府办公厅政务公开处",
    ):
        assert said in text
    assert ("2027年1月22日" if lang == "zh" else "22January2027") in text
    listed, reply = on_paper
    assert len(listed) - 1 == 24
    assert "2026-11-22 23:15:03 HTTP 404\n2026-11-22 23:17:44 HTTP 404" in listed[2][4]
    fault = bulletin.faults[5]
    assert fault.fingerprint in listed[2][4]
    assert [row[0] for row in reply[1:]] == ["1", "2–24"]
    book = reading.of_xlsx(xlsx.render_tables(tables, document.title))
    shown = [[reading.as_printed(cell) for cell in row] for row in next(iter(book.values()))]
    assert shown == listed
    assert reading.of_html(html.render(document, STYLE))[1] == on_paper


def test_a_long_list_is_cut_on_paper_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "LISTED", 10)
    bulletin, entry = made()
    document, tables = papers.notice(bulletin, entry, STYLE)
    text, on_paper = reading.of_docx(docx.render(document, STYLE))
    assert len(on_paper[0]) - 1 == 10
    assert "本表列出前10处，全部24处见随附的电子表格" in text
    assert len(tables[0].rows) == 24


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_self_check_tables_have_the_official_layouts(lang: str) -> None:
    bulletin, entry = made(lang=lang)
    heads = {}
    for form in forms(lang, entry.site.kind):
        document, tables = papers.self_check(bulletin, entry, form, STYLE)
        text, ((head, *rows),) = reading.of_docx(docx.render(document, STYLE))
        assert "青澜东县人民政府" in text
        heads[form.layout] = head
        assert len(rows) == len(form.lines) > 15
        said = [row for row in rows if row[-1]]
        assert len(said) == 2, "the veto and the broken links"
        assert "共23处" in said[1][-1] or "23 problems in all" in said[1][-1]
        # What was not found is left for the agency: nothing is claimed of it.
        assert all(row[-1] == "" and (form.layout == "2019" or row[-2] == "")
                   for row in rows if row not in said)  # fmt: skip
        (sheet,) = reading.of_xlsx(xlsx.render_tables(tables, "x")).values()
        assert [[reading.as_printed(c) for c in row] for row in sheet] == [head, *rows]
    if lang == "zh":
        assert heads == {
            "2015": ["一级指标", "二级指标", "考察点", "是否完成指标（√）", "问题整改对策"],
            "2019": ["检查对象", "指标", "评分细则", "检查情况"],
        }


def test_department_sites_are_asked_for_what_holds_for_them() -> None:
    department, portal = (
        {form.layout: len(form.lines) for form in forms("zh", kind)}
        for kind in ("department", "portal")
    )
    assert department["2019"] < portal["2019"]


def test_agencies_are_told_before_anything_is_published() -> None:
    result = province(public=False)
    site = next(site for site in result.sites if site.key == "3300000012")
    waiting = tuple(replace(finding, publishable=False) for finding in site.findings)
    sites = tuple(
        replace(each, findings=waiting, verdict="undecided") if each is site else each
        for each in result.sites
    )
    early = replace(result, sites=sites)
    bulletin = build.build(early, OFFICE, STYLE.used, "0.1.0")
    assert site.key not in {fault.site for fault in bulletin.faults}
    told = build.build_notices(early, OFFICE, STYLE.used, "0.1.0")
    entry = next(entry for entry in told.sites if entry.site.key == site.key)
    text, tables = reading.of_docx(docx.render(papers.notice(told, entry, STYLE)[0], STYLE))
    assert len(tables[0]) - 1 == 24
    assert "不合格" not in text, "the round does not say so yet"
    form = forms("zh", "portal")[1]
    text, _ = reading.of_docx(docx.render(papers.self_check(told, entry, form, STYLE)[0], STYLE))
    assert "合格" not in text


def photo(width: int, height: int) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "#17365c").save(buffer, "JPEG")
    return buffer.getvalue()


def test_a_notice_shows_pictures_under_the_numbers_of_its_list() -> None:
    bulletin, entry = made()
    known = [fault for fault in bulletin.faults if fault.site == entry.site.key]
    shot = papers.Shot("http://x.gov.cn/身份?id=330102199001011234", "2026-11-22 23:15:03",
                       photo(480, 300), 300 / 480)  # fmt: skip
    tall = replace(shot, jpeg=photo(300, 480), height=1.6)
    shots = {known[0].fingerprint: [shot], known[2].fingerprint: [tall]}
    document, _ = papers.notice(bulletin, entry, STYLE, lambda found: shots.get(found, ()))
    data = docx.render(document, STYLE)
    assert data == docx.render(document, STYLE)
    text, _ = reading.of_docx(data)
    assert "附件3网页截图" in text
    assert "问题1：" in text
    assert "问题3：" in text
    assert "330102199001011234" not in text
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        held = [parts.read(name) for name in parts.namelist() if name.startswith("word/media/")]
    assert sorted(held) == sorted([shot.jpeg, tall.jpeg])
    page = html.render(document, STYLE).decode()
    assert base64.b64encode(shot.jpeg).decode() in page
    without = docx.render(papers.notice(bulletin, entry, STYLE)[0], STYLE)
    assert "网页截图" not in reading.of_docx(without)[0]
