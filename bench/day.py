"""The 25-fold day: as on the day in May 2020 when Morocco's portal was flooded, a day's visitors times 25, hour by hour, in a few minutes.

    python -m bench.day [--day 500] [--times 25] [--minutes 10]     (or: make day)

`--day` is an ordinary day's number of complaints (Morocco: 480 to 510 a day in 2023 and 2024), `--minutes` how long the 24 hours last here. Each lodging
brings three who follow, two who begin, four readings and one act of officers, and ten looks at public pages. The hours are those of
`../shared/data/shape.json`, where it is absent the same rounded.
It fails where a lodging that was acknowledged is missing or doubled, where a citizen gives up, or where notices are left at the end.
"""

import argparse
import json
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.crowd.crowd import Crowd, lost, table
from bench.crowd.stage import Stage, stage
from bench.overload import VISITS

SHAPE = Path(__file__).resolve().parents[2] / "shared" / "data" / "shape.json"
ROUNDED = (9, 6, 5, 5, 6, 8, 17, 41, 68, 82, 76, 81, 69, 74, 70, 72, 68, 58, 52, 38, 34, 26, 19, 16)  # thousandths of a day, by hour
MIX = {"lodge": 1, "follow": 3, "begin": 2, "read": 4, "act": 1, "look": 10}
HOURS = 24


def hours() -> tuple[Sequence[float], str]:
    """The share of each hour, and where it is from."""
    if SHAPE.exists():
        found = json.loads(SHAPE.read_text("utf-8"))["sf311"]["hour_of_day_utc"]
        shares = [float(found[str(hour)]) for hour in range(HOURS)]
        return [share / sum(shares) for share in shares], "shape.json"
    return [share / sum(ROUNDED) for share in ROUNDED], "rounded; ../shared/data/shape.json is absent"


def rate_of(day: int, times: float, seconds: float, shares: Sequence[float]) -> Callable[[float], float]:
    """Visits a second, given seconds since the day began, where the day lasts `seconds`."""
    visits = day * times * sum(MIX.values()) / MIX["lodge"]

    def rate(at: float) -> float:
        hour = min(HOURS - 1, int(at / seconds * HOURS))
        return visits * shares[hour] * HOURS / seconds

    return rate


def main() -> int:
    """The exit code: 0 where all held."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--day", type=int, default=500)
    parser.add_argument("--times", type=float, default=25)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--kept", default="", help="a folder in which the country stays for the next run")
    arguments = parser.parse_args()
    with stage(arguments.kept) as made:
        return 0 if replay(made, day=arguments.day, times=arguments.times, seconds=60 * arguments.minutes) else 1


def replay(made: Stage, *, day: int, times: float, seconds: float) -> bool:
    """One day; True where all held."""
    shares, source = hours()
    rate = rate_of(day, times, seconds, shares)
    busiest = max(shares) * day * times * HOURS / seconds
    print(
        f"{day} complaints a day, {times:g} times as many, 24 hours in {seconds / 60:g} minutes ({source}): "
        f"{day * times / seconds:.1f} lodgings a second, {busiest:.1f} in the busiest hour.",
        flush=True,
    )
    crowd = Crowd(made, VISITS, connections=120, lodgers=120, patience=seconds + 900)
    watch = Watch(made)
    crowd.come(MIX, rate, seconds=seconds)
    ended = time.perf_counter()
    crowd.close()
    last = time.perf_counter() - ended
    while made.waiting_jobs() and time.perf_counter() - ended < 900:
        time.sleep(1)
    drained = time.perf_counter() - ended
    watch.end()
    counts = lost(made, crowd.lodged)
    print(f"\n{table(crowd.tallies)}\n")
    print(f"Lodgings: {crowd.lodged.begun:,} begun, {json.dumps(counts)}; {len(crowd.lodged.given_up)} gave up.")
    for words in crowd.lodged.given_up[:3]:
        print(f"  {words}")
    print(
        f"Turned away while lodging and come again: {crowd.lodged.again:,} times. The last was acknowledged {last:.0f} s after the day's end."
    )
    print(f"Longest queue of notices and other jobs: {watch.longest:,}; empty {drained:.0f} s after the day's end.", flush=True)
    verdicts = {
        "no acknowledged lodging lost or doubled, no chain broken": not (counts["lost"] or counts["twice"] or counts["broken chains"]),
        "everybody who began was acknowledged": crowd.lodged.begun == counts["acknowledged"] > 0,
        "the queue was emptied": made.waiting_jobs() == 0,
    }
    for words, is_held in verdicts.items():
        print(f"{'ok  ' if is_held else 'FAIL'}  {words}")
    return all(verdicts.values())


class Watch:
    """Looks at the queue of jobs every two seconds."""

    def __init__(self, made: Stage) -> None:
        self.made, self.longest, self.over = made, 0, threading.Event()
        self.thread = threading.Thread(target=self._look, daemon=True)
        self.thread.start()

    def _look(self) -> None:
        while not self.over.wait(2):
            self.longest = max(self.longest, self.made.waiting_jobs())

    def end(self) -> None:
        """Look no more."""
        self.over.set()
        self.thread.join()


if __name__ == "__main__":
    sys.exit(main())
