"""Who comes in: administrators to their pages and to no case; everybody else to none of their pages. Every act leaves a line."""

import re
from datetime import date
from importlib import import_module
from inspect import getmembers, isfunction, signature
from pkgutil import walk_packages

import pytest
from django.utils import timezone

import mazalim.administration
from mazalim.accounts import actions as accounts
from mazalim.accounts.models import Grant, Role, ServiceKey
from mazalim.accounts.queries import standing_of
from mazalim.administration.audit import words
from mazalim.administration.banners import actions as banners
from mazalim.administration.bodies import actions as bodies
from mazalim.administration.bodies.table import difference
from mazalim.administration.categories import actions as categories
from mazalim.administration.closing import actions as closing
from mazalim.administration.desks import actions as desks
from mazalim.administration.holidays import actions as holidays
from mazalim.administration.models import Change, Closing, RoleProposal
from mazalim.administration.officers import actions as officers
from mazalim.administration.outbox import actions as outbox
from mazalim.administration.policy import actions as policy
from mazalim.administration.questions import actions as questions
from mazalim.administration.roles import actions as roles
from mazalim.administration.wording import actions as wording
from mazalim.directory.models import Desk
from mazalim.work.models import Job
from tests import factories
from tests.factories import NOON

FAR = date(2039, 5, 4)
NOTICE = {"kind": "replied", "language": "en"}
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
    "officers.actions.end_key": lambda it: officers.end_key(by=it.by, officer_id=it.key().officer_id, key_id=it.key().pk, at=NOON),
    "officers.actions.reset_second_step": lambda it: officers.reset_second_step(by=it.by, officer_id=it.officer.pk, at=NOON),
    "outbox.actions.retry": lambda it: outbox.retry(by=it.by, job_id=it.letter.pk, at=NOON),
    "outbox.actions.retry_all": lambda it: it.letter and outbox.retry_all(by=it.by, at=NOON),
    "outbox.actions.put_away": lambda it: outbox.put_away(by=it.by, job_id=it.letter.pk, at=NOON),
    "roles.actions.propose_role": lambda it: it.proposal(),
    "roles.actions.propose_address": lambda it: roles.propose_address(by=it.by, officer=it.officer, address="a@office.example", at=NOON),
    "roles.actions.propose_reset": lambda it: roles.propose_reset(by=it.by, officer_id=it.member.pk, at=NOON),
    "roles.actions.agree": lambda it: roles.agree(by=it.other, proposal_id=it.proposal().pk, at=NOON),
    "roles.actions.decline": lambda it: roles.decline(by=it.other, proposal_id=it.proposal().pk, at=NOON),
    "roles.actions.take_back": lambda it: roles.take_back(by=it.by, proposal_id=it.proposal().pk, at=NOON),
    "roles.actions.begin": lambda it: it.begun(),
    "roles.actions.end_role": lambda it: roles.end_role(by=it.by, grant_id=Grant.objects.get(officer=it.member).pk, at=NOON),
    "roles.actions.stop_all": lambda it: roles.stop_all(by=it.by.officer_id, at=NOON, officer=it.member),
}
ACTS |= {
    "categories.actions.add_category": lambda it: it.category(),
    "categories.actions.edit_category": lambda it: categories.edit_category(
        by=it.by, category_id=it.category().pk, is_active=False, response_days=3, at=NOON
    ),
    "categories.actions.put_question": lambda it: it.asked(),
    "categories.actions.remove_question": lambda it: categories.remove_question(by=it.by, category_id=it.asked().pk, code="where", at=NOON),
    "holidays.actions.put_holiday": lambda it: it.holiday(),
    "holidays.actions.remove_holiday": lambda it: holidays.remove_holiday(by=it.by, holiday_id=it.holiday().pk, at=NOON),
    "holidays.actions.import_holidays": lambda it: holidays.import_holidays(by=it.by, days={FAR: {"en": "Feast"}}, at=NOON),
    "wording.actions.keep_text": lambda it: wording.keep_text(by=it.by, **NOTICE, subject="S", mail="M", sms="S", at=NOON),
    "wording.actions.go_back": lambda it: it.after(
        wording.keep_text(by=it.by, **NOTICE, subject="S", mail="M", sms="S", at=NOON), wording.go_back, **NOTICE
    ),
    "wording.actions.send_to_oneself": lambda it: wording.send_to_oneself(by=it.by, **NOTICE, today=FAR, at=NOON),
    "questions.actions.put_entry": lambda it: it.entry(),
    "questions.actions.remove_entry": lambda it: questions.remove_entry(by=it.by, entry_id=it.entry().pk, at=NOON),
    "banners.actions.put_banner": lambda it: it.banner(),
    "banners.actions.remove_banner": lambda it: banners.remove_banner(by=it.by, banner_id=it.banner().pk, at=NOON),
    "policy.actions.add_version": lambda it: it.version(),
    "policy.actions.take_back_version": lambda it: policy.take_back_version(by=it.by, version_id=it.version().pk, at=NOON),
}
# These change nothing that is looked after: the line itself, a table that is only looked at, a reminder, a question.
SILENT = {"audit.actions.record", "bodies.actions.keep_table", "retention.actions.tell_of_due", "keys.actions.what_keeps"}
# Their lines are tested where their long lives are played: test_disposal.py and test_rotation.py.
ELSEWHERE = {f"retention.actions.{name}" for name in ("propose", "agree", "decline", "carry_out")} | {"keys.actions.drop_old"}


