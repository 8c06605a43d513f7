"""The browser lane (浏览器通道): what one run does in the browser, and what it writes down of it.

Searches are operated, pages that plain HTTP shows as shells are read as a browser shows them. The
browser is started when the first of these needs it, and ended when the step is over: it is no
part of the waiting between two looks.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from urllib.parse import urlsplit

import msgspec

from checks.evidence import PICTURE, SiteEvidence
from checks.examination import Examination
from checks.facts.text import normal
from checks.facts.types import PageFacts
from checks.facts.urls import host as host_of
from checks.observations import SearchTrial, Target
from spiders.browser import pictures, search
from spiders.browser.browser import Browser
from spiders.browser.engine import NoBrowser
from spiders.browser.examine import Wanted, examine
from spiders.browser.pictures import Picture, Sights, Taken
from spiders.browser.reading import pages_to_examine, shows_more, unread_pages
from spiders.browser.rendered import as_exchange, facts_of, met
from spiders.browser.view import PageLost, Shown, View
from spiders.bundle.writer import BundleWriter
from spiders.exchange import Exchange
from spiders.harmless import harmless
from spiders.options import MOST_SEARCHES
from spiders.probes import Prober
from spiders.questions import Question, questions
from spiders.session import Session

BETWEEN_SEARCHES = 3.0
"""Seconds between two questions."""
MOST_LINKED = 40
"""Pages that only the browser showed links to, which are fetched, of one run."""
BEHIND = 1_000_000
"""Place of such links behind those of the page's own bytes."""
CHALLENGE_SECONDS = 10.0
"""Time that a script challenge is given beside."""
MOST_OPENED = 6
"""First results of full titles that are opened to see whether they are dead, of one run."""
RESULTS_OPENED = 3
"""Of one question."""
MOST_FOLLOWED = 2
"""Results of one question that are opened, since they bear the title at another address."""
TRIES = 3
"""Times that a link is opened whose look is lost: a busy machine may be too slow for one."""
THIRD = 3
"""Number of the look that the browser takes at a link after two by plain requests."""


