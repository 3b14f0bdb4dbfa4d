"""Every pair of state, move, role and relation: what the table does not allow is refused and changes no row."""

from datetime import timedelta

import pytest

from mazalim.accounts.models import Role
from mazalim.complaints.lifecycle import (
    TABLE,
    Actor,
    Hand,
    ImpossibleMove,
    Move,
    StaleVersion,
    actor_complainant,
    actor_officer,
    actor_system,
    move,
    moves_open,
)
from mazalim.complaints.models import Complaint, Entry, State
from mazalim.country.queries import calendar
from mazalim.directory.models import Desk, PublicBody
from tests import factories
from tests.factories import NOON

# The moves that DOMAIN.md's table gives each hand in each state, written down apart from the code.
CONFLICT = {"match_official", "recuse"}
LIFTING = {"propose_lift", "lift_exclusion", "decline_lift"}
BY_RIGHT = {
    Hand.COMPLAINANT: {"change_contact", "renew_code"},
    Hand.SYSTEM: {"delivery_failed", "climb", "inherit", "change_desk"},
    Hand.OFFICER: {"note", "withdraw_note", "link", "unlink", *CONFLICT},
    Hand.SUPERVISOR: {"note", "withdraw_note", "link", "unlink", *CONFLICT},
    Hand.CENTRAL_OFFICER: {"note", "withdraw_note", "link", "unlink", *CONFLICT, *LIFTING},
    Hand.APPEAL_OFFICER: {"note", "withdraw_note", "link", "unlink", *CONFLICT},
    Hand.OVERSEER: LIFTING,
}
CLOCKWORK = {"warn", "fall_due", "escalate", "certify_silence", "miss_duty", "proposal_expired"}
GIVING = {"assign", "undo_assign"}
SORTING = {"categorise", "undo_categorise"}
JOINING = {"join", "take_in"}
EXPECTED: dict[State, dict[Hand, set[str]]] = {
    State.SCREENING: {
        Hand.COMPLAINANT: {"message", "enclose", "withdraw"},
        Hand.SYSTEM: {"route", *CLOCKWORK},
        Hand.OFFICER: {*SORTING, "propose_reveal", "reveal"},
        Hand.SUPERVISOR: {*SORTING, "reveal", "decline_reveal"},
        Hand.CENTRAL_OFFICER: {"refer", "propose_refusal", "refuse", "decline_refusal", *SORTING, "split"},
    },
    State.WITH_BODY: {
        Hand.COMPLAINANT: {"message", "enclose", "withdraw"},
        Hand.SYSTEM: CLOCKWORK,
        Hand.OFFICER: {"take", "refer", "propose_refusal", *SORTING, "propose_reveal", "reveal", "split"},
        Hand.SUPERVISOR: {"assign", "refer", "refuse", "decline_refusal", *SORTING, "reveal", "decline_reveal", "split", *JOINING},
        Hand.CENTRAL_OFFICER: {*SORTING, *JOINING},
    },
    State.IN_PROGRESS: {
        Hand.COMPLAINANT: {"message", "enclose", "withdraw"},
        Hand.SYSTEM: CLOCKWORK,
        Hand.OFFICER: {
            "take",
            "refer",
            "propose_refusal",
            "ask",
            "propose_extension",
            "set_points",
            "draft_reply",
            *SORTING,
            "propose_reveal",
            "reveal",
            "keep_commitment",
            "split",
        },
        Hand.SUPERVISOR: {
            *GIVING,
            "split",
            *JOINING,
            "refer",
            "refuse",
            "decline_refusal",
            "extend",
            "decline_extension",
            *SORTING,
            "reveal",
            "decline_reveal",
            "keep_commitment",
        },
        Hand.CENTRAL_OFFICER: {*SORTING, *JOINING},
    },
    State.AWAITING_COMPLAINANT: {
        Hand.COMPLAINANT: {"answer", "message", "enclose", "withdraw"},
        Hand.SYSTEM: {"time_out", "remind", *CLOCKWORK},
        Hand.OFFICER: {"set_points", *SORTING, "propose_reveal", "reveal"},
        Hand.SUPERVISOR: {*GIVING, *SORTING, "reveal", "decline_reveal"},
        Hand.CENTRAL_OFFICER: {*SORTING},
    },
    State.AWAITING_APPROVAL: {
        Hand.COMPLAINANT: {"message", "enclose", "withdraw"},
        Hand.SYSTEM: CLOCKWORK,
        Hand.OFFICER: {"propose_reveal", "reveal"},
        Hand.SUPERVISOR: {*GIVING, "approve", "send_back", "reveal", "decline_reveal"},
        Hand.CENTRAL_OFFICER: set(),
    },
    State.ANSWERED: {
        Hand.COMPLAINANT: {"confirm", "rate", "reopen", "break_commitment", "appeal", "message", "enclose"},
        Hand.SYSTEM: {"close_by_silence", "break_commitment"},
        Hand.OFFICER: {"keep_commitment"},
        Hand.SUPERVISOR: {"keep_commitment"},
        Hand.CENTRAL_OFFICER: set(),
    },
    State.CLOSED: {
        Hand.COMPLAINANT: {"rate", "reopen", "break_commitment", "appeal", "message", "enclose"},
        Hand.SYSTEM: {"break_commitment"},
        Hand.OFFICER: {"keep_commitment"},
        Hand.SUPERVISOR: {"keep_commitment"},
        Hand.CENTRAL_OFFICER: set(),
    },
    State.INADMISSIBLE: {
        Hand.COMPLAINANT: {"appeal"},
        Hand.SYSTEM: set(),
        Hand.OFFICER: set(),
        Hand.SUPERVISOR: set(),
        Hand.CENTRAL_OFFICER: set(),
    },
    State.WITHDRAWN: {
        Hand.COMPLAINANT: set(),
        Hand.SYSTEM: set(),
        Hand.OFFICER: set(),
        Hand.SUPERVISOR: set(),
        Hand.CENTRAL_OFFICER: set(),
    },
    State.UNDER_APPEAL: {
        Hand.COMPLAINANT: {"withdraw_appeal", "message", "enclose"},
        Hand.SYSTEM: {"miss_appeal", "escalate_appeal", *CLOCKWORK},
        Hand.OFFICER: {"give_statement"},
        Hand.SUPERVISOR: {"give_statement"},
        Hand.CENTRAL_OFFICER: set(),
        Hand.APPEAL_OFFICER: {"decide_appeal", "return_appeal", "ask_statement"},
    },
}


