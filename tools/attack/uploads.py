"""80 uploads that send a byte a second, straight at the server without a proxy: pages must go on being served. `python -m tools.attack.uploads`"""

import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from tools.attack.running import installation

NUMBERS, SECONDS, MOST_SECONDS = (24, 80, 160), 8.0, 2.0


@contextmanager
def _slow_senders(address: str, number: int) -> Iterator[list[socket.socket]]:
    """So many connections, each with a head and the first byte of what it announces: by turns a form of five megabytes and a small call of the API."""
    where = urlsplit(address)
    form = (
        f"POST /en/complain/enclosures/ HTTP/1.1\r\nHost: {where.netloc}\r\nContent-Type: multipart/form-data; boundary=x\r\n"
        f"Cookie: mazalim_csrf={'a' * 32}\r\nContent-Length: 5000000\r\n\r\n-"  # without the cookie nothing would be read at all
    )
    call = f"POST /api/v1/drafts HTTP/1.1\r\nHost: {where.netloc}\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{{"
    opened: list[socket.socket] = []
    try:
        for turn in range(number):
            one = socket.create_connection((where.hostname or "", where.port or 0), timeout=10)
            one.sendall((form if turn % 2 else call).encode())
            opened.append(one)
        yield opened
    finally:
        for one in opened:
            one.close()


def _drip(senders: list[socket.socket]) -> int:
    """One more byte from each; how many connections still take it."""
    alive = 0
    for one in senders:
        try:
            one.sendall(b"-")
            alive += 1
        except OSError:
            continue
    return alive


def attack(address: str, number: int) -> bool:
    """Whether every page is served within MOST_SECONDS while the senders drip."""
    taken: list[float] = []
    failed = 0
    with _slow_senders(address, number) as senders:
        until = time.monotonic() + SECONDS
        alive = number
        while time.monotonic() < until:
            began = time.monotonic()
            try:
                answer = httpx.get(f"{address}/en/", timeout=MOST_SECONDS)
                failed += answer.status_code != 200
                taken.append(time.monotonic() - began)
            except httpx.HTTPError:
                failed += 1
            alive = _drip(senders)
            time.sleep(0.2)
    slowest = max(taken, default=0)
    middle = statistics.median(taken) if taken else 0
    print(
        f"  {number} slow uploads ({alive} still open): {len(taken)} pages, median {middle * 1000:.0f} ms, slowest {slowest * 1000:.0f} ms, {failed} failed"
    )
    return not failed and bool(taken)


def main() -> int:
    """One process with the threads of `make run`; 1 where a page was not served."""
    with tempfile.TemporaryDirectory(prefix="mazalim-uploads-") as name, installation(Path(name), processes=1) as it:
        print("Slow uploads at one server process of 64 threads, no proxy", flush=True)
        held = [attack(it.addresses[0], number) for number in NUMBERS]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
