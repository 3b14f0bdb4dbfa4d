"""Which cases belong together, and which look alike. Whatever the reader may not see is left out and not counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When
from django.utils.functional import Promise

from mazalim.accounts.queries import Standing
from mazalim.common.likeness import ALIKE
from mazalim.complainants.queries import refs_of_same_person
from mazalim.complaints.access import complaints_shown_to, rows_shown
from mazalim.complaints.models import Complaint, Likeness, Link, State, TextBand

FEW = 5
WITHIN = timedelta(days=7)  # two reports of one hole in the road come within a week
MOST_READ = 60
LEAST_KEY = 4  # consonants and blanks: "Ali" alone tells nobody apart


@dataclass(frozen=True)
class CaseBeside:
    """Another case as the page of one shows it: enough to know it again and to open it."""

    case_number: str
    subject: str
    language: str
    state: str
    lodged_at: datetime

    @property
    def state_name(self) -> str | Promise:
        """The state in words."""
        return State(self.state).label


@dataclass(frozen=True)
class CaseLinked:
    """A case that belongs to another one. `role` is what it is to the case that is being read: one of ROLES."""

    case: CaseBeside
    role: str

    @property
    def may_be_unlinked(self) -> bool:
        """A split or a join is a fact and stays."""
        return self.role in {"lead", "follower", "linked"}


@dataclass(frozen=True)
class CaseAlike:
    """A case that may be about the same matter, and everything that speaks for it: words, official, place."""

    case: CaseBeside
    why: tuple[str, ...]


@dataclass(frozen=True)
class Beside:
    """The cases that belong to one, the lead first, and those that may be about the same matter, the likeliest first."""

    linked: tuple[CaseLinked, ...] = ()
    alike: tuple[CaseAlike, ...] = ()

    @property
    def lead(self) -> CaseLinked | None:
        """The case that this one follows."""
        return next((one for one in self.linked if one.role in {"lead", "joined_lead"}), None)


ROLES = ("lead", "joined_lead", "split_from", "follower", "joined", "split_off", "linked")
REASONS = ("words", "official", "place")
_SAID_AS = (*ROLES, *REASONS)  # a row says by its place in this list what it stands for


def cases_beside(standing: Standing, complaint: Complaint) -> Beside:
    """What belongs to a case and what looks like it, as far as the officer may see. One query.

    The complaint comes with its likeness. Cases that accuse an official look for their like among their own kind alone, and the others
    never meet them.
    """
    likeness: Likeness | None = getattr(complaint, "likeness", None)
    bands = sorted(set(likeness.bands)) if likeness is not None else []
    official = [likeness.official_key] if likeness is not None and len(likeness.official_key) >= LEAST_KEY else []
    around: list[Any] = []
    if complaint.place_id is not None:
        around = [complaint.place_id, complaint.category_id, complaint.lodged_at - WITHIN, complaint.lodged_at + WITHIN]

    def beside(who: Standing, pk: int, *values: Any) -> Rows:
        shown = complaints_shown_to(who).exclude(pk=pk)
        alike = shown.filter(is_guarded=complaint.is_guarded)
        last = len(bands) + len(official)
        parts = [_linked_on(shown, pk), _linked_back(shown, pk)]
        if bands:
            parts.append(_alike_in_words(alike, values[: len(bands)]))
        if official:
            parts.append(_said(alike.filter(likeness__official_key=values[len(bands)]), _role("official")))
        if around:
            where, category, first, until = values[last:]
            parts.append(_said(alike.filter(place=where, category=category, lodged_at__range=(first, until)), _role("place")))
        return parts[0].union(*parts[1:], all=True).order_by("place_in_list", "-lodged_at")[:MOST_READ]  # type: ignore[misc]  # annotated

    shape = (complaint.is_guarded, len(bands), bool(official), bool(around))
    rows = rows_shown(standing, ("cases beside", shape), beside, complaint.pk, *bands, *official, *around)
    linked: list[CaseLinked] = []
    why: dict[CaseBeside, list[str]] = {}
    for *fields, place in rows:
        case, said = CaseBeside(*fields), _SAID_AS[place]
        if said in ROLES:
            linked.append(CaseLinked(case, said))
        elif all(case != one.case for one in linked):
            why.setdefault(case, []).append(said)
    alike = sorted((CaseAlike(case, tuple(reasons)) for case, reasons in why.items()), key=lambda one: -len(one.why))
    return Beside(tuple(linked), tuple(alike[:FEW]))


Rows = QuerySet[Complaint, Any]


def _said(rows: QuerySet[Complaint], place: Any) -> Rows:
    rows = rows.annotate(place_in_list=place).order_by()
    return rows.values_list("case_number", "subject", "language", "state", "lodged_at", "place_in_list")


def _role(name: str) -> Value:
    return Value(_SAID_AS.index(name), IntegerField())


def _linked_on(shown: QuerySet[Complaint], pk: int) -> Rows:
    """Those that stand second in a link of this case."""
    why, led = "links_back__why", "links_back__is_led"
    role = Case(
        When(**{why: Link.Why.SPLIT}, then=_role("split_off")),
        When(**{why: Link.Why.JOINED}, then=_role("joined")),
        When(**{led: True}, then=_role("follower")),
        default=_role("linked"),
    )
    return _said(shown.filter(links_back__first=pk), role)


def _linked_back(shown: QuerySet[Complaint], pk: int) -> Rows:
    """Those that stand first in a link of this case."""
    why, led = "links_onward__why", "links_onward__is_led"
    role = Case(
        When(**{why: Link.Why.SPLIT}, then=_role("split_from")),
        When(**{why: Link.Why.JOINED}, then=_role("joined_lead")),
        When(**{led: True}, then=_role("lead")),
        default=_role("linked"),
    )
    return _said(shown.filter(links_onward__second=pk), role)


def _alike_in_words(shown: QuerySet[Complaint], bands: Sequence[int]) -> Rows:
    found = TextBand.objects.filter(value__in=bands).values("complaint")
    near = found.annotate(common=Count("pk")).filter(common__gte=ALIKE).values("complaint")
    return _said(shown.filter(pk__in=near), _role("words"))


def lead_of(standing: Standing, complaint: Complaint) -> Complaint | None:
    """The lead of a case, if it has one that the officer may see. One query."""
    return complaints_shown_to(standing).filter(links_onward__second=complaint, links_onward__is_led=True).first()


def other_case(standing: Standing, complaint: Complaint, case_number: str) -> Complaint | None:
    """Another case that the officer may see, by its number."""
    return complaints_shown_to(standing).filter(case_number=case_number).exclude(pk=complaint.pk).select_related("body", "desk").first()


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
