"""The archive: HTTP responses as WARC records (ISO 28500), each compressed by itself."""

from __future__ import annotations

import io
import os
import time
from base64 import b32encode
from contextlib import suppress
from pathlib import Path

import deflate
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from spiders.fetcher import Exchange

SYNC_EVERY = 5.0
"""Seconds after which what was written is surely on the disk."""
LEVEL = 1
"""libdeflate's level: as small as zlib's level 3 in less than half of the time."""
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
        self._file = os.fdopen(handle, "wb")
        self._buffer = io.BytesIO()
        self._warc = WARCWriter(self._buffer, gzip=False)
        self.size = size
        self._synced, self._synced_size = time.monotonic(), size
        if not size:
            info = {
                "software": "govsite-audit",
                "format": "WARC File Format 1.0",
                "isPartOf": run_id,
            }
            self._warc.write_record(self._warc.create_warcinfo_record(path.name, info))
            self._append()

    def add(self, exchange: Exchange, sha256: bytes, kind: str) -> int:
        """Store a response; returns the offset of its record.

        Args:
            exchange: the response.
            sha256: digest of its body.
            kind: what the body is, from `magic`.
        """
        digest = "sha256:" + b32encode(sha256).decode()
        headers = [(_kept_name(k), v) for k, v in exchange.headers]
        headers.append(("Content-Length", str(len(exchange.body))))
        # "HTTP/1.1 200 OK": warcio wants the part after the protocol apart from it
        protocol, _, status = exchange.status_line.partition(" ")
        warc_headers = {
            "WARC-Date": exchange.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "WARC-Payload-Digest": digest,
        }
        if exchange.address:
            warc_headers["WARC-IP-Address"] = exchange.address
        if exchange.truncated:
            warc_headers["WARC-Truncated"] = "length"
        record = self._warc.create_warc_record(
            exchange.url,
            "response",
            payload=io.BytesIO(exchange.body),
            length=len(exchange.body),
            http_headers=StatusAndHeaders(status, headers, protocol=protocol or "HTTP/1.1"),
            warc_headers_dict=warc_headers,
        )
        self._warc.write_record(record)
        return self._append(0 if _is_packed(exchange.body, kind) else LEVEL)

    def _append(self, level: int = LEVEL) -> int:
        offset = self.size
        packed = deflate.gzip_compress(self._buffer.getvalue(), level)
        self._file.write(packed)
        self.size += len(packed)
        self._buffer.seek(0)
        self._buffer.truncate()
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


def _kept_name(name: str) -> str:
    return f"X-Archive-Orig-{name}" if name.lower() in _REPLACED else name
