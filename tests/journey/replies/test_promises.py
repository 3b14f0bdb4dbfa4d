"""Who keeps a promise, who is reminded of it, what proves it, and how it is disputed."""

import json
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from mazalim.accounts.models import Grant
from mazalim.complaints.models import Exclusion, State
from mazalim.country.queries import calendar
from mazalim.journey.replies import actions
from mazalim.journey.replies.models import Commitment
from mazalim.journey.replies.rules import Quality
from mazalim.journey.satisfaction import actions as satisfaction
from mazalim.work.actions import sealed_part
from mazalim.work.models import Job
from tests.factories import NOON
from tests.journey import lives
from tests.journey.replies.desk import PROMISE, Desk

pytestmark = pytest.mark.django_db
# The promise is due on Sunday 22 November 2026; three working days before is Tuesday 17, for Friday and Saturday are days off.
MORNING = NOON.replace(hour=6)


@pytest.fixture
def desk():
    return Desk()


def mails():
    jobs = Job.objects.filter(name="notices.deliver", payload__kind="office_promises_due").order_by("pk")
    return [(sealed_part(job)["address"], sealed_part(job)["values"]["number"]) for job in jobs]


def email_of(standing):
    return Grant.objects.filter(officer=standing.officer_id).first().officer.email


def test_a_colleague_of_the_desk_may_be_made_to_keep_a_promise_and_nobody_else(desk):
    with pytest.raises(actions.NotAnOwner):
        desk.write(commitments=[PROMISE | {"owner": desk.supervisor.officer_id}])
    entry = desk.answer(commitments=[PROMISE | {"owner": desk.colleague.officer_id}, PROMISE])
    assert list(Commitment.objects.order_by("number").values_list("owner_id", flat=True)) == [
        desk.colleague.officer_id,
        desk.officer.officer_id,
    ]
    assert entry.payload["owners"] == [desk.colleague.officer_id, desk.officer.officer_id]
    assert [set(promise) for promise in json.loads(entry.words.text)["commitments"]] == [{"text", "due_date"}] * 2


def test_who_left_the_desk_meanwhile_is_not_left_with_the_promise(desk):
    draft = desk.write(commitments=[PROMISE | {"owner": desk.colleague.officer_id}])
    actions.hand_in(complaint_id=desk.pk, by=desk.officer, version=draft.version, at=NOON)
    Grant.objects.filter(officer=desk.colleague.officer_id).update(ended_at=NOON)
    actions.approve(complaint_id=desk.pk, by=desk.supervisor, checked=Quality, at=NOON)
    assert Commitment.objects.get().owner_id == desk.officer.officer_id


def test_an_owner_is_reminded_once_in_one_mail_three_working_days_before(desk):
    later = date(2027, 3, 1)
    desk.answer(commitments=[PROMISE, PROMISE | {"text": "And we tell you."}, PROMISE | {"due_date": later}])
    assert actions.remind_owners(at=MORNING.replace(day=16)) == 0
    assert actions.remind_owners(at=MORNING.replace(day=17, hour=3)) == 0  # six in the morning in Erbil
    assert actions.remind_owners(at=MORNING.replace(day=17)) == 1
    assert actions.remind_owners(at=MORNING.replace(day=17, minute=30)) == 0
    assert actions.remind_owners(at=MORNING.replace(day=18)) == 0
    assert mails() == [(email_of(desk.officer), 2)]


@pytest.mark.parametrize("why", ["left the desk", "excluded"])
def test_where_the_owner_cannot_keep_it_the_supervisor_is_reminded(desk, why):
    desk.answer(commitments=[PROMISE])
    if why == "excluded":
        Exclusion.objects.create(complaint_id=desk.pk, officer_id=desk.officer.officer_id, why="recused", at=NOON)
    else:
        Grant.objects.filter(officer=desk.officer.officer_id).update(ended_at=NOON)
    actions.remind_owners(at=MORNING.replace(day=17))
    assert mails() == [(email_of(desk.supervisor), 1)]


