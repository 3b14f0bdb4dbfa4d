"""One mail a day about what is due soon."""

from datetime import timedelta

from mazalim.accounts.actions import enter_absence
from mazalim.complaints.models import Exclusion
from mazalim.journey.casework import actions
from mazalim.work.actions import sealed_part
from mazalim.work.models import Job
from tests import factories
from tests.factories import NOON

MORNING = NOON.replace(hour=6)  # nine in Erbil


def _digests():
    jobs = Job.objects.filter(name="notices.deliver", payload__kind="office_due_soon").order_by("pk")
    return [(sealed_part(job)["address"], sealed_part(job)["values"]["number"]) for job in jobs]


def _monday_before(case):
    at = case.fresh().due_at.replace(hour=6) - timedelta(days=3)
    while at.isoweekday() in {5, 6}:
        at -= timedelta(days=1)
    return at


def test_an_officer_is_told_once_a_day_how_many_cases_are_due(cast):
    actions.take(complaint_id=cast.case.complaint.pk, by=cast.as_("officer"), at=NOON)
    actions.take(complaint_id=factories.lodge().complaint.pk, by=cast.as_("officer"), at=NOON)
    at = _monday_before(cast.case)
    assert actions.send_digests(at=at) == 1
    assert actions.send_digests(at=at + timedelta(hours=1)) == 0
    assert _digests() == [(cast.officer.email, 2)]


def test_what_nobody_has_taken_is_told_to_everybody_at_the_desk(cast):
    actions.send_digests(at=_monday_before(cast.case))
    assert _digests() == [(cast.officer.email, 1), (cast.colleague.email, 1)]


def test_nothing_is_sent_when_nothing_is_due_soon_at_night_or_on_a_day_off(cast):
    at = _monday_before(cast.case)
    assert actions.send_digests(at=MORNING) == 0
    assert actions.send_digests(at=at.replace(hour=20)) == 0
    friday = at - timedelta(days=(at.isoweekday() - 5) % 7)
    assert actions.send_digests(at=friday) == 0
    assert _digests() == []


def test_the_next_working_day_has_its_own_mail(cast):
    at = _monday_before(cast.case)
    before = at - timedelta(days=1)
    while before.isoweekday() in {5, 6}:
        before -= timedelta(days=1)
    for moment in (before, at):
        actions.send_digests(at=moment)
    assert len(_digests()) == 4


def test_while_an_officer_is_away_the_deputy_hears_of_their_cases(cast):
    actions.take(complaint_id=cast.case.complaint.pk, by=cast.as_("officer"), at=NOON)
    at = _monday_before(cast.case)
    enter_absence(
        by=cast.as_("officer"), officer_id=cast.officer.pk, first_day=at.date(), last_day=at.date(), deputy_id=cast.colleague.pk, at=NOON
    )
    assert actions.send_digests(at=at) == 1
    assert _digests() == [(cast.colleague.email, 1)]


def test_a_deputy_hears_nothing_of_a_case_from_which_they_are_excluded(cast):
    actions.take(complaint_id=cast.case.complaint.pk, by=cast.as_("officer"), at=NOON)
    Exclusion.objects.create(complaint=cast.case.fresh(), officer=cast.colleague, why=Exclusion.Why.RECUSED, at=NOON)
    at = _monday_before(cast.case)
    enter_absence(
        by=cast.as_("officer"), officer_id=cast.officer.pk, first_day=at.date(), last_day=at.date(), deputy_id=cast.colleague.pk, at=NOON
    )
    assert actions.send_digests(at=at) == 0
