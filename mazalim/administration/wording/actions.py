"""Own texts of notices: keep one, go back to the shipped one, send one to oneself."""

from datetime import date, datetime

from django.db import transaction

from mazalim.accounts.models import Officer
from mazalim.accounts.queries import Standing
from mazalim.administration.audit.actions import record
from mazalim.administration.wording.queries import samples
from mazalim.notices.actions import send
from mazalim.notices.models import OwnText
from mazalim.notices.queries import forget_texts, wording


@transaction.atomic
def keep_text(*, by: Standing, kind: str, language: str, subject: str, mail: str, sms: str, at: datetime) -> OwnText:
    """Use the country's own words for a kind of notice in a language; the form has looked at placeholders and addresses."""
    before = {name: wording(kind, language)[name].strip() for name in ("subject", "mail", "sms")}
    after = {"subject": subject, "mail": mail, "sms": sms}
    text, _ = OwnText.objects.update_or_create(kind=kind, language=language, defaults=after)
    forget_texts()
    if before != after:
        key = f"{kind}/{language}"
        record(by=by.officer_id, subject="notice", key=key, names=kind, act="edit", before=before, after=after, at=at)
    return text


@transaction.atomic
def go_back(*, by: Standing, kind: str, language: str, at: datetime) -> None:
    """Use the shipped words again; nothing where they are used already."""
    text = OwnText.objects.select_for_update().filter(kind=kind, language=language).first()
    if text is None:
        return
    before = {"subject": text.subject, "mail": text.mail, "sms": text.sms}
    text.delete()
    forget_texts()
    record(by=by.officer_id, subject="notice", key=f"{kind}/{language}", names=kind, act="go_back", before=before, at=at)


@transaction.atomic
def send_to_oneself(*, by: Standing, kind: str, language: str, today: date, at: datetime) -> None:
    """Queue the text in force, with sample values, to the administrator's own e-mail address."""
    address = Officer.objects.get(pk=by.officer_id).email
    send(kind=kind, channel="email", address=address, language=language, values=samples(kind, language, today=today), at=at)
    record(by=by.officer_id, subject="notice", key=f"{kind}/{language}", names=kind, act="test", at=at)
