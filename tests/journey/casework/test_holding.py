"""Take, assign, note, ask."""

from datetime import timedelta

import pytest

from mazalim.accounts.actions import grant
from mazalim.accounts.models import Role
from mazalim.complaints.lifecycle import ImpossibleMove, Move, StaleVersion
from mazalim.complaints.models import Exclusion, State, Visibility
from mazalim.journey.casework import actions
from mazalim.journey.casework.queries import assignable_officers
from tests import factories
from tests.factories import NOON


def test_an_officer_of_the_desk_takes_the_case_and_the_acceptance_clock_stops(cast):
    actions.take(complaint_id=cast.case.complaint.pk, by=cast.as_("officer"), at=NOON)
    complaint = cast.case.fresh()
    assert (complaint.state, complaint.officer) == (State.IN_PROGRESS, cast.officer)
    assert complaint.next_duty_at == complaint.due_at


@pytest.mark.parametrize("who", ["supervisor", "central", "stranger"])
def test_nobody_else_takes_it(cast, who):
    with pytest.raises(ImpossibleMove):
        actions.take(complaint_id=cast.case.complaint.pk, by=cast.as_(who), at=NOON)


def test_a_case_that_is_taken_cannot_be_taken_from_a_colleague(cast):
    actions.take(complaint_id=cast.case.complaint.pk, by=cast.as_("officer"), at=NOON)
    with pytest.raises(ImpossibleMove):
        actions.take(complaint_id=cast.case.complaint.pk, by=cast.as_("colleague"), at=NOON)


def test_whoever_read_an_older_version_is_told_so(cast):
    version = cast.case.complaint.version
    actions.note(complaint_id=cast.case.complaint.pk, by=cast.as_("colleague"), text="Seen the place.", at=NOON)
    with pytest.raises(StaleVersion):
        actions.take(complaint_id=cast.case.complaint.pk, by=cast.as_("officer"), version=version, at=NOON)


def test_a_supervisor_assigns_to_an_officer_of_the_desk(cast):
    entry = actions.assign(complaint_id=cast.case.complaint.pk, by=cast.as_("supervisor"), officer_id=cast.colleague.pk, at=NOON)
    complaint = cast.case.fresh()
    assert (complaint.officer, complaint.state) == (cast.colleague, State.IN_PROGRESS)
    assert entry.payload["officer"] == cast.colleague.pk


def test_an_officer_does_not_assign(cast):
    with pytest.raises(ImpossibleMove):
        actions.assign(complaint_id=cast.case.complaint.pk, by=cast.as_("officer"), officer_id=cast.colleague.pk, at=NOON)


def test_nobody_is_assigned_who_is_not_at_the_desk_or_is_excluded(cast):
    with pytest.raises(actions.NotAtDesk):
        actions.assign(complaint_id=cast.case.complaint.pk, by=cast.as_("supervisor"), officer_id=cast.stranger.pk, at=NOON)
    Exclusion.objects.create(complaint=cast.case.complaint, officer=cast.colleague, why=Exclusion.Why.RECUSED, at=NOON)
    with pytest.raises(actions.NotAtDesk):
        actions.assign(complaint_id=cast.case.complaint.pk, by=cast.as_("supervisor"), officer_id=cast.colleague.pk, at=NOON)


def test_in_a_later_round_the_drafter_is_offered_only_where_there_is_nobody_else(cast):
    complaint = cast.case.fresh()
    complaint.round, complaint.drafter = 2, cast.officer
    assert [one.officer for one in assignable_officers(complaint)] == [cast.colleague]
    Exclusion.objects.create(complaint=complaint, officer=cast.colleague, why=Exclusion.Why.RECUSED, at=NOON)
    assert [one.officer for one in assignable_officers(complaint)] == [cast.officer]


def test_the_open_cases_of_each_colleague_are_counted(cast):
    actions.take(complaint_id=cast.case.complaint.pk, by=cast.as_("officer"), at=NOON)
    assert {one.officer: one.open_cases for one in assignable_officers(cast.case.fresh(), shown_to=cast.as_("supervisor"))} == {
        cast.officer: 1,
        cast.colleague: 0,
    }


def test_the_load_of_a_colleague_does_not_tell_of_cases_at_the_integrity_desk(cast):
    guarded = factories.lodge(against="official", official={"name": "S. Ahmed", "post": "Head of the unit", "unit": ""})
    grant(officer=cast.officer, role=Role.OFFICER, desk=guarded.fresh().desk, at=NOON)
    actions.take(complaint_id=guarded.complaint.pk, by=cast.as_("officer"), at=NOON)
    assert {one.officer: one.open_cases for one in assignable_officers(cast.case.fresh(), shown_to=cast.as_("supervisor"))} == {
        cast.officer: 0,
        cast.colleague: 0,
    }


def test_a_note_is_for_the_office_alone(cast):
    entry = actions.note(complaint_id=cast.case.complaint.pk, by=cast.as_("supervisor"), text="Called the contractor.", at=NOON)
    assert (entry.kind, entry.visibility, entry.words.text) == (Move.NOTE, Visibility.INTERNAL, "Called the contractor.")


def test_a_stranger_writes_no_note(cast):
    with pytest.raises(ImpossibleMove):
        actions.note(complaint_id=cast.case.complaint.pk, by=cast.as_("stranger"), text="Hello", at=NOON)


def test_a_question_stops_the_clock_and_is_asked_twice_at_most(cast):
    pk = cast.case.complaint.pk
    actions.take(complaint_id=pk, by=cast.as_("officer"), at=NOON)
    for again in range(2):
        at = NOON + timedelta(days=20 * again)
        actions.ask(complaint_id=pk, by=cast.as_("officer"), question="On which side of the road?", at=at)
        assert (cast.case.fresh().state, cast.case.fresh().is_paused) == (State.AWAITING_COMPLAINANT, True)
        actions.sweep(at=at + timedelta(days=15))
        assert cast.case.fresh().state == State.IN_PROGRESS
    with pytest.raises(ImpossibleMove):
        actions.ask(complaint_id=pk, by=cast.as_("officer"), question="And the length?", at=NOON + timedelta(days=36))


def test_a_central_officer_has_no_hand_in_a_case_with_a_body(cast):
    assert factories.standing(factories.officer(role=Role.CENTRAL_OFFICER)).is_central
    with pytest.raises(ImpossibleMove):
        actions.ask(complaint_id=cast.case.complaint.pk, by=cast.as_("central"), question="?", at=NOON)
