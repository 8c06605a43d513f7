"""DNS that lies, changes its mind or says nothing, and hosts of several addresses."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.demo.nameserver import Name
from audit.demo.table import Host
from spiders.exchange import Exchange
from spiders.resolver import LONGEST_CACHE, Resolver
from spiders.session import Session
from tests.clock import StepClock
from tests.spiders.test_hostile_bodies import HOME, site_with
from tests.spiders.test_session import get, in_session
from tests.web import behaviours as b
from tests.web.hostile import Blackhole, Canary, Listener, page, says
from tests.web.internet import Internet

LOOPBACK = ("127.0.0.0/8", "::1/128")


class Rebinding(dict[str, Host]):
    """Hosts of an internet in which one name has another address each time it is asked for."""

    def __init__(self, hosts: dict[str, Host], name: str, *answers: tuple[str, ...]) -> None:
        super().__init__(hosts)
        self.name = name
        self.answers = list(answers)
        self.asked = 0

    def get(self, key: str, default: Host | None = None) -> Host | None:  # type: ignore[override]
        if key != self.name:
            return super().get(key, default)
        answer = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        return Host({}, Name(answer))


def asks(host: str, port: int = 80) -> str:
    return f"http://{host}:{port}/"


@pytest.mark.parametrize("answers", [("127.0.0.2", "127.0.0.1"), ("127.0.0.1", "127.0.0.2")])
def test_the_connection_goes_to_the_address_that_was_checked(
    internet: Internet, answers: tuple[str, str]
) -> None:
    """127.0.0.2 is allowed and stands for the public one; 127.0.0.1 is inside."""
    with Canary() as canary, Listener(says(page()), "127.0.0.2", canary.port) as public:
        rebinding = Rebinding(internet.hosts, "re.gov.cn", *((a,) for a in answers))
        internet.hosts = rebinding
        answer = get(internet, asks("re.gov.cn", canary.port), allow_net=("127.0.0.2/32",))
        assert canary.hits == 0
        assert rebinding.asked == 1  # one look-up is checked and connected to
        if answers[0] == "127.0.0.2":
            assert (answer.status, answer.address, public.hits) == (200, "127.0.0.2", 1)
        else:
            assert (answer.failure, public.hits) == ("blocked-target", 0)


def test_a_name_that_turns_inside_later_is_refused_then(internet: Internet) -> None:
    with Canary() as canary, Listener(says(page()), "127.0.0.2", canary.port):
        internet.hosts = Rebinding(internet.hosts, "re.gov.cn", ("127.0.0.2",), ("127.0.0.1",))

        async def later(session: Session) -> list[str]:
            clock = StepClock()
            address, _, port = internet.nameserver.partition(":")
            session.egress.resolver = Resolver(clock, ((address, int(port)),))
            seen = []
            for _ in range(2):
                seen.append((await session.get(asks("re.gov.cn", canary.port))).failure)
                await clock.sleep(LONGEST_CACHE)
            return seen

        assert in_session(internet, later, allow_net=("127.0.0.2/32",)) == ["", "blocked-target"]
        assert canary.hits == 0


def test_of_public_and_private_addresses_only_the_public_are_used(internet: Internet) -> None:
    with Canary() as canary, Listener(says(page()), "127.0.0.2", canary.port) as public:
        internet.name("mixed.gov.cn", a=("10.0.0.1", "127.0.0.1", "127.0.0.2", "169.254.169.254"))
        answer = get(internet, asks("mixed.gov.cn", canary.port), allow_net=("127.0.0.2/32",))
        assert (answer.status, answer.address) == (200, "127.0.0.2")
        assert (public.hits, canary.hits) == (1, 0)


def test_the_second_address_answers_where_the_first_refuses(internet: Internet) -> None:
    with Listener(says(page()), "127.0.0.9") as server:
        internet.name("two.gov.cn", a=("127.0.0.8", "127.0.0.9"))
        answer = get(internet, asks("two.gov.cn", server.port), allow_net=LOOPBACK)
    assert (answer.status, answer.address) == (200, "127.0.0.9")


def test_the_second_address_answers_where_the_first_is_silent(internet: Internet) -> None:
    with Listener(says(page()), "127.0.0.9") as server, Blackhole("127.0.0.8", server.port):
        internet.name("two.gov.cn", a=("127.0.0.8", "127.0.0.9"))
        answer = get(internet, asks("two.gov.cn", server.port), allow_net=LOOPBACK)
    assert (answer.status, answer.address) == (200, "127.0.0.9")


@pytest.mark.parametrize("dead", ["four", "six"])
def test_a_dead_family_does_not_make_a_host_dead(internet: Internet, dead: str) -> None:
    if not internet.ipv6:
        pytest.skip("this machine has no ::1")
    alive = "127.0.0.1" if dead == "six" else "::1"
    with Listener(says(page()), alive) as server:
        internet.name("both.gov.cn", a=("127.0.0.1",), aaaa=("::1",))

        async def ask(session: Session) -> Exchange:
            session.egress.ipv6 = True
            return await session.get(asks("both.gov.cn", server.port))

        answer = in_session(internet, ask, allow_net=LOOPBACK)
    assert (answer.status, answer.address) == (200, alive)


def test_over_ipv6_means_over_ipv6(internet: Internet) -> None:
    """A connection that is open over IPv4 doesn't answer for IPv6."""
    with Listener(says(page())) as server:
        internet.name("both.gov.cn", a=("127.0.0.1",), aaaa=("::1",))

        async def ask(session: Session) -> list[str]:
            url = asks("both.gov.cn", server.port)
            answers = [await session.get(url), await session.get(url, family="ipv6")]
            return [answer.failure for answer in answers]

        assert in_session(internet, ask, allow_net=LOOPBACK) == ["", "refused"]


