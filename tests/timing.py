"""Pytest plugin (``-p tests.timing``): seconds and number of tests by folder, at the end."""

from __future__ import annotations

from collections import defaultdict
from pathlib import PurePosixPath

import pytest
from _pytest.terminal import TerminalReporter


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Print the table; under xdist the reports of all workers arrive here."""
    seconds: defaultdict[str, float] = defaultdict(float)
    tests: defaultdict[str, int] = defaultdict(int)
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                folder = str(PurePosixPath(report.nodeid.partition("::")[0]).parent)
                seconds[folder] += report.duration
                tests[folder] += report.when == "call"
    terminalreporter.section("time by folder, all workers together")
    for folder, spent in sorted(seconds.items(), key=lambda pair: -pair[1]):
        terminalreporter.write_line(f"{spent:8.1f} s {tests[folder]:6} tests  {folder}")
