"""Measures (测量值): what else a finding measured, in the words of the report."""

from __future__ import annotations

from audit import wording
from audit.wording import Translate
from checks.evidence import SiteEvidence
from checks.finding import Finding, Value
from reports.model import Measure


def measures(finding: Finding, evidence: SiteEvidence, tr: Translate) -> tuple[Measure, ...]:
    """Of a link, who looked at it and where it stands; of a search, how well it finds."""
    values = finding.values
    if values.get("place"):
        return _of_link(finding, evidence, tr)
    asked = finding.check == "search-broken" and values.get("trials")
    return _of_search(values, tr) if asked else ()


def _of_link(finding: Finding, evidence: SiteEvidence, tr: Translate) -> tuple[Measure, ...]:
    values = finding.values
    home = tr("yes") if values["home"] else tr("no")
    target = evidence.targets.get(finding.subject.id)
    looks = {a.look: a.purpose for a in target.attempts} if target is not None else {}
    browsers = sum(purpose == "render" for purpose in looks.values())
    told = tr("{programs} by a program, {browsers} by a browser")
    shown = [
        Measure(tr("Looks"), told.format(programs=len(looks) - browsers, browsers=browsers)),
        Measure(tr("Position"), tr(wording.PLACES[str(values["place"])])),
        Measure(tr("On the home page"), home),
    ]
    if values["template"]:
        told = tr("One change in the template mends {count} pages.")
        shown.append(Measure(tr("Template link"), told.format(count=values["pages"])))
    return tuple(shown)


def _of_search(values: dict[str, Value], tr: Translate) -> tuple[Measure, ...]:
    shown = [
        Measure(tr("Found on the first page"), f"{values['share']} %"),
        Measure(tr("Mean reciprocal rank"), f"{values['mrr']}"),
    ]
    if values["seconds"]:
        shown.append(Measure(tr("Median time to results"), f"{values['seconds']} s"))
    if values["core_asked"]:
        told = f"{values['core_found']} / {values['core_asked']}"
        shown.append(Measure(tr("Found by core words"), told))
    offers = [tr(wording.OFFERS[one]) for one in str(values["offers"]).split(", ") if one]
    if offers or values["empty"]:  # only a browser sees what is offered
        told = tr(", ").join(offers) or tr("no sorting, no filter")
        shown.append(Measure(tr("Offered with the results"), told))
    if values["opened"]:
        told = f"{values['dead']} / {values['opened']}"
        shown.append(Measure(tr("Dead among the first results"), told))
    if values["empty"]:
        told = tr(wording.EMPTY[str(values["empty"])])
        shown.append(Measure(tr("An empty question brings"), told))
    return tuple(shown)
