"""The demo country: lived through with the product's own actions, so that a stranger believes it. A small one, with every standing case."""

import json
from collections import Counter
from io import StringIO

import pytest
from django.contrib.auth.hashers import check_password, identify_hasher
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from mazalim.accounts.models import Grant, Officer, Role
from mazalim.accounts.queries import standing_of
from mazalim.complainants.contacts import contact
from mazalim.complainants.queries import contacts_of
from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.access.addresses import addresses
from mazalim.complaints.lifecycle.leaves import digest
from mazalim.complaints.models import Complaint, Entry, Exclusion, Opening, Proposal, State
from mazalim.country.models import PolicyVersion
from mazalim.country.queries import calendar, forget_policy
from mazalim.demo.country.bodies import BODIES
from mazalim.demo.country.building import build
from mazalim.demo.country.cast import PASSWORD
from mazalim.directory.models import Desk
from mazalim.journey.replies.models import Commitment
from mazalim.journey.tracking import actions as tracking
from mazalim.work.models import Job
from tests import factories

SHOWN = [office.code for office in BODIES if office.officers]


@pytest.fixture(scope="module")
def now():
    return factories.NOON


@pytest.fixture(scope="module", autouse=True)
def built(now, django_db_setup, django_db_blocker):
    """One country for the whole module, because it takes some seconds; rolled back at the end. Its now is a working day at noon."""
    with django_db_blocker.unblock(), transaction.atomic():
        factories.load_country()
        yield build(now=now, months=(3,) * 18)
        transaction.set_rollback(True)


def test_every_state_is_there():
    assert set(Complaint.objects.values_list("state", flat=True)) >= set(State) - {State.INADMISSIBLE, State.WITHDRAWN}


def test_every_body_that_is_shown_has_work_for_its_officers_and_its_supervisor():
    open_at = Counter(Complaint.objects.filter(state__in=["with_body", "in_progress"]).values_list("body__code", flat=True))
    waiting = Counter(Proposal.objects.filter(decision="").values_list("complaint__body__code", flat=True))
    assert all(open_at[code] >= 1 for code in SHOWN), open_at
    assert all(waiting[code] >= 1 for code in SHOWN), waiting


def test_every_list_of_the_central_desk_has_something_in_it():
    assert Complaint.objects.filter(state=State.SCREENING).count() >= 2
    assert Complaint.objects.filter(is_opened_to_centre=True, state__in=["with_body", "in_progress"]).exists()
    assert Complaint.objects.filter(is_ruled=True).exists()


def test_some_are_late_and_were_escalated(now):
    late = Complaint.objects.filter(due_at__lt=now, state__in=["with_body", "in_progress"])
    assert late.count() >= 5
    assert not late.exclude(next_step_at__gt=now).exclude(next_step_at=None).exists(), "the sweep was left behind"
    assert Entry.objects.filter(kind="escalate").exists()


def test_complaints_against_officials_lie_where_only_the_integrity_desk_reads_them():
    accusing = Complaint.objects.filter(accuses_official=True)
    assert accusing.count() >= 2
    unknown = accusing.filter(official_found="")
    assert {complaint.desk.kind for complaint in unknown.select_related("desk")} == {Desk.Kind.INTEGRITY}


def test_conflicts_of_interest_of_every_kind_are_there():
    found = set(Complaint.objects.exclude(official_found="").values_list("official_found", "is_guarded", "desk__kind"))
    assert found >= {("matched", True, "integrity"), ("matched", True, "audit"), ("not_an_officer", False, "special")}
    assert set(Entry.objects.values_list("kind", flat=True)) >= {
        "match_official",
        "rule_out_official",
        "climb",
        "release",
        "recuse",
        "propose_lift",
    }
    for exclusion in Exclusion.objects.all():
        assert not complaints_shown_to(standing_of(exclusion.officer)).filter(pk=exclusion.complaint_id).exists()


def test_appeals_wait_for_a_desk_above_and_some_were_decided_either_way():
    waiting = Complaint.objects.filter(state=State.UNDER_APPEAL)
    assert waiting.filter(appeal_desk__body__code="GDM-EBL").count() >= 3
    assert waiting.filter(appeal_desk__kind="central").exists()
    assert {entry.payload["against"] for entry in Entry.objects.filter(kind="appeal")} == {"reply", "refusal", "silence"}
    assert set(Complaint.objects.exclude(appeal_decision="").values_list("appeal_decision", flat=True)) >= {
        "allowed",
        "dismissed",
        "sent_back",
    }


def test_nothing_lies_in_the_future_and_every_case_is_in_the_order_of_time(now):
    assert not Entry.objects.filter(at__gt=now).exists()
    assert not Opening.objects.filter(at__gt=now).exists()
    last = {}
    for entry in Entry.objects.order_by("pk"):
        assert entry.at >= last.get(entry.complaint_id, entry.at)
        last[entry.complaint_id] = entry.at


def test_offices_act_in_office_hours_of_working_days():
    days = calendar()
    for entry in Entry.objects.filter(author="officer"):
        local = entry.at.astimezone(days.zone)
        assert days.is_working_day(local.date())
        assert 7 <= local.hour < 16


