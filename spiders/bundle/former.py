"""The former run (上次检查): what a site need not send again, because it has not changed.

A page that carries a validator (ETag or Last-Modified, RFC 9110 8.8) is asked for on condition; a
304 costs the site next to nothing, and its body is copied into the new bundle, which stays whole
by itself. Second looks never ask on condition: no accusation rests on a cache.
"""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

from spiders.bundle.archive import read_record
from spiders.bundle.seal import ARCHIVE
from spiders.exchange import Exchange

_VALIDATORS = (("etag", "If-None-Match"), ("last-modified", "If-Modified-Since"))


class Former:
    """Answers of a closed bundle, by URL.

    Args:
        folder: the bundle's folder.
        run_id: name of its run.
    """

    def __init__(self, folder: Path, run_id: str) -> None:
        self.run_id = run_id
        self._archive = folder / ARCHIVE
        database = f"file:{folder / 'evidence.db'}?mode=ro&immutable=1"
        with closing(sqlite3.connect(database, uri=True)) as db:
            rows = db.execute(
                "select url, record, attempts.sha256 from attempts"
                " join targets on targets.id = target_id"
                " where status = 200 and record >= 0 and not truncated order by attempts.id"
            )
            self._records = {url: (record, sha256) for url, record, sha256 in rows}

    def conditions(self, url: str) -> tuple[str, ...]:
        """Header lines that ask for a URL only if it has changed; none if there is no telling."""
        headers = {k.lower(): v for k, v in self._read(url)[1]}
        lines = (f"{ask}: {headers[have]}" for have, ask in _VALIDATORS if headers.get(have))
        return tuple(line for line in lines if line.isprintable() and len(line) < 300)

    def unchanged(self, answer: Exchange) -> Exchange:
        """The answer to a conditional request, with the former body where it is a 304."""
        if answer.status != 304:
            return answer
        body, headers = self._read(answer.url)
        fresh = {name.lower() for name, _ in answer.headers}
        answer.headers += [(k, v) for k, v in headers if k.lower() not in fresh]
        answer.status, answer.status_line = 200, "HTTP/1.1 200 OK"
        answer.body, answer.reused = body, self.run_id
        return answer

    def _read(self, url: str) -> tuple[bytes, list[tuple[str, str]]]:
        if url not in self._records:
            return b"", []
        record, sha256 = self._records[url]
        body, headers = read_record(self._archive, record)
        if hashlib.sha256(body).hexdigest() != sha256:
            return b"", []
        return body, [(k, v) for k, v in headers if k.lower() not in ("content-length",)]
