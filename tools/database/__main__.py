"""`python -m tools.database stalls | workers | indexes [URL]`."""

import os
import sys

from tools.postgresql import NoPostgreSQL


def main(arguments: list[str]) -> int:
    """What the command says; 2 where it says nothing known."""
    name = arguments[0] if arguments else ""
    try:
        if name == "stalls":
            from tools.database.stalls import main as measured

            return measured()
        if name == "workers":
            from tools.database.workers import main as under_kills

            return under_kills()
        if name == "indexes":
            from tools.database.indexes import report

            return min(1, report(arguments[1] if len(arguments) > 1 else os.environ.get("DATABASE_URL", "")))
    except NoPostgreSQL as error:
        print(error, file=sys.stderr)
        return 1
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
