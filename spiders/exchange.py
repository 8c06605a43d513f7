"""Exchange (请求与应答): what came of one HTTP request, before it gets its row in the bundle."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from checks.facts.text import clean_text
from checks.facts.urls import resolve
from checks.failures import Failure


@dataclass(slots=True)
class Exchange:
    """What came of one request: the observation before it gets its row; see `Attempt`."""

    url: str
    at: datetime
    seconds: float = 0.0
    dns_seconds: float = 0.0
    connect_seconds: float = 0.0
    tls_seconds: float = 0.0
    first_byte_seconds: float = 0.0
    status: int = 0
    status_line: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    truncated: bool = False
    failure: Failure | str = ""
    detail: str = ""
    address: str = ""
    reused: str = ""
    received: int = 0
    """Bytes that came over the line, headers included, as the server sent them."""

    def header(self, name: str) -> str:
        """First value of a header, or an empty string."""
        return next((v for k, v in self.headers if k.lower() == name), "")

    @property
    def content_type(self) -> str:
        """Media type in lower case without parameters."""
        return clean_text(self.header("content-type").partition(";")[0].lower(), 100)

    @property
    def hsts(self) -> str:
        """The first header Strict-Transport-Security, which alone counts (RFC 6797 8.1)."""
        return clean_text(self.header("strict-transport-security"), 200)

    @property
    def location(self) -> str:
        """Absolute redirect target (RFC 9110 10.2.2); empty if this is no redirect."""
        if self.status not in (301, 302, 303, 307, 308):
            return ""
        # Raw bytes in the header are percent-encoded as they are, in whatever charset.
        raw = self.header("location").encode("latin-1", "replace")
        quoted = "".join(chr(b) if b < 0x80 else f"%{b:02X}" for b in raw)
        return resolve(self.url, quoted) or ""
