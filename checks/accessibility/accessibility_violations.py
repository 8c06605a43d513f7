"""Pages break rules of accessibility that a program can measure (信息无障碍)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.coverage import mass_failure
from checks.evidence import SiteEvidence
from checks.examination import Examination, Violation
from checks.finding import Finding, Need, Source, Status, Subject
from checks.framework import Options, Outcome, check

SHOWN = 3
"""Elements that a message names."""

_GROUPS = {
    "no-text-alternative": (
        "image-alt", "input-image-alt", "area-alt", "object-alt", "role-img-alt", "svg-img-alt",
    ),
    "no-name": (
        "link-name", "button-name", "input-button-name", "label", "select-name", "frame-title",
    ),
    "no-language": ("html-has-lang", "html-lang-valid", "valid-lang", "html-xml-lang-mismatch"),
    "no-title": ("document-title",),
    "contrast": ("color-contrast",),
    "no-zoom": ("meta-viewport",),
    "structure": (
        "list", "listitem", "definition-list", "dlitem", "td-headers-attr", "th-has-data-cells",
    ),
}  # fmt: skip
_GROUP_OF = {rule: group for group, rules in _GROUPS.items() for rule in rules}


class AccessibilityViolationsOptions(Options, frozen=True):
    """There is nothing to set: a rule is broken or it is not."""


@check(
    id="accessibility-violations",
    title="Pages break rules of accessibility",
    title_pass="No rule of accessibility is broken that a program can measure",
    scope="page",
    outcomes={
        "none": Outcome(
            Status.PASS,
            "axe-core {version} found no broken rule of WCAG 2.1 A or AA on {examined} pages.",
        ),
        "no-text-alternative": Outcome(
            Status.FAIL,
            "Pictures without a text alternative: {places} on {pages} of {examined} pages looked "
            "at (WCAG 2.1: {clauses}), for example on {page}: {selectors}",
            'Give every picture that tells something an alt text, and alt="" to mere ornament.',
        ),
        "no-name": Outcome(
            Status.FAIL,
            "Links, buttons or fields without a name to be read aloud: {places} on {pages} of "
            "{examined} pages looked at (WCAG 2.1: {clauses}), for example on {page}: {selectors}",
            "Give links and buttons words, or an aria-label, and fields a label.",
        ),
        "no-language": Outcome(
            Status.FAIL,
            "The page does not say in what language it is: {pages} of {examined} pages looked at "
            "(WCAG 2.1: {clauses}), for example {page}",
            'Write <html lang="zh-CN"> on every page.',
        ),
        "no-title": Outcome(
            Status.FAIL,
            "The page has no title: {pages} of {examined} pages looked at (WCAG 2.1: {clauses}), "
            "for example {page}",
            "Give every page a <title>.",
        ),
        "contrast": Outcome(
            Status.REVIEW,
            "Text stands out too little from its ground: {places} on {pages} of {examined} pages "
            "looked at (WCAG 2.1: {clauses}), for example on {page}: {selectors}",
            "See whether the text can be read, and choose colours of a contrast of 4.5:1.",
        ),
        "no-zoom": Outcome(
            Status.REVIEW,
            "The page forbids to enlarge it: {pages} of {examined} pages looked at (WCAG 2.1: "
            "{clauses}), for example {page}",
            "Take user-scalable=no and maximum-scale out of the meta tag viewport.",
        ),
        "structure": Outcome(
            Status.REVIEW,
            "Lists or tables are not built as such: {places} on {pages} of {examined} pages looked "
            "at (WCAG 2.1: {clauses}), for example on {page}: {selectors}",
            "Put only li into ul and ol, only dt and dd into dl, and headers into tables.",
        ),
        "other": Outcome(
            Status.REVIEW,
            "Other rules are broken ({rules}): {places} on {pages} of {examined} pages looked at "
            "(WCAG 2.1: {clauses}), for example on {page}: {selectors}",
            "Look the rules up by their names in the documentation of axe-core.",
        ),
        "not-examined": Outcome(
            Status.NOT_TESTED,
            "No browser looked at a page of the site, or no page came whole.",
        ),
    },
    options=AccessibilityViolationsOptions,
    version=2,
)
def accessibility_violations(
    evidence: SiteEvidence, _: AccessibilityViolationsOptions
) -> Iterator[Finding]:
    """Pages break rules of accessibility that a program can measure (信息无障碍).

    Looks at:
        The home page, a column, an article, a guide and a page of search results as Chromium shows
        them, by the rules of axe-core for WCAG 2.1 A and AA.

    Basis:
        guideline-2017, 信息无障碍 (a principle), measured by WCAG 2.1 of the W3C.

    Decides:
        Pictures without a text, links, buttons and fields without a name, pages without a language
        or title are faults: the markup shows them. Contrast, zoom, structure and all other rules
        are for a person to look at.

    Evidence:
        The pages in the browser, loaded twice at least 60 seconds apart; rules, number of places,
        and selectors of the first of them.

    Does not accuse:
        What axe-core itself is not sure of; frames; what the platforms of the state put into every
        page (党政机关标识, 我为政府网站找错); pages whose style sheets did not come, walls, error
        pages and pages of other sites; when most of the site could not be had.

    Remedy:
        Mend the templates that the pages are made with: most places are the same one.
    """
    seen = [one for one in evidence.examined if one.axe and one.styled]
    if not seen or mass_failure(evidence):
        yield accessibility_violations.finding("not-examined", Subject("site", evidence.site.url))
        return
    broken: dict[str, list[tuple[Examination, Violation]]] = {}
    for page in seen:
        for violation in page.violations:
            group = _GROUP_OF.get(violation.rule, "other")
            broken.setdefault(group, []).append((page, violation))
    for group, found in sorted(broken.items()):
        yield _broken(evidence, group, found, len(seen))
    if not broken:
        yield accessibility_violations.finding(
            "none", Subject("site", evidence.site.url),
            values={"version": seen[0].axe, "examined": len(seen)},
        )  # fmt: skip


def _broken(
    evidence: SiteEvidence, group: str, found: list[tuple[Examination, Violation]], examined: int
) -> Finding:
    pages = list(dict.fromkeys(page.url for page, _ in found))
    page, worst = max(found, key=lambda one: (one[1].places, one[0].role == "home", one[0].url))
    return accessibility_violations.finding(
        group,
        Subject("page", f"{evidence.site.home}#{group}"),
        values={
            "places": sum(violation.places for _, violation in found),
            "pages": len(pages),
            "examined": examined,
            "clauses": ", ".join(sorted({c for _, v in found for c in v.clauses})),
            "rules": ", ".join(sorted({v.rule for _, v in found})),
            "page": page.url,
            "selectors": " | ".join(worst.selectors[:SHOWN]),
        },
        rests_on=[Need("examination", url) for url in pages],
        sources=tuple(Source(url) for url in pages),
    )
