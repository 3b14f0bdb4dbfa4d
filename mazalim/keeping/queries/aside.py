"""A copy of the embedded database, opened beside the one in use."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from mazalim.accounts.models import CodeApp, Officer
from mazalim.complainants.models import Complainant
from mazalim.complaints.models import Complaint, Enclosure, Entry, EntryText
from mazalim.evidence.models import StoredFile
from mazalim.work.models import Job

COUNTED: dict[str, type[Model]] = {
    "complaints": Complaint,
    "entries": Entry,
    "texts": EntryText,
    "enclosures": Enclosure,
    "complainants": Complainant,
    "files": StoredFile,
    "accounts": Officer,
}


@contextmanager
def opened_aside(path: Path) -> Iterator[str]:
    """The alias under which the rows of a database file can be read and written meanwhile."""
    alias = f"aside {path}"
    opened = connections["default"].copy(alias)
    opened.settings_dict["NAME"] = str(path)
    connections[alias] = opened
    try:
        yield alias
    finally:
        opened.close()
        del connections[alias]


def counts(alias: str = "default") -> dict[str, int]:
    """How many rows there are of what must not be lost."""
    found = {name: model._default_manager.using(alias).count() for name, model in COUNTED.items()}
    return found | {"waiting jobs": Job.objects.using(alias).filter(done_at=None, dead_at=None).count()}


def key_ids(alias: str) -> set[str]:
    """The ids of the keys under which something is sealed."""
    persons = Complainant.objects.using(alias).filter(wrapped_key__isnull=False).values_list("key_id", flat=True)
    files = StoredFile.objects.using(alias).exclude(key_id="").values_list("key_id", flat=True)
    apps = CodeApp.objects.using(alias).values_list("key_id", flat=True)
    return set(persons.distinct()) | set(files.distinct()) | set(apps.distinct())


def applied_migrations(alias: str) -> tuple[str, ...]:
    """Of the product's own rooms, as "app.name"; what the demonstration adds can be restored without it."""
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("mazalim.") and app.label != "demo"}
    rows = MigrationRecorder(connections[alias]).applied_migrations()
    return tuple(sorted(f"{app}.{name}" for app, name in rows if app in ours))
