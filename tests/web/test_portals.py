"""Generated portals: they are what they say, can be crawled, and show what the readers can do."""

from __future__ import annotations

import re
import urllib.request
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode, urljoin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.indicators.loader import load_set, options_for
from checks.facts.charset import decode
from checks.facts.page import read_page
from checks.framework import run_once
from checks.interaction.unanswered_letters import unanswered_letters
from tests.audit.test_runner import run
from tests.spiders.crawling import crawl
from tests.web.internet import Internet
from tests.web.portals import AS_OF, SYSTEMS, Portal, System, build
from tests.web.portals.facts import path_of
from tests.web.portals.gaps import known
from tests.web.portals.reading import (
    compare_columns,
    evidence_of,
    read,
    shortfalls,
)
from tests.web.portals.truth import Fault

SEEDS = range(3)
each_system = pytest.mark.parametrize("kind", SYSTEMS, ids=lambda kind: kind.name)


KINDS = {kind.name: kind for kind in SYSTEMS}


@cache
def built(name: str, seed: int) -> Portal:
    return build(KINDS[name], seed)


@pytest.fixture(params=[(k, s) for k in KINDS for s in SEEDS], ids=lambda p: f"{p[0]}-{p[1]}")
def portal(request: pytest.FixtureRequest) -> Portal:
    return built(*request.param)


@each_system
def test_the_same_seed_gives_the_same_bytes_and_another_others(kind: type[System]) -> None:
    first, again, other = build(kind, 1), build(kind, 1), build(kind, 2)
    assert {p: first.body(p) for p in first.truth} == {p: again.body(p) for p in again.truth}
    assert first.truth == again.truth
    assert first.body(first.system.home) != other.body(other.system.home)


def test_a_portal_has_pages_of_every_kind(portal: Portal) -> None:
    kinds = {truth.kind for truth in portal.truth.values()}
    assert len(portal.truth) >= 30
    assert {"home", "column", "article", "guide", "text", "directory"} <= kinds | {"directory"}
    assert any(truth.personal for truth in portal.truth.values())


def test_what_is_true_stands_in_the_bytes(portal: Portal) -> None:
    for path, truth in portal.truth.items():
        text = decode(portal.body(path), "").text
        if truth.article:
            assert truth.article.title in text
            assert truth.article.number in text
            assert truth.article.index_number in text
        if truth.published and not truth.path.startswith("/tw/"):
            year, month, day = map(int, truth.published.split("-"))
            text = text.replace("&#32;", "")
            assert re.search(rf"{year}\D0?{month}\D0?{day}(?!\d)", text), path
        for number in truth.personal:
            assert number.value in text
        if truth.marks.footer == "html":
            assert truth.marks.site_code in text
            assert truth.marks.icp in text


def test_rows_lead_to_articles_of_their_day_newest_first(portal: Portal) -> None:
    for truth in portal.truth.values():
        days = [entry.day for entry in truth.entries]
        later = days[1:]
        assert later == sorted(later, reverse=True), "but for a pinned one"
        if not truth.unread:
            assert truth.newest == max(days, default="")
        for entry in truth.entries:
            article = portal.truth[entry.url]
            assert article.article is not None
            assert (article.article.title, article.published) == (entry.title, entry.day)


def test_no_link_is_dead_by_accident(portal: Portal) -> None:
    for path in portal.truth:
        text = re.sub(
            r"<!\[CDATA\[(.*?)\]\]>", r"\1", decode(portal.body(path), "").text, flags=re.S
        )
        for href in re.findall(r"""(?<![\w-])(?:href|src)=["']([^"'#]+)""", text):
            target = urljoin(portal.url(path), href.replace("&amp;", "&"))
            if target.startswith(portal.url("/")) and "/js/" not in target:
                at = path_of(target)
                known = at in portal.answers or at.partition("?")[0] in portal.answers
                assert known or at.startswith(("/module/", "/search/")), (path, href)


@pytest.mark.parametrize("fault", ["dead-link", "dead-file", "soft-404"])
def test_what_is_missing_is_missing(fault: Literal["dead-link", "dead-file", "soft-404"]) -> None:
    portal = build(KINDS["trs"], 1, faults=frozenset([fault]))
    assert all(path not in portal.answers for path in portal.dead)
    assert bool(portal.dead) == (fault != "soft-404")
    assert portal.missing.status == (200 if fault == "soft-404" else 404)


def test_dates_and_columns_are_spoiled_on_demand() -> None:
    portal = build(KINDS["trs"], 1, faults=frozenset(["stale", "future", "no-marks"]))
    newest = {
        type_: date.fromisoformat(portal.truth[portal.system.column_path(column)].newest)
        for type_ in ("news", "notices")
        for column in [portal.system.content.column(type_)]
    }
    assert (AS_OF - newest["news"]).days > 400
    assert newest["notices"] > AS_OF
    assert portal.truth["/"].marks.site_code == ""
    blank = build(KINDS["trs"], 1, faults=frozenset(["blank"]))
    column = blank.system.content.column("notices")
    assert not blank.truth[blank.system.column_path(column)].entries


@each_system
def test_readers_fall_short_where_it_is_known_and_nowhere_else(kind: type[System]) -> None:
    """A gap that is closed must be taken out of the table; one that is new must not come in."""
    found = {fact: how for fact, (how, _, _) in shortfalls(kind, SEEDS).items()}
    assert found == known(kind.name), "see python -m tests.web.portals"


