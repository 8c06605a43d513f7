"""PDF (打印): a page of our own printed by the browser, without network and scripts."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

from audit.errors import UserError
from audit.exit_codes import ExitCode
from audit.language import _
from spiders.browser import engine

NOWHERE = "127.0.0.1:9"
"""Proxy that all connections go to: the discard port, where nobody listens."""
SECONDS = 120
"""Longest time for starting the browser, and for printing."""


def print_pdf(page: bytes) -> bytes:
    """Print a self-contained HTML page as PDF; its fonts are embedded.

    The browser has no network and no scripts, whatever the page asks for.

    Raises:
        UserError: this machine has no browser, or it does not start, or does not print.
    """
    try:
        return _printed(page)
    except engine.NoBrowser as error:
        reason = error.detail or _("no browser is installed")
    except Error as error:
        reason = str(error).partition("\n")[0]
    raise UserError(
        _("the PDF cannot be printed: {reason}").format(reason=reason),
        _("apt-get install chromium fonts-noto-cjk; or leave PDF out with --format"),
        ExitCode.INTERNAL,
    )


def _printed(page: bytes) -> bytes:
    with tempfile.TemporaryDirectory(prefix="audit-pdf-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)  # the browser's user has to reach the program in it
        start = engine.wrapper(folder, engine.find())
        with sync_playwright() as driver:
            browser = driver.chromium.launch(
                executable_path=start,
                chromium_sandbox=True,
                env={"PATH": os.defpath, "LANG": "zh_CN.UTF-8", "TZ": "Asia/Shanghai"},
                timeout=SECONDS * 1000,
                # Being offline stops requests, not connections made ahead of them: these end here.
                proxy={"server": f"http://{NOWHERE}", "bypass": "<-loopback>"},
            )
            context = browser.new_context(java_script_enabled=False, offline=True)
            tab = context.new_page()
            tab.set_default_timeout(SECONDS * 1000)
            tab.set_content(page.decode())
            return tab.pdf(prefer_css_page_size=True, print_background=True, tagged=True)
