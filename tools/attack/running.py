"""A real installation to attack: two server processes over one database, on 127.0.0.1 and nowhere else."""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.processes import BIN, ROOT, free_port, manage, scratch_environment

HOST = "127.0.0.1"
SECONDS_TO_START = 180
MANY = "1000000/3600"
OPEN_LIMITS = ",".join(
    f"{name}={MANY}"
    for name in (
        "drafts_per_network", "codes_per_contact_hour", "codes_per_contact_day", "codes_per_contact_hour_everywhere", "codes_per_contact_day_everywhere",
        "tracking_failures_per_code", "tracking_failures_per_network", "tracking_failures_everywhere", "lost_codes_per_network",
        "sign_in_failures_per_network", "resumes_per_network",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Installation:
    """Where it answers, and the environment in which its commands run."""

    addresses: tuple[str, ...]  # http://127.0.0.1:port, one a process
    environment: Mapping[str, str]

    def ask(self, script: str) -> Any:
        """What a few lines of Python in the installation print, as JSON."""
        told = subprocess.run(
            [sys.executable, "manage.py", "shell", "-v", "0", "-c", script],
            cwd=ROOT,
            env=dict(self.environment),
            capture_output=True,
            text=True,
            check=False,
        )
        if told.returncode:
            raise SystemExit(told.stderr)
        return json.loads(told.stdout.strip().splitlines()[-1])


def answers(address: str) -> bool:
    """Whether the process at this address serves."""
    try:
        with urllib.request.urlopen(f"{address}/health/", timeout=5) as answer:  # noqa: S310 - http on 127.0.0.1
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@contextmanager
def installation(folder: Path, *, url: str = "", processes: int = 2, threads: int = 64, **variables: str) -> Iterator[Installation]:
    """A country without complaints, served by so many processes; ended when the block ends. `url` is a PostgreSQL, else SQLite."""
    ports = [free_port() for _ in range(processes)]
    environment = {
        **scratch_environment(folder, url),
        "MAZALIM_KEY_FILE": str(folder / "data" / "keys.json"),
        "MAZALIM_ORIGIN": f"http://{HOST}:{ports[0]}",
        "MAZALIM_LIMITS": OPEN_LIMITS,
        "MAZALIM_LEAST_SECONDS": "0",
        "MAZALIM_SECURITY_LOG": str(folder / "security.log"),
        "MAZALIM_DEMO": "1",
        **variables,
    }
    manage("migrate", "--no-input", "--verbosity", "0", environment=environment)
    manage("load_profile", "kurdistan", "--if-none", environment=environment)
    manage("collectstatic", "--no-input", "--verbosity", "0", environment=environment)
    running: list[subprocess.Popen[bytes]] = []
    try:
        for port in ports:
            command = [str(BIN / "granian"), "--interface", "wsgi", "--host", HOST, "--port", str(port), "--no-ws", "--workers", "1"]
            command += ["--blocking-threads", str(threads), "--backpressure", "256", "--log-level", "error", "config.wsgi:application"]
            running.append(subprocess.Popen(command, cwd=ROOT, env=environment))
        addresses = tuple(f"http://{HOST}:{port}" for port in ports)
        until = time.monotonic() + SECONDS_TO_START
        while not all(answers(address) for address in addresses):
            if time.monotonic() > until or any(process.poll() is not None for process in running):
                raise SystemExit("The server to be attacked does not answer.")
            time.sleep(0.2)
        yield Installation(addresses, environment)
    finally:
        for process in running:
            process.terminate()
        for process in running:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
