from __future__ import annotations

from spiders.frontier import Frontier, Item


def item(number: int, host: str = "a", page: bool = True, depth: int = 0) -> Item:
    return Item(number, f"http://{host}/{number}", host, page, depth)


def drain(frontier: Frontier) -> list[int]:
    order = []
    while (taken := frontier.pop()) is not None:
        order.append(taken.target_id)
        frontier.done(taken)
    return order


def test_pages_go_before_other_targets_in_order_of_discovery() -> None:
    frontier = Frontier(10, 10)
    for number, page in ((1, False), (2, True), (3, False), (4, True)):
        frontier.add(item(number, page=page))
    assert drain(frontier) == [2, 4, 1, 3]


def test_one_fetch_a_host_and_hosts_in_turn() -> None:
    frontier = Frontier(10, 10, {"a"})
    for number, host in ((1, "a"), (2, "a"), (3, "b")):
        frontier.add(item(number, host))
    first, second = frontier.pop(), frontier.pop()
    assert first is not None and second is not None
    assert (first.target_id, second.target_id) == (1, 3)
    assert frontier.pop() is None
    frontier.done(first)
    third = frontier.pop()
    assert third is not None and third.target_id == 2


def test_budgets_end_the_crawl_and_say_what_is_left() -> None:
    frontier = Frontier(2, 1)
    for number in range(4):
        frontier.add(item(number))
        frontier.add(item(10 + number, page=False))
    assert drain(frontier) == [0, 1, 10]
    assert not frontier.pending
    assert frontier.exhausted == "max-pages"
    assert [i.target_id for i in frontier.rest()] == [2, 3, 11, 12, 13]


def test_retry_and_refund_cost_no_budget() -> None:
    frontier = Frontier(1, 0)
    frontier.add(item(1))
    first = frontier.pop()
    assert first is not None
    frontier.retry(first)
    frontier.done(first)
    again = frontier.pop()
    assert again is first and again.tries == 1
    frontier.refund(again)
    frontier.add(item(2))
    frontier.done(again)
    assert drain(frontier) == [2]


def test_stopping_hands_out_nothing_more() -> None:
    frontier = Frontier(10, 10)
    frontier.add(item(1))
    frontier.stop("interrupted")
    frontier.stop("max-time")
    assert frontier.pop() is None
    assert (frontier.pending, frontier.stopped) == (False, "interrupted")


def test_other_hosts_leave_room_for_the_sites_own() -> None:
    frontier = Frontier(10, 100, {"a"}, foreign=2)
    for number in range(5):
        frontier.add(item(10 + number, f"dead{number}", page=False))
    frontier.add(item(1, "a"))
    taken = [frontier.pop() for _ in range(4)]
    assert [t.target_id if t else None for t in taken] == [1, 10, 11, None]
    frontier.add(item(2, "a"))
    assert taken[0] is not None
    frontier.done(taken[0])
    own = frontier.pop()
    assert own is not None and own.target_id == 2
    assert taken[1] is not None
    frontier.done(taken[1])
    after = frontier.pop()
    assert after is not None and after.target_id == 12
