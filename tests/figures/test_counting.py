"""What each stage of a case's life counts for."""

from datetime import timedelta

import pytest

from mazalim.complaints.lifecycle import Move, actor_system, move
from mazalim.complaints.models import AppealDecision, Complaint
from mazalim.directory.models import Desk
from mazalim.directory.queries import central_desk
from mazalim.figures.actions import advance, catch_up
from mazalim.figures.models import Figure, Total
from mazalim.journey.appeals import actions as appeals
from mazalim.journey.casework import actions as casework
from mazalim.journey.replies.actions import sweep_commitments
from mazalim.journey.satisfaction import actions as satisfaction
from mazalim.journey.tracking import actions as tracking
from tests import factories
from tests.factories import NOON, body, standing
from tests.figures.counted import national, of_body
from tests.journey import lives

pytestmark = pytest.mark.usefixtures("country")
DAY = timedelta(days=1)


def counted():
    catch_up(at=NOON)
    return national()


def test_a_case_counts_once_as_received_by_the_body_that_was_named():
    factories.lodge()
    assert counted() == {"received": 1, "open": 1}
    assert of_body(body().pk) == {"received": 1, "open": 1}
    assert of_body(central_desk().body_id) == {}


def test_a_case_without_a_body_stands_with_the_central_desk_until_it_is_placed():
    case = factories.lodge(body=None)
    counted()
    assert of_body(central_desk().body_id)["received"] == 1
    centre = standing(factories.officer(role="central_officer"))
    casework.refer(complaint_id=case.complaint.pk, by=centre, body_id=body().pk, reason="Roads are the town's.", at=NOON + 2 * DAY)
    assert counted() == {"received": 1, "open": 1}
    assert of_body(central_desk().body_id) == {}
    assert of_body(body().pk) == {"received": 1, "open": 1}
    assert Figure.objects.get(measure="received").day == NOON.date()


def test_a_referral_moves_what_is_open_but_not_what_was_received():
    life = lives.taken(at=NOON)
    other = body("MUN-DHK")
    casework.refer(complaint_id=life.pk, by=life.officer, body_id=other.pk, reason="The road is theirs.", at=NOON + DAY)
    counted()
    assert of_body(body().pk) == {"received": 1}
    assert of_body(other.pk) == {"open": 1}


def test_a_reply_within_the_deadline_is_in_time_and_counts_its_days():
    life = lives.taken(at=NOON)
    life.answer(at=NOON + 9 * DAY)
    found = counted()
    assert (found["answered"], found["in_time"], found["late"], found["days:9"], found["open"]) == (1, 1, 0, 1, 0)
    assert (found["partly_upheld"], found["reasoned"]) == (1, 1)


def test_a_reply_without_reasons_worth_the_name_is_not_counted_as_reasoned(monkeypatch):
    short = [point | {"reason": "Done."} for point in lives.POINTS]
    monkeypatch.setattr(lives, "POINTS", short)
    lives.answered(at=NOON)
    assert counted()["reasoned"] == 0


def test_a_reply_after_the_deadline_is_late_though_no_sweep_has_run():
    life = lives.taken(at=NOON)
    life.answer(at=life.case.fresh().due_at + timedelta(seconds=1))
    found = counted()
    assert (found["in_time"], found["late"], found["fell_due"], found["overdue"]) == (0, 1, 0, 0)


def test_a_reply_on_the_last_day_is_in_time():
    life = lives.taken(at=NOON)
    life.answer(at=life.case.fresh().due_at)
    assert counted()["in_time"] == 1


def test_overdue_cases_are_those_that_fell_due_and_are_not_answered():
    life = lives.taken(at=NOON)
    due = life.case.fresh().due_at
    casework.sweep(at=due + timedelta(minutes=1))
    found = counted()
    assert (found["fell_due"], found["overdue"], found["open"]) == (1, 1, 1)
    life.answer(at=due + DAY)
    found = counted()
    assert (found["fell_due"], found["overdue"], found["open"], found["late"]) == (1, 0, 0, 1)


