"""What the cluster is made of, and how to get what is missing."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from tools.processes import CannotStart

# program -> (Debian's package, what it is here)
NEEDED = {
    "haproxy": ("haproxy", "the proxy before the web nodes and the way to the primary"),
    "nginx": ("nginx-light", "what takes uploads on each web node"),
    "pgbouncer": ("pgbouncer", "the pooler"),
}
PATRONI = {"patroni": ("patroni", "who decides which database is primary"), "etcd": ("etcd-server", "where Patroni keeps its vote")}
CACHES = ("valkey-server", "redis-server")
FOLDERS = ("/usr/sbin", "/usr/local/sbin", "/sbin")


def found(name: str) -> Path | None:
    """Where a program lies, also where only administrators have its folder on their path."""
    place = shutil.which(name) or next((there for folder in FOLDERS if (there := shutil.which(name, path=folder))), None)
    return Path(place) if place else None


def program(name: str) -> Path:
    """Where a program lies.

    :raises CannotStart: it is missing; the text says what to install.
    """
    place = found(name)
    if place is None:
        package, what = {**NEEDED, **PATRONI}[name]
        raise CannotStart(f"{name} ({what}) is missing. Debian, Ubuntu: apt-get install {package}.")
    return place


def missing(names: Iterable[str]) -> list[str]:
    """Those that are not installed."""
    return [name for name in names if found(name) is None]


def demand(names: Iterable[str]) -> None:
    """Go on only where all are there.

    :raises CannotStart: some are missing; the text names them all, and the one command that installs them.
    """
    packages = {**NEEDED, **PATRONI}
    if absent := missing(names):
        told = ", ".join(f"{name} ({packages[name][1]})" for name in absent)
        raise CannotStart(f"Missing: {told}. Debian, Ubuntu: apt-get install {' '.join(packages[name][0] for name in absent)}")


def cache() -> Path | None:
    """Valkey or Redis, whichever is installed."""
    return next((place for name in CACHES if (place := found(name))), None)
