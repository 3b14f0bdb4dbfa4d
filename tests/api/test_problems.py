"""Whatever is refused is refused as a problem document, says why, and says it in the language of who asked."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from mazalim.common.crypto import seal
from mazalim.complaints.models import Complaint
from mazalim.journey.intake.models import Draft
from mazalim.journey.tracking import actions as tracking
from mazalim.journey.tracking.api import bearer
from mazalim.journey.tracking.tasks import send_entry_code
from mazalim.work.models import Job
from tests import factories
from tests.api.conftest import ROOT, App, picture, words

pytestmark = pytest.mark.django_db


def problem(answer, status):
    """The document of a refusal."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    document = answer.json()
    assert {"type", "title", "status", "detail"} <= set(document)
    assert document["status"] == status
    return document


def fields(answer):
    return {error["field"]: error["detail"] for error in problem(answer, 422)["errors"]}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "ticket"}, "kind"),
        ({"language": "de"}, "language"),
        ({"body": "999999"}, "body"),
        ({"body": "one"}, "body"),
        ({"body": None}, "body"),
        ({"body_unknown": True}, "body_unknown"),
        ({"category": "999999"}, "category"),
        ({"subject": " "}, "subject"),
        ({"subject": "x" * 151}, "subject"),
        ({"description": ""}, "description"),
        ({"description": "x" * 10_001}, "description"),
        ({"points": ["one"] * 6}, "points"),
        ({"points": ["x" * 501]}, "points.0"),
        ({"points": "one"}, "points"),
        ({"happened_on": "2999-01-01"}, "happened_on"),
        ({"happened_on": "20/10/2026"}, "happened_on"),
        ({"answers": {"no_such": "yes"}}, "answers.no_such"),
        ({"official": {"unit": "Roads"}}, "official.name"),
        ({"identity_mode": "anonymous"}, "identity_mode"),
        ({"verify_by": "letter"}, "verify_by"),
        ({"verify_by": "phone"}, "verify_by"),  # no gateway is configured here
        ({"complainant": {"email": "nobody"}}, "complainant.email"),
        ({"complainant": {"email": "a@b.org\nBcc: c@d.org"}}, "complainant.email"),
        ({"complainant": {"given_name": ""}}, "complainant.given_name"),
        ({"complainant": {"birth_date": "2015-01-01"}}, "complainant.birth_date"),
        ({"complainant": {"birth_date": "27.3.1984"}}, "complainant.birth_date"),
        ({"complainant": {"birth_date": ""}}, "complainant.birth_date"),
        ({"complainant": {"citizenship": "FR"}}, "complainant.citizenship"),
        ({"complainant": {"identity_number": "12"}}, "complainant.identity_number"),
        ({"complainant": {"email": 5}}, "complainant.email"),
        ({"complaint": "A field that nobody knows."}, "complaint"),
        ({"subject": "\ud800"}, "subject"),
    ],
)
def test_a_field_that_is_refused_is_named(app: App, changes, field):
    assert field in fields(app.post("/drafts", words(**changes)))
    assert not Draft.objects.exists()


def test_everything_that_is_wrong_is_said_at_once(app: App):
    found = fields(app.post("/drafts", words(subject="", happened_on="2999-01-01", complainant={"citizenship": "FR", "email": ""})))
    assert set(found) == {"subject", "happened_on", "complainant.citizenship", "complainant.email"}


def test_a_missing_field_is_named(app: App):
    draft = words()
    del draft["subject"], draft["complainant"]
    assert set(fields(app.post("/drafts", draft))) == {"subject", "complainant"}


def test_problems_are_in_the_language_of_the_header(country):
    found = problem(App("ar-IQ,en;q=0.5").post("/drafts", words(subject="")), 422)
    assert re.search("[\u0600-\u06ff]", found["errors"][0]["detail"])
    assert App("ar").post("/drafts", words(subject=""))["Content-Language"] == "ar"
    assert App("xx, *").get("/bodies")["Content-Language"] == "en"


def test_what_is_no_json_is_unreadable(app: App):
    problem(app.post("/drafts", "{"), 400)
    problem(app.post("/drafts", b"\xff\xfe"), 400)
    assert fields(app.post("/drafts", "[]"))
    assert fields(app.post("/drafts", "null"))


def test_an_address_that_is_no_operation_is_a_problem_too(app: App):
    problem(app.get("/nothing"), 404)
    problem(app.get("/bodies/999999/categories"), 404)
    problem(app.get("/bodies/one/categories"), 404)
    refused = app.call("PUT", "/drafts", {})
    problem(refused, 405)
    assert refused["Allow"] == "POST"


