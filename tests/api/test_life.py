"""One whole life through the API alone, with a mail server, an SMS gateway and the worker's own loop."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mazalim.complaints.models import Complaint, State
from mazalim.journey.casework import actions as casework
from mazalim.journey.replies import actions as replies
from mazalim.journey.replies.rules import Quality
from mazalim.worker.loop import work_all
from tests import factories
from tests.api.conftest import App, picture

pytestmark = pytest.mark.django_db


def deliver():
    work_all(at=timezone.now())


def code_in(text):
    return re.search(r"\b\d{6}\b", text)[0]


def text_of(mail):
    return mail.get_body(("plain",)).get_content()


def reply_to(case, officer, supervisor, summary):
    """The officer's side: draft, hand in, approve."""
    at, points = timezone.now(), [{"number": number, "outcome": "upheld", "redress": "repaired", "reason": "Done."} for number in (1, 2)]
    replies.save_draft(complaint_id=case.pk, by=officer, version=0, summary=summary, points=points, at=at)
    replies.hand_in(complaint_id=case.pk, by=officer, version=1, at=at)
    replies.approve(complaint_id=case.pk, by=supervisor, checked=Quality, at=timezone.now())
    deliver()


def test_a_complaint_lives_its_whole_life_through_the_api(app: App, smtp, gateway):
    found = app.get("/bodies?q=Erbil&language=ckb").json()
    assert any(body["code"] == factories.BODY for body in found)
    body = next(body for body in found if body["code"] == factories.BODY)
    category = next(one for one in app.get(f"/bodies/{body['id']}/categories").json() if one["code"] == "road_damage")

    begun = app.draft(body=body["id"], category=category["id"])
    assert begun["verification"]["channel"] == "email"
    assert begun["verification"]["sent_to_masked"] == "z••••@example.org"
    draft, token = f"/drafts/{begun['draft_id']}", begun["draft_token"]
    first = app.post(f"{draft}/enclosures", {"file": picture("hole.png")}, token=token).json()
    second = app.post(f"{draft}/enclosures", {"file": picture("gate.png")}, token=token).json()
    assert app.call("DELETE", f"{draft}/enclosures/{first['id']}", token=token).status_code == 204

    deliver()
    to, mail = smtp.mails[-1]
    assert to == ["zainab@example.org"]
    typed = code_in(text_of(mail))
    lodged = app.post(f"{draft}/lodge", {"verification_code": f" {typed[:3]} {typed[3:]} "}, token=token)
    assert lodged.status_code == 201, lodged.content
    lodged = lodged.json()
    assert lodged["body"]["id"] == body["id"]
    deliver()
    assert lodged["complaint_code"] in text_of(smtp.mails[-1][1])

    typed = lodged["complaint_code"].lower().replace("-", " ")
    entered = app.post("/tracking", {"complaint_code": typed, "contact": " ZAINAB@example.ORG "}).json()
    token = entered["token"]
    file = app.get("/complaint", token=token).json()
    assert (file["state"], file["body"]["id"], file["desk"]["role"]) == ("with_body", body["id"], "special")
    assert sum(line["days"] for line in file["clock"]["lines"]) == file["clock"]["days_in_all"]
    assert file["timeline"][0]["content"]["points"] == ["Fill the hole.", "Put a barrier there."]
    assert [one["name"] for one in file["timeline"][0]["enclosures"]] == [second["name"]]
    assert {"message", "enclose", "withdraw"} <= set(file["may"])

    case = Complaint.objects.get(case_number=lodged["case_number"])
    officer, colleague = (factories.standing(factories.officer(desk=case.desk)) for _ in range(2))
    supervisor = factories.standing(factories.officer(supervises=case.body))
    casework.take(complaint_id=case.pk, by=officer, at=timezone.now())
    casework.ask(complaint_id=case.pk, by=officer, question="Which gate of the school?", at=timezone.now())
    deliver()
    assert lodged["complaint_code"][-2:] in text_of(smtp.mails[-1][1])

    file = app.get("/complaint", token=token).json()
    assert file["clock"]["is_paused"]
    (question,) = file["questions"]
    answered = app.post("/complaint/answer", {"question": question["id"], "text": "The northern one."}, token=token)
    assert answered.status_code == 201, answered.content
    assert answered.json()["state"] == "in_progress"
    assert app.post("/complaint/messages", {"text": "A third child fell."}, token=token).status_code == 201
    added = app.post("/complaint/enclosures", {"file": picture("third.png"), "text": "Today."}, token=token).json()
    sent = app.get(f"/complaint/enclosures/{added['enclosures'][0]['id']}", token=token)
    assert b"".join(sent.streaming_content) == picture().read()
    assert sent["Content-Disposition"] == 'attachment; filename="third.png"'

    reply_to(case, officer, supervisor, "The hole was filled on Monday.")
    file = app.get("/complaint", token=token).json()
    assert file["state"] == "answered"
    assert file["timeline"][-1]["text"] == "The hole was filled on Monday."
    assert [point["outcome"] for point in file["timeline"][-1]["content"]["points"]] == ["upheld", "upheld"]
    assert {"rate", "reopen", "confirm"} <= set(file["may"])
    assert app.post("/complaint/rating", {"score": 2, "comment": "The hole is still there."}, token=token).status_code == 201
    reopened = app.post("/complaint/reopen", {"reason": "Nobody came."}, token=token).json()
    assert reopened["state"] == "in_progress"

    casework.take(complaint_id=case.pk, by=colleague, at=timezone.now())
    reply_to(case, colleague, supervisor, "Now it is filled.")
    closed = app.post("/complaint/confirm", token=token)
    assert closed.status_code == 201, closed.content
    file = app.get("/complaint", token=token).json()
    assert (file["state"], file["closed_as"], file["round"], file["rating"]) == ("closed", "confirmed", 2, 2)
    assert [entry["kind"] for entry in file["timeline"]] == [
        "lodge", "route", "take", "ask", "answer", "message", "enclose", "approve", "rate", "reopen", "take", "approve", "confirm",
    ]  # fmt: skip
    assert not any("Officer" in str(entry) for entry in file["timeline"]), "No officer's name is told."


