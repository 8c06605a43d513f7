from __future__ import annotations

import pytest

from spiders.redirects import MAX_HOPS, Step, next_step

A, B = "http://a.gov.cn/", "http://b.gov.cn/"
LONG = [f"{A}{number}" for number in range(MAX_HOPS)]


@pytest.mark.parametrize(
    ("chain", "onward", "new_cookie", "step"),
    [
        ([A], B, False, "follow"),
        ([A], B, True, "follow"),
        ([A], A, True, "again"),
        ([A], A, False, "loop"),
        ([A, B], A, False, "loop"),
        ([A, B], A, True, "again"),
        ([A], "", False, "nowhere"),
        (LONG, B, False, "follow"),
        ([*LONG, A], B, False, "too-many"),
        ([*LONG, A], A, True, "too-many"),
    ],
)
def test_each_hop_is_decided(chain: list[str], onward: str, new_cookie: bool, step: Step) -> None:
    assert next_step(chain, onward, new_cookie=new_cookie) == step


def test_a_server_that_always_sets_a_new_cookie_is_left_too() -> None:
    chain = [A]
    while next_step(chain, A, new_cookie=True) == "again":
        chain.append(A)
    assert len(chain) == MAX_HOPS + 1
