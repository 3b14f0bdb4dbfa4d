"""What is sent twice is done once: a second click, a reload, a line that broke after the sending."""

import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from mazalim.complaints.models import Entry
from tests.journey import lives
from tests.journey.tracking.visiting import enter, page

pytestmark = pytest.mark.usefixtures("country")


def key_of(html: str) -> str:
    found = re.search(r'name="once" value="([^"]+)"', html)
    assert found is not None
    return found[1]


@pytest.fixture
def visit(db: None) -> Any:
    """A complainant with an answered file open."""
    life = lives.answered(at=timezone.now())
    return enter(life.case), life


def test_a_second_click_leads_to_where_the_first_led_and_adds_nothing(visit):
    client, life = visit
    typed = {"text": "One more thing.", "once": key_of(page(client, "message"))}
    answers = [client.post(reverse("tracking:message"), typed) for _ in range(3)]
    assert {answer["Location"] for answer in answers} == {reverse("tracking:file")}
    assert Entry.objects.filter(complaint_id=life.pk, kind="message").count() == 1


def test_a_second_click_on_what_can_be_done_once_is_not_refused(visit):
    client, life = visit
    typed = {"score": "2", "comment": "", "once": key_of(client.get(reverse("satisfaction:rate")).content.decode())}
    assert [client.post(reverse("satisfaction:rate"), typed).status_code for _ in range(2)] == [302, 302]
    assert life.case.fresh().rating == 2


def test_what_was_changed_after_going_back_is_a_new_message(visit):
    client, life = visit
    key = key_of(page(client, "message"))
    for text in ("One more thing.", "And another."):
        client.post(reverse("tracking:message"), {"text": text, "once": key})
    assert Entry.objects.filter(complaint_id=life.pk, kind="message").count() == 2


def test_errors_are_not_kept(visit):
    client, life = visit
    key = key_of(page(client, "message"))
    assert client.post(reverse("tracking:message"), {"text": "", "once": key}).status_code == 200
    assert client.post(reverse("tracking:message"), {"text": "", "once": key}).status_code == 200
    assert client.post(reverse("tracking:message"), {"text": "Now it is full.", "once": key}).status_code == 302
    assert Entry.objects.filter(complaint_id=life.pk, kind="message").count() == 1


@pytest.mark.parametrize("key", ["", "x" * 65])
def test_a_key_that_is_none_of_ours_keeps_nothing(visit, key):
    client, life = visit
    for _ in range(2):
        assert client.post(reverse("tracking:message"), {"text": "One more thing.", "once": key}).status_code == 302
    assert Entry.objects.filter(complaint_id=life.pk, kind="message").count() == 2
