"""Ends an officer's session that has stood idle, or open for a whole day's work. Pages for citizens pay nothing for it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from mazalim.common.clock import stamp, unstamp

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(seconds=settings.SESSION_COOKIE_AGE)
WRITTEN_EVERY = timedelta(minutes=2)  # not at every page: each writing costs a row
BEGAN, SEEN = "signed_in_at", "seen_at"


def begin_session(session: SessionBase, *, at: datetime) -> None:
    """Note when the session began."""
    session[BEGAN] = session[SEEN] = stamp(at)


def is_over(session: SessionBase, *, at: datetime) -> bool:
    """Idle for half an hour, or older than twelve hours."""
    return at - unstamp(session[SEEN]) > IDLE or at - unstamp(session[BEGAN]) > ABSOLUTE


def keep_alive(session: SessionBase, *, at: datetime) -> bool:
    """Note that the officer is there; False where the session is over."""
    if BEGAN not in session or SEEN not in session or is_over(session, at=at):
        return False
    if at - unstamp(session[SEEN]) > WRITTEN_EVERY:
        session[SEEN] = stamp(at)
    return True


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
        """End the session that is over and ask to sign in again, with the way back to the same page."""
        if not getattr(view, "login_required", True) or not request.user.is_authenticated:
            return None
        at, session = timezone.now(), request.session
        if BEGAN not in session or SEEN not in session:
            begin_session(session, at=at)
        if is_over(session, at=at):
            logout(request)
            back = {"ended": "1"} | ({"next": request.get_full_path()} if request.method == "GET" else {})
            return redirect(f"{reverse(settings.LOGIN_URL)}?{urlencode(back)}")
        if at - unstamp(session[SEEN]) > WRITTEN_EVERY:
            session[SEEN] = stamp(at)
        return None
