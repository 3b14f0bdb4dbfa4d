"""A lost code is renewed for whoever proves the contact; nobody else learns whether there is a complaint."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mazalim.complainants.contacts import Address
from mazalim.complaints.models import Entry
from mazalim.journey.tracking import actions
from mazalim.verification.actions import TooManyCodes, issue
from mazalim.work.actions import sealed_part
from mazalim.work.models import Job
from mazalim.worker.loop import work_once
from tests import factories
from tests.factories import NOON
from tests.journey.tracking.visiting import enter, page, words

pytestmark = pytest.mark.django_db


def _prove(contact: str) -> Client:
    client = Client()
    client.post(reverse("tracking:lost_code"), {"contact": contact})
    work_once(worker="worker", at=timezone.now())
    answer = client.post(reverse("tracking:prove_lost"), {"contact": contact, "verification_code": factories.sent_code()})
    assert answer["Location"] == reverse("tracking:choose_case")
    return client


def test_who_proves_the_contact_gets_a_new_code_and_the_old_one_dies_at_once():
    case = factories.lodge(at=timezone.now())
    client = _prove(case.contact)
    assert case.complaint.case_number in page(client, "choose_case")
    answer = client.post(reverse("tracking:choose_case"), {"case": case.complaint.case_number})
    assert answer["Location"] == reverse("tracking:code_renewed")
    new = factories.sent_code("code_renewed")
    shown = page(client, "code_renewed")
    assert all(f"<span>{group}</span>" in shown for group in new.split("-"))
    assert "A deep hole" in page(client, "file")
    assert "You got a new complaint code" in page(client, "file")
    contact = Address("email", case.contact)
    with pytest.raises(actions.NotFound):
        actions.follow(code=case.code, contact=contact, network="n", at=timezone.now())
    assert actions.follow(code=new, contact=contact, network="n", at=timezone.now()).complaint_id == case.complaint.pk


def test_the_new_code_is_shown_once_and_stands_nowhere_in_clear():
    case = factories.lodge(at=timezone.now())
    client = _prove(case.contact)
    client.post(reverse("tracking:choose_case"), {"case": case.complaint.case_number})
    new = factories.sent_code("code_renewed")
    for spelling in (new, new.replace("-", "")):
        assert spelling not in str(dict(client.session))
        assert spelling not in str(list(Entry.objects.values()))
        assert spelling not in str(list(Job.objects.values()))
    assert new[:4] in page(client, "code_renewed")
    assert new[:4] not in page(client, "code_renewed")


def test_a_notice_brings_the_new_code_to_the_contact():
    case = factories.lodge(at=timezone.now())
    code = actions.renew_code(complaint_id=case.complaint.pk, at=timezone.now())
    notice = sealed_part(Job.objects.get(name="notices.deliver", payload__kind="code_renewed"))
    assert notice["address"] == case.contact
    assert notice["values"]["complaint_code"] == code
    assert case.fresh().code_hint == code[-2:]


def test_a_renewed_code_closes_the_file_in_every_other_browser():
    case = factories.lodge(at=timezone.now())
    client = enter(case)
    actions.renew_code(complaint_id=case.complaint.pk, at=timezone.now())
    assert client.get(reverse("tracking:file"))["Location"] == reverse("tracking:enter")
    assert client.get(reverse("tracking:file")).status_code == 404


def test_known_and_unknown_contacts_get_the_same_pages_at_the_same_cost():
    case = factories.lodge(at=timezone.now())
    Client().post(reverse("tracking:lost_code"), {"contact": "first@example.org"})
    seen = []
    for contact in (case.contact, "nobody@example.org"):
        for name, more in (("lost_code", {}), ("prove_lost", {"verification_code": "000000"})):
            with CaptureQueriesContext(connection) as queries:
                answer = Client().post(reverse(f"tracking:{name}"), {"contact": contact, **more})
            seen.append((answer.status_code, words(answer.content.decode(), contact), [query["sql"].split()[0] for query in queries]))
            work_once(worker="worker", at=timezone.now())
    assert seen[:2] == seen[2:]
    sent = Job.objects.filter(name="notices.deliver", payload__kind="verification_code")
    assert [sealed_part(job) for job in sent if job.sealed is not None and sealed_part(job)["address"] == "nobody@example.org"] == []


def test_the_code_is_guessed_at_five_times_at_most():
    case = factories.lodge(at=timezone.now())
    contact = Address("email", case.contact)
    assert actions.send_lost_code(contact=contact, language="en", at=NOON)
    sent = factories.sent_code()
    for _ in range(5):
        with pytest.raises(actions.LostCodeNotRight):
            actions.prove_lost(contact=contact, typed="x", at=NOON)
    with pytest.raises(actions.LostCodeNotRight):
        actions.prove_lost(contact=contact, typed=sent, at=NOON)


def test_strangers_who_know_the_contact_cannot_use_up_the_tries_of_a_code_that_another_browser_asked_for():
    case, client, stranger = factories.lodge(at=timezone.now()), Client(), Client()
    client.post(reverse("tracking:lost_code"), {"contact": case.contact})
    work_once(worker="worker", at=timezone.now())
    sent = factories.sent_code()
    for _ in range(6):
        for typed in ("000000", sent):
            answer = stranger.post(reverse("tracking:prove_lost"), {"contact": case.contact, "verification_code": typed})
            assert answer.status_code == 200
    answer = client.post(reverse("tracking:prove_lost"), {"contact": case.contact, "verification_code": sent})
    assert answer["Location"] == reverse("tracking:choose_case")


def test_drafts_that_strangers_begin_in_somebodys_name_use_up_none_of_the_codes_for_a_lost_one():
    case = factories.lodge(at=NOON)
    for number in range(2):  # the first of three went to lodge
        issue(binding=f"draft:{number}", channel="email", address=case.contact, language="en", at=NOON)
    with pytest.raises(TooManyCodes):
        issue(binding="draft:2", channel="email", address=case.contact, language="en", at=NOON)
    assert actions.send_lost_code(contact=Address("email", case.contact), language="en", at=NOON)


def test_one_network_asks_for_so_many_codes_an_hour(settings):
    settings.MAZALIM_LIMITS = settings.MAZALIM_LIMITS | {"lost_codes_per_network": (1, 3600)}
    for said in ("is on its way", "Too many codes were asked for"):
        assert said in Client().post(reverse("tracking:lost_code"), {"contact": "a@example.org"}).content.decode()


@pytest.mark.parametrize("cases", [1, 3])
def test_the_list_holds_the_cases_of_the_contact_alone_at_the_same_cost(cases):
    mine = [factories.lodge(at=timezone.now() - timedelta(hours=2 + ago), email="same@example.org") for ago in range(cases)]
    other = factories.lodge(at=timezone.now())
    client = _prove("same@example.org")
    with CaptureQueriesContext(connection) as queries:
        shown = page(client, "choose_case")
    assert len(queries) == 2
    assert all(case.complaint.case_number in shown for case in mine)
    assert other.complaint.case_number not in shown
    answer = client.post(reverse("tracking:choose_case"), {"case": other.complaint.case_number})
    assert answer.status_code == 200
    assert other.fresh().code_hash == other.complaint.code_hash


def test_the_list_is_closed_to_who_proved_nothing():
    assert Client().get(reverse("tracking:choose_case"))["Location"] == reverse("tracking:lost_code")
    assert "shown already" in page(Client(), "code_renewed")
