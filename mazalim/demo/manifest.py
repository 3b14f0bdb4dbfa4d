"""What somebody needs who wants to attack a running demonstration: its addresses, people with open sessions, and things to aim at.

Everything here is made anew at each call: sessions, a key, complaint codes. The people are made up and the room exists in demonstrations alone.
"""

from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Count, Q

from mazalim.accounts.actions import add_service_account, add_service_key, grant
from mazalim.accounts.actions.sessions import open_session
from mazalim.accounts.middleware import STEP, begin_session
from mazalim.accounts.models import Grant, Officer, Role
from mazalim.accounts.rules.steps import PASSWORD as BY_PASSWORD
from mazalim.complainants.queries import contacts_of
from mazalim.complaints.access import Follower
from mazalim.complaints.access.addresses import addresses
from mazalim.complaints.access.surfaces import surface_of
from mazalim.complaints.models import Complaint, Enclosure, Entry, Exclusion
from mazalim.demo.country.cast import HOST, PASSWORD
from mazalim.directory.models import Desk
from mazalim.journey.casework.models import Task
from mazalim.journey.replies.models import Commitment, StandardText
from mazalim.journey.systemic.models import SystemicIssue
from mazalim.journey.tracking.actions import renew_code
from mazalim.journey.tracking.api.bearer import LIFE, token_for
from mazalim.journey.tracking.views.visit import KEY, visit_of
from mazalim.journey.workbench.models import Export, SavedView

MOST = 200  # things of a kind
AT_EACH_DOOR = 2  # complainants whose codes are renewed, of ordinary and of guarded cases


def manifest(*, at: datetime) -> dict[str, Any]:
    """Addresses, people and things. Opens sessions, makes a key and renews the codes of the complaints that it names."""
    return {
        "origin": settings.MAZALIM_ORIGIN,
        "routes": _routes(),
        "personas": [*_officers(at), *_services(at), *_complainants(at)],
        "objects": _objects(),
    }


def _routes() -> list[dict[str, Any]]:
    rows = []
    for one in addresses():
        surface = surface_of(one.key)
        rows.append(
            {
                "name": one.name,
                "pattern": f"/{one.pattern}",
                "methods": list(one.methods),
                "surface": surface.code if surface else None,
                "opens_to": surface.opens_to.words if surface else None,
                "acts": sorted(surface.acts.get(one.key, ())) if surface else [],
            }
        )
    return rows


def _session() -> SessionBase:
    made: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore()
    return made


def _cookie(session: SessionBase) -> dict[str, str]:
    session.create()
    return {settings.SESSION_COOKIE_NAME: str(session.session_key)}


