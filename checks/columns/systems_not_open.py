"""Online systems of application and inquiry that do not open (在线系统无法访问)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.evidence import SiteEvidence
from checks.finding import Finding, Need, Source, Status, Subject
from checks.framework import Options, Outcome, check
from checks.links.classify import link_state

_SYSTEM = re.compile(
    r"(?:在线|网上|线上|在線|網上)(?:申报|申請|申请|办理|辦理|预约|預約|查询|查詢)"
    r"|(?:办件|进度|办理|结果|办事|审批)查询|(?:申报|查询|审批|办事|服务)系统"
)


class SystemsOptions(Options, frozen=True, kw_only=True):
    """``slow_seconds``: an answer that takes longer is none."""

    slow_seconds: float


@check(
    id="systems-not-open",
    title="Online systems of application and inquiry do not open",
    title_pass="Online systems of application and inquiry open",
    scope="link",
    needs=("home", "pages"),
    outcomes={
        "open": Outcome(Status.PASS, "{count} links to online systems were tried; all open."),
        "not-open": Outcome(
            Status.REVIEW,
            "{count} of {tried} links to online systems of application or inquiry did not open.",
            "Open the systems in a browser, and mend or remove the links of those that are down.",
        ),
        "none": Outcome(
            Status.NOT_TESTED, "No link to an online system of application or inquiry was tried."
        ),
    },
    options=SystemsOptions,
)
def systems_not_open(evidence: SiteEvidence, options: SystemsOptions) -> Iterator[Finding]:
    """Online systems of application and inquiry do not open (在线系统无法访问).

    Looks at:
        Links whose words name an online system (在线申报, 网上办理, 办件查询 …), and what their
        addresses answered.

    Basis:
        census-2015, 服务实用情况 · 在线系统.

    Decides:
        Nothing by itself: systems whose address did not open are put up together. Each link by
        itself is judged by the checks of links.

    Evidence:
        The answers of the addresses, and the pages that link them.

    Does not accuse:
        Never: it only reviews. Walls and addresses that were not asked for count for nothing.

    Remedy:
        Open the systems in a browser, and mend or remove the links of those that are down.
    """
    named = {
        url
        for url, target in evidence.targets.items()
        if "page" in target.kinds and any(_SYSTEM.search(s.anchor) for s in target.sources)
    }
    states = {url: link_state(evidence, url, options.slow_seconds) for url in sorted(named)}
    tried = {u: s for u, s in states.items() if not s.kind.startswith(("blocked", "not-looked"))}
    down = [url for url, state in tried.items() if state.kind != "ok"]
    outcome = "none" if not tried else "not-open" if down else "open"
    sources = [evidence.targets[url].sources[0] for url in down]
    yield systems_not_open.finding(
        outcome,
        Subject("site", evidence.site.url),
        values={"count": len(down) or len(tried), "tried": len(tried)},
        rests_on=[Need("page", url) for url in down[:3]] or [Need("page", evidence.site.home)],
        sources=tuple(Source(s.page, s.anchor) for s in sources),
    )
