"""How leaves look to officers. `{% load workbench %}`."""

from collections.abc import Callable, Hashable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.template import Context
from django.urls import get_script_prefix, reverse
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from mazalim.complaints.models import Complaint, IdentityMode, State
from mazalim.complaints.queries import LeafShown
from mazalim.complaints.templatetags.complaints import deadline_in_words
from mazalim.journey.casework.rules import RECUSAL_REASONS
from mazalim.journey.workbench.queries.desks import CaseRow
from mazalim.web import formats
from mazalim.web.templatetags.kept import kept, kept_around, one_after_another
from mazalim.web.templatetags.texts import named

register = template.Library()
_A_NUMBER = "0000-0000000"


@register.filter
def leaf_class(leaf: LeafShown) -> str:
    """The class that draws the mark of a leaf: a public body's has none."""
    if leaf.is_internal and leaf.author == "officer":
        return " in"
    return {"complainant": " you", "system": " sys"}.get(leaf.author, "")


@register.filter
def is_text(value: Any) -> bool:
    """Whether a value of a leaf's words is prose."""
    return isinstance(value, str)


@register.filter
def unlocalized(value: float) -> str:
    """A number for an attribute of a drawing: Latin digits and a point."""
    return f"{value:g}"


@register.filter
def recusal_reason(leaf: LeafShown) -> str:
    """Why an officer stepped back, as the list of reasons words it."""
    return str(RECUSAL_REASONS.get(leaf.payload.get("reason", ""), ""))


def _due(row: CaseRow, at: datetime) -> SafeString:
    """What is due next of a case in a list; where that is not the reply, which duty it is."""
    complaint = row.complaint
    if complaint.is_paused or not row.is_first_duty:
        return deadline_in_words(complaint, None, at=at)
    words = deadline_in_words(complaint, complaint.next_duty_at, at=at)
    return kept("workbench/parts/due.html", deadline=words, is_screening=complaint.state == State.SCREENING)


_VARYING = ("number", "lead", "address", "language", "subject", "tags", "category", "state", "officer", "language_name", "last_entry")


@register.simple_tag(takes_context=True)
def case_rows(context: Context, rows: Sequence[CaseRow], all_ticked: str = "") -> SafeString:
    """`{% case_rows listed.rows request.GET.tick %}`: the cases of a list, ticked where all are ("all"). The view puts `now` and `view` into the context.

    The template engine needed half of a page's time for fifty rows. Here the template is drawn for a row with news and one without, and each row's
    own words are put in; what several rows say alike is said once.
    """
    at, is_open, said = context["now"], context["view"].is_open, dict[Hashable, str]()
    before, after = _around_a_number(get_language() or "", get_script_prefix())
    drawn = {
        is_new: kept_around("workbench/list/row.html", _VARYING, is_new=is_new, is_ticked=all_ticked == "all") for is_new in (False, True)
    }

    def once(*alike: Hashable, make: Callable[[], str]) -> str:
        if alike not in said:
            said[alike] = make()
        return said[alike]

    def row_drawn(row: CaseRow) -> SafeString:
        complaint = row.complaint
        words = {
            "number": complaint.case_number,
            "lead": _due(row, at) if is_open else formats.short_day(complaint.lodged_at),
            "address": f"{before}{complaint.case_number}{after}",
            "language": complaint.language,
            "subject": complaint.subject,
            "tags": tags(complaint),
            "category": once("category", complaint.category_id, make=lambda: named(complaint.category.names)),
            "state": once(complaint.state, complaint.outcome, make=lambda: _state(complaint)),
            "officer": row.officer_name or "–",
            "language_name": once("language", complaint.language, make=lambda: formats.language_name(complaint.language)),
            "last_entry": formats.since(complaint.last_entry_at, at),
        }
        return drawn[row.is_new](words)

    return one_after_another(map(row_drawn, rows))


def _state(complaint: Complaint) -> str:
    state = complaint.get_state_display()
    return f"{state}{formats.comma()}{complaint.get_outcome_display()}" if complaint.outcome and not complaint.is_open else state


@register.simple_tag
def tags(complaint: Complaint) -> SafeString:
    """`{% tags complaint %}`: what is out of the ordinary with a case, in a word each."""
    return kept(
        "workbench/parts/tags.html",
        round=complaint.round,
        kind=complaint.get_kind_display() if complaint.is_short_lane else "",
        is_appealed=complaint.state == State.UNDER_APPEAL,
        decision=complaint.get_appeal_decision_display(),
        is_accusing=complaint.accuses_official,
        is_confidential=complaint.identity_mode == IdentityMode.CONFIDENTIAL,
    )


@register.simple_tag
def case_address(case_number: str) -> str:
    """`{% case_address complaint.case_number %}`: where a case is read; the router is asked once a language and not for every row."""
    before, after = _around_a_number(get_language() or "", get_script_prefix())
    return f"{before}{escape(case_number)}{after}"


@lru_cache(maxsize=64)
def _around_a_number(language: str, prefix: str) -> tuple[str, str]:
    before, _, after = reverse("workbench:case", args=[_A_NUMBER]).partition(_A_NUMBER)
    return before, after
