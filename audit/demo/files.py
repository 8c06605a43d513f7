"""Attachments and images of the demo portals: small, real files, the same bytes every time."""

from __future__ import annotations

import datetime
import io
import struct
import zipfile
import zlib
from xml.sax.saxutils import escape

import xlsxwriter

from audit.demo.table import Answer

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def attachment(name: str, site: str) -> Answer:
    """The file of that name (附件), a PDF, XLSX or DOCX by its extension.

    Raises:
        KeyError: another extension.
    """
    title, _, extension = name.rpartition(".")
    make, media_type = {"pdf": (_pdf, "application/pdf"), "xlsx": (_xlsx, _EXCEL)}.get(
        extension, (_docx, _WORD)
    )
    return Answer(make(title, site), media_type)


def image(seed: int) -> Answer:
    """A plain picture, 240 × 120 pixels, its colour taken from ``seed``."""
    red, green, blue = (
        (seed * 53 + 90) % 160 + 60,
        (seed * 97 + 40) % 160 + 60,
        seed * 31 % 160 + 60,
    )
    row = b"\x00" + bytes((red, green, blue)) * 240

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack("!I", zlib.crc32(kind + data))
        return struct.pack("!I", len(data)) + kind + data + check

    header = struct.pack("!IIBBBBB", 240, 120, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(row * 120)) + chunk(b"IEND", b"")
    return Answer(b"\x89PNG\r\n\x1a\n" + body, "image/png")


def _pdf(title: str, site: str) -> bytes:
    # STSong-Light with UniGB-UCS2-H is a standard CJK font of PDF: nothing has to be embedded.
    lines = [f"{title}", f"{site}", "本文件为演示用，内容均属虚构。"]
    text = " T* ".join(f"<{line.encode('utf-16-be').hex()}> Tj" for line in lines)
    content = f"BT /F1 16 Tf 24 TL 60 760 Td {text} ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
        b" /DescendantFonts [6 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 7 0 R"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880]"
        b" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    ]
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size, start = len(objects) + 1, len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return bytes(out)


def _xlsx(title: str, site: str) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"title": title, "created": datetime.datetime(2020, 1, 1)})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [title])
        sheet.write_row(1, 0, ["单位", "项目", "金额（万元）"])
        sheet.write_row(2, 0, [site, "合计（演示数据）", 1000])
    return out.getvalue()


def _docx(title: str, site: str) -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    open_ = "http://schemas.openxmlformats.org"
    paragraphs = "".join(
        f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>"
        for line in (title, site, "本文件为演示用，内容均属虚构。")
    )
    parts = {
        "[Content_Types].xml": f'{head}<Types xmlns="{open_}/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_WORD}.main+xml"/></Types>',
        "_rels/.rels": f'{head}<Relationships xmlns="{open_}/package/2006/relationships">'
        f'<Relationship Id="rId1" Target="word/document.xml" '
        f'Type="{open_}/officeDocument/2006/relationships/officeDocument"/></Relationships>',
        "word/document.xml": f"{head}<w:document "
        f'xmlns:w="{open_}/wordprocessingml/2006/main"><w:body>{paragraphs}</w:body></w:document>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, text in parts.items():
            package.writestr(zipfile.ZipInfo(name), text)  # its own fixed date: same bytes
    return out.getvalue()
