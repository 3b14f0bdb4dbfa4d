"""What happens when a mail server or a gateway refuses, waits, or is not there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mazalim.work.actions import MOST_ATTEMPTS, WAITS
from mazalim.work.models import Job
from tests.notices.letters import notify, work
from tests.outside import free_port

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]


def _failures():
    return list(Job.objects.filter(name="casework.delivery_failed").values_list("payload", flat=True))


def test_a_refused_recipient_becomes_a_matter_for_the_case_and_is_not_tried_again(smtp):
    smtp.answers["gone@example.org"] = "550 No such mailbox"
    job = notify(
        "replied", to="gone@example.org", case="2026-0000001", code_hint="W9", window_date="2026-12-31", link="https://complaints.example/"
    )
    work(job)
    assert job.dead_at
    assert _failures() == [{"case": "2026-0000001", "channel": "email", "kind": "replied"}]


def test_a_refused_verification_code_is_no_matter_for_any_case(smtp):
    smtp.answers["gone@example.org"] = "550 No such mailbox"
    job = notify("verification_code", to="gone@example.org", verification_code="482913", minutes=10)
    work(job)
    assert job.dead_at
    assert _failures() == []


def test_greylisting_is_waited_out(smtp):
    smtp.answers["zainab@example.org"] = "450 Greylisted, come back later"
    job = notify(case="2026-0000001")
    work(job)
    assert not job.dead_at
    assert _failures() == []
    del smtp.answers["zainab@example.org"]
    work(job)
    assert job.done_at
    assert job.attempts == 2
    assert len(smtp.mails) == 1


def test_a_mail_server_that_is_down_is_tried_again_with_growing_waits(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    job = notify(case="2026-0000001")
    waits = []
    for _ in range(5):
        before = timezone.now()
        work(job)
        waits.append((job.run_at - before) // timedelta(seconds=1))
    assert waits == list(WAITS[:5])
    assert job.sealed
    assert _failures() == []


def test_after_the_last_try_a_notice_is_a_dead_letter(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    job = notify()
    for _ in range(MOST_ATTEMPTS):
        work(job)
    assert job.attempts == MOST_ATTEMPTS
    assert job.dead_at


def test_everything_goes_out_when_the_mail_server_returns(smtp, settings):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    jobs = [notify(to=f"reader{n}@example.org") for n in range(10)]
    work()
    assert smtp.mails == []
    settings.EMAIL_PORT = port
    for job in jobs:
        work(job)
    assert sorted(recipients[0] for recipients, _ in smtp.mails) == sorted(f"reader{n}@example.org" for n in range(10))
    assert not Job.objects.filter(done_at=None).exists()


@pytest.mark.parametrize("answer", ["450 Greylisted", "550 No such mailbox"])
def test_what_is_kept_of_a_failure_does_not_name_the_recipient(smtp, answer):
    """Addresses are sealed in the job; an error in clear beside it would undo that."""
    smtp.answers["zainab@example.org"] = answer
    job = notify()
    work(job)
    assert job.last_error
    assert "zainab" not in job.last_error


def test_a_notice_whose_text_cannot_be_made_does_not_stop_the_next(smtp):
    poisoned = notify(language="xx")
    sound = notify(to="hawre@example.org")
    work()
    poisoned.refresh_from_db()
    assert not poisoned.done_at
    assert poisoned.last_error
    assert Job.objects.get(pk=sound.pk).done_at