def test_what_is_kept_or_withdrawn_is_not_reminded_of(desk):
    desk.answer(commitments=[PROMISE])
    actions.keep_commitment(commitment_id=Commitment.objects.get().pk, by=desk.officer, text="Done.", at=NOON)
    assert actions.remind_owners(at=MORNING.replace(day=17)) == 0


def test_a_promise_is_kept_with_a_file_that_the_complainant_can_open(client):
    now = timezone.now()
    life = lives.answered(at=now - timedelta(days=2), promise="We come back.", due=now.date() + timedelta(days=5))
    promise = Commitment.objects.get()
    client.force_login(promise.owner)
    page = reverse("replies:keep", args=[life.case.complaint.case_number, promise.pk])
    bad = SimpleUploadedFile("proof.exe", b"MZ not a picture")
    assert "not of a kind that is accepted" in client.post(page, {"text": "Checked.", "proofs": bad}).content.decode()
    assert Commitment.objects.get().kept_at is None
    client.post(page, {"text": "Checked.", "proofs": SimpleUploadedFile("diary.txt", b"Works diary: filled.")})
    assert Commitment.objects.get().kept_at is not None
    client.logout()
    client.post("/en/follow/", {"code": life.case.code, "contact": life.case.contact})
    assert "diary.txt" in client.get("/en/follow/file/").content.decode()


def test_a_promise_called_kept_is_disputed_and_may_be_kept_after_all(desk):
    desk.answer(commitments=[PROMISE])
    promise, reply = Commitment.objects.get(), desk.case.fresh().entry_count
    actions.keep_commitment(commitment_id=promise.pk, by=desk.officer, text="Done.", at=NOON)
    dispute = {"complaint_id": desk.pk, "reply": reply, "number": 1, "at": NOON}
    satisfaction.break_commitment(reason="Nobody came.", **dispute)
    promise.refresh_from_db()
    assert (desk.case.fresh().state, promise.kept_at, promise.broken_at) == (State.IN_PROGRESS, None, NOON)
    with pytest.raises(satisfaction.NothingToDispute):
        satisfaction.break_commitment(reason="Again.", **dispute)
    actions.keep_commitment(commitment_id=promise.pk, by=desk.officer, text="Now it is.", at=NOON)
    promise.refresh_from_db()
    assert (promise.kept_at, promise.broken_at) == (NOON, None)


def test_the_database_refuses_a_promise_both_kept_and_broken(desk):
    desk.answer(commitments=[PROMISE])
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.update(kept_at=NOON, broken_at=NOON)


def test_a_promise_is_seen_and_disputed_by_the_api(client):
    now = timezone.now()
    life = lives.answered(at=now - timedelta(days=9), promise="We come back.", due=now.date() - timedelta(days=3))
    pair = {"complaint_code": life.case.code, "contact": life.case.contact}
    token = client.post("/api/v1/tracking", pair, content_type="application/json").json()["token"]
    head = {"authorization": f"Bearer {token}"}
    (promise,) = client.get("/api/v1/complaint", headers=head).json()["promises"]
    assert (promise["state"], promise["may_be_disputed"]) == ("open", True)
    sent = {"reply": promise["reply"], "number": promise["number"], "reason": "Nobody came."}
    answer = client.post("/api/v1/complaint/dispute", sent, content_type="application/json", headers=head)
    assert (answer.status_code, answer.json()["state"]) == (201, "in_progress")
    assert client.get("/api/v1/complaint", headers=head).json()["promises"][0]["state"] == "broken"
    assert client.post("/api/v1/complaint/dispute", sent, content_type="application/json", headers=head).status_code == 409


def test_an_interim_reply_shows_its_new_date_and_reason_in_the_file(client):
    now = timezone.now()
    life = lives.taken(at=now - timedelta(days=2))
    life.extend("The sewer must be surveyed first.", at=now)
    client.post("/en/follow/", {"code": life.case.code, "contact": life.case.contact})
    page = client.get("/en/follow/file/").content.decode()
    due = life.case.fresh().due_at.astimezone(calendar().zone)
    assert f"Your answer is now due by {due.day} " in page
    assert "The sewer must be surveyed first." in page
