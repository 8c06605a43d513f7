"""Coverage: when what was seen is a wall and not the site."""

from __future__ import annotations

import pytest

from checks.coverage import mass_failure
from tests.checks.build import PortalBuilder

WALL = b"<html><head><script>$_ts=window['$_ts'];</script></head><body></body></html>"


def portal(good: int, bad: int, **answer: object) -> bool:
    builder = PortalBuilder()
    links = "".join(f"<p><a href='/p{n}'>page {n}</a></p>" for n in range(good + bad - 1))
    builder.html("/", f"<title>例市</title><h1>例市</h1>{links}")
    for n in range(bad):
        if answer.get("failure"):
            builder.answer(f"/p{n}", failure=str(answer["failure"]))
        else:
            body = WALL if answer.get("wall") else b"sorry"
            builder.answer(f"/p{n}", status=int(str(answer.get("status", 200))), body=body)
    return mass_failure(builder.build())


@pytest.mark.parametrize(
    "answer", [{"status": 404}, {"status": 503}, {"failure": "timeout"}, {"wall": True}]
)
def test_more_than_half_of_at_least_five(answer: dict[str, object]) -> None:
    assert portal(2, 3, **answer)
    assert not portal(3, 3, **answer)
    assert not portal(1, 3, **answer)


def test_other_hosts_and_files_do_not_count() -> None:
    builder = PortalBuilder()
    foreign = "".join(f"<a href='http://x{n}.gov.cn/'>例{n}</a>" for n in range(9))
    files = "".join(f"<a href='/f{n}.pdf'>附件{n}</a>" for n in range(9))
    builder.html("/", f"<title>例市</title><h1>例市</h1>{foreign}{files}")
    for n in range(9):
        builder.answer(f"http://x{n}.gov.cn/", failure="refused")
        builder.answer(f"/f{n}.pdf", status=404)
    assert not mass_failure(builder.build())