def test_what_is_far_too_large_is_not_even_read(app: App):
    begun = app.draft()
    refused = Client().post(f"{ROOT}/drafts/{begun['draft_id']}/enclosures", {"file": picture()}, CONTENT_LENGTH=str(10**9))
    problem(refused, 413)


@pytest.mark.parametrize("path", ["resend", "enclosures", "lodge"])
def test_unknown_drafts_and_wrong_tokens_answer_alike(app: App, path):
    begun, body = app.draft(), {"verification_code": "000000"}
    unknown = "00000000-0000-4000-8000-000000000000"
    tries = [
        app.post(f"/drafts/{begun['draft_id']}/{path}", body),
        app.post(f"/drafts/{begun['draft_id']}/{path}", body, token="wrong"),
        app.post(f"/drafts/{unknown}/{path}", body, token=begun["draft_token"]),
        app.post(f"/drafts/no-id/{path}", body, token=begun["draft_token"]),
    ]
    assert {answer.content for answer in tries} == {tries[0].content}
    assert {problem(answer, 401)["status"] for answer in tries} == {401}
    assert {answer["WWW-Authenticate"] for answer in tries} == {"Bearer"}


def test_a_wrong_code_and_a_dead_one_are_refused(app: App):
    begun = app.draft()
    lodge = f"/drafts/{begun['draft_id']}/lodge"
    right = factories.sent_code()
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for _ in range(5):
        assert set(fields(app.post(lodge, {"verification_code": wrong}, token=begun["draft_token"]))) == {"verification_code"}
    fields(app.post(lodge, {"verification_code": right}, token=begun["draft_token"]))
    assert not Complaint.objects.exists()


def test_codes_and_drafts_are_limited(app: App, settings):
    begun = app.draft()
    resend = f"/drafts/{begun['draft_id']}/resend"
    assert app.post(resend, token=begun["draft_token"]).status_code == 200
    settings.MAZALIM_LIMITS = {**settings.MAZALIM_LIMITS, "codes_per_contact_hour": (1, 3600)}
    refused = app.post("/drafts", words())
    problem(refused, 429)
    assert 0 < int(refused["Retry-After"]) <= 3600
    assert Draft.objects.count() == 1, "A draft whose code could not be sent is not left behind."
    settings.MAZALIM_LIMITS = {**settings.MAZALIM_LIMITS, "drafts_per_network": (1, 3600)}
    assert "network" in problem(app.post("/drafts", words(complainant={"email": "other@example.org"})), 429)["detail"]


def test_a_phone_to_which_no_sms_goes_is_refused(app: App, gateway):
    assert "complainant.phone" in fields(app.post("/drafts", words(verify_by="phone", complainant={"phone": "+33 6 12 34 56 78"})))


def test_files_that_are_not_what_they_say_are_refused(app: App):
    begun = app.draft()
    enclosures = f"/drafts/{begun['draft_id']}/enclosures"
    assert set(fields(app.post(enclosures, {"file": picture("letter.pdf")}, token=begun["draft_token"]))) == {"file"}
    assert set(fields(app.post(enclosures, {"text": picture()}, token=begun["draft_token"]))) == {"file"}
    for _ in range(10):
        assert app.post(enclosures, {"file": picture()}, token=begun["draft_token"]).status_code == 201
    assert "as may be enclosed" in problem(app.post(enclosures, {"file": picture()}, token=begun["draft_token"]), 409)["detail"]
    problem(app.call("DELETE", f"{enclosures}/no-id", token=begun["draft_token"]), 404)
    problem(app.call("DELETE", f"{enclosures}/00000000-0000-4000-8000-000000000000", token=begun["draft_token"]), 404)


def test_wrong_contact_wrong_code_and_unknown_code_answer_alike(app: App):
    lodged = app.lodged()
    pairs = [
        (lodged["complaint_code"], "somebody@example.org"),
        ("0000-0000-0000-0000", lodged["contact"]),
        ("0000-0000-0000-0000", "somebody@example.org"),
        ("no code at all", lodged["contact"]),
    ]
    tries = [app.post("/tracking", {"complaint_code": code, "contact": contact}) for code, contact in pairs]
    assert {answer.content for answer in tries} == {tries[0].content}
    assert problem(tries[0], 404)
    assert set(fields(app.post("/tracking", {"complaint_code": lodged["complaint_code"], "contact": "nobody"}))) == {"contact"}


