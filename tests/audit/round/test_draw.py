"""The draw: anyone can make it again, no site is left out of a year, and strata get their share."""

from __future__ import annotations

import hashlib
import json
import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.round import log, quarter
from audit.round.draw import ALGORITHM, Draw, draw, frame_sha256, number_of, slots
from audit.round.plan import algorithm
from reports.bulletin.inputs import FrameSite
from reports.i18n import translations


def frame(*sizes: int, state: str = "running") -> list[FrameSite]:
    return [
        FrameSite(
            key=f"44{s:03}{n:05}", name=f"站{s}-{n}", url=f"s{s}n{n}.gov.cn", region=f"地区{s}",
            state="closed" if state == "closed" else "running",
        )
        for s, size in enumerate(sizes)
        for n in range(size)
    ]  # fmt: skip


def drawn(draw: Draw) -> list[str]:
    return [d.key for d in draw.sample if d.how == "drawn"]


def by_hand(log_json: bytes) -> list[str]:
    """The draw as a third person makes it from the log alone, without any of our code."""
    told = json.loads(log_json)
    strata: dict[str, list[str]] = {}
    for site in told["frame"]:
        if site.get("state", "running") == "running":
            name = " / ".join(site.get(field, "") for field in told["strata_by"])
            strata.setdefault(name, []).append(site["key"])
    share = Fraction(told["share"])
    places = {name: math.floor(share * len(keys)) for name, keys in strata.items()}
    left = math.ceil(share * sum(map(len, strata.values()))) - sum(places.values())
    rest = {name: share * len(keys) % 1 for name, keys in strata.items()}
    for name in sorted(strata, key=lambda n: (-rest[n], -len(strata[n]), n))[:left]:
        places[name] += 1

    def kind(key: str) -> int:
        return 0 if key in told["due"] else 2 if key in told["behind"] else 1

    found = []
    for name, keys in strata.items():
        classes = [
            sorted(
                (
                    k
                    for k in keys
                    if (0 if k in told["due"] else 2 if k in told["behind"] else 1) == c
                ),
                key=lambda k: hashlib.sha256(f"{told['seed']}\n{k}".encode()).hexdigest(),
            )
            for c in range(3)
        ]
        found += [k for c in classes for k in c][: max(places[name], len(classes[0]))]
    return sorted(found)


sizes = st.lists(st.integers(1, 40), min_size=1, max_size=6)
shares = st.fractions(Fraction(1, 100), 1, max_denominator=100)


@given(sizes=sizes, share=shares, seed=st.text(min_size=1, max_size=20))
@settings(max_examples=60, deadline=None)
def test_a_third_person_draws_the_same(sizes: list[int], share: Fraction, seed: str) -> None:
    sites = frame(*sizes)
    keys = [s.key for s in sites]
    due, behind = frozenset(keys[::7]), frozenset(keys[::3])
    made = draw(sites, seed=seed, share=share, strata=("region",), due=due, behind=behind)
    told = log.DrawLog(
        round="2026Q4", planned="", algorithm={}, seed=seed, share=str(share),
        strata_by=("region",), exclude_last=1, frame_sha256=frame_sha256(sites),
        due=tuple(sorted(due)), behind=tuple(sorted(behind)), strata=made.strata,
        sample=made.sample, frame=tuple(sites),
    )  # fmt: skip
    data = log.write(told)
    assert by_hand(data) == drawn(made)
    assert log.faults(told) == []
    assert due <= set(drawn(made))
    assert len(drawn(made)) >= math.ceil(share * len(sites))
    for stratum in made.strata:
        assert math.floor(share * stratum.running) <= stratum.places <= stratum.running


def test_the_order_of_the_list_does_not_matter_and_the_seed_does() -> None:
    sites = frame(30, 10)
    share = Fraction(3, 10)
    one = draw(sites, seed="a", share=share, strata=("region",))
    assert draw(sites[::-1], seed="a", share=share, strata=("region",)) == one
    assert drawn(draw(sites, seed="b", share=share, strata=("region",))) != drawn(one)
    assert [(s.places, s.running) for s in one.strata] == [(9, 30), (3, 10)]


def test_full_coverage_and_closed_sites() -> None:
    sites = [*frame(5), FrameSite(key="x", name="旧", url="x.gov.cn", state="closed")]
    made = draw(sites, seed="a", share=Fraction(1), strata=())
    assert drawn(made) == [s.key for s in sites[:5]]


def test_extra_rows_are_told_from_drawn_ones() -> None:
    sites = frame(10)
    plain = drawn(draw(sites, seed="a", share=Fraction(1, 5), strata=()))
    others = [s.key for s in sites if s.key not in plain]
    made = draw(
        sites, seed="a", share=Fraction(1, 5), strata=(),
        failed=frozenset([others[0], plain[0]]), always=frozenset([others[0], others[1]]),
    )  # fmt: skip
    assert drawn(made) == plain
    told = {d.key: (d.how, d.retest) for d in made.sample}
    assert told[plain[0]] == ("drawn", True)
    assert told[others[0]] == ("failed-before", True)
    assert told[others[1]] == ("always", False)


def test_a_log_that_was_tampered_with_is_told() -> None:
    sites = frame(10)
    made = draw(sites, seed="a", share=Fraction(1, 5), strata=())
    swapped = (*made.sample[1:], made.sample[0].__class__(
        key="4400000009", how="drawn", stratum="", number=number_of("a", "4400000009"),
    ))  # fmt: skip
    told = log.DrawLog(
        round="2026Q4", planned="", algorithm={}, seed="a", share="1/5", strata_by=(),
        exclude_last=0, frame_sha256="0" * 64, strata=made.strata, sample=swapped,
        frame=tuple(sites),
    )  # fmt: skip
    assert len(log.faults(told)) == 3


def test_slots_are_spread_evenly() -> None:
    keys = [s.key for s in frame(100)]
    days = [day for day, _place in slots(keys, "a", 7).values()]
    counts = [days.count(n) for n in range(7)]
    assert max(counts) - min(counts) <= 1
    assert slots(keys[::-1], "a", 7) == slots(keys, "a", 7)


def test_quarters() -> None:
    assert [quarter.parse_quarter(t) for t in ("2026q4", " 2026-Q1 ")] == ["2026Q4", "2026Q1"]
    assert quarter.index("2027Q1") - quarter.index("2026Q4") == 1
    assert [d.isoformat() for d in quarter.days("2026Q4")] == ["2026-10-01", "2026-12-31"]
    assert [d.isoformat() for d in quarter.days("2024Q1")] == ["2024-01-01", "2024-03-31"]
    for wrong in ("2026Q5", "2026", "", "Q1", "2026Q11"):
        with pytest.raises(ValueError, match=r"quarter|季度"):
            quarter.parse_quarter(wrong)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_paragraph_has_the_figures_of_the_draw(lang: str) -> None:
    told = algorithm(("region", "kind"), share=0.3, exclude=2, running=101, lang=lang)
    assert translations("zh").gettext(ALGORITHM) != ALGORITHM
    for figure in ("0.3", "31", "101", "2", "SHA-256"):
        assert figure in told
    assert "{" not in told
