"""Deliver one queued notice."""

import smtplib
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from mazalim.common.text import one_line
from mazalim.common.words import pick
from mazalim.country.queries import policy_at
from mazalim.notices.actions import NOBODY
from mazalim.notices.queries import wording
from mazalim.notices.sms import NotAccepted, Refused, send_sms
from mazalim.notices.texts import Text, render
from mazalim.web import formats
from mazalim.work.actions import enqueue, sealed_part
from mazalim.work.models import Job


class Undeliverable(Exception):
    """This notice will never arrive: trying again is of no use."""


def deliver(job: Job, at: datetime) -> None:
    """Send a notice by its channel. Raises Undeliverable, or whatever the channel raised when another try is worth while."""
    policy = policy_at(at)
    formats.use(policy.locales, policy.zone)
    kind, language, sealed = job.payload["kind"], job.payload["language"], sealed_part(job)
    text = render(kind=kind, language=language, values=sealed["values"], service=policy.service, words=wording(kind, language))
    reference = f"notice-{job.pk}"
    try:
        if job.payload["channel"] == "phone":
            send_sms(to=sealed["address"], text=text.sms, reference=reference)
        elif not sealed["address"].endswith(f"@{NOBODY}"):
            _send_mail(sealed["address"], text, language=language, reference=reference, name=pick(policy.name, language)[0])
    except Refused as error:
        if job.payload["case"]:
            enqueue(
                "casework.delivery_failed",
                {"case": job.payload["case"], "channel": job.payload["channel"], "kind": job.payload["kind"]},
                at=at,
            )
        raise Undeliverable(str(error)) from None


def _send_mail(address: str, text: Text, *, language: str, reference: str, name: str) -> None:
    with translation.override(language):
        context = {"text": text, "language": language, "name": name, "direction": "rtl" if language in settings.LANGUAGES_BIDI else "ltr"}
        html = render_to_string("notices/mail.html", context)
        plain = render_to_string("notices/mail.txt", context)
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ")
    message = EmailMultiAlternatives(one_line(text.subject), plain, settings.DEFAULT_FROM_EMAIL, [address])
    # The same Message-ID on each try, so that a mail sent twice is shown once.
    message.extra_headers = {"Message-ID": f"<{reference}@{host}>", "Auto-Submitted": "auto-generated", "Content-Language": language}
    message.attach_alternative(html, "text/html")
    _hand_over(message)


def _hand_over(message: EmailMultiAlternatives) -> None:
    """Send by the configured backend. What smtplib raises names the recipient, and errors are kept in clear: so they are told anew."""
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        code = max(code for code, _ in error.recipients.values())
        raise (Refused if code >= 500 else NotAccepted)(f"The mail server answered {code} to the recipient.") from None
    except smtplib.SMTPResponseException as error:
        raise NotAccepted(f"The mail server answered {error.smtp_code}.") from None
    except ValueError:  # BadHeaderError among them
        raise Refused("The recipient's address cannot stand in a header.") from None
