"""An open loop of visits: they come when they come, whatever the server does. Counted by class of requests."""

import queue
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bench.crowd.stage import CLASSES, Stage
from bench.crowd.visits import TURNED_AWAY, Answer, Caller, Lodged, Visit, lodge
from bench.load import percentile


@dataclass
class Tally:
    """Of one class: seconds of answers, how they ended."""

    served: list[float] = field(default_factory=list)
    turned_away: list[float] = field(default_factory=list)
    without_retry: int = 0
    faults: Counter[str] = field(default_factory=Counter)

    @property
    def all(self) -> int:
        """How many requests."""
        return len(self.served) + len(self.turned_away) + sum(self.faults.values())


class Crowd:
    """So many connections, as a proxy would hold them, and citizens who lodge on connections of their own.

    :param lodgers: how many may be writing at once.
    """

    def __init__(
        self, stage: Stage, visits: Mapping[str, Visit], *, connections: int = 160, lodgers: int = 40, patience: float = 300
    ) -> None:
        self.stage, self.visits, self.patience = stage, visits, patience
        self.due: queue.SimpleQueue[tuple[str, float] | None] = queue.SimpleQueue()
        self.to_lodge: queue.SimpleQueue[float | None] = queue.SimpleQueue()
        self.lock, self.lodged = threading.Lock(), Lodged()
        self.tallies = {one.name: Tally() for one in CLASSES.all}
        self.late = 0.0  # seconds by which the load itself was late at most: then it is the client that is too slow
        self.ended = threading.Event()
        self.threads = [threading.Thread(target=self._visitor, daemon=True) for _ in range(connections)]
        self.lodgers = [threading.Thread(target=self._lodger, daemon=True) for _ in range(lodgers)]
        self.reader = threading.Thread(target=self._read_post, daemon=True)
        for thread in (*self.threads, *self.lodgers, self.reader):
            thread.start()

    def note(self, answer: Answer) -> None:
        """Count one answer."""
        with self.lock:
            tally = self.tallies[answer.kind]
            if answer.is_served:
                tally.served.append(answer.seconds)
            elif answer.status == TURNED_AWAY:
                tally.turned_away.append(answer.seconds)
                tally.without_retry += not answer.retry_after
            else:
                tally.faults[str(answer.status or "no answer")] += 1

    def forget(self) -> None:
        """Begin to count anew."""
        with self.lock:
            self.tallies = {one.name: Tally() for one in CLASSES.all}
            self.late = 0.0

    def come(
        self, weights: Mapping[str, float], rate: Callable[[float], float], *, seconds: float, tick: Callable[[float], None] | None = None
    ) -> None:
        """Visits for so many seconds.

        :param weights: name of a visit, or `lodge`, and its share.
        :param rate: visits a second at a moment, counted from the beginning.
        :param tick: called about every second with the seconds that have passed.
        """
        chance, names, shares = random.Random(5), list(weights), list(weights.values())
        began = time.perf_counter()
        at, told = 0.0, 0.0
        while at < seconds:
            passed = time.perf_counter() - began
            if passed < at:
                time.sleep(at - passed)
            self.late = max(self.late, passed - at)
            name = chance.choices(names, shares)[0]
            if name == "lodge":
                self.to_lodge.put(began + at)
            else:
                self.due.put((name, began + at))
            at += chance.expovariate(1) / max(rate(at), 1e-6)
            if tick is not None and passed - told >= 1:
                told = passed
                tick(passed)

    def waiting(self) -> int:
        """Visits that are due and have found no connection yet."""
        return self.due.qsize()

    def drop_waiting(self) -> int:
        """Who has found no connection goes home; returns how many."""
        dropped = 0
        while not self.due.empty():
            self.due.get()
            dropped += 1
        return dropped

    def close(self) -> None:
        """Everybody ends what they are at; who lodges goes on until it is acknowledged or their patience ends."""
        for _ in self.threads:
            self.due.put(None)
        for _ in self.lodgers:
            self.to_lodge.put(None)
        for thread in (*self.threads, *self.lodgers):
            thread.join()
        self.ended.set()

    def _visitor(self) -> None:
        caller, chance = Caller(self.stage.made.port), random.Random()
        while (mine := self.due.get()) is not None:
            for answer in self.visits[mine[0]](caller, self.stage, chance):
                self.note(answer)
        caller.close()

    def _lodger(self) -> None:
        caller = Caller(self.stage.made.port)
        while self.to_lodge.get() is not None:
            lodge(caller, self.stage, self.lodged, self.note, patience=self.patience)
            caller.close()

    def _read_post(self) -> None:
        while not self.ended.wait(0.1):
            self.stage.post.read()


def table(tallies: Mapping[str, Tally]) -> str:
    """The counts by class, as Markdown."""
    lines = ["| class | requests | served | turned away | faults | served p50 / p95 | turned away p95 |", "|---|--:|--:|--:|--:|--:|--:|"]
    faults: list[str] = []
    for name, tally in tallies.items():
        if tally.all:
            served, turned = sorted(tally.served), sorted(tally.turned_away)
            lines.append(
                f"| {name} | {tally.all:,} | {len(served):,} ({100 * len(served) / tally.all:.1f} %) | {len(turned):,} | {sum(tally.faults.values()):,} | "
                f"{1000 * percentile(served, 0.5):.0f} / {1000 * percentile(served, 0.95):.0f} ms | {1000 * percentile(turned, 0.95):.0f} ms |"
            )
            if tally.faults:
                faults.append(f"{name}: " + ", ".join(f"{many} times {how}" for how, many in tally.faults.most_common()))
    return "\n".join([*lines, *(["", "Faults: " + "; ".join(faults)] if faults else [])])


def lost(stage: Stage, lodged: Lodged) -> dict[str, int]:
    """What was acknowledged, beside what is in the database."""
    found = stage.counted()
    numbers = found["all_numbers"]
    return {
        "acknowledged": len(lodged.acknowledged),
        "lost": sum(number not in found["cases"] for number in lodged.acknowledged),
        "twice": len(numbers) - len(set(numbers)) + len(lodged.acknowledged) - len(set(lodged.acknowledged)),
        "broken chains": len(found["broken"]),
    }
