"""A public body's own system works its cases through the API alone: the account's standing decides, as it does for officers."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mazalim.accounts.actions import InvitationOver, WrongPair, add_service_account, add_service_key, grant, invited, sign_in
from mazalim.accounts.models import Officer, Role, ServiceKey
from mazalim.administration.models import Change
from mazalim.complaints.models import Complaint, Entry, Opening
from mazalim.journey.casework import actions as casework
from mazalim.journey.replies import actions as replies
from mazalim.journey.replies.rules import Quality
from tests import factories
from tests.api.conftest import App, picture

pytestmark = pytest.mark.django_db


def key_at(*, desk=None, body=None, name="Records system"):
    """A key of a system at a desk, or over a body."""
    at = timezone.now()
    officer = add_service_account(name=name, language="en", at=at)
    grant(officer=officer, role=Role.OFFICER if desk else Role.SUPERVISOR, desk=desk, body=body, at=at)
    return add_service_key(officer=officer, name=name, at=at)[1]


def person_over(case):
    """A supervisor who decides on the pages."""
    return factories.standing(factories.officer(supervises=case.body))


@pytest.fixture
def lodged(app: App):
    """A complaint with a picture in its file, lodged at noon through the API."""
    lodged = app.lodged()
    assert app.post("/complaint/enclosures", {"file": picture()}, token=lodged["token"]).status_code == 201
    return lodged


@pytest.fixture
def case(lodged):
    return Complaint.objects.select_related("desk", "body").get(case_number=lodged["case_number"])


@pytest.fixture
def desk_key(case):
    return key_at(desk=case.desk)


class System:
    """What a body's own system does with one case."""

    def __init__(self, app, case, token):
        self.app, self.path, self.token = app, f"/office/cases/{case.case_number}", token

    def read(self):
        answer = self.app.get(self.path, token=self.token)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def act(self, path, body, status=201, **more):
        answer = self.app.post(f"{self.path}/{path}", body, token=self.token, **more)
        assert answer.status_code == status, answer.content
        return answer.json()

    def now(self, **words):
        return {"version": self.read()["version"], **words}


def test_a_case_lives_its_life_in_the_bodys_own_system(app: App, lodged, case, desk_key):
    desk, above = System(app, case, desk_key), System(app, case, key_at(body=case.body, name="Registry"))
    listed = app.get(f"/office/cases?desk={case.desk_id}&state=with_body", token=desk_key).json()
    assert [one["case_number"] for one in listed["cases"]] == [case.case_number]
    desk.act("take", {"version": listed["cases"][0]["version"]})
    desk.act("notes", {"text": "The crew goes there on Monday."})
    asked = desk.act("ask", desk.now(question="Which gate is it?"))
    assert asked["state"] == "awaiting_complainant"
    contested = app.post("/complaint/contest", {"text": "You can see it."}, token=lodged["token"])
    assert contested.status_code == 201, contested.content
    desk.act("pause/decision", desk.now(decision="lift"), 409)  # never by the account that asked
    above.act("pause/decision", above.now(decision="lift"), 409)  # nor by any other program
    casework.uphold_pause(complaint_id=case.pk, by=person_over(case), text="There are two gates.", at=timezone.now())
    file = app.get("/complaint", token=lodged["token"]).json()
    assert {one["role"] for one in file["openings"]} == {"officer", "supervisor"}
    question = file["questions"][0]["id"]
    assert app.post("/complaint/answer", {"question": question, "text": "The eastern one."}, token=lodged["token"]).status_code == 201

    read = desk.read()
    assert [one["kind"] for one in read["leaves"]][-5:] == ["note", "ask", "contest_pause", "uphold_pause", "answer"]
    enclosure = next(one for leaf in read["leaves"] for one in leaf["enclosures"])
    sent = app.get(f"{desk.path}/enclosures/{enclosure['id']}", token=desk_key)
    assert (sent.status_code, sent["Content-Type"]) == (200, "image/png")
    assert b"".join(sent.streaming_content).startswith(b"\x89PNG")

    desk.act("points", desk.now(split=[{"point": "1", "parts": ["Fill the hole.", "Mend the kerb."]}]))
    numbers = [one["id"] for one in desk.read()["points"]]
    assert len(numbers) == 3
    answers = [{"point": one, "outcome": "upheld", "redress": "repaired", "reason": "Done by the crew on Monday."} for one in numbers]
    promise = {"text": "Tar the road.", "due_date": (timezone.now() + timedelta(days=30)).date().isoformat()}
    words = {"draft_version": 0, "summary": "All three are done.", "points": answers[:2], "promises": [promise]}
    assert desk.act("draft", words, 200) == {
        "draft_version": 1,
        "lacks": [f"{name}_{numbers[2]}" for name in ("outcome", "redress", "reason")],
    }
    assert desk.act("draft/hand-in", {"draft_version": 1}, 422)["errors"][0]["field"] == f"outcome_{numbers[2]}"
    assert desk.act("draft", words, 409)["errors"][0]["field"] == "draft_version"
    assert desk.act("draft", words | {"draft_version": 1, "points": answers}, 200)["lacks"] == []
    assert desk.act("draft/hand-in", {"draft_version": 2})["state"] == "awaiting_approval"
    every = [one.value for one in Quality]
    assert desk.act("approval", desk.now(checked=every), 409)  # never by the account that wrote it
    assert above.read()["proposals"][0]["act"] == "reply"
    assert above.act("approval", above.now(checked=every[:1]), 422)["errors"][0]["field"] == "checked"
    above.act("approval/send-back", above.now(reason="Say when.", failed=every[:1]))
    desk.act("draft/hand-in", {"draft_version": desk.read()["draft"]["draft_version"]})
    assert "Another person" in above.act("approval", above.now(checked=every), 409)["detail"]  # nor by any other program
    replies.approve(complaint_id=case.pk, by=person_over(case), checked=list(Quality), at=timezone.now())
    promised = desk.read()["commitments"]
    assert [one["text"] for one in promised] == ["Tar the road."]
    desk.act(f"commitments/{promised[0]['id']}", {"text": "Tarred on Tuesday.", "file": picture("tar.png")})
    assert desk.read()["commitments"][0]["kept_at"]
    assert app.get("/complaint", token=lodged["token"]).json()["state"] == "answered"


