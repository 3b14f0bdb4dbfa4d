"""Keep what was drawn beside the sealed original."""

import io

from mazalim.evidence.actions.objects import put
from mazalim.evidence.copies.drawing import Drawn
from mazalim.evidence.models import StoredFile
from mazalim.evidence.queries import file_place


def keep_copies(row: StoredFile, drawn: Drawn, *, key: bytes) -> None:
    """Seal copy and small copy, and note their sizes on the row, which the caller saves. Raises CannotKeep."""
    row.copy_size, row.thumbnail_size = len(drawn.copy), len(drawn.thumbnail)
    put(row.copy_path, io.BytesIO(drawn.copy), size=len(drawn.copy), key=key, place=file_place(row.id, "copy"))
    put(row.thumbnail_path, io.BytesIO(drawn.thumbnail), size=len(drawn.thumbnail), key=key, place=file_place(row.id, "thumbnail"))
