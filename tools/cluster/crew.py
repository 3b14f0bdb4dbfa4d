"""Programs of other people, each with a log of its own, that can be killed with everything they have started."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from tools.processes import CannotStart

LAST_WORDS = 1500  # characters of a log


def descendants(pid: int) -> list[int]:
    """Every process that this one has started, and those that they have, as /proc tells."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            with suppress(OSError, ValueError, IndexError):
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(folder.name))
    found, waiting = [], [pid]
    while waiting:
        more = children.get(waiting.pop(), [])
        found += more
        waiting += more
    return found


class Crew:
    """All of them, by name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        environment: Mapping[str, str] | None = None,
        cwd: Path | str = "/",
        as_whom: Mapping[str, Any] | None = None,
    ) -> None:
        """Start one in a session of its own.

        :param as_whom: user and environment, as arguments of Popen.
        """
        with self.log(name).open("ab") as log:
            self.running[name] = subprocess.Popen(
                [str(part) for part in command],
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **(as_whom or {"env": environment}),
            )

    def log(self, name: str) -> Path:
        """What it says."""
        return self.folder / f"{name}.log"

    def kill(self, name: str, *also: int) -> None:
        """`kill -9` to it and to all that it has started, as if the machine were gone.

        :param also: processes that belong to it but have gone out of its sight, with all that they have started.
        """
        process = self.running.pop(name)
        family = [pid for root in (process.pid, *also) for pid in (root, *descendants(root))]
        for pid in family:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)  # nobody starts another while we kill
        for pid in {*family, *(child for root in (process.pid, *also) for child in descendants(root))}:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()

    def until(self, name: str, is_so: Callable[[], bool], what: str, seconds: float = 60) -> None:
        """Wait until it is so.

        :raises CannotStart: the program ended, or it took longer than so many seconds; with its last words.
        """
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if is_so():
                return
            if name in self.running and self.running[name].poll() is not None:
                break
            time.sleep(0.2)
        raise CannotStart(f"{name}: {what} did not come about.\n{self.log(name).read_text(errors='replace')[-LAST_WORDS:]}")

    def close(self) -> None:
        """All of them, the last one first."""
        for name in reversed(list(self.running)):
            self.kill(name)
