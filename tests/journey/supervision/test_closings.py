"""Closings that deserve a second look, and the board of all bodies."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mazalim.accounts.models import Role
from mazalim.common.clock import day_of, end_of_day, start_of_day
from mazalim.complaints.models import Complaint, Exclusion
from mazalim.country.queries import calendar
from mazalim.figures.actions import catch_up
from mazalim.journey.satisfaction import actions as satisfaction
from mazalim.journey.supervision.queries.closings import cases_of_that_day, contradicted_cases, mass_closings
from mazalim.journey.supervision.rules import is_mass_closing, usual_a_day
from tests import factories
from tests.factories import client_of, standing
from tests.journey import lives
from tests.journey.workbench.copies import copies

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LONG_AGO = "2026-01-02"


def now():
    return timezone.now()


@pytest.fixture
def country(country_in_a_transaction: None, db: None) -> None:
    """The Kurdistan profile, loaded once for this file."""


def answered_in_the_last_days(life, number):
    """So many cases that the officer answered on one day, the day before their deadlines."""
    day = day_of(now() - 10 * DAY, calendar().zone)
    made = [life.case.fresh(), *copies(life.case.fresh(), number - 1)]
    Complaint.objects.filter(pk__in=[one.pk for one in made]).update(
        answered_at=start_of_day(day, calendar().zone) + timedelta(hours=9), due_at=end_of_day(day + DAY, calendar().zone)
    )
    return day, made


def test_the_last_days_are_that_of_the_deadline_and_the_one_before():
    life = lives.answered(at=now() - 10 * DAY)
    case, zone = life.case.fresh(), calendar().zone
    by, due = standing(factories.supervisor_for(life.case)), day_of(now() - 5 * DAY, zone)
    listed = []
    for day in (due + DAY, due, due - DAY, due - 2 * DAY):
        answered_at = start_of_day(day, zone) + timedelta(hours=9)
        Complaint.objects.filter(pk=case.pk).update(answered_at=answered_at, due_at=end_of_day(due, zone))
        page = cases_of_that_day(by, body=case.body_id, day=day, desk=case.desk_id, officer=None, cursor=None)
        listed.append(bool(page.rows))
    assert listed == [False, True, True, False]


def test_what_counts_as_unusually_many():
    due = date(2026, 11, 20)
    assert not is_mass_closing(4, 0)
    assert is_mass_closing(5, 0)
    assert is_mass_closing(9, 3)
    assert not is_mass_closing(8, 3)
    assert usual_a_day({due: 9, due - DAY: 2, due - 2 * DAY: 4}, due) == 3


def test_many_answers_just_before_the_deadline_are_listed_with_their_cases():
    life = lives.answered(at=now() - 10 * DAY)
    supervisor = factories.supervisor_for(life.case)
    day, made = answered_in_the_last_days(life, 4)
    body = life.case.fresh().body_id
    assert mass_closings(standing(supervisor), body=body, last=day_of(now(), calendar().zone)).rows == ()
    made += copies(life.case.fresh(), 1, year=1998)
    (row,) = mass_closings(standing(supervisor), body=body, last=day_of(now(), calendar().zone)).rows
    assert (row.day, row.officer_id, row.desk) == (day, life.officer.officer_id, life.case.fresh().desk_id)
    client = client_of(supervisor)
    listed = client.get(reverse("supervision:mass_closing"))
    assert life.officer.name in listed.content.decode()
    asked = {"body": body, "day": day.isoformat(), "desk": row.desk, "officer": row.officer_id}
    cases = client.get(reverse("supervision:closed_that_day"), asked)
    assert len(cases.context["listed"].rows) == row.last_days
    Exclusion.objects.create(complaint=life.case.fresh(), officer=supervisor, why=Exclusion.Why.RECUSED, at=now())
    assert len(client.get(reverse("supervision:closed_that_day"), asked).context["listed"].rows) == row.last_days - 1
    for strange in ({**asked, "day": "tomorrow"}, {**asked, "desk": "x"}, {**asked, "body": "99999"}):
        assert client.get(reverse("supervision:closed_that_day"), strange).status_code == 404


def test_a_reply_that_said_upheld_and_was_rated_badly_or_doubted_is_listed():
    at = now() - 5 * DAY
    rated, content, doubted = (lives.answered(at=at + timedelta(minutes=n)) for n in range(3))
    satisfaction.rate(complaint_id=rated.pk, score=1, comment="", at=at + DAY)
    satisfaction.rate(complaint_id=content.pk, score=5, comment="", at=at + DAY)
    satisfaction.reopen(complaint_id=doubted.pk, reason="The hole is open again.", at=at + DAY)
    supervisor = factories.supervisor_for(rated.case)
    by, body = standing(supervisor), rated.case.fresh().body_id
    page = contradicted_cases(by, body=body, at=now(), cursor=None)
    assert [(one.pk, one.against) for one in page.rows] == [(doubted.pk, "reopen"), (rated.pk, "rate")]
    first = contradicted_cases(by, body=body, at=now(), cursor=None, size=1)
    second = contradicted_cases(by, body=body, at=now(), cursor=first.next, size=1)
    assert ([one.pk for one in first.rows + second.rows], second.next) == ([doubted.pk, rated.pk], None)
    assert client_of(supervisor).get(reverse("supervision:contradicted")).status_code == 200
    Exclusion.objects.create(complaint=rated.case.fresh(), officer=supervisor, why=Exclusion.Why.RECUSED, at=now())
    assert [one.pk for one in contradicted_cases(by, body=body, at=now(), cursor=None).rows] == [doubted.pk]


def test_the_lists_are_for_the_supervisors_of_the_body_alone():
    case = factories.lodge(at=now())
    body = case.fresh().body_id
    others = (
        factories.officer_for(case),
        factories.officer(role=Role.CENTRAL_OFFICER),
        factories.officer(supervises=factories.body("MUN-SUL")),
    )
    for officer in others:
        for page in ("mass_closing", "contradicted"):
            assert client_of(officer).get(reverse(f"supervision:{page}"), {"body": body}).status_code == 404


def test_the_board_of_all_bodies_puts_the_worst_first_and_shows_numbers_alone():
    at = now() - 5 * DAY
    life = lives.answered(at=at)
    satisfaction.rate(complaint_id=life.pk, score=2, comment="", at=at + DAY)
    late = factories.lodge(at=now() - DAY, body="MUN-SUL")
    catch_up(at=now())
    central = client_of(factories.officer(role=Role.CENTRAL_OFFICER))
    address = reverse("supervision:country")
    page = central.get(address, {"sort": "contradicted"})
    rows = [one for one, _ in page.context["board"].rows]
    assert rows[0].body.pk == life.case.fresh().body_id
    assert rows[0].contradicted == 1
    assert rows[0].rating == 2
    assert {one.body.pk for one in rows} == {life.case.fresh().body_id, late.fresh().body_id}
    assert late.complaint.case_number not in page.content.decode()
    found = central.get(address, {"q": rows[0].body.names["en"]})
    assert rows[0].body.pk in {one.body.pk for one, _ in found.context["board"].rows}
    one = central.get(reverse("supervision:country_body", args=[rows[0].body.code]))
    assert one.status_code == 200
    assert 'id="months"' in one.content.decode()
    assert life.case.complaint.case_number not in one.content.decode()
    assert central.get(reverse("supervision:country_body", args=["NOWHERE"])).status_code == 404
    assert client_of(factories.supervisor_for(life.case)).get(address).status_code == 404


@pytest.mark.parametrize("address", ["workbench:board", "supervision:mass_closing", "supervision:contradicted"])
def test_boards_and_lists_cost_the_same_for_1_3_and_300_cases(address):
    life = lives.answered(at=now() - 5 * DAY)
    satisfaction.rate(complaint_id=life.pk, score=1, comment="", at=now() - DAY)
    case = factories.lodge(at=now() - 40 * DAY, happened_on=LONG_AGO)
    catch_up(at=now())
    client, costs = client_of(factories.supervisor_for(case)), []
    client.get(reverse(address))
    for year, more in ((1997, 0), (1998, 2), (1999, 297)):
        copies(case.fresh(), more, year=year)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(address)).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] == costs[2]


def test_every_number_of_the_board_leads_to_a_list_of_as_many_cases():
    case = factories.lodge(at=now() - 40 * DAY, happened_on=LONG_AGO)
    supervisor = factories.supervisor_for(case)
    for age in (2, 10, 10, 18, 25):
        factories.lodge(at=now() - age * DAY, happened_on=LONG_AGO)
    client = client_of(supervisor)
    board = client.get(reverse("workbench:board")).context["board"]
    assert [age.count for age in board.ages] == [1, 2, 1, 1, 1]
    place = f"body-{case.fresh().body_id}"
    for age in board.ages:
        listed = client.get(reverse("workbench:desk"), {"place": place, "view": "due", "age": age.code})
        assert len(listed.context["listed"].rows) == age.count, age.code
    late = client.get(reverse("workbench:desk"), {"place": place, "view": "due", "due": "late"})
    assert len(late.context["listed"].rows) == board.overdue > 0
