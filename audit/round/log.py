"""The draw log (抽样记录): all that a third person needs to draw the sample again, in one file."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import msgspec
from msgspec import Struct

from audit.errors import UserError, os_reason
from audit.language import _
from audit.round.draw import ALGORITHM_VERSION, Drawn, Stratum, draw, frame_sha256
from reports.bulletin.inputs import FrameSite


class DrawLog(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The log of one draw.

    Attributes:
        round: ``2026Q4``.
        algorithm: the paragraph, in Chinese and English.
        share: as a fraction or decimal, exactly as it was used.
        due, behind, failed, always: keys that the draw was told of, see `audit.round.draw.draw`.
        strata, sample: what came out.
        frame: what went in.
    """

    round: str
    planned: str
    algorithm_version: int = ALGORITHM_VERSION
    algorithm: dict[str, str]
    seed: str
    seed_source: str = ""
    share: str
    strata_by: tuple[str, ...]
    exclude_last: int
    frame_sha256: str
    due: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    always: tuple[str, ...] = ()
    strata: tuple[Stratum, ...]
    sample: tuple[Drawn, ...]
    frame: tuple[FrameSite, ...]


def write(log: DrawLog) -> bytes:
    """The log as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(log), indent=1) + b"\n"


def read(path: Path) -> DrawLog:
    """Read a log.

    Raises:
        UserError: it cannot be read, or is none.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=DrawLog)
    except OSError as error:
        reason = os_reason(error)
    except msgspec.DecodeError as error:
        reason = _("not a draw log: {reason}").format(reason=error)
    raise UserError(_("{place}: {reason}").format(place=path, reason=reason))


def faults(log: DrawLog) -> list[str]:
    """What is wrong with a log, in words; empty if the sample is the one that the seed gives."""
    found = []
    if log.algorithm_version != ALGORITHM_VERSION:
        found.append(
            _("drawn by version {old} of the algorithm, this is version {new}").format(
                old=log.algorithm_version, new=ALGORITHM_VERSION
            )
        )
    if frame_sha256(log.frame) != log.frame_sha256:
        found.append(_("the list of sites in it does not have the hash that it states"))
    again = draw(
        log.frame, seed=log.seed, share=Fraction(log.share), strata=log.strata_by,
        due=frozenset(log.due), behind=frozenset(log.behind), failed=frozenset(log.failed),
        always=frozenset(log.always),
    )  # fmt: skip
    states = {d.key: d for d in log.sample}
    for drawn in again.sample:
        if states.pop(drawn.key, None) != drawn:
            found.append(_("{key}: drawn by the seed, but not so in the log").format(key=drawn.key))
    found += [_("{key}: in the log, but not drawn by the seed").format(key=key) for key in states]
    return found
