"""The receipt of the file that is followed: what it is, whether it is sealed, and the files to keep."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mazalim.complaints.models import Complaint
from mazalim.journey.tracking.views.visit import for_follower
from mazalim.proof.receipts.queries import held_receipt, words_held
from mazalim.proof.receipts.views import receipt_as_json, receipt_as_pdf, words_as_json


@for_follower
@require_safe
def receipt(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """What the receipt proves, to whom it may be shown, and since when it is sealed."""
    return render(request, "tracking/papers/receipt.html", {"complaint": complaint, "held": held_receipt(complaint.pk)})


@for_follower
@require_safe
def receipt_file(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """The receipt as JSON, with its way to the seal as soon as there is one."""
    return receipt_as_json(held_receipt(complaint.pk))


@for_follower
@require_safe
def receipt_paper(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """The receipt as PDF."""
    return receipt_as_pdf(request, held_receipt(complaint.pk))


@for_follower
@require_safe
def receipt_words(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """The words with their salt: what a receipt is of, for their writer alone."""
    return words_as_json(words_held(complaint))