def test_a_complaint_by_phone_against_an_official_lies_on_the_integrity_desk(app: App, smtp, gateway):
    begun = app.draft(
        verify_by="phone", identity_mode="confidential", official={"name": "S. Ahmed", "post": "Head of the roads unit"}, language="ar"
    )
    assert begun["verification"]["channel"] == "phone"
    deliver()
    assert gateway.taken[-1]["to"] == "+9647501234567"
    typed = code_in(gateway.taken[-1]["text"])
    lodged = app.post(f"/drafts/{begun['draft_id']}/lodge", {"verification_code": typed}, token=begun["draft_token"]).json()
    deliver()
    assert lodged["complaint_code"] in gateway.taken[-1]["text"]
    token = app.post("/tracking", {"complaint_code": lodged["complaint_code"], "contact": "0750-123-4567"}).json()["token"]
    file = app.get("/complaint", token=token).json()
    assert file["desk"]["role"] in {"integrity", "central"}
    assert app.post("/complaint/withdraw", {"reason": "Settled."}, token=token).json()["state"] == State.WITHDRAWN
    assert app.get("/complaint", token=token).json()["may"] == ["change_contact", "renew_code"]


def test_reading_a_file_costs_the_same_however_long_it_is(app: App, django_assert_num_queries):
    token = app.lodged()["token"]
    app.post("/complaint/enclosures", {"file": picture()}, token=token)
    with CaptureQueriesContext(connection) as first:
        app.get("/complaint", token=token)
        queries = len(first)
    for _ in range(3):
        app.post("/complaint/messages", {"text": "One more."}, token=token)
        app.post("/complaint/enclosures", {"file": picture()}, token=token)
    with django_assert_num_queries(queries):
        assert len(app.get("/complaint", token=token).json()["timeline"]) == 9
    assert queries <= 8


def test_finding_bodies_costs_one_question(app: App, django_assert_num_queries):
    everything = app.get("/bodies").json()
    assert len(everything) > 100
    with django_assert_num_queries(1):
        app.get("/bodies?q=erbli")
    assert all(body["id"] and body["name"] for body in everything)
    for body in everything[::40]:
        assert app.get(f"/bodies/{body['id']}/categories").json(), "Each body has a category."


def test_whoever_does_not_know_the_body_is_screened(app: App):
    lodged = app.lodged(body=None, body_unknown=True)
    file = app.get("/complaint", token=lodged["token"]).json()
    assert (file["state"], file["desk"]["role"]) == ("screening", "central")
