"""The policies of casework that need no look at a row."""

from collections.abc import Mapping, Set
from types import MappingProxyType
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from mazalim.common.clock import day_of
from mazalim.complaints.models import Complaint, Proposal
from mazalim.country.calendar import Calendar
from mazalim.country.policy import Span
from mazalim.directory.models import Category

# Why a complaint is not admissible. The code stands in the entry and in the figures; the officer writes the words for this one case.
REFUSAL_REASONS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "not_a_public_body": pgettext_lazy("refusal", "It is not about a public body"),
        "before_a_court": pgettext_lazy("refusal", "A court is dealing with it or has decided it"),
        "before_another_office": pgettext_lazy("refusal", "The law gives it to another office alone"),
        "same_matter_decided": pgettext_lazy("refusal", "The same matter was decided before"),
        "anonymous_or_unclear": pgettext_lazy("refusal", "It does not say what happened or who complains"),
        "outside_country": pgettext_lazy("refusal", "It happened outside the country and its offices abroad"),
        "no_own_interest": pgettext_lazy("refusal", "It concerns somebody else, who gave no mandate"),
        "personal_insult": pgettext_lazy("refusal", "It holds insults alone"),
    }
)


# Why an officer steps back from a case. The code stands in the entry; words of their own are needed for the last one alone.
RECUSAL_REASONS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "kinship": pgettext_lazy("recusal", "I am related to somebody in this case"),
        "own_matter": pgettext_lazy("recusal", "It is about a matter or an interest of my own"),
        "former_post": pgettext_lazy("recusal", "I dealt with it in an earlier post"),
        "friendship_or_enmity": pgettext_lazy("recusal", "Friendship or enmity with somebody in this case"),
        "other": pgettext_lazy("recusal", "Another reason"),
    }
)
# Who the accused official is, where it is no officer of the service.
RULED_OUT_AS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "not_an_officer": pgettext_lazy("official", "The official does not work with this service"),
        "does_not_exist": pgettext_lazy("official", "There is no such official"),
    }
)


def is_second_person(proposal: Proposal, officer_id: int) -> bool:
    """Whoever proposed an act never agrees to it."""
    return proposal.proposed_by_id != officer_id


def goes_to_a_ruling(complaint: Complaint) -> bool:
    """After so many referrals the next one goes to the central desk, whose ruling binds."""
    return complaint.referrals >= complaint.terms.referral_limit


def without_the_doubted(officers: Set[int], complaint: Complaint) -> Set[int]:
    """In a later round the case goes to somebody else than who drafted the doubted reply, unless nobody else is there."""
    return (officers - {complaint.drafter_id} or officers) if complaint.round > 1 else officers


def shorter_promise(complaint: Complaint, category: Category, *, calendar: Calendar) -> tuple[dict[str, Any], Span] | None:
    """The terms and this round's response time that a category brings, where it promises a reply sooner than the case's terms do."""
    span = Span(category.response_days, category.response_unit)  # type: ignore[arg-type]  # the column's choices
    terms = complaint.terms
    if not is_shorter(span, terms.decision, calendar=calendar, complaint=complaint):
        return None
    shorter = {**complaint.terms_of_lodging, "decision": {"days": span.days, "unit": span.unit}}
    return shorter, span if complaint.round == 1 else terms.read(shorter).next_round


def is_shorter(span: Span, than: Span, *, calendar: Calendar, complaint: Complaint) -> bool:
    """Whether a response time ends sooner than another, counted from the day of lodging: their units may differ."""
    day = day_of(complaint.lodged_at, calendar.zone)
    return calendar.add(day, span) < calendar.add(day, than)


KNOWS_COUNTS = 3  # who has answered such cases before stands as if they held so many fewer


def burden(*, open_cases: int, due_soon: int, knows_category: bool = False) -> int:
    """How much somebody has to do, to be compared with colleagues: each open case once, each that is due within a week twice.

    Who has answered this category before stands three cases lighter.
    """
    return open_cases + due_soon - (KNOWS_COUNTS if knows_category else 0)
