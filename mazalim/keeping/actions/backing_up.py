"""Copy database, files and keys while web and worker go on.

The order is what makes it consistent: the database first, as it stands at one moment; then every file that this copy names, which is there, for
files are written before their rows; the keys last, so that none is missing under which a row of the copy is sealed.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.db import connection, connections

from mazalim import __version__
from mazalim.common.keys import key_ring
from mazalim.evidence.models import StoredFile
from mazalim.keeping.queries.aside import applied_migrations, counts, key_ids, opened_aside
from mazalim.keeping.queries.proof import head_of_seals
from mazalim.keeping.rules import DATABASE, FILES, CannotKeep, Manifest, Piece, digest_of, key_files, refuse_together
from mazalim.notices.texts import KINDS
from mazalim.work.models import LEFT_OUT, Job, KeptAnswer, WorkerLife

PAGES = 1024  # copied at once, between two words about progress
BLOCK = 1 << 20
Told = Callable[[str, int, int], None]  # what is being copied, how much of it is done, out of how much


@dataclass(frozen=True)
class Made:
    """A backup that was made."""

    folder: Path
    keys: Path | None
    counts: dict[str, int]
    files: int
    bytes: int
    digest: str  # SHA-256 of the manifest


def back_up(*, folder: Path, keys: Path | None, at: datetime, tell: Told) -> Made:
    """Write a backup into a new or empty folder and, unless `keys` is None, the keys into another. Raises CannotKeep."""
    if connection.vendor != "sqlite":
        raise CannotKeep(
            "The database is PostgreSQL, whose own tools back it up: archive its write-ahead log and take `pg_basebackup` every night. "
            "docs/running/backup.md has the commands."
        )
    if keys is not None:
        refuse_together(folder, keys)
        _refuse_beside(keys)
    key_ring()  # made now, where this installation never sealed anything
    for place in (folder, *([keys] if keys else [])):
        _make_empty(place)
    _copy_database(Path(connection.settings_dict["NAME"]), folder / DATABASE, tell)
    with opened_aside(folder / DATABASE) as alias:
        _leave_out(alias, at)
        counted, migrations, head = counts(alias), applied_migrations(alias), head_of_seals(alias)
        pieces = list(_copy_files(alias, folder, tell))
        sealed_under = key_ids(alias)
        _shrink(alias)
    database = folder / DATABASE
    pieces.insert(0, Piece(DATABASE, database.stat().st_size, digest_of(database)))
    digests = _copy_keys(keys) if keys else {name: digest_of(path) for name, path in key_files().items() if path.is_file()}
    _refuse_missing_keys(sealed_under)
    manifest = Manifest(at.isoformat(), __version__, migrations, counted, head, digests, tuple(pieces))
    digest = manifest.write(folder)
    return Made(folder, keys, counted, len(pieces) - 1, sum(piece.size for piece in pieces), digest)


def _refuse_beside(keys: Path) -> None:
    """The copy of the keys lies apart from the database in use as well."""
    refuse_together(Path(connection.settings_dict["NAME"]).parent, keys)


def _make_empty(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise CannotKeep(f"{folder} is not empty. Name a folder of its own for each backup.")
        folder.chmod(0o700)
    except OSError as error:
        raise CannotKeep(f"{folder} cannot be written: {error.strerror}.") from error


def _copy_database(source: Path, target: Path, tell: Told) -> None:
    """The database as it is at this moment, whoever writes to it meanwhile."""
    target.touch(mode=0o600)
    with closing(sqlite3.connect(source, timeout=60, isolation_level=None)) as reading, closing(sqlite3.connect(target)) as writing:
        # One transaction holds this moment open: without it SQLite would begin anew at every write of somebody else, and never end.
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM sqlite_master").fetchone()
        reading.backup(writing, pages=PAGES, progress=lambda _, left, total: tell("database", total - left, total))
        reading.execute("COMMIT")


def _leave_out(alias: str, at: datetime) -> None:
    """Take out of the copy what holds a code in clear or opens a session: answers kept for a retry, sessions, codes on their way.

    A complaint code that was on its way becomes a dead letter, so that administrators know of it; its owner renews it. Other notices stay: they
    hold no code, and are sent by the installation that is restored.
    """
    KeptAnswer.objects.using(alias).all().delete()
    Session.objects.using(alias).all().delete()
    WorkerLife.objects.using(alias).all().delete()
    waiting = Job.objects.using(alias).filter(done_at=None)
    waiting.update(leased_until=None, leased_by="")
    sealed = waiting.filter(sealed__isnull=False)
    with_code = [kind for kind, values in KINDS.items() if "complaint_code" in values]
    passing = [kind for kind, values in KINDS.items() if "verification_code" in values]
    sealed.filter(name="notices.deliver", payload__kind__in=with_code).update(sealed=None, dead_at=at, last_error=LEFT_OUT)
    sealed.filter(name="notices.deliver", payload__kind__in=passing).delete()
    sealed.exclude(name="notices.deliver").delete()


def _shrink(alias: str) -> None:
    """Write the copy anew, so that nothing which was deleted is left in it, and see that it is whole."""
    with connections[alias].cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA journal_mode=DELETE")
        cursor.execute("PRAGMA integrity_check")
        row = cursor.fetchone()
    if row is None or row[0] != "ok":
        raise CannotKeep("The copy of the database is not whole. Look at the disk, and at the database in use.")


def _copy_files(alias: str, folder: Path, tell: Told) -> Iterator[Piece]:
    rows = StoredFile.objects.using(alias)
    total, lost = rows.count(), []
    for number, row in enumerate(rows.order_by("pk").iterator(), start=1):
        for path in row.kept_paths:
            try:
                yield _copy_object(path, folder)
            except OSError:
                # Erased while the copy ran: the row of the copy then leads nowhere, as intended. Anything else is a loss.
                if StoredFile.objects.filter(pk=row.pk).exists():
                    lost.append(path)
        tell("files", number, total)
    if lost:
        raise CannotKeep(f"{len(lost)} files that the database names cannot be read, the first is {lost[0]}. The backup is not complete.")


def _copy_object(path: str, folder: Path) -> Piece:
    place = f"{FILES}/{path}"
    (folder / place).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = sha256(), 0
    with default_storage.open(path) as source, (folder / place).open("wb") as target:
        (folder / place).chmod(0o600)
        while block := source.read(BLOCK):
            digest.update(block)
            size += target.write(block)
    return Piece(place, size, digest.hexdigest())


def _copy_keys(folder: Path) -> dict[str, str]:
    digests = {}
    for name, path in key_files().items():
        if path.is_file():
            (folder / name).touch(mode=0o600)
            shutil.copyfile(path, folder / name)
            digests[name] = digest_of(folder / name)
    return digests


def _refuse_missing_keys(sealed_under: set[str]) -> None:
    if missing := sealed_under - set(key_ring().wrapping):
        raise CannotKeep(
            f"The key {sorted(missing)[0]}, under which rows are sealed, is not in the key ring any more. Make the backup again."
        )
