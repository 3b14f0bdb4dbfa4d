"""Who comes in: administrators to their pages and to no case; everybody else to none of their pages. Every act leaves a line."""

import re
from importlib import import_module
from inspect import getmembers, isfunction, signature
from pkgutil import walk_packages

import pytest
from django.utils import timezone

import mazalim.administration
from mazalim.accounts.models import Grant, Role
from mazalim.accounts.queries import standing_of
from mazalim.administration.audit import words
from mazalim.administration.bodies import actions as bodies
from mazalim.administration.bodies.table import difference
from mazalim.administration.closing import actions as closing
from mazalim.administration.desks import actions as desks
from mazalim.administration.models import Change, Closing, RoleProposal
from mazalim.administration.officers import actions as officers
from mazalim.administration.outbox import actions as outbox
from mazalim.administration.roles import actions as roles
from mazalim.directory.models import Desk
from mazalim.work.models import Job
from tests import factories
from tests.factories import NOON

READ_BY_OTHERS = {"changes": {Role.AUDITOR}, "changes_csv": {Role.AUDITOR}, "members": {Role.SUPERVISOR}}


def addresses():
    """Every address of the administrators' pages by its name."""
    for pattern in import_module("mazalim.administration.urls").urlpatterns:
        route = re.sub(r"<int:\w+>", "1", str(pattern.pattern._route).replace("<str:code>", "MUN-EBL"))
        yield pattern.name, f"/en/office/administration/{route}"


@pytest.fixture
def people(country_in_a_transaction, db):
    desk = Desk.objects.get(code="MUN-EBL-ROADS")
    return {
        Role.OFFICER: factories.officer(desk=desk),
        Role.SUPERVISOR: factories.officer(supervises=desk.body),
        Role.CENTRAL_OFFICER: factories.officer(role=Role.CENTRAL_OFFICER),
        Role.AUDITOR: factories.officer(role=Role.AUDITOR),
        None: factories.officer(),
    }


def test_nobody_else_comes_to_a_page_of_the_administrators(people, client):
    for role, officer in people.items():
        client.force_login(officer)
        for name, address in addresses():
            for ask in (client.get, client.post):
                status = ask(address).status_code
                if role in READ_BY_OTHERS.get(name, ()):
                    assert status in {200, 405}, (role, name)
                else:
                    assert status in {404, 405}, (role, name)
    client.logout()
    assert all(client.get(address).status_code in {302, 405} for _, address in addresses())


def test_an_administrator_comes_to_no_case_in_no_way(office):
    case = factories.lodge()
    number = case.complaint.case_number
    assert office.get(f"/en/office/cases/{number}/").status_code == 404
    for address in ("desk/", f"desk/?q={number}", "board/", "screening/", "approvals/", "commitments/"):
        assert office.get(f"/en/office/{address}").status_code in {302, 403, 404}, address
    for _, address in addresses():
        shown = office.get(address)
        written = b"".join(shown.streaming_content) if shown.streaming else shown.content
        assert number not in written.decode(), address