class Lane:
    """One run's part in the browser.

    Args:
        session: the way out.
        writer: the bundle.
        prober: makes the plain requests that belong to it.
        seed: what is drawn is drawn by it.

    Attributes:
        version: of the browser that was used; empty so far.
        missing: why there is none; empty if there is, or it was not tried yet.
    """

    def __init__(self, session: Session, writer: BundleWriter, prober: Prober, seed: str) -> None:
        self._session = session
        self._writer = writer
        self._prober = prober
        self._seed = seed
        self._asked = 0
        self._linked = 0
        self._opened = 0
        self._home = ""
        self._running: Browser | None = None
        self.version = ""
        self.missing = ""
        prober.search_again = self._search_again
        prober.render_again = self._render_again
        prober.examine_again = self._examine_again

    @asynccontextmanager
    async def open(self) -> AsyncIterator[bool]:
        """Have the browser at hand inside; says whether it is.

        Sites that are audited side by side wait here for one another.
        """
        async with self._session.network.browsers:
            browser = Browser(self._session, self._session.options.browser)
            try:
                await browser.__aenter__()
            except NoBrowser as why:
                self.missing = why.reason
                yield False
                return
            self.version, self._running = browser.version, browser
            try:
                yield True
            finally:
                self._running = None
                await browser.__aexit__(None, None, None)

    async def search(self, evidence: SiteEvidence) -> None:
        """Put the questions to the site's search; inside `open`."""
        self._home = evidence.site.home
        asked = questions(evidence, self._seed)[: self._session.options.searches]
        if not asked:
            self._writer.search(
                SearchTrial(query="", known_url="", skipped="no-title", via="browser")
            )
        put = {trial.query for trial in evidence.searches}  # before the run was cut off
        for question in (q for q in asked if q.words not in put):
            if not await self._put(question, evidence, look=1):
                return

    async def read(self, evidence: SiteEvidence) -> None:
        """Read pages as the browser shows them; inside `open`."""
        rendered = {
            url for url, target in evidence.targets.items()
            if any(a.purpose == "render" for a in target.attempts)
        }  # fmt: skip
        wanted = [url for url in unread_pages(evidence) if url not in rendered]
        for url in wanted[: self._session.options.renders]:
            page = evidence.page(url)
            if page is not None:
                await self._render(page.url, page.facts, look=1)
            if self._writer.full:
                self._writer.commit()

    async def examine(self, evidence: SiteEvidence) -> None:
        """Examine a few pages beside their content; inside `open`."""
        done = {one.url for one in evidence.examinations}  # before the run was cut off
        for wanted in pages_to_examine(evidence)[: self._session.options.examinations]:
            if wanted.url not in done:
                await self._examine(wanted, look=1)

    async def _examine_again(self, url: str, evidence: SiteEvidence) -> None:
        """The second look at a page that was examined."""
        first = next((one for one in evidence.examinations if one.url == url), None)
        if first is not None:
            await self._examine(Wanted(url=url, role=first.role), look=2)

    async def _examine(self, wanted: Wanted, look: int) -> None:
        if self._running is None:
            return
        if wanted.role == "search":
            await self._session.clock.sleep(BETWEEN_SEARCHES)
        at = self._session.clock.now()
        try:
            one = await examine(self._running, wanted, self._session.own, at, look=look)
        except PageLost:
            one = Examination(url=wanted.url, role=wanted.role, look=look, at=at, reason="lost")
        self._writer.examination(one)
        self._writer.commit()

    async def _render_again(self, url: str, evidence: SiteEvidence) -> None:
        """The second look at a page whose first was the browser's."""
        target = evidence.targets.get(url)
        if target is not None and any(a.purpose == "render" for a in target.attempts):
            await self._render(url, None, look=2)

    async def _render(self, url: str, before: PageFacts | None, look: int) -> None:
        """Open a page, and keep its final DOM where that shows more than its bytes."""
        if self._running is None:
            return
        at = self._session.clock.now()
        try:
            async with self._running.look() as view:
                began = asyncio.get_running_loop().time()
                await view.goto(url)
                shown = await self._past_challenge(view, url, at)
                seconds = max(0.0, view.visit.changed - began)
        except PageLost:
            return  # what is stored of the page so far stands
        exchange = as_exchange(shown, url, at, self.version, seconds)
        facts = facts_of(exchange)
        same = urlsplit(shown.url)[1:3] == urlsplit(url)[1:3]
        if not same or not 200 <= exchange.status < 300 or not shows_more(before, facts):
            return
        target, _ = self._writer.target(url, internal=True, depth=0)
        self._writer.exchange(target, exchange, look=look, purpose="render")
        if look == 1 and facts is not None:
            await self._go_on(target, before, facts)

    async def _past_challenge(self, view: View, url: str, at: datetime) -> Shown:
        """What an open page shows, a script challenge waited out."""
        shown = await view.shown()
        facts = facts_of(as_exchange(shown, url, at, self.version))
        if facts is not None and (facts.kind == "challenge" or facts.challenge):
            await view.settle(CHALLENGE_SECONDS)
            shown = await view.shown()
        return shown

    async def _go_on(self, source: int, before: PageFacts | None, facts: PageFacts) -> None:
        """Take up links that only the browser showed, and fetch the first pages of them.

        What is not fetched is left for lack of budget: nobody may say then that it was seen.
        """
        known = {link.url for link in before.links} if before is not None else set()
        fresh = [link for link in facts.links if link.url not in known and link.kind != "form"]
        depth = self._writer.targets.depths[source] + 1
        rows = []
        new = []
        for link in fresh:
            internal = self._session.is_own(host_of(link.url))
            number, is_new = self._writer.target(link.url, internal=internal, depth=depth)
            rows.append((number, link))
            if is_new:
                new.append((number, link, internal))
        self._writer.links(source, rows, first=BEHIND)
        for number, link, internal in new:
            page = internal and link.kind in ("page", "frame") and harmless(link.url, link.text)
            if page and self._linked < MOST_LINKED:
                self._linked += 1
                await self._prober.page(link.url, purpose="crawl", internal=True)
            else:
                self._writer.unseen(number, "budget")

    async def show(self, wanted: Sights, evidence: SiteEvidence) -> None:
        """Look at links for the third time, and take pictures; inside `open`."""
        where_they_lead = {p.url: p for p in reversed(wanted.pictures) if not p.mark}
        links = [evidence.targets[url] for url in wanted.looks]
        # Those that are left have not been looked at before the run was cut off.
        left = [link for link in links if all(a.look < THIRD for a in link.attempts)]
        for _ in range(TRIES):
            left = [x for x in left if not await self._look_at(x, where_they_lead.get(x.url))]
        for one in wanted.pictures:
            await self._picture(one)

    async def _look_at(self, link: Target, picture: Picture | None) -> bool:
        """Open a link as from the page that carries it, and store what the browser met.

        Returns whether the look is over; one that came to nothing may be taken once more.
        """
        if self._running is None:
            return True
        at = self._session.clock.now()
        referer = link.sources[0].page if link.sources else ""
        over = False
        try:
            async with self._running.look() as view:
                began = asyncio.get_running_loop().time()
                await view.goto(link.url, referer)
                shown = await self._past_challenge(view, link.url, at)
                seen = met(view, shown, link.url, at, self.version)
                if seen is not None:
                    seen.seconds = max(0.0, view.visit.changed - began)
                    number, _ = self._writer.target(link.url, internal=link.internal, depth=0)
                    self._writer.exchange(number, seen, look=THIRD, purpose="render")
                over = seen is not None
                if picture is not None:
                    self._keep(picture, await pictures.take_of(view, shown, picture, at), at)
        except PageLost:
            pass  # what was lost says nothing of the link
        finally:
            self._writer.commit()
        return over

    async def _picture(self, one: Picture) -> None:
        if self._running is None or self._writer.known(_place_of(one)):
            return  # taken with a look, before the run was cut off, or twice the same
        at = self._session.clock.now()
        with suppress(PageLost):
            self._keep(one, await pictures.take(self._running, one, at), at)

    def _keep(self, one: Picture, taken: Taken | None, at: datetime) -> None:
        if taken is None:
            return
        target, _ = self._writer.target(_place_of(one), internal=False, depth=0)
        for body in (taken.full, taken.thumb):
            jpeg = Exchange(
                one.url, at, status=200, status_line="HTTP/1.1 200 Pictured",
                headers=[("Content-Type", "image/jpeg")], body=body,
            )  # fmt: skip
            self._writer.exchange(target, jpeg, look=2, purpose="picture")
        self._writer.commit()

    async def _search_again(self, query: str, evidence: SiteEvidence) -> None:
        """The second look at a question."""
        self._home = evidence.site.home
        first = next((t for t in evidence.searches if t.query == query), None)
        if first is not None:
            question = Question(first.kind, first.query, first.known_url)
            await self._put(question, evidence, look=2)

    async def _put(self, question: Question, evidence: SiteEvidence, look: int) -> bool:
        """Put one question and store what came of it; returns whether others make sense."""
        self._asked = max(self._asked, len(evidence.searches))
        if self._asked >= MOST_SEARCHES or self._running is None:
            return False
        if self._asked:
            await self._session.clock.sleep(BETWEEN_SEARCHES)
        self._asked += 1
        at = self._session.clock.now()
        trial = SearchTrial(
            query=question.words, known_url=question.known_url, kind=question.kind, via="browser",
            look=look, at=at,
        )  # fmt: skip
        try:
            answer = await search.ask(self._running, self._home, question.words, at)
        except PageLost:
            self._writer.search(_with(trial, skipped="lost"))
            return True
        shown = answer.shown
        if shown is None:
            self._writer.search(_with(trial, skipped=answer.why))
            return answer.why != "no-box"
        if shown.failure == "robots":
            self._writer.search(_with(trial, skipped="robots"))
            return False
        url = search.trial_url(shown, look, self._asked)
        exchange = as_exchange(shown, url, at, self.version, answer.seconds)
        target, _ = self._writer.target(url, internal=False, depth=0)
        self._writer.exchange(target, exchange, look=look, purpose="search")
        self._writer.search(
            _with(
                trial, url=url, seconds=round(answer.seconds, 2), traits=answer.traits,
                total=answer.total,
            )
        )  # fmt: skip
        facts = facts_of(exchange)
        if facts is not None and question.known_url:
            await self._follow(facts, question, evidence)
            if question.kind == "title" and look == 1:
                await self._open_results(facts, evidence)
        return True

    async def _open_results(self, facts: PageFacts, evidence: SiteEvidence) -> None:
        """Open first results that the crawl did not see, to know whether they are dead."""
        for entry in facts.entries[:RESULTS_OPENED]:
            seen = not entry.url or entry.url in evidence.targets
            unknown = not seen and not self._writer.known(entry.url)
            if unknown and self._opened < MOST_OPENED and harmless(entry.url, entry.title):
                self._opened += 1
                await self._prober.page(entry.url, purpose="search")

    async def _follow(self, facts: PageFacts, question: Question, evidence: SiteEvidence) -> None:
        """Open results that bear the title at another address: a moved copy, or a namesake."""
        known = {question.known_url, *evidence.final(question.known_url)[1]}
        title = normal(question.words)
        others = dict.fromkeys(
            link.url
            for link in facts.links
            if link.kind == "page" and normal(link.text) == title and link.url not in known
        )
        for url in list(others)[:MOST_FOLLOWED]:
            if url not in evidence.targets and not self._writer.known(url):
                await self._prober.page(url, purpose="search")


def _with(trial: SearchTrial, **changes: object) -> SearchTrial:
    return msgspec.structs.replace(trial, **changes)


def _place_of(one: Picture) -> str:
    return f"{PICTURE}{one.key}:{one.device}:{one.url}"
