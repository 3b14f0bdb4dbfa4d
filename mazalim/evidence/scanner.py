"""Speaks to ClamAV's daemon: PING and INSTREAM (clamd(8)), over a local socket or TCP."""

import contextlib
import socket
import struct
import time
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

CONNECT_SECONDS = 5.0
PING_SECONDS = 2.0  # somebody may wait for the page that says how it is
STEP_SECONDS = 20.0  # how long one look for the answer lasts
MOST_SECONDS = 180.0  # clamd itself gives a file up after two minutes
MOST_CHUNK = 65_536
MOST_ANSWER = 4096


class ScannerDown(Exception):
    """Nobody answers at the address, or the line broke: the same file is worth another try."""


class CannotScan(Exception):
    """The scanner answers, and will not scan this file: it is larger than StreamMaxLength, or a limit of the scanner's was reached."""


def _connected(url: str, seconds: float = CONNECT_SECONDS) -> socket.socket:
    address = urlsplit(url)
    try:
        if address.scheme == "unix":
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(seconds)
            try:
                line.connect(address.path)
            except OSError:
                line.close()
                raise
        else:
            line = socket.create_connection((address.hostname or "127.0.0.1", address.port or 3310), timeout=seconds)
    except OSError as error:
        raise ScannerDown(f"The scanner does not answer ({error.strerror or type(error).__name__}).") from error
    line.settimeout(STEP_SECONDS)
    return line


def _answer(line: socket.socket, still_waiting: Callable[[], None]) -> str:
    """What the scanner says, up to the closing NUL."""
    said, until = b"", time.monotonic() + MOST_SECONDS
    while b"\0" not in said and len(said) < MOST_ANSWER:
        try:
            piece = line.recv(MOST_ANSWER)
        except TimeoutError:
            if time.monotonic() > until:
                raise ScannerDown("The scanner took too long.") from None
            still_waiting()
            continue
        except OSError as error:
            raise ScannerDown("The line to the scanner broke.") from error
        if not piece:
            break
        said += piece
    return said.split(b"\0", 1)[0].decode("utf-8", "replace").strip()


def answers(url: str) -> bool:
    """Whether a scanner is there and ready."""
    try:
        with _connected(url, PING_SECONDS) as line:
            line.settimeout(PING_SECONDS)
            line.sendall(b"zPING\0")
            return line.recv(MOST_ANSWER).startswith(b"PONG")
    except (ScannerDown, OSError):
        return False


def scan(url: str, blocks: Iterable[bytes], *, still_waiting: Callable[[], None] = lambda: None) -> str:
    """The name of what the scanner found in a stream, or nothing. `still_waiting` is called while the answer takes its time.

    Raises ScannerDown or CannotScan; whatever `blocks` raises goes through.
    """
    with _connected(url) as line:
        _send(line, blocks)
        said = _answer(line, still_waiting)
    verdict = said.removeprefix("stream:").strip()
    if verdict == "OK":
        return ""
    if verdict.endswith(" FOUND"):
        return verdict.removesuffix(" FOUND").strip() or "unnamed"
    if verdict.endswith("ERROR"):
        raise CannotScan(verdict[:200])
    raise ScannerDown("The line to the scanner broke.")


def _send(line: socket.socket, blocks: Iterable[bytes]) -> None:
    """The stream in pieces, each after its length, and a length of nothing at the end."""
    with contextlib.suppress(ConnectionError, TimeoutError):  # it hung up early: why, its answer says
        line.sendall(b"zINSTREAM\0")
        for block in blocks:
            for start in range(0, len(block), MOST_CHUNK):
                piece = block[start : start + MOST_CHUNK]
                line.sendall(struct.pack("!L", len(piece)) + piece)
        line.sendall(struct.pack("!L", 0))
