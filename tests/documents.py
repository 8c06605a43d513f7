"""Attachments in each format (附件), made of rows of cells: for tests and measures."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

import openpyxl

Rows = Sequence[Sequence[str]]
_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def zipped(files: dict[str, str | bytes]) -> bytes:
    """A ZIP file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def xlsx(rows: Rows) -> bytes:
    """An XLSX workbook with one sheet."""
    book = openpyxl.Workbook()
    sheet = book.create_sheet("名单", 0)
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def docx(rows: Rows, prose: Sequence[str] = ()) -> bytes:
    """A DOCX with paragraphs and a table; words are cut into runs, as Word does."""

    def paragraph(text: str) -> str:
        half = len(text) // 2
        runs = "".join(
            f'<w:r><w:t xml:space="preserve">{escape(part)}</w:t></w:r>'
            for part in (text[:half], text[half:])
            if part
        )
        return f"<w:p>{runs}</w:p>"

    table = "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>"
        for row in rows
    )
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(map(paragraph, prose)) + f"<w:tbl>{table}</w:tbl>"
    core = (
        '<cp:coreProperties xmlns:cp="a" xmlns:dc="b" xmlns:dcterms="c"><dc:title>关于公示的通知'
        "</dc:title><dcterms:created>2024-03-05T01:02:03Z</dcterms:created></cp:coreProperties>"
    )
    return zipped({
        "[Content_Types].xml": "<Types/>",
        "docProps/core.xml": core,
        "word/document.xml": f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>',
    })  # fmt: skip


def ofd(rows: Rows) -> bytes:
    """An OFD of one page; every cell is a text object at its place, every digit one of its own."""
    objects = []
    for down, row in enumerate(rows):
        for across, cell in enumerate(row):
            codes = "".join(f"<ofd:TextCode>{escape(char)}</ofd:TextCode>" for char in cell)
            box = f"{20 + 60 * across} {20 + 8 * down} {2 * len(cell)} 5"
            objects.append(f'<ofd:TextObject Boundary="{box}">{codes}</ofd:TextObject>')
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    layer = f"<ofd:Content><ofd:Layer>{''.join(objects)}</ofd:Layer></ofd:Content>"
    return zipped({
        "OFD.xml": f"<ofd:OFD {space}><ofd:DocBody><ofd:DocInfo><ofd:Title>公示</ofd:Title>"
        "<ofd:CreationDate>2023-01-02</ofd:CreationDate></ofd:DocInfo></ofd:DocBody></ofd:OFD>",
        "Doc_0/Pages/Page_0/Content.xml": f"<ofd:Page {space}>{layer}</ofd:Page>",
    })  # fmt: skip


def pdf(rows: Rows, *, words: bool = True) -> bytes:
    """A PDF of one page whose font maps each glyph to a character, as those of Word do.

    Without words it is a page with a drawing alone, as a scan is.
    """
    lines = ["   ".join(row) for row in rows]
    shown = sorted({char for line in lines for char in line})
    glyphs = {char: number for number, char in enumerate(shown, 1)}
    marks = "".join(
        f"BT /F1 11 Tf 40 {780 - 16 * n} Td <{''.join(f'{glyphs[c]:04X}' for c in line)}> Tj ET\n"
        for n, line in enumerate(lines)
    )
    pairs = "\n".join(
        f"<{number:04X}> <{char.encode('utf-16be').hex()}>" for char, number in glyphs.items()
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def "
        "/CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange "
        f"{len(glyphs)} beginbfchar\n{pairs}\nendbfchar endcmap end end"
    )
    content = (marks if words else "0 0 m 100 100 l S").encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/Identity-H"
        b"/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/SimSun/DW 600/CIDSystemInfo"
        b"<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(cmap), cmap.encode()),
        b"<</Title(List)/CreationDate(D:20240305120000+08'00')>>",
    ]
    return pdf_file(objects, info=8)


def pdf_file(objects: Sequence[bytes], info: int = 0) -> bytes:
    """A PDF file of numbered objects, the first of which is the catalogue."""
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    about = b"/Info %d 0 R" % info if info else b""
    out += b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, about, start,
    )  # fmt: skip
    return bytes(out)


