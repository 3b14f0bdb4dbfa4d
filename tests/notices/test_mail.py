"""What a mail server receives."""

import pytest
from django.core.mail import EmailMultiAlternatives

from mazalim.work.models import Job
from tests.notices.letters import notify, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]


def _part(mail, kind):
    return mail.get_body(preferencelist=(kind,)).get_content()


def test_a_notice_arrives_as_text_and_as_html_in_the_readers_language(smtp):
    notify(to="zainab@example.org", language="ckb")
    work()
    ((recipients, mail),) = smtp.mails
    assert recipients == ["zainab@example.org"]
    assert mail["Subject"].strip() == "دەروازەی سکاڵای هاووڵاتییان: هەواڵێکی نوێ هەیە"
    assert mail["Content-Language"] == "ckb"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "https://complaints.example/ckb/follow/" in _part(mail, "plain")
    assert '<html lang="ckb" dir="rtl">' in _part(mail, "html")
    assert 'href="https://complaints.example/ckb/follow/"' in _part(mail, "html")


def test_the_plain_part_is_not_escaped(smtp):
    notify(language="fr")
    work()
    plain = _part(smtp.mails[0][1], "plain")
    assert "s’en" in plain
    assert "&" not in plain


def test_codes_are_set_apart_in_the_html(smtp):
    notify("verification_code", verification_code="482913", minutes=10)
    notify("acknowledgement", complaint_code="XK7M-4QPT-9WRD-2H6N", due_date="2026-12-31", link="https://complaints.example/en/follow/")
    work()
    first, second = (_part(mail, "html") for _, mail in smtp.mails)
    assert ">482913</td>" in first
    assert ">XK7M-4QPT-9WRD-2H6N</td>" in second


def test_the_html_loads_nothing_from_anywhere(smtp):
    """A picture or a sheet from a server would tell its owner who reads, when and where."""
    notify()
    work()
    html = _part(smtp.mails[0][1], "html")
    assert not [tag for tag in ("<img", "<link", "<script", "url(", "@import") if tag in html]


def test_every_try_carries_the_same_message_id(smtp, settings, monkeypatch):
    """The worker dies after the mail left and before the job is marked: the mail program shows the second copy as the first."""
    job = notify()
    real = EmailMultiAlternatives.send

    def power_cut_after_sending(self, *args, **kwargs):
        real(self, *args, **kwargs)
        raise OSError("the power went")

    monkeypatch.setattr(EmailMultiAlternatives, "send", power_cut_after_sending)
    work()
    monkeypatch.undo()
    work(job)
    assert [mail["Message-ID"] for _, mail in smtp.mails] == [f"<notice-{job.pk}@127.0.0.1>"] * 2


def test_what_was_sealed_is_wiped_when_the_mail_is_out(smtp):
    job = notify()
    assert job.sealed
    work(job)
    assert job.done_at
    assert job.sealed is None


def test_a_recipient_with_a_line_break_reaches_nobody_and_the_next_notice_goes_out(smtp):
    poisoned = notify(to="zainab@example.org\nBcc: everybody@example.org")
    sound = notify(to="hawre@example.org")
    work()
    assert [recipients for recipients, _ in smtp.mails] == [["hawre@example.org"]]
    assert Job.objects.get(pk=poisoned.pk).dead_at
    assert Job.objects.get(pk=sound.pk).done_at