class Scene:
    """What acts are done on."""

    def __init__(self, administrator, second):
        self.by, self.other = standing_of(administrator), standing_of(second)
        self.desk = Desk.objects.get(code="MUN-EBL-ROADS")
        self.body = self.desk.body
        self.officer, self.member = factories.officer(), factories.officer(desk=self.desk)
        at = timezone.now()
        self.letter = Job.objects.create(name="notices.deliver", created_at=at, run_at=at, dead_at=at)

    def key(self):
        made = ServiceKey.objects.first()
        return (
            made or accounts.add_service_key(officer=accounts.add_service_account(name="S", language="en", at=NOON), name="S", at=NOON)[0]
        )

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

    def category(self):
        words = {"names": {"en": "New"}, "hints": {}, "keywords": {"en": ["new"]}}
        return categories.add_category(
            by=self.by, sector="any", **words, response_days=9, response_unit="working", for_whole_sector=False, at=NOON
        )

    def asked(self):
        question = {"kind": "text", "required": False, "label": {"en": "Where"}}
        return categories.put_question(by=self.by, category_id=self.category().pk, code="", question=question, place=1, at=NOON)

    def holiday(self):
        return holidays.put_holiday(by=self.by, holiday_id=None, day=FAR, names={"en": "Feast"}, at=NOON)

    def entry(self):
        words = {"question": {"en": "Why?"}, "answer": {"en": "So."}}
        return questions.put_entry(by=self.by, entry_id=None, theme="lodging", place=1, **words, at=NOON)

    def banner(self):
        days = {"first_date": FAR, "last_date": FAR}
        return banners.put_banner(by=self.by, banner_id=None, kind="warning", texts={"en": "Soon"}, **days, at=NOON)

    def version(self):
        return policy.add_version(by=self.by, values={"windows__rate": 44}, valid_from=FAR, at=NOON)

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
    assert set(every_act()) == set(ACTS) | SILENT | ELSEWHERE


@pytest.mark.parametrize("act", ACTS)
def test_every_act_leaves_a_line(act, administrator, second):
    it = Scene(administrator, second)
    before = Change.objects.count()
    ACTS[act](it)
    assert Change.objects.count() > before
    for one in Change.objects.all():
        assert (one.act in words.ACTS, one.subject in words.SUBJECTS) == (True, True)
        assert set(one.before) | set(one.after) <= set(words.FIELDS)
