"""Systemic issues: who reads and changes them, what is tied, what everybody learns when they are mended."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mazalim.accounts.models import Role
from mazalim.complaints.models import Entry, Exclusion
from mazalim.figures.actions import catch_up
from mazalim.journey.systemic import actions
from mazalim.journey.systemic.models import Step, SystemicIssue, Tie
from mazalim.journey.systemic.queries import issues_page, piles, said_and_done
from mazalim.journey.systemic.views.frame import INFLOW_WORDS
from mazalim.work.models import Job
from mazalim.worker.loop import work_all
from tests import factories
from tests.factories import client_of, standing

pytestmark = pytest.mark.django_db
SAID = {"en": "The road to the school was broken open again and again.", "ar": "كان الطريق إلى المدرسة يُحفر مرارًا."}
DID = {"en": "Water and road works now share one calendar.", "ar": "لأشغال الماء والطرق اليوم تقويم واحد."}


def now():
    return timezone.now()


@pytest.fixture
def case():
    return factories.lodge(at=now() - timedelta(days=3))


@pytest.fixture
def supervisor(case):
    return factories.supervisor_for(case)


def an_issue(supervisor, **changes):
    at = now()
    issue = actions.open_issue(
        by=standing(supervisor),
        body_id=factories.body().pk,
        category_id=None,
        title="Roads broken open twice",
        owner_id=supervisor.pk,
        at=at,
    )
    plan = {"cause": "Two offices, two calendars.", "measure": "One calendar.", "due_date": at.date() + timedelta(days=30), **changes}
    return actions.change_issue(
        issue_id=issue.pk, by=standing(supervisor), version=0, title=issue.title, owner_id=supervisor.pk, at=at, **plan
    )


def tie(issue, officer, *cases):
    return actions.tie(issue_id=issue.pk, case_numbers=[one.complaint.case_number for one in cases], by=standing(officer), at=now())


def mend(issue, officer):
    return actions.mend(issue_id=issue.pk, by=standing(officer), version=issue.version, said=SAID, did=DID, at=now())


def test_an_issue_goes_from_a_pile_to_a_line_for_everybody(case, supervisor):
    office = client_of(supervisor)
    made = office.post(
        reverse("systemic:open") + f"?body={factories.body().pk}",
        {"title": "Roads broken open twice", "category": case.complaint.category_id, "owner": supervisor.pk},
    )
    issue = SystemicIssue.objects.get()
    assert made["Location"] == reverse("systemic:tie", args=[issue.pk])
    page = office.get(made["Location"]).content.decode()
    assert case.complaint.case_number in page
    office.post(made["Location"], {"case": [case.complaint.case_number]})
    office.post(
        reverse("systemic:change", args=[issue.pk]),
        {
            "version": 0,
            "title": issue.title,
            "owner": supervisor.pk,
            "cause": "Two calendars.",
            "measure": "One calendar.",
            "due_date_day": 1,
            "due_date_month": 12,
            "due_date_year": 2030,
        },
    )
    assert "Roads broken open twice" not in Client().get(reverse("systemic:you_said")).content.decode()
    answer = office.post(reverse("systemic:mend", args=[issue.pk]), {"version": 1, "said_en": SAID["en"], "did_en": DID["en"]})
    assert answer.status_code == 302
    work_all(at=now())
    told = Entry.objects.get(complaint=case.complaint, kind="cause_mended")
    assert (told.visibility, told.words.text) == ("public", DID["en"])
    assert DID["en"] in Client().get(reverse("systemic:you_said")).content.decode()
    for page in ("issue", "change", "mend", "end"):
        assert office.get(reverse(f"systemic:{page}", args=[issue.pk])).status_code == 200


def test_each_complainant_is_told_once_in_their_language_and_who_withdrew_is_left_in_peace(case, supervisor, monkeypatch):
    monkeypatch.setattr(actions, "TOLD_AT_ONCE", 1)
    arabic = factories.lodge(at=now(), language="ar")
    issue = an_issue(supervisor)
    assert tie(issue, supervisor, case, arabic) == actions.Tied(2, 0)
    mend(issue, supervisor)
    work_all(at=now())
    work_all(at=now())
    told = Entry.objects.filter(kind="cause_mended").order_by("complaint").values_list("words__text", flat=True)
    assert sorted(told) == sorted([DID["en"], DID["ar"]])
    assert Tie.objects.filter(told_at=None).count() == 0
    assert Job.objects.filter(name="notices.deliver", payload__kind="cause_mended").count() == 2


def test_nobody_mends_what_has_no_cause_and_no_step(supervisor):
    issue = an_issue(supervisor, cause="")
    with pytest.raises(actions.Unfinished):
        mend(issue, supervisor)
    assert (
        "Write down the cause and the step first" in client_of(supervisor).get(reverse("systemic:mend", args=[issue.pk])).content.decode()
    )


def test_a_case_belongs_to_one_issue_and_can_be_taken_out(case, supervisor):
    first, second = an_issue(supervisor), an_issue(supervisor)
    office, address = client_of(supervisor), reverse("systemic:tie_case", args=[case.complaint.case_number])
    assert office.post(address, {}).status_code == 200
    assert office.post(address, {"issue": first.pk}).status_code == 302
    assert tie(second, supervisor, case) == actions.Tied(0, 1)
    assert first.title in office.get(address).content.decode()
    office.post(address)
    assert tie(second, supervisor, case) == actions.Tied(1, 0)
    kinds = Entry.objects.filter(complaint=case.complaint, kind__in=["tie", "untie"]).order_by("number").values_list("kind", "visibility")
    assert list(kinds) == [("tie", "internal"), ("untie", "internal"), ("tie", "internal")]


def test_strangers_find_no_issue_and_officers_of_the_body_only_read(case, supervisor):
    issue = an_issue(supervisor)
    stranger = client_of(factories.officer(supervises=factories.body("MUN-DHW")))
    officer = client_of(factories.officer_for(case))
    for page in ("issue", "tie", "change", "mend", "end"):
        assert stranger.get(reverse(f"systemic:{page}", args=[issue.pk])).status_code == 404
    assert officer.get(reverse("systemic:issue", args=[issue.pk])).status_code == 200
    for page in ("change", "mend", "end"):
        assert officer.get(reverse(f"systemic:{page}", args=[issue.pk])).status_code == 404
    with pytest.raises(actions.NotYours):
        actions.give_up(issue_id=issue.pk, by=standing(factories.officer_for(case)), version=issue.version, reason="-", at=now())
    assert client_of(factories.officer(role=Role.ADMINISTRATOR)).get(reverse("systemic:issues")).status_code == 404


def test_who_is_excluded_neither_ties_nor_counts_a_case(case, supervisor):
    other = factories.supervisor_for(case)
    issue = an_issue(supervisor)
    tie(issue, supervisor, case)
    Exclusion.objects.create(complaint=case.complaint, officer=other, why=Exclusion.Why.RECUSED, at=now())
    rows, _ = issues_page(standing(other), which="open", cursor=None, at=now())
    assert [row.cases for row in rows] == [0]
    assert case.complaint.case_number not in client_of(other).get(reverse("systemic:issue", args=[issue.pk])).content.decode()


def test_a_guarded_case_is_not_even_a_number_to_who_reads_the_issue(supervisor):
    issue = an_issue(supervisor)
    guarded = factories.lodge(at=now(), against="official", official={"name": "Rebwar Sabir", "post": "Head", "unit": "Roads"})
    assert tie(issue, factories.officer_for(guarded), guarded).tied == 1
    page = client_of(supervisor).get(reverse("systemic:mend", args=[issue.pk]))
    assert page.context["number"] == 0
    mend(issue, supervisor)
    assert not Step.objects.filter(issue=issue, number__gt=0).exists()


def test_an_issue_that_somebody_else_changed_is_not_overwritten(supervisor):
    issue = an_issue(supervisor)
    answer = client_of(supervisor).post(
        reverse("systemic:end", args=[issue.pk]), {"version": issue.version - 1, "reason": "Nobody complains any more."}
    )
    assert answer.status_code == 409
    assert SystemicIssue.objects.get().state == SystemicIssue.State.OPEN


def test_what_was_mended_too_soon_is_opened_again_and_its_line_taken_back(supervisor):
    issue = mend(an_issue(supervisor), supervisor)
    actions.open_again(issue_id=issue.pk, by=standing(supervisor), version=issue.version, reason="They come again.", at=now())
    assert said_and_done(at=now(), titles=INFLOW_WORDS) == []


def test_half_a_line_comes_back_with_what_was_typed(supervisor):
    issue = an_issue(supervisor)
    page = client_of(supervisor).post(reverse("systemic:mend", args=[issue.pk]), {"version": issue.version, "said_en": "Only this half"})
    assert page.status_code == 200
    assert "Only this half" in page.content.decode()
    assert 'class="err"' in page.content.decode()


def test_a_pile_is_found_and_vanishes_once_an_issue_is_open(case, supervisor):
    for _ in range(5):
        factories.lodge(at=now())
    catch_up(at=now())
    found = piles(standing(supervisor), at=now())
    assert [(pile.body.code, pile.category.code, pile.now) for pile in found] == [(factories.BODY, factories.CATEGORY, 6)]
    an_issue(supervisor)
    assert piles(standing(supervisor), at=now()) == []


def test_lists_cost_the_same_with_one_and_with_three_rows(case, supervisor):
    office = client_of(supervisor)
    catch_up(at=now())

    def costs():
        pages = [reverse("systemic:issues"), reverse("systemic:issue", args=[issue.pk]), reverse("systemic:tie", args=[issue.pk])]
        numbers = []
        for page in pages:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert office.get(page).status_code == 200
            numbers.append(len(queries))
        return numbers

    issue = an_issue(supervisor)
    factories.lodge(at=now())
    tie(issue, supervisor, case)
    costs()
    one = costs()
    for _ in range(2):
        tie(issue, supervisor, factories.lodge(at=now()))
        factories.lodge(at=now())
        an_issue(supervisor)
    assert costs() == one
