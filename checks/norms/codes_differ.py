"""A page gives two different identification codes (网站标识码不一致)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Status, Subject
from checks.framework import Options, Outcome, check

_FORM = re.compile(r"bm\d{8}|\d{10}")


class CodesDifferOptions(Options, frozen=True):
    """There is nothing to set: codes are the same or they are not."""


@check(
    id="codes-differ",
    title="The home page gives two different identification codes",
    title_pass="The identification codes of the home page agree",
    scope="page",
    needs=("home", "root"),
    outcomes={
        "agree": Outcome(
            Status.PASS, "{mark} gives the code {code}, as the words of the home page do."
        ),
        "differ": Outcome(
            Status.FAIL,
            "The words of the home page give the code (网站标识码) {code}, but {mark} gives "
            "{given}.",
            "Have {mark} give the site's own code.",
        ),
        "other-form": Outcome(
            Status.REVIEW,
            "{mark} gives {given}, which has not the form of a code (ten digits, or bm and eight).",
            "See which code the site was given, and have {mark} give it.",
        ),
        "nothing-to-compare": Outcome(
            Status.NOT_TESTED,
            "{mark}: the code could not be read both there and in the words of the home page.",
        ),
    },
    options=CodesDifferOptions,
)
def codes_differ(evidence: SiteEvidence, _: CodesDifferOptions) -> Iterator[Finding]:
    """The home page gives two different identification codes (网站标识码不一致).

    Looks at:
        The code in the words of the home page, its tag SiteIDCode, and the code that the entry
        我为政府网站找错 is called with.

    Basis:
        guideline-2017, 网站标识, 底部功能区 and 网页设计规范 (国办发〔2017〕47号): the code stands
        in the foot, in the tag, and in the entry, where it has to be that of this site.

    Decides:
        Tag and entry are each compared with the words. Another code of the right form is a fault.
        A value of the tag without that form is for a person to look at.

    Evidence:
        The home page, read twice at least 60 seconds apart.

    Does not accuse:
        When the words, the tag or the entry give no code, as where the foot or the entry comes by
        script; when capital letters alone differ; when the tag is empty or a placeholder.

    Remedy:
        Have the tag and the entry give the site's own code.
    """
    home = evidence.home
    assert home is not None, "the framework asks for a home page first"  # noqa: S101
    marks = home.facts.marks
    tag = home.facts.meta.get("SiteIDCode", "").strip().lower()
    for key, name, given in (
        ("tag", "SiteIDCode", tag),
        ("entry", "“我为政府网站找错”入口", marks.report_code.lower()),
    ):
        if given and not _FORM.fullmatch(given):
            outcome = "other-form"
        elif not given or not marks.code:
            outcome = "nothing-to-compare"
        else:
            outcome = "agree" if given == marks.code else "differ"
        yield codes_differ.finding(
            outcome,
            Subject("page", f"{evidence.site.home}#{key}", name),
            # Lines on marks and lines on tags each choose by the name that they know.
            values={"mark": name, "tag": name, "code": marks.code, "given": given},
            rests_on=[Need("page", evidence.site.home)],
        )