FAULTS = {
    "nxdomain": "no-such-host",
    "servfail": "dns-failure",
    "refused": "dns-failure",
    "timeout": "dns-timeout",
    "garbage": "dns-failure",
    "none": "dns-no-data",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_dns_fault_has_its_class_and_the_crawl_goes_on(
    internet: Internet, tmp_path: Path, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spiders.resolver.TIMEOUT", 0.2)
    records = () if fault == "none" else fault
    internet.name("sick.gov.cn", a=records, aaaa=records)  # type: ignore[arg-type]
    evidence = site_with(
        internet, tmp_path, {"/x.html": b.html('<a href="http://sick.gov.cn/">x</a>')}
    )
    attempt = evidence.attempt("http://sick.gov.cn/")
    assert attempt is not None
    assert (attempt.failure, attempt.status, attempt.address) == (FAULTS[fault], 0, "")
    assert attempt.detail


def test_an_endless_chain_of_aliases_ends(internet: Internet, tmp_path: Path) -> None:
    internet.name("loop.gov.cn", alias="pool.gov.cn")
    internet.name("pool.gov.cn", alias="loop.gov.cn")
    evidence = site_with(
        internet, tmp_path, {"/x.html": b.html('<a href="http://loop.gov.cn/">x</a>')}
    )
    attempt = evidence.attempt("http://loop.gov.cn/")
    assert attempt is not None and attempt.failure == "dns-no-data"


@pytest.mark.parametrize(
    "host", ["x" * 64 + ".gov.cn", ".".join(["x" * 60] * 5), "a..gov.cn", "-a.gov.cn", "a_b.gov.cn"]
)
def test_impossible_names_cost_nothing(internet: Internet, tmp_path: Path, host: str) -> None:
    evidence = site_with(
        internet, tmp_path, {"/x.html": b.html(f'<a href="http://{host}/y">x</a>')}
    )
    attempt = evidence.attempt(f"http://{host}/y")
    assert attempt is None or attempt.failure == "no-such-host"


def test_many_addresses_are_no_amplifier(internet: Internet) -> None:
    """A name with hundreds of dead addresses takes one deadline, not one each."""
    internet.name("many.gov.cn", a=tuple(f"127.0.1.{n}" for n in range(1, 100)))
    answer = get(internet, asks("many.gov.cn", 9), allow_net=LOOPBACK, connect_timeout=1.0)
    assert answer.failure in ("refused", "connect-timeout")
    assert answer.seconds < 2


def test_the_environments_proxy_is_ignored(
    internet: Internet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Canary() as canary:
        for name in (
            "http_proxy",
            "https_proxy",
            "all_proxy",
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "ALL_PROXY",
        ):
            monkeypatch.setenv(name, f"http://127.0.0.1:{canary.port}")  # fmt: skip
        monkeypatch.setenv("no_proxy", "")
        link = '<a href="https://www.a.gov.cn/y.html">y</a>'
        evidence = site_with(internet, tmp_path, {"/x.html": b.html(link)})
        assert canary.hits == 0
    assert evidence.attempt(HOME + "x.html") is not None
