"""``audit monitor report``: from a campaign's database to its report."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from audit import __version__, wording
from audit.cli.console import Console
from audit.errors import ConfigError, UserError, os_reason
from audit.exit_codes import ExitCode, combine
from audit.indicators.loader import lines_for
from audit.judging import LoadedSet, load_sets
from audit.language import _
from audit.monitor.maintenance import read_windows
from audit.monitor.run import rule_of, storing
from audit.settings import Settings
from audit.shown import masked, shown_address
from audit.values import SHANGHAI
from checks.availability.site_unreachable import OUTCOMES, site_unreachable
from checks.availability.tally import Rule, Standing, Tally, standing, tally
from checks.facts.mask import mask, mask_url
from checks.finding import Status
from checks.visits import Visit
from reports.i18n import translations
from reports.monitor import render
from reports.monitor.model import Fact, FailedVisit, MonitorReport, SiteRow
from spiders.uptime.campaign import Place, set_windows
from spiders.uptime.reader import Reader, read

MOST_FAILURES = 200
"""Failed visits of one site that are listed."""
TEMPLATE = "1"
_LETTERS: dict[Standing, str] = {
    "opened": "o", "failed": "f", "doubtful": "d", "announced": "a", "blocked": "b",
    "robots": "r", "ours": "u", "missed": "m",
}  # fmt: skip
_ORDER = (Status.FAIL, Status.REVIEW, Status.NOT_TESTED, Status.PASS)


def report_command(
    path: Path, maintenance: Path | None, settings: Settings, console: Console
) -> ExitCode:
    """Print how a campaign stands, and write its reports beside it.

    Returns:
        Findings if a site broke the rule, incomplete if there is no verdict for a site yet.

    Raises:
        UserError: something in the way that the user can mend.
    """
    rule = rule_of(settings)
    if rule is None:
        raise ConfigError(
            _("no indicator set in use has a line about availability"),
            _("add one: --indicators indicator-2019"),
        )
    windows = read_windows(maintenance, Path.cwd())
    with storing(path, _("give the file of a campaign")):
        if windows is not None and path.is_file():
            set_windows(path, windows)
        with read(path) as campaign:
            report = Builder(campaign, rule, load_sets(settings.indicators), settings.lang).report()
    console.print(render.text(report).rstrip())
    console.print(_("Files:"))
    for suffix, make in render.FORMATS.values():
        file = path.with_name(f"{path.stem}-report{suffix}")
        draft = file.with_name(file.name + ".part")
        try:
            draft.write_bytes(make(report))
            draft.replace(file)
        except OSError as error:
            raise UserError(
                _("cannot write {file}: {reason}").format(file=file, reason=os_reason(error)),
                _("make room or allow writing, then repeat the command"),
            ) from error
        console.print(f"  {file}")
    statuses = {site.status for site in report.sites}
    return combine(
        [
            ExitCode.FINDINGS if Status.FAIL in statuses else ExitCode.CLEAN,
            ExitCode.INCOMPLETE if Status.NOT_TESTED in statuses else ExitCode.CLEAN,
            ExitCode.CLEAN if report.ended else ExitCode.INCOMPLETE,
        ]
    )


class Builder:
    """Makes the report of a campaign.

    Args:
        campaign: as it stands.
        rule: figures of the table.
        sets: indicator sets that it comes from.
        lang: language of the report.
    """

    def __init__(
        self, campaign: Reader, rule: Rule, sets: tuple[LoadedSet, ...], lang: str
    ) -> None:
        self._campaign = campaign
        self._rule = rule
        self._sets = sets
        self._lang = lang
        self._ = translations(lang).gettext
        self._late: list[float] = []
        self._made: Counter[Standing] = Counter()

    def report(self) -> MonitorReport:
        """The whole report."""
        campaign, plan = self._campaign, self._campaign.terms.plan
        rows = [self._site(place) for place in campaign.places]
        rows.sort(key=lambda row: (_ORDER.index(row.status), -row.share, -row.most))
        counts = Counter(row.status.value for row in rows)
        seen = max((s.seen for s in campaign.stretches), default=plan.start)
        lines = lines_for(site_unreachable.id, [s.model for s in self._sets])
        return MonitorReport(
            lang=self._lang,
            template_version=TEMPLATE,
            tool_version=__version__,
            title=self._("Availability of {count} websites").format(count=len(rows)),
            conclusion=self._conclusion(counts),
            ended=seen >= plan.end or any(s.ended == "finished" for s in campaign.stretches),
            start=_local(plan.start),
            end=_local(plan.end),
            seen=_local(seen),
            days=tuple(_days(plan.start, plan.end)),
            per_day=plan.per_day,
            seconds=self._rule.seconds,
            rule="; ".join(line.wording.get(self._lang, "") for line in lines),
            clause="; ".join(line.clause for line in lines),
            counts={s.value: counts[s.value] for s in _ORDER},
            sites=tuple(rows),
            facts=self._facts(),
            outages=tuple(self._spans(campaign.outages)),
            windows=tuple(self._windows()),
            stretches=tuple(self._stretches()),
            versions=self._versions(),
        )

    def _conclusion(self, counts: Counter[str]) -> str:
        return self._(
            "Sites that could not be opened in {percent:g} % of the visits or more: {fail}; for a"
            " person to review: {review}; no verdict (yet): {untested}; in order: {passed}."
        ).format(
            percent=self._rule.percent, fail=counts["fail"], review=counts["review"],
            untested=counts["not-tested"], passed=counts["pass"],
        )  # fmt: skip

    def _site(self, place: Place) -> SiteRow:
        series = self._campaign.series(place)
        told = tally(series, self._rule)
        plan = self._campaign.terms.plan
        stands = [(visit, standing(visit, self._rule)) for visit in series.visits]
        timeline, load = ["."] * plan.number, [-1] * plan.number
        for visit, stand in stands:
            timeline[visit.slot] = _LETTERS[stand]
            self._made[stand] += 1
            if visit.state == "opened":
                load[visit.slot] = round(visit.seconds * 1000)
            if visit.tries:
                self._late.append((visit.at - plan.due(place.url, visit.slot)).total_seconds())
        opened = [visit for visit, stand in stands if stand == "opened"]
        failures = [self._failure(v, s) for v, s in stands if v.state == "failed"]
        outcome = OUTCOMES[told.verdict]
        seconds = [visit.seconds for visit in opened]
        return SiteRow(
            name=mask(place.name),
            url=mask_url(place.url),
            verdict=told.verdict,
            conclusion=self._words(told),
            status=site_unreachable.outcomes[outcome].status,
            counted=told.counted,
            opened=told.opened,
            failed=told.failed,
            doubtful=told.doubtful,
            full_days=told.full_days,
            share=told.share,
            most=told.most,
            low=told.low,
            high=told.high,
            left_out={self._(wording.STANDINGS[k]): n for k, n in told.left_out.items()},
            timeline="".join(timeline),
            load=tuple(load),
            median=_quantile(seconds, 0.5),
            slow=_quantile(seconds, 0.95),
            parts=(
                _quantile((v.dns_seconds for v in opened), 0.5),
                _quantile((v.connect_seconds for v in opened), 0.5),
                _quantile((v.tls_seconds for v in opened), 0.5),
                _quantile((v.first_byte_seconds for v in opened), 0.5),
            ),
            failures=tuple(failures[:MOST_FAILURES]),
            failure_count=len(failures),
        )

    def _words(self, told: Tally) -> str:
        """The verdict in words; the figures stand beside it."""
        rule = self._rule
        return self._(wording.VERDICTS[told.verdict]).format(
            percent=f"{rule.percent:g}", most=told.most, days=rule.days, visits=rule.visits,
            full_days=told.full_days, counted=told.counted, wanted=rule.days * rule.visits,
        )  # fmt: skip

    def _failure(self, visit: Visit, stand: Standing) -> FailedVisit:
        note = ""
        if stand == "doubtful":
            if visit.vantage == "unproven":
                note = self._("nobody could be asked whether our own network was in order")
            elif visit.kind in self._rule.failures:
                note = self._("{fell} of {visited} sites fell at the same time").format(
                    fell=visit.together.fell, visited=visit.together.visited
                )
            else:
                note = self._("whether this is the site's fault a person must say")
        return FailedVisit(
            number=visit.slot + 1,
            at=_local(visit.at, "%Y-%m-%d %H:%M:%S"),
            counted=stand,
            label=self._(wording.STANDINGS[stand]),
            reason=wording.visit_result(visit, self._),
            note=note,
            tries=visit.tries,
            seconds=round(visit.seconds, 3),
            dns=round(visit.dns_seconds, 3),
            connect=round(visit.connect_seconds, 3),
            tls=round(visit.tls_seconds, 3),
            first_byte=round(visit.first_byte_seconds, 3),
            address=shown_address(visit.address),
        )

    def _facts(self) -> tuple[Fact, ...]:
        plan = self._campaign.terms.plan
        made = self._made
        facts = [
            Fact(
                self._("Visits"),
                self._("{made} made of {planned} planned, {per_day} a day").format(
                    made=sum(made.values()) - made["missed"],
                    planned=plan.number * len(self._campaign.places), per_day=plan.per_day,
                ),
            )
        ]  # fmt: skip
        if made["missed"]:
            told = self._("{count}: the program did not run, or was late; counts against nobody")
            facts.append(Fact(self._("Not made"), told.format(count=made["missed"])))
        if self._late:
            told = self._("95 of 100 within {seconds:.1f} s, the latest after {most:.0f} s")
            most = max(0.0, *self._late)
            told = told.format(seconds=max(0.0, _quantile(self._late, 0.95)), most=most)
            facts.append(Fact(self._("Begun after their time"), told))
        controls = ", ".join(self._campaign.terms.options.get("control", ()))
        others = self._("the other sites of the campaign")
        told = self._("{others}, and: {hosts}").format(others=others, hosts=controls)
        facts.append(Fact(self._("Our own network is proven by"), told if controls else others))
        return tuple(facts)

    def _spans(self, spans: Iterable[tuple[datetime, datetime]]) -> Iterable[str]:
        for began, ended in spans:
            yield f"{_local(began, _SECONDS)} – {_local(ended, _SECONDS)}"

    def _windows(self) -> Iterable[str]:
        for window in self._campaign.windows:
            site = self._("all sites") if window.site == "*" else window.site
            hours = f" {window.hours}" if window.hours else ""
            reason = f" · {masked(window.reason)}" if window.reason else ""
            yield f"{_local(window.began)} – {_local(window.ended)}{hours} · {site}{reason}"

    def _stretches(self) -> Iterable[str]:
        words = {
            "": self._("broken off, or still running"),
            "finished": self._("to the end"),
            "interrupted": self._("interrupted by a person"),
        }
        for stretch in self._campaign.stretches:
            span = f"{_local(stretch.began, _SECONDS)} – {_local(stretch.seen, _SECONDS)}"
            yield f"{span} · {words.get(stretch.ended, stretch.ended)}"

    def _versions(self) -> tuple[Fact, ...]:
        terms = self._campaign.terms
        facts = [Fact(self._("Tool version"), f"{terms.tool_version} → {__version__}")]
        if terms.tool_version == __version__:
            facts = [Fact(self._("Tool version"), __version__)]
        facts += [
            Fact(
                self._("Indicator set"), f"{s.model.id} {s.model.version} SHA-256 {s.sha256}"
            )
            for s in self._sets
            if lines_for(site_unreachable.id, [s.model])
        ]  # fmt: skip
        facts.append(Fact(self._("Visited as"), str(terms.options.get("user_agent", ""))))
        facts.append(Fact(self._("Seed of the times of visits"), terms.plan.seed))
        return tuple(facts)


_SECONDS = "%Y-%m-%d %H:%M:%S"


def _local(at: datetime, form: str = "%Y-%m-%d %H:%M") -> str:
    return at.astimezone(SHANGHAI).strftime(form)


def _days(start: datetime, end: datetime) -> Iterable[str]:
    day = start
    while day < end:
        yield _local(day, "%Y-%m-%d")
        day += timedelta(days=1)


def _quantile(values: Iterable[float], share: float) -> float:
    """The value that so large a share does not pass; 0 of none."""
    ranked = sorted(values)
    if not ranked:
        return 0.0
    if share == 0.5:
        return round(statistics.median(ranked), 4)
    return round(ranked[min(len(ranked) - 1, int(share * len(ranked)))], 4)
