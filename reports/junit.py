"""JUnit XML: a report as a test suite, for CI servers.

One test case an item: a fault is a failure, our own fault an error, and what is for review, was
not tested, does not apply or is excepted is skipped, with the reason.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from checks.finding import Status
from reports.i18n import translations
from reports.model import Item, Report
from reports.outline import together_by
from reports.safe import cleaned
from reports.words import Translate, excuse_words, score_words, status_word

_SKIPPED = (Status.REVIEW, Status.NOT_TESTED, Status.NOT_APPLICABLE)


def render(report: Report) -> bytes:
    """Print a report as JUnit XML; the same report gives the same bytes."""
    report = cleaned(report)
    _ = translations(report.lang).gettext
    items = (*report.items, *report.passes)
    root = ET.Element("testsuites", {"name": report.site_url, **_counts(items)})
    for check, group in together_by(items, "check"):
        about = {
            "name": str(check), "hostname": report.site_url,
            "timestamp": report.started.replace(" ", "T") + "+08:00", **_counts(group),
        }  # fmt: skip
        suite = ET.SubElement(root, "testsuite", about)
        for item in group:
            _case(suite, item, _)
    properties = ET.SubElement(ET.SubElement(root, "testsuite", {"name": "run", "tests": "0"}),
                               "properties")  # fmt: skip
    told = {"run": report.run_id, "as-of": report.as_of, "tool": report.tool_version}
    told |= {f"result.{score.set_id}": score_words(score, _) for score in report.scores}
    for name, value in told.items():
        ET.SubElement(properties, "property", {"name": name, "value": value})
    ET.indent(root)
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made + b"\n"


def _counts(items: tuple[Item, ...] | list[Item]) -> dict[str, str]:
    statuses = [item.status for item in items]
    return {
        "tests": str(len(items)),
        "failures": str(statuses.count(Status.FAIL)),
        "errors": str(statuses.count(Status.ERROR)),
        "skipped": str(sum(status in _SKIPPED for status in statuses)),
    }


def _case(suite: ET.Element, item: Item, _: Translate) -> None:
    name = f"{item.check_title}: {item.subject_label or item.subject}"
    case = ET.SubElement(suite, "testcase", {"classname": item.check, "name": name})
    if item.status is Status.PASS:
        return
    kind = {Status.FAIL: "failure", Status.ERROR: "error"}.get(item.status, "skipped")
    word = status_word(item.status, _)
    detail = ET.SubElement(case, kind, {"message": f"{word}: {item.message}"})
    if kind != "skipped":
        detail.set("type", item.outcome)
    excuse = excuse_words(item.excused, _) if item.excused else ""
    lines = [item.awaiting, excuse, item.subject, *(c.url for c in item.carriers[:20])]
    lines += [*item.clause, item.remedy, item.fingerprint]
    detail.text = "\n".join(line for line in lines if line)
