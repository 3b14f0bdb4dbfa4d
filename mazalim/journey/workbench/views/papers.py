"""The case on paper: its letters as the complainant gets them, and the whole file for the office."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from mazalim.complaints.door import case_opened, case_shown_to, standing_in
from mazalim.complaints.queries import case_file
from mazalim.country.queries import policy_at
from mazalim.journey.replies.letters import NoLetter, letter_of, letter_pdf
from mazalim.journey.workbench.queries.cases import AT_HAND, case_page
from mazalim.web import formats
from mazalim.web.documents import typeset
from mazalim.web.views import paper, personal


@personal
@require_safe
def letter(request: HttpRequest, case_number: str, entry: int) -> HttpResponse:
    """One letter of the case as PDF, in the complainant's language."""
    complaint = case_shown_to(request, case_number)
    file = case_file(complaint, shown_to=standing_in(request))
    try:
        listed = letter_of(file, entry)
    except NoLetter:
        raise Http404 from None
    return paper(request, lambda: letter_pdf(file, entry), file_name=listed.file_name)


@personal
@require_safe
def case_paper(request: HttpRequest, case_number: str) -> HttpResponse:
    """The whole file as PDF, internal entries included and marked."""
    standing, at = standing_in(request), timezone.now()
    complaint, openings = case_opened(request, case_number, *AT_HAND)
    context: dict[str, Any] = {
        "case": case_page(standing, complaint, openings, at=at),
        "complaint": complaint,
        "standing": standing,
        "country": policy_at(at),
        "now": at,
    }

    def made() -> bytes:
        return typeset("workbench/papers/case.html", context, language=formats.language(), at=at)

    return paper(request, made, file_name=f"{complaint.case_number}.pdf")
