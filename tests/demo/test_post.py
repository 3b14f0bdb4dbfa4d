"""The post of the demonstration keeps what was sent, shows it, and lets nothing in it act."""

import pytest
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import timezone

from mazalim.demo.models import Letter
from mazalim.demo.queries import A_PAGE
from tests.notices.letters import notify, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]


@pytest.fixture(autouse=True)
def demonstration(settings):
    settings.EMAIL_BACKEND = "mazalim.demo.post.KeepingEmailBackend"
    settings.MAZALIM_SMS_SENDER = "mazalim.demo.post.KeepingSmsSender"
    settings.MAZALIM_EMAIL_IS_CONFIGURED = False


def _code(to, language="en"):
    return notify("verification_code", to=to, language=language, verification_code="482913", minutes=10)


def _letter(**fields):
    return Letter.objects.create(
        **{"reference": str(fields), "channel": "email", "address": "a@example.org", "text": "t", "at": timezone.now()} | fields
    )


def test_mail_and_sms_are_kept(client):
    _code("zainab@example.org")
    _code("+9647501234567", "ckb")
    work()
    page = client.get(reverse("demo:post")).content.decode()
    assert "zainab@example.org" in page
    assert "+9647501234567" in page
    mail, sms = Letter.objects.order_by("pk")
    assert "482913" in mail.text
    assert ">482913</td>" in mail.html
    assert "482913" in sms.text


def test_without_a_mail_server_nothing_leaves_the_machine(smtp, settings):
    settings.EMAIL_BACKEND = "mazalim.demo.post.KeepingEmailBackend"
    job = _code("zainab@example.org")
    work(job)
    assert job.done_at
    assert smtp.mails == []


def test_with_a_mail_server_and_a_gateway_they_receive_it_as_well(smtp, gateway, settings):
    settings.EMAIL_BACKEND = "mazalim.demo.post.KeepingEmailBackend"
    settings.MAZALIM_EMAIL_IS_CONFIGURED = True
    _code("zainab@example.org")
    _code("+9647501234567")
    work()
    assert len(smtp.mails) == len(gateway.taken) == 1
    assert Letter.objects.count() == 2


def test_a_notice_tried_again_is_shown_once(smtp, settings):
    settings.EMAIL_BACKEND = "mazalim.demo.post.KeepingEmailBackend"
    settings.MAZALIM_EMAIL_IS_CONFIGURED = True
    smtp.answers["zainab@example.org"] = "450 Greylisted"
    job = _code("zainab@example.org")
    work(job)
    smtp.answers.clear()
    work(job)
    assert job.done_at
    assert Letter.objects.count() == 1


def test_a_mail_with_a_broken_address_is_not_kept():
    job = _code("zainab@example.org\nBcc: everybody@example.org")
    work(job)
    assert job.dead_at
    assert not Letter.objects.exists()


def test_the_post_is_narrowed_to_a_recipient_however_the_number_is_typed(client):
    _letter(channel="phone", address="+9647501234567", text="first")
    _letter(address="zainab@example.org", subject="second")
    for typed in ("0750 123", "٠٧٥٠ ١٢٣", "+964 750"):
        page = client.get(reverse("demo:post"), {"to": typed}).content.decode()
        assert "first" in page
        assert "second" not in page
    assert "second" in client.get(reverse("demo:post"), {"to": "ZAINAB@"}).content.decode()


def test_an_empty_post_says_what_to_do(client):
    assert "Nothing was sent yet" in client.get(reverse("demo:post")).content.decode()
    assert "Nothing was sent to this address" in client.get(reverse("demo:post"), {"to": "x"}).content.decode()


def test_the_list_is_cut_into_pages_and_costs_the_same_for_one_letter_and_many(client, django_assert_num_queries):
    _letter(subject="letter 0")
    client.get(reverse("demo:post"))  # reads the policy, which is then kept
    with django_assert_num_queries(1):
        client.get(reverse("demo:post"))
    for number in range(1, A_PAGE + 1):
        _letter(subject=f"letter {number}")
    with django_assert_num_queries(1):
        first = client.get(reverse("demo:post"))
    assert "letter 0<" not in first.content.decode()
    older = client.get(reverse("demo:post"), {"before": first.context["bundle"].older}).content.decode()
    assert "letter 0<" in older
    assert client.get(reverse("demo:post"), {"before": "x"}).status_code == 200


def test_the_html_is_shown_in_a_frame_that_can_do_nothing(client):
    letter = _letter(html="<html><head></head><body><script>alert(1)</script></body></html>")
    page = client.get(reverse("demo:letter", args=[letter.pk]))
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert "<script>alert" not in page.content.decode()
    frame = client.get(reverse("demo:letter_html", args=[letter.pk]))
    policy = frame["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups allow-popups-to-escape-sandbox" in policy
    assert "script-src" not in policy
    assert frame["Cache-Control"] == "no-store"


@pytest.mark.parametrize("text", ["<b>bold</b>", "</div><script>alert(1)</script>"])
def test_what_a_message_says_is_shown_as_it_was_written(client, text):
    for letter in (_letter(channel="phone", text=text), _letter(subject=text, text=text)):
        for page in (client.get(reverse("demo:letter", args=[letter.pk])), client.get(reverse("demo:post"))):
            assert text not in page.content.decode()


def test_the_page_takes_the_language_of_the_browser(client):
    page = client.get(reverse("demo:post"), headers={"accept-language": "ckb"}).content.decode()
    assert '<html lang="ckb" dir="rtl"' in page


def test_a_letter_that_is_not_there_is_not_found(client):
    assert client.get(reverse("demo:letter", args=[1])).status_code == 404
    assert client.get(reverse("demo:letter_html", args=[1])).status_code == 404


def test_a_message_of_any_kind_is_kept_for_each_of_its_recipients():
    EmailMultiAlternatives("Subject", "Text", None, ["a@example.org", "b@example.org"]).send()
    assert set(Letter.objects.values_list("address", flat=True)) == {"a@example.org", "b@example.org"}