def test_the_body_that_holds_the_case_at_the_deadline_is_late_and_not_the_one_that_answers():
    life = lives.taken(at=NOON)
    other = body("MUN-DHK")
    late = life.case.fresh().due_at + 2 * DAY
    casework.refer(complaint_id=life.pk, by=life.officer, body_id=other.pk, reason="The road is theirs.", at=late)
    second = lives.Life(life.case, standing(factories.officer_for(life.case)), standing(factories.supervisor_for(life.case)))
    casework.take(complaint_id=life.pk, by=second.officer, at=late)
    second.answer(at=late + DAY)
    counted()
    assert of_body(body().pk)["late"] == 1
    assert (of_body(other.pk)["answered"], of_body(other.pk)["late"]) == (1, 0)


def test_a_pause_moves_the_deadline_of_the_figures_too():
    life = lives.taken(at=NOON)
    first_due = life.case.fresh().due_at
    life.ask(at=NOON + DAY)
    tracking.answer(complaint_id=life.pk, text="On the left.", at=NOON + 6 * DAY)
    assert life.case.fresh().due_at > first_due
    life.answer(at=life.case.fresh().due_at)
    assert counted()["in_time"] == 1


def test_an_extension_moves_it_as_well():
    life = lives.taken(at=NOON)
    first_due = life.case.fresh().due_at
    life.extend(at=NOON + DAY)
    life.answer(at=first_due + DAY)
    assert counted()["in_time"] == 1


def test_praise_is_answered_but_never_late():
    life = lives.taken(at=NOON, kind="praise")
    life.answer(at=NOON + 200 * DAY)
    found = counted()
    assert (found["answered"], found["in_time"], found["late"], found["days:200"]) == (1, 0, 0, 1)
    assert {row.kind for row in Total.objects.all()} == {"praise"}


def test_a_rating_of_one_or_two_contradicts_a_reply_that_upheld_and_a_reopening_does_not_contradict_it_again():
    life = lives.answered(at=NOON)
    satisfaction.rate(complaint_id=life.pk, score=2, at=NOON + DAY)
    found = counted()
    assert (found["rating:2"], found["contradicted"]) == (1, 1)
    satisfaction.reopen(complaint_id=life.pk, reason="The hole is still there.", at=NOON + 2 * DAY)
    found = counted()
    assert (found["reopened"], found["contradicted"], found["open"], found["received"]) == (1, 1, 1, 1)


def test_a_good_rating_contradicts_nothing_and_a_reopening_after_it_does():
    life = lives.answered(at=NOON)
    satisfaction.rate(complaint_id=life.pk, score=4, at=NOON + DAY)
    assert counted()["contradicted"] == 0
    satisfaction.reopen(complaint_id=life.pk, reason="It broke again.", at=NOON + 2 * DAY)
    assert counted()["contradicted"] == 1


def test_a_reply_that_upheld_nothing_cannot_be_contradicted(monkeypatch):
    monkeypatch.setattr(lives, "POINTS", [point | {"outcome": "not_upheld"} for point in lives.POINTS])
    life = lives.answered(at=NOON)
    satisfaction.reopen(complaint_id=life.pk, reason="I disagree with every word.", at=NOON + 2 * DAY)
    found = counted()
    assert (found["not_upheld"], found["reopened"], found["contradicted"]) == (1, 1, 0)


def test_the_second_round_counts_as_answered_again_and_its_days_begin_with_it():
    life = lives.answered(at=NOON)
    satisfaction.reopen(complaint_id=life.pk, reason="The hole is still there.", at=NOON + 20 * DAY)
    case = life.case
    second = lives.Life(case, standing(factories.officer_for(case)), life.supervisor)
    casework.assign(complaint_id=life.pk, by=life.supervisor, officer_id=second.officer.officer_id, at=NOON + 21 * DAY)
    second.answer(at=NOON + 23 * DAY)
    found = counted()
    assert (found["received"], found["answered"], found["days:0"], found["days:3"], found["in_time"]) == (1, 2, 1, 1, 2)


def test_a_broken_promise_contradicts_the_reply_and_opens_the_case():
    life = lives.answered(at=NOON, promise="We come back and look.")
    sweep_commitments(at=NOON + 30 * DAY)
    found = counted()
    assert (found["promise_broken"], found["contradicted"], found["reopened"], found["open"]) == (1, 1, 0, 1)
    assert life.case.fresh().is_open


