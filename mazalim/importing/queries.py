"""What lines are checked against, read once; and which of them are here already."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Set
from datetime import datetime
from functools import cache
from typing import Any

from mazalim.accounts.models import Grant, Officer, Role
from mazalim.complaints.terms import Terms
from mazalim.country.policy import Policy, Span
from mazalim.country.queries import calendar, policy_on
from mazalim.directory.models import Category, Desk, Place, PublicBody
from mazalim.directory.queries import central_desk, line_above
from mazalim.directory.rules import DeskOffer
from mazalim.importing.models import ImportedCase
from mazalim.importing.rules import Known, KnownBody
from mazalim.journey.routing.queries import Destination, destination_of
from mazalim.journey.routing.queries.destinations import desk_among


def known_now(*, source: str, at: datetime) -> Known:
    """The directory, the officers and the rules as they stand. Eight queries, and one or two for each body that officials are accused at."""
    deals_with: dict[int, list[int]] = defaultdict(list)
    for body, category in PublicBody.categories.through.objects.values_list("publicbody_id", "category_id"):
        deals_with[body].append(category)
    bodies = PublicBody.objects.filter(is_active=True, accepts_complaints=True)
    return Known(
        source=source,
        at=at,
        days=calendar().remembering(),
        policy_on=cache(policy_on),
        terms_of=_terms_of(),
        bodies={code: KnownBody(pk, frozenset(deals_with[pk])) for pk, code in bodies.values_list("pk", "code")},
        categories={row.code: row for row in Category.objects.filter(is_active=True)},
        places=dict(Place.objects.values_list("code", "pk")),
        officers={email.casefold(): pk for pk, email in Officer.objects.values_list("pk", "email")},
        centre=central_desk(),
        destination=_destination(),
        appeal_desk=_appeal_desk(),
    )


def here_already(*, source: str, references: Iterable[str]) -> set[str]:
    """Those of the references that were taken over before. One query."""
    return set(ImportedCase.objects.filter(source=source, reference__in=list(references)).values_list("reference", flat=True))


def _terms_of() -> Callable[[Policy, Category], dict[str, Any]]:
    """The terms by policy and category. The same object comes again and again, so that it is read and written out once."""
    kept: dict[tuple[int, int], dict[str, Any]] = {}

    def terms(policy: Policy, category: Category) -> dict[str, Any]:
        key = (id(policy), category.pk)  # policies live as long as the run
        if key not in kept:
            span = Span(category.response_days, category.response_unit)  # type: ignore[arg-type]  # the column's choices
            kept[key] = Terms.of(policy, decision=span).as_json()
        return kept[key]

    return terms


def _destination() -> Callable[[int, int, bool], Destination]:
    offers: dict[int, list[DeskOffer]] = defaultdict(list)
    for desk in Desk.objects.filter(is_active=True).prefetch_related("categories"):
        offers[desk.body_id].append(DeskOffer(desk.pk, desk.kind, frozenset(row.pk for row in desk.categories.all())))

    @cache
    def place(body: int, category: int, accuses_official: bool) -> Destination:
        if accuses_official:
            return destination_of(body=PublicBody.objects.get(pk=body), category_id=category, accuses_official=True)
        return desk_among(offers[body], body_id=body, category_id=category)

    return place


def _appeal_desk() -> Callable[[int, bool, Set[int]], tuple[int, int]]:
    """As the appeals choose it, with the officers of today and without conflicts of interest, of which another system tells nothing."""
    people: dict[int, set[int]] = defaultdict(set)
    for desk, officer in Grant.objects.filter(role=Role.OFFICER, ended_at=None, desk__isnull=False).values_list("desk_id", "officer_id"):
        people[desk or 0].add(officer)
    centre = central_desk()

    @cache
    def ladder(body: int, is_guarded: bool) -> tuple[Desk, ...]:
        kind = Desk.Kind.INTEGRITY if is_guarded else Desk.Kind.GENERAL
        above = [row.pk for row in reversed(line_above(body))]
        at_body = {desk.body_id: desk for desk in Desk.objects.filter(body_id__in=above, kind=kind, is_active=True)}
        return (*(at_body[pk] for pk in above if pk in at_body), centre)

    def chosen(body: int, is_guarded: bool, barred: Set[int]) -> tuple[int, int]:
        desk = next((desk for desk in ladder(body, is_guarded) if people[desk.pk] - barred), centre)
        return desk.body_id, desk.pk

    return chosen
