"""The copy of every seal outside the database, one line of JSON each: who rewrites the database must rewrite this too, and everybody's mirror."""

import fcntl
import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings

from mazalim.common.canonical import canonical
from mazalim.common.database.rows import in_batches
from mazalim.proof.models import Seal
from mazalim.proof.seals.rules import published_form

log = logging.getLogger("mazalim.proof")
LONGEST_LINE = 4_096  # bytes; a seal has some 700


class NotSeals(Exception):
    """A file that should hold published seals, one a line, holds something else; the message says in which line."""


def keep_copy() -> None:
    """Append to the copy the seals that it lacks. A copy that says otherwise than the database is left as it is, for `verify` to show."""
    path = Path(settings.MAZALIM_SEALS_FILE)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o644)
        with path.open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # the worker and a person with `manage.py seal` may come together
            _append_missing(file)
    except (OSError, ValueError) as error:
        log.error("The copy of the seals in %s cannot be kept (%s).", path, error)


def _append_missing(file: BinaryIO) -> None:
    last = _last_line(file)
    number = int(last["number"]) if last else 0
    if last is not None:
        known = Seal.objects.filter(number=number).first()
        if known is None or published_form(known) != last:
            log.error("The copy of the seals holds another seal %d than the database: run `manage.py verify`.", number)
            return
    for seal in in_batches(Seal.objects.filter(number__gt=number), by="number"):
        file.write(canonical(published_form(seal)) + b"\n")
    file.flush()
    os.fsync(file.fileno())


def _last_line(file: BinaryIO) -> dict[str, Any] | None:
    """The last whole line, None in an empty file. What a crash left of a line that was never finished is cut off."""
    size = file.seek(0, os.SEEK_END)
    start = max(0, size - 2 * LONGEST_LINE)
    file.seek(start)
    tail = file.read()
    end = tail.rfind(b"\n") + 1
    file.truncate(start + end)
    file.seek(start + end)
    lines = tail[:end].splitlines()
    return json.loads(lines[-1]) if lines else None


def seals_in(path: Path) -> Iterator[dict[str, Any]]:
    """The published seals of a copy or of somebody's mirror, in the order of the lines; raises NotSeals or OSError."""
    with path.open("rb") as file:
        for place, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                return  # being written this very moment, or never finished
            try:
                seal = json.loads(line)
            except ValueError as error:
                raise NotSeals(f"{path}, line {place}: no JSON.") from error
            if not isinstance(seal, dict) or not isinstance(seal.get("number"), int):
                raise NotSeals(f"{path}, line {place}: no seal.")
            yield seal
