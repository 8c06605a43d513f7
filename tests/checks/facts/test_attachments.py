from __future__ import annotations

import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.facts.attachments import zipped as zipped_reader
from checks.facts.attachments.facts import AttachmentFacts
from checks.facts.attachments.read import read_attachment
from tests import documents as d

ROWS = (("姓名", "身份证号", "手机号码"), ("张三", "11010519491231002X", "13812345678"))
MAKERS: dict[str, Callable[[d.Rows], bytes]] = {
    "list.pdf": d.pdf, "list.docx": d.docx, "list.xlsx": d.xlsx, "list.ofd": d.ofd,
    "list.doc": d.doc, "list.wps": d.doc, "list.xls": d.xls, "list.et": d.xls,
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(MAKERS))
def test_each_format_is_read(name: str) -> None:
    facts = read_attachment(MAKERS[name](ROWS), name)
    assert facts.state == "text"
    assert [(h.kind, h.masked, h.role, h.name) for h in facts.personal] == [
        ("identity", "11*************02X", "personal", "张*"),
        ("mobile", "138****5678", "personal", "张*"),
    ]


@pytest.mark.parametrize("name", sorted(MAKERS))
def test_office_numbers_are_none_in_any_format(name: str) -> None:
    rows = (("科室", "姓名", "职务", "手机号码"), ("办公室", "张三", "主任", "13812345678"))
    facts = read_attachment(MAKERS[name](rows), name)
    assert [h.role for h in facts.personal] == ["office"]


def test_prose_of_word_documents_is_read() -> None:
    prose = ["关于公示的通知", "张三，身份证号：11010519491231002X。"]
    for body in (d.docx((), prose), d.doc((), prose)):
        (hit,) = read_attachment(body, "a.doc").personal
        assert hit.kind == "identity"


def test_properties_are_read() -> None:
    docx = read_attachment(d.docx(ROWS), "a.docx")
    assert (docx.title, docx.created) == ("关于公示的通知", "2024-03-05")
    pdf = read_attachment(d.pdf(ROWS), "a.pdf")
    assert (pdf.title, pdf.created, pdf.pages) == ("List", "2024-03-05", 1)
    ofd = read_attachment(d.ofd(ROWS), "a.ofd")
    assert (ofd.title, ofd.created, ofd.pages) == ("公示", "2023-01-02", 1)


def test_what_office_programs_save_as_a_page_is_read() -> None:
    body = "<html><table><tr><td>姓名<td>身份证号<tr><td>张三<td>11010519491231002X</table>"
    (hit,) = read_attachment(body.encode("gbk"), "a.xls").personal
    assert hit.name == "张*"
    (hit,) = read_attachment("姓名,身份证号\r\n张三,11010519491231002X".encode(), "a.csv").personal
    assert hit.name == "张*"


LOCKED = d.compound({"EncryptedPackage": b"x", "EncryptionInfo": b"x"})
LOCKED_DOC = d.compound({"WordDocument": b"\xec\xa5\xc1\x00" + bytes(6) + b"\x00\x01" + bytes(900)})


@pytest.mark.parametrize(
    ("body", "name", "state", "reason"),
    [
        (b"", "a.pdf", "unreadable", "nothing"),
        (bytes(4000), "a.pdf", "unreadable", "nothing"),
        (b"%PDF-1.4 and no more", "a.pdf", "unreadable", "damaged"),
        (d.pdf(ROWS)[:300], "a.pdf", "unreadable", "damaged"),
        (d.docx(ROWS)[:500], "a.docx", "unreadable", "damaged"),
        (d.doc(ROWS)[:700], "a.doc", "unreadable", "damaged"),
        (d.compound({"WordDocument": bytes(2000)}), "a.doc", "unreadable", "damaged"),
        (d.compound({"Workbook": bytes(2000)}), "a.xls", "unreadable", "damaged"),
        (LOCKED, "a.docx", "unreadable", "password"),
        (LOCKED_DOC, "a.doc", "unreadable", "password"),
        (b"\x89PNG\r\n\x1a\n", "a.pdf", "unreadable", "name"),
        (b"\x89PNG\r\n\x1a\n", "a.rar", "unsupported", ""),
        (b"{\\rtf1 x}", "a.doc", "unsupported", ""),
        (b"Rar!\x1a\x07\x00", "a.rar", "unsupported", ""),
        (d.zipped({"a.txt": "x"}), "a.zip", "unsupported", ""),
        (d.compound({"PowerPoint Document": b"x"}), "a.ppt", "unsupported", ""),
        (d.pdf((), words=False), "a.pdf", "empty", ""),
        (d.docx(()), "a.docx", "empty", ""),
    ],
)
def test_states(body: bytes, name: str, state: str, reason: str) -> None:
    facts = read_attachment(body, name)
    assert (facts.state, facts.reason) == (state, reason)


