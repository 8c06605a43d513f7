"""A bundle to hand on (导出): the same evidence, with the numbers of persons masked or left out.

Pages and other texts that hold some are stored masked; attachments that do, and whatever nothing
here can look into (pictures, scans, locked files), lose their bodies, and the export says so. All
else is copied as it is. The same bundle gives the same bytes.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import json
import re
import sqlite3
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Literal

import deflate
import msgspec
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from checks.evidence import SiteEvidence
from checks.facts.attachments.facts import AttachmentFacts
from checks.facts.charset import decode
from checks.facts.mask import mask, mask_url
from checks.facts.personal import PersonalHit, find_personal
from checks.observations import Attempt
from spiders.bundle.archive import LEVEL, read_record
from spiders.bundle.cache import private
from spiders.bundle.seal import ARCHIVE, EVIDENCE, MANIFEST, file_digest, manifest
from spiders.reading import is_page, read_response

FILES = ("pdf", "zip", "ole")
_CHUNK = 1 << 16
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Where a page names an address: eleven digits there are an article's number.
_ADDRESS = re.compile(
    r"""((?:href|src|action)\s*=\s*(?!["']?\s*tel:)(?:"[^"]{0,8192}"|'[^']{0,8192}'|[^\s>"']{1,8192}))""",
    re.I,
)

Change = Literal["masked", "personal", "unread", "picture"]
"""What became of a record: ``masked``, or left out because it holds personal data (``personal``),
could not be looked into (``unread``), or is a ``picture``, which nothing here looks into."""


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """What an export says of itself, in ``export.json``.

    Attributes:
        run: name of the run.
        bundle: SHA-256 of the original's ``bundle.json``.
        records: answers of the site in the original.
        changed: how many were masked or left out, by `Change`.
        changes: each of them: number of the attempt, what was done, SHA-256 of the original body.
    """

    run: str
    bundle: str
    records: int
    changed: dict[str, int]
    changes: list[tuple[int, Change, str]]


class _Out:
    """Writes the export's archive."""

    def __init__(self, path: Path, source: Path) -> None:
        self._file = path.open("wb")
        self._source = source.open("rb")
        self._buffer = io.BytesIO()
        self._warc = WARCWriter(self._buffer, gzip=False)
        self.size = 0

    def __enter__(self) -> _Out:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._source.close()

    def _write(self, packed: bytes) -> int:
        offset = self.size
        self._file.write(packed)
        self.size += len(packed)
        return offset

    def copy(self, offset: int) -> int:
        """Copy a record as it is; returns its new offset."""
        self._source.seek(offset)
        unpacker, parts = zlib.decompressobj(31), []
        while not unpacker.eof and (piece := self._source.read(_CHUNK)):
            unpacker.decompress(piece)
            parts.append(piece)
        packed = b"".join(parts)
        return self._write(packed[: len(packed) - len(unpacker.unused_data)])

    def rewrite(self, offset: int, body: bytes) -> int:
        """Write a record with another body, address and headers masked; returns its offset."""
        self._source.seek(offset)
        record = next(iter(ArchiveIterator(self._source)))
        record.content_stream().read()
        said = record.http_headers
        headers = [(k, _masked_header(k, v, len(body))) for k, v in said.headers]
        digest = hashlib.sha256(body).hexdigest()
        about = {k: v for k, v in record.rec_headers.headers if k in _KEPT_HEADERS}
        about["WARC-Payload-Digest"] = f"sha256:{digest}"
        self._warc.write_record(
            self._warc.create_warc_record(
                mask_url(record.rec_headers.get_header("WARC-Target-URI")),
                "response",
                payload=io.BytesIO(body),
                length=len(body),
                http_headers=StatusAndHeaders(said.statusline, headers, protocol=said.protocol),
                warc_headers_dict=about,
            )
        )
        packed = bytes(deflate.gzip_compress(self._buffer.getvalue(), LEVEL))
        self._buffer.seek(0)
        self._buffer.truncate()
        return self._write(packed)


_WORDED = ("set-cookie", "content-disposition")
_KEPT_HEADERS = ("WARC-Date", "WARC-Record-ID", "WARC-IP-Address", "WARC-Truncated")


def _masked_header(name: str, value: str, length: int) -> str:
    return str(length) if name.lower() == "content-length" else _masked_value(name, value)


def _masked_value(name: str, value: str) -> str:
    """A header's value; words, not addresses, in those that carry a session or a file's name."""
    return mask(value) if name.lower() in _WORDED else mask_url(value)


def export_bundle(folder: Path, evidence: SiteEvidence, out: Path, scratch: Path) -> Export:
    """Write the export of a closed bundle as a ZIP file that its owner alone may read.

    Args:
        folder: the bundle.
        evidence: what `open_bundle` made of it.
        out: the file; it is there wholly or not at all.
        scratch: an empty folder to work in.

    Returns:
        What was masked and what was left out; it stands in the file, too.
    """
    database = scratch / "draft.db"
    private(database)
    database.write_bytes((folder / EVIDENCE).read_bytes())
    attempts = [a for t in evidence.targets.values() for a in t.attempts if a.record >= 0]
    attempts.sort(key=lambda a: a.record)
    files = evidence.read_attachments([(a, "") for a in attempts if a.magic in FILES])
    changes: list[tuple[int, Change, str]] = []
    private(scratch / ARCHIVE)
    with closing(sqlite3.connect(database)) as db, _Out(scratch / ARCHIVE, folder / ARCHIVE) as new:
        run_id = db.execute("select run_id from run").fetchone()[0]
        new.copy(0)  # what wrote the archive
        for attempt in attempts:
            change, offset, body = _copy(folder / ARCHIVE, attempt, files.get(attempt.id), new)
            if change:
                changes.append((attempt.id, change, attempt.sha256))
            digest = hashlib.sha256(body).hexdigest() if body is not None else attempt.sha256
            size = attempt.size if body is None else len(body)
            db.execute(
                "update attempts set record = ?, sha256 = ?, size = ? where id = ?",
                (offset, digest, size, attempt.id),
            )
        _mask_rows(db)
        db.execute("update run set archive_size = ?", (new.size,))
        db.commit()
        private(scratch / EVIDENCE)
        db.execute("vacuum into ?", (str(scratch / EVIDENCE),))
    counted = Counter(change for _, change, _ in changes)
    export = Export(
        run=run_id, bundle=file_digest(folder / MANIFEST), records=len(attempts),
        changed=dict(sorted(counted.items())), changes=sorted(changes),
    )  # fmt: skip
    _zip(out, run_id, export, folder, scratch)
    return export


