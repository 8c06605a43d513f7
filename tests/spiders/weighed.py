"""One fetch, and the reading of it, in a process of its own whose memory can be weighed.

``python -m tests.spiders.weighed URL HOST:PORT:ADDR:PORT`` prints what became of it as JSON;
``peak`` is the most memory the process ever held, in bytes.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from audit.values import parse_connect_to
from spiders.clock import SystemClock
from spiders.options import CrawlOptions
from spiders.reading import read_response, steer
from spiders.session import Session

ROOT = Path(__file__).resolve().parents[2]


async def fetch(url: str, connect_to: str) -> dict[str, Any]:
    """GET a URL as a page of the site and read it."""
    options = CrawlOptions(connect_to=(parse_connect_to(connect_to),), delay=0.0)
    session = Session(options, SystemClock())
    try:
        answer = await session.get(url)
        lead, facts = steer(answer), read_response(answer.body, url, answer.headers)
    finally:
        session.close()
    return {
        "status": answer.status, "failure": answer.failure, "truncated": answer.truncated,
        "size": len(answer.body), "headers": len(answer.headers),
        "links": len(facts.links) if facts is not None else 0,
        "cut": facts.cut if facts is not None else False,
        "below": facts is not None and any("below" in link.url for link in facts.links),
        "same": lead is None or facts is None or len(lead.links) == len(facts.links),
        "peak": _peak(),
    }  # fmt: skip


def _peak() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024


def weigh(url: str, port: int) -> dict[str, Any]:
    """Fetch a URL of www.a.gov.cn from a port of this machine, in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.spiders.weighed", url, f"www.a.gov.cn:80:127.0.0.1:{port}"],
        cwd=ROOT, env=dict(os.environ, PYTHONPATH=str(ROOT)), capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    seen: dict[str, Any] = json.loads(ran.stdout)
    assert seen["same"]  # the quick reader and the full one are bounded alike
    return seen


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(fetch(*sys.argv[1:]))))
