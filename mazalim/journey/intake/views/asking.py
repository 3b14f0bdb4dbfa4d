"""What all pages of the wizard share: whose draft it is, whether the page may be reached, and where to go from it."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mazalim.accounts.middleware import keep_alive
from mazalim.accounts.models import Officer
from mazalim.common.crypto import CannotUnseal, seal_as_text, unseal_text
from mazalim.complaints.door import standing_in
from mazalim.journey.intake import actions
from mazalim.journey.intake.forms import StepForm
from mazalim.journey.intake.models import Draft
from mazalim.journey.intake.queries import walk_of
from mazalim.journey.intake.steps import CHECK, QUESTIONS, Step, Walk, step_named
from mazalim.web.views import renew_id

DRAFT, DONE, RECEIPT = (
    "draft",
    "done",
    "receipt",
)  # what the session holds: [draft id, token], and for half an hour, sealed, code and receipt
SHOWN_FOR = timedelta(minutes=30)


@dataclass(frozen=True)
class Here:
    """A page that may be reached, with the draft it belongs to. `returns` where a line of the check page is being changed."""

    draft: Draft
    token: str
    walk: Walk
    step: Step
    at: datetime
    returns: bool

    def write(self, changes: Mapping[str, Any]) -> "Here":
        """The page after its answers are written. Raises DraftGone."""
        passed = list(changes.get("passed", self.walk.content.passed))
        whole = {
            "is_checked": False,
            **changes,
            "language": self.walk.content.language if self.draft.is_for_other else language(),
            "passed": [*(name for name in passed if name != self.step.name), self.step.name],
        }
        opened = actions.OpenDraft(self.draft, self.walk.content)
        content = actions.write(draft_id=self.draft.pk, token=self.token, changes=whole, at=self.at, opened=opened)
        return replace(self, walk=walk_of(content, at=self.at, for_other=self.draft.is_for_other))

    @property
    def back(self) -> str:
        """The address of the page before, or of the check page."""
        if self.returns:
            return reverse("intake:check")
        before = self.walk.before(self.step.name)
        return reverse(f"intake:{before.name}" if before else "intake:start")

    @property
    def onward(self) -> str:
        """The address of the page after this one."""
        missing = self.walk.first_missing()
        if self.returns:
            return f"{reverse(f'intake:{missing.name}')}?from=check" if missing else reverse("intake:check")
        after = self.walk.after(self.step.name) or missing
        return reverse(f"intake:{after.name}" if after else "intake:check")


def language() -> str:
    """The language in which the complainant reads just now."""
    return (get_language() or "en").split("-")[0]


def held(request: HttpRequest) -> tuple[uuid.UUID, str] | None:
    """Draft and token of this session."""
    try:
        ident, token = request.session[DRAFT]
        return uuid.UUID(ident), str(token)
    except (KeyError, TypeError, ValueError):
        return None


def hold(request: HttpRequest, draft: Draft, token: str) -> None:
    """Let this session open the draft; its id changes, so that nobody who knew it before comes along."""
    renew_id(request.session)
    request.session[DRAFT] = [str(draft.pk), token]


def sealed_entry(value: Any, *, place: str) -> str:
    """A value for the session that only this installation can read."""
    return seal_as_text(value, place=place)


def opened_entry(entry: object, *, place: str) -> Any:
    """What was sealed, or None."""
    try:
        return unseal_text(str(entry), place=place)
    except CannotUnseal:
        return None


def gone(request: HttpRequest) -> HttpResponse:
    """410: the draft was erased, or its days are over. Who has just lodged it in another window sees the code instead."""
    request.session.pop(DRAFT, None)
    if DONE in request.session:
        return redirect("intake:done")
    return render(request, "intake/leave/gone.html", status=410)


def nothing_held(request: HttpRequest) -> HttpResponse:
    """Where a page is asked for and no draft is open: what was just lodged, else the beginning, which says why."""
    if DONE in request.session:
        return redirect("intake:done")
    messages.info(
        request,
        _(
            "No letter is open in this browser: it was closed, or left for too long. "
            "If you gave an e-mail address or a phone, what you wrote can be opened again by a code."
        ),
    )
    return redirect("intake:start")


def missing_page(walk: Walk) -> HttpResponse:
    """The first page that still needs an answer, else the check page."""
    missing = walk.first_missing()
    return redirect(f"intake:{missing.name}" if missing else "intake:check")


def opened_here(request: HttpRequest, *, at: datetime) -> tuple[actions.OpenDraft, str] | None:
    """The draft that this session holds, with its token. What an officer writes for a citizen opens to that officer alone, while signed in.

    Raises DraftGone.
    """
    mine = held(request)
    if mine is None:
        return None
    opened = actions.open_draft(draft_id=mine[0], token=mine[1], at=at)
    if opened.draft.is_for_other and not _is_writing(request, opened.draft, at):
        raise actions.DraftGone
    return opened, mine[1]


def _is_writing(request: HttpRequest, draft: Draft, at: datetime) -> bool:
    officer = request.user
    return (
        isinstance(officer, Officer)
        and officer.pk == draft.lodged_by_id
        and keep_alive(request.session, at=at)
        and standing_in(request).may_lodge_for_others
    )


def walk_in(opened: actions.OpenDraft, *, at: datetime) -> Walk:
    """The way of an open draft."""
    return walk_of(opened.content, at=at, for_other=opened.draft.is_for_other)


def reach(request: HttpRequest, name: str) -> Here | HttpResponse:
    """The page of this name with its draft; where it cannot be reached, the answer that leads to the page that can."""
    at = timezone.now()
    try:
        mine = opened_here(request, at=at)
    except actions.DraftGone:
        return gone(request)
    if mine is None:
        return nothing_held(request)
    opened, token = mine
    walk = walk_in(opened, at=at)
    if not (walk.first_missing() is None if name == CHECK.name else walk.may_reach(name)):
        return missing_page(walk)
    return Here(opened.draft, token, walk, step_named(name), at, request.GET.get("from") == "check")


def on_page(name: str) -> Callable[[Callable[[HttpRequest, Here], HttpResponse]], Callable[[HttpRequest], HttpResponse]]:
    """Open the draft for the page of this name; whoever is not there yet is sent to the first page that is missing."""

    def guard(view: Callable[[HttpRequest, Here], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest) -> HttpResponse:
            here = reach(request, name)
            if isinstance(here, HttpResponse):
                return here
            try:
                return view(request, here)
            except actions.DraftGone:  # erased in another window while this page was being written
                return gone(request)

        return guarded

    return guard


def show(
    request: HttpRequest, here: Here, form: Any = None, *, template: str = "intake/question.html", status: int = 200, **context: Any
) -> HttpResponse:
    """Draw a page of the wizard."""
    whole = {
        "here": here,
        "step": here.step,
        "total": QUESTIONS,
        "draft": here.draft,
        "content": here.walk.content,
        "form": form,
        **context,
    }
    return render(request, template, whole, status=status)


def ask(request: HttpRequest, here: Here, form: StepForm, *, template: str = "intake/question.html", **context: Any) -> HttpResponse:
    """Draw the question, or write its answer and go on. What is wrong comes back as it was typed."""
    if request.method == "POST":
        is_later = "later" in request.POST and not here.draft.is_for_other
        if form.is_valid():
            here = here.write(form.changes())
            return redirect("intake:later" if is_later else here.onward)
        if is_later and not form.has_changed():
            return redirect("intake:later")
    return show(request, here, form, template=template, **context)


def posted(request: HttpRequest) -> Any:
    """What was typed, None where the page is only read."""
    return request.POST if request.method == "POST" else None
