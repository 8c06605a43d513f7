from __future__ import annotations

import pytest

from spiders.cookies import MAX_BYTES, MAX_COOKIES, Jar, distrusts


def jar(host: str, *lines: str) -> Jar:
    made = Jar()
    made.take(host, [("Set-Cookie", line) for line in lines])
    return made


def test_a_cookie_goes_back_to_the_host_that_set_it_and_to_no_other() -> None:
    made = jar("www.a.gov.cn", "sid=1; Path=/; HttpOnly", "x=a=b")
    assert made.header("www.a.gov.cn") == "sid=1; x=a=b"
    assert made.header("www.b.gov.cn") == made.header("a.gov.cn") == ""


def test_a_domain_opens_it_to_the_hosts_below_but_never_to_all_of_a_registry() -> None:
    made = jar("sso.hz.gov.cn", "in=1; Domain=.hz.gov.cn")
    assert made.header("zjj.hz.gov.cn") == made.header("hz.gov.cn") == "in=1"
    assert made.header("evilhz.gov.cn") == ""
    for domain in ("gov.cn", ".gov.cn", "cn", "com.cn", "www.b.gov.cn", "co.uk"):
        assert jar("a.gov.cn", f"in=1; Domain={domain}").header("b.gov.cn") == ""


def test_a_flood_is_not_kept() -> None:
    many = jar("a.gov.cn", *(f"c{number}=1" for number in range(1000)))
    assert len(many) == MAX_COOKIES
    big = jar("a.gov.cn", *(f"c{number}={'x' * 4000}" for number in range(60)))
    assert len(big) == 2
    assert len(big.header("a.gov.cn")) <= MAX_BYTES
    huge = jar("a.gov.cn", "before=1", "huge=" + "x" * 1_000_000, "behind=2")
    assert huge.header("a.gov.cn") == "before=1; behind=2"
    spread = Jar()
    for number in range(100):
        spread.take(f"h{number}.gov.cn", [("Set-Cookie", "x=" + "y" * 500)])
    assert spread.size <= MAX_BYTES


def test_an_old_value_gives_way_to_a_new_one_or_to_nothing() -> None:
    made = jar("a.gov.cn", "sid=1", "sid=2")
    assert made.header("a.gov.cn") == "sid=2"
    made.take("a.gov.cn", [("set-cookie", "sid=; Max-Age=0")])
    assert made.header("a.gov.cn") == ""
    kept = jar("a.gov.cn", "sid=1", "sid=" + "x" * 9000)
    assert kept.header("a.gov.cn") == "sid=1"


@pytest.mark.parametrize(
    "line", ["", ";", "=x", "novalue", "a=b\r\nEvil: 1", "a=\x00", " = ; Path=/"]
)
def test_what_is_no_cookie_is_none(line: str) -> None:
    assert jar("a.gov.cn", line).header("a.gov.cn") == ""


def test_it_is_told_whether_the_next_request_would_differ() -> None:
    made = Jar()
    assert made.take("a.gov.cn", [("Set-Cookie", "a=1")])
    assert not made.take("a.gov.cn", [("Set-Cookie", "a=1")])
    assert not made.take("a.gov.cn", [("Server", "x")])
    assert made.take("a.gov.cn", [("Set-Cookie", "a=2")])


def test_a_copy_goes_its_own_way() -> None:
    made = jar("a.gov.cn", "a=1")
    made.copy().take("a.gov.cn", [("Set-Cookie", "b=2")])
    assert made.header("a.gov.cn") == "a=1"


@pytest.mark.parametrize(
    ("status", "sent", "doubt"),
    [(400, "a=1", True), (431, "a=1", True), (494, "a=1", True), (413, "a=1", True),
     (400, "", False), (404, "a=1", False), (500, "a=1", False), (200, "a=1", False)],
)  # fmt: skip
def test_a_refusal_of_our_cookies_is_not_believed(status: int, sent: str, doubt: bool) -> None:
    assert distrusts(status, sent) is doubt
