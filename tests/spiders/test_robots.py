"""robots.txt as RFC 9309 says: what it means, what its absence means, and what garbage means."""

from __future__ import annotations

import asyncio

import pytest

from audit.demo.table import Answer, Handler
from spiders.exchange import Exchange
from spiders.robots import KEPT, MAX_BYTES, NOBODY, UNREACHABLE, Robots, Verdict
from spiders.session import Session
from tests.clock import StepClock
from tests.spiders.test_polite import in_sessions
from tests.spiders.test_session import in_session
from tests.web import behaviours as b
from tests.web.internet import Internet

PRIVATE = "http://www.a.cn/private/x.html"


def verdict(net: Internet, rules: bytes, url: str = PRIVATE, **changes: object) -> Verdict:
    """What a robots.txt with these bytes says about a URL."""
    net.site("www.a.cn", {"/robots.txt": b.raw(rules, "text/plain")})
    return in_session(net, lambda s: s.allowed(url), **changes)


@pytest.mark.parametrize(
    ("rules", "allowed"),
    [
        # the most specific rule wins, and Allow where both are as long (2.2.2)
        ("User-agent: *\nDisallow: /\nAllow: /private/x", True),
        ("User-agent: *\nAllow: /private/x\nDisallow: /", True),
        ("User-agent: *\nAllow: /private\nDisallow: /private/x", False),
        ("User-agent: *\nDisallow: /private\nAllow: /private", True),
        # special characters (2.2.3)
        ("User-agent: *\nDisallow: /*.html$", False),
        ("User-agent: *\nDisallow: /*.htm$", True),
        ("User-agent: *\nDisallow: /pri*x", False),
        ("User-agent: *\nDisallow: /private # not for machines", False),
        ("User-agent: *\nDisallow:", True),
        ("User-agent: *\nDisallow: /PRIVATE/", True),
        # our group, whatever its case, instead of the one of all others (2.2.1)
        ("User-agent: govsiteaudit\nDisallow: /\n\nUser-agent: *\nAllow: /", False),
        ("USER-AGENT: GOVSITEAUDIT\nAllow: /\n\nUser-agent: *\nDisallow: /", True),
        ("User-agent: GovsiteAudit/1.0\nDisallow: /", False),
        ("User-agent: GovsiteAudit # the auditors\nDisallow: /", False),
        ("User-agent: other\nUser-agent: GovsiteAudit\nDisallow: /", False),
        # several groups of ours are one
        ("User-agent: GovsiteAudit\nDisallow: /a\n\nUser-agent: GovsiteAudit\nDisallow: /p", False),
        # others are not us, however alike
        ("User-agent: Govsite\nDisallow: /", True),
        ("User-agent: GovsiteAuditor\nDisallow: /", True),
        ("User-agent: audit\nDisallow: /", True),
        ("User-agent: g*\nDisallow: /", True),
        ("User-agent: Baiduspider\nDisallow: /", True),
        ("User-agent: Baiduspider\nAllow: /\n\nUser-agent: *\nDisallow: /", False),
        # what is no rule is passed by
        ("", True),
        ("Disallow: /", True),
        ("<html><body>Disallow: /</body></html>", True),
        ("\ufeffUser-agent: *\nDisallow: /", False),
        ("User-agent: *\r\nDisallow: /\r\n", False),
        ("User-agent: *\rDisallow: /\r", False),
        ("Sitemap: http://a/\nnonsense\nUser-agent: *\n%%%\nDisallow: /", False),
        ("User-agent: *\nCrawl-delay: soon\nDisallow: /", False),
    ],
)
def test_rules(internet: Internet, rules: str, allowed: bool) -> None:
    assert verdict(internet, rules.encode()) == ("allowed" if allowed else "robots")


def test_robots_txt_itself_is_always_allowed(internet: Internet) -> None:
    url = "http://www.a.cn/robots.txt"
    assert verdict(internet, b"User-agent: *\nDisallow: /", url) == "allowed"


def test_paths_are_compared_percent_encoded(internet: Internet) -> None:
    rules = "User-agent: *\nDisallow: /栏目/".encode()
    assert verdict(internet, rules, "http://www.a.cn/%E6%A0%8F%E7%9B%AE/1.html") == "robots"


def test_garbage_is_no_rule_and_no_fault(internet: Internet) -> None:
    assert verdict(internet, bytes(range(256)) * 400) == "allowed"
    assert verdict(internet, "User-agent: *\nDisallow: /private".encode("gb18030")) == "robots"


