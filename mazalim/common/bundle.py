"""A ZIP that is sent while it is written: no temporary file, and no more of it in memory than one block."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from io import RawIOBase
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo


class _Outlet(RawIOBase):
    """Takes what the archive writes, and gives it away again."""

    def __init__(self) -> None:
        self.held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]  # bytes are all that an archive writes
        self.held += data
        return len(data)

    def taken(self) -> bytes:
        """What was written since the last time."""
        block = bytes(self.held)
        self.held.clear()
        return block


def zipped(members: Iterable[tuple[str, Iterable[bytes], bool]], *, at: datetime) -> Iterator[bytes]:
    """The archive, block by block. A member is its name, its contents in blocks, and whether they are worth deflating; `at` is its time."""
    outlet = _Outlet()
    moment = (at.year, at.month, at.day, at.hour, at.minute, at.second)
    with ZipFile(outlet, "w") as archive:
        for name, blocks, is_text in members:
            info = ZipInfo(name, date_time=moment)
            info.compress_type = ZIP_DEFLATED if is_text else ZIP_STORED
            info.external_attr = 0o600 << 16
            with archive.open(info, "w", force_zip64=False) as member:
                for block in blocks:
                    member.write(block)
                    if outlet.held:
                        yield outlet.taken()
            yield outlet.taken()
    yield outlet.taken()
