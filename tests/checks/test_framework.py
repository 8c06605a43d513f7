"""`checks.framework`: from what a check says in one view to what may be claimed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from checks.evidence import SiteEvidence
from checks.finding import MAX_SOURCES, Finding, Need, Source, Status, Subject
from checks.framework import Check, Evidence, Options, Outcome, check, judge, wanted
from tests.checks.build import PortalBuilder
from tests.checks.fixtures.link_cases import third_look

PAGE = "http://www.example.gov.cn/a.html"
OUTCOMES = {
    "fine": Outcome(Status.PASS, "It answers."),
    "gone": Outcome(Status.FAIL, "It is gone.", "Put it back."),
}


class NoOptions(Options, frozen=True):
    pass


def made(needs: tuple[Evidence, ...] = ("home",), *, rests: bool = True) -> Check[NoOptions]:
    @check(
        id="toy",
        title="bad",
        title_pass="good",
        scope="link",
        outcomes=OUTCOMES,
        needs=needs,
        options=NoOptions,
    )
    def toy(evidence: SiteEvidence, _: NoOptions) -> Iterator[Finding]:
        attempt = evidence.attempt(PAGE)
        assert attempt is not None
        if attempt.failure:
            raise ValueError(attempt.failure)
        yield toy.finding(
            "gone" if attempt.status == 404 else "fine",
            Subject("link", PAGE),
            rests_on=[Need("page", PAGE)] if rests else [],
        )

    return toy


def portal(status: int = 200, *, gap: float = 90, **answer: object) -> SiteEvidence:
    builder = PortalBuilder(gap=gap)
    builder.html("/", f"<title>例市</title><a href='{PAGE}'>通知</a>")
    builder.answer(PAGE, status, **answer)  # type: ignore[arg-type]
    return builder.build()


def only(findings: list[Finding]) -> Finding:
    assert len(findings) == 1
    return findings[0]


def test_fail_in_both_looks_stands() -> None:
    finding = only(judge(made(), portal(404), NoOptions()))
    assert (finding.status, finding.awaiting) == (Status.FAIL, "")
    assert wanted([finding]) == ()


def test_fail_seen_once_awaits_its_second_look() -> None:
    finding = only(judge(made(), portal(404, once=True), NoOptions()))
    assert (finding.outcome, finding.status) == ("gone", Status.REVIEW)
    assert finding.awaiting == "second-look"
    assert wanted([finding, finding]) == (Need("page", PAGE),)


@pytest.mark.parametrize(("gap", "status"), [(59.9, Status.REVIEW), (60, Status.FAIL)])
def test_second_look_counts_from_sixty_seconds_on(gap: float, status: Status) -> None:
    assert only(judge(made(), portal(404, gap=gap), NoOptions())).status is status


def test_looks_that_differ_are_unstable() -> None:
    finding = only(judge(made(), portal(404, second={"status": 200}), NoOptions()))
    assert (finding.status, finding.awaiting) == (Status.REVIEW, "unstable")
    assert wanted([finding]) == ()


def test_fault_of_the_second_look_alone_is_none() -> None:
    finding = only(judge(made(), portal(200, second={"status": 404}), NoOptions()))
    assert (finding.outcome, finding.status) == ("fine", Status.PASS)


def test_fail_that_rests_on_nothing_never_stands() -> None:
    finding = only(judge(made(rests=False), portal(404), NoOptions()))
    assert (finding.status, finding.awaiting) == (Status.REVIEW, "second-look")


def test_crash_in_the_first_look_is_our_error() -> None:
    finding = only(judge(made(), portal(failure="reset"), NoOptions()))
    assert (finding.outcome, finding.status) == ("check-error", Status.ERROR)
    assert finding.values == {"error": "ValueError: reset"}


def test_crash_in_the_second_look_confirms_nothing() -> None:
    evidence = portal(404, second={"status": 0, "failure": "reset"})
    finding = only(judge(made(), evidence, NoOptions()))
    assert (finding.status, finding.awaiting) == (Status.REVIEW, "unstable")


@pytest.mark.parametrize("need", ["home", "pages", "complete", "dns", "tls"])
def test_absent_evidence_is_named_and_the_check_not_called(need: Evidence) -> None:
    builder = PortalBuilder()
    builder.answer("/", failure="timeout") if need == "home" else builder.html("/", "<title>例市")
    builder.coverage(complete=False)
    finding = only(judge(made((need,)), builder.build(), NoOptions()))
    assert (finding.outcome, finding.status) == ("no-evidence", Status.NOT_TESTED)
    assert finding.values == {"missing": need}


def test_evidence_that_is_there_lets_the_check_run() -> None:
    builder = PortalBuilder()
    builder.html("/", f"<title>例市</title><a href='{PAGE}'>通知</a><a href='/b.html'>公告</a>")
    builder.dns("AAAA", "no-data")
    builder.tls()
    everything: tuple[Evidence, ...] = ("home", "pages", "complete", "dns", "tls")
    assert only(judge(made(everything), builder.build(), NoOptions())).outcome == "fine"


def test_sources_are_capped_and_counted_in_full() -> None:
    sources = tuple(Source(f"http://www.example.gov.cn/{n}") for n in range(MAX_SOURCES + 1))
    finding = made().finding("gone", Subject("link", PAGE), sources=sources)
    assert (len(finding.sources), finding.source_count) == (MAX_SOURCES, MAX_SOURCES + 1)


def test_row_of_a_parametrised_check_is_part_of_the_identity() -> None:
    toy = made()
    plain = toy.finding("gone", Subject("link", PAGE))
    duty = toy.finding("gone", Subject("link", PAGE), row="D01")
    assert duty.check == "toy/D01"
    assert re_sixteen_hex(duty.fingerprint)
    assert duty.fingerprint != plain.fingerprint


def re_sixteen_hex(text: str) -> bool:
    return len(text) == 16 and set(text) <= set("0123456789abcdef")


@pytest.mark.parametrize(
    ("home", "root", "known"),
    [
        ("http://www.example.gov.cn/", None, True),
        ("http://www.example.gov.cn/index.html", None, True),
        ("http://www.example.gov.cn/tjsj/2018/index.html", None, False),
        ("http://www.example.gov.cn/tjsj/2018/index.html", {"status": 403}, False),
        ("http://www.example.gov.cn/cn/", {"status": 302, "location": "/cn/"}, True),
        (
            "http://www.example.gov.cn/web/index.shtml",
            {"body": b"<meta http-equiv=refresh content='0;url=/web/index.shtml'>"},
            True,
        ),
    ],
)
def test_an_inner_page_is_not_the_sites_home_page(
    home: str, root: dict[str, object] | None, known: bool
) -> None:
    builder = PortalBuilder(home)
    builder.html(home, "<title>例市</title>")
    if root is not None:
        builder.answer("http://www.example.gov.cn/", **root)  # type: ignore[arg-type]
    builder.answer(PAGE)
    finding = only(judge(made(("home", "root")), builder.build(), NoOptions()))
    assert finding.outcome == ("fine" if known else "no-evidence")


def patient() -> Check[NoOptions]:
    """A check whose fault three looks have to show."""

    @check(
        id="patient",
        title="bad",
        title_pass="good",
        scope="link",
        outcomes={"gone": Outcome(Status.FAIL, "It is gone.", "Put it back.", looks=3)},
        options=NoOptions,
    )
    def patient(_: SiteEvidence, __: NoOptions) -> Iterator[Finding]:
        yield patient.finding("gone", Subject("link", PAGE), rests_on=[Need("page", PAGE)])

    return patient


def test_a_fault_that_wants_three_looks_awaits_the_third() -> None:
    finding = only(judge(patient(), portal(404), NoOptions()))
    assert (finding.status, finding.awaiting) == (Status.REVIEW, "third-look")
    assert wanted([finding]) == ()  # the confirming step has nothing more to do for it
    finding = only(judge(patient(), third_look(portal(404), PAGE), NoOptions()))
    assert (finding.status, finding.awaiting) == (Status.FAIL, "")


def test_a_third_look_that_differs_makes_any_fault_unstable() -> None:
    finding = only(judge(made(), third_look(portal(404), PAGE, status=200), NoOptions()))
    assert (finding.status, finding.awaiting) == (Status.REVIEW, "unstable")
