"""Messages of the command line as the code has them, for the test of the catalogue."""

from __future__ import annotations

import ast
from pathlib import Path

import audit
import spiders
from audit.cli.base import SWITCHES
from audit.settings import OPTIONS

ROOT = Path(audit.__file__).parent
SPIDERS = Path(spiders.__file__ or "").parent
FRAME = ("Options", "Commands", "Examples")
"""Words of a help page that click hands over."""

ERRORS = ("BundleError", "CampaignError")


def message_ids() -> set[str]:
    """Every message id that the command line may look up."""
    found = {option.help for option in OPTIONS.values()} | set(FRAME)
    found |= {text for _short, _long, text in SWITCHES.values()}
    for file in ROOT.glob("**/*.py"):
        code = file.read_text("utf-8")
        if "from audit.language import _\n" not in code:
            continue
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_":
                (argument,) = node.args
                if isinstance(argument, ast.Constant):
                    found.add(str(argument.value))
    return found | bundle_errors() | {"[required]"}


def bundle_errors() -> set[str]:
    """What the readers of bundles and campaigns may complain of; the audit translates it."""
    return {
        str(ast.literal_eval(node.args[0]))
        for file in SPIDERS.glob("**/*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ERRORS
    }
