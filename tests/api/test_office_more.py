"""What a body's own system does beside the life of one case: tie, split, step back, note tasks, write texts, act on many."""

import uuid

import pytest
from django.utils import timezone

from mazalim.complaints.models import Complaint, Exclusion, Link
from mazalim.journey.casework.models import Task
from mazalim.journey.replies.models import StandardText
from tests import factories
from tests.api.conftest import App
from tests.api.test_office import System, key_at
from tests.journey import lives

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(app: App):
    lodged = app.lodged()
    return Complaint.objects.select_related("desk", "body").get(case_number=lodged["case_number"])


@pytest.fixture
def desk_key(case):
    return key_at(desk=case.desk)


def test_cases_are_tied_and_let_go(app: App, case, desk_key):
    stranger = {"identity_number": "198403270002", "email": "another@example.org"}
    desk, other = System(app, case, desk_key), factories.lodge(at=timezone.now(), **stranger).complaint
    desk.act("take", desk.now())
    desk.act("links", desk.now(case_number=other.case_number, reason="The same hole."))
    assert desk.read()["linked"] == [other.case_number]
    desk.act(f"links/{other.case_number}/end", desk.now(reason="Another hole."))
    assert desk.read()["linked"] == []
    assert desk.act("join", desk.now(lead=other.case_number, reason="One person."), 422)["errors"][0]["field"] == "lead"
    same = {"email": "twice@example.org", "at": timezone.now()}
    first, second = (factories.lodge(**same).complaint for _ in range(2))
    joined = System(app, second, key_at(body=second.body))  # who supervises joins
    joined.act("join", joined.now(lead=first.case_number, reason="Sent twice."))
    assert Link.objects.get(second=second).why == "joined"
    joined.act("separate", joined.now(reason="Two matters after all."))
    assert Link.objects.get(second=second).why == "linked"


def test_a_case_is_split_for_another_body(app: App, case, desk_key):
    desk = System(app, case, desk_key)
    desk.act("take", desk.now())
    target = next(one for one in app.get("/bodies?q=water").json() if one["id"] != str(case.body_id))
    words = {"body": target["id"], "points": ["2"], "reason": "The pipe is theirs."}
    assert desk.act("split", desk.now(**words | {"points": ["1", "2"]}), 422)["errors"][0]["field"] == "points"
    made = desk.act("split", desk.now(**words))
    assert Complaint.objects.get(case_number=made["case_number"]).body_id == int(target["id"])
    assert app.get(f"/office/cases/{made['case_number']}", token=desk_key).status_code == 404


def test_a_follower_begins_with_the_answer_of_its_lead(app: App, case):
    lead = lives.answered(at=timezone.now())
    follower = factories.lodge(at=timezone.now()).complaint
    desk = System(app, follower, key_at(desk=follower.desk))
    desk.act("take", desk.now())
    assert desk.act("draft/begin-with-lead", {}, 409)["detail"] == "The lead case has no answer yet."
    desk.act("links", desk.now(case_number=lead.case.complaint.case_number, lead="other", reason="The same hole."))
    assert desk.act("draft/begin-with-lead", {}, 200)["draft_version"] == 1
    assert desk.read()["draft"]["content"]["summary"]


def test_who_steps_back_sees_nothing_more(app: App, case, desk_key):
    desk = System(app, case, desk_key)
    assert desk.act("recuse", desk.now(reason="other"), 422)["errors"][0]["field"] == "text"
    gone = desk.act("recuse", desk.now(reason="other", text="We built this road."))
    assert gone["version"] is None
    assert Exclusion.objects.get(complaint=case).why == Exclusion.Why.RECUSED
    assert app.get(desk.path, token=desk_key).status_code == 404


def test_the_official_is_found_and_matched(app: App):
    accused = factories.officer(desk=factories.body().desks.filter(kind="general").first(), name="Leyla Yusef")
    against = factories.lodge(
        at=timezone.now(), against="individual", official={"name": "Leyla Yusef", "post": "Clerk", "unit": ""}
    ).complaint
    desk = System(app, against, key_at(desk=against.desk))
    assert app.get(f"{desk.path}/official?q=Nobody Here", token=desk.token).json() == []
    found = app.get(f"{desk.path}/official?q=Layla", token=desk.token).json()
    assert [one["name"] for one in found] == ["Leyla Yusef"]
    words = {"found": "matched", "officers": [found[0]["id"]], "reason": "Her name stands on the letter."}
    assert desk.act("official", desk.now(**words), 422)["errors"][0]["field"] == "officers"  # not among those found
    desk.act("official", desk.now(**words, q="Layla"))
    assert Exclusion.objects.get(complaint=against).officer == accused
    assert app.get(desk.path, token=desk.token).status_code == 404  # her own desk: the case climbs past it


