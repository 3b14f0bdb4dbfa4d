"""Forges a genuine receipt more than a hundred times and asks the stand-alone verifier about each, every time in a process of its own:

    python -m tools.receipts RECEIPT.json --key KEY.pem [--seal SEAL.json]

Exit 0 where the genuine one is accepted and every forgery refused.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tools.receipts.forgeries import forgeries

VERIFIER = Path(__file__).resolve().parent.parent / "verify_receipt.py"


def judged(receipt: Path, key: Path, *more: str) -> tuple[int, str]:
    """Exit code and sentence of the verifier, run as anybody runs it: without our environment, outside our folder."""
    command = [sys.executable, "-I", str(VERIFIER), str(receipt), "--key", str(key), *more]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=tempfile.gettempdir())
    return done.returncode, (done.stdout or done.stderr).strip()


def main() -> int:
    """Print what was judged how."""
    parser = argparse.ArgumentParser(prog="tools.receipts", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("receipt", type=Path)
    parser.add_argument("--key", type=Path, required=True)
    parser.add_argument("--seal", type=Path)
    given = parser.parse_args()
    receipt, key = given.receipt.resolve(), given.key.resolve()
    seal = ["--seal", str(given.seal.resolve())] if given.seal else []
    code, sentence = judged(receipt, key, *seal)
    print(f"genuine: exit {code}: {sentence}")
    genuine, codes, accepted = code == 0, Counter[int](), list[str]()
    with tempfile.TemporaryDirectory() as folder:
        forged = Path(folder) / "forged.json"
        for name, content in forgeries(json.loads(receipt.read_bytes())):
            forged.write_bytes(content)
            code, sentence = judged(forged, key)
            codes[code] += 1
            if code not in {1, 2} or "\n" in sentence:
                accepted.append(f"{name}: exit {code}: {sentence}")
    print(f"forgeries: {codes.total()}, refused {codes.total() - len(accepted)} (not genuine {codes[1]}, unreadable {codes[2]})")
    for line in accepted:
        print(f"NOT REFUSED: {line}")
    return 0 if genuine and codes.total() >= 100 and not accepted else 1


if __name__ == "__main__":
    sys.exit(main())
