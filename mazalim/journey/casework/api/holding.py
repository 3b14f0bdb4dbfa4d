"""Take, assign, note, ask; refer and categorise; link."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from ninja import Status
from pydantic import Field

from mazalim.complaints.door import case_shown_to, standing_in
from mazalim.journey.casework import actions
from mazalim.journey.casework.actions import tying
from mazalim.journey.casework.api.acting import Acted, Reasoned, Versioned, acted, given, id_in, on_case, router
from mazalim.journey.casework.forms import AskForm, LinkForm, NoteForm, ReasonForm
from mazalim.journey.casework.queries import other_case
from mazalim.journey.intake.api import Asked, Ident
from mazalim.web.problems import cleaned, wrong_field

__all__ = ["Acted"]


class Assigned(Versioned):
    """Who gets the case."""

    officer: Ident = Field(examples=["12"])


class Noted(Asked):
    """Words that only the office reads."""

    text: str


class QuestionPut(Versioned):
    """What the complainant is asked."""

    question: str


class Referred(Reasoned):
    """Where the case belongs."""

    body: Ident = Field(examples=["17"])
    category: Ident | None = None


class Categorised(Versioned):
    """What the case is about."""

    category: Ident = Field(examples=["3"])


class Linked(Reasoned):
    """Which case belongs to this one."""

    case_number: str = Field(examples=["2026-0001234"])
    lead: str = Field("none", examples=["none"])


@on_case(router, "take", "take", gettext_noop("Take the case"))
def take(request: HttpRequest, case_number: str, asked: Versioned) -> Status[Any]:
    """Pick the case up."""
    complaint = case_shown_to(request, case_number)
    return acted(request, complaint, actions.take(**given(request, complaint, asked)))


@on_case(router, "assign", "assign", gettext_noop("Assign the case"))
def assign(request: HttpRequest, case_number: str, asked: Assigned) -> Status[Any]:
    """Give the case to an officer of its desk."""
    complaint = case_shown_to(request, case_number)
    try:
        entry = actions.assign(**given(request, complaint, asked), officer_id=id_in(asked.officer, "officer"))
    except actions.NotAtDesk as error:
        raise wrong_field("officer", _("Choose an officer of this desk")) from error
    return acted(request, complaint, entry)


@on_case(router, "notes", "note", gettext_noop("Note"))
def note(request: HttpRequest, case_number: str, asked: Noted) -> Status[Any]:
    """Add an internal note. It overwrites nothing, so it needs no version."""
    complaint = case_shown_to(request, case_number)
    text = cleaned(NoteForm({"text": asked.text, "version": complaint.version}))["text"]
    return acted(request, complaint, actions.note(complaint_id=complaint.pk, by=standing_in(request), text=text, at=timezone.now()))


@on_case(router, "ask", "ask", gettext_noop("Ask the complainant"))
def ask(request: HttpRequest, case_number: str, asked: QuestionPut) -> Status[Any]:
    """Put a question; the clock stands still."""
    complaint = case_shown_to(request, case_number)
    question = cleaned(AskForm(asked.model_dump()))["question"]
    return acted(request, complaint, actions.ask(**given(request, complaint, asked), question=question))


@on_case(router, "refer", "refer", gettext_noop("Refer the case"))
def refer(request: HttpRequest, case_number: str, asked: Referred) -> Status[Any]:
    """Send the case to another body."""
    complaint = case_shown_to(request, case_number)
    reason = cleaned(ReasonForm({"reason": asked.reason, "version": asked.version}))["reason"]
    category_id = id_in(asked.category, "category") if asked.category is not None else None
    try:
        entry = actions.refer(**given(request, complaint, asked), body_id=id_in(asked.body, "body"), category_id=category_id, reason=reason)
    except actions.NotAReceiver as error:
        raise wrong_field("body", _("This public body cannot take the case. Choose another one")) from error
    except actions.WrongCategory as error:
        raise wrong_field("category", _("Choose a category from the list")) from error
    return acted(request, complaint, entry)


@on_case(router, "categorise", "categorise", gettext_noop("Change the category"))
def categorise(request: HttpRequest, case_number: str, asked: Categorised) -> Status[Any]:
    """Put the case into another category."""
    complaint = case_shown_to(request, case_number)
    try:
        entry = actions.categorise(**given(request, complaint, asked), category_id=id_in(asked.category, "category"))
    except (actions.WrongCategory, actions.NotAReceiver) as error:
        raise wrong_field("category", _("Choose a category from the list")) from error
    return acted(request, complaint, entry)


@on_case(router, "links", "link", gettext_noop("Link the cases"))
def link(request: HttpRequest, case_number: str, asked: Linked) -> Status[Any]:
    """Say that another case belongs to this one, and which of them leads."""
    complaint = case_shown_to(request, case_number)
    typed = cleaned(LinkForm(asked.model_dump()))
    other = other_case(standing_in(request), complaint, typed["case_number"])
    if other is None:
        raise wrong_field("case_number", _("There is no other case with this number on your desks"))
    try:
        entry = tying.link(**given(request, complaint, asked), other_id=other.pk, lead=tying.Lead(typed["lead"]), reason=typed["reason"])
    except tying.CannotLink as error:
        raise wrong_field("case_number", _("You only read that case, so it cannot be linked by you")) from error
    except tying.AlreadyLinked as error:
        raise wrong_field("case_number", _("These two cases are linked already")) from error
    except tying.CannotLead as error:
        words = _("One of them follows another case already, or leads others. A case follows one lead alone")
        raise wrong_field("lead", words) from error
    return acted(request, complaint, entry)
