"""The archive: HTTP responses as WARC records (ISO 28500), each compressed by itself."""

from __future__ import annotations

import io
import os
import time
from contextlib import suppress
from pathlib import Path

import deflate
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from spiders.exchange import Exchange

SYNC_EVERY = 5.0
"""Seconds after which what was written is surely on the disk."""
LEVEL = 1
"""libdeflate's level: as small as zlib's level 3 in less than half of the time."""
BUFFER = 256 * 1024
"""Bytes gathered before they go to the kernel; a flush comes before each commit anyway."""
# The body is stored as it was read, decompressed: these headers no longer describe it.
_REPLACED = {"content-encoding", "transfer-encoding", "content-length"}


class Archive:
    """Appends responses to ``archive.warc.gz``; readable by its owner alone (personal data).

    Args:
        path: the file.
        run_id: name of the run, for the first record of a new archive.
        size: bytes of an archive that is taken up again: what lies behind them was never
            committed, and is cut off.

    Attributes:
        size: bytes so far, those not yet flushed included.
    """

    def __init__(self, path: Path, run_id: str, size: int = 0) -> None:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        os.ftruncate(handle, size)
        os.lseek(handle, size, os.SEEK_SET)
        self._file = os.fdopen(handle, "wb", BUFFER)
        self.size = size
        self._synced, self._synced_size = time.monotonic(), size
        if not size:
            info = {
                "software": "govsite-audit",
                "format": "WARC File Format 1.0",
                "isPartOf": run_id,
            }
            buffer = io.BytesIO()
            warc = WARCWriter(buffer, gzip=False)
            warc.write_record(warc.create_warcinfo_record(path.name, info))
            self._append(buffer.getvalue())

    def add(self, exchange: Exchange, sha256: str, kind: str) -> int:
        """Store a response; returns the offset of its record.

        Args:
            exchange: the response.
            sha256: digest of its body, hexadecimal.
            kind: what the body is, from `magic`.
        """
        head = _http_head(exchange)
        lines = [
            "WARC/1.0",
            "WARC-Type: response",
            f"WARC-Record-ID: <urn:uuid:{_random_uuid()}>",
            f"WARC-Target-URI: {exchange.url}",
            f"WARC-Date: {exchange.at.isoformat()[:19]}Z",
            f"WARC-Payload-Digest: sha256:{sha256}",
            "Content-Type: application/http; msgtype=response",
            f"Content-Length: {len(head) + len(exchange.body)}",
        ]
        if exchange.address:
            lines.append(f"WARC-IP-Address: {exchange.address}")
        if exchange.truncated:
            lines.append("WARC-Truncated: length")
        lines += ("", "")
        start = "\r\n".join(lines).encode("utf-8", "replace")
        record = b"".join((start, head, exchange.body, b"\r\n\r\n"))
        return self._append(record, 0 if _is_packed(exchange.body, kind) else LEVEL)

    def _append(self, record: bytes, level: int = LEVEL) -> int:
        offset = self.size
        packed = deflate.gzip_compress(record, level)
        self._file.write(packed)
        self.size += len(packed)
        return offset

    def flush(self) -> int:
        """Hand what was added to the kernel before the rows that point at it; returns the size.

        The kernel brings it to the disk; every few seconds we wait for that. Should the power
        fail in between, rows may point at what never came there: see `spiders.bundle.repair`.
        """
        self._file.flush()
        now = time.monotonic()
        if self.size > self._synced_size and now - self._synced >= SYNC_EVERY:
            os.fdatasync(self._file.fileno())
            self._synced, self._synced_size = now, self.size
        return self.size

    def close(self) -> None:
        """Flush to the disk and close."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def drop(self) -> None:
        """Close as it is, after a fault."""
        with suppress(OSError):
            self._file.close()


def read_record(path: Path, offset: int) -> tuple[bytes, list[tuple[str, str]]]:
    """Body and headers of the response at an offset."""
    with path.open("rb") as file:
        file.seek(offset)
        record = next(iter(ArchiveIterator(file)))
        headers = record.http_headers.headers if record.http_headers is not None else []
        return record.content_stream().read(), list(headers)


def _is_packed(body: bytes, kind: str) -> bool:
    """Whether compressing would only cost time: pictures, archives, office documents, PDF."""
    return kind in ("image", "zip", "pdf") and not body.lstrip().startswith(b"<")


def _http_head(exchange: Exchange) -> bytes:
    """Status line and headers as they stand in the record."""
    headers = [(_kept_name(k), v) for k, v in exchange.headers]
    headers.append(("Content-Length", str(len(exchange.body))))
    start = exchange.status_line or "HTTP/1.1"
    text = "".join([f"{start}\r\n", *[f"{k}: {v}\r\n" for k, v in headers], "\r\n"])
    if text.isascii():
        return text.encode()
    # "HTTP/1.1 200 OK": warcio wants the part after the protocol apart from it
    protocol, _, status = exchange.status_line.partition(" ")
    encoded: bytes = StatusAndHeaders(status, headers, protocol).to_ascii_bytes()
    return encoded


def _random_uuid() -> str:
    """A random UUID (RFC 9562 5.4), in a third of the time that the standard library takes."""
    digits = os.urandom(16).hex()
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def _kept_name(name: str) -> str:
    return f"X-Archive-Orig-{name}" if name.lower() in _REPLACED else name
