"""Changing the key file while others read it: a new key is announced, then it becomes the current one, and later the former one is dropped.

Every step replaces the file whole, so that whoever reads sees the ring before or after it. Between announcing and switching all processes must
have read the file: then nobody meets anything that was made with a key unknown to them. `docs/security/keys.md` has the order of a rotation.
"""

import fcntl
import json
import os
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from mazalim.common.clock import stamp, unstamp
from mazalim.common.keys import PURPOSES, name_of_key, new_key, read_key_file

WRAPPING = "wrapping"
EVERY_PURPOSE = (WRAPPING, *PURPOSES)


class AnotherRotation(Exception):
    """Somebody else changes this key file at the moment."""


@dataclass(frozen=True)
class FormerKey:
    """A key that was replaced."""

    purpose: str
    name: str  # the id of a wrapping key; of others the name that rows remember
    replaced_at: datetime


@dataclass(frozen=True)
class Standing:
    """How far a rotation is come."""

    unfinished: tuple[str, ...] = ()  # the purposes of a rotation that was begun
    coming: tuple[str, ...] = ()  # those of them whose new key was announced and is not used yet
    announced_at: datetime | None = None
    former: tuple[FormerKey, ...] = field(default=())


@contextmanager
def locked_key_file(path: Path) -> Iterator[None]:
    """Nobody else rotates meanwhile; the lock goes with the process, however it ends. Raises AnotherRotation."""
    lock = path.with_name(f".{path.name}.lock")
    with lock.open("w") as handle:
        lock.chmod(0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AnotherRotation from error
        yield


def _raw(path: Path) -> dict[str, Any]:
    read_key_file(path)  # refuses what is no key file
    raw: dict[str, Any] = json.loads(path.read_text())
    return raw


def _replace(path: Path, raw: dict[str, Any]) -> None:
    """Put the new file in place of the old one: forced to the disk first, so that a power cut leaves one of the two."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    before = path.stat()
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(json.dumps(raw))
            file.flush()
            os.fsync(file.fileno())
        read_key_file(draft)
        if os.geteuid() == 0:  # run by root, the file stays its owner's
            os.chown(draft, before.st_uid, before.st_gid)
        draft.chmod(before.st_mode & 0o777)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def standing_of(path: Path) -> Standing:
    """What the file says of the rotation that was begun, and of the keys that were replaced."""
    raw = _raw(path)
    former = tuple(FormerKey(one["purpose"], one["name"], unstamp(one["replaced_at"])) for one in raw.get("former", []))
    at = raw.get("announced_at")
    return Standing(tuple(raw.get("unfinished", [])), tuple(raw.get("coming", {})), unstamp(at) if at else None, former)


def announce(path: Path, *, purposes: Collection[str], at: datetime) -> None:
    """Put new keys into the file that are read with, but not yet written with."""
    raw = _raw(path)
    coming = {}
    for purpose in purposes:
        coming[purpose] = new_key()
        if purpose == WRAPPING:
            used = {*raw["wrapping"], *(one["name"] for one in raw.get("former", []) if one["purpose"] == WRAPPING)}
            # Never the name of a key that was dropped: rows of an old backup may still name that one.
            name = f"k{max((int(one[1:]) for one in used if one[:1] == 'k' and one[1:].isdecimal()), default=0) + 1}"
            raw["wrapping"][name], coming[purpose] = coming[purpose], name
    _replace(path, raw | {"coming": coming, "unfinished": list(purposes), "announced_at": stamp(at)})


def switch(path: Path, *, at: datetime) -> None:
    """Make the announced keys the current ones; those before are read with as long as they stand in the file."""
    raw = _raw(path)
    coming, former = raw.pop("coming", {}), raw.setdefault("former", [])
    for purpose, key in coming.items():
        if purpose == WRAPPING:
            former.append({"purpose": purpose, "name": raw["current"], "replaced_at": stamp(at)})
            raw["current"] = key
        else:
            name = name_of_key(getattr(read_key_file(path), purpose))
            former.append({"purpose": purpose, "name": name, "key": raw[purpose], "replaced_at": stamp(at)})
            raw[purpose] = key
    raw.pop("announced_at", None)
    _replace(path, raw)


def finish(path: Path) -> None:
    """Say that everything was made anew with the current keys. The former ones stay until they are dropped."""
    raw = _raw(path)
    raw.pop("unfinished", None)
    _replace(path, raw)


def drop(path: Path, *, names: Collection[str]) -> None:
    """Take former keys out of the file: what they made can be read by nobody from now on."""
    raw = _raw(path)
    raw["former"] = [one for one in raw.get("former", []) if one["name"] not in names]
    raw["wrapping"] = {name: key for name, key in raw["wrapping"].items() if name not in names or name == raw["current"]}
    _replace(path, raw)


def is_older_than(former: FormerKey, span: timedelta, *, at: datetime) -> bool:
    """Whether a key was replaced so long ago."""
    return former.replaced_at + span <= at
