"""Rounds in ``audit.db`` (检查库): frames, samples, and how far each site of a sample is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import asdict

from audit.errors import UserError
from audit.language import _
from audit.round import quarter
from audit.store.store import Store
from reports.bulletin.inputs import FrameSite, SampleRow

State = Literal["planned", "running", "done", "unreachable", "failed"]
"""Of a row: not begun, or to be tried again; begun; judged and stored; tried on several days and
never seen enough of; given up for a fault of ours."""
OPEN = ("planned", "running")


class Round(Struct, frozen=True, kw_only=True):
    """A round as it was planned.

    Attributes:
        seed_source: where the seed is published, if anywhere.
        share: of the running sites, as a person wrote it (``30%``), in 0 to 1.
        strata: fields that it was drawn by.
        window_from, window_to: ISO days. ``hours``: of the day; empty for all day.
        as_of: inspection time for content; empty for the time of each run.
        draw_log: file name in the output folder.
        two_person: what costs points needs the word of two people.
        notice_hours: that agencies have between notice and publication.
    """

    id: str
    planned: str
    seed: str
    seed_source: str
    share: float
    strata: tuple[str, ...]
    exclude_last: int
    window_from: str
    window_to: str
    hours: str
    as_of: str
    frame_sha256: str
    draw_log: str
    draw_log_sha256: str
    two_person: bool
    notice_hours: int


class Row(Struct, frozen=True, kw_only=True):
    """A site of the sample, and how far it is.

    Attributes:
        site: as it stood in the frame.
        sample: how it came in.
        position: its place in its day.
        run_id: its run; empty before it has one.
        reason: why it is not done, in words.
        not_before: ISO day on which it is tried next.
    """

    site: FrameSite
    sample: SampleRow
    number: str
    position: int
    run_id: str
    state: State
    reason: str
    not_before: str


class Try(Struct, frozen=True, kw_only=True):
    """A try at a row (一次检查): its day in China Standard Time, and what came of it."""

    key: str
    run_id: str
    day: str
    result: Literal["done", "unreachable", "failed"]
    reason: str = ""


def ids(store: Store) -> list[str]:
    """All rounds, the oldest first."""
    found = [row["id"] for row in store.rows("select id from rounds")]
    return sorted(found, key=quarter.index)


def load(store: Store, round_id: str) -> Round:
    """A round.

    Raises:
        UserError: it has not been planned.
    """
    rows = store.rows("select * from rounds where id = ?", [round_id])
    if not rows:
        known = ", ".join(ids(store))
        raise UserError(
            _("{round}: this round has not been planned").format(round=round_id),
            _("planned are: {names}").format(names=known)
            if known
            else _("plan it: audit round plan {round} --share 30% --seed TEXT").format(
                round=round_id
            ),
        )
    row = rows[0]
    strata = tuple(name for name in row.pop("strata").split(",") if name)
    return Round(**{**row, "strata": strata, "two_person": bool(row["two_person"])})


def before(store: Store, round_id: str) -> str:
    """The round before this one; empty if there is none."""
    earlier = [r for r in ids(store) if quarter.index(r) < quarter.index(round_id)]
    return earlier[-1] if earlier else ""


def frame(store: Store, round_id: str) -> list[FrameSite]:
    """The frame of a round, by key."""
    rows = store.rows("select * from round_frame where round_id = ? order by key", [round_id])
    return [_framed(row) for row in rows]


def rows(store: Store, round_id: str) -> list[Row]:
    """The sample of a round, by key."""
    found = store.rows(
        "select s.*, f.code, f.name, f.sponsor, f.region, f.level, f.kind, f.url,"
        " f.state as site_state from round_sample s"
        " join round_frame f on f.round_id = s.round_id and f.key = s.key"
        " where s.round_id = ? order by s.key",
        [round_id],
    )
    return [_row(row) for row in found]


def tries(store: Store, round_id: str) -> list[Try]:
    """Every try of a round, in order."""
    found = store.rows("select * from round_tries where round_id = ? order by id", [round_id])
    return [Try(**{name: row[name] for name in Try.__struct_fields__}) for row in found]


def save(
    store: Store,
    new: Round,
    framed: Sequence[tuple[int, FrameSite]],
    sample: Sequence[Row],
) -> None:
    """Write a planned round in place of one that was planned before, if any.

    Args:
        store: ``audit.db``.
        new: the round.
        framed: every site of the frame with its number in the list of sites.
        sample: its rows.
    """
    with store.writing() as db:
        for table in ("round_tries", "round_sample", "round_frame"):
            db.execute(f"delete from {table} where round_id = ?", [new.id])  # noqa: S608
        db.execute("delete from rounds where id = ?", [new.id])
        db.table("rounds").insert(
            {**asdict(new), "strata": ",".join(new.strata), "two_person": int(new.two_person)}
        )
        db.table("round_frame").insert_all(
            {"round_id": new.id, "register_id": number, **asdict(site)} for number, site in framed
        )
        db.table("round_sample").insert_all(
            {
                "round_id": new.id, "key": row.site.key, "how": row.sample.how,
                "stratum": row.sample.stratum, "number": row.number, "due": int(row.sample.due),
                "retest": int(row.sample.retest), "day": row.sample.day,
                "position": row.position, "run_id": row.run_id, "state": row.state,
                "reason": row.reason, "not_before": row.not_before,
            }
            for row in sample
        )  # fmt: skip


def update(store: Store, round_id: str, changed: Iterable[Row], made: Iterable[Try] = ()) -> None:
    """Write how far rows are, and the tries that were made."""
    with store.writing() as db:
        for row in changed:
            db.execute(
                "update round_sample set run_id = ?, state = ?, reason = ?, not_before = ?"
                " where round_id = ? and key = ?",
                [row.run_id, row.state, row.reason, row.not_before, round_id, row.site.key],
            )
        db.table("round_tries").insert_all({"round_id": round_id, **asdict(t)} for t in made)


def seen(store: Store, round_id: str) -> dict[int, tuple[str, str]]:
    """What earlier rounds saw of each site, by its number in the list of sites.

    Returns:
        The first round with it in the frame, and the last with it in the sample (empty: never).
    """
    found: dict[int, tuple[str, str]] = {}
    for row in store.rows(
        "select f.register_id, f.round_id, s.key from round_frame f"
        " left join round_sample s on s.round_id = f.round_id and s.key = f.key"
    ):
        this = row["round_id"]
        if quarter.index(this) >= quarter.index(round_id):
            continue
        first, last = found.get(row["register_id"], ("", ""))
        first = min((r for r in (first, this) if r), key=quarter.index)
        if row["key"] is not None:
            last = max((r for r in (last, this) if r), key=quarter.index)
        found[row["register_id"]] = (first, last)
    return found


def _framed(row: dict[str, Any]) -> FrameSite:
    return FrameSite(**{name: row[name] for name in FrameSite.__struct_fields__})


def _row(row: dict[str, Any]) -> Row:
    return Row(
        site=_framed({**row, "state": row["site_state"]}),
        sample=SampleRow(
            key=row["key"], how=row["how"], stratum=row["stratum"], due=bool(row["due"]),
            retest=bool(row["retest"]), day=row["day"],
        ),
        number=row["number"], position=row["position"], run_id=row["run_id"] or "",
        state=row["state"], reason=row["reason"] or "", not_before=row["not_before"] or "",
    )  # fmt: skip
