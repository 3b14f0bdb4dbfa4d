"""Rotate keys online: announce, switch, make every row anew in small batches, and drop what was replaced once nothing needs it.

Each step can be repeated, and the key file says which were done: a rotation that was killed goes on where it stopped.
"""

import time
import uuid
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from mazalim.accounts.actions.code_apps import make_anew as make_apps_anew
from mazalim.accounts.models import CodeApp
from mazalim.administration.audit.actions import record
from mazalim.common import keyfile
from mazalim.common.crypto import index_key_name
from mazalim.common.keyfile import FormerKey
from mazalim.common.logs import security_event
from mazalim.complainants.actions import make_anew as make_complainants_anew
from mazalim.complainants.models import Complainant
from mazalim.country.queries import policy_at
from mazalim.evidence.actions.renewing import make_anew as make_files_anew
from mazalim.evidence.models import StoredFile

BATCH = 100
BREATH = 0.02  # seconds between two batches, in which whoever waits for SQLite's one writer gets their turn
ROTATED = (
    "wrapping",
    "index",
    "transit",
)  # the code key only where it is asked for: codes are in citizens' hands and cannot be hashed anew
LONGEST_WORK = timedelta(hours=1)  # whatever was begun with an old ring has ended by then: uploads, exports, requests
LONGEST_ANSWER = timedelta(days=3)  # jobs, kept answers and changes of contact live no longer
Batch = Callable[..., tuple[int, int, uuid.UUID | int | None]]


@dataclass
class Progress:
    """What a rotation has done so far."""

    purposes: tuple[str, ...] = ()
    is_resumed: bool = False
    complainants: int = 0
    files: int = 0
    apps: int = 0
    unreadable: int = 0
    seconds: float = 0.0
    steps: list[str] = field(default_factory=list)


def key_file() -> Path:
    """The ring of this installation."""
    return Path(settings.MAZALIM_KEY_FILE)


def rotate(
    *,
    purposes: Collection[str] = ROTATED,
    wait: float,
    say: Callable[[str], None],
    clock: Callable[[], datetime],
    announce_only: bool = False,
) -> Progress:
    """Rotate the keys of some purposes, or finish the rotation that was begun.

    `wait` are the seconds that every other process gets to read the changed file and to end what it began with the one before. `say` is told
    how far it is. Raises AnotherRotation.
    """
    path, started = key_file(), time.monotonic()
    with ExitStack() as stack:
        stack.enter_context(keyfile.locked_key_file(path))
        standing = keyfile.standing_of(path)
        progress = Progress(tuple(standing.unfinished or purposes), is_resumed=bool(standing.unfinished))
        if not standing.unfinished:
            keyfile.announce(path, purposes=progress.purposes, at=clock())
            say(f"announced: {', '.join(progress.purposes)}")
        if announce_only:
            return progress
        if keyfile.standing_of(path).coming:
            time.sleep(wait)
            keyfile.switch(path, at=clock())
            say("the new keys are in use")
        time.sleep(wait)
        _make_all_anew(progress, say)
        if not progress.unreadable:
            keyfile.finish(path)
        progress.seconds = time.monotonic() - started
        _write_down(progress, "rotate", at=clock())
        for purpose in progress.purposes:
            security_event("key_rotated", kind=purpose)
    return progress


def _make_all_anew(progress: Progress, say: Callable[[str], None]) -> None:
    """Passes over the tables until one finds nothing to do: a process that was slow may have written with the old key after the first."""
    while True:
        people = _pass(make_complainants_anew, "complainants", progress, say)
        files = _pass(make_files_anew, "files", progress, say)
        apps = _pass(make_apps_anew, "apps", progress, say)
        if not people and not files and not apps:
            return


def _pass(batch: Batch, name: str, progress: Progress, say: Callable[[str], None]) -> int:
    total = unreadable = 0
    for done, failed in _batches(batch):
        total, unreadable = total + done, unreadable + failed
        setattr(progress, name, getattr(progress, name) + done)
        if done and (total // BATCH) % 50 == 0:
            say(f"{name}: {getattr(progress, name)}")
    if not total:
        progress.unreadable += unreadable
    return total


def _batches(batch: Batch) -> Iterator[tuple[int, int]]:
    after = None
    while True:
        done, failed, after = batch(after=after, most=BATCH)
        yield done, failed
        if after is None:
            return
        time.sleep(BREATH)


def what_keeps(former: FormerKey, *, at: datetime) -> str:
    """Why a former key cannot be dropped yet; empty where nothing needs it."""
    if former.purpose == "code":
        return "codes in citizens' hands were hashed with it"
    if not keyfile.is_older_than(former, LONGEST_WORK, at=at):
        return "it was in use less than an hour ago"
    if former.purpose == keyfile.WRAPPING:
        people = Complainant.objects.filter(key_id=former.name, erased_at=None).count()
        files = StoredFile.objects.filter(key_id=former.name).count()
        apps = CodeApp.objects.filter(key_id=former.name).count()
        told = f"it wraps the data keys of {people} complainants and {files} files, and the secrets of {apps} officers' apps"
        return told if people or files or apps else ""
    if former.purpose == "index":
        rows = Complainant.objects.filter(erased_at=None).exclude(index_key=index_key_name()).count()
        if rows:
            return f"{rows} complainants are found by it"
    if not keyfile.is_older_than(former, _longest_draft(at), at=at):
        return "drafts of those days may still be open"
    return ""


def _longest_draft(at: datetime) -> timedelta:
    return max(policy_at(at).draft_life, LONGEST_ANSWER) + timedelta(days=1)


def drop_old(*, at: datetime, say: Callable[[str], None]) -> list[FormerKey]:
    """Take the former keys out of the file that nothing needs any more; returns them. Raises AnotherRotation."""
    path = key_file()
    with keyfile.locked_key_file(path):
        standing, gone = keyfile.standing_of(path), []
        for former in standing.former:
            why = "a rotation is unfinished" if standing.unfinished else what_keeps(former, at=at)
            if why:
                say(f"kept: {former.purpose} {former.name}: {why}")
            else:
                gone.append(former)
        if gone:
            keyfile.drop(path, names=[former.name for former in gone])
            _write_down(Progress(tuple(f"{former.purpose} {former.name}" for former in gone)), "remove", at=at)
    return gone


@transaction.atomic
def _write_down(progress: Progress, act: str, *, at: datetime) -> None:
    """A line of the audit list; of the keys it holds their ids alone."""
    record(by=None, subject="keys", key="keys", names=", ".join(progress.purposes), act=act, at=at)
