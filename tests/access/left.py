"""What is left behind outside the pages: logs, letters, jobs, sessions, caches, tables, files. No canary may be there but where it is written down."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import models

from mazalim.demo.models import Letter
from tests.access import canaries
from tests.access.canaries import PERSON, Canary

# In clear: the words of a case, in its own tables and in the index by which it is found. Everything else holds none of it.
HOLDS_THE_WORDS = frozenset(
    {
        "complaints.Complaint",
        "complaints.EntryText",
        "complaints.Proposal",
        "complaints.SearchDocument",
        "casework.Task",
        "casework.BulkAct",
        "replies.Draft",
        "systemic.SystemicIssue",
    }
)


# The root, and those that do not hand on to it.
LOGGERS = ("", "mazalim.security", "django.security")


class Ear(logging.Handler):
    """Hears everything that is written to any log, at every level, but the statements that a database is asked in tests."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the line with all its arguments and what it was given beside them."""
        if not record.name.startswith("django.db"):
            self.lines.append(f"{record.getMessage()} {record.exc_text or ''} {record.__dict__!r}")

    def __enter__(self) -> "Ear":
        self._levels = {name: logging.getLogger(name).level for name in LOGGERS}
        for name in LOGGERS:
            logging.getLogger(name).addHandler(self)
            logging.getLogger(name).setLevel(logging.DEBUG)
        return self

    def __exit__(self, *_: object) -> None:
        for name, level in self._levels.items():
            logging.getLogger(name).removeHandler(self)
            logging.getLogger(name).setLevel(level)


def in_logs(ear: Ear) -> Iterator[str]:
    """Lines of logs with a canary."""
    for line in ear.lines:
        if canaries.found_in(line.encode()):
            yield f"log: {line[:160]}"


def in_letters() -> Iterator[str]:
    """Letters that say anything of a case or of a person, but for the address they go to."""
    for letter in Letter.objects.all():
        said = f"{letter.subject}\n{letter.text}\n{letter.html}".replace(letter.address, "")
        if canaries.found_in(said.encode()):
            yield f"{letter.channel}: {said[:160]!r}"


def in_tables() -> Iterator[str]:
    """Tables that hold who somebody is in clear; or words of a case outside the case file. Sessions are looked into."""
    for session in Session.objects.all():
        if canaries.found_in(repr(session.get_decoded()).encode()):
            yield "a session"
    for model in apps.get_models():
        name = model._meta.label
        if not model.__module__.startswith("mazalim.") or model is Letter:
            continue
        for found in _in_rows(model):
            if found.sort == PERSON or name not in HOLDS_THE_WORDS:
                yield f"{name}: {found.sort} of {found.place}"


def _in_rows(model: type[models.Model]) -> set[Canary]:
    heard: set[Canary] = set()
    for row in model._base_manager.values_list().iterator():
        heard |= canaries.found_in(b"\n".join(_bytes(value) for value in row))
    return heard


def _bytes(value: Any) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def in_caches() -> Iterator[str]:
    """Entries of the process's cache."""
    for key, value in getattr(cache, "_cache", {}).items():
        if canaries.found_in(key.encode() + _bytes(value)):
            yield f"cache: {key}"


def in_files(*, but: tuple[str, ...] = ()) -> Iterator[str]:
    """Files of the installation, half-arrived uploads included; of the database itself who somebody is."""
    for path in Path(settings.MAZALIM_DATA_DIR).rglob("*"):
        if path.is_file() and not any(path.name.startswith(one) for one in but):
            content = path.read_bytes()
            # The demonstration's post, which keeps the letters of the walk, notes the addresses that they went to.
            if canaries.named_in(content) if ".sqlite3" in path.name else canaries.found_in(content):
                yield f"file: {path.name}"


def number_of_letters() -> int:
    """How many letters were listened to."""
    return Letter.objects.count()