def test_acts_that_need_a_second_account_wait_for_it(app: App, case, desk_key):
    desk, above = System(app, case, desk_key), System(app, case, key_at(body=case.body, name="Registry"))
    desk.act("take", desk.now())
    desk.act("extension", desk.now(reason="The part comes from abroad."))
    assert above.act("extension/decision", above.now(decision="decline"), 422)["errors"][0]["field"] == "why"
    above.act("extension/decision", above.now(decision="agree"), 409)  # two systems may be one program
    casework.extend(complaint_id=case.pk, by=person_over(case), at=timezone.now())
    words = {"reason": "before_a_court", "text": "A court has it.", "legal_basis": "Article 4", "where_to_go": "The court."}
    desk.act("refusal", desk.now(**words | {"reason": "no_such"}), 422)
    desk.act("refusal", desk.now(**words))
    above.act("refusal/decision", above.now(decision="decline", why="No court has it."))
    assert desk.read()["identity"] is None
    desk.act("identity", desk.now(reason="The crew must ring."))
    assert desk.read()["identity"]["given_name"] == "Zainab"
    assert above.read()["identity"] is None


def test_the_desk_above_decides_an_appeal_by_its_own_key(app: App, lodged, case, desk_key):
    desk, above = System(app, case, desk_key), System(app, case, key_at(body=case.body, name="Registry"))
    words = {"reason": "before_a_court", "text": "A court has it.", "legal_basis": "Article 4", "where_to_go": "The court."}
    desk.act("take", desk.now())
    by = factories.standing(factories.officer(desk=case.desk))
    case.refresh_from_db()
    refusal = casework.Refusal(**words)
    casework.propose_refusal(complaint_id=case.pk, by=by, refusal=refusal, at=timezone.now())
    above.act("refusal/decision", above.now(decision="agree"))  # what a person proposed
    assert app.post("/complaint/appeal", {"text": "No court has it."}, token=lodged["token"]).status_code == 201
    case.refresh_from_db()
    assert app.get(desk.path, token=desk_key).status_code == 404  # who dealt with it before does not see it meanwhile
    deciding = System(app, case, key_at(desk=case.appeal_desk, name="Governorate"))
    decision = {
        "decision": "allowed",
        "reasons": "No court deals with it: the hole is in the road and nobody has sued, so the body had to answer.",
    }
    assert deciding.act("appeal/decision", deciding.now(**decision), 422)["errors"][0]["field"] == "outcome_1"
    answers = [
        {"point": one["id"], "outcome": "upheld", "redress": "repaired", "reason": "It has to be done."}
        for one in deciding.read()["points"]
    ]
    decided = deciding.act("appeal/decision", deciding.now(**decision, points=answers))
    assert decided["state"] == "answered"
    assert app.get("/complaint", token=lodged["token"]).json()["appeal"]["decision"] == "allowed"


def test_placing_a_case_takes_ids_alone(app: App, case, desk_key):
    desk, other = System(app, case, desk_key), factories.officer(desk=case.desk)
    desk.act("take", desk.now())
    for field, path, words in (
        ("officer", "assign", {"officer": "999999"}),
        ("body", "refer", {"body": "x", "reason": "Theirs."}),
        ("category", "categorise", {"category": str(case.category_id)}),
        ("case_number", "links", {"case_number": "2026-9999999", "reason": "The same hole."}),
    ):
        assert desk.act(path, desk.now(**words), 422)["errors"][0]["field"] == field
    above = System(app, case, key_at(body=case.body))
    choices = [one["id"] for one in above.read()["officers"]]
    above.act("assign", above.now(officer=next(one for one in choices if one == str(other.pk))))
    target = next(one for one in app.get("/bodies?q=water").json() if one["id"] != str(case.body_id))
    gone = desk.act("refer", desk.now(body=target["id"], reason="Their pipe."))
    assert gone["may"] == []
    assert gone["version"] is None


