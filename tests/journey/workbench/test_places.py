"""Where an officer looks: one desk, one body, or all that they may read. However a list is put to the database, the same cases stand in it."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.utils import timezone

from mazalim.accounts.models import Role
from mazalim.accounts.queries import officers_named_like
from mazalim.complaints.access import complaints_shown_apart, complaints_shown_to
from mazalim.complaints.models import Complaint, Exclusion
from mazalim.directory.models import Desk
from mazalim.journey.workbench.queries import desks
from mazalim.journey.workbench.queries.desks import Filters, cases_at, desk_page
from mazalim.journey.workbench.rules import ALL, DUE, to_look_at
from tests import factories
from tests.factories import standing
from tests.journey.workbench.copies import copies

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country_in_a_transaction")]
ACCUSED = {"against": "official", "official": {"name": "Rashid Mahmoud Salih", "post": "Inspector", "unit": "Roads"}}


def now():
    return timezone.now()


def keys(rows):
    return set(rows.values_list("pk", flat=True))


@pytest.fixture
def cast():
    """Cases of every sort of access, and everybody who may read some of them."""
    plain, guarded = factories.lodge(at=now()), factories.lodge(at=now(), **ACCUSED)
    barred, unplaced = factories.lodge(at=now()), factories.lodge(at=now(), body=None)
    late = copies(plain.complaint, 3)
    here, general = plain.complaint.desk, Desk.objects.filter(body=plain.complaint.body, kind="general").first()
    centre = factories.officer(role=Role.CENTRAL_OFFICER)
    Complaint.objects.filter(pk=late[0].pk).update(opened_to_body=plain.complaint.body, is_opened_to_centre=True)
    Complaint.objects.filter(pk=late[1].pk).update(appeal_desk=general, state="under_appeal")
    Complaint.objects.filter(pk=late[2].pk).update(opened_to_body=unplaced.complaint.body, body=unplaced.complaint.body)
    officers = [
        *(factories.officer_for(case) for case in (plain, guarded)),
        *(factories.supervisor_for(case) for case in (plain, unplaced)),
        *(factories.officer(desk=desk) for desk in (here, general) if desk is not None),
        centre,
    ]
    for officer in officers:
        Exclusion.objects.create(complaint=barred.complaint, officer=officer, why="recused", at=now())
    return [standing(officer) for officer in officers]


def test_a_desk_or_body_that_is_named_gives_the_cases_that_are_left_when_all_are_filtered(cast):
    seen = 0
    for who in cast:
        every = complaints_shown_to(who)
        seen += len(keys(every))
        for desk, body in {(case.desk_id, case.body_id) for case in Complaint.objects.all()}:
            assert keys(complaints_shown_to(who, desk=desk)) == keys(every.filter(desk=desk)), who
            assert keys(complaints_shown_to(who, body=body)) == keys(every.filter(body=body)), who
    assert seen > len(cast), "somebody sees something"


def test_relations_read_apart_give_together_what_one_query_gives(cast):
    for who in cast:
        assert set().union(*(keys(rows) for rows in complaints_shown_apart(who))) == keys(complaints_shown_to(who)), who


@pytest.mark.parametrize("view", [DUE, ALL])
@pytest.mark.parametrize("place", ["all", "above", "desks"])
def test_a_list_of_several_desks_holds_every_case_once_in_order_there_and_back(cast, place, view):
    for who in cast:
        by, sign = ("next_duty_at", "") if view == DUE else ("lodged_at", "-")
        wanted = cases_at(who, place).filter(state__in=view.states).order_by(f"{sign}{by}", f"{sign}pk").values_list("pk", flat=True)

        def shown(cursor, who=who):
            return desk_page(who, place=place, view=view, filters=Filters(), cursor=cursor, at=now(), size=2)

        pages = [shown(None)]
        while pages[-1].next is not None:
            pages.append(shown(pages[-1].next))
        assert [row.complaint.pk for page in pages for row in page.rows] == list(wanted), who
        assert all(shown(later.before).rows == sooner.rows for sooner, later in pairwise(pages))
        assert pages[0].tab(view).count == len(wanted)


def test_the_newest_with_a_common_word_are_those_that_the_index_finds(cast, monkeypatch):
    who = cast[0]
    asked = {"place": "all", "view": ALL, "filters": Filters(words="hole"), "at": now(), "size": 1}
    quick = desk_page(who, cursor=None, **asked)
    later = desk_page(who, cursor=quick.next, **asked)
    assert quick.tab(ALL).is_capped == (connection.vendor == "postgresql"), "of a common word it is not known how many there are"
    monkeypatch.setattr(desks, "LOOKED_AT", 1)
    monkeypatch.setattr(desks, "to_look_at", lambda **asked: 100)
    assert desk_page(who, cursor=None, **asked).rows == quick.rows, "of few that hold the words, more are looked at"
    monkeypatch.setattr(desks, "found_at_once", lambda newest, question: None)
    slow = desk_page(who, cursor=None, **asked)
    assert (quick.rows, later.rows) == (slow.rows, desk_page(who, cursor=slow.next, **asked).rows)
    assert len(quick.rows) == len(later.rows) == 1


@pytest.mark.parametrize(
    ("hits", "cases", "wanted"),
    [(12, 10_000_000, 3_187), (12, 100_000, 0), (0, 10_000_000, 0), (51, 10_000_000, 0), (3, 10_000_000, 0)],
    ids=["a common word of a large country", "of a small one", "a rare word", "a full page", "more than are looked at"],
)
def test_more_of_the_newest_are_looked_at_where_the_index_would_gather_for_longer(hits, cases, wanted):
    assert to_look_at(hits=hits, among=500, page=51, cases=cases) == wanted


def test_among_all_officers_a_name_is_sought_with_two_queries_however_many_there_are(django_assert_num_queries):
    here = Desk.objects.filter(kind="general").first()
    for name in ("Karim Hassan", "Rashid Salih", "Layla Omar"):
        factories.officer(desk=here, name=name)
    gone = factories.officer(desk=here, name="Rashid Salah")
    gone.grants.update(ended_at=now() - timedelta(days=1))
    with django_assert_num_queries(2):
        found = officers_named_like("Rasheed Saleh", near=None)
    assert [one.name for one in found] == ["Rashid Salih"]
    assert found[0].place_names == (here.names,)
