"""What the pages of sign-in share: who has shown the password, where to go on, how a session begins."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from mazalim.accounts.actions.sessions import follow_session, open_session
from mazalim.accounts.middleware import PROVED, STEP, begin_session
from mazalim.accounts.models import Officer
from mazalim.accounts.queries import standing_of
from mazalim.accounts.queries.steps import has_second_step, must_show_second_step
from mazalim.accounts.rules.devices import KNOWN_FOR_SECONDS, described, device_mark, known_device
from mazalim.accounts.rules.steps import MISSING, PASSWORD
from mazalim.common.clock import stamp, unstamp
from mazalim.common.logs import security_event

PENDING = "second_step_of"
PENDING_LASTS = timedelta(minutes=10)


def officer_in(request: HttpRequest) -> Officer:
    """Who is signed in."""
    assert isinstance(request.user, Officer)  # LoginRequiredMiddleware stands before  # noqa: S101
    return request.user


def is_ours(wanted: str) -> bool:
    """Whether an address is one of this site; a bare word would be read as a view's name."""
    return wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)


def first_page(officer: Officer, wanted: str = "") -> str:
    """Where an officer goes after signing in: the page that was asked for where it is one of ours, else their work."""
    if is_ours(wanted):
        return wanted
    standing = standing_of(officer)
    if standing.is_administrator:
        return "administration:home"
    if standing.works_cases:
        return "workbench:my_work"
    return "counter:begin" if standing.is_counter else "accounts:account"


def device_of(request: HttpRequest, address: str) -> str:
    """The number of this browser, if the owner of an address has signed in on it before."""
    return known_device(request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), address=address)


def go_on_from_first_step(request: HttpRequest, officer: Officer, *, wanted: str, at: datetime) -> HttpResponse:
    """After the password, or the organisation's own sign-in: to the second step, or in."""
    if has_second_step(officer):
        request.session.cycle_key()
        request.session[PENDING] = {"officer": officer.pk, "at": stamp(at), "next": wanted, "hash": officer.get_session_auth_hash()}
        return redirect("accounts:second_step")
    step = MISSING if must_show_second_step(officer) else PASSWORD
    return let_in(request, officer, step=step, wanted=wanted, at=at)


def pending_officer(request: HttpRequest, *, at: datetime) -> tuple[Officer | None, str]:
    """Who has shown the password within ten minutes, and the page that they wanted."""
    kept = request.session.get(PENDING)
    if not kept or at - unstamp(kept["at"]) > PENDING_LASTS:
        return None, ""
    officer = Officer.objects.filter(pk=kept["officer"], is_active=True, is_service=False).first()
    if officer is None or officer.get_session_auth_hash() != kept["hash"]:  # it was changed meanwhile
        return None, ""
    return officer, kept["next"]


def let_in(request: HttpRequest, officer: Officer, *, step: str, wanted: str, at: datetime) -> HttpResponse:
    """Begin the session under a new key, note where, and remember the browser."""
    for name in list(request.session.keys()):
        del request.session[name]
    login(request, officer)  # gives the session a new key
    session = request.session
    begin_session(session, at=at)
    session[STEP] = step
    session.save()  # before it is listed: who ends a session that is listed must find its row
    browser, system = described(request.headers.get("User-Agent", ""))
    open_session(officer=officer, session_key=session.session_key or "", browser=browser, system=system, at=at)
    security_event("sign_in_succeeded", officer=officer.pk, factor=step)
    if step == MISSING:  # only a password was shown: this browser is not known by that
        return redirect("accounts:steps")
    response = redirect(first_page(officer, wanted))
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        device_mark(officer.email),
        max_age=KNOWN_FOR_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def proved(request: HttpRequest, *, at: datetime) -> None:
    """Note that the officer has just shown who they are; the session goes on under a new key."""
    old_key = request.session.session_key or ""
    request.session[PROVED] = stamp(at)
    request.session.cycle_key()
    request.session.save()
    follow_session(old_key=old_key, new_key=request.session.session_key or "")
