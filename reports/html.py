"""HTML (网页报告): one self-contained file, readable on a screen, a phone and on paper."""

from __future__ import annotations

from functools import lru_cache, partial

from jinja2 import Environment, PackageLoader, StrictUndefined

from checks.finding import Status
from reports import outline
from reports.i18n import translations
from reports.model import Report
from reports.safe import cleaned, http_url
from reports.words import SIGNS, excuse_words, points, score_words, severity_word, size, status_word


def render(report: Report) -> bytes:
    """Print a report as one UTF-8 HTML file; the same report gives the same bytes.

    The file runs no script and fetches nothing: its policy (CSP) forbids both.
    """
    report = cleaned(report)
    template = environment(report.lang, report.template_version).get_template("report.html.j2")
    return template.render(report=report).encode()


@lru_cache(maxsize=4)
def environment(lang: str, version: str) -> Environment:
    """Where templates of a version are found, with the words of a language."""
    environment = Environment(
        loader=PackageLoader("reports", f"templates/v{version}"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.i18n"],
    )
    catalogue = translations(lang)
    environment.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]
    environment.filters |= {
        "http_url": http_url,
        "size": size,
        "points": points,
        "together_by": outline.together_by,
        "status_word": partial(status_word, _=catalogue.gettext),
        "excuse_words": partial(excuse_words, _=catalogue.gettext),
        "score_words": partial(score_words, _=catalogue.gettext),
        "severity_word": partial(severity_word, _=catalogue.gettext),
    }
    environment.globals |= {
        "Status": Status,
        "SIGNS": SIGNS,
        "groups": outline.groups,
        "by_severity": outline.by_severity,
        "of_status": outline.of_status,
        "subject_of": outline.subject_of,
    }
    return environment
