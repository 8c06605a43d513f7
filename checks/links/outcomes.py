"""Outcomes of the link checks (链接检查结果), by what became of the link."""

from __future__ import annotations

from typing import Literal

from checks.finding import Status
from checks.framework import Outcome

Group = Literal["internal", "attachment", "image", "external"]
"""The kinds of targets that the four link checks divide among themselves."""

OUTCOMES: dict[str, Outcome] = {
    "open": Outcome(Status.PASS, "{count} targets were looked at and all of them open."),
    "no-targets": Outcome(
        Status.NOT_APPLICABLE, "The pages that were read refer to no target of this kind."
    ),
    "gone": Outcome(
        Status.FAIL,
        "The link leads nowhere: the server answers HTTP {status}.",
        "Put the missing content back, correct the address, or take the link off the pages listed.",
    ),
    "server-error": Outcome(
        Status.FAIL,
        "The server fails on this address with HTTP {status}.",
        "Find the cause in the server's log and mend it, or take the link off the pages listed.",
        looks=3,
    ),
    "no-such-host": Outcome(
        Status.FAIL,
        "The link's host name {host} does not exist in DNS.",
        "Correct the address or take the link off the pages listed.",
    ),
    "refused": Outcome(
        Status.FAIL,
        "{host} refuses connections on the port of this link.",
        "Start the service again, correct the address, or take the link off the pages listed.",
        looks=3,
    ),
    "wrong-content": Outcome(
        Status.FAIL,
        "Instead of the file, the server sends nothing or an error page with HTTP {status}.",
        "Upload the file again and open the link to make sure.",
    ),
    "damaged": Outcome(
        Status.FAIL,
        "The file comes, but it is damaged: programs for its format cannot open it.",
        "Upload the file again and open the link to make sure.",
    ),
    "soft-404": Outcome(
        Status.FAIL,
        "The page only says that nothing is there, as for any nonsense, though with HTTP {status}.",
        "Put the missing content back, correct the address, or take the link off the pages listed.",
        looks=3,
    ),
    "redirect-loop": Outcome(
        Status.FAIL,
        "The redirects of this address go round in a circle and lead to no page.",
        "Correct the redirects, or take the link off the pages listed.",
        looks=3,
    ),
    "unreachable": Outcome(
        Status.FAIL,
        "{host} did not answer within {limit} s in any of three looks, half an hour apart or more.",
        "Start the service again, correct the address, or take the link off the pages listed.",
    ),
    "no-answer": Outcome(
        Status.REVIEW,
        "No answer could be had from {host} in this run; that may lie with the network between.",
        "Open the link in a browser at another time; if it fails there too, mend or remove it.",
        repeated=True,
    ),
    "odd-status": Outcome(
        Status.REVIEW,
        "{host} answers HTTP {status}, which may be temporary or meant for machines only.",
        "Open the link in a browser; if it fails there too, mend or remove it.",
        repeated=True,
    ),
    "odd-redirect": Outcome(
        Status.REVIEW,
        "The redirects of this address lead nowhere, go round in a circle, or are too many.",
        "Open the link in a browser; if it fails there too, correct the redirects.",
        repeated=True,
    ),
    "tls-fault": Outcome(
        Status.REVIEW,
        "No secure connection to {host} comes about; browsers may know ciphers that we do not.",
        "Open the link in a browser; if it fails there too, mend or remove it.",
        repeated=True,
    ),
    "slow": Outcome(
        Status.REVIEW,
        "It opened only after {seconds} s; the table takes more than {limit} s for no answer.",
        "Find out what holds the server up, and open the link again at another time.",
        repeated=True,
    ),
    "like-nothing": Outcome(
        Status.REVIEW,
        "The address shows the home page, an empty page, an error message, or the page that the "
        "site shows for any nonsense.",
        "If the content is gone, take the link away or answer with HTTP 404.",
        repeated=True,
    ),
    "not-a-file": Outcome(
        Status.REVIEW,
        "What came is not the file that the address names, but a web page or something else; it "
        "may be a step before the download.",
        "Open the link in a browser; if no file comes, upload it again or correct the address.",
        repeated=True,
    ),
    "in-code": Outcome(
        Status.REVIEW,
        "An address does not open that stands only in a style rule or a script; whether anybody "
        "meets it there cannot be said.",
        "See whether any page still uses the rule or the script; if so, mend the address.",
        repeated=True,
    ),
    "mass-failure": Outcome(
        Status.REVIEW,
        "{count} of {looked} targets failed, most of them alike, or with most of the site; that "
        "points to a wall, a mirror or an outage. Examples: {examples}",
        "Open the examples in a browser; if they fail there too, mend the common cause.",
    ),
    "blocked": Outcome(
        Status.NOT_TESTED,
        "{host} gave automated visits no page. Links that could not be judged: {count}. "
        "Examples: {examples}",
        "Open the examples in a browser, or allow the audit's address and repeat it.",
    ),
    "not-looked-robots": Outcome(
        Status.NOT_TESTED,
        "Links not asked for because of robots.txt: {count}. Examples: {examples}",
        "Allow the audit in robots.txt and repeat it, or open the links by hand.",
    ),
    "not-looked-limit": Outcome(
        Status.NOT_TESTED,
        "Links not looked at because a limit of this run was reached: {count}. "
        "Examples: {examples}",
        "Repeat the audit with a larger page, depth or time limit.",
    ),
    "not-looked-guard": Outcome(
        Status.NOT_TESTED,
        "Links not opened because their addresses are not public web addresses: {count}. "
        "Examples: {examples}",
        "See whether these links should stand on public pages at all.",
    ),
    "not-looked-resting": Outcome(
        Status.NOT_TESTED,
        "Links not asked for because their host had failed so often in a row that it was left "
        "alone: {count}. Examples: {examples}",
        "Open the examples in a browser, or repeat the audit at another time.",
    ),
}
"""Outcomes by link class; each link check declares the ones that its targets can have."""

BY_ANSWER = frozenset(
    ("gone", "server-error", "no-such-host", "refused", "soft-404", "redirect-loop")
)
"""Faults of what a server answers, which it may keep for programs: a browser looks at them, too.
What is wrong with a file shows in its bytes, which are kept."""

_FILE_CLASSES = {"wrong-content", "damaged", "not-a-file"}
_PAGE_CLASSES = {"soft-404", "like-nothing", "slow"}
_OWN_CLASSES = {"server-error", "refused", "redirect-loop", "unreachable"}
_LEFT_OUT: dict[Group, set[str]] = {
    "internal": _FILE_CLASSES,
    "attachment": _PAGE_CLASSES,
    "image": _PAGE_CLASSES,
    "external": _PAGE_CLASSES | _FILE_CLASSES | _OWN_CLASSES,
}


def outcomes_of(group: Group) -> dict[str, Outcome]:
    """The closed set of outcomes of one link check."""
    return {name: o for name, o in OUTCOMES.items() if name not in _LEFT_OUT[group]}