def test_every_chain_is_whole():
    for complaint in Complaint.objects.all():
        head = b""
        for entry in complaint.entries.order_by("number"):
            head = digest(head, entry, complaint.case_number)
            assert bytes(entry.digest) == head
        assert bytes(complaint.head_digest) == head


def test_ratings_promises_and_messages_are_among_them():
    kinds = set(Entry.objects.values_list("kind", flat=True))
    assert kinds >= {"rate", "reopen", "ask", "answer", "message", "note", "confirm", "close_by_silence", "refer", "propose_refusal"}
    assert Commitment.objects.exists()


def test_the_three_languages_are_there():
    assert set(Complaint.objects.values_list("language", flat=True)) == {"ckb", "ar", "en"}


def test_no_text_is_left_with_a_gap():
    assert not Complaint.objects.filter(subject__contains="{").exists()
    assert not Entry.objects.filter(words__text__contains="{place}").exists()


def test_nobody_can_be_reached_by_mistake():
    """A demonstration with a real mail server or gateway must not write to anybody: .example is nobody's (RFC 2606)."""
    for complaint in Complaint.objects.all():
        for one in contacts_of(complaint.complainant_ref):
            assert one.address.endswith("@mail.example") if one.channel == "email" else one.address.startswith("+96475000")
    assert not Officer.objects.exclude(email__endswith="@demo.example").exists()


def test_nothing_waits_to_be_sent():
    assert set(Job.objects.filter(done_at=None, dead_at=None).values_list("name", flat=True)) <= {
        "complaints.note_likeness",
        "administration.begin",
    }
    assert not Job.objects.filter(sealed__isnull=False, dead_at=None).exists()


def test_the_printed_sign_ins_work(built):
    by_email = {officer.email: officer for officer in Officer.objects.all()}
    printed = [word.strip(",") for word in built.text.split() if word.strip(",").endswith("@demo.example")]
    assert len(printed) == len(set(printed)) >= 30
    assert all(check_password(PASSWORD, by_email[email].password) for email in printed)
    assert len({officer.password for officer in by_email.values()}) == 1, "hashed once, for speed"
    assert identify_hasher(by_email[printed[0]].password)


def test_nobody_who_administers_reads_cases():
    administrators = Grant.objects.filter(role=Role.ADMINISTRATOR).values_list("officer", flat=True)
    assert administrators
    assert not Grant.objects.filter(officer__in=administrators).exclude(role=Role.ADMINISTRATOR).exists()


def test_the_printed_codes_open_their_complaints(built, now):
    lines = [line.split() for line in built.text.splitlines() if "+964" in line or "@mail.example" in line]
    assert len(lines) == 3
    states = set()
    for code, typed, *_ in lines:
        follower = tracking.follow(code=code, contact=contact(typed, region="IQ"), network="203.0.113.9", at=now)
        states.add(Complaint.objects.get(pk=follower.complaint_id).state)
    assert states == {State.ANSWERED, State.AWAITING_COMPLAINANT, State.UNDER_APPEAL}


def test_a_second_run_does_nothing_and_says_so(built):
    before, said = Complaint.objects.count(), StringIO()
    call_command("load_demo", stdout=said)
    assert "is there already" in said.getvalue()
    assert Complaint.objects.count() == before == built.complaints


def test_without_a_profile_it_says_what_to_do():
    try:
        with transaction.atomic():
            PolicyVersion.objects.all().delete()
            forget_policy()
            with pytest.raises(CommandError, match="load_profile kurdistan"):
                call_command("load_demo")
            transaction.set_rollback(True)
    finally:
        forget_policy()


@pytest.mark.django_db
def test_the_manifest_names_every_address_and_opens_what_it_says(settings, now):
    settings.MAZALIM_DEMO, out = True, StringIO()
    call_command("test_manifest", stdout=out)
    made = json.loads(out.getvalue())
    assert {route["name"] for route in made["routes"]} == {address.name for address in addresses()}
    assert all(route["surface"] for route in made["routes"])
    people = {one["persona"]: one for one in made["personas"]}
    officer, complainant, system = people["officer of the busiest desk"], people["complainant"], people["system of the busiest desk"]
    doors = (
        (officer, "/en/office/", {}),
        (complainant, "/en/follow/file/", {}),
        ({}, "/api/v1/complaint", {"Authorization": f"Bearer {complainant['bearer']}"}),
        ({}, "/api/v1/office/cases", {"Authorization": f"Bearer {system['bearer']}"}),
    )
    for person, path, headers in doors:
        client = Client(headers=headers)
        for name, value in person.get("cookies", {}).items():
            client.cookies[name] = value
        assert client.get(path).status_code == 200, path
    assert {one["state"] for one in made["objects"]["cases"]} >= {"answered", "in_progress", "closed"}


def test_no_manifest_is_printed_where_people_are_real(settings):
    settings.MAZALIM_DEMO = False
    with pytest.raises(CommandError):
        call_command("test_manifest", stdout=StringIO())
