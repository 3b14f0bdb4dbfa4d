"""`make drill`: first the simple drill, then two hundred kills, on SQLite and on PostgreSQL. DRILL_KILLS=n for another number, 0 for none."""

import os
import sys
import tempfile
import time
from pathlib import Path

from tools.drill import killing, lodgings
from tools.postgresql import ARCHIVED, another_database, private_cluster

KILLS = 200
DATABASES = ["sqlite", "postgresql"]


def main() -> int:
    """Drills on both databases; 1 where anything is missing."""
    kills, began = int(os.environ.get("DRILL_KILLS", "") or KILLS), time.monotonic()
    wanted = [name for name in sys.argv[1:] if name in DATABASES] or DATABASES
    with tempfile.TemporaryDirectory(prefix="mazalim-drill-") as name, private_cluster(is_durable=True, **ARCHIVED) as url:
        results = []
        for database in wanted:
            folder = Path(name) / database
            folder.mkdir()
            folder.chmod(0o711)
            if "--kills-only" not in sys.argv:
                (folder / "simple").mkdir()
                results.append(lodgings.drill(url if database == "postgresql" else "", folder / "simple"))
            if kills:
                (folder / "kills").mkdir()
                results.append(killing.drill(another_database(url) if database == "postgresql" else "", folder / "kills", kills))
    print(f"{'All is there' if all(results) else 'SOMETHING IS MISSING'}; {time.monotonic() - began:.0f} s in all.", flush=True)
    return 0 if all(results) else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["outside"]:
        from tools.drill import outside

        outside.main(*sys.argv[2:5])
    elif sys.argv[1:2] == ["nursery"]:
        from tools.drill import processes

        processes.nursery()
    elif sys.argv[1:2] == ["count"]:
        from tools.drill import counting

        counting.main()
    else:
        sys.exit(main())
