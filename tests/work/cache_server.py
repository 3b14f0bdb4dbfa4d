"""A real Valkey or Redis of the tests' own; without either its tests are left out and say so."""

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator

import pytest

from tools.processes import free_port

SERVERS = ("valkey-server", "redis-server")


class Server:
    """A server of our own, that forgets everything when it ends."""

    def __init__(self, program: str, folder) -> None:
        self.program, self.folder, self.port = program, folder, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(self.folder)]
        self.process = subprocess.Popen([self.program, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            if self._listens():
                return
            time.sleep(0.01)
        raise AssertionError("The server did not start.")

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def hang(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self.process.send_signal(signal.SIGCONT)


@pytest.fixture(scope="module")
def running(tmp_path_factory) -> Iterator[Server]:
    program = next(filter(None, map(shutil.which, SERVERS)), None)
    if program is None:
        pytest.skip("No valkey-server and no redis-server is installed. Debian, Ubuntu: apt-get install redis-server.")
    server = Server(program, tmp_path_factory.mktemp("cache"))
    yield server
    server.kill()
