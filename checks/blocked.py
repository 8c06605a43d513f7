"""Bot walls (反爬拦截): answers that refuse a machine and say nothing of the site."""

from __future__ import annotations

from checks.evidence import SiteEvidence
from checks.observations import Attempt

REFUSALS = frozenset({202, 401, 403, 405, 407, 412, 418, 422, 429, 499, 521, 999})
"""Statuses with which walls, logins and rate limits turn machines away (safety rule 1.4;
412 and 202 are the first answer of 瑞数, 521 that of 加速乐, 405 and 422 of 阿里云)."""


def is_blocked(evidence: SiteEvidence, attempt: Attempt) -> bool:
    """Whether an exchange met a wall instead of the site, by its status or by its page."""
    if attempt.status in REFUSALS:
        return True
    facts = None if attempt.failure else evidence.facts(attempt)
    return facts is not None and (facts.kind == "challenge" or bool(facts.challenge))