def test_a_strangers_key_opens_nothing(app: App, case):
    stranger = key_at(desk=factories.body("MUN-DHK").desks.first())
    for method, path in (("GET", ""), ("GET", f"/enclosures/{case.complainant_ref}"), ("POST", "/take")):
        body = {"version": case.version} if method == "POST" else None
        mine = app.call(method, f"/office/cases/{case.case_number}{path}", body, token=stranger)
        none = app.call(method, f"/office/cases/2026-9999999{path}", body, token=stranger)
        assert mine.status_code == none.status_code == 404
        assert mine.content == none.content
    assert app.get("/office/cases", token=stranger).json() == {"cases": [], "next": None}
    assert not Opening.objects.filter(complaint=case).exists()


def test_a_wrong_an_ended_and_no_key_are_told_alike(app: App, case, desk_key, settings):
    key = ServiceKey.objects.get()
    assert app.get("/office/cases", token=desk_key).status_code == 200
    key.refresh_from_db()
    assert key.last_used_on == factories.today()
    assert desk_key.encode() not in bytes(key.key_hash)
    call_command("end_service_key", str(key.pk), stdout=io.StringIO())
    ended, wrong, none = (app.get("/office/cases", token=token) for token in (desk_key, "x" * 43, ""))
    assert ended.status_code == wrong.status_code == none.status_code == 401
    assert ended.content == wrong.content == none.content
    assert ended["Content-Type"] == "application/problem+json"
    settings.MAZALIM_LIMITS = {**settings.MAZALIM_LIMITS, "service_key_failures_per_network": (3, 900)}
    assert app.get("/office/cases", token="y").status_code == 401
    refused = app.get("/office/cases", token="y")
    assert (refused.status_code, int(refused["Retry-After"]) > 0) == (429, True)
    assert app.get("/office/cases", token=key_at(desk=case.desk)).status_code == 200  # whoever holds a key is not locked out


def test_what_was_not_read_is_not_overwritten(app: App, case, desk_key):
    desk = System(app, case, desk_key)
    old = desk.now()
    desk.act("take", old)
    before = Entry.objects.filter(complaint=case).count()
    late = desk.act("ask", {**old, "question": "Which gate?"}, 409)
    assert late["errors"][0]["field"] == "version"
    assert desk.act("take", desk.now(), 409)["type"].endswith("#not_now")
    assert Entry.objects.filter(complaint=case).count() == before


def test_a_repeated_act_is_done_once(app: App, case, desk_key):
    desk = System(app, case, desk_key)
    first, again = (desk.act("notes", {"text": "Once."}, key="6f1e") for _ in range(2))
    assert first == again
    assert Entry.objects.filter(complaint=case, kind="note").count() == 1
    assert desk.act("notes", {"text": "Twice."}, 422, key="6f1e")["type"].endswith("#key_reused")


def test_a_list_goes_on_where_it_ended_and_costs_the_same(app: App, case, desk_key, monkeypatch):
    def costs():
        app.get("/office/cases", token=desk_key)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            answer = app.get("/office/cases", token=desk_key)
        return len(seen), answer.json()["cases"]

    one, _ = costs()
    for _ in range(2):
        app.lodged()
    three, cases = costs()
    assert (one, len(cases)) == (three, 3)
    monkeypatch.setattr("mazalim.journey.workbench.api.operations.SIZE", 2)
    first = app.get("/office/cases", token=desk_key).json()
    rest = app.get(f"/office/cases?after={first['next']}", token=desk_key).json()
    assert [one["case_number"] for one in first["cases"] + rest["cases"]] == [one["case_number"] for one in cases]
    assert rest["next"] is None
    since = {"changed_since": cases[2]["changed_at"].replace("+", "%2B")}
    newest = app.get(f"/office/cases?changed_since={since['changed_since']}", token=desk_key).json()["cases"]
    assert [one["case_number"] for one in newest] == [cases[2]["case_number"]]
    for wrong in ("after=x", "state=x", "desk=x", "changed_since=2026-01-01T00:00:00"):
        assert app.get(f"/office/cases?{wrong}", token=desk_key).status_code == 422


def test_the_command_gives_a_key_to_an_account_that_nobody_signs_in_to(app: App, case):
    said = io.StringIO()
    call_command("add_service_key", case.desk.code, "Records system", stdout=said)
    call_command("add_service_key", case.desk.code, "Records system", stdout=said)
    officer = Officer.objects.get(is_service=True)
    assert ServiceKey.objects.filter(officer=officer).count() == 2
    assert Change.objects.filter(subject="service_key", act="add").count() == 2
    for secret in (line for line in said.getvalue().splitlines() if len(line) == 43):
        assert app.get("/office/cases", token=secret).json()["cases"][0]["case_number"] == case.case_number
    with pytest.raises(WrongPair):
        sign_in(email=officer.email, password="", network="n", at=timezone.now())
    with pytest.raises(InvitationOver):
        invited(officer_id=officer.pk, token="x")
