"""A reply that has not left, on the paper it would leave on."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from mazalim.complaints.door import case_shown_to, standing_in
from mazalim.complaints.models import Proposal
from mazalim.complaints.queries import case_file
from mazalim.journey.casework.queries import proposal_waiting
from mazalim.journey.replies.letters import draft_pdf
from mazalim.journey.replies.queries import open_draft, points_of, words_of
from mazalim.web.views import paper, personal


@personal
@require_safe
def draft_letter(request: HttpRequest, case_number: str) -> HttpResponse:
    """The letter of the reply that waits for approval or, where none does, of the draft; marked as a draft on each page."""
    complaint, standing, at = case_shown_to(request, case_number), standing_in(request), timezone.now()
    file = case_file(complaint, shown_to=standing)
    proposal = proposal_waiting(complaint, Proposal.Act.REPLY, at=at)
    written = open_draft(complaint)
    if proposal is None and written is None:
        raise Http404
    words: dict[str, Any] = json.loads(proposal.text) if proposal is not None else words_of(written, points_of(file)) if written else {}
    return paper(request, lambda: draft_pdf(file, words, at=at), file_name=f"{complaint.case_number}-draft.pdf")