def _copy(
    archive: Path, attempt: Attempt, facts: AttachmentFacts | None, new: _Out
) -> tuple[Change | None, int, bytes | None]:
    """Bring one record over; returns what was done, its new offset, and its body if that is new."""
    body, headers = read_record(archive, attempt.record)
    if reason := _left_out(attempt, facts):
        return reason, -1, None
    masked = _masked_body(body, attempt, headers)
    if masked is None:
        return "personal", -1, None
    untouched = mask_url(attempt.url) == attempt.url and all(
        _masked_value(name, value) == value for name, value in headers
    )
    if masked == body and untouched:
        return None, new.copy(attempt.record), None
    return "masked", new.rewrite(attempt.record, masked), masked


def _left_out(attempt: Attempt, facts: AttachmentFacts | None) -> Change | None:
    if facts is not None:
        if _leaks(facts.personal):
            return "personal"
        return None if facts.state == "text" and not facts.cut else "unread"
    if attempt.magic == "image":
        return "picture"
    return "unread" if attempt.magic == "other" and attempt.content_type != "text/html" else None


def _leaks(found: tuple[PersonalHit, ...]) -> bool:
    return any(hit.role != "office" for hit in found)


def _masked_body(body: bytes, attempt: Attempt, headers: list[tuple[str, str]]) -> bytes | None:
    """The body with all numbers of persons masked; None if some would still be found in it.

    A page is read as such, and its source besides: what stands in its script or its tags.
    """
    said = next((v for k, v in headers if k.lower() == "content-type"), "")
    page = is_page(body, said)

    def leaks(content: bytes, source: str) -> bool:
        facts = read_response(content, attempt.url, headers) if page else None
        found = find_personal(source)
        if not page:  # a table may have commas between its cells
            return _leaks(found) or _leaks(find_personal(source.replace(",", "\t")))
        sure = any(hit.kind == "identity" for hit in found)
        return sure or facts is None or _leaks(facts.personal)

    decoded = decode(body, said)
    if not leaks(body, decoded.text):
        return body
    text = "".join(
        mask_url(part) if number % 2 else mask(part)
        for number, part in enumerate(_ADDRESS.split(decoded.text))
    )
    mark = next((bom for bom in _MARKS if body.startswith(bom)), b"")
    masked = mark + text.encode(decoded.charset, "replace")
    return None if leaks(masked, text) else masked


def _mask_rows(db: sqlite3.Connection) -> None:
    """Mask what the tables say; cookies of queued targets go."""
    db.execute("delete from trails")
    there = {name for (name,) in db.execute("select name from sqlite_master")}
    for table, column, shown in (
        ("anchors", "text", mask), ("attempts", "location", mask_url), ("attempts", "detail", mask),
        ("searches", "query", mask), ("searches", "known_url", mask_url),
        ("searches", "url", mask_url), ("examinations", "told", mask),
    ):  # fmt: skip
        if table not in there:  # of a bundle made before there were any
            continue
        rows = db.execute(f"select id, {column} from {table}").fetchall()  # noqa: S608 - our names
        changed = [(new, n) for n, old in rows if (new := shown(old)) != old]
        db.executemany(f"update {table} set {column} = ? where id = ?", changed)  # noqa: S608
    rows = db.execute("select id, url from targets order by id").fetchall()
    taken = {url for _, url in rows}
    for number, url in rows:
        if (masked := mask_url(url)) != url:
            free, count = masked, 1
            while free in taken:
                count += 1
                free = f"{masked}~{count}"
            taken.add(free)
            db.execute("update targets set url = ? where id = ?", (free, number))


def _zip(out: Path, run_id: str, export: Export, folder: Path, scratch: Path) -> None:
    finished = json.loads((folder / MANIFEST).read_text("utf-8"))["finished"]
    closed = manifest(scratch, finished) | {"export": export.bundle}
    draft = out.with_name(out.name + ".part")
    private(draft)
    with zipfile.ZipFile(draft, "w") as file:
        for name, content in (
            ("export.json", msgspec.json.format(msgspec.json.encode(export))),
            (f"bundle/{MANIFEST}", json.dumps(closed, indent=2, sort_keys=True).encode()),
            (f"bundle/{EVIDENCE}", scratch / EVIDENCE),
            (f"bundle/{ARCHIVE}", scratch / ARCHIVE),
        ):
            info = zipfile.ZipInfo(f"{run_id}/{name}", _EPOCH)
            info.external_attr = 0o600 << 16
            info.compress_type = (
                zipfile.ZIP_STORED if name.endswith(".gz") else zipfile.ZIP_DEFLATED
            )
            with file.open(info, "w", force_zip64=True) as entry:
                for piece in _pieces(content):
                    entry.write(piece)
    draft.replace(out)


def _pieces(content: bytes | Path) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with content.open("rb") as file:
        while piece := file.read(_CHUNK):
            yield piece
