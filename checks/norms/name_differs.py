"""The site goes by two names (网站名称不一致)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.evidence import SiteEvidence
from checks.facts.text import normal
from checks.finding import Finding, Need, Status, Subject
from checks.framework import Options, Outcome, check


class NameDiffersOptions(Options, frozen=True):
    """There is nothing to set: a person decides."""


@check(
    id="name-differs",
    title="The title of the home page is not the name of the site",
    title_pass="The title of the home page holds the name of the site",
    scope="page",
    needs=("home", "root"),
    outcomes={
        "same": Outcome(Status.PASS, "The title of the home page holds the site's name {name}."),
        "differs": Outcome(
            Status.REVIEW,
            "The tag SiteName of the home page is “{name}”, its title “{title}”.",
            "See whether both follow the rule for names (本地区、本部门机构名称), and use one.",
        ),
        "unnamed": Outcome(
            Status.NOT_TESTED,
            "The home page does not name the site in a tag, nor does its title hold the sponsor's "
            "name.",
        ),
    },
    options=NameDiffersOptions,
)
def name_differs(evidence: SiteEvidence, _: NameDiffersOptions) -> Iterator[Finding]:
    """The title of the home page is not the name of the site (网站名称不一致).

    Looks at:
        The title of the home page, its tag SiteName, and the sponsor (主办单位) in its foot.

    Basis:
        guideline-2017, 名称 (国办发〔2017〕47号): a site is called after its region or body;
        indicator-2019, 功能设计 · 域名名称.

    Decides:
        Nothing by itself: a title that does not hold the name in the tag is for a person to
        compare with the rule. Without a tag a title that holds the sponsor's name passes.

    Evidence:
        The archived answer of the home page.

    Does not accuse:
        Never: it only reviews. 门户网站, 网 and 人民政府 behind a name make no other name.

    Remedy:
        See whether both follow the rule for names, and use one.
    """
    home = evidence.home
    assert home is not None, "the framework asks for a home page first"  # noqa: S101
    marks, title = home.facts.marks, home.facts.title
    name = marks.name or marks.sponsor
    outcome = "differs" if marks.name and title else "unnamed"
    outcome = "same" if _is_one(name, title) else outcome
    yield name_differs.finding(
        outcome,
        Subject("page", evidence.site.home, title),
        values={"name": name, "title": title},
        rests_on=[Need("page", evidence.site.home)],
    )


def _is_one(name: str, title: str) -> bool:
    one, other = (_core(normal(words)) for words in (name, title))
    return bool(one and other) and (one in other or other in one)


def _core(words: str) -> str:
    """A name without what sites put behind it."""
    for end in (
        "门户网站",
        "政府网站",
        "官方网站",
        "网站",
        "网",
        "办公室",
        "办公厅",
        "人民政府",
        "政府",
    ):
        words = words.removesuffix(end)
    return words.removeprefix("欢迎访问")
