"""Which cases belong together, and which look alike. Whatever the reader may not see is left out and not counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, IntegerField, Q, QuerySet, Value

from mazalim.accounts.queries import Standing
from mazalim.common.likeness import ALIKE
from mazalim.complainants.queries import refs_of_same_person
from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.models import Complaint, Likeness, Link, State, TextBand

FEW = 5
WITHIN = timedelta(days=7)  # two reports of one hole in the road come within a week
MOST_READ = 40
LEAST_KEY = 4  # consonants and blanks: "Ali" alone tells nobody apart

WORDS, OFFICIAL, PLACE = 0, 1, 2
_WHY = {WORDS: "words", OFFICIAL: "official", PLACE: "place"}


@dataclass(frozen=True)
class CaseLinked:
    """A case that belongs to another one. `role` is what it is to the case that is being read: lead, follower, joined, joined_lead,
    split_off, split_from, or linked.
    """

    complaint: Complaint
    role: str
    may_be_unlinked: bool


@dataclass(frozen=True)
class CaseAlike:
    """A case that may be about the same matter, and everything that speaks for it: words, official, place."""

    case_number: str
    subject: str
    language: str
    state: str
    lodged_at: datetime
    why: tuple[str, ...]


def cases_linked(standing: Standing, complaint: Complaint) -> tuple[CaseLinked, ...]:
    """The linked cases that the officer may see: the lead first, then the oldest. One query."""
    shown = complaints_shown_to(standing)
    pairs = Link.objects.filter(Q(first=complaint, second__in=shown) | Q(second=complaint, first__in=shown))
    found = [_linked(pair, complaint) for pair in pairs.select_related("first", "second")]
    return tuple(sorted(found, key=lambda one: (one.role not in {"lead", "joined_lead"}, one.complaint.lodged_at, one.complaint.pk)))


def _linked(pair: Link, complaint: Complaint) -> CaseLinked:
    is_onward = pair.first_id == complaint.pk
    other = pair.second if is_onward else pair.first
    match pair.why:
        case Link.Why.SPLIT:
            role = "split_off" if is_onward else "split_from"
        case Link.Why.JOINED:
            role = "joined" if is_onward else "joined_lead"
        case _:
            role = "linked" if not pair.is_led else "follower" if is_onward else "lead"
    return CaseLinked(other, role, may_be_unlinked=pair.why == Link.Why.LINKED)


def lead_of(standing: Standing, complaint: Complaint) -> Complaint | None:
    """The lead of a case, if it has one that the officer may see. One query."""
    return complaints_shown_to(standing).filter(links_onward__second=complaint, links_onward__is_led=True).first()


def other_case(standing: Standing, complaint: Complaint, case_number: str) -> Complaint | None:
    """Another case that the officer may see, by its number."""
    return complaints_shown_to(standing).filter(case_number=case_number).exclude(pk=complaint.pk).select_related("body", "desk").first()


def cases_alike(standing: Standing, complaint: Complaint, *, without: Iterable[int] = ()) -> tuple[CaseAlike, ...]:
    """What may be a duplicate: nearly the same words, the same official, the same place and category within days. One query.

    The complaint comes with its likeness, and `without` are the cases that are linked already. Cases that accuse an official look for
    their like among their own kind alone, and the others never meet them.
    """
    likeness: Likeness | None = getattr(complaint, "likeness", None)
    shown = complaints_shown_to(standing).filter(is_guarded=complaint.is_guarded).exclude(pk__in=[complaint.pk, *without])
    parts: list[QuerySet[Complaint, Any]] = []
    if likeness is not None and likeness.bands:
        alike = TextBand.objects.filter(value__in=likeness.bands).values("complaint").annotate(common=Count("pk")).filter(common__gte=ALIKE)
        parts.append(_found(shown.filter(pk__in=alike.values("complaint")), WORDS))
    if likeness is not None and len(likeness.official_key) >= LEAST_KEY:
        parts.append(_found(shown.filter(likeness__official_key=likeness.official_key), OFFICIAL))
    if complaint.place_id is not None:
        days = (complaint.lodged_at - WITHIN, complaint.lodged_at + WITHIN)
        near = shown.filter(place=complaint.place_id, category=complaint.category_id, lodged_at__range=days)
        parts.append(_found(near, PLACE))
    if not parts:
        return ()
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    found: dict[str, CaseAlike] = {}
    for number, subject, language, state, lodged_at, reason in rows.order_by("reason", "-lodged_at")[:MOST_READ]:
        known = found.get(number)
        why = (*(known.why if known else ()), _WHY[reason])
        found[number] = CaseAlike(number, subject, language, state, lodged_at, why)
    return tuple(sorted(found.values(), key=lambda one: -len(one.why)))[:FEW]


def _found(rows: QuerySet[Complaint], reason: int) -> QuerySet[Complaint, Any]:
    rows = rows.annotate(reason=Value(reason, IntegerField())).order_by()
    return rows.values_list("case_number", "subject", "language", "state", "lodged_at", "reason")


def cases_of_same_person(standing: Standing, complaint: Complaint) -> list[Complaint]:
    """The open cases of the same complainant at the same body that the officer may see, the oldest first; decided on the blind index."""
    refs = refs_of_same_person(complaint.complainant_ref)
    if not refs:
        return []
    rows = complaints_shown_to(standing).filter(
        complainant_ref__in=refs,
        body=complaint.body_id,
        is_guarded=complaint.is_guarded,
        state__in=[State.WITH_BODY, State.IN_PROGRESS],
        joined_to=None,
    )
    return list(rows.exclude(pk=complaint.pk).select_related("category").order_by("lodged_at", "pk"))
