"""A new e-mail or phone is proved, told to the old one, and waits a day where there was only one."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mazalim.complainants import actions as vault
from mazalim.complainants.contacts import Address
from mazalim.complainants.queries import contacts_of
from mazalim.journey.tracking import actions
from mazalim.journey.tracking.models import PendingContact
from mazalim.work.actions import sealed_part
from mazalim.work.models import Job
from mazalim.worker.loop import work_all
from tests import factories
from tests.factories import NOON, Case
from tests.journey.tracking.visiting import enter, page

pytestmark = pytest.mark.django_db
NEW = Address("email", "new@example.org")
PHONE = Address("phone", "+9647501234567")


def change(case: Case, contact: Address = NEW, *, at=NOON) -> actions.ContactChange:
    actions.request_contact_change(complaint_id=case.complaint.pk, contact=contact, language="en", at=at)
    return actions.confirm_contact_change(complaint_id=case.complaint.pk, contact=contact, typed=factories.sent_code(), at=at)


def contacts(case: Case) -> set[str]:
    return {contact.address for contact in contacts_of(case.complaint.complainant_ref)}


def told(kind: str) -> list[str]:
    return [sealed_part(job)["address"] for job in Job.objects.filter(name="notices.deliver", payload__kind=kind)]


def test_the_only_contact_gives_way_after_a_day():
    case = factories.lodge()
    made = change(case)
    assert (made.is_waiting, made.takes_effect_at) == (True, NOON + timedelta(hours=24))
    assert told("contact_change_asked") == [case.contact]
    assert contacts(case) == {case.contact}
    job = Job.objects.get(name="tracking.change_contact")
    assert job.run_at == NOON + timedelta(hours=24)
    assert not actions.apply_contact_change(complaint_id=case.complaint.pk, at=NOON + timedelta(hours=23))
    assert actions.apply_contact_change(complaint_id=case.complaint.pk, at=NOON + timedelta(hours=24))
    assert contacts(case) == {"new@example.org"}
    assert not PendingContact.objects.exists()


def test_the_worker_puts_the_new_contact_in_place():
    case = factories.lodge()
    at = timezone.now() - timedelta(hours=25)
    change(case, at=at)
    work_all(at=timezone.now())
    assert contacts(case) == {"new@example.org"}
    assert actions.follow(code=case.code, contact=NEW, network="n", at=timezone.now()).complaint_id == case.complaint.pk


def test_of_two_contacts_one_is_changed_at_once_and_both_are_told():
    case = factories.lodge()
    vault.change_contact(ref=case.complaint.complainant_ref, channel="phone", contact=PHONE.address, at=NOON)
    assert not change(case).is_waiting
    assert contacts(case) == {"new@example.org", PHONE.address}
    assert set(told("contact_changed")) == {case.contact, PHONE.address}


def test_a_second_contact_waits_as_well_or_it_would_be_a_way_round_the_wait():
    case = factories.lodge()
    assert change(case, PHONE).is_waiting
    assert contacts(case) == {case.contact}
    actions.apply_contact_change(complaint_id=case.complaint.pk, at=NOON + timedelta(days=1))
    assert contacts(case) == {case.contact, PHONE.address}


def test_a_waiting_change_can_be_stopped():
    case = factories.lodge()
    change(case)
    assert actions.cancel_contact_change(complaint_id=case.complaint.pk, at=NOON)
    assert not actions.cancel_contact_change(complaint_id=case.complaint.pk, at=NOON)
    assert not actions.apply_contact_change(complaint_id=case.complaint.pk, at=NOON + timedelta(days=2))
    assert contacts(case) == {case.contact}


def test_a_later_change_takes_the_place_of_the_one_that_waits():
    case = factories.lodge()
    change(case)
    change(case, Address("email", "newer@example.org"), at=NOON + timedelta(hours=5))
    assert not actions.apply_contact_change(complaint_id=case.complaint.pk, at=NOON + timedelta(hours=24))
    assert actions.apply_contact_change(complaint_id=case.complaint.pk, at=NOON + timedelta(hours=29))
    assert contacts(case) == {"newer@example.org"}


def test_the_code_proves_the_one_contact_it_was_sent_to():
    case, other = factories.lodge(), factories.lodge()
    actions.request_contact_change(complaint_id=case.complaint.pk, contact=NEW, language="en", at=NOON)
    sent = factories.sent_code()
    for complaint, contact in ((case.complaint.pk, Address("email", "mallory@example.org")), (other.complaint.pk, NEW)):
        with pytest.raises(actions.ContactCodeNotRight):
            actions.confirm_contact_change(complaint_id=complaint, contact=contact, typed=sent, at=NOON)


def test_the_pages_lead_through_the_change_and_stop_it():
    case = factories.lodge(at=timezone.now())
    client = enter(case)
    assert "the change counts after 24 hours" in page(client, "contact")
    said = client.post(reverse("tracking:contact"), {"contact": case.contact}).content.decode()
    assert "The file has this contact already" in said
    proof = client.post(reverse("tracking:contact"), {"contact": " New@Example.org "}).content.decode()
    assert "n••••@example.org" in proof
    wrong = client.post(reverse("tracking:prove_contact"), {"contact": "new@example.org", "verification_code": "1"}).content.decode()
    assert "This is not the code that was sent" in wrong
    client.post(reverse("tracking:prove_contact"), {"contact": "new@example.org", "verification_code": factories.sent_code()})
    for name in ("file", "contact"):
        assert "Your e-mail address is about to change" in page(client, name)
    client.post(reverse("tracking:keep_contact"))
    shown = page(client, "file")
    assert "is about to change" not in shown
    assert "was stopped." in shown
    assert "You asked to change" in shown
    assert "new@example.org" not in shown


def test_neither_the_old_nor_the_new_contact_stands_in_clear():
    case = factories.lodge()
    change(case)
    rows = (
        str(list(PendingContact.objects.values())) + str(list(Job.objects.values("payload"))) + str(list(case.complaint.entries.values()))
    )
    assert "example.org" not in rows
