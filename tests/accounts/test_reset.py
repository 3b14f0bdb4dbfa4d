"""Who has lost app, passkeys and paper gets a reset: by two administrators, a day later, seen by officer and supervisors; never quietly."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from mazalim.accounts.actions.code_apps import begin_app
from mazalim.accounts.actions.recovery import renew_recovery_codes
from mazalim.accounts.models import CodeApp, OpenSession, Role, SignInEvent
from mazalim.accounts.queries import standing_of
from mazalim.accounts.queries.steps import has_second_step, steps_of
from mazalim.administration.models import Change
from mazalim.administration.officers import actions as officers
from mazalim.administration.roles import actions
from mazalim.directory.models import Desk
from mazalim.work.actions import sealed_part
from mazalim.work.models import Job
from tests import factories
from tests.factories import NOON

DAY = timedelta(hours=24)


def with_app(officer):
    begin_app(officer=officer, at=NOON)
    CodeApp.objects.filter(officer=officer).update(confirmed_at=NOON)
    renew_recovery_codes(officer=officer, at=NOON)
    return officer


@pytest.fixture
def administrator():
    return factories.officer(role=Role.ADMINISTRATOR, name="Karwan Aziz")


@pytest.fixture
def second():
    return factories.officer(role=Role.ADMINISTRATOR, name="Shilan Omer")


@pytest.fixture
def office(client, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def officer():
    return with_app(factories.officer(desk=Desk.objects.get(code="MUN-EBL-ROADS"), name="Sozan Rashid"))


def told(kind):
    return {sealed_part(job)["address"] for job in Job.objects.filter(name="notices.deliver", payload__kind=kind)}


def test_a_reset_begins_a_day_after_a_second_administrator_agreed(administrator, second, officer):
    proposal = officers.reset_second_step(by=standing_of(administrator), officer_id=officer.pk, at=NOON)
    with pytest.raises(actions.NotForOneself):
        actions.agree(by=standing_of(administrator), proposal_id=proposal.pk, at=NOON)
    actions.agree(by=standing_of(second), proposal_id=proposal.pk, at=NOON)
    actions.begin(proposal_id=proposal.pk, at=NOON + DAY - timedelta(minutes=1))
    assert has_second_step(officer)
    OpenSession.objects.create(officer=officer, session_key="elsewhere", began_at=NOON, seen_at=NOON)
    actions.begin(proposal_id=Job.objects.get(name="administration.begin").payload["proposal"], at=NOON + DAY)
    held = steps_of(officer)
    assert (held.is_any, held.codes_left) == (False, 0)
    assert not OpenSession.objects.filter(officer=officer).exists()
    assert SignInEvent.objects.filter(officer=officer, kind="reset").exists()
    officer.refresh_from_db()
    assert not officer.has_usable_password()  # who stole it, and waited for this day, gets nowhere
    assert told("office_invitation") == {officer.email}
    assert list(Change.objects.filter(subject="officer").order_by("pk").values_list("act", flat=True)) == ["propose", "agree", "begin"]


def test_officer_and_supervisors_are_told_a_day_before(administrator, second, officer):
    supervisor = factories.officer(supervises=factories.body())
    proposal = actions.propose_reset(by=standing_of(administrator), officer_id=officer.pk, at=NOON)
    assert told("office_role_waits") == {second.email}
    actions.agree(by=standing_of(second), proposal_id=proposal.pk, at=NOON)
    assert told("office_reset_own") == {officer.email}
    assert told("office_reset_member") == {supervisor.email}
    assert "second step is reset" in factories.client_of(supervisor).get("/en/office/administration/members/").content.decode()


def test_any_administrator_stops_a_reset_before_its_day(administrator, second, officer):
    proposal = actions.propose_reset(by=standing_of(administrator), officer_id=officer.pk, at=NOON)
    actions.agree(by=standing_of(second), proposal_id=proposal.pk, at=NOON)
    actions.take_back(by=standing_of(administrator), proposal_id=proposal.pk, at=NOON)
    actions.begin(proposal_id=proposal.pk, at=NOON + DAY)
    assert has_second_step(officer)


def test_nobody_proposes_a_reset_for_themselves_or_twice(administrator, officer):
    with pytest.raises(actions.NotForOneself):
        officers.reset_second_step(by=standing_of(administrator), officer_id=administrator.pk, at=NOON)
    officers.reset_second_step(by=standing_of(administrator), officer_id=officer.pk, at=NOON)
    with pytest.raises(actions.HasItAlready):
        officers.reset_second_step(by=standing_of(administrator), officer_id=officer.pk, at=NOON)


def test_an_account_without_a_role_is_reset_at_once(administrator):
    newcomer = with_app(factories.officer())
    assert officers.reset_second_step(by=standing_of(administrator), officer_id=newcomer.pk, at=NOON) is None
    assert not has_second_step(newcomer)
    assert Change.objects.filter(act="reset", key=str(newcomer.pk)).exists()


def test_the_page_proposes_a_reset_and_says_what_happens(office, officer):
    page = f"/en/office/administration/officers/{officer.pk}/"
    assert "Propose a reset" in office.get(page).content.decode()
    office.post(f"{page}act/", {"reset": "1"})
    assert "Reset of the second step" in office.get(page).content.decode()
    assert "reset is proposed for this account already" in office.post(f"{page}act/", {"reset": "1"}, follow=True).content.decode()


def test_whoever_has_the_server_resets_the_last_administrator(administrator):
    out = StringIO()
    with_app(administrator)
    call_command("reset_second_step", administrator.email.upper(), stdout=out)
    assert "is reset" in out.getvalue()
    assert not has_second_step(administrator)
    administrator.refresh_from_db()
    assert administrator.check_password(factories.PASSWORD)
    assert Change.objects.get(act="reset").by is None
    with pytest.raises(CommandError):
        call_command("reset_second_step", "nobody@office.example")


def test_an_old_open_session_agrees_to_nothing_without_a_proof(office, administrator, second, officer):
    proposal = actions.propose_reset(by=standing_of(second), officer_id=officer.pk, at=timezone.now())
    office.get("/en/office/account/")
    session = office.session
    session["proved_at"] = "2026-01-01T00:00:00.000000Z"
    session.save()
    decide = f"/en/office/administration/roles/{proposal.pk}/decide/"
    asked = office.post(decide, {"agree": "1"})
    assert "Is it still you?" in asked.content.decode()
    proposal.refresh_from_db()
    assert proposal.is_waiting
    office.post(decide, {"agree": "1", "proof": "1", "proof_password": factories.PASSWORD, "proof_code": ""})
    proposal.refresh_from_db()
    assert proposal.decision == "agreed"