def test_rules_behind_the_bound_are_not_read_and_none_is_cut_in_half(internet: Internet) -> None:
    head = b"User-agent: *\nDisallow: /private\n"
    filler = b"# " + b"x" * 97 + b"\n"
    full = head + filler * (MAX_BYTES // len(filler) + 1)
    assert verdict(internet, full) == "robots"
    edge = full[: MAX_BYTES - 11] + b"\nDisallow: /nowhere/at/all\n" + filler * 10
    url = "http://www.a.cn/open.html"
    assert verdict(internet, edge, url) == "allowed"
    assert verdict(internet, filler * (MAX_BYTES // len(filler) + 1) + head) == "allowed"


def test_five_redirects_are_followed_to_other_hosts_too(internet: Internet) -> None:
    rules = b.raw(b"User-agent: *\nDisallow: /private\n", "text/plain")
    hops = {f"/{n}": b.redirect(f"/{n + 1}") for n in range(1, 4)}
    internet.site("www.far.cn", {**hops, "/4": b.redirect("/5"), "/5": rules})
    internet.site("www.a.cn", {"/robots.txt": b.redirect("http://www.far.cn/1")})
    assert in_session(internet, lambda s: s.allowed(PRIVATE)) == "robots"
    internet.site("www.a.cn", {"/robots.txt": b.redirect("/again"), "/again": b.redirect("/r")})
    internet.hosts["www.a.cn"].pages["/r"] = b.redirect("http://www.far.cn/1")  # type: ignore[index]
    # One more than five: as if there were none (2.3.1.2).
    assert in_session(internet, lambda s: s.allowed(PRIVATE)) == "allowed"


@pytest.mark.parametrize("code", [400, 401, 403, 404, 410, 451])
def test_unavailable_means_no_rules(internet: Internet, code: int) -> None:
    internet.site("www.a.cn", {"/robots.txt": b.status(code)})
    assert in_session(internet, lambda s: s.allowed(PRIVATE)) == "allowed"


@pytest.mark.parametrize(
    "answer", [b.status(500), b.status(503), b.status(429), b.hangs(), b.reset(), b.bad_gzip()]
)
def test_unreachable_means_nothing_is_allowed(internet: Internet, answer: Answer | Handler) -> None:
    internet.site("www.a.cn", {"/robots.txt": answer})
    assert in_session(internet, lambda s: s.allowed(PRIVATE), timeout=0.5) == "robots-unreachable"


def test_one_fault_does_not_shut_a_site_out(internet: Internet) -> None:
    internet.site("www.a.cn", {"/robots.txt": b.flaky([b.status(500), b.status(404)])})
    assert in_session(internet, lambda s: s.allowed(PRIVATE)) == "allowed"


def test_the_answer_is_kept_for_a_day_and_a_failure_shorter() -> None:
    async def asked(answer: Exchange, kept: float) -> list[int]:
        clock, fetched = StepClock(), 0

        async def fetch(url: str) -> Exchange:
            nonlocal fetched
            fetched += 1
            return answer

        robots = Robots(clock, lambda _host, _seconds: None)
        counts = []
        for at in (0.0, kept - 1, kept + 1):
            clock.seconds = at
            await robots.verdict(PRIVATE, "http://www.a.cn", "www.a.cn", fetch)
            counts.append(fetched)
        return counts

    def answer(status: int, failure: str = "") -> Exchange:
        return Exchange(PRIVATE, StepClock().now(), status=status, failure=failure)

    assert asyncio.run(asked(answer(200), KEPT)) == [1, 1, 2]
    assert asyncio.run(asked(answer(404), KEPT)) == [1, 1, 2]
    assert asyncio.run(asked(answer(500), UNREACHABLE)) == [2, 2, 4]
    assert asyncio.run(asked(answer(0, "refused"), NOBODY)) == [1, 1, 2]


def test_a_stated_right_to_audit_passes_the_rules_by_but_not_the_pace(internet: Internet) -> None:
    rules = b"User-agent: *\nDisallow: /\nCrawl-delay: 7\n"
    internet.site("www.a.cn", {"/robots.txt": b.raw(rules, "text/plain")})

    async def ask(sessions: list[Session]) -> tuple[Verdict, float]:
        (session,) = sessions
        said = await session.allowed(PRIVATE)
        return said, session.network.pace.host("www.a.cn").crawl_delay

    assert in_sessions(internet, ask, ignore_robots="国办发〔2019〕19号") == ("allowed", 7.0)
