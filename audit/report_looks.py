"""The looks that a finding rests on (查看记录), as its report shows them."""

from __future__ import annotations

from audit import wording
from audit.shown import local, shown_address
from checks.facts.mask import mask_url
from checks.finding import Finding, Need
from reports.model import Look
from spiders.bundle.reader import Bundle
from spiders.bundle.spanning import run_of
from spiders.probes import IPV6_PREFIX


class LookWriter:
    """Writes the looks of one bundle in the language of ``tr``."""

    def __init__(self, bundle: Bundle, tr: wording.Translate) -> None:
        self._bundle = bundle
        self._evidence = bundle.evidence
        self._ = tr

    def looks(self, finding: Finding) -> tuple[Look, ...]:
        """What it rests on; the same answer had more than once in one look stands here once."""
        seen: dict[tuple[int, str, str, str, str], Look] = {}
        for need in finding.rests_on:
            for look in self._looks_at(need):
                key = (look.number, look.url, look.result, look.sha256, look.address)
                seen.setdefault(key, look)
        return tuple(seen.values())

    def _looks_at(self, need: Need) -> list[Look]:
        evidence = self._evidence
        if need.kind == "dns":
            host, _, kind = need.key.partition(" ")
            answers = evidence.dns_answers.get((host, kind), ())
            return [
                Look(
                    number=a.look, at=local(a.at),
                    result=wording.dns_result(a, _server(a.server), self._),
                    seconds=0.0, url=host,
                )
                for a in answers
            ]  # fmt: skip
        if need.kind == "tls":
            return [
                Look(
                    number=p.look, at=local(p.at),
                    result=self._over(p.host).format(result=wording.tls_result(p, self._)),
                    seconds=0.0,
                    url=f"{p.host.removeprefix(IPV6_PREFIX).partition(' ')[0]}:{p.port}",
                    address=shown_address(p.address),
                )
                for p in evidence.tls_probes.get(need.key, ())
            ]  # fmt: skip
        if need.kind == "visits":
            if (series := evidence.visits) is None:
                return []
            return [
                Look(
                    number=v.slot + 1, at=local(v.at), result=wording.visit_result(v, self._),
                    seconds=round(v.seconds, 3), url=mask_url(need.key),
                    address=shown_address(v.address), database=series.file,
                )
                for v in series.visits
                if v.state == "failed" and not v.announced
            ]  # fmt: skip
        if need.kind in ("search", "examination"):
            return self._looks_in_browser(need)
        target = evidence.targets.get(need.key)
        url = mask_url(need.key.removeprefix(IPV6_PREFIX))
        over = self._over(need.key)
        return [
            Look(
                number=a.look, at=local(a.at),
                result=over.format(result=wording.attempt_result(a, self._)),
                seconds=round(a.seconds, 3), url=url, address=shown_address(a.address),
                record=a.record, sha256=a.sha256, run=run_of(self._bundle, a.id),
            )
            for a in (target.attempts if target is not None else ())
        ]  # fmt: skip

    def _looks_in_browser(self, need: Need) -> list[Look]:
        """Pages of results that a browser showed to a question, or a page that it examined."""
        if need.kind == "examination":
            shown = self._("{answer}, as a browser shows it")
            return [
                Look(
                    number=e.look, at=local(e.at), result=shown.format(answer=f"HTTP {e.status}"),
                    seconds=max(0.0, e.seconds), url=mask_url(e.url),
                )
                for e in self._evidence.examinations
                if e.url == need.key and not e.reason
            ]  # fmt: skip
        asked = [t for t in self._evidence.searches if t.query == need.key and t.url]
        return [
            Look(
                number=t.look, at=local(a.at), result=wording.attempt_result(a, self._),
                seconds=t.seconds, url=mask_url(t.url.partition("#")[0]),
                record=a.record, sha256=a.sha256, run=run_of(self._bundle, a.id),
            )
            for t in asked
            if (target := self._evidence.targets.get(t.url)) is not None
            for a in target.attempts
        ]  # fmt: skip

    def _over(self, key: str) -> str:
        """Pattern that says of a result that it came over IPv6, if it did."""
        return self._(wording.OVER_IPV6) if key.startswith(IPV6_PREFIX) else "{result}"


def _server(name: str) -> str:
    """A name server as a report may name it: ``9.9.9.9#53``, ``ns1.x.cn [9.9.9.9]``, a name."""
    address, sharp, _port = name.partition("#")
    return name if not sharp or shown_address(address) else ""
