"""One act on many cases: what the preview says, what becomes of each, and what can be undone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mazalim.complaints.deadlines import ACCEPTANCE, clocks_from
from mazalim.complaints.models import Complaint, Entry, Exclusion, State
from mazalim.country.queries import calendar
from mazalim.directory.models import Category
from mazalim.journey.casework import actions
from mazalim.journey.casework.actions.bulk import tell_of_bulk
from mazalim.journey.casework.models import BulkAct
from mazalim.journey.casework.queries import assignable_officers
from mazalim.journey.casework.queries.bulk import officers_for, prospects
from mazalim.work.actions import sealed_part
from mazalim.work.models import Job
from mazalim.worker.jobs import JOBS
from tests import factories
from tests.factories import NOON

LATER = NOON + timedelta(minutes=9)
TOO_LATE = NOON + timedelta(minutes=11)


def prepare(by, cases, act="assign", **choice):
    numbers = [case.complaint.case_number for case in cases]
    return actions.prepare_bulk(by=factories.standing(by), act=act, numbers=numbers, at=NOON, **choice)


def carry_out(bulk, by, at=NOON):
    return actions.carry_out_bulk(bulk=bulk, by=factories.standing(by), at=at)


def undo(bulk, by, at=LATER):
    return actions.undo_bulk(bulk=bulk, by=factories.standing(by), at=at)


def results(bulk, field="result"):
    return list(bulk.cases.order_by("pk").values_list(field, flat=True))


def category(code):
    return Category.objects.get(code=code)


def cover(complaint):
    """Everything on the cover but what every entry changes."""
    kept = Complaint.objects.values().get(pk=complaint.pk)
    return {name: value for name, value in kept.items() if name not in {"entry_count", "head_digest", "last_entry_at", "version"}}


def told(kind):
    return [sealed_part(job) for job in Job.objects.filter(name="notices.deliver", payload__kind=kind)]


def test_each_case_is_assigned_by_the_act_of_a_single_one_and_goes_back_to_what_it_was(cast, cases):
    actions.take(complaint_id=cases[1].complaint.pk, by=cast.as_("colleague"), at=NOON)
    before = [cover(case.complaint) for case in cases]
    bulk = carry_out(prepare(cast.supervisor, cases, officer_id=cast.officer.pk), cast.supervisor)
    assert results(bulk) == ["done"] * 3
    assert {(one.fresh().officer_id, one.fresh().state) for one in cases} == {(cast.officer.pk, State.IN_PROGRESS)}
    undo(bulk, cast.supervisor)
    assert results(bulk, "undo_result") == ["done"] * 3
    assert [cover(case.complaint) for case in cases] == before
    entries = cases[0].fresh().entries.order_by("number")
    assert [entry.kind for entry in entries] == ["lodge", "route", "assign", "undo_assign"]
    assert entries[3].payload["undone"] == entries[2].number
    clock = clocks_from(entries, calendar())[ACCEPTANCE]
    assert clock.is_running


def test_a_new_category_shows_the_sooner_date_and_the_new_desk_before_and_gives_both_back_after(cast, cases):
    actions.take(complaint_id=cases[0].complaint.pk, by=cast.as_("officer"), at=NOON)
    before = [cover(case.complaint) for case in cases]
    bulk = prepare(cast.officer, cases, "categorise", category_id=category("waste_collection").pk)
    shown = prospects(bulk, by=cast.as_("officer"), at=NOON)
    carry_out(bulk, cast.officer)
    after = {one.pk: one for one in Complaint.objects.select_related("desk")}
    for one in shown:
        changed = after[one.complaint.pk]
        assert (one.due_at, one.desk_names) == (changed.due_at, changed.desk.names)
        assert (changed.desk.code, changed.officer_id) == ("MUN-EBL-WASTE", None)
        assert changed.due_at < one.complaint.due_at
    undo(bulk, cast.officer)  # who works at the old desk alone may still fetch back what was sent to the other
    assert results(bulk, "undo_result") == ["done"] * 3
    assert [cover(case.complaint) for case in cases] == before


def test_a_note_is_withdrawn_by_an_entry_and_stays_readable(cast, cases):
    bulk = carry_out(prepare(cast.officer, cases, "note", text="The contractor comes on Monday."), cast.officer)
    assert bulk.text == ""
    actions.take(complaint_id=cases[0].complaint.pk, by=cast.as_("officer"), at=NOON)  # a note can be withdrawn whatever came after it
    undo(bulk, cast.officer)
    assert results(bulk, "undo_result") == ["done"] * 3
    entries = list(cases[0].fresh().entries.order_by("number"))
    assert [(entry.kind, entry.visibility) for entry in entries[2:]] == [
        ("note", "internal"),
        ("take", "public"),
        ("withdraw_note", "internal"),
    ]
    assert entries[2].words.text == "The contractor comes on Monday."


def test_one_case_that_cannot_be_done_stops_no_other(cast, cases):
    stale, ended, barred, same, again = (factories.lodge() for _ in range(5))
    Complaint.objects.filter(pk=ended.complaint.pk).update(state=State.ANSWERED, answered_at=NOON)
    Exclusion.objects.create(complaint=barred.complaint, officer=cast.officer, why="recused", at=NOON)
    actions.take(complaint_id=same.complaint.pk, by=cast.as_("officer"), at=NOON)
    Complaint.objects.filter(pk=again.complaint.pk).update(state=State.IN_PROGRESS, round=2, drafter=cast.officer)
    everything = [*cases[:1], stale, ended, barred, same, again, *cases[1:]]
    bulk = prepare(cast.supervisor, everything, officer_id=cast.officer.pk)
    actions.note(complaint_id=stale.complaint.pk, by=cast.as_("colleague"), text="Mine.", at=NOON)
    wanted = {stale: "stale", ended: "state", barred: "not_at_desk", same: "same", again: "not_at_desk"}
    wanted = {case.complaint.pk: code for case, code in wanted.items()}
    entries = Entry.objects.count()
    shown = {one.complaint.pk: str(one.why_not) for one in prospects(bulk, by=cast.as_("supervisor"), at=NOON)}
    assert {pk: code for pk, code in shown.items() if code} == wanted
    carry_out(bulk, cast.supervisor)
    assert dict(bulk.cases.exclude(result="done").values_list("complaint", "result")) == wanted
    assert Entry.objects.count() == entries + 3


def test_what_the_officer_does_not_see_is_left_out_and_counted(cast, cases):
    foreign = factories.lodge(body="MUN-SUL")
    bulk = prepare(cast.officer, [*cases, foreign], "note", text="Seen.")
    assert (bulk.cases.count(), bulk.not_found) == (3, 1)
    Exclusion.objects.create(complaint=cases[0].complaint, officer=cast.officer, why="recused", at=NOON)
    carry_out(bulk, cast.officer)
    assert results(bulk) == ["gone", "done", "done"]
    with pytest.raises(actions.NothingChosen):
        prepare(cast.officer, [foreign], "note", text="Seen.")
    with pytest.raises(actions.TooMany):
        actions.prepare_bulk(by=cast.as_("officer"), act="note", numbers=[str(number) for number in range(101)], text="Seen.", at=NOON)


def test_an_officer_without_supervision_assigns_nothing(cast, cases):
    bulk = carry_out(prepare(cast.officer, cases, officer_id=cast.officer.pk), cast.officer)
    assert results(bulk) == ["hand"] * 3


def test_carrying_out_and_undoing_again_does_nothing_twice(cast, cases):
    bulk = prepare(cast.supervisor, cases, officer_id=cast.officer.pk)
    for _ in range(2):
        carry_out(BulkAct.objects.get(pk=bulk.pk), cast.supervisor)
    undo(BulkAct.objects.get(pk=bulk.pk), cast.supervisor)
    with pytest.raises(actions.TooLateToUndo):
        undo(BulkAct.objects.get(pk=bulk.pk), cast.supervisor)
    assert [entry.kind for entry in cases[0].fresh().entries.order_by("number")][2:] == ["assign", "undo_assign"]


def test_of_two_officers_on_the_same_cases_one_changes_each(cast, cases):
    first = prepare(cast.supervisor, cases, officer_id=cast.officer.pk)
    other = factories.supervisor_for(cast.case)
    second = prepare(other, cases, officer_id=cast.colleague.pk)
    carry_out(second, other)
    carry_out(first, cast.supervisor)
    assert (results(first), results(second)) == (["stale"] * 3, ["done"] * 3)
    assert {case.fresh().officer_id for case in cases} == {cast.colleague.pk}


def test_what_has_moved_on_is_not_undone_and_after_ten_minutes_nothing_is(cast, cases):
    bulk = carry_out(prepare(cast.supervisor, cases, officer_id=cast.officer.pk), cast.supervisor)
    actions.ask(complaint_id=cases[1].complaint.pk, by=cast.as_("officer"), question="Where exactly?", at=NOON)
    with pytest.raises(actions.TooLateToUndo):
        undo(bulk, cast.supervisor, at=TOO_LATE)
    undo(bulk, cast.supervisor)
    assert results(bulk, "undo_result") == ["done", "stale", "done"]
    assert cases[1].fresh().officer_id == cast.officer.pk


def test_nobody_undoes_what_a_colleague_did(cast, cases):
    case = cases[0]
    bulk = carry_out(prepare(cast.supervisor, [case], officer_id=cast.officer.pk), cast.supervisor)
    kept = bulk.cases.get()
    before = actions.undoing.Before(**kept.before)
    with pytest.raises(actions.proposing.ImpossibleMove):
        actions.undo_assign(
            complaint_id=case.complaint.pk,
            by=factories.standing(factories.supervisor_for(case)),
            before=before,
            version=kept.version + 1,
            at=LATER,
        )


def test_the_officer_gets_one_mail_and_the_complainants_hear_only_of_what_lasts(cast, cases):
    at = timezone.now()
    bulk = prepare(cast.supervisor, cases, officer_id=cast.officer.pk)
    carry_out(bulk, cast.supervisor, at=at)
    kept = bulk.cases.order_by("pk").first()
    actions.undo_assign(
        complaint_id=kept.complaint_id,
        by=cast.as_("supervisor"),
        before=actions.undoing.Before(**kept.before),
        version=kept.version + 1,
        at=at,
    )
    bulk.cases.filter(pk=kept.pk).update(undo_result="done")
    waiting = Job.objects.filter(name__in=["complaints.tell", "casework.tell_of_bulk"], run_at=at + timedelta(minutes=10))
    assert waiting.count() == 4
    for job in waiting:
        JOBS[job.name].do(job, at + timedelta(minutes=10))
    mails = told("office_new_cases")
    assert [(mail["address"], mail["values"]["number"]) for mail in mails] == [(cast.officer.email, 2)]
    assert len(told("taken")) == 2


def test_a_complainant_is_told_once_that_somebody_works_on_it(cast, cases):
    for officer in (cast.officer, cast.colleague):
        bulk = prepare(cast.supervisor, cases, officer_id=officer.pk)
        shown = {one.tells_complainant for one in prospects(bulk, by=cast.as_("supervisor"), at=NOON)}
        carry_out(bulk, cast.supervisor)
        assert shown == {officer == cast.officer}
    assert Job.objects.filter(name="complaints.tell", payload__told=[["complainant", "taken"]]).count() == 3


def test_a_desk_that_gets_cases_by_a_new_category_is_told_once(cast, cases):
    bulk = prepare(cast.officer, cases, "categorise", category_id=category("waste_collection").pk)
    carry_out(bulk, cast.officer)
    waste = factories.officer(desk=cases[0].fresh().desk)
    Job.objects.all().delete()
    assert tell_of_bulk(bulk_id=bulk.pk, at=TOO_LATE) == 1
    assert [(mail["address"], mail["values"]["number"]) for mail in told("office_new_cases")] == [(waste.email, 3)]


def test_who_may_be_given_a_case_is_the_same_for_one_and_for_many(cast, cases):
    Exclusion.objects.create(complaint=cases[0].complaint, officer=cast.officer, why="recused", at=NOON)
    Complaint.objects.filter(pk=cases[1].complaint.pk).update(round=2, drafter=cast.colleague)
    complaints = [case.fresh() for case in cases]
    for complaint, officers in zip(complaints, officers_for(complaints).values(), strict=True):
        assert officers == {colleague.officer.pk for colleague in assignable_officers(complaint)}


def test_every_further_case_costs_the_same(cast, django_assert_max_num_queries):
    for act, choice in (("assign", {"officer_id": cast.officer.pk}), ("categorise", {"category_id": category("street_lighting").pk})):
        spent, looked = [], []
        for number in (1, 2, 3):
            bulk = prepare(cast.supervisor, [factories.lodge() for _ in range(number)], act, **choice)
            with django_assert_max_num_queries(20) as looking:
                prospects(bulk, by=cast.as_("supervisor"), at=NOON)
            with django_assert_max_num_queries(200) as doing:
                carry_out(bulk, cast.supervisor)
            looked.append(len(looking))
            spent.append(len(doing))
        assert looked[0] == looked[1] == looked[2]
        assert spent[2] - spent[1] == spent[1] - spent[0] <= 25


def test_after_a_week_only_the_files_know(cast, cases):
    bulk = carry_out(prepare(cast.officer, cases, "note", text="Seen."), cast.officer)
    left = prepare(cast.officer, cases, "note", text="Never done.")
    assert actions.forget_bulk_acts(at=NOON + timedelta(days=2)) > 0
    assert list(BulkAct.objects.values_list("pk", flat=True)) == [bulk.pk]
    assert left.pk != bulk.pk
    actions.forget_bulk_acts(at=NOON + timedelta(days=8))
    assert not BulkAct.objects.exists()
    assert Entry.objects.filter(kind="note").count() == 3