def _cast(complaint: Complaint) -> dict[Hand, Actor]:
    """One actor for each hand, and the appeal's desk."""
    above = Desk.objects.get(body=PublicBody.objects.get_parent(complaint.body), kind="general")
    complaint.appeal_desk = above
    complaint.is_opened_to_centre = True
    complaint.drafter_id = factories.officer(desk=above).pk
    return {
        Hand.COMPLAINANT: actor_complainant(),
        Hand.SYSTEM: actor_system(),
        Hand.OFFICER: actor_officer(factories.standing(factories.officer(desk=complaint.desk))),
        Hand.SUPERVISOR: actor_officer(factories.standing(factories.officer(supervises=complaint.body))),
        Hand.CENTRAL_OFFICER: actor_officer(factories.standing(factories.officer(role=Role.CENTRAL_OFFICER))),
        Hand.APPEAL_OFFICER: actor_officer(factories.standing(factories.officer(desk=above))),
        Hand.OVERSEER: actor_officer(factories.standing(factories.officer(desk=Desk.objects.get(kind="audit")))),
    }


def _put(complaint: Complaint, state: State) -> None:
    """The cover as it would stand in a state; the entries do not matter to the table."""
    complaint.state = state
    complaint.answered_at = NOON if state in {State.ANSWERED, State.CLOSED, State.INADMISSIBLE} else None
    complaint.closed_as = "confirmed" if state == State.CLOSED else ""
    complaint.due_at = NOON + timedelta(days=21)
    complaint.save()


