"""Whether each program takes its file of deploy/: `python -m tools.cluster.checking`, part of `make check`. What is not installed is said."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from tools.cluster.programs import found
from tools.cluster.shipped import DEPLOY, shipped, written
from tools.cluster.site import make_certificate, nginx_around
from tools.postgresql import NoPostgreSQL, binaries, unprivileged
from tools.processes import BIN, ROOT, free_port

ENDED_BY_US = 124  # timeout(1)
Commands = Iterator[tuple[str, list[str | Path]]]  # the file of deploy/, and the command that is to end well


def _haproxy(folder: Path, program: Path) -> Commands:
    sorry = written(folder, "sorry.html", shipped("proxy/sorry.html", {}))
    places = {
        "/etc/haproxy/complaints.example.pem": str(folder / "door.pem"),
        "/etc/haproxy/sorry.html": str(sorry),
        "/run/haproxy": str(folder),
    }
    nodes = {f"web{number}.internal:8080": f"127.0.0.1:{8080 + number}" for number in (1, 2)}
    yield "proxy/haproxy.cfg", [program, "-c", "-f", written(folder, "door.cfg", shipped("proxy/haproxy.cfg", places | nodes))]
    members = {f"db{number}.internal:5432": "127.0.0.1:5432" for number in (1, 2, 3)}
    yield "postgresql/haproxy.cfg", [program, "-c", "-f", written(folder, "way.cfg", shipped("postgresql/haproxy.cfg", members))]


def _nginx(folder: Path, program: Path) -> Commands:
    app = written(folder, "nginx-app.conf", shipped("proxy/nginx-app.conf", {}))
    tls = {"/etc/ssl/complaints.example.pem": str(folder / "certificate.pem"), "/etc/ssl/complaints.example.key": str(folder / "key.pem")}
    # It binds its ports to try a file, which others may hold, or root alone may have.
    ports = {f"listen {port}": f"listen 127.0.0.1:{free_port()}" for port in (80, 443)}
    for name, more in (("nginx-alone", tls | ports), ("nginx-behind", {"listen 8080": f"listen 127.0.0.1:{free_port()}"})):
        site = written(folder, f"{name}.conf", shipped(f"proxy/{name}.conf", {"/etc/nginx/mazalim/nginx-app.conf": str(app), **more}))
        main = written(folder, f"{name}-main.conf", nginx_around(site, folder))
        yield f"proxy/{name}.conf", [program, "-t", "-q", "-e", "stderr", "-p", folder, "-c", main]


def _units(folder: Path, program: Path) -> Commands:
    for unit in sorted((DEPLOY / "systemd").iterdir()):
        text = unit.read_text("utf-8").replace("/opt/mazalim/.venv/bin", str(BIN)).replace("/opt/mazalim", str(ROOT))
        written(folder / "systemd", unit.name, text)
    for unit in sorted((DEPLOY / "systemd").iterdir()):
        yield f"systemd/{unit.name}", [program, "verify", "--man=no", "--recursive-errors=no", folder / "systemd" / unit.name]


def _compose(folder: Path, program: Path) -> Commands:
    """In a copy that has the values which an operator writes."""
    copy = folder / "deploy"
    shutil.copytree(DEPLOY, copy, ignore=shutil.ignore_patterns("secrets", ".env"))
    written(copy, "secrets/environment", shipped("environment", {}))
    names = sorted(set(re.findall(r"\$\{(\w+)", shipped("compose.yaml", {}))))
    written(copy, ".env", "".join(f"{name}=x\n" for name in names))
    yield "compose.yaml", [program, "compose", "--project-directory", copy, "-f", copy / "compose.yaml", "config", "--quiet"]


def _pgbouncer(folder: Path, program: Path) -> Commands:
    """It has no way to look without starting, so it is started for a second: `timeout` ends it with 124."""
    users = written(folder, "userlist.txt", '"web" "x"\n')
    places = {
        "listen_port = 6432": f"listen_port = {free_port()}",
        "/etc/pgbouncer/userlist.txt": str(users),
        "logfile = /var/log/postgresql/pgbouncer.log": "logfile =",
        "pidfile = /run/postgresql/pgbouncer.pid": "pidfile =",
    }
    file = written(folder, "pgbouncer.ini", shipped("pgbouncer/pgbouncer.ini", places))
    yield "pgbouncer/pgbouncer.ini", ["timeout", "1", program, file]
    around = shipped("compose/pgbouncer.ini", {"/etc/pgbouncer/shipped.ini": str(file), "listen_addr = 0.0.0.0": "listen_addr = 127.0.0.1"})
    yield "compose/pgbouncer.ini", ["timeout", "1", program, written(folder, "around.ini", around)]


CHECKS: Mapping[str, Callable[[Path, Path], Commands]] = {
    "haproxy": _haproxy,
    "nginx": _nginx,
    "systemd-analyze": _units,
    "pgbouncer": _pgbouncer,
}


def _postgresql(folder: Path) -> Commands:
    """The machine's own server; one out of a package registry may be built without what Debian's has, such as lz4."""
    places = {"/etc/mazalim/tls/db.pem": str(folder / "certificate.pem"), "/etc/mazalim/tls/db.key": str(folder / "key.pem")}
    file = written(folder, "postgresql.conf", shipped("postgresql/postgresql.conf", places))
    if (place := binaries()).is_relative_to("/usr"):
        yield "postgresql/postgresql.conf", [place / "postgres", "-C", "wal_level", "-D", folder, "-c", f"config_file={file}"]


def commands(folder: Path) -> Commands:
    """Every check that can be made on this machine."""
    make_certificate(folder)
    for name, check in CHECKS.items():
        if program := found(name):
            yield from check(folder, program)
    if (program := found("docker")) and not subprocess.run([program, "compose", "version"], capture_output=True, check=False).returncode:
        yield from _compose(folder, program)
    try:
        yield from _postgresql(folder)
    except NoPostgreSQL:
        return


def asked(command: Sequence[str | Path]) -> tuple[bool, str]:
    """Whether a program refuses its file, and what it says. systemd goes on where it knows a line not, and says so; nobody else need speak."""
    name = Path(command[2] if command[0] == "timeout" else command[0]).name
    whom = unprivileged() if name in {"postgres", "pgbouncer"} else {}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C.UTF-8"}, **whom)
    said = (done.stderr or done.stdout).strip()
    if name == "pgbouncer":
        return done.returncode != ENDED_BY_US, said
    # Other units of this machine are no business of ours.
    return bool(done.returncode) or (name == "systemd-analyze" and "mazalim" in said), said


def main() -> int:
    """1 where a program refuses its file; with what it says."""
    refused = 0
    with tempfile.TemporaryDirectory(prefix="mazalim-deploy-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        for file, command in commands(folder):
            is_refused, said = asked(command)
            refused += is_refused
            print(f"deploy/{file} is refused:\n{said[-1500:]}" if is_refused else f"deploy/{file} is taken")
    if missing := [name for name in CHECKS if not found(name)]:
        print(f"Not asked, because not installed: {', '.join(missing)}.")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
