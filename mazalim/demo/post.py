"""Post that is kept for /demo/post/ and, where a mail server or a gateway is configured, sent as well."""

from collections.abc import Sequence
from datetime import datetime
from email.utils import make_msgid

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.utils import timezone

from mazalim.demo.models import Letter
from mazalim.notices.sms import GatewaySender


class KeepingEmailBackend(BaseEmailBackend):
    """Keeps each mail before it is sent: the post is there to read even while the mail server is down."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep the mails, then hand them to the mail server where there is one. Raises what smtplib raises."""
        for message in email_messages:
            message.message()  # refuses line breaks in headers, as sending would
            _keep_mail(message, at=timezone.now())
        if not settings.MAZALIM_EMAIL_IS_CONFIGURED:
            return len(email_messages)
        return EmailBackend(fail_silently=self.fail_silently).send_messages(email_messages)


class KeepingSmsSender:
    """Keeps each SMS before it is handed to the gateway."""

    def send(self, *, to: str, text: str, reference: str) -> None:
        """Keep the message, then hand it to the gateway where there is one. Raises NotAccepted or Refused."""
        _keep(Letter(reference=reference, channel="phone", address=to, text=text, at=timezone.now()))
        if settings.MAZALIM_SMS_URL:
            GatewaySender().send(to=to, text=text, reference=reference)


def _keep_mail(message: EmailMessage, *, at: datetime) -> None:
    html = ""
    if isinstance(message, EmailMultiAlternatives):
        html = next((str(content) for content, kind in message.alternatives if kind == "text/html"), "")
    reference = message.extra_headers.get("Message-ID") or make_msgid()
    for number, address in enumerate(message.recipients()):
        _keep(
            Letter(
                reference=f"{reference} {number}",
                channel="email",
                address=address,
                subject=str(message.subject)[:200],
                text=str(message.body),
                html=html,
                at=at,
            )
        )


def _keep(letter: Letter) -> None:
    """One statement that leaves a letter alone which is there already: two tries may run at once."""
    Letter.objects.bulk_create([letter], ignore_conflicts=True)
