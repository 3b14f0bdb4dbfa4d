"""What the operating system knows of processes: CPU and memory, read from /proc."""

import os
import platform
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Stat:
    """Of /proc/PID/stat what is needed here. `seconds`: user and system; `ended`: that of children that ended and were waited for."""

    pid: int
    parent: int
    seconds: float
    ended: float


def read_stat(line: str) -> Stat:
    """Parse one line of /proc/PID/stat (proc(5)); the name stands in brackets and may hold blanks and brackets of its own."""
    pid, _, rest = line.partition(" (")
    fields = rest.rpartition(") ")[2].split()
    user, system, ended_user, ended_system = (int(field) for field in fields[11:15])
    return Stat(int(pid), int(fields[1]), (user + system) / TICKS, (ended_user + ended_system) / TICKS)


def stats(proc: Path = PROC) -> dict[int, Stat]:
    """Every process of the machine."""
    found = {}
    for folder in proc.iterdir():
        if folder.name.isdecimal():
            try:
                stat = read_stat((folder / "stat").read_text("utf-8", "replace"))
            except (OSError, ValueError):  # it has ended meanwhile
                continue
            found[stat.pid] = stat
    return found


def tree(root: int, known: dict[int, Stat]) -> list[Stat]:
    """A process and all that it and its children have started and that still lives."""
    children: dict[int, list[int]] = {}
    for stat in known.values():
        children.setdefault(stat.parent, []).append(stat.pid)
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        if pid in known:
            found.append(known[pid])
            waiting += children.get(pid, [])
    return found


def cpu_seconds(roots: Iterable[int]) -> float:
    """User and system seconds of the trees under these processes, with those that ended in them."""
    known = stats()
    return sum(stat.seconds + stat.ended for root in roots for stat in tree(root, known))


def read_pss(text: str) -> float:
    """Megabytes of a /proc/PID/smaps_rollup: pages shared by n processes count for an n-th in each."""
    for line in text.splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def pss_megabytes(roots: Iterable[int]) -> float:
    """Proportional memory of the trees under these processes."""
    known, total = stats(), 0.0
    for root in roots:
        for stat in tree(root, known):
            try:
                total += read_pss((PROC / str(stat.pid) / "smaps_rollup").read_text("ascii"))
            except OSError:
                continue
    return total


def described() -> dict[str, str | int]:
    """This machine, in the words of its system."""
    model = next((line.partition(":")[2].strip() for line in _lines("cpuinfo") if line.startswith("model name")), platform.machine())
    memory = next((int(line.split()[1]) // 1_048_576 for line in _lines("meminfo") if line.startswith("MemTotal:")), 0)
    return {
        "processor": model,
        "cores": os.cpu_count() or 0,
        "gigabytes": memory,
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
    }


def fixed_work() -> float:
    """Milliseconds of CPU that a fixed piece of Python work costs just now.

    Where others crowd caches and share a core's units, the same work takes more of a processor's time: this says how much, moment by moment.
    """
    began = time.process_time()
    text = "Two children fell into it, and nobody came."
    for number in range(60_000):
        {word: len(word) + number for word in text.split()}
    return 1000 * (time.process_time() - began)


def _lines(name: str) -> list[str]:
    try:
        return (PROC / name).read_text("utf-8", "replace").splitlines()
    except OSError:
        return []