def test_tasks_are_noted_and_done(app: App, case, desk_key):
    desk = System(app, case, desk_key)
    desk.act("take", desk.now())
    me = str(case.__class__.objects.get(pk=case.pk).officer_id)
    today = factories.today().isoformat()
    assert desk.act("tasks", {"text": "Ring.", "owner": me, "due_date": "2020-01-01"}, 422)["errors"][0]["field"] == "due_date"
    made = desk.act("tasks", {"text": "Ring the crew.", "owner": me, "due_date": today})
    assert [one["text"] for one in app.get(f"{desk.path}/tasks", token=desk_key).json()] == ["Ring the crew."]
    assert desk.act(f"tasks/{made['id']}", {}, 200)["done_at"]
    assert [one["done_at"] is None for one in app.get(f"{desk.path}/tasks", token=desk_key).json()] == [False]
    assert desk.act(f"tasks/{made['id']}", {"is_done": False}, 200)["done_at"] is None
    assert Task.objects.count() == 1
    stranger = key_at(desk=factories.body("MUN-DHK").desks.first())
    assert app.get(f"{desk.path}/tasks", token=stranger).status_code == 404


def test_standard_texts_are_written_by_who_supervises(app: App, case, desk_key):
    above = key_at(body=case.body, name="Registry")
    words = {"part": "reason", "title": "Roads", "words": "The crew came on {lodged_date}.", "language": "en", "body": str(case.body_id)}
    assert app.post("/office/texts", words, token=desk_key).status_code == 409
    wrong = app.post("/office/texts", words | {"words": "{nobody}"}, token=above)
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "words")
    made = app.post("/office/texts", words, token=above)
    assert made.status_code == 201, made.content
    listed = app.get("/office/texts?q=roads", token=desk_key).json()["texts"]
    assert [one["id"] for one in listed] == [made.json()["id"]]
    path, change = f"/office/texts/{made.json()['id']}", {"part": "reason", "title": "Roads", "words": "Mended.", "version": 1}
    assert app.post(path, change, token=above).json()["version"] == 2
    assert app.post(path, change, token=above).status_code == 409  # somebody has read an older one
    assert app.post(f"{path}/archive", {"version": 2}, token=above).json()["is_archived"]
    assert app.get("/office/texts", token=desk_key).json()["texts"] == []
    stranger = key_at(desk=factories.body("MUN-DHK").desks.first())
    assert app.post(path, change, token=stranger).status_code == 404
    assert StandardText.objects.count() == 1


def test_an_act_on_many_cases_is_done_and_undone(app: App, case, desk_key):
    above, officer = key_at(body=case.body, name="Registry"), factories.officer(desk=case.desk)
    numbers = [case.case_number, factories.lodge(at=timezone.now()).complaint.case_number]
    asked = {"act": "assign", "cases": [*numbers, "2026-9999999"], "officer": str(officer.pk)}
    assert app.post("/office/bulk", asked | {"officer": "999999"}, token=above).json()["errors"][0]["field"] == "officer"
    done = app.post("/office/bulk", asked, token=above)
    assert done.status_code == 201, done.content
    assert [one["result"] for one in done.json()["cases"]] == ["done", "done"]
    assert done.json()["not_found"] == 1
    assert Complaint.objects.filter(officer=officer).count() == 2
    path = f"/office/bulk/{done.json()['id']}/undo"
    assert app.post(path, {}, token=desk_key).status_code == 404  # somebody else's
    undone = app.post(path, {}, token=above).json()
    assert [one["undo_result"] for one in undone["cases"]] == ["done", "done"]
    assert app.post(path, {}, token=above).status_code == 409
    assert not Complaint.objects.filter(officer=officer).exists()
    assert app.post(f"/office/bulk/{uuid.uuid4()}/undo", {}, token=above).status_code == 404


def test_a_letter_is_read_as_the_complainant_has_it(app: App):
    answered = lives.answered(at=timezone.now()).case.complaint
    desk = System(app, answered, key_at(desk=answered.desk))
    sent = next(leaf for leaf in desk.read()["leaves"] if leaf["kind"] == "approve")
    letter = app.get(f"{desk.path}/letters/{sent['id']}", token=desk.token)
    assert (letter.status_code, letter["Content-Type"]) == (200, "application/pdf")
    assert letter.content.startswith(b"%PDF")
    assert app.get(f"{desk.path}/letters/1", token=desk.token).status_code == 404
    assert app.get(f"{desk.path}/letters/x", token=desk.token).status_code in {404, 422}
