"""The benchmark of national scale: `make bench N=10000`. bench/README.md explains each figure."""

import argparse
import sys
from pathlib import Path

from bench.run.whole import MOST_ON_SQLITE, Wanted, run
from tools.postgresql import NoPostgreSQL


def main() -> int:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--n", type=int, default=10_000, help="complaints in the country (10000; SQLite up to 100000)")
    parser.add_argument("--of", type=int, default=0, help="import so many and let the database copy them until there are N (PostgreSQL)")
    parser.add_argument("--sqlite", action="store_true", help="on SQLite, not on a PostgreSQL of its own")
    parser.add_argument("--keep", action="store_true", help="leave the filled country in var/bench/, and use it the next time")
    parser.add_argument("--only", default="", help="parts, by words of their names and commas between: list,case,search,limits,sweep …")
    parser.add_argument("--compare", type=Path, help="print what changed since this result")
    parser.add_argument("--quick", action="store_true", help="a fifth of the time for each operation: for a first look")
    parser.add_argument("--no-write", action="store_true", help="print alone; leave bench/results/ as it is")
    asked = parser.parse_args()
    if asked.sqlite and asked.n > MOST_ON_SQLITE:
        parser.error(f"SQLite is measured with {MOST_ON_SQLITE:,} complaints at most.")
    if asked.of and (asked.sqlite or asked.n % asked.of):
        parser.error("--of needs PostgreSQL, and a number of which N is a multiple.")
    wanted = Wanted(
        n=asked.n,
        of=asked.of,
        is_sqlite=asked.sqlite,
        is_kept=asked.keep,
        only=[word.strip() for word in asked.only.split(",") if word.strip()],
        compare=asked.compare,
        pace=0.2 if asked.quick else 1.0,
        is_written=not asked.no_write and not asked.quick,
    )
    try:
        return run(wanted)
    except (NoPostgreSQL, RuntimeError) as error:
        print(str(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped; nothing was written.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
