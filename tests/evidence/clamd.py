"""Two scanners for the tests: ClamAV's own daemon with one signature of ours, and a server that speaks its language."""

import os
import shutil
import socket
import socketserver
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from mazalim.evidence import scanner
from tests.evidence.samples import EICAR

DAEMON = next(filter(None, map(shutil.which, ("clamd", "/usr/sbin/clamd"))), None)
CONFIGURATION = """
LocalSocket {folder}/clamd.ctl
DatabaseDirectory {folder}/signatures
TemporaryDirectory {folder}/scratch
Foreground yes
ConcurrentDatabaseReload no
MaxThreads 2
StreamMaxLength 25M
OfficialDatabaseOnly no
"""


class Daemon:
    """A private clamd, started and stopped at will at one address."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.process = folder, None
        self.url = f"unix:{folder}/clamd.ctl"
        (folder / "signatures").mkdir()
        (folder / "scratch").mkdir()
        # Name, kind of file (any), offset (any), the string itself in hexadecimal.
        (folder / "signatures" / "ours.ndb").write_text(f"Test.Eicar:0:*:{EICAR.hex()}\n")
        (folder / "clamd.conf").write_text(CONFIGURATION.format(folder=folder))

    def start(self) -> None:
        """Returns when it answers."""
        command = [DAEMON, "--config-file", str(self.folder / "clamd.conf")]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 20
        while not scanner.answers(self.url):
            assert self.process.poll() is None, "clamd has ended by itself."
            assert time.monotonic() < until, "clamd does not answer."
            time.sleep(0.05)

    def stop(self) -> None:
        """As when its machine goes away."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@contextmanager
def private_daemon() -> Iterator[Daemon]:
    """A clamd of one's own; only where it is installed."""
    with TemporaryDirectory(prefix="clamd-") as folder:
        if os.geteuid() == 0:
            Path(folder).chmod(0o755)
        daemon = Daemon(Path(folder))
        daemon.start()
        try:
            yield daemon
        finally:
            daemon.stop()


class _Line(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        line = self.request
        command = b""
        while not command.endswith(b"\0"):
            command += line.recv(1)
        if command == b"zPING\0":
            line.sendall(b"PONG\0")
            return
        read = b""
        while length := struct.unpack("!L", self._exactly(4))[0]:
            read += self._exactly(length)
            if len(read) > self.server.most:
                with suppress(OSError):
                    line.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        time.sleep(self.server.delay)
        line.sendall(self.server.answer or (b"stream: Test.Eicar FOUND\0" if EICAR in read else b"stream: OK\0"))

    def _exactly(self, length: int) -> bytes:
        got = b""
        while len(got) < length:
            got += self.request.recv(length - len(got)) or self._hung_up()
        return got

    def _hung_up(self) -> bytes:
        raise ConnectionError


class Speaker(socketserver.ThreadingTCPServer):
    """Speaks clamd's language on 127.0.0.1; finds EICAR in the clear alone."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Line)
        self.most, self.answer, self.delay = 25_000_000, b"", 0.0
        self.url = f"tcp://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: socket.socket, client_address: object) -> None:
        """A client that hangs up is no news."""


@contextmanager
def speaker() -> Iterator[Speaker]:
    """The server, in a thread."""
    server = Speaker()
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
