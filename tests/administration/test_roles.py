"""A role needs two administrators and a day; it ends at once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mazalim.accounts.actions import RolesDoNotMix
from mazalim.accounts.models import Grant, Officer, Role
from mazalim.accounts.queries import officers_at_desk, standing_of, supervisors_of
from mazalim.administration.models import Change, RoleProposal
from mazalim.administration.officers import actions as officers
from mazalim.administration.roles import actions
from mazalim.directory.models import Desk
from mazalim.directory.queries import central_desk
from mazalim.work.actions import sealed_part
from mazalim.work.models import Job
from mazalim.worker.loop import do_job, work_all
from tests import factories
from tests.factories import NOON

OFFICERS = "/en/office/administration/officers/"
ROLES = "/en/office/administration/roles/"


@pytest.fixture
def desk(country_in_a_transaction, db):
    return Desk.objects.get(code="MUN-EBL-ROADS")


@pytest.fixture
def newcomer(administrator):
    return factories.officer(name="Sozan Rashid")


def proposed(administrator, officer, at=NOON, **scope):
    scope = scope or {"role": Role.OFFICER, "desk": Desk.objects.get(code="MUN-EBL-ROADS")}
    return actions.propose_role(by=standing_of(administrator), officer_id=officer.pk, at=at, **scope)


def told(kind):
    return [sealed_part(job)["address"] for job in Job.objects.filter(name="notices.deliver", payload__kind=kind)]


def test_a_role_begins_a_day_after_a_second_administrator_agreed(administrator, second, newcomer, desk):
    proposal = proposed(administrator, newcomer)
    assert told("office_role_waits") == [second.email]
    assert not standing_of(newcomer).desks
    actions.agree(by=standing_of(second), proposal_id=proposal.pk, at=NOON)
    actions.begin(proposal_id=proposal.pk, at=NOON + timedelta(hours=23, minutes=59))
    assert not standing_of(newcomer).desks
    assert newcomer not in officers_at_desk(desk.pk)
    actions.begin(proposal_id=proposal.pk, at=NOON + timedelta(hours=24))
    assert standing_of(newcomer).desks == {desk.pk}
    assert newcomer in officers_at_desk(desk.pk)


def test_the_worker_begins_it_when_its_day_has_come(administrator, second, newcomer, desk):
    at = timezone.now()
    proposal = proposed(administrator, newcomer, at=at)
    actions.agree(by=standing_of(second), proposal_id=proposal.pk, at=at)
    job = Job.objects.get(name="administration.begin")
    assert job.run_at == at + timedelta(hours=24)
    work_all(at=at)
    assert not standing_of(newcomer).desks
    RoleProposal.objects.update(starts_at=at)
    Job.objects.filter(pk=job.pk).update(leased_by="w", leased_until=timezone.now() + timedelta(minutes=1))
    job.refresh_from_db()
    do_job(job, worker="w")
    assert standing_of(newcomer).desks == {desk.pk}


def test_the_same_person_never_agrees(administrator, newcomer):
    proposal = proposed(administrator, newcomer)
    for act in (actions.agree, actions.decline):
        with pytest.raises(actions.NotForOneself):
            act(by=standing_of(administrator), proposal_id=proposal.pk, at=NOON)
    proposal.refresh_from_db()
    assert proposal.is_waiting


def test_administrators_cannot_give_themselves_a_role(administrator, second, office):
    with pytest.raises(actions.NotForOneself):
        proposed(administrator, administrator)
    with pytest.raises(RolesDoNotMix):  # nor one another
        proposed(administrator, second)
    assert "Nobody proposes a role for themselves" in office.get(f"{OFFICERS}{administrator.pk}/role/").content.decode()


def test_administrator_and_case_roles_are_never_proposed_side_by_side(administrator, newcomer):
    proposed(administrator, newcomer)
    with pytest.raises(RolesDoNotMix):
        proposed(administrator, newcomer, role=Role.ADMINISTRATOR)
    with pytest.raises(actions.HasItAlready):
        proposed(administrator, newcomer)


def test_supervisors_are_told_of_new_members_before_they_begin(administrator, second, newcomer, desk, client):
    supervisor = factories.officer(supervises=desk.body)
    proposal = proposed(administrator, newcomer)
    client.force_login(supervisor)
    page = "/en/office/administration/members/"
    assert "Sozan Rashid" in client.get(page).content.decode()  # from the proposal on
    actions.agree(by=standing_of(second), proposal_id=proposal.pk, at=NOON)
    assert told("office_new_member") == [supervisor.email]
    assert "Sozan Rashid" in client.get(page).content.decode()
    client.force_login(factories.officer(desk=desk))
    assert client.get(page).status_code == 404


def test_any_administrator_stops_what_has_not_begun(administrator, second, newcomer):
    proposal = proposed(administrator, newcomer)
    actions.agree(by=standing_of(second), proposal_id=proposal.pk, at=NOON)
    actions.take_back(by=standing_of(administrator), proposal_id=proposal.pk, at=NOON)
    actions.begin(proposal_id=proposal.pk, at=NOON + timedelta(days=2))
    assert not Grant.objects.filter(officer=newcomer).exists()
    with pytest.raises(actions.NotOpen):
        actions.agree(by=standing_of(second), proposal_id=proposal.pk, at=NOON)


def test_what_cannot_begin_any_more_lapses(administrator, second, newcomer, desk):
    proposal = proposed(administrator, newcomer)
    actions.agree(by=standing_of(second), proposal_id=proposal.pk, at=NOON)
    Desk.objects.filter(pk=desk.pk).update(is_active=False)
    assert actions.begin(proposal_id=proposal.pk, at=NOON + timedelta(days=1)).decision == "lapsed"


def test_a_role_ends_at_once(administrator, desk, office):
    officer = factories.officer(desk=desk)
    held = Grant.objects.get(officer=officer)
    assert "It ends at once" in office.get(f"{ROLES}held/{held.pk}/end/").content.decode()
    assert office.post(f"{ROLES}held/{held.pk}/end/").status_code == 302
    assert not standing_of(officer).works_cases
    assert office.post(f"{ROLES}held/{held.pk}/end/").status_code == 409


def test_the_last_administrator_stays(administrator, office):
    held = Grant.objects.get(officer=administrator)
    assert "last administrator" in office.post(f"{ROLES}held/{held.pk}/end/").content.decode()
    assert standing_of(administrator).is_administrator


def test_a_central_officer_sits_at_the_central_desk(administrator, second, newcomer):
    proposal = proposed(administrator, newcomer, role=Role.CENTRAL_OFFICER)
    actions.agree(by=standing_of(second), proposal_id=proposal.pk, at=NOON)
    actions.begin(proposal_id=proposal.pk, at=NOON + timedelta(days=1))
    assert standing_of(newcomer).desks == {central_desk().pk}
    held = Grant.objects.get(officer=newcomer, role=Role.CENTRAL_OFFICER)
    actions.end_role(by=standing_of(administrator), grant_id=held.pk, at=NOON + timedelta(days=1))
    assert not standing_of(newcomer).works_cases


def test_a_role_is_proposed_and_agreed_on_the_pages(office, administrator, second, newcomer, desk):
    page = f"{OFFICERS}{newcomer.pk}/role/?role=officer&q=erbil+municipality"
    assert "Roads and drainage desk" in office.get(page).content.decode()
    office.post(page, {"place": desk.code})
    proposal = RoleProposal.objects.get()
    assert (proposal.desk, proposal.proposed_by) == (desk, administrator)
    office.post(f"{ROLES}{proposal.pk}/decide/", {"agree": "1"})  # one's own
    proposal.refresh_from_db()
    assert proposal.is_waiting
    office.force_login(second)
    assert "Sozan Rashid" in office.get(ROLES).content.decode()
    office.post(f"{ROLES}{proposal.pk}/decide/", {"agree": "1"})
    proposal.refresh_from_db()
    assert proposal.decision == "agreed"


def test_a_new_address_of_who_reads_cases_needs_a_second_person_and_a_day(administrator, second, desk):
    officer = factories.officer(desk=desk)
    old = officer.email
    typed = {"name": officer.name, "email": "New@office.example", "language": "en"}
    made = officers.edit_officer(by=standing_of(administrator), officer_id=officer.pk, at=NOON, **typed)
    officer.refresh_from_db()
    assert (officer.email, made.address) == (old, "new@office.example")
    actions.agree(by=standing_of(second), proposal_id=made.pk, at=NOON)
    assert told("office_address_changed") == [old]
    actions.begin(proposal_id=made.pk, at=NOON + timedelta(days=1))
    officer.refresh_from_db()
    assert officer.email == "new@office.example"


def test_nobody_takes_over_the_account_of_another_administrator_alone(administrator, second, newcomer):
    typed = {"name": "Shilan Omer", "email": "shilan@office.example", "language": "en"}
    assert officers.edit_officer(by=standing_of(second), officer_id=second.pk, at=NOON, **typed) is None  # one's own
    actions.propose_role(by=standing_of(administrator), officer_id=newcomer.pk, role=Role.ADMINISTRATOR, at=NOON)
    for victim in (second, newcomer):
        taken = typed | {"email": f"mine{victim.pk}@office.example"}
        made = officers.edit_officer(by=standing_of(administrator), officer_id=victim.pk, at=NOON, **taken)
        victim.refresh_from_db()
        assert (made.is_waiting, victim.email == taken["email"]) == (True, False)


def test_the_address_of_an_account_without_roles_changes_at_once_and_the_old_one_is_told(administrator, newcomer):
    old = newcomer.email
    typed = {"name": "Sozan R.", "email": "sozan@office.example", "language": "ar"}
    assert officers.edit_officer(by=standing_of(administrator), officer_id=newcomer.pk, at=NOON, **typed) is None
    newcomer.refresh_from_db()
    assert (newcomer.name, newcomer.email, newcomer.language) == ("Sozan R.", "sozan@office.example", "ar")
    assert told("office_address_changed") == [old]


def test_an_account_is_opened_by_a_link_that_works_once(office, client):
    office.post(OFFICERS + "add/", {"name": "Gona Latif", "email": "Gona@office.example", "language": "ckb"})
    officer = Officer.objects.get(email="gona@office.example")
    assert not officer.has_usable_password()
    link = sealed_part(Job.objects.get(payload__kind="office_invitation"))["values"]["link"]
    office.logout()
    path = link.partition("8000")[2]
    page = client.get(path, follow=True)
    assert "token" not in page.request["PATH_INFO"]
    assert "Gona Latif" in page.content.decode() or "gona@office.example" in page.content.decode()
    weak = client.post(page.request["PATH_INFO"], {"new_password": "short", "repeated": "short"})
    assert weak.status_code == 200
    client.post(page.request["PATH_INFO"], {"new_password": factories.PASSWORD, "repeated": factories.PASSWORD})
    officer.refresh_from_db()
    assert officer.check_password(factories.PASSWORD)
    assert client.get(path, follow=True).status_code == 410
    assert client.get(path.replace(f"/{officer.pk}/", "/999999/"), follow=True).status_code == 410


def test_a_closed_account_has_no_role_no_password_and_no_session(office, administrator, desk, client):
    officer = factories.officer(desk=desk)
    browser = type(client)()
    browser.force_login(officer)
    assert browser.get("/en/office/").status_code == 200
    case = factories.lodge()
    assert "Close the account of" in office.get(f"{OFFICERS}{officer.pk}/close/").content.decode()
    office.post(f"{OFFICERS}{officer.pk}/close/")
    officer.refresh_from_db()
    assert not officer.is_active
    assert not Grant.objects.filter(officer=officer, ended_at=None).exists()
    assert browser.get("/en/office/").status_code == 302
    assert case.fresh()
    office.post(f"{OFFICERS}{officer.pk}/act/", {"reactivate": "1"})
    officer.refresh_from_db()
    assert officer.is_active
    assert not standing_of(officer).works_cases


def test_nobody_closes_their_own_account(office, administrator, second):
    assert "Nobody closes their own account" in office.post(f"{OFFICERS}{administrator.pk}/close/").content.decode()


def test_an_address_that_is_taken_is_refused_beside_the_field(office, administrator):
    shown = office.post(OFFICERS + "add/", {"name": "Somebody", "email": administrator.email.upper(), "language": "en"}).content.decode()
    assert "Another account has this address" in shown
    assert "Somebody" in shown


def test_the_list_of_accounts_asks_as_often_for_three_as_for_one(office, desk):
    def asked(names):
        with CaptureQueriesContext(connection) as queries:
            shown = office.get(OFFICERS, {"q": "Zzz"}).content.decode()
        assert all(name in shown for name in names)
        return len(queries)

    factories.officer(desk=desk, name="Zzz One")
    asked([])  # the country is read once
    few = asked(["Zzz One"])
    for name in ("Zzz Two", "Zzz Three"):
        factories.officer(supervises=desk.body, name=name)
    assert asked(["Zzz One", "Zzz Two", "Zzz Three"]) == few <= 5


def test_supervisors_count_from_the_day_they_begin(administrator, second, newcomer, desk):
    proposal = proposed(administrator, newcomer, role=Role.SUPERVISOR, body=desk.body)
    actions.agree(by=standing_of(second), proposal_id=proposal.pk, at=NOON)
    assert newcomer not in supervisors_of(desk.body_id)
    assert Change.objects.filter(subject="role", key=str(newcomer.pk)).count() == 2
