"""The one table of checks (检查登记表), in the order of the report."""

from __future__ import annotations

import difflib
from typing import Any

from checks.accessibility.accessibility_violations import accessibility_violations
from checks.accessibility.elder_mode import elder_mode
from checks.accessibility.keyboard_reach import keyboard_reach
from checks.availability.dead_address import dead_address
from checks.availability.home_often_down import home_often_down
from checks.availability.site_unreachable import site_unreachable
from checks.columns.elements_not_told import elements_not_told
from checks.columns.guide_elements import guide_elements
from checks.columns.guides_without_forms import guides_without_forms
from checks.columns.required_column import required_column
from checks.columns.services_impractical import services_impractical
from checks.columns.systems_not_open import systems_not_open
from checks.disclosure.catalogue_fields import catalogue_fields
from checks.disclosure.consultation_incomplete import consultation_incomplete
from checks.disclosure.consultation_unanswered import consultation_unanswered
from checks.disclosure.gazette_gaps import gazette_gaps
from checks.disclosure.guides_differ import guides_differ
from checks.disclosure.hotline_missing import hotline_missing
from checks.disclosure.interpretation_late import interpretation_late
from checks.disclosure.interpretation_unlinked import interpretation_unlinked
from checks.disclosure.merged_in_name import merged_in_name
from checks.disclosure.missing_disclosure_mark import missing_disclosure_mark
from checks.disclosure.plan_late import plan_late
from checks.disclosure.progress_gap import progress_gap
from checks.disclosure.reply_not_in_full import reply_not_in_full
from checks.disclosure.reprint_late import reprint_late
from checks.disclosure.rules_late import rules_late
from checks.disclosure.scanned_attachments import scanned_attachments
from checks.display.display_disturbed import display_disturbed
from checks.display.slow_page import slow_page
from checks.display.third_parties import third_parties
from checks.framework import Check
from checks.https.certificate_invalid import certificate_invalid
from checks.https.certificate_weak import certificate_weak
from checks.https.entrances_differ import entrances_differ
from checks.https.https_unreachable import https_unreachable
from checks.https.insecure_form import insecure_form
from checks.https.mixed_content import mixed_content
from checks.https.no_hsts import no_hsts
from checks.https.no_https_redirect import no_https_redirect
from checks.https.weak_encryption import weak_encryption
from checks.interaction.few_activities import few_activities
from checks.interaction.late_replies import late_replies
from checks.interaction.letter_elements import letter_elements
from checks.interaction.stale_letters import stale_letters
from checks.interaction.unanswered_letters import unanswered_letters
from checks.ipv6.ipv6_differs import ipv6_differs
from checks.ipv6.ipv6_unreachable import ipv6_unreachable
from checks.ipv6.links_without_ipv6 import links_without_ipv6
from checks.ipv6.nameservers_without_ipv6 import nameservers_without_ipv6
from checks.ipv6.no_aaaa import no_aaaa
from checks.links.broken_attachment import broken_attachment
from checks.links.broken_external import broken_external
from checks.links.broken_image import broken_image
from checks.links.broken_internal import broken_internal
from checks.links.external_without_prompt import external_without_prompt
from checks.links.hidden_link import hidden_link
from checks.links.taken_over_link import taken_over_link
from checks.norms.advertising import advertising
from checks.norms.articles_unlabelled import articles_unlabelled
from checks.norms.codes_differ import codes_differ
from checks.norms.contradicting_dates import contradicting_dates
from checks.norms.domain_form import domain_form
from checks.norms.missing_mark import missing_mark
from checks.norms.missing_tag import missing_tag
from checks.norms.name_differs import name_differs
from checks.norms.no_missing_page import no_missing_page
from checks.norms.tag_differs import tag_differs
from checks.privacy.personal_data_exposed import personal_data_exposed
from checks.search.search_broken import search_broken
from checks.search.search_missing import search_missing
from checks.stale.blank_column import blank_column
from checks.stale.columns_not_updated import columns_not_updated
from checks.stale.few_home_updates import few_home_updates
from checks.stale.stale_column import stale_column
from checks.stale.stale_home import stale_home

CHECKS: tuple[Check[Any], ...] = (
    site_unreachable,
    home_often_down,
    dead_address,
    stale_home,
    few_home_updates,
    columns_not_updated,
    stale_column,
    blank_column,
    services_impractical,
    required_column,
    elements_not_told,
    guide_elements,
    guides_without_forms,
    systems_not_open,
    unanswered_letters,
    stale_letters,
    late_replies,
    letter_elements,
    few_activities,
    interpretation_unlinked,
    interpretation_late,
    missing_disclosure_mark,
    scanned_attachments,
    reply_not_in_full,
    consultation_incomplete,
    consultation_unanswered,
    plan_late,
    rules_late,
    progress_gap,
    gazette_gaps,
    reprint_late,
    guides_differ,
    catalogue_fields,
    hotline_missing,
    merged_in_name,
    personal_data_exposed,
    broken_internal,
    broken_attachment,
    broken_image,
    broken_external,
    taken_over_link,
    hidden_link,
    external_without_prompt,
    search_missing,
    search_broken,
    nameservers_without_ipv6,
    no_aaaa,
    ipv6_unreachable,
    ipv6_differs,
    links_without_ipv6,
    https_unreachable,
    certificate_invalid,
    certificate_weak,
    weak_encryption,
    no_https_redirect,
    entrances_differ,
    no_hsts,
    mixed_content,
    insecure_form,
    missing_mark,
    codes_differ,
    missing_tag,
    tag_differs,
    domain_form,
    name_differs,
    articles_unlabelled,
    contradicting_dates,
    no_missing_page,
    advertising,
    accessibility_violations,
    elder_mode,
    keyboard_reach,
    display_disturbed,
    slow_page,
    third_parties,
)


def by_id(id: str) -> Check[Any]:
    """Find a check by its id; a duty may follow it (``required-column/D01``).

    Raises:
        KeyError: no check is called so; the message names the nearest ones.
    """
    known = {check.id: check for check in CHECKS}
    name = id.partition("/")[0]
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.4) or sorted(known)
    raise KeyError(f"no check is called {name!r}; did you mean {', '.join(near)}?")
