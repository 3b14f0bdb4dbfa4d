"""Bring a backup back into an installation that holds nothing, or whose contents are put aside first."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django.db.migrations.loader import MigrationLoader

from mazalim.complaints.models import Complaint
from mazalim.evidence.models import StoredFile
from mazalim.keeping.queries.aside import counts
from mazalim.keeping.rules import DATABASE, FILES, BadBackup, CannotKeep, Manifest, digest_of, key_files
from mazalim.work.actions import SILENT_AFTER
from mazalim.work.models import WorkerLife

Step = Callable[[str, int, int], None]  # what is being done, how much of it is done, out of how much
BESIDE = ("", "-wal", "-shm")  # SQLite's own files of one database


@dataclass(frozen=True)
class Restored:
    """What is there now."""

    counts: dict[str, int]
    missing: dict[str, int]  # name -> how many fewer than the manifest says
    aside: Path | None  # where what was there before lies


def check(*, folder: Path, keys: Path | None, tell: Step) -> Manifest:
    """Read the manifest and every piece it names; nothing is written. Raises BadBackup or CannotKeep."""
    if connection.vendor != "sqlite":
        raise CannotKeep("DATABASE_URL names a PostgreSQL database. docs/running/backup.md says how one is brought back.")
    manifest = Manifest.read(folder)
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if set(manifest.migrations) - known:
        raise BadBackup(f"The backup was made by a newer version, {manifest.version}. Install that one first.")
    for number, piece in enumerate(manifest.pieces, start=1):
        if fault := manifest.faults(piece, folder):
            raise BadBackup(f"{fault} Nothing was restored.")
        tell("checked", number, len(manifest.pieces))
    _check_keys(manifest, keys)
    return manifest


def _check_keys(manifest: Manifest, keys: Path | None) -> None:
    """The keys of the folder, or else those of this installation, are those that the backup needs."""
    ring = next((name for name in manifest.keys if name.startswith("key.") or name == "key"), "")
    here = key_files()
    if keys is None:
        path = here.get(ring)
        if ring and (path is None or not path.is_file() or digest_of(path) != manifest.keys[ring]):
            raise CannotKeep(
                "This installation has other keys than the backup: without its own nothing personal in it can be read. Name --keys."
            )
        return
    for name, digest in manifest.keys.items():
        if not (keys / name).is_file():
            raise BadBackup(f"{name} is missing in {keys}. Nothing was restored.")
        if digest_of(keys / name) != digest:
            raise BadBackup(f"{name} in {keys} is not the key of this backup. Nothing was restored.")


def holds_something() -> bool:
    """Whether this installation has complaints or files."""
    try:
        return Complaint.objects.exists() or StoredFile.objects.exists()
    except DatabaseError:
        return False  # no tables yet


def is_worked_on(*, at: datetime) -> bool:
    """Whether a worker of this installation lives."""
    try:
        return WorkerLife.objects.filter(beat_at__gte=at - SILENT_AFTER).exists()
    except DatabaseError:
        return False


def restore(*, folder: Path, manifest: Manifest, keys: Path | None, at: datetime, tell: Step) -> Restored:
    """Put a checked backup in the place of what is there. Raises CannotKeep where a worker is still at it.

    Files are added and the rest is put aside, not deleted: who restored the wrong day has lost nothing.
    """
    if is_worked_on(at=at):
        raise CannotKeep("The worker of this installation is running. Stop web and worker first.")
    aside = _put_aside(at, keys)
    _put_database(folder / DATABASE)
    _put_keys(manifest, keys)
    _put_files(manifest, folder, tell)
    call_command("migrate", interactive=False, verbosity=0)
    found = counts()
    missing = {name: number - found.get(name, 0) for name, number in manifest.counts.items() if found.get(name, 0) < number}
    return Restored(found, missing, aside)


def _put_aside(at: datetime, keys: Path | None) -> Path | None:
    database = Path(connection.settings_dict["NAME"])
    held = holds_something()
    connections.close_all()
    mine = [path for suffix in BESIDE if (path := database.with_name(database.name + suffix)).exists()]
    replaced = [path for path in key_files().values() if path.is_file()] if keys else []
    if not held:
        for path in mine:
            path.unlink()
        return None
    aside = database.parent / f"before-restore-{at:%Y%m%dT%H%M%SZ}"
    aside.mkdir(mode=0o700)
    for path in mine:
        path.rename(aside / path.name)
    for path in replaced:
        shutil.copy2(path, aside / path.name)
    return aside


def _put_database(source: Path) -> None:
    target = Path(connection.settings_dict["NAME"])
    draft = target.with_name(f".{target.name}.restored")
    draft.touch(mode=0o600)
    shutil.copyfile(source, draft)
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.replace(target)


def _put_keys(manifest: Manifest, keys: Path | None) -> None:
    if keys is None:
        return
    here = key_files()
    for name in manifest.keys:
        if name not in here:
            continue  # the secret key of this installation stands in its environment
        draft = here[name].with_name(f".{here[name].name}.restored")
        draft.touch(mode=0o600)
        shutil.copyfile(keys / name, draft)
        draft.replace(here[name])


def _put_files(manifest: Manifest, folder: Path, tell: Step) -> None:
    pieces = [piece for piece in manifest.pieces if piece.path.startswith(f"{FILES}/")]
    for number, piece in enumerate(pieces, start=1):
        path = piece.path.removeprefix(f"{FILES}/")
        if default_storage.exists(path):
            default_storage.delete(path)  # the same id: what lies there is this file, or half of it
        with (folder / piece.path).open("rb") as file:
            default_storage.save(path, File(file))
        tell("files", number, len(pieces))
