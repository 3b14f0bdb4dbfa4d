"""What nobody knows is told as that: neither received nor refused."""

import json

import pytest
from django.test import RequestFactory

from mazalim.api.contract import door
from mazalim.common.database.outcome import OutcomeUnknown
from mazalim.web.views import server_error


@pytest.fixture
def request_sent():
    return RequestFactory().post("/en/complain/check/")


def test_a_person_reads_that_it_is_not_known_and_to_send_it_again(request_sent):
    try:
        raise OutcomeUnknown
    except OutcomeUnknown:
        answer = server_error(request_sent)
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "10", "no-store")
    assert "send it once more" in answer.content.decode()


def test_a_system_is_told_to_repeat_with_the_same_key(request_sent):
    answer = door.on_exception(request_sent, OutcomeUnknown())
    told = json.loads(answer.content)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert told["type"].endswith("#outcome_unknown")
    assert "same Idempotency-Key" in told["detail"]
