"""The second belt: whatever lists, counts, finds, suggests, exports or tells for officers gives one who is excluded nothing of the case.

Every reading for officers stands in SURFACES. Who writes a new one adds a line: the test compares what an officer is shown in a country without the
case with what they are shown when it is there and they are excluded from it. Not even a number may differ.
"""

from array import array
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

import pytest
from django.db.models import Model, QuerySet

from mazalim.accounts.models import Officer, Role
from mazalim.accounts.queries import Standing
from mazalim.complaints import tasks
from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.models import Complaint, Entry, Exclusion, Proposal, State
from mazalim.complaints.search import found_among, question_in, scope_of
from mazalim.directory.queries import central_desk
from mazalim.journey.appeals import queries as appeals
from mazalim.journey.casework import queries as casework
from mazalim.journey.casework.actions import telling
from mazalim.journey.casework.models import Task
from mazalim.journey.casework.queries import bulk
from mazalim.journey.replies import queries as replies
from mazalim.journey.replies.models import Commitment
from mazalim.journey.routing import queries as routing
from mazalim.journey.routing.models import Ruling
from mazalim.journey.supervision.queries import closings, handing
from mazalim.journey.systemic import queries as systemic
from mazalim.journey.systemic.models import SystemicIssue, Tie
from mazalim.journey.workbench.queries import audit, boards, desks, exports, places, work
from mazalim.journey.workbench.rules import VIEWS
from tests import factories
from tests.factories import NOON, Case

pytestmark = pytest.mark.django_db
CANARY = "Zq-canary"
LATE = NOON + timedelta(days=25)


def _everywhere(by: Standing, neighbour: Complaint) -> list[str]:
    """The officer's places, but for the other desks of the body."""
    keys = [place.key for place in places.places_of(by).places]
    return [key for key in keys if not key.startswith("desk-") or key in {keys[0], f"desk-{neighbour.desk_id}"}]


def _desk_pages(by: Standing, neighbour: Complaint) -> Any:
    listed = [
        desks.desk_page(by, place=place, view=VIEWS[0], filters=desks.Filters(), cursor=None, at=LATE)
        for place in _everywhere(by, neighbour)
    ]
    sought = desks.desk_page(
        by, place=places.places_of(by).chosen, view=VIEWS[-1], filters=desks.Filters(words=CANARY), cursor=None, at=LATE
    )
    return [*listed, sought]  # the tabs of a list count what the other views hold


def _search(by: Standing, _: Complaint) -> Any:
    questions = [question_in(words) for words in (CANARY, "hole in front of the school", "Karim")]
    return [found_among(complaints_shown_to(by), question, scope_of(by)).order_by("pk") for question in questions if question]


def _to_assign(by: Standing, neighbour: Complaint) -> Any:
    return [casework.colleagues_by_fit(neighbour, shown_to=by, at=LATE), bulk.officers_to_choose([neighbour], shown_to=by, at=LATE)]


def _exports(by: Standing, neighbour: Complaint) -> Any:
    """What would be written, and the rows of every case there is: one may have been chosen before the officer was excluded."""
    listed = {"place": _everywhere(by, neighbour)[0], "view": VIEWS[0], "filters": desks.Filters(), "at": LATE}
    everything = array("q", Complaint.objects.values_list("pk", flat=True))
    sheet = exports.sheet_in_language(has_subjects=True)
    return [list(exports.keys_listed(by, **listed)), exports.count_listed(by, **listed), list(exports.rows_written(by, everything, sheet))]


def _supervision(by: Standing, neighbour: Complaint) -> Any:
    """What a supervisor reads of the body, and of what an officer holds."""
    body = neighbour.body_id
    held = closings.mass_closings(by, body=body, last=NOON.date()), closings.contradicted_cases(by, body=body, at=LATE, cursor=None)
    return [*held, handing.cases_held(by, by.officer_id).order_by("pk")]


def _issues(by: Standing, _: Complaint) -> Any:
    issue = SystemicIssue.objects.get()
    parts = (systemic.cases_of(issue, by, cursor=None), systemic.cases_to_tie(issue, by, cursor=None), systemic.number_of_cases(issue, by))
    return [*parts, systemic.issues_page(by, which=SystemicIssue.State.OPEN, cursor=None, at=LATE)]


SURFACES: dict[str, Callable[[Standing, Complaint], Any]] = {
    "my work": lambda by, _: work.my_work(by, cursor=None, at=LATE),
    "lists of desks and bodies": _desk_pages,
    "boards": lambda by, neighbour: [boards.board_of(by, place=place, at=LATE) for place in _everywhere(by, neighbour)],
    "places": lambda by, _: places.places_of(by),
    "search": _search,
    "approvals": lambda by, _: replies.approvals_for(by, cursor=None, at=NOON),
    "commitments": lambda by, _: [replies.commitments_for(by, which=which, cursor=None) for which in ("mine", "open", "kept", "broken")],
    "screening": lambda by, _: routing.cases_in_screening(shown_to=by, cursor=None, at=NOON),
    "rulings": lambda by, neighbour: [routing.rulings_page(by), routing.rulings_page(by, words="hole"), routing.precedents(by, neighbour)],
    "tasks": lambda by, _: [
        casework.tasks_due(by, most=9),
        *(casework.tasks_page(by, which=one, cursor=None) for one in ("mine", "desk", "done")),
    ],
    "appeals": lambda by, _: [
        appeals.appeals_page(by, is_decided=False, cursor=None),
        appeals.appeals_page(by, is_decided=True, cursor=None),
    ],
    "appeals to decide": lambda by, _: appeals.appeals_to_decide(by),
    "cases beside": lambda by, neighbour: casework.cases_beside(by, neighbour),
    "cases of the same person": lambda by, neighbour: casework.cases_of_same_person(by, neighbour),
    "suggestions of officers": _to_assign,
    "exports": _exports,
    "supervision": _supervision,
    "systemic issues": _issues,
    "exclusions": lambda by, _: casework.exclusions_page(by, cursor=None, at=NOON),
    "what auditors see": lambda by, _: audit.conflicts_seen(by, cursor=None),
    "the daily mail": lambda by, _: telling._due_soon(NOON + timedelta(days=18))[by.officer_id],
}

