from __future__ import annotations

from spiders.bundle.targets import PAGE, Targets, Trail
from spiders.frontier import Frontier


class Queue(Frontier):
    """A frontier of targets that are made as they are queued: ``a/1`` is number 1 of host a."""

    def __init__(self, pages: int, others: int, own: set[str] | None = None, **more: int) -> None:
        self.known = Targets()
        self.names: dict[int, int] = {}
        super().__init__(self.known, pages, others, own or set(), **more)

    def put(self, number: int, host: str = "a", page: bool = True) -> None:
        target = self.known.add(f"http://{host}/{number}", depth=0, marks=PAGE if page else 0)
        self.names[target] = number
        self.add(target, host)


def drain(frontier: Queue) -> list[int]:
    order = []
    while (taken := frontier.pop()) is not None:
        order.append(frontier.names[taken.target_id])
        frontier.done(taken)
    return order


def test_pages_go_before_other_targets_in_order_of_discovery() -> None:
    frontier = Queue(10, 10)
    for number, page in ((1, False), (2, True), (3, False), (4, True)):
        frontier.put(number, page=page)
    assert drain(frontier) == [2, 4, 1, 3]


def test_one_fetch_a_host_and_hosts_in_turn() -> None:
    frontier = Queue(10, 10, {"a"})
    for number, host in ((1, "a"), (2, "a"), (3, "b")):
        frontier.put(number, host)
    first, second = frontier.pop(), frontier.pop()
    assert first is not None and second is not None
    assert (frontier.names[first.target_id], frontier.names[second.target_id]) == (1, 3)
    assert frontier.pop() is None
    frontier.done(first)
    third = frontier.pop()
    assert third is not None and frontier.names[third.target_id] == 2


def test_budgets_end_the_crawl_and_say_what_is_left() -> None:
    frontier = Queue(2, 1)
    for number in range(4):
        frontier.put(number)
        frontier.put(10 + number, page=False)
    assert drain(frontier) == [0, 1, 10]
    assert not frontier.pending
    assert frontier.exhausted == "max-pages"


def test_retry_and_refund_cost_no_budget() -> None:
    frontier = Queue(1, 0)
    frontier.put(1)
    first = frontier.pop()
    assert first is not None
    frontier.refund(first)
    frontier.add(first.target_id, first.host, Trail(tries=1))
    frontier.done(first)
    again = frontier.pop()
    assert again is not None
    assert (again.target_id, again.trail.tries) == (first.target_id, 1)
    frontier.refund(again)
    frontier.put(2)
    frontier.done(again)
    assert drain(frontier) == [2]


def test_stopping_hands_out_nothing_more() -> None:
    frontier = Queue(10, 10)
    frontier.put(1)
    frontier.stop("interrupted")
    frontier.stop("max-time")
    assert frontier.pop() is None
    assert (frontier.pending, frontier.stopped) == (False, "interrupted")


def test_other_hosts_leave_room_for_the_sites_own() -> None:
    frontier = Queue(10, 100, {"a"}, foreign=2)
    for number in range(5):
        frontier.put(10 + number, f"dead{number}", page=False)
    frontier.put(1, "a")
    taken = [frontier.pop() for _ in range(4)]
    assert [frontier.names[t.target_id] if t else None for t in taken] == [1, 10, 11, None]
    frontier.put(2, "a")
    assert taken[0] is not None
    frontier.done(taken[0])
    own = frontier.pop()
    assert own is not None and frontier.names[own.target_id] == 2
    assert taken[1] is not None
    frontier.done(taken[1])
    after = frontier.pop()
    assert after is not None and frontier.names[after.target_id] == 12
