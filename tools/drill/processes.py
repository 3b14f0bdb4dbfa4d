"""Web and worker, started in a moment and killed without a chance to tidy up.

A nursery has loaded the product once; each process is a child of it that goes on as `manage.py work` or granian would after loading. So two hundred
starts cost seconds of processor time, not a quarter of an hour. The children are full processes, in sessions of their own.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tools.processes import ROOT

THREADS = 16
SUBREAPER = 36  # prctl(2)


def nursery() -> None:
    """Load the product, then start a child for each line of standard input: `worker` or `web PORT`; its number is the answer."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.db.migrations.loader import MigrationLoader

    import config.urls
    import mazalim.worker.loop  # noqa: F401 - loaded here, so that the children need not

    assert config.urls.urlpatterns  # noqa: S101 - loading is what it is for
    MigrationLoader(None)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(SUBREAPER, 1)  # what a killed child leaves behind is buried here
    print("ready", flush=True)
    for line in sys.stdin:
        kind, *more = line.split()
        child = os.fork()
        if child == 0:
            _live(kind, more)
        print(child, flush=True)


def _live(kind: str, more: list[str]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    sys.stdin.close()
    try:
        if kind == "worker":
            from django.core.management import call_command

            call_command("work")
        else:
            from granian.constants import Interfaces
            from granian.server import Server

            server = Server(
                "config.wsgi:application",
                port=int(more[0]),
                interface=Interfaces.WSGI,
                blocking_threads=THREADS,
                backpressure=256,
                websockets=False,
                log_enabled=False,
            )
            server.serve()
    finally:
        os._exit(0)


class Nursery:
    """The process above, from outside."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tools.drill", "nursery"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log.open("ab"),
            text=True,
        )
        assert self.process.stdout is not None  # noqa: S101 - a pipe was asked for
        if self.process.stdout.readline().strip() != "ready":
            raise SystemExit(f"The product could not be loaded; see {log}.")

    def start(self, what: str) -> int:
        """The number of a new process, which is the leader of its own group."""
        assert self.process.stdin is not None  # noqa: S101
        assert self.process.stdout is not None  # noqa: S101
        self.process.stdin.write(what + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def close(self) -> None:
        """No more children."""
        self.process.terminate()
        self.process.wait(10)


class Running:
    """One web or worker process that is started again and again."""

    def __init__(self, nursery: Nursery, what: str, is_up: Callable[["Running"], bool]) -> None:
        self.nursery, self.what, self.is_up, self.kills = nursery, what, is_up, 0
        self.pid = nursery.start(what)

    def kill(self) -> None:
        """`kill -9` to it and everything it started; then once more from the beginning."""
        self.end(signal.SIGKILL)
        self.kills += 1
        self.pid = self.nursery.start(self.what)

    def end(self, number: int, seconds: float = 30) -> bool:
        """Signal the group (all of it where it is SIGKILL, else its leader) and wait; True where it ended by itself in time."""
        try:
            if number == signal.SIGKILL:
                os.killpg(self.pid, number)
            else:
                os.kill(self.pid, number)
        except ProcessLookupError:
            return False
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                os.killpg(self.pid, 0)
            except ProcessLookupError:
                return True
            time.sleep(0.01)
        return False


class Outside:
    """What the installation leans on, by name."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.environment, self.log = environment, log
        self.commands: dict[str, tuple[str, str]] = {}
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, port: int | None = None, place: str = "") -> None:
        """Start it; without arguments as the last time."""
        if port is not None:
            self.commands[name] = (str(port), place)
        command = [sys.executable, "-m", "tools.drill", "outside", name, *self.commands[name]]
        with self.log.open("ab") as log:
            self.running[name] = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)

    def kill(self, name: str) -> None:
        """No chance to tidy up."""
        process = self.running.pop(name)
        process.kill()
        process.wait()

    def close(self) -> None:
        """All of them."""
        for name in list(self.running):
            self.kill(name)
