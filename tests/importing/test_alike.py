"""What is taken over is an ordinary case: leaf for leaf and field for field what the product's own acts would have left."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.deadlines import clocks_from
from mazalim.complaints.models import Complaint, EntryText, Exclusion, Proposal
from mazalim.complaints.search import found_among, question_in, scope_of
from mazalim.country.queries import calendar
from mazalim.importing.actions import take_over
from mazalim.importing.queries import known_now
from mazalim.proof.checking.chains import Chains
from mazalim.proof.checking.findings import Findings
from mazalim.work.models import Job
from tests import factories
from tests.importing.courses import COURSES, Both, extended, line_of, when

pytestmark = pytest.mark.django_db
OTHERS = {"id", "case_number", "code_hash", "code_hint", "complainant_ref", "head_digest"}


@pytest.fixture(autouse=True)
def country(country_in_a_transaction: None, db: None) -> None:
    """The Kurdistan profile, loaded once for this file."""


WEEK_LATER = when(7)


def brought(*lines: dict[str, Any], at: datetime = WEEK_LATER) -> list[Complaint]:
    """The cases of some lines, taken over."""
    raw = [(number, json.dumps(line).encode()) for number, line in enumerate(lines, 1)]
    taken = take_over(raw, known=known_now(source="old", at=at))
    assert not taken.faults
    return [Complaint.objects.get(imported__reference=line["reference"]) for line in lines]


def leaves(complaint: Complaint) -> list[dict[str, Any]]:
    """What the leaves say, but for what cannot be the same in two cases."""
    found = []
    for entry in complaint.entries.order_by("number").select_related("words"):
        payload = {name: value for name, value in entry.payload.items() if name not in {"imported", "proposal", "checked"}}
        text = entry.words.text if EntryText.objects.filter(entry=entry).exists() else ""
        if entry.number == 1:
            text = json.loads(text) | {"answers": []}
        found.append(
            {name: getattr(entry, name) for name in ("number", "kind", "author", "officer_id", "visibility", "at")}
            | {"payload": payload, "text": text}
        )
    return found


def cover(complaint: Complaint) -> dict[str, Any]:
    return {field.attname: getattr(complaint, field.attname) for field in Complaint._meta.concrete_fields if field.attname not in OTHERS}


def decided(complaint: Complaint) -> list[tuple[Any, ...]]:
    return list(complaint.proposals.order_by("pk").values_list("act", "text", "proposed_by", "decided_by", "decision"))


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.__name__)
def test_a_case_that_is_taken_over_is_the_one_that_the_acts_would_have_made(course: Callable[[], Both]) -> None:
    both = course()
    jobs = Job.objects.exclude(name="complaints.note_likeness").count()
    ours = both.case.fresh()
    (theirs,) = brought(line_of(both.case, both.history, reference="A-1"), at=ours.last_entry_at)
    assert leaves(theirs) == leaves(ours)
    assert cover(theirs) == cover(ours)
    assert decided(theirs) == decided(ours)
    excluded = [set(Exclusion.objects.filter(complaint=one).values_list("officer_id", "why")) for one in (theirs, ours)]
    assert excluded[0] == excluded[1]
    assert Job.objects.exclude(name="complaints.note_likeness").count() == jobs, "nobody is told of what happened long ago"
    findings = Findings()
    Chains(findings).check()
    assert not findings.kept


def test_a_proposal_that_was_agreed_is_named_by_its_leaf() -> None:
    both = extended()
    (theirs,) = brought(line_of(both.case, both.history, reference="A-1"))
    proposal = Proposal.objects.get(complaint=theirs)
    assert theirs.entries.get(kind="extend").payload["proposal"] == proposal.pk


def test_an_officer_finds_the_case_by_its_words_and_by_its_former_number() -> None:
    both = Both()
    (theirs,) = brought(line_of(both.case, [], reference="OLD-2019-000123") | {"text": "Zebra crossing without paint."})
    by = both.life.officer
    for typed in ("zebra", "2019-000123", theirs.case_number):
        found = found_among(complaints_shown_to(by), question_in(typed), scope_of(by))
        assert theirs in found, typed
    stranger = factories.standing(
        factories.officer(
            desk=factories.body("MUN-SUL").desks.first() if factories.PublicBody.objects.filter(code="MUN-SUL").exists() else None
        )
    )
    assert not found_among(complaints_shown_to(stranger), question_in("zebra"), scope_of(stranger)).exists()


def test_an_open_case_keeps_its_deadline_and_the_steps_of_the_past_are_over_at_once() -> None:
    line = line_of(Both().case, [], reference="A-1")
    (late,) = brought(line, at=when(400))
    kinds = list(late.entries.order_by("number").values_list("kind", flat=True))
    assert kinds == ["lodge", "route", "fall_due"]
    assert late.due_at < when(400)
    assert late.entries.get(kind="fall_due").at == late.due_at
    assert late.next_step_at is None
    assert {"warned", "fell_due", "body_above", "central_desk", "ceiling"} <= set(late.steps_done)
    clocks = clocks_from(late.entries.order_by("number"), calendar())
    assert clocks["decision"].due_at(calendar()) == late.due_at


def test_time_alone_closes_what_was_answered_and_ends_the_wait_for_an_answer_on_their_days() -> None:
    both = Both()
    both.take()
    both.reply()
    (closed,) = brought(line_of(both.case, both.history, reference="A-1"), at=when(60))
    assert (closed.state, closed.closed_as) == ("closed", "unconfirmed")
    assert closed.closed_at < when(20)
    waits = Both()
    waits.take()
    waits.life.ask(at=when(2))
    waits.history.append({"kind": "ask", "at": when(2).isoformat(), "text": "Where is it?"})
    (timed_out,) = brought(line_of(waits.case, waits.history, reference="A-2"), at=when(20))
    assert timed_out.state == "in_progress"
    assert when(15) < timed_out.entries.get(kind="time_out").at < when(18)


def test_a_taking_up_that_the_file_leaves_out_is_added_and_nobody_is_named_where_nobody_is_known() -> None:
    history = [{"kind": "reply", "at": when(2).isoformat(), "text": "It is mended.", "outcome": "upheld", "redress": "repaired"}]
    (theirs,) = brought(line_of(Both().case, history, reference="A-1"))
    kinds = list(theirs.entries.order_by("number").values_list("kind", "author", "officer"))
    assert kinds[2:] == [("take", "officer", None), ("send_reply", "officer", None)]
    assert (theirs.state, theirs.outcome) == ("answered", "upheld")
