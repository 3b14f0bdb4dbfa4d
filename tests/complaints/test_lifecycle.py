"""Every pair of state, move, role and relation: what the table does not allow is refused and changes no row."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps

from mazalim.accounts.models import Role
from mazalim.complaints.access import complaints_shown_to
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
from mazalim.complaints.models import Complaint, Entry, EntryText, Exclusion, Proposal, State
from mazalim.country.queries import calendar
from mazalim.directory.models import Desk, PublicBody
from tests import factories
from tests.factories import NOON

# The moves that each hand has in each state, written down apart from the code's own table.
CONFLICT = {"match_official", "recuse"}
TYING = {"link", "unlink", "tie", "untie"}
LIFTING = {"propose_lift", "lift_exclusion", "decline_lift"}
BY_RIGHT = {
    Hand.COMPLAINANT: {"change_contact", "renew_code"},
    Hand.SYSTEM: {"delivery_failed", "refuse_file", "climb", "inherit", "change_desk", "cause_mended"},
    Hand.OFFICER: {"note", "withdraw_note", *TYING, *CONFLICT},
    Hand.SUPERVISOR: {"note", "withdraw_note", "hold", *TYING, *CONFLICT},
    Hand.CENTRAL_OFFICER: {"note", "withdraw_note", "hold", *TYING, *CONFLICT, *LIFTING},
    Hand.APPEAL_OFFICER: {"note", "withdraw_note", *TYING, *CONFLICT},
    Hand.OVERSEER: LIFTING,
}
CLOCKWORK = {"warn", "fall_due", "escalate", "certify_silence", "miss_duty", "proposal_expired", "correct_deadline", "correct_duty"}
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
        Hand.COMPLAINANT: {"answer", "contest_pause", "message", "enclose", "withdraw"},
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


@dataclass(frozen=True)
class Persona:
    """Somebody, what they are to the case by the design, and how the cover differs for it."""

    actor: Actor
    hands: frozenset[Hand]
    cover: dict[str, Any] = field(default_factory=dict)
    but: frozenset[str] = frozenset()  # what the relation takes away from the hands
    is_in: State | None = None  # the relation that a state gives: in others nobody


def _personas(complaint: Complaint) -> dict[str, Persona]:
    """Every role in every relation to one case."""
    body, parent = complaint.body, PublicBody.objects.get_parent(complaint.body)
    above = Desk.objects.get(body=parent, kind="general")
    other = factories.body("MUN-SUL")

    def made(**role: Any) -> Actor:
        return actor_officer(factories.standing(factories.officer(**role)))

    at_desk, writer, second = made(desk=complaint.desk), made(desk=complaint.desk), made(supervises=body)
    central, on_appeal, above_all = made(role=Role.CENTRAL_OFFICER), made(desk=above), made(supervises=parent)
    stranger = factories.officer(desk=other.desks.get(kind="general"))
    officer, supervisor, centre = frozenset({Hand.OFFICER}), frozenset({Hand.SUPERVISOR}), frozenset({Hand.CENTRAL_OFFICER, Hand.OVERSEER})
    nobody: frozenset[Hand] = frozenset()
    return {
        "complainant": Persona(actor_complainant(), frozenset({Hand.COMPLAINANT})),
        "system": Persona(actor_system(), frozenset({Hand.SYSTEM})),
        "officer of the desk": Persona(at_desk, officer),
        "officer who holds the case": Persona(at_desk, officer, {"officer_id": at_desk.officer_id}, frozenset({"take"})),
        "officer who drafted the reply": Persona(writer, officer, {"drafter_id": writer.officer_id}, frozenset({"take"})),
        "officer of another desk of the body": Persona(made(desk=body.desks.exclude(pk=complaint.desk_id).first()), nobody),
        "officer of another body": Persona(actor_officer(factories.standing(stranger)), nobody),
        "supervisor of the body": Persona(second, supervisor),
        "supervisor who drafted the reply": Persona(
            second, supervisor, {"drafter_id": second.officer_id}, frozenset({"approve", "send_back"})
        ),
        "supervisor of another body": Persona(made(supervises=other), nobody),
        "supervisor of the body, case on the integrity desk": Persona(second, nobody, {"is_guarded": True, "accuses_official": True}),
        "supervisor of the body above, before escalation": Persona(above_all, nobody),
        "supervisor of the body above, after escalation": Persona(above_all, nobody, {"opened_to_body_id": parent.pk}),
        "central officer, before escalation": Persona(central, centre, is_in=State.SCREENING),
        "central officer, after escalation": Persona(central, centre, {"is_opened_to_centre": True}),
        "appeal officer": Persona(on_appeal, frozenset({Hand.APPEAL_OFFICER}), {"appeal_desk_id": above.pk}, is_in=State.UNDER_APPEAL),
        "officer of the body above, who has no appeal": Persona(on_appeal, nobody),
        "auditor": Persona(made(role=Role.AUDITOR), nobody),
        "officer of the audit desk": Persona(made(desk=Desk.objects.get(kind="audit")), frozenset({Hand.OVERSEER})),
        "administrator": Persona(made(role=Role.ADMINISTRATOR), nobody),
        "officer without a role": Persona(made(), nobody),
    }


def _expected(persona: Persona, state: State) -> set[str]:
    hands = persona.hands
    if persona.is_in is not None and state != persona.is_in:
        hands = hands & {Hand.OVERSEER}
    found: set[str] = set()
    for hand in hands:
        if hand in EXPECTED[state] or hand == Hand.OVERSEER:
            found |= EXPECTED[state].get(hand, set()) | BY_RIGHT[hand]
    if state == State.WITHDRAWN:  # nobody is told any more that the cause was mended
        found -= {"cause_mended"}
    return found - persona.but if state != State.WITH_BODY else found  # nobody holds what nobody has taken


def _numbers() -> dict[str, int]:
    """How many rows each table of the product has."""
    return {model._meta.label: model._base_manager.count() for model in apps.get_models() if model.__module__.startswith("mazalim.")}


def _rows() -> list[Any]:
    """All that the case's own tables hold."""
    return [list(model._base_manager.order_by("pk").values()) for model in (Complaint, Entry, EntryText, Proposal)]


