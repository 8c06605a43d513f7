"""Schedules: every evening once, whatever the machine's clock goes by, and nothing else touched."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from audit.schedule import Night, crontab, evenings, hours, marks, put_in, units

NIGHT = Night(
    round_id="2026Q4", first=date(2026, 11, 28), last=date(2026, 12, 2), at=time(22, 30),
    command=("/opt/my audit/bin/audit", "round", "run", "2026Q4", "--out", "/srv/100%/$x"),
    visit=("/opt/my audit/bin/audit", "round", "visit", "2026Q4"), visit_days=7,
    folder=Path("/srv/100%/office"), log=Path("/srv/100%/r.log"),
)  # fmt: skip


def test_every_evening_and_three_more() -> None:
    assert [f"{at:%m-%d %H:%M}" for at in evenings(NIGHT)][:1] == ["11-28 22:30"]
    assert len(evenings(NIGHT)) == 8


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "UTC", "America/New_York", "Asia/Kolkata"])
def moments(lines: list[str], zone: ZoneInfo) -> list[float]:
    """When cron starts lines, in 2026, as POSIX timestamps."""
    found = []
    for line in lines:
        minute, hours, days, month, weekday, _command = line.split(" ", 5)
        assert weekday == "*"
        for day in days.split(","):
            for hour in range(24) if hours == "*" else map(int, hours.split(",")):
                at = datetime(2026, int(month), int(day), hour, int(minute), tzinfo=zone)
                found.append(at.timestamp())
    return sorted(found)


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "UTC", "America/New_York", "Asia/Kolkata"])
def test_cron_starts_at_the_same_moments_in_any_zone(zone: str) -> None:
    local = ZoneInfo(zone)
    lines = [line for line in crontab(NIGHT, local).splitlines() if not line.startswith("#")]
    runs = [line for line in lines if " round run " in line]
    visits = [line for line in lines if " round visit " in line]
    assert len(runs) + len(visits) == len(lines) <= 10
    assert moments(runs, local) == [at.timestamp() for at in evenings(NIGHT)]
    assert moments(visits, local) == [at.timestamp() for at in hours(NIGHT)]
    assert len(hours(NIGHT)) == 7 * 24
    assert r"100\%" in runs[0]  # cron takes a bare % for the end of the line
    assert "'/opt/my audit/bin/audit'" in runs[0]
    assert "flock -n" in visits[0]


def test_a_moment_stands_once_however_many_years_a_window_has() -> None:
    long = replace(NIGHT, last=date(2028, 12, 2))
    lines = [line for line in crontab(long, ZoneInfo("UTC")).splitlines() if " round run " in line]
    told = [
        (month, day, hour)
        for _minute, hours, days, month, *_ in (line.split(" ") for line in lines)
        for day in days.split(",")
        for hour in hours.split(",")
    ]
    assert len(told) == len(set(told)) >= 365


def test_putting_in_twice_leaves_one_and_the_lines_of_others() -> None:
    mine = "0 5 * * * /usr/bin/backup\n"
    once = put_in(mine, crontab(NIGHT, ZoneInfo("UTC")), "2026Q4")
    assert put_in(once, crontab(NIGHT, ZoneInfo("UTC")), "2026Q4") == once
    assert once.startswith(mine)
    assert once.count(marks("2026Q4")[0]) == 1
    assert put_in(once, "", "2026Q4") == mine


def test_units_are_what_systemd_reads(tmp_path: Path) -> None:
    told = units(NIGHT)
    service, timer = told["audit-round-2026Q4.service"], told["audit-round-2026Q4.timer"]
    assert 'ExecStart="/opt/my audit/bin/audit" round run 2026Q4 --out /srv/100%%/$$x\n' in service
    assert "WorkingDirectory=/srv/100%%/office\n" in service
    visits, hourly = (
        told["audit-round-2026Q4-visits.service"],
        told["audit-round-2026Q4-visits.timer"],
    )
    assert 'ExecStart="/opt/my audit/bin/audit" round visit 2026Q4\n' in visits
    assert "OnCalendar=2026-12-04 *:05:00 Asia/Shanghai" in hourly
    both = (timer + hourly).splitlines()
    moments = [line.partition("=")[2] for line in both if line.startswith("OnCal")]
    assert len(moments) == 8 + 7
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not here")
    told_of = subprocess.run(
        [program, "calendar", *moments], capture_output=True, text=True, check=True
    )
    assert told_of.stdout.count("Normalized form") == 15
