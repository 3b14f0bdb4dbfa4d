"""What the complainant says of the reply."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mazalim.complaints.lifecycle import ImpossibleMove
from mazalim.complaints.models import ClosedAs, Entry, EntryText, State
from mazalim.journey.casework import actions as casework
from mazalim.journey.replies import actions as replies
from mazalim.journey.replies.models import Commitment
from mazalim.journey.satisfaction import actions
from mazalim.work.models import Job
from tests import factories
from tests.factories import NOON
from tests.journey import lives
from tests.journey.tracking.visiting import enter, page

pytestmark = pytest.mark.django_db
LAST_MINUTE = NOON.replace(month=12, day=1, hour=20, minute=59)  # 23:59 in Erbil, the 30th day after 1 November
PAGES = ("rate", "confirm", "reopen")


@pytest.fixture
def life():
    return lives.answered(at=timezone.now() - timedelta(days=2))


def address(name: str, *args: int) -> str:
    return reverse(f"satisfaction:{name}", args=args)


def test_a_rating_is_a_number_with_a_comment_once_a_round(life):
    client = enter(life.case)
    assert "5 – very good" in client.get(address("rate")).content.decode()
    client.post(address("rate"), {"score": "4", "comment": "Quick <b>and</b> polite."})
    entry = Entry.objects.get(kind="rate")
    assert entry.payload["score"] == 4
    assert entry.words.text == "Quick <b>and</b> polite."
    assert life.case.fresh().rating == 4
    shown = page(client, "file")
    assert "You rated the answer: 4 of 5." in shown
    assert address("rate") not in shown
    assert client.get(address("rate")).status_code == 409
    again = client.post(address("rate"), {"score": "1", "comment": "Second thoughts."})
    assert again.status_code == 409
    assert "Second thoughts." in again.content.decode()
    assert life.case.fresh().rating == 4


@pytest.mark.parametrize("score", ["", "0", "6", "4.5", "five", "٣", "-1"])
def test_nothing_else_is_a_rating_and_the_comment_is_kept(life, score):
    answer = enter(life.case).post(address("rate"), {"score": score, "comment": "Kept."})
    assert answer.status_code == 200
    assert "Kept." in answer.content.decode()
    assert life.case.fresh().rating is None


@pytest.mark.parametrize("score", [0, 6])
def test_the_act_takes_one_to_five(life, score):
    with pytest.raises(actions.NotAScore):
        actions.rate(complaint_id=life.pk, score=score, at=timezone.now())


def test_a_new_round_can_be_rated_again(life):
    now = timezone.now()
    actions.rate(complaint_id=life.pk, score=1, at=now)
    actions.reopen(complaint_id=life.pk, reason="The barrier is missing.", at=now)
    other = factories.standing(factories.officer_for(life.case))
    casework.take(complaint_id=life.pk, by=other, at=now)
    lives.Life(life.case, other, life.supervisor).answer(at=now)
    actions.rate(complaint_id=life.pk, score=5, at=now)
    assert life.case.fresh().rating == 5


def test_confirming_closes_the_case_as_confirmed(life):
    client = enter(life.case)
    assert life.case.fresh().state == State.ANSWERED
    assert client.get(address("confirm")).status_code == 200
    assert life.case.fresh().state == State.ANSWERED
    client.post(address("confirm"))
    complaint = life.case.fresh()
    assert (complaint.state, complaint.closed_as) == (State.CLOSED, ClosedAs.CONFIRMED)
    assert "You closed it on" in page(client, "file")
    assert client.post(address("confirm")).status_code == 409


def test_reopening_says_what_is_missing_and_starts_a_round_with_half_the_time(life):
    client = enter(life.case)
    shown = client.get(address("reopen")).content.decode()
    for told in ("It stays the same file", "another officer", "11 days", "2 more times", "And until"):
        assert told in shown
    assert "Say what is missing or wrong" in client.post(address("reopen"), {"reason": "  "}).content.decode()
    assert life.case.fresh().state == State.ANSWERED
    client.post(address("reopen"), {"reason": "The barrier is missing."})
    complaint = life.case.fresh()
    assert (complaint.state, complaint.round, complaint.officer_id, complaint.reopened_by_complainant) == (State.IN_PROGRESS, 2, None, 1)
    assert EntryText.objects.get(entry__kind="reopen").text == "The barrier is missing."
    assert ["supervisor", "office_reopened"] in Job.objects.filter(name="complaints.tell").order_by("-pk")[0].payload["told"]
    assert "It waits for another officer" in page(client, "file")


def test_the_officer_who_wrote_the_doubted_answer_does_not_take_it_up_again(life):
    actions.reopen(complaint_id=life.pk, reason="No.", at=timezone.now())
    with pytest.raises(ImpossibleMove):
        casework.take(complaint_id=life.pk, by=life.officer, at=timezone.now())


def test_a_file_is_reopened_twice_at_most():
    life = lives.answered(at=NOON)
    for round_number in (1, 2):
        at = NOON + timedelta(days=round_number)
        actions.reopen(complaint_id=life.pk, reason="Not yet.", at=at)
        other = factories.standing(factories.officer_for(life.case))
        casework.take(complaint_id=life.pk, by=other, at=at)
        life = lives.Life(life.case, other, life.supervisor)
        life.answer(at=at)
    with pytest.raises(actions.CannotReopen):
        actions.reopen(complaint_id=life.pk, reason="Not yet.", at=NOON + timedelta(days=4))
    with pytest.raises(actions.NothingMissing):
        actions.reopen(complaint_id=life.pk, reason=" \n", at=NOON + timedelta(days=4))


def test_the_windows_end_with_the_thirtieth_day_of_the_country():
    rated, reopened, late = (lives.answered(at=NOON) for _ in range(3))
    actions.rate(complaint_id=rated.pk, score=3, at=LAST_MINUTE)
    actions.reopen(complaint_id=reopened.pk, reason="In time.", at=LAST_MINUTE)
    with pytest.raises(ImpossibleMove):
        actions.rate(complaint_id=late.pk, score=3, at=LAST_MINUTE + timedelta(minutes=1))
    with pytest.raises(actions.CannotReopen):
        actions.reopen(complaint_id=late.pk, reason="Too late.", at=LAST_MINUTE + timedelta(minutes=1))


def test_closing_by_silence_does_not_move_the_window():
    life = lives.answered(at=NOON)
    casework.sweep(at=NOON + timedelta(days=15))
    assert life.case.fresh().closed_as == ClosedAs.UNCONFIRMED
    actions.reopen(complaint_id=life.pk, reason="I was ill.", at=LAST_MINUTE)
    assert life.case.fresh().round == 2


def test_before_the_answer_there_is_nothing_to_say_of_it():
    life = lives.taken(at=timezone.now())
    client = enter(life.case)
    for name in PAGES:
        assert client.get(address(name)).status_code == 409
        assert address(name) not in page(client, "file")


def test_a_stranger_finds_nothing(life):
    for name in PAGES:
        assert Client().get(address(name)).status_code == 404
        assert Client().post(address(name), {"score": "1", "reason": "Mine now."}).status_code == 404
    assert life.case.fresh().state == State.ANSWERED


def test_a_broken_promise_opens_the_file_again_and_costs_no_reopening():
    life = lives.answered(at=timezone.now() - timedelta(days=9), promise="We come back.", due=date.today() - timedelta(days=3))  # noqa: DTZ011
    client = enter(life.case)
    reply = Commitment.objects.get().entry.number
    assert address("dispute", reply, 1) in page(client, "file")
    assert "We come back." in client.get(address("dispute", reply, 1)).content.decode()
    assert "Say what was not done" in client.post(address("dispute", reply, 1), {"reason": ""}).content.decode()
    client.post(address("dispute", reply, 1), {"reason": "Nobody came."})
    complaint = life.case.fresh()
    assert (complaint.state, complaint.round, complaint.reopened_by_complainant) == (State.IN_PROGRESS, 2, 0)
    entry = Entry.objects.get(kind="break_commitment")
    assert entry.payload["commitments"] == [{"reply": reply, "number": 1}]
    assert Commitment.objects.get().broken_at is not None
    shown = page(client, "file")
    assert "You said that a promise was not kept." in shown
    assert "not kept" in shown
    assert client.get(address("dispute", reply, 1)).status_code == 404


def test_a_promise_is_disputed_when_its_day_is_over_or_the_body_says_it_kept_it():
    life = lives.answered(at=NOON, promise="We come back.", due=date(2026, 11, 11))
    reply = Commitment.objects.get().entry.number

    def dispute(at):
        return actions.break_commitment(complaint_id=life.pk, reply=reply, number=1, reason="Nobody came.", at=at)

    with pytest.raises(actions.NothingToDispute):
        dispute(NOON + timedelta(days=10))
    with pytest.raises(actions.NothingToDispute):
        actions.break_commitment(complaint_id=life.pk, reply=reply, number=2, reason="Nobody came.", at=NOON + timedelta(days=20))
    replies.keep_commitment(commitment_id=Commitment.objects.get().pk, by=life.officer, text="We were there.", at=NOON + timedelta(days=2))
    dispute(NOON + timedelta(days=3))
    with pytest.raises(actions.NothingToDispute):
        dispute(NOON + timedelta(days=4))


def test_a_promise_of_another_file_is_not_there():
    mine = lives.answered(at=timezone.now())
    theirs = lives.answered(at=timezone.now() - timedelta(days=9), promise="We come back.", due=date(2026, 11, 2))
    reply = Commitment.objects.get().entry.number
    assert enter(mine.case).get(address("dispute", reply, 1)).status_code == 404
    with pytest.raises(actions.NothingToDispute):
        actions.break_commitment(complaint_id=mine.pk, reply=reply, number=1, reason="Mine.", at=timezone.now())
    assert theirs.case.fresh().round == 1
