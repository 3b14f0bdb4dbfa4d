"""`make cluster`: bring up, use, kill, count. `--kills N` primaries, `--by patroni` or `--by hand`, `--citizens N`, `--no-browser`."""

import argparse
import signal
import sys
import tempfile
import time
from pathlib import Path

from tools.cluster.by_hand import ByHand
from tools.cluster.by_patroni import ByPatroni
from tools.cluster.crew import Crew
from tools.cluster.programs import NEEDED, PATRONI, demand, missing
from tools.cluster.site import Site, make_certificate
from tools.cluster.trial import trial
from tools.postgresql import NoPostgreSQL
from tools.processes import CannotStart


def main() -> int:
    """0 where nothing was lost or doubled and writes were back in time, else 1."""
    parser = argparse.ArgumentParser(prog="make cluster", description=__doc__)
    parser.add_argument("--kills", type=int, default=1, help="how many times the primary is killed")
    parser.add_argument("--by", choices=("patroni", "hand"), help="who promotes; without it Patroni where it is installed")
    parser.add_argument("--citizens", type=int, default=12, help="how many lodge at once")
    parser.add_argument("--no-browser", action="store_true", help="leave out the story in a browser")
    parser.add_argument("--keep", type=Path, help="copy logs and configuration of the run here")
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever ends us leaves no server behind
    demand(NEEDED)
    by = chosen.by or ("hand" if missing(PATRONI) else "patroni")
    if by == "patroni":
        demand(PATRONI)
    elif chosen.by is None:
        print(
            "Patroni or etcd is missing, so the standby is promoted step by step as by hand. Debian, Ubuntu: apt-get install patroni etcd-server"
        )
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mazalim-cluster-", dir="/tmp" if Path("/tmp").is_dir() else None) as name:  # noqa: S108 - the path of a socket may have 107 letters
        folder = Path(name)
        folder.chmod(0o711)
        for part in ("logs", "db"):
            (folder / part).mkdir()
        certificate, key = make_certificate(folder)
        crew = Crew(folder / "logs")
        site = Site(folder, crew, (ByPatroni if by == "patroni" else ByHand)(folder / "db", crew, certificate, key), certificate)
        try:
            is_well = trial(site, kills=chosen.kills, citizens=chosen.citizens, has_browser=not chosen.no_browser)
        finally:
            site.close()
            if chosen.keep:
                keep(folder, chosen.keep)
    print(f"{'The cluster holds' if is_well else 'THE CLUSTER DOES NOT HOLD'}; {time.monotonic() - began:.0f} s in all.", flush=True)
    return 0 if is_well else 1


def keep(folder: Path, place: Path) -> None:
    """What was said and how it was set, without data and keys."""
    for file in folder.rglob("*"):
        if file.suffix in {".log", ".cfg", ".ini", ".yml", ".conf"} and "data" not in file.relative_to(folder).parts and file.is_file():
            target = place / file.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (CannotStart, NoPostgreSQL) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
