"""What a report says of the run itself (检查情况): its reach, its vantage and its settings."""

from __future__ import annotations

from pathlib import PurePath

import msgspec

from audit import wording
from audit.indicators.profile import Profile
from audit.indicators.regions import REGIONS
from audit.judging import Terms
from audit.shown import local, trouble_words
from checks.facts.mask import mask_url
from reports.model import CoverageSummary, HostImpact, Measure, Unseen
from spiders import impact as impact_record
from spiders.bundle.reader import Bundle

EXAMPLES = 5
"""URLs named for one reason why targets were not looked at."""
MAX_HOSTS = 100
"""Hosts whose impact is listed."""


class RunWriter:
    """Writes what a report says of one run in the language of ``tr``."""

    def __init__(self, bundle: Bundle, site: Profile, terms: Terms, tr: wording.Translate) -> None:
        self._bundle = bundle
        self._evidence = bundle.evidence
        self._site = site
        self._terms = terms
        self._ = tr

    def coverage(self) -> CoverageSummary:
        """What was looked at, what was not and why, and what it cost the hosts."""
        evidence = self._evidence
        run = self._bundle.run
        coverage = evidence.coverage
        examples: dict[str, list[str]] = {}
        for target in evidence.targets.values():
            if target.unseen:
                examples.setdefault(target.unseen, []).append(mask_url(target.url))
        looked = sum(1 for t in evidence.targets.values() if t.attempts)
        stopped = wording.STOPPED.get(coverage.stopped, coverage.stopped)
        reason = trouble_words(self._evidence, self._)
        impact = msgspec.convert(run.get("impact", ()), tuple[impact_record.HostImpact, ...])
        return CoverageSummary(
            pages=coverage.pages,
            targets=looked,
            requests=int(run["requests"]),
            bytes=int(run["bytes"]),
            stopped=coverage.stopped,
            stopped_label=self._(stopped),
            complete=coverage.complete and not reason,
            unseen=tuple(
                Unseen(
                    reason=name, label=self._(wording.UNSEEN.get(name, name)), count=count,
                    examples=tuple(examples[name][:EXAMPLES]),
                )
                for name, count in coverage.unseen.items()
            ),
            notes=(reason,) if reason else (),
            impact=tuple(
                HostImpact(
                    host=i.host, requests=i.requests, bytes=i.bytes,
                    peak_per_minute=i.peak_per_minute,
                )
                for i in impact[:MAX_HOSTS]
            ),
            impact_count=len(impact),
        )  # fmt: skip

    def profile(self) -> tuple[Measure, ...]:
        """What the site is; a table may hold for some sites only."""
        site = self._site
        services = "" if site.services is None else ("no", "yes")[site.services]
        told = {
            "kind": self._(wording.PROFILE["kind"].get(site.kind, "")),
            "level": self._(wording.PROFILE["level"].get(site.level, "")),
            "region": f"{REGIONS.get(site.region[:2], '')} {site.region}".strip(),
            "services": self._(wording.PROFILE["services"].get(services, "")),
        }
        how = wording.GUESSED_FROM  # told once
        shown = []
        for name, text in told.items():
            word = text or self._(wording.UNKNOWN)
            if name in site.guessed:
                word, how = self._(how).format(word=word), wording.GUESSED
            shown.append(Measure(self._(wording.PROFILE_NAMES[name]), word))
        return tuple(shown)

    def vantage(self) -> tuple[Measure, ...]:
        """From where was looked: what this machine can see, and what its operator told it."""
        options = self._bundle.run["options"]
        vantage = self._evidence.vantage
        told = self._("proven") if vantage.ipv6 else self._("not proven")
        ipv6 = told
        if vantage.ipv6_detail:
            more = self._(vantage.ipv6_detail)
            ipv6 = self._("{text} ({more})").format(text=told, more=more)
        shown = [Measure(self._("IPv6 of this machine"), ipv6)]
        if vantage.clock_hosts:
            told = self._("{seconds} s ahead of the clocks of {count} hosts (median)").format(
                seconds=round(vantage.clock_offset), count=vantage.clock_hosts
            )
            shown.append(Measure(self._("Clock of this machine"), told))
        if vantage.browser:
            shown.append(Measure(self._("Browser"), f"Chromium {vantage.browser}"))
        elif vantage.no_browser:
            told = self._(wording.BROWSER[vantage.no_browser])
            told = self._("none ({reason}): what needs one was not tested").format(reason=told)
            shown.append(Measure(self._("Browser"), told))
        shown += self._selftest()
        for name, label in (
            ("connect_to", self._("Connections mapped by the operator")),
            ("nameserver", self._("Name servers given by the operator")),
            ("allow_net", self._("Non-public networks allowed by the operator")),
        ):
            if options.get(name):
                shown.append(Measure(label, ", ".join(map(str, options[name]))))
        if options.get("ca_file"):
            label = self._("Certificate authorities given by the operator")
            shown.append(Measure(label, PurePath(options["ca_file"]).name))
        return tuple(shown)

    def _selftest(self) -> list[Measure]:
        """How our own network was told from the sites', and when it failed."""
        vantage = self._evidence.vantage
        if not vantage.selftest:
            return []
        hosts = ", ".join(self._bundle.run["options"].get("control", ()))
        told = self._(wording.SELFTEST[vantage.selftest]).format(hosts=hosts)
        shown = [Measure(self._("Self-test of our own network"), told)]
        for outage in vantage.outages:
            told = self._("{start} – {end}: {reason}; what failed then was asked again").format(
                start=local(outage.start), end=local(outage.end),
                reason=self._(wording.OUTAGES[outage.reason]),
            )  # fmt: skip
            shown.append(Measure(self._("Our own network failed"), told))
        return shown

    def settings(self) -> tuple[Measure, ...]:
        """What the run was told, as far as its results depend on it."""
        options = self._bundle.run["options"]
        compared = self._("{file}, SHA-256 {digest}")
        return (
            *(
                Measure(self._(label), str(options[name]))
                for name, label in wording.SETTINGS.items()
                if options.get(name) not in ("", None)
            ),
            *(
                Measure(self._("Compared with"), compared.format(file=name, digest=digest))
                for name, digest in self._terms.reference.files
            ),
        )
