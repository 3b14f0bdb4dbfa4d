"""Ends an officer's session that has stood idle, or open for a whole day's work. Pages for citizens pay nothing for it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from mazalim.accounts.actions.sessions import close_session, see_session
from mazalim.accounts.queries.steps import must_show_second_step
from mazalim.accounts.rules.steps import MISSING, PASSWORD, is_asked_of_anybody
from mazalim.common.clock import stamp, unstamp

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(seconds=settings.SESSION_COOKIE_AGE)
WRITTEN_EVERY = timedelta(minutes=2)  # not at every page: each writing costs a row
PROOF_LASTS = timedelta(minutes=15)
BEGAN, SEEN, PROVED, STEP = "signed_in_at", "seen_at", "proved_at", "second_step"


def begin_session(session: SessionBase, *, at: datetime) -> None:
    """Note when the session began. Signing in is a proof of who it is."""
    session[BEGAN] = session[SEEN] = session[PROVED] = stamp(at)


def is_over(session: SessionBase, *, at: datetime) -> bool:
    """Idle for half an hour, or older than twelve hours."""
    return at - unstamp(session[SEEN]) > IDLE or at - unstamp(session[BEGAN]) > ABSOLUTE


def is_proved(session: SessionBase, *, at: datetime) -> bool:
    """Whether the officer has shown within the last quarter of an hour that it is they who sit there."""
    return PROVED in session and at - unstamp(session[PROVED]) <= PROOF_LASTS


def before_second_step(view: View) -> View:
    """Mark a view that is open to who has no second step yet and must set one up."""
    view.is_before_second_step = True  # type: ignore[attr-defined]  # an attribute of our own
    return view


def keep_alive(session: SessionBase, *, at: datetime) -> bool:
    """Note that the officer is there; False where the session is over."""
    if BEGAN not in session or SEEN not in session or is_over(session, at=at):
        return False
    if at - unstamp(session[SEEN]) > WRITTEN_EVERY:
        _see(session, at=at)
    return True


def _see(session: SessionBase, *, at: datetime) -> None:
    session[SEEN] = stamp(at)
    see_session(session_key=session.session_key or "", at=at)


class SignInFirst(LoginRequiredMiddleware):
    """Django's, but where a page opens itself nobody asks who comes: no session is read, and no answer varies by cookie."""

    def process_view(self, request: HttpRequest, view_func: Callable[..., Any], *args: Any) -> HttpResponseBase | None:
        """Let open pages pass before the session is looked at."""
        return super().process_view(request, view_func, *args) if getattr(view_func, "login_required", True) else None


class SessionTimes:
    """Looks at pages behind the sign-in alone; stands between AuthenticationMiddleware and SignInFirst."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> HttpResponse | None:
        """End the session that is over and ask to sign in again, with the way back to the same page; lead who must have a second step to it."""
        if not getattr(view, "login_required", True) or not request.user.is_authenticated:
            return None
        at, session = timezone.now(), request.session
        if is_asked_of_anybody() and STEP not in session:  # begun by something else than our own pages, or before steps were asked for
            return _to_sign_in(request)
        if is_asked_of_anybody() and session[STEP] == PASSWORD and must_show_second_step(request.user):
            return _to_sign_in(request)  # a role began meanwhile that takes more than a password
        if BEGAN not in session or SEEN not in session:
            begin_session(session, at=at)
        if is_over(session, at=at):
            return _to_sign_in(request)
        if at - unstamp(session[SEEN]) > WRITTEN_EVERY:
            _see(session, at=at)
        if session.get(STEP) == MISSING and not getattr(view, "is_before_second_step", False):
            return redirect("accounts:steps")
        return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    close_session(session_key=request.session.session_key or "")
    logout(request)
    back = {"ended": "1"} | ({"next": request.get_full_path()} if request.method == "GET" else {})
    return redirect(f"{reverse(settings.LOGIN_URL)}?{urlencode(back)}")
