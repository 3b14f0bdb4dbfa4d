"""Closed and open loops over a list of units.

A closed loop sends the next unit once it has its answer: it shows throughput. An open loop sends units at a constant rate whatever the server does, and
counts each from the moment at which it was due, so that a stall counts for everybody who came during it (no coordinated omission).
"""

import threading
import time
from collections.abc import Mapping
from typing import Any

from bench.load.client import Browser, Refused, TurnedAway

MOST_FAULTS = 5
WORDS_KEPT = 20_000


class Loop:
    """What all clients share."""

    def __init__(self, plan: Mapping[str, Any]) -> None:
        self.units, self.port, self.rate = plan["units"], plan["port"], plan["rate"]
        self.is_repeated, self.keeps = plan["is_repeated"], plan["keeps"]
        self.lock = threading.Lock()
        self.next = 0
        self.latencies: list[float] = []
        self.faults: list[str] = []
        self.turned_away = 0
        self.kept: list[dict[str, Any]] = []
        self.began = time.perf_counter()
        self.ends = self.began + plan["seconds"]
        self.last = self.began
        self.most = len(self.units)
        if self.is_repeated:
            self.most = 10**9 if not self.rate else max(1, int(self.rate * plan["seconds"]))
        elif self.rate:
            self.most = min(self.most, max(1, int(self.rate * plan["seconds"])))

    def client(self) -> None:
        """One connection, until the time or the list is over."""
        browser = Browser(self.port)
        while (mine := self._take()) is not None:
            due = self.began + mine / self.rate if self.rate else 0.0
            if due:
                time.sleep(max(0.0, due - time.perf_counter()))
            started = due or time.perf_counter()
            unit = self.units[mine % len(self.units)]
            try:
                cookies, body = browser.do(unit)
            except TurnedAway:
                with self.lock:
                    self.turned_away += 1
                    self.last = max(self.last, time.perf_counter())
                continue
            except (Refused, OSError) as error:
                browser.close()
                self._note_fault(str(error))
                continue
            ended = time.perf_counter()
            with self.lock:
                self.latencies.append(1000 * (ended - started))
                self.last = max(self.last, ended)
                if self.keeps:
                    self.kept.append({"unit": mine % len(self.units), "cookies": cookies, "body": _text(body), "lines": body.count(b"\n")})
        browser.close()

    def _take(self) -> int | None:
        with self.lock:
            if self.next >= self.most or (not self.rate and time.perf_counter() >= self.ends):
                return None
            self.next += 1
            return self.next - 1

    def _note_fault(self, words: str) -> None:
        with self.lock:
            self.faults.append(words if len(self.faults) < MOST_FAULTS else "")


def _text(body: bytes) -> str:
    return body[:WORDS_KEPT].decode("utf-8", "replace")


def run(plan: Mapping[str, Any]) -> dict[str, Any]:
    """Do a plan and say what was seen, as `bench.load.Outcome` reads it."""
    loop = Loop(plan)
    threads = [threading.Thread(target=loop.client, daemon=True) for _ in range(plan["clients"])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = max(loop.last - loop.began, 1e-9)
    return {
        "latencies": loop.latencies, "seconds": seconds, "faults": loop.faults, "units": loop.kept, "turned_away": loop.turned_away,
    }  # fmt: skip