# What the same officer would be shown of the case, were they not excluded: the canary must sing there, or the test proves nothing.
HANDS = {
    "an officer of the desk": lambda case: {"desk": case.desk},
    "the supervisor": lambda case: {"supervises": case.body},
    "a central officer": lambda _: {"role": Role.CENTRAL_OFFICER},
    "an officer of the appeal's desk": lambda _: {"desk": factories.body("KRG04").desks.get(kind="general")},
}
STATES = (State.IN_PROGRESS, State.AWAITING_APPROVAL, State.ANSWERED, State.UNDER_APPEAL, State.SCREENING)


def flat(value: Any) -> Any:
    """A result as plain values; rows by what they are and their key."""
    if isinstance(value, Model):
        return (type(value).__name__, value.pk)
    if isinstance(value, QuerySet):
        return [flat(row) for row in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: flat(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {str(key): flat(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [flat(one) for one in value]
    return value if isinstance(value, int | float | bool) or value is None else str(value)


def shown(by: Standing, neighbour: Complaint) -> dict[str, Any]:
    return {name: flat(read(by, neighbour)) for name, read in SURFACES.items()}


def _canary(by: Officer, state: State, at: datetime) -> Case:
    """A case in a state that hangs on everything an officer's lists are made of, open to everybody above and held by the officer."""
    case = factories.lodge(at=at, subject=f"{CANARY} {by.pk}", email="karim@example.org")
    complaint, entry = case.complaint, Entry.objects.filter(complaint=case.complaint).order_by("-number").first()
    day = date(2026, 11, 20)
    Proposal.objects.create(complaint=complaint, act="extend", proposed_by=by, proposed_at=NOON, expires_at=LATE)
    Task.objects.create(complaint=complaint, desk=complaint.desk, text=CANARY, owner=by, added_by=by, added_at=NOON, due_date=day)
    Commitment.objects.create(complaint=complaint, entry=entry, number=1, due_date=day, owner=by)
    Ruling.objects.create(complaint=complaint, entry=entry, body=complaint.body, category=complaint.category, is_open=True, at=NOON)
    Tie.objects.create(issue=SystemicIssue.objects.get(), complaint=complaint, tied_by=by, tied_at=NOON)
    complaint.state, complaint.is_opened_to_centre, complaint.opened_to_body = state, True, complaint.body
    complaint.appeal_desk = factories.body("KRG04").desks.get(kind="general") if state == State.UNDER_APPEAL else None
    complaint.answered_at = NOON if state == State.ANSWERED else None
    complaint.officer = by
    if state == State.SCREENING:
        complaint.desk = central_desk()
    complaint.save()
    return case


@pytest.fixture
def neighbour() -> Complaint:
    case = factories.lodge(email="karim@example.org")
    Complaint.objects.filter(pk=case.complaint.pk).update(is_opened_to_centre=True)
    body = case.complaint.body
    SystemicIssue.objects.create(body=body, category=case.complaint.category, title="Holes", opened_at=NOON, owner=factories.officer())
    return case.fresh()


@pytest.mark.parametrize("hand", HANDS)
def test_who_is_excluded_is_shown_nothing_and_no_number_differs(neighbour, hand):
    made = factories.officer(**HANDS[hand](neighbour))
    by = factories.standing(made)
    without = shown(by, neighbour)
    complaints = [_canary(made, state, NOON - timedelta(hours=2 * place)).complaint for place, state in enumerate(STATES)]
    sung = {name for name, found in shown(by, neighbour).items() if found != without[name]}
    seen = set(complaints_shown_to(by).filter(pk__in=[one.pk for one in complaints]).values_list("state", flat=True))
    assert seen, hand
    assert {"search", "my work", "lists of desks and bodies"} & sung, (hand, sung)
    Exclusion.objects.bulk_create(Exclusion(complaint=one, officer=made, why=Exclusion.Why.RECUSED, at=NOON) for one in complaints)
    # An assigned officer who is excluded does not stay the officer.
    Complaint.objects.filter(officer=made).update(officer=None)
    found = shown(by, neighbour)
    assert found == without, (hand, [name for name in found if found[name] != without[name]])


@pytest.mark.parametrize("why", list(Exclusion.Why))
def test_no_notice_reaches_who_is_excluded_for_whatever_reason(neighbour, why):
    made = factories.officer(desk=neighbour.desk, supervises=neighbour.body, role=None)
    neighbour.officer_id = neighbour.drafter_id = made.pk
    neighbour.appeal_desk = neighbour.desk
    neighbour.save()
    entry = neighbour.entries.first()
    everybody = ("officer", "desk", "supervisor", "above", "central", "first_body", "appeal_supervisor", "assigned", "drafter", "second")
    assert any(made in tasks._officers(who, neighbour, entry) for who in everybody)
    Exclusion.objects.create(complaint=neighbour, officer=made, why=why, at=NOON)
    assert not any(made in tasks._officers(who, neighbour, entry) for who in everybody)