def doc(rows: Rows, prose: Sequence[str] = ()) -> bytes:
    """A DOC of Word 97, also under the name of WPS: one piece in 8 bits, one in 16."""
    first = "Title\r"
    rest = "".join(f"{line}\r" for line in prose)
    rest += "".join("\x07".join(row) + "\x07\x07" for row in rows) + "\r"
    narrow, wide = first.encode("cp1252"), rest.encode("utf-16le")
    begin = 0x400
    main = bytearray(begin)
    struct.pack_into("<HH", main, 0, 0xA5EC, 0x00C1)
    struct.pack_into("<H", main, 0x0A, 0x0200)
    main += narrow.ljust(0x200, b"\0") + wide
    places = struct.pack("<3I", 0, len(first), len(first) + len(rest))
    pieces = struct.pack("<HIH", 0, (begin * 2) | 0x40000000, 0)
    pieces += struct.pack("<HIH", 0, begin + 0x200, 0)
    plc = places + pieces
    clx = b"\x01" + struct.pack("<H", 3) + b"abc" + b"\x02" + struct.pack("<I", len(plc)) + plc
    struct.pack_into("<II", main, 0x01A2, 0, len(clx))
    return compound({"WordDocument": bytes(main), "1Table": clx})


def xls(rows: Rows) -> bytes:
    """An XLS (BIFF8) of one sheet, also under the name of ET."""

    def record(kind: int, content: bytes) -> bytes:
        return struct.pack("<HH", kind, len(content)) + content

    def words(text: str) -> bytes:
        return struct.pack("<HB", len(text), 1) + text.encode("utf-16le")

    start = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    start += record(0x0042, struct.pack("<H", 1200))
    name = "名单"
    sheet_name = struct.pack("<BB", len(name), 1) + name.encode("utf-16le")
    bound = 4 + 6 + len(sheet_name)
    offset = len(start) + bound + 4
    start += record(0x0085, struct.pack("<IH", offset, 0) + sheet_name) + record(0x000A, b"")
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for down, row in enumerate(rows):
        for across, cell in enumerate(row):
            sheet += record(0x0204, struct.pack("<HHH", down, across, 0) + words(cell))
    return compound({"Workbook": start + sheet + record(0x000A, b"")})


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file ([MS-CFB] version 3) with these streams, each large enough for the FAT."""
    padded = {n: c.ljust(4096, b"\0") for n, c in streams.items()}
    sectors: list[bytes] = []
    chain: list[int] = []
    starts: dict[str, int] = {}

    def put(content: bytes) -> int:
        count = -(-len(content) // _SECTOR)
        first = len(sectors)
        for number in range(count):
            sectors.append(content[number * _SECTOR : (number + 1) * _SECTOR].ljust(_SECTOR, b"\0"))
            chain.append(_END if number == count - 1 else first + number + 1)
        return first

    for name, content in padded.items():
        starts[name] = put(content)
    names = sorted(padded, key=lambda n: (len(n), n))
    entries = [_entry("Root Entry", 5, child=1 if names else _FREE, start=_END)]
    for number, name in enumerate(names, 1):
        right = number + 1 if number < len(names) else _FREE
        entries.append(_entry(name, 2, right=right, start=starts[name], size=len(padded[name])))
    directory = put(b"".join(entries).ljust(-(-len(entries) // 4) * _SECTOR, b"\0"))
    fats = 1
    while (len(chain) + fats) * 4 > fats * _SECTOR:
        fats += 1
    places = list(range(len(chain), len(chain) + fats))
    chain += [_FAT] * fats
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(fats * _SECTOR, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, fats, directory, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", *places, *[_FREE] * (109 - fats))
    return header + b"".join(sectors) + table


def _entry(
    name: str, kind: int, *, child: int = _FREE, right: int = _FREE, start: int, size: int = 0
) -> bytes:
    words = (name + "\0").encode("utf-16le")
    return (
        words.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(words), kind, 1, _FREE, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
