"""Check a receipt: for anybody, without JavaScript; what is checked is kept nowhere. And how other rooms give a receipt out as a file."""

import json
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from mazalim.proof.receipts.forms import VerifyForm
from mazalim.proof.receipts.papers import receipt_pdf
from mazalim.proof.receipts.queries import Held, verdict_on
from mazalim.proof.receipts.rules import MOST_BYTES
from mazalim.web.views import at_most, network_of, paper, personal, shut_in
from mazalim.work.limits import count


@at_most(2 * MOST_BYTES)
@login_not_required
@personal
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """A file or a text in, one plain sentence out."""
    at = timezone.now()
    form = VerifyForm(request.POST, request.FILES) if request.method == "POST" else VerifyForm()
    if not form.is_bound or not form.is_valid():
        return render(request, "receipts/verify.html", {"form": form})
    if not count("receipts_checked_per_network", network_of(request), at=at):
        form.add_error(None, _("Too many receipts were checked from this connection. Please try again in an hour."))
        return render(request, "receipts/verify.html", {"form": form}, status=429)
    return render(request, "receipts/verdict.html", {"verdict": verdict_on(form.given)})


def receipt_as_json(held: Held | None) -> HttpResponse:
    """The receipt to keep, for who may have it. Raises Http404 where there is none."""
    if held is None:
        raise Http404
    return as_file(held.document, file_name=f"{held.file_name}.json")


def receipt_as_pdf(request: HttpRequest, held: Held | None) -> HttpResponse:
    """The same on paper, in the language of the complaint. Raises Http404 where there is none."""
    if held is None:
        raise Http404
    return paper(request, lambda: receipt_pdf(held, at=timezone.now()), file_name=f"{held.file_name}.pdf")


def words_as_json(words: dict[str, Any] | None) -> HttpResponse:
    """The words as lodged with their salt, for their writer alone. Raises Http404 where they are gone."""
    if words is None:
        raise Http404
    return as_file(words, file_name=f"words-{words['case']}.json")


def as_file(document: object, *, file_name: str) -> HttpResponse:
    """JSON that a person may read too, as a download that nobody keeps on the way."""
    response = HttpResponse(json.dumps(document, ensure_ascii=False, indent=2) + "\n", content_type="application/json")
    response["Content-Disposition"] = content_disposition_header(True, file_name) or "attachment"
    response["Cache-Control"] = "no-store"
    shut_in(response)
    return response
