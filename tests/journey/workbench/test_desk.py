"""Lists: order, completeness, filters, news, cost, and who sees which."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mazalim.accounts.models import Role
from mazalim.common.clock import end_of_day
from mazalim.complaints.lifecycle import Move, actor_officer, move
from mazalim.complaints.models import Complaint, Exclusion
from mazalim.country.queries import calendar
from mazalim.journey.casework import actions as casework
from mazalim.journey.workbench.queries import sums
from mazalim.journey.workbench.queries.desks import Filters, cases_at, desk_page
from mazalim.journey.workbench.queries.places import places_of
from mazalim.journey.workbench.queries.work import my_work
from mazalim.journey.workbench.rules import VIEWS, view_named
from mazalim.web.paging import Cursor
from tests import factories
from tests.factories import standing

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


def cases(number, **changes):
    return [factories.lodge(at=now() - timedelta(hours=number - place), **changes) for place in range(number)]


def walk(officer, *, view="due", size=2, filters=None, back=False):
    """The case numbers of every page, first to last; or, from the last page, back to the first."""
    by = standing(officer)
    place = places_of(by).chosen
    pages, cursor = [], None
    for _ in range(20):
        page = desk_page(by, place=place, view=view_named(view), filters=filters or Filters(), cursor=cursor, at=now(), size=size)
        pages.append([row.complaint.pk for row in page.rows])
        cursor = page.before if back else page.next
        if cursor is None:
            return pages
    raise AssertionError("The list has no end.")


def test_the_soonest_due_comes_first_and_every_case_comes_once():
    lodged = cases(7)
    officer = factories.officer_for(lodged[0])
    day = end_of_day(now().date(), calendar().zone)
    for place, case in enumerate(lodged):  # three of them are due at the very same moment
        Complaint.objects.filter(pk=case.complaint.pk).update(next_duty_at=day + timedelta(days=place // 3))
    pages = walk(officer)
    assert [len(page) for page in pages] == [2, 2, 2, 1]
    wanted = list(Complaint.objects.order_by("next_duty_at", "pk").values_list("pk", flat=True))
    assert [pk for page in pages for pk in page] == wanted


def test_the_way_back_shows_the_same_pages():
    lodged = cases(5)
    by = standing(factories.officer_for(lodged[0]))
    place, view = places_of(by).chosen, VIEWS[0]

    def page(cursor):
        return desk_page(by, place=place, view=view, filters=Filters(), cursor=cursor, at=now(), size=2)

    first = page(None)
    second = page(first.next)
    third = page(second.next)
    assert (first.before, third.next) == (None, None)
    again = page(third.before)
    assert again.rows == second.rows
    assert page(again.before).rows == first.rows
    assert page(again.before).before is None


def test_a_list_of_ended_cases_shows_the_newest_first():
    lodged = cases(5)
    Complaint.objects.update(state="answered", answered_at=now())
    pages = walk(factories.officer_for(lodged[0]), view="answered")
    assert [pk for page in pages for pk in page] == [case.complaint.pk for case in reversed(lodged)]


@pytest.mark.parametrize(
    "text", ["", "x", "2026-11-22T00:00:00.000000Z", "_", "2026-11-22T00:00:00.000000Z_!", "../../etc", "2026-01-01_zzzzzzzzzzzzzzzz"]
)
def test_a_cursor_that_is_none_shows_the_first_page(client, text):
    case = factories.lodge(at=now())
    assert Cursor.read(text) is None
    client.force_login(factories.officer_for(case))
    assert case.complaint.case_number in client.get(reverse("workbench:desk"), {"after": text}).content.decode()


def test_filters_narrow_the_list_and_survive_the_next_page(client):
    roads, drains = factories.lodge(at=now()), factories.lodge(at=now(), category="drainage_flooding", language="ar")
    officer = factories.officer_for(roads)
    client.force_login(officer)

    def shown(**asked):
        words = client.get(reverse("workbench:desk"), asked).content.decode()
        return {name for name, case in {"roads": roads, "drains": drains}.items() if case.complaint.case_number in words}

    assert shown() == {"roads", "drains"}
    assert shown(category=drains.complaint.category_id) == {"drains"}
    assert shown(language="ar") == {"drains"}
    assert shown(officer=officer.pk) == set()
    assert shown(round="2") == set()
    assert shown(due="overdue") == set()
    assert shown(due="week") == {"roads", "drains"}
    assert shown(state="in_progress") == set()
    assert shown(state="nonsense", category="99999999") == {"roads", "drains"}
    Complaint.objects.filter(pk=roads.complaint.pk).update(next_duty_at=now() - timedelta(days=1))
    assert shown(due="overdue") == {"roads"}


def test_a_case_number_leads_to_its_case(client):
    case = factories.lodge(at=now())
    client.force_login(factories.officer_for(case))
    number = case.complaint.case_number
    assert client.get(reverse("workbench:desk"), {"q": f" {number} "})["Location"] == reverse("workbench:case", args=[number])
    assert "There is no case" in client.get(reverse("workbench:desk"), {"q": "2020-0000001"}).content.decode()


def test_a_case_number_of_another_desk_leads_nowhere(client):
    case = factories.lodge(at=now())
    client.force_login(factories.officer(desk=case.fresh().body.desks.get(code="MUN-EBL-WASTE")))
    assert "There is no case" in client.get(reverse("workbench:desk"), {"q": case.complaint.case_number}).content.decode()


def test_bold_means_news_since_this_officer_looked(client):
    case = factories.lodge(at=now() - timedelta(hours=1))
    officer, colleague = factories.officer_for(case), factories.officer_for(case)
    client.force_login(officer)

    def is_bold():
        return '<tr class="new">' in client.get(reverse("workbench:desk")).content.decode()

    assert is_bold()
    client.get(reverse("workbench:case", args=[case.complaint.case_number]))
    assert not is_bold()
    casework.note(complaint_id=case.complaint.pk, by=standing(colleague), text="The pipe is broken.", at=now() + timedelta(minutes=1))
    assert is_bold()


def test_a_list_costs_six_queries_with_one_row_and_with_three(client, django_assert_max_num_queries):
    lodged = [factories.lodge(at=now())]
    client.force_login(factories.officer_for(lodged[0]))
    client.get(reverse("workbench:desk"))  # the policy is kept for half a minute; the session notes its beginning
    with django_assert_max_num_queries(6) as one:
        client.get(reverse("workbench:desk"))
    lodged += cases(2)
    casework.take(complaint_id=lodged[1].complaint.pk, by=standing(factories.officer_for(lodged[0])), at=now())
    with django_assert_max_num_queries(6) as three:
        assert client.get(reverse("workbench:desk")).content.decode().count("<tr") == 4
    assert len(one) == len(three)


def test_a_supervisors_list_costs_no_more(client, django_assert_max_num_queries):
    case = factories.lodge(at=now())
    client.force_login(factories.supervisor_for(case))
    client.get(reverse("workbench:desk"))
    with django_assert_max_num_queries(6):
        assert case.complaint.case_number in client.get(reverse("workbench:desk")).content.decode()


def test_a_supervisor_looks_at_the_body_and_at_each_desk_but_not_at_the_integrity_desks_cases(client):
    open_case = factories.lodge(at=now())
    guarded = factories.lodge(at=now(), against="official", official={"name": "R. S.", "post": "Inspector", "unit": "Roads"})
    supervisor = factories.supervisor_for(open_case)
    by = standing(supervisor)
    keys = [place.key for place in places_of(by).places]
    body = open_case.fresh().body
    assert keys[0] == f"body-{body.pk}"
    assert keys[-2:] == ["above", "all"]
    assert {f"desk-{pk}" for pk in body.desks.values_list("pk", flat=True)} <= set(keys)
    client.force_login(supervisor)
    for key in keys:
        words = client.get(reverse("workbench:desk"), {"place": key}).content.decode()
        assert guarded.complaint.case_number not in words
    assert open_case.complaint.case_number in client.get(reverse("workbench:desk")).content.decode()


def test_the_integrity_desk_sees_its_own_and_the_accused_units_desk_does_not():
    guarded = factories.lodge(at=now(), against="official", official={"name": "R. S.", "post": "Inspector", "unit": "Roads"})
    ordinary = factories.lodge(at=now())
    assert walk(factories.officer_for(guarded)) == [[guarded.complaint.pk]]
    assert walk(factories.officer_for(ordinary)) == [[ordinary.complaint.pk]]


def test_a_place_that_is_not_ones_own_is_not_shown():
    case = factories.lodge(at=now())
    stranger = standing(factories.officer(desk=case.fresh().body.desks.get(code="MUN-EBL-WASTE")))
    assert not cases_at(stranger, f"desk-{case.fresh().desk_id}").exists()
    assert places_of(stranger, asked=f"desk-{case.fresh().desk_id}").chosen == f"desk-{next(iter(stranger.desks))}"


def test_an_excluded_officer_misses_the_case_in_list_and_counts():
    case, other = factories.lodge(at=now()), factories.lodge(at=now())
    officer = factories.officer_for(case)
    Exclusion.objects.create(complaint=case.complaint, officer=officer, why="recused", at=now())
    assert walk(officer) == [[other.complaint.pk]]
    by = standing(officer)
    page = desk_page(by, place=places_of(by).chosen, view=VIEWS[0], filters=Filters(), cursor=None, at=now())
    assert page.tabs[0].count == 1


def test_what_was_moved_up_reaches_the_body_above_and_the_central_desk(client):
    case = factories.lodge(at=now())
    above = factories.body("KRG00")
    Complaint.objects.filter(pk=case.complaint.pk).update(opened_to_body=above)
    for officer in (factories.officer(supervises=above), factories.officer(role=Role.CENTRAL_OFFICER)):
        client.force_login(officer)
        words = client.get(reverse("workbench:desk"), {"place": "above"}).content.decode()
        assert (case.complaint.case_number in words) == (officer.grants.first().role == Role.SUPERVISOR)
    Complaint.objects.filter(pk=case.complaint.pk).update(is_opened_to_centre=True)
    assert case.complaint.case_number in client.get(reverse("workbench:desk"), {"place": "above"}).content.decode()


def test_counts_stop_at_a_thousand(client, monkeypatch):
    monkeypatch.setattr("mazalim.journey.workbench.queries.tabs.MOST_COUNTED", 1)
    lodged = cases(3)
    client.force_login(factories.officer_for(lodged[0]))
    assert '<span class="num">1+</span>' in client.get(reverse("workbench:desk")).content.decode()


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_who_reads_no_case_has_no_desk(client, role):
    client.force_login(factories.officer(role=role))
    assert client.get(reverse("workbench:desk")).status_code == 404
    assert client.get(reverse("workbench:board")).status_code == 404
    assert client.get(reverse("replies:approvals")).status_code == 404
    assert client.get(reverse("replies:commitments")).status_code == 404
    assert client.get(reverse("workbench:my_work"))["Location"] == reverse("accounts:account")


def test_the_desk_is_closed_to_whoever_has_not_signed_in(client):
    answer = client.get(reverse("workbench:desk"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("accounts:sign_in"))


def test_my_work_says_why_each_case_is_there():
    lodged = cases(4)
    officer = factories.officer_for(lodged[0])
    by, at = standing(officer), now()
    for case in lodged[:3]:
        casework.take(complaint_id=case.complaint.pk, by=by, at=at)
    casework.ask(complaint_id=lodged[1].complaint.pk, by=by, question="Where?", at=at)
    complaint = lodged[2].fresh()
    move(complaint, Move.NOTE, by=actor_officer(by), text="Seen.", at=at)
    work = my_work(by, cursor=None, at=at)
    assert {task.complaint.pk: task.why for task in work.mine} == {
        lodged[0].complaint.pk: "reply",
        lodged[1].complaint.pk: "waiting",
        lodged[2].complaint.pk: "reply",
    }
    assert [(task.complaint.pk, task.why) for task in work.to_take] == [(lodged[3].complaint.pk, "take")]


def test_my_work_can_be_read_by_every_role_that_reads_cases(client):
    case = factories.lodge(at=now())
    for officer in (factories.officer_for(case), factories.supervisor_for(case), factories.officer(role=Role.CENTRAL_OFFICER)):
        client.force_login(officer)
        assert client.get(reverse("workbench:my_work")).status_code == 200


def test_the_board_counts_open_overdue_and_by_officer(client):
    lodged = cases(3)
    officer, supervisor = factories.officer_for(lodged[0]), factories.supervisor_for(lodged[0])
    casework.take(complaint_id=lodged[0].complaint.pk, by=standing(officer), at=now())
    Complaint.objects.filter(pk=lodged[1].complaint.pk).update(due_at=now() - timedelta(days=3))
    client.force_login(supervisor)
    answer = client.get(reverse("workbench:board"))
    board = answer.context["board"]
    assert (board.open, board.overdue, board.unassigned) == (3, 1, 2)
    assert [(load.name, load.open) for load in board.loads] == [(officer.name, 1), ("", 2)]
    assert sum(step.count for step in board.steps) == board.overdue


@pytest.fixture
def nothing_kept():
    """Boards are kept in the process, which the next test shares."""
    yield
    sums.forget()


@pytest.mark.usefixtures("nothing_kept")
def test_a_board_of_very_many_open_cases_is_counted_when_it_is_asked_to_and_else_every_half_minute(client, monkeypatch):
    lodged = cases(3)
    supervisor, address = factories.supervisor_for(lodged[0]), reverse("workbench:board")
    client.force_login(supervisor)
    assert "count=again" not in client.get(address).content.decode(), "few cases are counted for each look"
    monkeypatch.setattr(sums, "MOST_EACH_TIME", 2)
    assert client.get(address).context["board"].open == 3
    factories.lodge(at=now())
    page = client.get(address)
    assert page.context["board"].open == 3
    assert "count=again" in page.content.decode()
    counted = client.get(address, {"count": "again"}).context["board"].counted
    assert counted.open == 4
    factories.lodge(at=now())
    place = page.context["places"].chosen
    assert sums.sums_of(standing(supervisor), place=place, at=counted.at + timedelta(seconds=29)) == counted
    assert sums.sums_of(standing(supervisor), place=place, at=counted.at + timedelta(seconds=30)).open == 5


@pytest.mark.usefixtures("nothing_kept")
def test_what_is_kept_of_a_board_is_shown_to_nobody_else(client, monkeypatch):
    lodged = cases(2)
    monkeypatch.setattr(sums, "MOST_EACH_TIME", 1)
    first, second = factories.supervisor_for(lodged[0]), factories.supervisor_for(lodged[0])
    place = f"body-{lodged[0].fresh().body_id}"
    assert sums.sums_of(standing(first), place=place, at=now()).open == 2
    factories.lodge(at=now())
    assert sums.sums_of(standing(first), place=place, at=now()).open == 2
    assert sums.sums_of(standing(second), place=place, at=now()).open == 3
    assert sums.sums_of(standing(second), place="body-0", at=now()).open == 0


def test_the_board_is_for_supervisors(client):
    case = factories.lodge(at=now())
    client.force_login(factories.officer_for(case))
    assert client.get(reverse("workbench:board")).status_code == 404
