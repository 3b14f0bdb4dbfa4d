"""Absences, whom a case suits, and handing cases over."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mazalim.accounts import actions as accounts
from mazalim.accounts.models import Absence, Role
from mazalim.common.clock import day_of
from mazalim.complaints.models import Complaint, Entry, Exclusion
from mazalim.complaints.tasks import _officers, _present
from mazalim.country.queries import calendar
from mazalim.journey.casework import actions as casework
from mazalim.journey.casework.models import BulkAct
from mazalim.journey.casework.queries import colleagues_by_fit
from mazalim.journey.supervision.rules import spread
from tests import factories
from tests.factories import client_of, standing
from tests.journey.casework.cast import Cast

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


def today():
    return day_of(now(), calendar().zone)


@pytest.fixture
def country(country_in_a_transaction: None, db: None) -> None:
    """The Kurdistan profile, loaded once for this file."""


@pytest.fixture
def cast():
    return Cast.around(factories.lodge(at=now() - timedelta(days=1)))


def away(officer, *, by=None, deputy=None, days=3):
    return accounts.enter_absence(
        by=standing(by or officer),
        officer_id=officer.pk,
        first_day=today(),
        last_day=today() + timedelta(days=days),
        deputy_id=deputy,
        at=now(),
    )


def given_to(officer, number, cast):
    """So many further cases that an officer holds."""
    cases = [factories.lodge(at=now() - timedelta(hours=number - place)) for place in range(number)]
    for case in cases:
        casework.assign(complaint_id=case.complaint.pk, by=cast.as_("supervisor"), officer_id=officer.pk, at=now())
    return cases


def typed(officer, first, last, deputy=""):
    days = {
        f"{name}_{part}": getattr(day, part)
        for name, day in (("first_day", first), ("last_day", last))
        for part in ("day", "month", "year")
    }
    return {"officer": officer.pk, "deputy": deputy, **days}


def test_an_absence_is_entered_by_the_officer_or_their_supervisor_and_by_nobody_else(cast):
    away(cast.officer)
    away(cast.colleague, by=cast.supervisor, deputy=cast.officer.pk)
    for by in (cast.stranger, cast.colleague):
        with pytest.raises(accounts.NotTheirs):
            away(cast.officer, by=by)
    with pytest.raises(accounts.AwayAlready):
        away(cast.officer, by=cast.supervisor)
    with pytest.raises(accounts.NotTheirs):
        accounts.take_absence_back(by=standing(cast.stranger), absence_id=Absence.objects.get(officer=cast.officer).pk, at=now())
    with pytest.raises(accounts.NotAColleague):
        away(cast.supervisor, deputy=cast.stranger.pk)


def test_the_page_of_absences_keeps_what_was_typed_and_takes_an_absence_back(cast):
    address, officer = reverse("supervision:absences"), client_of(cast.officer)
    wrong = officer.post(address, typed(cast.officer, today() + timedelta(days=2), today() + timedelta(days=1)))
    assert "The last day comes before the first" in wrong.content.decode()
    assert str((today() + timedelta(days=2)).year) in wrong.content.decode()
    assert officer.post(address, typed(cast.officer, today(), today(), cast.colleague.pk)).status_code == 302
    absence = Absence.objects.get()
    assert (absence.officer, absence.deputy) == (cast.officer, cast.colleague)
    assert cast.officer.name in client_of(cast.supervisor).get(address).content.decode()
    assert cast.officer.name not in client_of(cast.stranger).get(address).content.decode()
    assert client_of(cast.stranger).post(reverse("supervision:take_back", args=[absence.pk])).status_code == 404
    assert officer.post(reverse("supervision:take_back", args=[absence.pk])).status_code == 302
    assert Absence.objects.get().taken_back_at is not None
    assert client_of(factories.officer(role=Role.AUDITOR)).get(address).status_code == 404


def test_mails_about_an_absent_officer_s_case_go_to_the_deputy_else_to_the_desk_else_to_them_all_the_same(cast):
    third = factories.officer_for(cast.case)
    casework.take(complaint_id=cast.case.complaint.pk, by=cast.as_("officer"), at=now())
    complaint = cast.case.fresh()
    entry = Entry.objects.filter(complaint=complaint, kind="lodge").get()

    def told(who="officer"):
        return {one.pk for one in _present(_officers(who, complaint, entry), who, complaint, entry, now())}

    assert told() == {cast.officer.pk}
    absence = away(cast.officer, deputy=cast.colleague.pk)
    assert told() == {cast.colleague.pk}
    excluded = Exclusion.objects.create(complaint=complaint, officer=cast.colleague, why=Exclusion.Why.RECUSED, at=now())
    assert told() == {third.pk}  # who is excluded hears nothing, deputy or not
    away(third)
    assert told() == {cast.officer.pk}
    excluded.delete()
    accounts.take_absence_back(by=standing(cast.officer), absence_id=absence.pk, at=now())
    assert told() == {cast.officer.pk}


def test_the_colleague_with_the_least_to_do_is_suggested_and_who_is_away_stands_last(cast, django_assert_num_queries):
    given_to(cast.officer, 2, cast)

    def order():
        return [(one.officer, one.is_suggested) for one in colleagues_by_fit(cast.case.fresh(), shown_to=cast.as_("supervisor"), at=now())]

    assert order() == [(cast.colleague, True), (cast.officer, False)]
    away(cast.colleague)
    assert order() == [(cast.officer, True), (cast.colleague, False)]
    page = client_of(cast.supervisor).get(reverse("casework:assign", args=[cast.case.complaint.case_number])).content.decode()
    assert "Suggested" in page
    assert "away until" in page
    complaint, by, at = cast.case.fresh(), cast.as_("supervisor"), now()
    with django_assert_num_queries(3):
        colleagues_by_fit(complaint, shown_to=by, at=at)
    given_to(cast.officer, 2, cast)
    with django_assert_num_queries(3):
        colleagues_by_fit(complaint, shown_to=by, at=at)


def test_who_has_answered_such_cases_before_stands_lighter(cast):
    given_to(cast.officer, 1, cast)
    answered = factories.lodge(at=now() - timedelta(days=2))
    Complaint.objects.filter(pk=answered.complaint.pk).update(drafter=cast.officer, answered_at=now(), state="answered")
    first = colleagues_by_fit(cast.case.fresh(), shown_to=cast.as_("supervisor"), at=now())[0]
    assert (first.officer, first.knows_category, first.is_suggested) == (cast.officer, True, True)


def test_cases_are_spread_to_whom_they_weigh_least():
    may = {1: {10, 20}, 2: {10, 20}, 3: {10, 20}, 4: {20}, 5: {30}}
    assert spread([(1, 1), (2, 1), (3, 1), (4, 1), (5, 1)], may, {10: 0, 20: 1}) == {1: 10, 2: 10, 3: 20, 4: 20}


def hand_over(cast, officer, to, *, by=None):
    """The address of the plan that was made."""
    answer = client_of(by or cast.supervisor).post(reverse("supervision:hand_over", args=[officer.pk]), {"to": to})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def test_all_cases_of_a_leaver_go_to_one_colleague_each_by_its_own_entry(cast):
    cases = given_to(cast.officer, 3, cast)
    cast.officer.is_active = False
    cast.officer.save()
    cast.officer.grants.update(ended_at=now())
    supervisor = client_of(cast.supervisor)
    plan = hand_over(cast, cast.officer, cast.colleague.pk)
    preview = supervisor.get(plan).content.decode()
    assert all(case.complaint.case_number in preview for case in cases)
    before = Entry.objects.filter(kind="assign").count()
    assert before == 3  # the preview changes nothing
    assert supervisor.post(plan).status_code == 302
    assert Entry.objects.filter(kind="assign").count() == before + 3
    assert {case.fresh().officer for case in cases} == {cast.colleague}
    assert "3 cases of" in supervisor.get(plan).content.decode()
    supervisor.post(plan)  # a second click
    assert Entry.objects.filter(kind="assign").count() == before + 3


def test_cases_are_spread_over_those_who_are_there_and_never_go_to_who_is_excluded(cast):
    third, fourth = factories.officer_for(cast.case), factories.officer_for(cast.case)
    cases = given_to(cast.officer, 4, cast)
    away(fourth)
    Exclusion.objects.create(complaint=cases[0].fresh(), officer=third, why=Exclusion.Why.RECUSED, at=now())
    supervisor, plan = client_of(cast.supervisor), hand_over(cast, cast.officer, "spread")
    assert supervisor.get(plan).status_code == 200
    supervisor.post(plan)
    holders = [case.fresh().officer for case in cases]
    assert set(holders) == {cast.colleague, third}
    assert holders[0] == cast.colleague
    assert abs(holders.count(third) - 2) <= 1
    for bulk in BulkAct.objects.all():
        supervisor.post(reverse("casework:undo_bulk", args=[bulk.public_id]))
    assert {case.fresh().officer for case in cases} == {cast.officer}


def test_a_case_from_which_the_supervisor_is_excluded_is_neither_counted_nor_handed_over(cast):
    cases = given_to(cast.officer, 2, cast)
    Exclusion.objects.create(complaint=cases[0].fresh(), officer=cast.supervisor, why=Exclusion.Why.RECUSED, at=now())
    page = client_of(cast.supervisor).get(reverse("supervision:hand_over", args=[cast.officer.pk])).content.decode()
    assert cases[0].complaint.case_number not in page
    assert cases[1].complaint.case_number in page
    plan = hand_over(cast, cast.officer, cast.colleague.pk)
    client_of(cast.supervisor).post(plan)
    assert cases[0].fresh().officer == cast.officer


def test_nobody_but_a_supervisor_of_the_desk_hands_over(cast):
    given_to(cast.officer, 1, cast)
    plan = hand_over(cast, cast.officer, cast.colleague.pk)
    address = reverse("supervision:hand_over", args=[cast.officer.pk])
    other = factories.officer(supervises=factories.body("MUN-SUL"))
    for stranger in (cast.officer, cast.stranger, other):
        assert client_of(stranger).get(address).status_code == 404
        assert client_of(stranger).post(plan).status_code == 404
    second = factories.supervisor_for(cast.case)
    assert client_of(second).get(plan).status_code == 302  # a plan is its maker's alone


def test_the_page_of_a_hand_over_costs_the_same_for_one_and_for_three_cases(cast):
    supervisor, address = client_of(cast.supervisor), reverse("supervision:hand_over", args=[cast.officer.pk])
    given_to(cast.officer, 1, cast)
    supervisor.get(address)
    with CaptureQueriesContext(connection) as one:
        supervisor.get(address)
    given_to(cast.officer, 2, cast)
    with CaptureQueriesContext(connection) as three:
        supervisor.get(address)
    assert len(one) == len(three)
