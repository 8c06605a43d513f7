"""The frontier (待抓队列): what is still to be fetched, breadth first, fair between hosts.

It holds numbers; a Scrapy request is made only when one may start, so that a page with a thousand
known links costs a thousand dictionary look-ups and nothing more. What it holds stands in the
bundle too (`targets.state`): a run that was cut off goes on from there.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Set
from dataclasses import dataclass, field

from spiders.bundle.targets import PAGE, Targets, Trail


@dataclass(slots=True, eq=False)
class Item:
    """One fetch to make.

    Attributes:
        target_id: row of the target.
        url: what to ask for; ``host`` of it.
        page: it is to be read as a page of the site.
        depth: clicks from the home page.
        trail: what it brings along.
        foreign: it holds a place for other hosts while it runs.
    """

    target_id: int
    url: str
    host: str
    page: bool
    depth: int
    trail: Trail
    foreign: bool = False


@dataclass(slots=True)
class _HostQueue:
    pages: deque[int] = field(default_factory=deque)
    others: deque[int] = field(default_factory=deque)
    running: int = 0

    def __bool__(self) -> bool:
        return bool(self.pages or self.others)


class Frontier:
    """Queues by host; the site's own hosts go first, and pages before other targets.

    Args:
        targets: what is known of the targets that are queued here by number.
        max_pages: pages handed out at most.
        max_targets: other targets handed out at most.
        own: the site's own hosts; may grow.
        per_host: items of one host handed out at the same time.
        foreign: items of other hosts handed out at the same time. Dead hosts take long to be
            dead; they must not take all places.
    """

    def __init__(
        self,
        targets: Targets,
        max_pages: int,
        max_targets: int,
        own: Set[str] = frozenset(),
        *,
        per_host: int = 1,
        foreign: int = 48,
    ) -> None:
        self.pages_left = max_pages
        self.others_left = max_targets
        self._targets = targets
        self._own = own
        self._per_host = per_host
        self._foreign_left = foreign
        self._hosts: dict[str, _HostQueue] = {}
        self._ready: deque[str] = deque()
        self._foreign_ready: deque[str] = deque()
        self._trails: dict[int, Trail] = {}
        self.stopped = ""
        """Why nothing more is handed out; empty while the crawl runs."""

    def add(self, target_id: int, host: str, trail: Trail | None = None) -> None:
        """Queue a fetch."""
        if trail is not None:
            self._trails[target_id] = trail
        queue = self._hosts.get(host)
        if queue is None:
            queue = self._hosts[host] = _HostQueue()
        was_idle = not queue
        (queue.pages if self._targets.has(target_id, PAGE) else queue.others).append(target_id)
        if was_idle and queue.running < self._per_host:
            self._ready_of(host).append(host)

    def _ready_of(self, host: str) -> deque[str]:
        return self._ready if host in self._own else self._foreign_ready

    def pop(self) -> Item | None:
        """The next fetch that may start; None if there is none now."""
        if self.stopped:
            return None
        item = self._pop(self._ready)
        if item is None and self._foreign_left > 0:
            item = self._pop(self._foreign_ready)
            if item is not None:
                self._foreign_left -= 1
                item.foreign = True
        return item

    def _pop(self, ready: deque[str]) -> Item | None:
        while ready:
            host = ready.popleft()
            queue = self._hosts[host]
            target_id = self._take(queue)
            if not target_id:
                continue
            queue.running += 1
            if queue and queue.running < self._per_host:
                ready.append(host)
            targets = self._targets
            return Item(
                target_id, targets.urls[target_id], host, targets.has(target_id, PAGE),
                targets.depths[target_id], self._trails.pop(target_id, Trail()),
            )  # fmt: skip
        return None

    def _take(self, queue: _HostQueue) -> int:
        if queue.pages and self.pages_left > 0:
            self.pages_left -= 1
            return queue.pages.popleft()
        if queue.others and self.others_left > 0:
            self.others_left -= 1
            return queue.others.popleft()
        return 0

    def done(self, item: Item) -> None:
        """A fetch that was handed out has ended."""
        queue = self._hosts[item.host]
        queue.running -= 1
        if item.foreign:
            item.foreign = False
            self._foreign_left += 1
        if queue and queue.running == self._per_host - 1:
            self._ready_of(item.host).append(item.host)

    def refund(self, item: Item) -> None:
        """What was handed out costs no budget: it comes again, or was no page after all."""
        if item.page:
            self.pages_left += 1
        else:
            self.others_left += 1

    @property
    def pending(self) -> bool:
        """Whether anything may still be handed out."""
        return not self.stopped and bool(self._ready or self._foreign_ready)

    def stop(self, reason: str) -> None:
        """Hand out nothing more."""
        self.stopped = self.stopped or reason

    @property
    def exhausted(self) -> str:
        """Which budget left something queued: ``max-pages``, ``max-targets`` or empty."""
        if any(q.pages for q in self._hosts.values()):
            return "max-pages"
        return "max-targets" if any(q.others for q in self._hosts.values()) else ""