def test_closing_by_the_complainant_and_by_silence_are_counted_apart():
    first, second = lives.answered(at=NOON), lives.answered(at=NOON)
    satisfaction.confirm(complaint_id=first.pk, at=NOON + DAY)
    casework.sweep(at=NOON + 20 * DAY)
    found = counted()
    assert (found["confirmed"], found["unconfirmed"], found["open"]) == (1, 1, 0)
    assert second.case.fresh().state == "closed"


def test_refused_and_withdrawn_cases_are_open_no_more_and_answered_neither():
    lives.taken(at=NOON).refuse(at=NOON + DAY)
    tracking.withdraw(complaint_id=lives.taken(at=NOON).pk, at=NOON + DAY)
    found = counted()
    assert (found["refused"], found["withdrawn"], found["open"], found["answered"]) == (1, 1, 0, 0)


def test_an_appeal_is_open_until_it_is_decided_and_allowed_where_the_reply_did_not_stand():
    lives_of = {decision: lives.answered(at=NOON) for decision in ("allowed", "dismissed", "sent_back")}
    judge = lives.judge_over(lives_of["allowed"].case)
    above = Desk.objects.get(pk=next(iter(judge.desks))).body_id
    for life in lives_of.values():
        life.appeal(at=NOON + DAY)
    assert counted()["open"] == 3
    for decision, life in lives_of.items():
        life.decide(judge, AppealDecision(decision), at=NOON + 4 * DAY)
    found = counted()
    assert (found["appealed"], found["appeals_decided"], found["appeals_allowed"], found["open"]) == (3, 3, 2, 1)
    assert (of_body(body().pk)["appeals_allowed"], of_body(body().pk).get("appeal_days")) == (2, None)
    assert of_body(above) == {"appeal_days": 3}  # whoever decides is not who was appealed against
    assert Figure.objects.get(measure="appeal_days").bucket == 3


def test_a_withdrawn_appeal_is_no_decision_and_a_late_reply_under_appeal_ends_what_is_overdue():
    life = lives.taken(at=NOON)
    casework.sweep(at=NOON + 25 * DAY)
    lives.judge_over(life.case)
    life.appeal(at=NOON + 25 * DAY)
    assert counted()["overdue"] == 1
    life.answer(at=NOON + 26 * DAY)
    found = counted()
    assert (found["open"], found["overdue"], found["late"], found["answered"]) == (1, 0, 1, 1)
    appeals.withdraw_appeal(complaint_id=life.pk, at=NOON + 27 * DAY)
    found = counted()
    assert (found["appealed"], found.get("appeals_decided", 0), found["open"]) == (1, 0, 0)


def test_another_category_moves_what_is_open():
    life = lives.taken(at=NOON)
    category = body().categories.exclude(pk=life.case.complaint.category_id).first()
    casework.categorise(complaint_id=life.pk, by=life.officer, category_id=category.pk, at=NOON)
    counted()
    rows = Total.objects.filter(body=0, measure="open").exclude(category=0)
    assert list(rows.values_list("category", "count")) == [(category.pk, 1)]
    assert Figure.objects.get(measure="received").category == life.case.complaint.category_id


def test_a_guarded_case_counts_under_its_body_and_at_the_desk_that_guards_it():
    case = factories.lodge(against="official", official={"name": "A. B.", "post": "Clerk", "unit": ""})
    counted()
    assert case.complaint.is_guarded
    row = Figure.objects.get(measure="open")
    assert (row.body, row.desk) == (body().pk, case.complaint.desk_id)


def test_language_and_channel_are_those_of_lodging():
    case = factories.lodge(language="ckb", channel="api")
    Complaint.objects.filter(pk=case.complaint.pk).update(language="fr", channel="web", kind="praise")
    counted()
    row = Figure.objects.get(measure="received")
    assert (row.language, row.channel, row.kind) == ("ckb", "api", "complaint")


def test_days_are_those_of_the_country():
    factories.lodge(at=NOON.replace(hour=20, minute=59))
    factories.lodge(at=NOON.replace(hour=21, minute=0))  # midnight in Erbil
    counted()
    assert sorted(row.day.day for row in Figure.objects.filter(measure="received")) == [1, 2]


def test_system_entries_alone_change_nothing():
    case = factories.lodge()
    before = counted()
    move(case.fresh(), Move.DELIVERY_FAILED, by=actor_system(), at=NOON)
    assert advance(at=NOON) == 1
    assert national() == before
