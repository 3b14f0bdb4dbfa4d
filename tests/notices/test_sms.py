"""What an SMS gateway receives."""

import pytest

from mazalim.notices.sms import is_configured
from mazalim.work.models import Job
from tests.notices.letters import notify, work
from tests.outside import free_port

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]


def _code(to="+9647501234567", **kwargs):
    return notify("verification_code", to=to, verification_code="482913", minutes=10, **kwargs)


def test_the_gateway_receives_recipient_text_and_reference_as_json(gateway):
    job = _code(language="ar")
    work(job)
    assert job.done_at
    assert gateway.taken == [
        {
            "to": "+9647501234567",
            "text": "بوّابة شكاوى المواطنين: رمز التحقق 482913 صالح ١٠ دقائق. لن يطلبه منك أحد من الخدمة أبدًا.",
            "reference": f"notice-{job.pk}",
        }
    ]
    assert gateway.headers[0]["content-type"] == "application/json"
    assert "authorization" not in gateway.headers[0]


def test_the_gateways_token_is_sent_where_there_is_one(gateway, settings):
    settings.MAZALIM_SMS_TOKEN = "let-me-in"
    work(_code())
    assert gateway.headers[0]["authorization"] == "Bearer let-me-in"


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_a_gateway_that_is_busy_is_tried_again_under_the_same_reference(gateway, status):
    gateway.status = status
    job = _code()
    work(job)
    assert not job.dead_at
    gateway.status = 200
    work(job)
    assert job.done_at
    assert len({message["reference"] for message in gateway.taken}) == 1


def test_a_number_that_the_gateway_refuses_becomes_a_matter_for_the_case(gateway):
    gateway.status = 422
    job = notify(to="+9647501234567", case="2026-0000001")
    work(job)
    assert job.dead_at
    assert Job.objects.get(name="casework.delivery_failed").payload == {"case": "2026-0000001", "channel": "phone", "kind": "withdrawn"}


def test_a_gateway_that_is_not_there_is_tried_again(settings):
    settings.MAZALIM_SMS_URL = f"http://127.0.0.1:{free_port()}/"
    job = _code()
    work(job)
    assert not job.dead_at
    assert job.run_at > job.created_at


def test_phones_are_offered_only_where_a_gateway_is_configured(settings):
    assert not is_configured()
    settings.MAZALIM_SMS_URL = "https://sms.example/messages"
    assert is_configured()
