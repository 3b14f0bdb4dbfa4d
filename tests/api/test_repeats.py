"""Whoever repeats a request with its Idempotency-Key gets the first answer, and nothing is done twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import close_old_connections, connection
from django.utils import timezone

from mazalim.complaints.models import Complaint, Entry
from mazalim.journey.intake.models import Draft
from mazalim.work import actions as work
from mazalim.work.models import Job, KeptAnswer
from tests import factories
from tests.api.conftest import App, picture, words

PARALLEL = 20


def at_once(call):
    """The answers of many threads that ask the same at the same moment."""

    def one(_):
        try:
            return call()
        finally:
            close_old_connections()
            connection.close()

    with ThreadPoolExecutor(PARALLEL) as pool:
        return list(pool.map(one, range(PARALLEL)))


@pytest.mark.django_db
def test_a_repeated_draft_is_one_draft_and_one_code(app: App):
    first, again = (app.post("/drafts", words(), key="one") for _ in range(2))
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert Draft.objects.count() == 1
    assert Job.objects.filter(name="notices.deliver").count() == 1


@pytest.mark.django_db
def test_the_same_key_with_other_contents_is_refused(app: App):
    app.post("/drafts", words(), key="one")
    refused = app.post("/drafts", words(subject="Another matter"), key="one")
    assert refused.status_code == 422
    assert refused.json()["type"].endswith("#key_reused")
    token = app.lodged()["token"]
    assert app.post("/complaint/messages", {"text": "One."}, token=token, key="two").status_code == 201
    assert app.post("/complaint/messages", {"text": "Two."}, token=token, key="two").status_code == 422


@pytest.mark.django_db
@pytest.mark.parametrize("key", [" ", "x" * 256])
def test_a_key_that_is_none_is_refused(app: App, key):
    refused = app.post("/drafts", words(), key=key)
    assert refused.json()["errors"][0]["field"] == "Idempotency-Key"


@pytest.mark.django_db
def test_a_refusal_is_not_kept(app: App):
    assert app.post("/drafts", words(subject=""), key="one").status_code == 422
    assert app.post("/drafts", words(), key="one").status_code == 201
    assert not KeptAnswer.objects.filter(status=work.CLAIMED).exists()


@pytest.mark.django_db
def test_what_is_being_done_is_waited_for_but_not_for_ever(app: App, monkeypatch):
    monkeypatch.setattr("mazalim.work.api.PATIENCE_SECONDS", 0.1)
    at = timezone.now()
    app.post("/drafts", words(), key="one")
    KeptAnswer.objects.update(status=work.CLAIMED)
    refused = app.post("/drafts", words(), key="one")
    assert (refused.status_code, refused["Retry-After"]) == (409, "2")
    KeptAnswer.objects.update(expires_at=at - timedelta(seconds=1))
    assert app.post("/drafts", words(), key="one").status_code == 201, "A claim whose request died is not held for ever."


@pytest.mark.django_db
def test_each_act_is_done_once_even_where_it_would_be_refused_the_second_time(app: App):
    token = app.lodged()["token"]
    files = [app.post("/complaint/enclosures", {"file": picture(), "text": "Look."}, token=token, key="file") for _ in range(2)]
    gone = [app.post("/complaint/withdraw", {"reason": "Settled."}, token=token, key="gone") for _ in range(2)]
    assert [answer.status_code for answer in (*files, *gone)] == [201] * 4
    assert files[0].json() == files[1].json()
    assert gone[0].json() == gone[1].json()
    assert list(Entry.objects.filter(kind__in=["enclose", "withdraw"]).values_list("kind", flat=True)) == ["enclose", "withdraw"]


@pytest.mark.django_db
def test_a_new_token_repeats_the_same_act(app: App):
    lodged = app.lodged()
    pair = {"complaint_code": lodged["complaint_code"], "contact": lodged["contact"]}
    other = app.post("/tracking", pair).json()["token"]
    assert other != lodged["token"]
    for token in (lodged["token"], other):
        assert app.post("/complaint/messages", {"text": "One."}, token=token, key="one").status_code == 201
    assert Entry.objects.filter(kind="message").count() == 1


@pytest.mark.django_db
def test_keys_of_different_complaints_do_not_meet(app: App):
    mine, other = app.lodged(), app.lodged(complainant={"email": "other@example.org"})
    for lodged in (mine, other):
        assert app.post("/complaint/messages", {"text": "One."}, token=lodged["token"], key="one").status_code == 201
    assert Entry.objects.filter(kind="message").count() == 2


@pytest.mark.django_db
def test_wrong_pairs_are_counted_though_they_carry_a_key(app: App, settings):
    settings.MAZALIM_LIMITS = {**settings.MAZALIM_LIMITS, "tracking_failures_per_network": (2, 3600)}
    wrong = {"complaint_code": "0000-0000-0000-0000", "contact": "somebody@example.org"}
    assert [app.post("/tracking", wrong, key="one").status_code for _ in range(3)] == [404, 404, 403]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("key", ["", "one"])
def test_twenty_lodgings_at_once_are_one_complaint_and_one_answer(app: App, key):
    begun, typed = app.draft(), factories.sent_code()
    path = f"/drafts/{begun['draft_id']}/lodge"
    answers = at_once(lambda: app.post(path, {"verification_code": typed}, token=begun["draft_token"], key=key))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert Complaint.objects.count() == 1
    late = app.post(path, {"verification_code": typed}, token=begun["draft_token"], key=key)
    assert late.content == answers[0].content


@pytest.mark.django_db(transaction=True)
def test_twenty_messages_at_once_are_one_entry(app: App):
    token = app.lodged()["token"]
    answers = at_once(lambda: app.post("/complaint/messages", {"text": "One."}, token=token, key="one"))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert Entry.objects.filter(kind="message").count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_drafts_at_once_are_one_draft(app: App):
    answers = at_once(lambda: app.post("/drafts", words(), key="one"))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert Draft.objects.count() == 1
