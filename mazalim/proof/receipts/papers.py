"""The receipt on paper, in the complainant's language, with a QR code that leads to the page on which anybody checks it."""

from datetime import datetime

from django.conf import settings

from mazalim.country.queries import policy_at
from mazalim.notices.links import link
from mazalim.proof.receipts.queries import Held
from mazalim.proof.receipts.rules import short_form
from mazalim.web.documents import typeset


def check_address(held: Held) -> str:
    """What the QR code holds: the page, and the receipt behind the #, which browsers send to nobody."""
    return f"{link('receipts:verify', _language(held.says.language))}#{short_form(held.document)}"


def receipt_pdf(held: Held, *, at: datetime) -> bytes:
    """The receipt as PDF. Raises documents.Busy or documents.TooLong."""
    language = _language(held.says.language)
    context = {
        "held": held,
        "says": held.says,
        "signature": held.document["signature"],
        "country": policy_at(at),
        "check_address": check_address(held),
        "verify": link("receipts:verify", language),
        "now": at,
    }
    return typeset("receipts/paper.html", context, language=language, at=at)


def _language(code: str) -> str:
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
