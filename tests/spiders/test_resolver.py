from __future__ import annotations

import asyncio

import pytest

from spiders.resolver import NEGATIVE_CACHE, Answer, Resolver
from tests.clock import StepClock
from tests.web.internet import Internet


def servers(net: Internet) -> tuple[tuple[str, int], ...]:
    address, _, port = net.nameserver.partition(":")
    return ((address, int(port)),)


def ask(net: Internet, host: str) -> Answer:
    return asyncio.run(Resolver(StepClock(), servers(net)).lookup(host, "AAAA"))


def test_answer_with_its_addresses(internet: Internet) -> None:
    internet.name("a.gov.cn", aaaa=("2e00:9901::9", "2e00:9901::8"))
    answer = ask(internet, "a.gov.cn")
    assert (answer.result, answer.addresses) == ("answer", ("2e00:9901::8", "2e00:9901::9"))
    assert answer.server.startswith("127.0.0.1#")


@pytest.mark.parametrize(
    ("records", "result"),
    [((), "no-data"), ("nxdomain", "no-such-name"), ("servfail", "server-failure")],
)
def test_the_negative_answers_are_kept_apart(
    internet: Internet, records: str | tuple[str, ...], result: str
) -> None:
    internet.name("a.gov.cn", a=records if isinstance(records, str) else (), aaaa=records)  # type: ignore[arg-type]
    assert ask(internet, "a.gov.cn").result == result


def test_silence_is_a_timeout(internet: Internet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spiders.resolver.TIMEOUT", 0.2)
    internet.name("a.gov.cn", a="timeout", aaaa="timeout")
    assert ask(internet, "a.gov.cn").result == "timeout"


def test_alias_is_followed_and_recorded(internet: Internet) -> None:
    internet.name("cdn.example.cn", aaaa=("2e00:9901::9",))
    internet.name("a.gov.cn", alias="cdn.example.cn")
    answer = ask(internet, "a.gov.cn")
    assert (answer.addresses, answer.chain) == (("2e00:9901::9",), ("cdn.example.cn",))


def test_impossible_names_do_not_exist(internet: Internet) -> None:
    assert ask(internet, "x" * 70 + ".gov.cn").result == "no-such-name"
    assert ask(internet, "a..gov.cn").result == "no-such-name"


def test_good_answers_are_kept_and_bad_ones_soon_forgotten(internet: Internet) -> None:
    internet.name("a.gov.cn", aaaa="servfail")

    async def ask_again() -> list[str]:
        clock = StepClock()
        resolver = Resolver(clock, servers(internet))
        seen = [await resolver.lookup("a.gov.cn", "AAAA")]
        internet.name("a.gov.cn", aaaa=("2e00:9901::9",))
        seen.append(await resolver.lookup("a.gov.cn", "AAAA"))
        await clock.sleep(NEGATIVE_CACHE)
        seen.append(await resolver.lookup("a.gov.cn", "AAAA"))
        internet.name("a.gov.cn", aaaa="servfail")
        seen.append(await resolver.lookup("a.gov.cn", "AAAA"))
        seen.append(await resolver.lookup("a.gov.cn", "AAAA", fresh=True))
        return [answer.result for answer in seen]

    assert asyncio.run(ask_again()) == [
        "server-failure", "server-failure", "answer", "answer", "server-failure"
    ]  # fmt: skip
