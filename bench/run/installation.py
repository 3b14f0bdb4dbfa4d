"""The installation that is measured: a private database, the production server, a mail server that takes everything; all of it on this machine."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from bench.run.machine import cpu_seconds, stats
from tools.postgresql import private_cluster
from tools.processes import ROOT, collect_static, commands, free_port, scratch_environment

# What docs/running asks of a database server of this size; everything else is PostgreSQL's own default.
TUNED: dict[str, Any] = {
    "shared_buffers": "2GB",
    "effective_cache_size": "8GB",
    "maintenance_work_mem": "512MB",
    "work_mem": "16MB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
}
# One machine plays everybody, so what is counted for each network or officer must not end the measurement.
MOST = "1000000000/3600"
LIMITS = ("drafts_per_network", "tracking_failures_per_network", "exports_per_officer", "resumes_per_network")
SECONDS_TO_START = 90


@dataclass
class Installation:
    """Where it is, and what runs of it."""

    folder: Path
    environment: dict[str, str]
    url: str  # of PostgreSQL; empty: SQLite
    port: int
    log: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    postmaster: int = 0

    @property
    def is_postgresql(self) -> bool:
        """Whether the database is a server of its own, whose CPU can be told from the application's."""
        return bool(self.url)

    def start(self, name: str, command: list[str], environment: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Start a process of the installation; what it says goes to the log."""
        with self.log.open("ab") as log:
            self.running[name] = subprocess.Popen(
                command, cwd=ROOT, env={**self.environment, **(environment or {})}, stdout=log, stderr=log, start_new_session=True
            )
        return self.running[name]

    def start_web(self) -> None:
        """The web processes, as production starts them."""
        self.start("web", commands(self.port)["web"])
        wait_until_served(self.port, self.running["web"], self.log)

    def stop(self, name: str) -> None:
        """End one process, gently first."""
        process = self.running.pop(name, None)
        if process is None:
            return
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def close(self) -> None:
        """End everything that runs."""
        for name in list(self.running):
            self.stop(name)

    def cpu(self, name: str = "web") -> tuple[float, float]:
        """CPU seconds so far of an application's process with all its children, and of the database."""
        app = cpu_seconds([self.running[name].pid]) if name in self.running else time.process_time()
        return app, cpu_seconds([self.postmaster]) if self.postmaster else 0.0


def wait_until_served(port: int, process: subprocess.Popen[bytes], log: Path, path: str = "/health/") -> None:
    """Wait for an answer below 500.

    :raises RuntimeError: the process ended, or nothing answered in time; the text ends with the log.
    """
    from bench.load.client import Browser, Refused

    until = time.monotonic() + SECONDS_TO_START
    unit = {"steps": [{"method": "GET", "path": path, "expect": list(range(200, 500))}]}
    while time.monotonic() < until and process.poll() is None:
        with suppress(Refused, OSError):
            Browser(port).do(unit)
            return
        time.sleep(0.2)
    raise RuntimeError(f"The server did not answer on port {port}:\n{log.read_text(errors='replace')[-3000:]}")


def _postmaster_of(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT pg_backend_pid()").fetchone()
        return stats()[int(row[0])].parent if row else 0


@contextmanager
def installation(folder: Path, *, is_sqlite: bool, is_kept: bool) -> Iterator[Installation]:
    """An installation in a folder; afterwards it is ended, and removed unless it is kept.

    :raises NoPostgreSQL: there is no server, or it does not start.
    """
    folder.mkdir(parents=True, exist_ok=True)
    database = nullcontext("") if is_sqlite else private_cluster(is_durable=True, kept=folder / "postgresql", **TUNED)
    try:
        with database as url:
            port, mail = free_port(), free_port()
            environment = {
                **scratch_environment(folder, url),
                "MAZALIM_STATIC_DIR": str(folder.parent / "static"),
                "MAZALIM_ORIGIN": f"http://127.0.0.1:{port}",
                "MAZALIM_PORT": str(port),
                "MAZALIM_EMAIL_URL": f"smtp://127.0.0.1:{mail}",
                "MAZALIM_PROFILE": "morocco",
                "MAZALIM_SECURITY_LOG": str(folder / "security.log"),
                "MAZALIM_LIMITS": ",".join(f"{name}={MOST}" for name in LIMITS),
                "MAZALIM_KEY_FILE": str(folder / "data" / "keys.json"),
                "PYTHONPATH": str(ROOT),
            }
            made = Installation(folder, environment, url, port, folder / "log")
            made.postmaster = _postmaster_of(url) if url else 0
            for name, value in environment.items():
                os.environ[name] = value
            try:
                made.start("mail", [sys.executable, "-m", "tools.drill", "outside", "mail", str(mail), str(folder / "letters.jsonl")])
                yield made
            finally:
                made.close()
                (folder / "letters.jsonl").unlink(missing_ok=True)
    finally:
        if not is_kept:
            shutil.rmtree(folder, ignore_errors=True)


def prepare(made: Installation) -> None:
    """Keys, tables, the country's profile, static files; then Django is loaded in this process too."""
    from tools.processes import manage

    environment = made.environment
    (made.folder / "data").mkdir(mode=0o700, exist_ok=True)
    if not (made.folder / "data" / "keys.json").exists():
        manage("make_keys", str(made.folder / "data" / "keys.json"), environment=environment)
    manage("migrate", "--no-input", "--verbosity", "0", environment=environment)
    manage("load_profile", "morocco", "--if-none", environment=environment)
    collect_static(environment)
    import django

    django.setup()
