"""The receipt of what was just lodged in this browser, for as long as the page after lodging is shown. It tells no code."""

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from mazalim.common.clock import stamp, unstamp
from mazalim.complaints.access import Follower, complaints_shown_to
from mazalim.complaints.models import Complaint
from mazalim.journey.intake.actions import Lodged
from mazalim.journey.intake.views.asking import RECEIPT, SHOWN_FOR, opened_entry, sealed_entry
from mazalim.proof.receipts.queries import held_receipt, words_held
from mazalim.proof.receipts.views import receipt_as_json, receipt_as_pdf, words_as_json
from mazalim.web.views import personal

PLACE = "intake.session.receipt"


def hold_receipt(request: HttpRequest, lodged: Lodged, *, at: datetime) -> None:
    """Let this session take the receipt along: also an officer's who lodged for somebody and must not see the file any more."""
    entry = {"complaint": lodged.complaint_id, "is_for_other": lodged.is_for_other, "at": stamp(at)}
    request.session[RECEIPT] = sealed_entry(entry, place=PLACE)


def _just_lodged(request: HttpRequest, *, by_writer: bool = False) -> Complaint:
    """The complaint that was lodged in this session within the half hour; with `by_writer` not for an officer. Raises Http404."""
    entry = opened_entry(request.session.get(RECEIPT, ""), place=PLACE)
    if entry is None or timezone.now() - SHOWN_FOR > unstamp(entry["at"]) or (by_writer and entry["is_for_other"]):
        raise Http404
    complaint = complaints_shown_to(Follower(entry["complaint"])).first()
    if complaint is None:
        raise Http404
    return complaint


@login_not_required
@personal
@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """The receipt as JSON."""
    return receipt_as_json(held_receipt(_just_lodged(request).pk))


@login_not_required
@personal
@require_safe
def receipt_paper(request: HttpRequest) -> HttpResponse:
    """The receipt as PDF, in the language of the complaint."""
    return receipt_as_pdf(request, held_receipt(_just_lodged(request).pk))


@login_not_required
@personal
@require_safe
def receipt_words(request: HttpRequest) -> HttpResponse:
    """The words with their salt; never for an officer at a counter."""
    return words_as_json(words_held(_just_lodged(request, by_writer=True)))