def test_every_pair_of_state_move_and_hand_is_as_the_design_says_and_all_others_change_no_row(capsys: pytest.CaptureFixture[str]) -> None:
    complaint = factories.lodge().complaint
    cast = _cast(complaint)
    walked = allowed = 0
    for state in State:
        for hand, actor in cast.items():
            _put(complaint, state)
            expected = EXPECTED[state].get(hand, set())
            if hand in EXPECTED[state] or hand == Hand.OVERSEER:
                expected = expected | BY_RIGHT[hand]
            found = {one.value for one in moves_open(complaint, by=actor, at=NOON)}
            assert found == expected, (state, hand)
            before = (Complaint.objects.values().get(pk=complaint.pk), Entry.objects.count())
            for one in Move:
                walked += 1
                if one.value in expected:
                    allowed += 1
                    continue
                with pytest.raises(ImpossibleMove):
                    move(complaint, one, by=actor, at=NOON)
            assert (Complaint.objects.values().get(pk=complaint.pk), Entry.objects.count()) == before
    with capsys.disabled():
        print(f"\nlifecycle: {walked} pairs walked, {allowed} allowed, {walked - allowed} refused")
    assert walked == len(State) * len(cast) * len(Move)


def test_under_an_appeal_for_silence_the_body_may_reply_besides_and_nobody_gains_a_hand_in_the_appeal() -> None:
    complaint = factories.lodge().complaint
    cast = _cast(complaint)
    besides = {Hand.OFFICER: {"draft_reply"}, Hand.SUPERVISOR: {"assign", "approve", "send_back"}}
    for before in (State.WITH_BODY, State.IN_PROGRESS, State.AWAITING_COMPLAINANT, State.AWAITING_APPROVAL, State.ANSWERED):
        _put(complaint, State.UNDER_APPEAL)
        complaint.state_before_appeal = before
        for hand, actor in cast.items():
            expected = EXPECTED[State.UNDER_APPEAL][hand] | BY_RIGHT[hand] | (besides.get(hand, set()) if before != State.ANSWERED else set())
            assert {one.value for one in moves_open(complaint, by=actor, at=NOON)} == expected, (before, hand)


def test_every_line_of_the_table_leaves_from_a_state_and_is_made_by_somebody() -> None:
    assert all(row.states and row.hands for row in TABLE)
    assert {row.move for row in TABLE} | {Move.LODGE} == set(Move)


@pytest.mark.parametrize(("day", "is_open"), [(30, True), (31, False)])
def test_reopening_is_open_to_the_end_of_the_thirtieth_day_in_the_countrys_zone(day: int, is_open: bool) -> None:
    complaint = factories.lodge().complaint
    _put(complaint, State.ANSWERED)
    last_second = NOON.astimezone(calendar().zone).replace(hour=23, minute=59, second=59) + timedelta(days=day)
    assert (Move.REOPEN in moves_open(complaint, by=actor_complainant(), at=last_second)) is is_open


def test_reopening_is_open_twice_and_never_after_a_decided_appeal() -> None:
    complaint = factories.lodge().complaint
    _put(complaint, State.ANSWERED)
    complaint.reopened_by_complainant = 2
    assert Move.REOPEN not in moves_open(complaint, by=actor_complainant(), at=NOON)
    complaint.reopened_by_complainant, complaint.is_final = 1, True
    assert Move.REOPEN not in moves_open(complaint, by=actor_complainant(), at=NOON)


def test_silence_past_the_deadline_opens_an_appeal() -> None:
    complaint = factories.lodge().complaint
    _put(complaint, State.IN_PROGRESS)
    assert Move.APPEAL not in moves_open(complaint, by=actor_complainant(), at=complaint.due_at)
    assert Move.APPEAL in moves_open(complaint, by=actor_complainant(), at=complaint.due_at + timedelta(seconds=1))


def test_a_page_read_before_somebody_elses_move_loses() -> None:
    case = factories.lodge()
    first, second = (actor_officer(factories.standing(factories.officer_for(case))) for _ in range(2))
    seen = case.complaint.version
    move(case.fresh(), Move.TAKE, by=first, at=NOON, version=seen)
    with pytest.raises(StaleVersion):
        move(case.fresh(), Move.NOTE, by=second, at=NOON, text="late", version=seen)
    assert [entry.kind for entry in Entry.objects.filter(complaint=case.complaint).order_by("number")] == ["lodge", "route", "take"]


def test_an_officer_of_another_desk_and_an_administrator_have_no_hand() -> None:
    case = factories.lodge()
    stranger = factories.officer(desk=Desk.objects.exclude(pk=case.complaint.desk_id).filter(kind="general").first())
    administrator = factories.officer(role=Role.ADMINISTRATOR)
    for one in (stranger, administrator):
        assert not moves_open(case.complaint, by=actor_officer(factories.standing(one)), at=NOON)
