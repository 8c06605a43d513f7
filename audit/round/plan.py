"""Planning a round (制定抽查计划): frame, draw, slots, and the log of all of it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from pathlib import Path

from msgspec import Struct

from audit.errors import UserError
from audit.language import _
from audit.register.book import Registered, registered
from audit.round import book, log, quarter
from audit.round.draw import ALGORITHM, Draw, draw, frame_sha256, slots
from audit.round.verdict import failed_keys
from audit.store.store import Store
from reports.bulletin.inputs import FrameSite, SampleRow
from reports.i18n import translations

STRATA = ("region", "kind", "level", "sponsor")
"""Fields that a sample can be stratified by."""
YEAR = 4
"""Rounds in which every site is seen at least once."""


class Wish(Struct, frozen=True, kw_only=True):
    """What a person asked for; see `audit.round.book.Round`.

    Attributes:
        share: exactly as asked for.
        always: codes or hosts of sites that are always looked at.
    """

    id: str
    share: Fraction
    strata: tuple[str, ...]
    seed: str
    seed_source: str = ""
    always: tuple[str, ...] = ()
    exclude_last: int = 0
    window_from: date
    window_to: date
    hours: str = ""
    as_of: str = ""
    two_person: bool = False
    notice_hours: int = 72


class Planned(Struct, frozen=True, kw_only=True):
    """A plan that is not written yet: the round, its frame and rows, the draw, and its log."""

    round: book.Round
    framed: tuple[tuple[int, FrameSite], ...]
    rows: tuple[book.Row, ...]
    draw: Draw
    log: bytes


def plan(store: Store, wish: Wish, planned: str) -> Planned:
    """Draw a sample and give each site its slot; nothing is written.

    Raises:
        UserError: there is nothing to draw from, or an always-list names what is not there.
    """
    sites = registered(store)
    framed = tuple((site.id, _framed(site)) for site in sites)
    frame = [site for _, site in framed]
    if not any(site.state == "running" for site in frame):
        raise UserError(
            _("no running sites are registered"), _("take in the list: audit sites import FILE")
        )
    previous = book.before(store, wish.id)
    due, behind = _history(store, wish, sites)
    running = {site.key for site in frame if site.state == "running"}
    failed = failed_keys(store, previous) & running if previous else frozenset()
    always = _always(wish.always, sites)
    drawn = draw(
        frame, seed=wish.seed, share=wish.share, strata=wish.strata, due=due, behind=behind,
        failed=failed, always=always,
    )  # fmt: skip
    data = log.write(
        log.DrawLog(
            round=wish.id, planned=planned, algorithm=_algorithm(wish, frame), seed=wish.seed,
            seed_source=wish.seed_source, share=str(wish.share), strata_by=wish.strata,
            exclude_last=wish.exclude_last, frame_sha256=frame_sha256(frame),
            due=tuple(sorted(due)), behind=tuple(sorted(behind)), failed=tuple(sorted(failed)),
            always=tuple(sorted(always)), strata=drawn.strata, sample=drawn.sample,
            frame=tuple(frame),
        )
    )  # fmt: skip
    new = book.Round(
        id=wish.id, planned=planned, seed=wish.seed, seed_source=wish.seed_source,
        share=float(wish.share), strata=wish.strata, exclude_last=wish.exclude_last,
        window_from=wish.window_from.isoformat(), window_to=wish.window_to.isoformat(),
        hours=wish.hours, as_of=wish.as_of, frame_sha256=frame_sha256(frame),
        draw_log=f"draw-{wish.id}.json", draw_log_sha256=hashlib.sha256(data).hexdigest(),
        two_person=wish.two_person, notice_hours=wish.notice_hours,
    )  # fmt: skip
    return Planned(round=new, framed=framed, rows=_rows(drawn, frame, wish), draw=drawn, log=data)


def free_draw_log(out: Path, name: str) -> Path:
    """Where a draw log that is planned over is kept."""
    numbers = (out / f"{name.removesuffix('.json')}.{n}.json" for n in range(1, 1000))
    return next(path for path in numbers if not path.exists())


def algorithm(
    strata: Collection[str], *, share: float, exclude: int, running: int, lang: str
) -> str:
    """The paragraph on the draw, with the figures of this one."""
    tr = translations(lang).gettext
    names = {
        "region": tr("region"), "kind": tr("kind"), "level": tr("level"),
        "sponsor": tr("sponsor"),
    }  # fmt: skip
    told = ", ".join(names[name] for name in strata) or tr("none (one stratum)")
    exact = Fraction(share).limit_denominator(10_000)
    return tr(ALGORITHM).format(
        strata=told, share=f"{share:.4g}", exclude=exclude, running=running,
        count=ceil(exact * running),
    )  # fmt: skip


def _algorithm(wish: Wish, frame: list[FrameSite]) -> dict[str, str]:
    running = sum(site.state == "running" for site in frame)
    share, exclude = float(wish.share), wish.exclude_last
    return {
        lang: algorithm(wish.strata, share=share, exclude=exclude, running=running, lang=lang)
        for lang in ("zh", "en")
    }


def _framed(site: Registered) -> FrameSite:
    told = {name: getattr(site.site, name) for name in FrameSite.__struct_fields__ if name != "key"}
    return FrameSite(key=site.key, **told)


def _history(
    store: Store, wish: Wish, sites: list[Registered]
) -> tuple[frozenset[str], frozenset[str]]:
    """Keys of sites that are due, and of those that come last."""
    this = quarter.index(wish.id)
    known = book.seen(store, wish.id)
    last = [r for r in book.ids(store) if quarter.index(r) < this][-wish.exclude_last :]
    behind_rounds = set(last if wish.exclude_last else ())
    due, behind = set(), set()
    for site in sites:
        first, sampled = known.get(site.id, ("", ""))
        if site.site.state != "running" or not first:
            continue
        late = quarter.index(sampled) if sampled else quarter.index(first) - 1
        if this - late >= YEAR:
            due.add(site.key)
        elif sampled in behind_rounds:
            behind.add(site.key)
    return frozenset(due), frozenset(behind)


def _always(wanted: Collection[str], sites: list[Registered]) -> frozenset[str]:
    keys = {name: site for site in sites for name in (site.site.code, site.site.host)}
    found = set()
    for text in wanted:
        site = keys.get(text.lower().removeprefix("www."))
        if site is None or site.site.state != "running":
            raise UserError(
                _("--always: {site} is not a running site of the list").format(site=text),
                _("write codes or hosts as “audit sites list” shows them, one a line"),
            )
        found.add(site.key)
    return frozenset(found)


def _rows(drawn: Draw, frame: list[FrameSite], wish: Wish) -> tuple[book.Row, ...]:
    sites = {site.key: site for site in frame}
    days = (wish.window_to - wish.window_from).days + 1
    slot = slots([d.key for d in drawn.sample], wish.seed, days)
    rows = []
    for one in drawn.sample:
        day, position = slot[one.key]
        at = (wish.window_from + timedelta(days=day)).isoformat()
        rows.append(
            book.Row(
                site=sites[one.key],
                sample=SampleRow(
                    key=one.key, how=one.how, stratum=one.stratum, due=one.due, retest=one.retest,
                    day=at,
                ),
                number=one.number, position=position, run_id="", state="planned", reason="",
                not_before=at,
            )
        )  # fmt: skip
    return tuple(rows)