def test_after_too_many_wrong_contacts_the_right_one_needs_a_code_and_nobody_learns_it(app: App):
    lodged = app.lodged()
    code = lodged["complaint_code"]
    for number in range(5):
        app.post("/tracking", {"complaint_code": code, "contact": f"guess{number}@example.org"})
    wrong = app.post("/tracking", {"complaint_code": code, "contact": "guess@example.org"})
    right = app.post("/tracking", {"complaint_code": code, "contact": lodged["contact"]})
    assert problem(wrong, 403) == problem(right, 403)
    for job in Job.objects.filter(name="tracking.send_entry_code"):
        send_entry_code(job, timezone.now())
    pair = {"complaint_code": code, "contact": lodged["contact"], "verification_code": factories.sent_code()}
    assert app.post("/tracking", pair).status_code == 200


def test_a_token_dies_with_its_half_hour_with_the_code_and_with_any_change(app: App):
    lodged = app.lodged()
    assert app.get("/complaint", token=lodged["token"]).status_code == 200
    complaint = Complaint.objects.get(case_number=lodged["case_number"])
    follower = bearer.Follower(complaint.pk)
    old = bearer.token_for(follower, until=timezone.now() - timedelta(seconds=1))
    forged = seal({"complaint": complaint.pk}, place="elsewhere").hex()
    turned = lodged["token"][:-2] + ("AA" if lodged["token"][-2:] != "AA" else "BB")
    tries = [app.get("/complaint", token=token) for token in ("", "x", old, forged, turned, "é", "A" * 10_000)]
    assert {problem(answer, 401)["detail"] for answer in tries} == {problem(tries[0], 401)["detail"]}
    tracking.renew_code(complaint_id=complaint.pk, at=timezone.now())
    problem(app.get("/complaint", token=lodged["token"]), 401)


def test_a_token_opens_one_complaint_and_no_other(app: App):
    mine, other = app.lodged(), app.lodged(complainant={"email": "other@example.org"})
    added = app.post("/complaint/enclosures", {"file": picture()}, token=other["token"]).json()["enclosures"][0]
    assert app.get(f"/complaint/enclosures/{added['id']}", token=other["token"]).status_code == 200
    problem(app.get(f"/complaint/enclosures/{added['id']}", token=mine["token"]), 404)
    problem(app.get("/complaint/enclosures/no-id", token=mine["token"]), 404)


@pytest.mark.parametrize(
    ("path", "body", "reason"),
    [
        ("answer", {"question": "1", "text": "Here."}, "No question waits"),
        ("confirm", {}, "no answer yet"),
        ("rating", {"score": 3}, "no answer yet"),
        ("reopen", {"reason": "Nobody came."}, "no answer yet"),
    ],
)
def test_an_act_that_is_not_possible_now_says_why(app: App, path, body, reason):
    token = app.lodged()["token"]
    assert reason in problem(app.post(f"/complaint/{path}", body, token=token), 409)["detail"]
    assert app.post("/complaint/withdraw", {"reason": ""}, token=token).status_code == 201
    for every, said in ((path, body), ("messages", {"text": "One more."}), ("withdraw", {})):
        assert "withdrawn" in problem(app.post(f"/complaint/{every}", said, token=token), 409)["detail"]


@pytest.mark.parametrize(
    "body",
    [{"text": " "}, {"text": "x" * 10_001}, {}, {"text": 1}],
)
def test_words_are_needed(app: App, body):
    assert set(fields(app.post("/complaint/messages", body, token=app.lodged()["token"]))) == {"text"}


def test_messages_are_limited(app: App, settings):
    settings.MAZALIM_LIMITS = {**settings.MAZALIM_LIMITS, "messages_per_complaint": (1, 86_400)}
    token = app.lodged()["token"]
    assert app.post("/complaint/messages", {"text": "One."}, token=token).status_code == 201
    refused = app.post("/complaint/messages", {"text": "Two."}, token=token)
    problem(refused, 429)
    assert int(refused["Retry-After"]) > 0


def test_what_breaks_tells_nothing(app: App, monkeypatch):
    token = app.lodged()["token"]

    def break_down(**_):
        raise RuntimeError("the secret")

    monkeypatch.setattr("mazalim.journey.tracking.api.showing.file_followed", break_down)
    assert "secret" not in str(problem(app.get("/complaint", token=token), 500))


def test_every_operation_is_open_to_bearers_alone_and_knows_no_cookie(app: App):
    def operations(patterns):
        for one in patterns:
            if isinstance(one, URLPattern):
                yield one
            else:
                yield from operations(one.url_patterns)

    door = next(one for one in get_resolver().url_patterns if str(one.pattern) == "api/")
    views = [one.callback for one in operations(door.url_patterns)]
    assert len(views) > 15
    assert not any(getattr(view, "login_required", True) for view in views)
    answer = app.get("/bodies")
    assert not answer.cookies
    assert "Cookie" not in answer["Vary"]
    assert "Access-Control-Allow-Origin" not in answer
    assert ROOT in answer.request["PATH_INFO"]