def bomb(megabytes: int) -> bytes:
    """A workbook whose sheet unpacks to so much."""
    return d.zipped({"xl/workbook.xml": "<x/>", "xl/a.xml": bytes(megabytes * 1_000_000)})


def test_a_zip_bomb_is_left_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipped_reader, "MOST_UNPACKED", 5_000_000)
    assert read_attachment(bomb(6), "a.xlsx").state == "too-large"
    body = d.zipped({"word/document.xml": b"<a>" + b"<b/>" * 2_000_000})
    assert read_attachment(body, "a.docx").state == "too-large"


def test_too_many_files_are_left_unread() -> None:
    files: dict[str, str | bytes] = {f"{n}.xml": "" for n in range(10_001)}
    assert read_attachment(d.zipped(files | {"OFD.xml": ""}), "a.ofd").state == "too-large"


LAUGHS = (
    '<!DOCTYPE w [<!ENTITY a "11010519491231002X">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(10))
    + "]><w:document xmlns:w='w'><w:body><w:p><w:r><w:t>&k;</w:t></w:r></w:p></w:body></w:document>"
)
OUTSIDE = (
    '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    "<w:document xmlns:w='w'><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:document>"
)


@pytest.mark.parametrize("xml", [LAUGHS, OUTSIDE])
def test_entities_are_never_resolved(xml: str) -> None:
    facts = read_attachment(d.zipped({"word/document.xml": xml}), "a.docx")
    assert facts.state in ("empty", "unreadable")
    assert facts.text_length == 0


def test_ten_thousand_nested_elements() -> None:
    xml = "<w:p xmlns:w='w'>" + "<w:p>" * 10_000
    assert read_attachment(d.zipped({"word/document.xml": xml}), "a.docx").state == "unreadable"


def test_a_pdf_of_ten_thousand_nested_objects() -> None:
    deep = b"[" * 10_000 + b"]" * 10_000
    body = d.pdf_file([b"<</Type/Catalog/Pages 2 0 R/X " + deep + b">>",
                       b"<</Type/Pages/Kids[]/Count 0>>"])  # fmt: skip
    assert read_attachment(body, "a.pdf").state == "unreadable"
    pages = [b"<</Type/Catalog/Pages 2 0 R>>"]
    pages += [b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % n for n in range(3, 10_003)]
    assert read_attachment(d.pdf_file(pages), "a.pdf").state in ("unreadable", "empty")


def test_a_pdf_stream_that_swells() -> None:
    packed = zlib.compress(bytes(50_000_000), 9)
    stream = b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>", stream,
    ]  # fmt: skip
    assert read_attachment(d.pdf_file(objects), "a.pdf").state == "empty"


SAMPLES = st.sampled_from([maker(ROWS) for maker in (d.pdf, d.docx, d.xlsx, d.ofd, d.doc, d.xls)])


@settings(deadline=None)
@given(SAMPLES, st.integers(0, 10**6), st.binary(max_size=12), st.sampled_from(sorted(MAKERS)))
def test_a_damaged_file_is_no_exception(body: bytes, at: int, junk: bytes, name: str) -> None:
    at %= len(body)
    for damaged in (body[:at], body[:at] + junk + body[at + len(junk) :], junk + body):
        facts = read_attachment(damaged, name)
        assert isinstance(facts, AttachmentFacts)
        assert "11010519491231002X" not in repr(facts)