ACTS = {
    "bodies.actions.add_body": lambda it: bodies.add_body(
        by=it.by, code="NEW", kind="agency", names={"en": "New"}, sectors=[], accepts=True, parent=None, desk_names={"en": "Desk"}, at=NOON
    ),
    "bodies.actions.rename_body": lambda it: bodies.rename_body(by=it.by, body_id=it.body.pk, names={"en": "Other"}, at=NOON),
    "bodies.actions.move_body": lambda it: bodies.move_body(by=it.by, body_id=it.body.pk, parent=factories.body("KRG02"), at=NOON),
    "bodies.actions.set_categories": lambda it: bodies.set_categories(
        by=it.by, body_id=it.body.pk, category_codes=["road_damage"], accepts=True, at=NOON
    ),
    "bodies.actions.import_bodies": lambda it: it.imported(),
    "closing.actions.begin_closing_body": lambda it: it.closing(),
    "closing.actions.begin_closing_desk": lambda it: closing.begin_closing_desk(
        by=it.by, desk=it.desk, receiver=Desk.objects.get(code="MUN-EBL-general"), at=NOON
    ),
    "closing.actions.move_cases": lambda it: closing.move_cases(closing_id=it.closing().pk, at=NOON),
    "closing.actions.finish_desk": lambda it: closing.finish_desk(it.desk, by=it.by.officer_id, at=NOON),
    "desks.actions.add_desk": lambda it: desks.add_desk(by=it.by, body=it.body, kind="special", names={"en": "D"}, at=NOON),
    "desks.actions.edit_desk": lambda it: desks.edit_desk(
        by=it.by, desk_id=it.desk.pk, kind="special", names={"en": "D"}, category_codes=["road_damage"], at=NOON
    ),
    "desks.actions.close_desk": lambda it: desks.close_desk(by=it.by, desk_id=it.desk.pk, receiver=None, at=NOON),
    "desks.actions.reopen_desk": lambda it: it.after(
        desks.close_desk(by=it.by, desk_id=it.desk.pk, receiver=None, at=NOON), desks.reopen_desk, desk_id=it.desk.pk
    ),
    "officers.actions.add_officer": lambda it: officers.add_officer(by=it.by, name="N", email="n@office.example", language="en", at=NOON),
    "officers.actions.invite": lambda it: officers.invite(by=it.by, officer_id=it.officer.pk, at=NOON),
    "officers.actions.edit_officer": lambda it: officers.edit_officer(
        by=it.by, officer_id=it.officer.pk, name="Other", email=it.officer.email, language="en", at=NOON
    ),
    "officers.actions.deactivate": lambda it: officers.deactivate(by=it.by, officer_id=it.officer.pk, at=NOON),
    "officers.actions.reactivate": lambda it: it.after(
        officers.deactivate(by=it.by, officer_id=it.officer.pk, at=NOON), officers.reactivate, officer_id=it.officer.pk
    ),
    "outbox.actions.retry": lambda it: outbox.retry(by=it.by, job_id=it.letter.pk, at=NOON),
    "outbox.actions.retry_all": lambda it: it.letter and outbox.retry_all(by=it.by, at=NOON),
    "outbox.actions.put_away": lambda it: outbox.put_away(by=it.by, job_id=it.letter.pk, at=NOON),
    "roles.actions.propose_role": lambda it: it.proposal(),
    "roles.actions.propose_address": lambda it: roles.propose_address(by=it.by, officer=it.officer, address="a@office.example", at=NOON),
    "roles.actions.agree": lambda it: roles.agree(by=it.other, proposal_id=it.proposal().pk, at=NOON),
    "roles.actions.decline": lambda it: roles.decline(by=it.other, proposal_id=it.proposal().pk, at=NOON),
    "roles.actions.take_back": lambda it: roles.take_back(by=it.by, proposal_id=it.proposal().pk, at=NOON),
    "roles.actions.begin": lambda it: it.begun(),
    "roles.actions.end_role": lambda it: roles.end_role(by=it.by, grant_id=Grant.objects.get(officer=it.member).pk, at=NOON),
    "roles.actions.stop_all": lambda it: roles.stop_all(by=it.by.officer_id, at=NOON, officer=it.member),
}
# These change nothing that is looked after: the line itself, and a table that is only looked at.
SILENT = {"audit.actions.record", "bodies.actions.keep_table"}


class Scene:
    """What acts are done on."""

    def __init__(self, administrator, second):
        self.by, self.other = standing_of(administrator), standing_of(second)
        self.desk = Desk.objects.get(code="MUN-EBL-ROADS")
        self.body = self.desk.body
        self.officer, self.member = factories.officer(), factories.officer(desk=self.desk)
        at = timezone.now()
        self.letter = Job.objects.create(name="notices.deliver", created_at=at, run_at=at, dead_at=at)

    def proposal(self):
        return roles.propose_role(by=self.by, officer_id=self.officer.pk, role=Role.OFFICER, desk=self.desk, at=NOON)

    def begun(self):
        made = roles.agree(by=self.other, proposal_id=self.proposal().pk, at=NOON)
        return roles.begin(proposal_id=made.pk, at=RoleProposal.objects.get(pk=made.pk).starts_at)

    def closing(self):
        receiver = factories.body("MUN-SUL")
        found = Closing.objects.filter(body=self.body).first()
        return found or closing.begin_closing_body(by=self.by, body_id=self.body.pk, receiver=receiver, at=NOON)

    def imported(self):
        text = "code,parent,kind,sector,accepts,name_en\nN1,,agency,any,yes,New one\n"
        table = bodies.keep_table(by=self.by, text=text, closes_missing=False, at=NOON)
        mark = bodies.mark_of(difference(text, closes_missing=False, at=NOON))
        return bodies.import_bodies(by=self.by, table=table, mark=mark, desk_names={"en": "Desk"}, at=NOON)

    def after(self, _, act, **given):
        return act(by=self.by, at=NOON, **given)


def every_act():
    """Every public act of the package, by its place: a function of its actions that takes a moment."""
    for module in walk_packages(mazalim.administration.__path__, "mazalim.administration."):
        place, inside, _ = module.name.removeprefix("mazalim.administration.").partition(".actions")
        if inside:
            for name, function in getmembers(import_module(module.name), isfunction):
                is_own = function.__module__.startswith(f"mazalim.administration.{place}.actions")
                if is_own and not name.startswith("_") and "at" in signature(function).parameters:
                    yield f"{place}.actions.{name}"


def test_the_table_names_every_act():
    assert set(every_act()) == set(ACTS) | SILENT


@pytest.mark.parametrize("act", ACTS)
def test_every_act_leaves_a_line(act, administrator, second):
    it = Scene(administrator, second)
    before = Change.objects.count()
    ACTS[act](it)
    assert Change.objects.count() > before
    for one in Change.objects.all():
        assert (one.act in words.ACTS, one.subject in words.SUBJECTS) == (True, True)
        assert set(one.before) | set(one.after) <= set(words.FIELDS)
