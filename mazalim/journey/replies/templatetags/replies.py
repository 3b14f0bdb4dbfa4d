"""How a reply is shown, to the office and to the complainant alike. `{% load replies %}`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template
from django.conf import settings
from django.utils.translation import get_language

from mazalim.complaints.models import Outcome
from mazalim.journey.replies.rules import Redress

register = template.Library()


@register.filter
def outcome_label(code: str) -> str:
    """Partly upheld, for "partly_upheld"."""
    return str(Outcome(code).label) if code in Outcome.values else ""


@register.filter
def redress_label(code: str) -> str:
    """Paid or paid back, for "paid"."""
    return str(Redress(code).label) if code in Redress.values else ""


@register.filter
def as_date(text: str) -> date | None:
    """The day of an ISO text, as the words of a reply hold it."""
    return date.fromisoformat(text) if text else None


@register.filter
def direction(code: str) -> str:
    """`dir="{{ complaint.language|direction }}"` for a block of several texts; a single text finds its own with dir="auto"."""
    return "rtl" if code in settings.LANGUAGES_BIDI else "ltr"


@register.filter
def days_after(day: date, today: date) -> int:
    """Calendar days from today to a day; negative once it has passed."""
    return (day - today).days


@register.inclusion_tag("replies/reply.html")
def reply(words: Mapping[str, Any], language: str, *, as_read: bool = False) -> dict[str, Any]:
    """`{% reply leaf.content complaint.language %}`: the summary, each point with its outcome and reason, the promises.

    `as_read` writes outcomes and dates in the language of the reply, as the complainant will read them.
    """
    return {"words": words, "language": language, "as_read": as_read, "shown_in": language if as_read else get_language()}
