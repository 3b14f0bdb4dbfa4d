"""Everything that can be known without running the product: `make check`. Two at a time; a check that fails prints all it has to say."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

BIN = Path(sys.executable).parent
CHECKS: dict[str, list[str | Path]] = {
    "types (mypy)": [BIN / "mypy", "--no-error-summary"],
    "guards (tests/architecture)": [BIN / "pytest", "-q", "-p", "no:randomly", "tests/architecture"],
    "mistakes (ruff check)": [BIN / "ruff", "check", "--quiet"],
    "layout of code (ruff format)": [BIN / "ruff", "format", "--check", "--quiet", "--diff"],
    "imports go down (import-linter)": [BIN / "lint-imports"],
    "what is shipped (deploy/)": [sys.executable, "-m", "tools.cluster.checking"],
    "templates (djlint)": [BIN / "djlint", "mazalim", "--lint", "--quiet"],
}


def _run(name: str) -> tuple[str, int, float, str]:
    started = time.monotonic()
    done = subprocess.run(CHECKS[name], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, stdin=subprocess.DEVNULL)
    return name, done.returncode, time.monotonic() - started, done.stdout


def main() -> int:
    """1 if any check failed."""
    failed = []
    with ThreadPoolExecutor(2) as two:
        for name, code, seconds, said in two.map(_run, CHECKS):
            if code:
                failed.append(name)
                print(said.strip())
            print(f"{'FAILED' if code else 'passed'}  {name}  {seconds:.0f} s", flush=True)
    print(f"{len(failed)} of {len(CHECKS)} checks failed: {', '.join(failed)}." if failed else f"All {len(CHECKS)} checks passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