@each_system
def test_a_crawl_reaches_every_linked_page_and_reads_it_alike(
    kind: type[System], internet: Internet, tmp_path: Path
) -> None:
    portal = build(kind, 1)
    evidence = crawl(internet, tmp_path / "run", portal.serve(internet)).evidence
    seen = {path_of(page.url): page.facts for page in evidence.pages}
    # Pages of a list that only a script turns are parts of its first one.
    turned = [url for url, target in evidence.targets.items() if target.kinds == {"data"}]
    seen |= {path_of(url): page.facts for url in turned if (page := evidence.page(url))}
    assert {path for path, truth in portal.truth.items() if truth.linked} == seen.keys() & (
        portal.truth.keys()
    )
    assert {path: read(portal, path) for path in seen.keys() & portal.truth.keys()} == {
        path: facts for path, facts in seen.items() if path in portal.truth
    }
    asked = {path_of(target.url) for target in evidence.targets.values() if target.internal}
    for truth in portal.truth.values():
        if truth.linked and truth.article:
            assert asked.issuperset(truth.article.attachments)
    assert [*compare_columns(portal, evidence)] == [*compare_columns(portal, evidence_of(portal))]


@each_system
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_readers_bear_mutated_pages(kind: type[System], data: st.DataObject) -> None:
    portal = built(kind.name, 1)
    path = data.draw(st.sampled_from(sorted(portal.truth)))
    body = bytearray(portal.body(path))
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(body)))
        length = data.draw(st.integers(0, 400))
        body[start : start + length] = data.draw(st.binary(max_size=40))
    facts = read_page(bytes(body), portal.url(path), data.draw(st.sampled_from(("", "text/html"))))
    assert facts == read_page(bytes(body), portal.url(path), "text/html")


def test_the_data_proxy_answers_links_and_forms_alike(internet: Internet) -> None:
    portal = built("jcms", 1)
    home, news = portal.serve(internet), portal.system.content.column("news")
    group = portal.truth[portal.system.column_path(news)].next_group
    form = {"columnid": str(1229000000 + news.id), "webid": "3185", "unitid": "277011"}
    start = portal.system.per_page + 1
    asked = f"{home}module/web/jpage/dataproxy.jsp?startrecord={start}&endrecord={start + 5}"
    posted = urllib.request.Request(
        asked.replace(portal.host, f"127.0.0.1:{internet.http_port}"),
        urlencode(form).encode(),
        {"Host": portal.host},
    )
    with urllib.request.urlopen(posted) as answer:
        assert answer.read() == portal.body(group)
    assert portal.body(group).count(b"<record>") == portal.system.per_page


@pytest.mark.parametrize("name", ["trs", "mixed", "jcms", "jpaas", "gkmlpt"])
def test_an_audit_accuses_a_sound_portal_of_nothing_but_what_was_planted(
    name: str, internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    portal = built(name, 1)
    ran = run(internet, portal.serve(internet), tmp_path, capsys)
    columns = portal.system.content.columns
    empty = {
        portal.url(portal.system.column_path(column))
        for column in columns
        if column.state == "empty"
    }
    # Interpretations link their policies, none of which links back.
    kept = ("no-aaaa", "no-https-redirect", "interpretation-unlinked")
    accused = {
        (item["check"], item["subject"])
        for item in ran.report["items"]
        if item["status"] == "fail" and item["check"] not in kept
    }
    leaks = {portal.url(path) for path, truth in portal.truth.items() if truth.personal}
    home = portal.system.home
    planted = {("blank-column", url) for url in empty}
    planted |= {("personal-data-exposed", url) for url in leaks}
    texts = {path: truth.article for path, truth in portal.truth.items() if truth.article}
    policies = {text.related for text in texts.values() if text.related in texts}
    planted |= {
        ("interpretation-unlinked", portal.url(path))
        for path in policies
        if not texts[path].interpretation
    }
    planted.add(("required-column/D-leaders", "leaders"))  # none of them has such a column
    if re.search(r'name="SiteIDCode" content=""', decode(portal.body(home), "").text):
        planted.add(("missing-tag", f"{portal.url('/')}#site"))
    assert accused <= planted


@each_system
def test_letters_are_read_in_every_system(kind: type[System]) -> None:
    options = options_for(unanswered_letters, [load_set("indicator-2019")[0]])
    assert options is not None
    faults: tuple[Fault | None, ...] = (None, "unanswered")
    outcomes = [
        finding.outcome
        for fault in faults
        for finding in run_once(
            unanswered_letters,
            evidence_of(build(kind, 1, faults=frozenset([fault] if fault else []))),
            options,
        )
    ]
    assert outcomes == ["answered", "unanswered"]


def test_an_audit_finds_the_planted_faults(
    internet: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    portal = build(KINDS["ucap"], 1, faults=frozenset(["stale", "dead-link"]))
    ran = run(internet, portal.serve(internet), tmp_path, capsys)
    failed = {(i["check"], i["status"]) for i in ran.report["items"]}
    assert ("broken-internal", "fail") in failed
    assert "columns-not-updated" in {check for check, _ in failed} or "stale-column" in {
        check for check, _ in failed
    }
