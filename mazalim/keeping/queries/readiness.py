"""Whether this process can serve, part by part."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from time import monotonic
from typing import Literal
from uuid import uuid4

from django.conf import settings
from django.core.checks import ERROR, Tags, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection

from mazalim.common.database.migrations import missing_migrations
from mazalim.common.keys import key_ring
from mazalim.evidence import scanner
from mazalim.proof.keys import receipt_key_id
from mazalim.work import shared
from mazalim.work.actions import SILENT_AFTER
from mazalim.work.models import WorkerLife
from mazalim.work.replicas.health import replicas_seen

State = Literal["ok", "warning", "failed"]


@dataclass(frozen=True)
class Part:
    """One part. `failed`: nobody should be sent here. `warning`: people are served, and somebody should look at it."""

    name: str
    state: State
    words: str


Check = Callable[[datetime], tuple[State, str]]


def parts(*, at: datetime) -> list[Part]:
    """Every part; those that cost something are looked at once in a while. Without the database it alone: most others would wait for it in vain."""
    # Anybody may ask. Who asks while somebody looks, and a store or a scanner lets that one wait, is told what was seen last and holds no thread.
    seen = [part for _, part in list(_seen.values())]
    if not _lock.acquire(blocking=len(seen) < len(PARTS) and is_ready(seen)):
        return seen
    try:
        found: list[Part] = []
        for name, check, seconds in PARTS:
            found.append(_looked_at(name, check, seconds, at))
            if found[0].state == "failed":
                break
        return found
    finally:
        _lock.release()


def is_ready(found: list[Part]) -> bool:
    """Whether people can be served."""
    return all(part.state != "failed" for part in found)


_lock = Lock()
_seen: dict[str, tuple[float, Part]] = {}


def forget() -> None:
    """Look at everything anew."""
    _seen.clear()


def _looked_at(name: str, check: Check, seconds: float, at: datetime) -> Part:
    until, part = _seen.get(name, (0.0, None))
    if part is None or monotonic() >= until:
        part = Part(name, *_safely(check, at))
        _seen[name] = monotonic() + seconds, part
    return part


def _safely(check: Check, at: datetime) -> tuple[State, str]:
    try:
        return check(at)
    except DatabaseError:
        return "failed", "The database does not answer."
    except ImproperlyConfigured as error:
        return "failed", str(error)
    except Exception as error:  # noqa: BLE001 - a store or a scanner fails in whatever way it likes
        return "failed", f"It does not answer ({type(error).__name__})."


def _database(at: datetime) -> tuple[State, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok", "It answers."


def _migrations(at: datetime) -> tuple[State, str]:
    missing = missing_migrations()
    return (
        ("failed", f"{len(missing)} are missing, the first is {missing[0]}. Run `manage.py migrate`.")
        if missing
        else ("ok", "All are applied.")
    )


def _protection(at: datetime) -> tuple[State, str]:
    found = [message.msg for message in run_checks(tags=[Tags.database], databases=["default"]) if message.level >= ERROR]
    return ("failed", found[0]) if found else ("ok", "The triggers that keep files append-only are in place.")


def _keys(at: datetime) -> tuple[State, str]:
    key_ring()
    receipt_key_id()
    return "ok", "The key files can be read."


def _files(at: datetime) -> tuple[State, str]:
    """A warning alone: complaints without files are taken all the same, and those with files are refused in words."""
    try:
        written = default_storage.save(f"ready/{uuid4().hex}", ContentFile(b"ready"))
        with default_storage.open(written) as file:
            is_same = file.read() == b"ready"
        default_storage.delete(written)
    except OSError as error:
        return "warning", f"They cannot be kept ({type(error).__name__}). Complaints without files are taken."
    return ("ok", "They can be written and read.") if is_same else ("failed", "What is read is not what was written.")


def _worker(at: datetime) -> tuple[State, str]:
    newest = WorkerLife.objects.order_by("-beat_at").values_list("beat_at", flat=True).first()
    if newest is None:
        return "warning", "None has ever said a word, or the last one was stopped. Notices wait."
    seconds = max(0, int((at - newest).total_seconds()))
    return ("ok" if at - newest < SILENT_AFTER else "warning"), f"Its last word is {seconds} seconds old."


def _scanner(at: datetime) -> tuple[State, str]:
    if not settings.MAZALIM_CLAMD_URL:
        return "ok", "None is configured; files are served unscanned."
    return (
        ("ok", "It answers.")
        if scanner.answers(settings.MAZALIM_CLAMD_URL)
        else ("warning", "It does not answer. Files wait; complaints are taken.")
    )


def _replicas(at: datetime) -> tuple[State, str]:
    """A warning alone: whatever a replica does not serve, the primary does."""
    seen = replicas_seen()
    if not seen:
        return "ok", "None is configured."
    # Among the servers of a cluster one is the primary, and left out as it should be.
    are_well = all(one.is_fit(now) or one.is_primary for one, now in seen) and any(one.is_fit(now) for one, now in seen)
    return ("ok" if are_well else "warning"), " ".join(f"{one.alias}: {one.words(now)}" for one, now in seen)


def _cache(at: datetime) -> tuple[State, str]:
    if not shared.is_configured():
        return "ok", "None is configured; the database counts limits."
    return ("ok", "It answers.") if shared.answers() else ("warning", "It does not answer; the database counts limits meanwhile.")


# How many seconds what was seen counts. The database is asked every time.
PARTS: tuple[tuple[str, Check, float], ...] = (
    ("database", _database, 0),
    ("migrations", _migrations, 60),
    ("protection", _protection, 60),
    ("keys", _keys, 60),
    ("files", _files, 15),
    ("worker", _worker, 5),
    ("scanner", _scanner, 15),
    ("replicas", _replicas, 5),
    ("cache", _cache, 5),
)
