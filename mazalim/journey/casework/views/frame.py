"""What the pages of all acts share: the case, whether the act is open, the page around the form, the way back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.door import about_to, case_shown_to, standing_in
from mazalim.complaints.lifecycle import TABLE, ImpossibleMove, Move, actor_officer, moves_open
from mazalim.complaints.models import Complaint, Entry
from mazalim.complaints.queries import case_file
from mazalim.journey.casework.forms import DecisionForm

Act = Callable[..., Entry]


def case_for(request: HttpRequest, case_number: str, *acts: Move) -> Complaint:
    """The case, where one of the acts is open to the officer now. Raises Http404, PermissionDenied (never theirs) or ImpossibleMove (not now)."""
    complaint = case_shown_to(request, case_number)
    if may(request, complaint, *acts):
        return complaint
    hands = actor_officer(standing_in(request)).hands_on(complaint)
    if any(row.hands & hands for row in TABLE if row.move in acts):
        raise ImpossibleMove(acts[0])
    raise PermissionDenied


def may(request: HttpRequest, complaint: Complaint, *acts: Move) -> bool:
    """Whether one of the acts is open to the officer now."""
    return bool(moves_open(complaint, by=actor_officer(standing_in(request)), at=timezone.now()) & set(acts))


def given(request: HttpRequest, complaint: Complaint, form: Form) -> dict[str, Any]:
    """What every act takes: the case, whose hand, the version that the page was read at, the moment."""
    about_to(request, form)
    return {"complaint_id": complaint.pk, "by": standing_in(request), "version": form.cleaned_data["version"], "at": timezone.now()}


def decided(
    request: HttpRequest, complaint: Complaint, form: DecisionForm, *, agree: Act, agreed: str, decline: Act, declined: str
) -> HttpResponse:
    """The second person's act, as the valid form says, and the way back with the line for it. Raises what the act raises."""
    if form.cleaned_data["decision"] == DecisionForm.AGREE:
        agree(**given(request, complaint, form))
        return done(request, complaint, agreed)
    decline(**given(request, complaint, form), reason=form.cleaned_data["why"])
    return done(request, complaint, declined)


def act_page(request: HttpRequest, template: str, complaint: Complaint, form: Form | None, **context: Any) -> HttpResponse:
    """The page of an act: its form beside what matters of the case."""
    file = case_file(complaint, shown_to=standing_in(request))
    shown = {"complaint": complaint, "file": file, "form": form, "now": timezone.now(), **context}
    return render(request, f"casework/{template}.html", shown)


def done(request: HttpRequest, complaint: Complaint, words: str) -> HttpResponse:
    """Back to the case with a line about what was done; to the list where the case is no longer the officer's to read."""
    messages.info(request, words)
    if complaints_shown_to(standing_in(request)).filter(pk=complaint.pk).exists():
        return redirect("workbench:case", complaint.case_number)
    return redirect(reverse("routing:screening") if standing_in(request).is_central else reverse("workbench:desk"))