def _signed_in(officer: Officer, at: datetime) -> dict[str, str]:
    session = _session()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(officer.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = officer.get_session_auth_hash()
    begin_session(session, at=at)
    session[STEP] = BY_PASSWORD
    cookie = _cookie(session)
    open_session(officer=officer, session_key=str(session.session_key), browser="", system="", at=at)
    return cookie


def _officers(at: datetime) -> list[dict[str, Any]]:
    """One officer of every kind; of ordinary and of integrity desks the busiest, another of the same body, and one elsewhere."""
    here = Q(email__endswith=f"@{HOST}", is_active=True, is_service=False)
    busy = list(
        Desk.objects.annotate(cases=Count("complaints")).filter(cases__gt=0, grants__ended_at=None).order_by("-cases", "pk").distinct()
    )
    ordinary = next(desk for desk in busy if desk.kind in {Desk.Kind.GENERAL, Desk.Kind.SPECIAL})
    wanted = {
        "officer of the busiest desk": Q(grants__desk=ordinary),
        "officer of another desk of that body": Q(grants__desk__body=ordinary.body_id) & ~Q(grants__desk=ordinary),
        "officer of another body": Q(grants__desk__kind=Desk.Kind.GENERAL) & ~Q(grants__desk__body=ordinary.body_id),
        "officer of an integrity desk": Q(grants__desk__kind=Desk.Kind.INTEGRITY),
        "officer of the audit desk": Q(grants__desk__kind=Desk.Kind.AUDIT),
        "supervisor of that body": Q(grants__body=ordinary.body_id),
        "supervisor of another body": Q(grants__role=Role.SUPERVISOR) & ~Q(grants__body=ordinary.body_id),
        **{
            role.replace("_", " "): Q(grants__role=role)
            for role in (Role.CENTRAL_OFFICER, Role.COUNTER_OFFICER, Role.AUDITOR, Role.ADMINISTRATOR)
        },
    }
    found = []
    for persona, condition in wanted.items():
        officer = Officer.objects.filter(here, condition, grants__ended_at=None).order_by("pk").first()
        if officer:
            found.append({**_described(persona, officer), "password": PASSWORD, "cookies": _signed_in(officer, at)})
    return found


def _described(persona: str, officer: Officer) -> dict[str, Any]:
    grants = Grant.objects.filter(officer=officer, ended_at=None).select_related("desk", "body")
    roles = [{"role": one.role, "desk": one.desk.code if one.desk else None, "body": one.body.code if one.body else None} for one in grants]
    kept_out = Exclusion.objects.filter(officer=officer).values_list("complaint__case_number", flat=True)
    return {"persona": persona, "email": officer.email, "roles": roles, "excluded_from": sorted(kept_out)}


def _services(at: datetime) -> list[dict[str, Any]]:
    """A system of the body with most cases and one of a body with few, each with a key."""
    desks = list(Desk.objects.annotate(cases=Count("complaints")).filter(cases__gt=0).order_by("-cases", "pk"))
    made = []
    for persona, desk in (("system of the busiest desk", desks[0]), ("system of another desk", desks[-1])):
        account = add_service_account(name=f"Attacked {at:%H:%M:%S} {desk.code}", language="en", at=at)
        grant(officer=account, role=Role.OFFICER, desk=desk, at=at)
        _, secret = add_service_key(officer=account, name="manifest", at=at)
        made.append({**_described(persona, account), "bearer": secret})
    return made


def _complainants(at: datetime) -> list[dict[str, Any]]:
    """Complainants with their file open. Their codes are renewed: those printed by the demonstration for these complaints end."""
    made: list[dict[str, Any]] = []
    for is_guarded in (False, True):
        for complaint in Complaint.objects.filter(is_guarded=is_guarded).order_by("-entry_count", "pk")[:AT_EACH_DOOR]:
            code, follower = renew_code(complaint_id=complaint.pk, at=at), Follower(complaint.pk)
            session = _session()
            session[KEY] = visit_of(follower, at=at)
            contacts = contacts_of(complaint.complainant_ref)
            made.append(
                {
                    "persona": "complainant of a guarded case" if is_guarded else "complainant",
                    "case_number": complaint.case_number,
                    "complaint_code": code,
                    "contact": contacts[0].address if contacts else None,
                    "cookies": _cookie(session),
                    "bearer": token_for(follower, until=at + LIFE),
                    "valid_until": (at + min(LIFE, timedelta(minutes=30))).isoformat(),
                }
            )
    return made


def _objects() -> dict[str, list[Any]]:
    cases = Complaint.objects.select_related("body", "desk").order_by("pk")[:MOST]
    enclosures = Enclosure.objects.select_related("complaint").order_by("pk")[:MOST]
    letters = (
        Entry.objects.filter(kind__in=["approve", "send_reply", "refuse", "decide_appeal", "extend"])
        .select_related("complaint")
        .order_by("pk")[:MOST]
    )
    return {
        "cases": [
            {
                "case_number": one.case_number,
                "id": one.pk,
                "state": one.state,
                "body": one.body.code,
                "desk": one.desk.code,
                "identity_mode": one.identity_mode,
                "is_guarded": one.is_guarded,
            }
            for one in cases
        ],
        "enclosures": [{"case_number": one.complaint.case_number, "id": str(one.public_id)} for one in enclosures],
        "letters": [{"case_number": one.complaint.case_number, "entry": one.number} for one in letters],
        "tasks": [{"case_number": one.complaint.case_number, "id": one.pk} for one in Task.objects.select_related("complaint")[:MOST]],
        "commitments": [
            {"case_number": one.complaint.case_number, "id": one.pk} for one in Commitment.objects.select_related("complaint")[:MOST]
        ],
        "exclusions": list(Exclusion.objects.values_list("pk", flat=True)[:MOST]),
        "exports": [str(one) for one in Export.objects.values_list("public_id", flat=True)[:MOST]],
        "saved_views": list(SavedView.objects.values_list("pk", flat=True)[:MOST]),
        "standard_texts": list(StandardText.objects.values_list("pk", flat=True)[:MOST]),
        "systemic_issues": list(SystemicIssue.objects.values_list("pk", flat=True)[:MOST]),
    }
