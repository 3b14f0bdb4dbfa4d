"""Starts web and worker side by side and ends them together."""

import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SECONDS_TO_START, SECONDS_TO_END = 90, 15
# glibc gives threads up to eight heaps for each core, and what one frees the others cannot use: 64 threads grow by 0.7 MB a minute for a long while. Under one
# interpreter lock they hardly ever ask at the same moment, so two are enough (mallopt(3), M_ARENA_MAX).
FRUGAL = {"MALLOC_ARENA_MAX": "2"}


class CannotStart(Exception):
    """The text is a sentence for whoever started it."""


def port_of(environment: Mapping[str, str]) -> int:
    """MAZALIM_PORT, or 8000.

    :raises CannotStart: it is no port, or something listens there already.
    """
    said = environment.get("MAZALIM_PORT", "").strip() or "8000"
    if not said.isdecimal() or not 0 < int(said) < 65536:
        raise CannotStart(f"MAZALIM_PORT must be a number from 1 to 65535, not {said!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(said)))
        except PermissionError:
            raise CannotStart(f"Port {said} may be used by root alone. Choose another: MAZALIM_PORT=8000.") from None
        except OSError:
            raise CannotStart(f"Port {said} is taken. Stop what uses it, or choose another: MAZALIM_PORT={int(said) + 1}.") from None
    return int(said)


def free_port() -> int:
    """A port on 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def scratch_environment(folder: Path, url: str = "") -> dict[str, str]:
    """The environment of an installation that is thrown away: all of it in `folder`, but for a PostgreSQL at `url`. No setting of ours reaches into it."""
    return {
        **FRUGAL,
        **{name: value for name, value in os.environ.items() if not name.startswith("MAZALIM_")},
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": url,
        "MAZALIM_DATA_DIR": str(folder / "data"),
        "MAZALIM_STATIC_DIR": str(folder / "static"),
        "MAZALIM_SECRET_KEY": "scratch-only-" + "0" * 40,
    }


def manage(*arguments: str, environment: Mapping[str, str]) -> None:
    """Runs a management command.

    :raises CannotStart: it failed; it has said why.
    """
    if subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=False).returncode:
        raise CannotStart(f"`manage.py {' '.join(arguments)}` failed; see above.")


def collect_static(environment: Mapping[str, str]) -> None:
    """Collects and compresses the static files, unless they are those of the last time.

    :raises CannotStart: it failed; it has said why.
    """
    folder = Path(environment.get("MAZALIM_STATIC_DIR") or ROOT / "staticfiles")
    digest = hashlib.sha256((ROOT / "requirements" / "core.txt").read_bytes())
    for path in sorted(path for path in ROOT.glob("mazalim/**/static/**/*") if path.is_file()):
        digest.update(path.as_posix().encode() + b"\0" + path.read_bytes())
    stamp = folder / ".collected"
    if not stamp.exists() or stamp.read_text() != digest.hexdigest():
        manage("collectstatic", "--no-input", "--verbosity", "0", environment=environment)
        stamp.write_text(digest.hexdigest())


def commands(port: int, host: str = "127.0.0.1") -> dict[str, list[str]]:
    """How production starts web and worker: name -> command line."""
    web = [str(BIN / "granian"), "--interface", "wsgi", "--host", host, "--port", str(port), "--no-ws"]
    threads = [
        "--workers",
        os.environ.get("MAZALIM_WEB_PROCESSES", "1"),
        "--blocking-threads",
        "64",
        "--backpressure",
        "256",
        "--workers-kill-timeout",
        "10",
    ]
    return {
        "web": [*web, *threads, "--log-level", "error", "--respawn-failed-workers", "config.wsgi:application"],
        "worker": [sys.executable, "manage.py", "work"],
    }


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=5) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


def _end(running: dict[str, subprocess.Popen[bytes]]) -> None:
    # Ctrl-C has reached the whole group; a second signal in the middle of a graceful stop would only disturb it.
    until = time.monotonic() + SECONDS_TO_END
    while time.monotonic() < until - SECONDS_TO_END + 2 and any(process.poll() is None for process in running.values()):
        time.sleep(0.05)
    for process in running.values():
        if process.poll() is None:
            process.terminate()
    for process in running.values():
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()


def serve(*, port: int, environment: Mapping[str, str], when_ready: Callable[[], None], host: str = "127.0.0.1") -> int:
    """Runs web and worker in this process's group until Ctrl-C, SIGTERM or the end of either; returns the exit code."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for number in ENDINGS:
        signal.signal(number, stop)
    running: dict[str, subprocess.Popen[bytes]] = {}
    is_ready = False
    started = time.monotonic()
    try:
        for name, command in commands(port, host).items():
            running[name] = subprocess.Popen(command, cwd=ROOT, env={**FRUGAL, **environment})
        while True:
            for name, process in running.items():
                if process.poll() is not None:
                    print(f"The {name} process ended with {process.returncode}; stopping the other.", file=sys.stderr)
                    return 1
            if not is_ready and _answers(port):
                is_ready = True
                when_ready()
            elif not is_ready and time.monotonic() - started > SECONDS_TO_START:
                print(f"No answer on port {port} after {SECONDS_TO_START} seconds; stopping.", file=sys.stderr)
                return 1
            time.sleep(0.5 if is_ready else 0.2)
    except KeyboardInterrupt:
        print("\nStopping ...", flush=True)
        return 0
    finally:
        for number in ENDINGS:
            signal.signal(number, signal.SIG_IGN)
        _end(running)
