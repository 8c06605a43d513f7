"""Reading an attachment (附件读取): which of the readers, and what of its answer.

Pure functions over bytes, each bounded in what it unpacks and returns. A hostile file can still
cost time and memory inside a library, or end the process: whoever calls `read_attachment` on bytes
from outside does so in a process of its own (`spiders.apart`).
"""

from __future__ import annotations

from collections.abc import Callable

from checks.facts.attachments.facts import (
    MOST_TEXT,
    AttachmentFacts,
    Document,
    Kind,
    TooLargeError,
    UnreadableError,
)
from checks.facts.attachments.pdf import read_pdf
from checks.facts.attachments.sheets import read_sheets
from checks.facts.attachments.word import read_doc, streams
from checks.facts.attachments.zipped import Package, read_docx, read_ofd, read_pptx
from checks.facts.charset import decode, magic
from checks.facts.lines import lines_of
from checks.facts.personal import find_personal
from checks.facts.tree import Page

# Names whose bytes can be nothing but these; others may hold anything.
_MUST_BE = {
    "pdf": ("pdf",),
    **dict.fromkeys(("doc", "xls", "wps", "et"), ("ole", "zip", "html", "text")),
    **dict.fromkeys(("docx", "xlsx", "pptx"), ("zip", "ole")),
    "ofd": ("zip",),
}
_FEW = 10
_LONGEST = 60
_RTF = b"{\\rtf"


def read_attachment(body: bytes, name: str, title: str = "") -> AttachmentFacts:
    """Read one attachment whole.

    Args:
        body: its bytes.
        name: its address or file name; only the extension counts.
        title: words of the link to it, which say what it is.

    Returns:
        Its facts; a fault of a reader is state ``crashed``, never an exception. Memory that runs
        out is raised, as the process can't be trusted then.

    Raises:
        MemoryError: see above.
    """
    if not body.strip(b"\0 \r\n\t"):
        return AttachmentFacts(state="unreadable", reason="nothing")
    kind: Kind = "other"
    try:
        kind = _kind(body)
        document = _read(body, kind)
    except UnreadableError as error:
        return AttachmentFacts(state="unreadable", kind=kind, reason=error.reason)
    except TooLargeError:
        return AttachmentFacts(state="too-large", kind=kind)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a library's fault costs this file, and says nothing of it
        return AttachmentFacts(state="crashed", kind=kind)
    return _facts(document, kind, title) if document is not None else _unread(body, kind, name)


def _unread(body: bytes, kind: Kind, name: str) -> AttachmentFacts:
    wanted = _MUST_BE.get(name.partition("?")[0].rpartition(".")[2].lower())
    if wanted and magic(body) not in wanted:
        return AttachmentFacts(state="unreadable", kind=kind, reason="name")
    return AttachmentFacts(state="unsupported", kind=kind)


def _facts(document: Document, kind: Kind, title: str) -> AttachmentFacts:
    length = len("".join(document.text.split()))
    return AttachmentFacts(
        state="empty" if length < (_FEW if kind == "pdf" else 1) else "text",
        kind=kind,
        pages=document.pages,
        text_length=length,
        title=document.title,
        created=document.created,
        modified=document.modified,
        cut=document.cut,
        personal=find_personal(document.text, f"{title} {document.title} {_heading(document)}"),
    )


def _heading(document: Document) -> str:
    """The first line, if it is one: the head of a table is none."""
    first = document.text.lstrip()[:200].partition("\n")[0].strip()
    return first if len(first) <= _LONGEST and len(first.split()) <= 2 else ""  # a blank in it, too


def _kind(body: bytes) -> Kind:
    if b"%PDF-" in body[:1024]:
        return "pdf"
    if body.startswith(_RTF):
        return "other"
    match magic(body):
        case "zip":
            return _zipped(Package(body).names)
        case "ole":
            return _compound(streams(body))
        case "html" | "text" as kind:
            return "html" if kind == "html" else "text"
    return "other"


def _zipped(names: list[str]) -> Kind:
    held = set(names)
    if "word/document.xml" in held:
        return "docx"
    if "xl/workbook.xml" in held or "xl/workbook.bin" in held:
        return "xlsx"
    if "ppt/presentation.xml" in held:
        return "pptx"
    if "OFD.xml" in held:
        return "ofd"
    return "ods" if {"content.xml", "mimetype"} <= held else "zip"


def _compound(names: set[str]) -> Kind:
    if not names:
        raise UnreadableError
    if "EncryptedPackage" in names:
        raise UnreadableError("password")
    if "WordDocument" in names:
        return "doc"
    return "xls" if {"Workbook", "Book"} & names else "ole"


def _read(body: bytes, kind: Kind) -> Document | None:
    """The words of a document; None for formats that nothing here reads."""
    reader = _READERS.get(kind)
    return reader(body) if reader is not None else None


def _weighed(body: bytes) -> Document:
    Package(body).weigh()
    return read_sheets(body)


def _read_html(body: bytes) -> Document:
    """What Word and Excel save as a page, under a name of their own."""
    page = Page(decode(body).text)
    return Document(text=lines_of(page, body=True) + "\n" + lines_of(page, body=False))


def _read_text(body: bytes) -> Document:
    """Plain text, and tables with commas."""
    text = decode(body).text
    rows = text[:MOST_TEXT].replace("\r\n", "\n").replace(",", "\t")
    return Document(text=rows, cut=len(text) > MOST_TEXT)


_READERS: dict[Kind, Callable[[bytes], Document]] = {
    "pdf": read_pdf,
    "doc": read_doc,
    "xls": read_sheets,
    "xlsx": _weighed,
    "ods": _weighed,
    "docx": lambda body: read_docx(Package(body)),
    "pptx": lambda body: read_pptx(Package(body)),
    "ofd": lambda body: read_ofd(Package(body)),
    "html": _read_html,
    "text": _read_text,
}
