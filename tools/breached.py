"""`python -m tools.breached`: make the list of stolen passwords anew, from the lists that Django (BSD) and zxcvbn (MIT) carry.

zxcvbn is no part of the product: `pip install --target FOLDER zxcvbn` and name the folder.
"""

import gzip
import sys
from importlib import import_module
from itertools import product
from pathlib import Path

import django.contrib.auth.password_validation as of_django

from mazalim.accounts.rules.passwords import LEAST_CORE, LIST, PRINT_BYTES, fingerprint

ROWS = (
    "1234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "azertyuiop",
    "qsdfghjklm",
    "abcdefghijklmnopqrstuvwxyz",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)

PLACES_AND_NAMES = """
    mazalim password complaint complaints administrator letmein kurdistan baghdad erbil hawler sulaymaniyah slemani duhok kirkuk basra mosul iraq
    morocco maroc rabat casablanca marrakech tanger agadir muhammad mohamed
""".split()


def main() -> None:
    """Write the file and say how many entries it has."""
    if len(sys.argv) != 2:
        raise SystemExit("Name the folder in which zxcvbn lies.")
    sys.path.insert(0, sys.argv[1])
    entries = set(gzip.decompress((Path(of_django.__file__).parent / "common-passwords.txt.gz").read_bytes()).decode().split())
    entries |= set(import_module("zxcvbn.frequency_lists").FREQUENCY_LISTS["passwords"])
    # Rows of keys, forwards and backwards, alone and one after another, which are what people think of when twelve signs are asked for.
    runs = {
        (digits * 4)[start:][:length] for digits in ("1234567890", "0987654321") for start in range(10) for length in range(LEAST_CORE, 21)
    }
    runs |= {row[:end][::way] for row in ROWS for end in range(LEAST_CORE, len(row) + 1) for way in (1, -1)}
    whole = [row[::way] for row in ROWS for way in (1, -1)]
    entries |= runs | {first + second for first, second in product(whole, whole)} | {row[:4] * 3 for row in ROWS}
    entries |= set(PLACES_AND_NAMES)
    prints = sorted({fingerprint(entry.casefold()) for entry in entries if len(entry) >= LEAST_CORE})
    LIST.write_bytes(b"".join(prints))
    print(f"{len(prints)} entries, {len(prints) * PRINT_BYTES} bytes: {LIST}")


if __name__ == "__main__":
    main()
