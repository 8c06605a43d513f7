"""What a score says in words (计分用语); message ids, translated where they are used."""

from __future__ import annotations


def _(text: str) -> str:
    """Mark a message id for the catalogue."""
    return text


RESULTS = {
    "veto": _("Fails: a veto holds"),
    "fail": _("Fails: below {pass_from} points"),
    "pass": _("Passes"),
    "inconclusive": _("No conclusion"),
    "unscored": _("Norms without points"),
}

DOUBTS = {
    "trouble": _("too little of the site could be seen"),
    "review": _("suspicions of a veto wait for a person"),
    "coverage": _("only {part} of {whole} vetoes could be judged (from {bar} % on)"),
    "points": _(
        "only {percent} % of the points could be judged by figures that a source gives (from"
        " {bar} % on)"
    ),
}

STATES = {
    "fail": _("fault"),
    "review": _("for review"),
    "not-tested": _("not tested"),
    "error": _("tool error"),
    "pass": _("in order"),
    "not-applicable": _("not applicable"),
    "no-check": _("no check yet"),
    "manual": _("for a person"),
    "outside": _("out of sight"),
    "left-out": _("left out"),
}

WHY = {
    "condition": _("depends on what cannot be told from outside"),
    "kind": _("for another kind of site"),
    "level": _("for another level"),
    "region": _("for another region"),
    "services": _("for sites with services to offer"),
    "term": _("its term had not ended at the inspection"),
    "unknown": _("not known whether it holds for this site"),
    "no-subject": _("nothing of the kind on this site"),
    "excused": _("lifted by an exception"),
}

KINDS = {
    "veto": _("veto"),
    "deduction": _("deduction"),
    "bonus": _("bonus"),
    "norm": _("norm without points"),
}

COSTS = {
    ("finding", False): _("{points} each"),
    ("line", False): _("{points} in all"),
    ("finding", True): _("{points} each, {cap} at most"),
    ("line", True): _("{points} in all"),
}
UNKNOWN_COST = _("points not known")

ORIGINS = {
    "unconfirmed": _("not confirmed by a source"),
    "project-default": _("default of this project"),
}

FIGURES = {
    "points": _("full sum"),
    "pass_from": _("line between pass and fail"),
    "bonus_above": _("line of the bonus part"),
    "group": _("points of “{name}”"),
}
OPTIONS = {
    "points": _("points for a fault"),
    "cap": _("points at most"),
    "windows": _("days within which an update is due"),
    "long_windows": _("days after which a column counts as not updated for long"),
    "window_days": _("days within which an update is due"),
    "stale": _("columns not updated"),
    "long": _("columns not updated for long"),
    "blank": _("blank columns"),
    "missing_classes": _("classes of elements missing"),
    "guides": _("guides"),
    "holds": _("months in which something is due"),
    "within_days": _("days within which an update is due"),
}
"""Names of figures in lines; others stand as they are called in the set."""
FOOTNOTE = _("{place}: {name} {value} ({origin})")

POINTS = _(
    "{deducted} points of {full} are taken off by the figures that a source gives, one fact never"
    " twice. What was not judged, or has no figure, takes nothing off."
)
SCALED = _("The part on services is left out and the rest scaled up to {full}.")
BONUS = _("The score opens the bonus part, which is not computed here.")
VETOES_ONLY = _("Sites that are no portals are judged by vetoes only.")
KIND_UNKNOWN = _("The kind of the site is not known, so vetoes only are judged (--kind tells it).")
NOT_IN_FORCE = _("The table was not in force at the inspection time ({begin} – {end}).")

VETO_SHARE = _("Vetoes judged")
JUDGED_SHARE = _("Points behind lines that were judged")
SCORED_SHARE = _("Of these with figures that a source gives")
COLUMNS_SEEN = _("Columns of level {level} read")
OF = _("{part} of {whole} ({percent} %)")
NONE = _("none there")
MORE = _("… and {count} more")
