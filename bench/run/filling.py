"""Fills the country with `manage.py import`, and sets the scene for the operations."""

import gzip
import json
import random
import re
import subprocess
import sys
import time
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.country.lines import Country, Place
from bench.country.shape import BODIES, shape_of
from bench.country.texts import texts_of
from bench.operations.units import Scene
from bench.run.installation import Installation
from bench.run.progress import Progress
from tools.processes import ROOT

WITH_OFFICERS = 40  # bodies, the busiest first
FOLLOWED = 400
OPENED = 400
SOURCE = "bench"


def country_of(now: datetime) -> Country:
    """The bodies of the loaded profile in an order of their own, by which volume is given out."""
    from mazalim.directory.models import Place as Somewhere
    from mazalim.directory.models import PublicBody

    bodies = list(
        PublicBody.objects.filter(accepts_complaints=True, is_active=True, desks__kind="general")
        .prefetch_related("categories")
        .order_by("code")
    )
    random.Random(BODIES).shuffle(bodies)  # repeatable, no secret
    places = [
        Place(body.code, [category.code for category in body.categories.all()], address(rank) if rank < WITH_OFFICERS else None)
        for rank, body in enumerate(body for body in bodies[:BODIES])
    ]
    return Country(
        bodies=[place for place in places if place.categories],
        places=list(Somewhere.objects.values_list("code", flat=True)),
        shape=shape_of(),
        texts=texts_of(),
        now=now,
    )


def address(rank: int) -> str:
    """The e-mail address of the officer at the body of this rank."""
    return f"officer{rank}@bench.example"


def hire(country: Country, at: datetime) -> None:
    """An officer at each of the busiest bodies' desks, and a supervisor of each."""
    from mazalim.accounts.actions import add_officer, grant
    from mazalim.accounts.models import Officer, Role
    from mazalim.directory.models import Desk, PublicBody

    for rank, place in enumerate(country.bodies):
        if place.officer is None or Officer.objects.filter(email=place.officer).exists():
            continue
        body = PublicBody.objects.get(code=place.body)
        officer = add_officer(email=place.officer, name=f"Officer {rank}", password=None, language="en", at=at)
        grant(officer=officer, role=Role.OFFICER, desk=Desk.objects.get(body=body, kind="general"), at=at)
        chief = add_officer(email=f"supervisor{rank}@bench.example", name=f"Supervisor {rank}", password=None, language="en", at=at)
        grant(officer=chief, role=Role.SUPERVISOR, body=body, at=at)


def write_country(country: Country, number: int, file: Path, *, of: int = 0) -> None:
    """All complaints as JSON Lines; packed lightly, because a million are three gigabytes. `of` how many, where the others will be copies."""
    progress = Progress("writing the country", number)
    with gzip.open(file, "wt", encoding="utf-8", compresslevel=1) as out:
        for done, line in enumerate(country.lines(number, of=of), start=1):
            out.write(line)
            progress.at(done)
    progress.end()


def import_country(made: Installation, file: Path) -> float:
    """`manage.py import`; returns its wall seconds.

    :raises RuntimeError: it failed; the text ends with what it said.
    """
    command = [sys.executable, "manage.py", "import", str(file), "--source", SOURCE]
    began = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=made.environment, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"`manage.py import` ended with {done.returncode}:\n{done.stdout[-2000:]}")
    print(re.sub(r"\s+$", "", done.stdout[-600:]), flush=True)
    return time.monotonic() - began


def settle(made: Installation) -> None:
    """Statistics for the planner and a clean visibility map, as autovacuum brings them in a country that is not an hour old."""
    if not made.is_postgresql:
        return
    import psycopg

    with psycopg.connect(made.url, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")
        connection.execute("CHECKPOINT")


def session_of(officer: Any, at: datetime) -> dict[str, str]:
    """The cookies of an officer who has signed in with a second step, made directly."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from bench.operations.units import CSRF
    from mazalim.accounts.actions.sessions import open_session
    from mazalim.accounts.middleware import STEP, begin_session
    from mazalim.accounts.rules.steps import APP

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(officer.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = officer.get_session_auth_hash()
    begin_session(session, at=at)
    session[STEP] = APP
    session.create()
    open_session(officer=officer, session_key=str(session.session_key), browser="", system="", at=at)
    return {settings.SESSION_COOKIE_NAME: str(session.session_key), settings.CSRF_COOKIE_NAME: CSRF}


def scene_of(country: Country, number: int, at: datetime) -> Scene:
    """Whoever the operations need, at the busiest desk."""
    from django.conf import settings
    from django.db.models import Count

    from mazalim.accounts.models import Grant
    from mazalim.complaints.models import Complaint
    from mazalim.complaints.models.complaint import OPEN_STATES

    places = Grant.objects.filter(officer__email=address(0), ended_at=None).select_related("officer", "desk")
    mine = places.get(desk__isnull=False)
    desk = mine.desk
    assert desk is not None
    chief = Grant.objects.select_related("officer").get(officer__email="supervisor0@bench.example", ended_at=None).officer
    here = Complaint.objects.filter(desk=desk)
    often = Complaint.objects.filter(desk=desk).order_by("-lodged_at", "-id").values("pk")[:5_000]
    categories = Complaint.objects.filter(pk__in=often).values("category").annotate(cases=Count("pk")).order_by("-cases")
    return Scene(
        n=number,
        country=country,
        desk_id=desk.pk,
        body_id=desk.body_id,
        officer_id=mine.officer_id,
        supervisor_id=chief.pk,
        officer=session_of(mine.officer, at),
        supervisor=session_of(chief, at),
        cases=list(here.filter(state__in=OPEN_STATES).order_by("-lodged_at", "-id").values_list("case_number", flat=True)[:OPENED]),
        category=categories[0]["category"],
        followed=_followed(at),
        session_cookie=settings.SESSION_COOKIE_NAME,
        csrf_cookie=settings.CSRF_COOKIE_NAME,
    )


def _followed(at: datetime) -> list[tuple[str, str]]:
    """Codes for some cases of every age, with the contact of each: what their complainants would hold."""
    from django.db.models import Count, F

    from bench.country.copies import ONE_WHOLE_IN
    from mazalim.complainants.queries import contacts_of
    from mazalim.complaints.codes import code_hash, new_code, read_code
    from mazalim.complaints.models import Complaint

    chance = random.Random(11)
    last = Complaint.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    keys = sorted({chance.randrange(1, last + 1) for _ in range(FOLLOWED * ONE_WHOLE_IN)})
    held = Complaint.objects.filter(pk__in=keys).annotate(held=Count("entries")).only("pk", "complainant_ref")
    whole = list(held.filter(held=F("entry_count")).order_by("pk"))  # a copy may be less
    pairs = []
    for complaint in chance.sample(whole, k=min(FOLLOWED, len(whole))):
        code = new_code()
        contacts = contacts_of(complaint.complainant_ref)
        if not contacts:
            continue
        Complaint.objects.filter(pk=complaint.pk).update(code_hash=code_hash(read_code(code)), code_hint=code[-2:])
        pairs.append((code, contacts[0].address))
    return pairs


def remember(folder: Path, **facts: Any) -> dict[str, Any]:
    """What is known of a kept country, in `country.json`; with facts, more of it."""
    file = folder / "country.json"
    known: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    if facts:
        known |= facts
        file.write_text(json.dumps(known, indent=1), "utf-8")
    return known
