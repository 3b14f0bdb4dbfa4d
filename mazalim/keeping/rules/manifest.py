"""The list that every backup carries: what is in it, with a digest of each piece."""

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

FORMAT = 1
MANIFEST, DATABASE, FILES = "manifest.json", "mazalim.sqlite3", "files"
BLOCK = 1 << 20


class BadBackup(Exception):
    """The text says what is wrong with the backup, as a sentence."""


@dataclass(frozen=True)
class Piece:
    """One file of the backup."""

    path: str  # within the folder, with slashes
    size: int  # bytes
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What stands in manifest.json."""

    made_at: str  # ISO 8601, UTC
    version: str
    migrations: tuple[str, ...]  # "app.name" of each that was applied
    counts: dict[str, int]
    head: dict[str, Any]  # of the last seal; empty where nothing is sealed
    keys: dict[str, str]  # name of each key file -> SHA-256; the files themselves lie elsewhere
    pieces: tuple[Piece, ...]

    def write(self, folder: Path) -> str:
        """Put it into the folder, last of all; returns its own digest."""
        path = folder / MANIFEST
        path.touch(mode=0o600)
        path.write_text(json.dumps({"format": FORMAT, **asdict(self)}, indent=1, sort_keys=True) + "\n", "utf-8")
        return digest_of(path)

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Raises BadBackup."""
        try:
            raw = json.loads((folder / MANIFEST).read_text("utf-8"))
            if raw["format"] != FORMAT:
                raise BadBackup(f"The backup has the format {raw['format']}, which this version does not know.")
            pieces = tuple(Piece(str(one["path"]), int(one["size"]), str(one["sha256"])) for one in raw["pieces"])
            return cls(
                raw["made_at"], raw["version"], tuple(raw["migrations"]), dict(raw["counts"]), dict(raw["head"]), dict(raw["keys"]), pieces
            )
        except FileNotFoundError as error:
            raise BadBackup(f"There is no {MANIFEST} in {folder}: it is no backup, or one that was not finished.") from error
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadBackup(f"{folder / MANIFEST} cannot be read.") from error

    def faults(self, piece: Piece, folder: Path) -> str:
        """What is wrong with one piece; an empty text where nothing is."""
        path = folder / piece.path
        if Path(piece.path).is_absolute() or ".." in Path(piece.path).parts:
            return f"{piece.path} leads out of the backup."
        if not path.is_file():
            return f"{piece.path} is missing."
        if path.stat().st_size != piece.size or digest_of(path) != piece.sha256:
            return f"{piece.path} was changed."
        return ""


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal digits."""
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
