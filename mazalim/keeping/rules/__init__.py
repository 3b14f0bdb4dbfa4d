"""What a backup holds and where it may lie."""

from mazalim.keeping.rules.manifest import DATABASE, FILES, FORMAT, MANIFEST, BadBackup, Manifest, Piece, digest_of
from mazalim.keeping.rules.places import CannotKeep, key_files, refuse_together

__all__ = [
    "DATABASE",
    "FILES",
    "FORMAT",
    "MANIFEST",
    "BadBackup",
    "CannotKeep",
    "Manifest",
    "Piece",
    "digest_of",
    "key_files",
    "refuse_together",
]
