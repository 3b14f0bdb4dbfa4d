"""The appeal at the machine's door."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mazalim.complaints.models import AppealDecision
from mazalim.journey.appeals import actions
from tests.api.conftest import App
from tests.journey import lives

pytestmark = pytest.mark.django_db


def test_an_app_appeals_withdraws_appeals_again_and_reads_the_decision():
    app, at = App(), timezone.now()
    life = lives.answered(at=at - timedelta(days=2))
    judge = lives.judge_over(life.case)
    token = app.post("/tracking", {"complaint_code": life.case.code, "contact": life.case.contact}).json()["token"]
    file = app.get("/complaint", token=token).json()
    assert ("appeal" in file["may"], file["appeal"]) == (True, None)
    assert file["appeal_until"]
    empty = app.post("/complaint/appeal", {"text": " "}, token=token)
    assert (empty.status_code, empty.json()["errors"][0]["field"]) == (422, "text")
    sent = app.post("/complaint/appeal", {"text": lives.EXAMINE}, token=token)
    assert (sent.status_code, sent.json()["state"]) == (201, "under_appeal")
    again = app.post("/complaint/appeal", {"text": lives.EXAMINE}, token=token)
    assert (again.status_code, again.json()["detail"]) == (409, "An appeal is being decided.")
    assert app.post("/complaint/appeal/withdraw", token=token).json()["state"] == "answered"
    assert app.get("/complaint", token=token).json()["appeal"]["decision"] == "withdrawn"
    assert app.post("/complaint/appeal", {"text": lives.EXAMINE}, token=token).status_code == 201
    shown = app.get("/complaint", token=token).json()["appeal"]
    assert sum(line["days"] for line in shown["clock"]["lines"]) == shown["clock"]["days_in_all"]
    assert (shown["against"], shown["decision"], shown["next_instance"]) == ("reply", "", "")

    life.decide(judge, AppealDecision.DISMISSED, at=timezone.now())
    file = app.get("/complaint", token=token).json()
    shown, newest = file["appeal"], file["timeline"][-1]
    assert (shown["decision"], shown["decision_entry"], newest["text"]) == ("dismissed", newest["id"], lives.REASONS)
    assert "Administrative Court" in shown["next_instance"]
    assert not {"appeal", "reopen", "rate", "withdraw_appeal"} & set(file["may"])
    assert app.post("/complaint/appeal", {"text": lives.EXAMINE}, token=token).json()["detail"] == (
        "An appeal was decided already: there is only one."
    )
    assert app.post("/complaint/appeal/withdraw", token=token).json()["detail"] == "No appeal is being decided."


def test_statements_between_offices_are_not_shown_to_the_complainant():
    app, at = App(), timezone.now()
    life = lives.answered(at=at)
    judge = lives.judge_over(life.case)
    life.appeal(at=at)
    actions.ask_statement(complaint_id=life.pk, by=judge, text="Was the asphalt hot?", at=at)
    token = app.post("/tracking", {"complaint_code": life.case.code, "contact": life.case.contact}).json()["token"]
    assert "asphalt" not in str(app.get("/complaint", token=token).json()["timeline"][3:])
