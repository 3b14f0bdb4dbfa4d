"""What an installation leans on, each as a process of its own that can be killed: mail, SMS, the scanner, the store, the line to it.

Mail server and gateway write each notice to the disk before they say that they took it.
"""

import json
import os
import shutil
import signal
import socket
import socketserver
import struct
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

BLOCK = 65_536
CLAMD = next(filter(None, map(shutil.which, ("clamd", "/usr/sbin/clamd"))), None)


def _note(file: Path, line: dict[str, str]) -> None:
    with file.open("a", encoding="utf-8") as handle:
        handle.write(json.dumps(line) + "\n")
        handle.flush()
        os.fsync(handle.fileno())


class _Mailbox:
    """Keeps each letter as one line before it is accepted."""

    def __init__(self, file: Path) -> None:
        self.file = file

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - the name that aiosmtpd calls
        """Write the letter down and accept it."""
        letter = message_from_bytes(envelope.content, policy=policy.default)
        plain = letter.get_body(("plain",))
        reference = str(letter["Message-ID"]).strip("<>").partition("@")[0]
        _note(self.file, {"to": envelope.rcpt_tos[0], "id": reference, "text": plain.get_content() if plain else ""})
        return "250 kept"


def mail(port: int, file: Path) -> None:
    """A mail server that takes everything."""
    Controller(_Mailbox(file), hostname="127.0.0.1", port=port).start()
    signal.pause()


def sms(port: int, file: Path) -> None:
    """A gateway that takes everything."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            _note(file, {"to": sent["to"], "id": sent["reference"], "text": sent["text"]})
            self.send_response(202)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
            """Stay quiet."""

    ThreadingHTTPServer(("127.0.0.1", port), Door).serve_forever()


def scanner(port: int, folder: Path) -> None:
    """ClamAV's daemon with a signature of ours where it is installed, else a server that speaks its language and finds nothing."""
    if CLAMD is None:
        _Server(("127.0.0.1", port), _Clamd).serve_forever()
        return
    for name in ("signatures", "scratch"):
        (folder / name).mkdir(exist_ok=True)
    (folder / "signatures" / "ours.ndb").write_text(f"Drill.Nothing:0:*:{os.urandom(32).hex()}\n")
    lines = ["TCPAddr 127.0.0.1", f"TCPSocket {port}", f"DatabaseDirectory {folder}/signatures", f"TemporaryDirectory {folder}/scratch"]
    (folder / "clamd.conf").write_text("\n".join([*lines, "Foreground yes", "ConcurrentDatabaseReload no", "MaxThreads 4", ""]))
    os.execv(CLAMD, [CLAMD, "--config-file", str(folder / "clamd.conf")])  # noqa: S606 - the program named just above


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address, daemon_threads = True, True


class _Clamd(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        """PING and INSTREAM, as clamd(8) says."""
        with self.request.makefile("rb") as read:
            command = b"".join(iter(lambda: read.read(1), b"\0"))
            if command.lstrip(b"zn") == b"PING":
                self.request.sendall(b"PONG\0")
                return
            while size := struct.unpack("!I", read.read(4))[0]:
                read.read(size)
            self.request.sendall(b"stream: OK\0")


def store(port: int, bucket: str) -> None:
    """An S3 store in memory: moto's, with one bucket."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    name = "drill"
    client = boto3.client(
        "s3", endpoint_url=f"http://127.0.0.1:{port}", aws_access_key_id=name, aws_secret_access_key=name, region_name="us-east-1"
    )
    client.create_bucket(Bucket=bucket)
    signal.pause()


def line(port: int, behind: int) -> None:
    """The line to the store. It is what is cut: the store keeps its objects in memory and must live on."""

    class Through(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            """Carry bytes both ways."""
            with suppress(OSError), socket.create_connection(("127.0.0.1", behind)) as far:
                threading.Thread(target=_carry, args=(self.request, far), daemon=True).start()
                _carry(far, self.request)

    _Server(("127.0.0.1", port), Through).serve_forever()


def _carry(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while block := source.recv(BLOCK):
            target.sendall(block)
        target.shutdown(socket.SHUT_WR)


PARTS: dict[str, Callable[[int, str], None]] = {
    "mail": lambda port, place: mail(port, Path(place)),
    "sms": lambda port, place: sms(port, Path(place)),
    "scanner": lambda port, place: scanner(port, Path(place)),
    "store": store,
    "line": lambda port, place: line(port, int(place)),
}


def main(name: str, port: str, place: str) -> None:
    """Be one of them until killed."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    PARTS[name](int(port), place)
