"""Every test on SQLite and on PostgreSQL, and Chromium beside them, one process each, with one summary: `make test`.

What follows the module's name goes to pytest: `python -m tools.test tests/web -k dates`.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tools.postgresql import NoPostgreSQL, private_cluster

# The shell without a window does the same with half the work.
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CLAMD = ("clamd", "/usr/sbin/clamd")


def _get_programs() -> None:
    """Installs what tests speak to, where we may: without Chromium its tests fail and say so, without ClamAV those of the real scanner are left out."""
    has_chromium = bool(os.environ.get("MAZALIM_TEST_CHROMIUM")) or any(map(shutil.which, CHROMIUM))
    has_clamd = any(map(shutil.which, CLAMD))
    wanted = [*([] if has_chromium else ["chromium-headless-shell"]), *([] if has_clamd else ["clamav-daemon"])]
    if not wanted:
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {' and '.join(wanted)} ...", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for act in (["update"], ["install", "-y", "--no-install-recommends", *wanted]):
            subprocess.run(["apt-get", "-qq", *act], check=False, stdout=subprocess.DEVNULL, env=environment)
    elif not has_chromium:
        print("Chromium is missing, so the browser tests will fail. Debian, Ubuntu: apt-get install chromium", flush=True)


@contextmanager
def _postgresql() -> Iterator[str]:
    if url := os.environ.get("MAZALIM_TEST_DATABASE_URL"):
        yield url
    else:
        with private_cluster() as url:
            yield url


def main() -> int:
    """Runs pytest and returns its exit code; its summary is the last thing printed."""
    _get_programs()
    try:
        with _postgresql() as url:
            workers = [f"--tx=popen//env:MAZALIM_TEST_DATABASE={name}" for name in ("sqlite", "postgresql", "sqlite-browser")]
            command = [sys.executable, "-m", "pytest", "--dist=each", *workers, "--durations=12", *sys.argv[1:]]
            return subprocess.run(command, env={**os.environ, "MAZALIM_TEST_DATABASE_URL": url}, check=False).returncode
    except NoPostgreSQL as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