def test_every_move_of_every_role_in_every_relation_is_as_the_design_says_and_all_others_change_no_row(
    capsys: pytest.CaptureFixture[str],
) -> None:
    complaint = factories.lodge().complaint
    walked = allowed = 0
    personas = _personas(complaint)
    plain = {name: getattr(complaint, name) for persona in personas.values() for name in persona.cover}
    numbers = _numbers()
    for state in State:
        for name, persona in personas.items():
            for field_name, value in {**plain, **persona.cover}.items():
                setattr(complaint, field_name, value)
            _put(complaint, state)
            expected = _expected(persona, state)
            assert {one.value for one in moves_open(complaint, by=persona.actor, at=NOON)} == expected, (state, name)
            before = _rows()
            for one in Move:
                walked += 1
                if one.value in expected:
                    allowed += 1
                    continue
                with pytest.raises(ImpossibleMove):
                    move(complaint, one, by=persona.actor, at=NOON, text="words", cover={"subject": "changed"})
            assert _rows() == before, (state, name)
    with capsys.disabled():
        print(f"\nlifecycle: {walked} combinations of state, move, role and relation walked, {allowed} allowed, {walked - allowed} refused")
    assert walked == len(State) * len(personas) * len(Move)
    assert _numbers() == numbers


def test_whoever_is_excluded_finds_the_case_in_no_state_whatever_their_role() -> None:
    complaint = factories.lodge().complaint
    complaint.is_opened_to_centre, complaint.appeal_desk = True, complaint.desk
    roles = ({"desk": complaint.desk}, {"supervises": complaint.body}, {"role": Role.CENTRAL_OFFICER})
    people = [factories.officer(**role) for role in roles]
    for one in people:
        Exclusion.objects.create(complaint=complaint, officer=one, why=Exclusion.Why.RECUSED, at=NOON)
    for state in State:
        _put(complaint, state)
        for one in people:
            assert not complaints_shown_to(factories.standing(one)).exists(), (state, one)


def test_a_contested_pause_is_judged_once_and_never_by_who_holds_the_case() -> None:
    complaint = factories.lodge().complaint
    _put(complaint, State.AWAITING_COMPLAINANT)
    supervisor = factories.officer(supervises=complaint.body)
    by = actor_officer(factories.standing(supervisor))
    complaint.pause_contest, complaint.open_question = "open", 3
    assert {Move.LIFT_PAUSE, Move.UPHOLD_PAUSE} <= moves_open(complaint, by=by, at=NOON)
    assert Move.CONTEST_PAUSE not in moves_open(complaint, by=actor_complainant(), at=NOON)
    complaint.officer_id = supervisor.pk
    assert not {Move.LIFT_PAUSE, Move.UPHOLD_PAUSE} & moves_open(complaint, by=by, at=NOON)
    complaint.officer_id, complaint.pause_contest = None, "upheld"
    assert not {Move.LIFT_PAUSE, Move.UPHOLD_PAUSE} & moves_open(complaint, by=by, at=NOON)


def test_a_question_whose_pause_was_lifted_may_still_be_answered() -> None:
    complaint = factories.lodge().complaint
    complaint.open_question = 3
    for state in (State.IN_PROGRESS, State.AWAITING_APPROVAL):
        _put(complaint, state)
        assert Move.ANSWER in moves_open(complaint, by=actor_complainant(), at=NOON)


def test_under_an_appeal_for_silence_the_body_may_reply_besides_and_nobody_gains_a_hand_in_the_appeal() -> None:
    complaint = factories.lodge().complaint
    cast = _cast(complaint)
    besides = {Hand.OFFICER: {"draft_reply"}, Hand.SUPERVISOR: {"assign", "approve", "send_back"}}
    for before in (State.WITH_BODY, State.IN_PROGRESS, State.AWAITING_COMPLAINANT, State.AWAITING_APPROVAL, State.ANSWERED):
        _put(complaint, State.UNDER_APPEAL)
        complaint.state_before_appeal = before
        for hand, actor in cast.items():
            expected = (
                EXPECTED[State.UNDER_APPEAL].get(hand, set())
                | BY_RIGHT[hand]
                | (besides.get(hand, set()) if before != State.ANSWERED else set())
            )
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


def test_a_case_that_was_joined_makes_the_moves_of_its_list_alone_and_all_others_change_no_row() -> None:
    complaint, lead = factories.lodge().complaint, factories.lodge().complaint
    cast = _cast(complaint)
    complaint.joined_to = lead
    found = set[str]()
    for state in (State.WITH_BODY, State.IN_PROGRESS):
        _put(complaint, state)
        for actor in cast.values():
            open_now = moves_open(complaint, by=actor, at=NOON)
            found |= {one.value for one in open_now}
            before = (Complaint.objects.values().get(pk=complaint.pk), Entry.objects.count())
            for one in set(Move) - open_now:
                with pytest.raises(ImpossibleMove):
                    move(complaint, one, by=actor, at=NOON)
            assert (Complaint.objects.values().get(pk=complaint.pk), Entry.objects.count()) == before
    assert {"separate", "answer_together", "note", "message", "withdraw", "fall_due"} <= found
    assert not found & {"take", "ask", "refer", "draft_reply", "send_reply", "propose_refusal", "categorise", "split", "join", "take_in"}
