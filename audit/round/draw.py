"""The draw (抽样): a stratified sample that anyone can draw again from the seed.

Pure: no clock, no database, no library. `ALGORITHM` is what the code does, in one paragraph; it
goes into the draw log and the bulletin, and a third person should need nothing else.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import ceil

from msgspec import Struct

from reports.bulletin.inputs import FrameSite, How

ALGORITHM_VERSION = 1
ALGORITHM = (
    "Each running site of the frame gets a number: the SHA-256 of the text “SEED, line feed, KEY”"
    " in UTF-8, as 64 hexadecimal digits, where KEY is the site's identification code, or its host"
    " without “www.” if it has none. The sites are parted into strata by the values of the columns"
    " {strata}. {count} sites are to be drawn: the share {share} of the {running} running sites,"
    " rounded up. Each stratum gets this share of its sites, rounded down; the places left over go"
    " one each to the strata with the largest remainders (among equal ones to that with more"
    " sites, then by name in code point order). A stratum gets at least as many places as it has"
    " sites that are due, so that every site is seen once in any four quarters: a site is due if"
    " it was last in a sample four or more quarters ago, or never was in one and came onto the"
    " list three or more quarters ago. In each stratum sites that are due come first, sites whose"
    " last sample is one of the last {exclude} rounds come last; within these three classes the"
    " smaller number comes first. The first sites of this order are drawn, as many as the stratum"
    " has places. Sites that failed the last round and sites that are always looked at are added as"
    " extra rows if they were not drawn; they do not enter the rate of the drawn sites."
)
"""Message id; the values in braces are put in by `algorithm_words`."""


class Drawn(Struct, frozen=True, kw_only=True):
    """A site of the sample; see `reports.bulletin.inputs.SampleRow`. ``number``: what it drew."""

    key: str
    how: How
    stratum: str
    number: str
    due: bool = False
    retest: bool = False


class Stratum(Struct, frozen=True, kw_only=True):
    """A stratum (层): its running sites, its places, and how many of its sites were due."""

    name: str
    running: int
    places: int
    due: int


class Draw(Struct, frozen=True, kw_only=True):
    """A draw: the strata by name, and the sample by key."""

    strata: tuple[Stratum, ...]
    sample: tuple[Drawn, ...]


def number_of(seed: str, key: str) -> str:
    """The number that a site draws."""
    return hashlib.sha256(f"{seed}\n{key}".encode()).hexdigest()


def frame_text(frame: Iterable[FrameSite]) -> str:
    """The canonical list: a line a site by key, its fields parted by tabs."""
    rows = sorted(
        (f.key, f.name, f.sponsor, f.region, f.kind, f.level, f.url, f.state) for f in frame
    )
    return "".join("\t".join(" ".join(cell.split()) for cell in row) + "\n" for row in rows)


def frame_sha256(frame: Iterable[FrameSite]) -> str:
    """Hash of the canonical list."""
    return hashlib.sha256(frame_text(frame).encode()).hexdigest()


def draw(
    frame: Sequence[FrameSite],
    *,
    seed: str,
    share: Fraction,
    strata: Sequence[str],
    due: frozenset[str] = frozenset(),
    behind: frozenset[str] = frozenset(),
    failed: frozenset[str] = frozenset(),
    always: frozenset[str] = frozenset(),
) -> Draw:
    """Draw a sample; the paragraph `ALGORITHM` says how.

    Args:
        frame: all registered sites.
        seed: any text.
        share: of the running sites, above 0 and at most 1.
        strata: names of fields of a site.
        due: keys of sites that have to be drawn.
        behind: keys of sites that come last.
        failed: keys of sites that failed the last round.
        always: keys of sites that the office always looks at.
    """
    running = [site for site in frame if site.state == "running"]
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for site in running:
        groups[" / ".join(getattr(site, name) for name in strata)].append(site.key)
    places = _places({name: len(keys) for name, keys in groups.items()}, share)
    sample: list[Drawn] = []
    told: list[Stratum] = []
    for name, keys in sorted(groups.items()):
        must = due.intersection(keys)
        count = max(places[name], len(must))
        told.append(Stratum(name=name, running=len(keys), places=count, due=len(must)))

        def rank(key: str) -> tuple[int, str]:
            return (0 if key in due else 2 if key in behind else 1, number_of(seed, key))

        for place, key in enumerate(sorted(keys, key=rank)):
            if place >= count and key not in failed | always:
                continue
            extra: How = "failed-before" if key in failed else "always"
            sample.append(
                Drawn(
                    key=key, how="drawn" if place < count else extra, stratum=name,
                    number=number_of(seed, key), due=key in due, retest=key in failed,
                )
            )  # fmt: skip
    return Draw(strata=tuple(told), sample=tuple(sorted(sample, key=lambda d: d.key)))


def _places(sizes: Mapping[str, int], share: Fraction) -> dict[str, int]:
    """Places of each stratum: the method of the largest remainder."""
    exact = {name: share * size for name, size in sizes.items()}
    places = {name: int(value) for name, value in exact.items()}
    left = ceil(share * sum(sizes.values())) - sum(places.values())
    order = sorted(sizes, key=lambda name: (places[name] - exact[name], -sizes[name], name))
    for name in order[:left]:
        places[name] += 1
    return places


def slots(keys: Iterable[str], seed: str, days: int) -> dict[str, tuple[int, int]]:
    """Day (from 0) and place in it of each site: dealt out in the order of their slot numbers.

    A slot number is the SHA-256 of “SEED, line feed, slot, line feed, KEY”.
    """
    order = sorted(keys, key=lambda key: number_of(f"{seed}\nslot", key))
    return {key: (place % days, place // days) for place, key in enumerate(order)}
