"""Ten times the capacity: who is served, who is turned away, what is lost, how soon it is over.

    python -m bench.overload [--seconds 60] [--times 10]     (or: make overload)

Builds the demonstration's country on a PostgreSQL of its own, starts web and worker as production does, measures how many visits a second they serve,
then offers ten times as many in an open loop. It fails where a lodging that was acknowledged is missing or doubled, where somebody is answered neither
served nor 503 with Retry-After, where fewer than 95 of 100 requests of the first class are served, or where recovery takes ten seconds or more.
"""

import argparse
import json
import random
import sys
import threading
import time
from collections.abc import Mapping

from bench.crowd.crowd import Crowd, lost, table
from bench.crowd.stage import Stage, stage
from bench.crowd.visits import Caller, Visit, act, begin, follow, look, read

VISITS: Mapping[str, Visit] = {"follow": follow, "begin": begin, "act": act, "read": read, "look": look}
# A crowd that reads, and among it those who complain and follow: in a hundred visits.
MIX = {"lodge": 0.3, "follow": 1.0, "begin": 1.2, "act": 1.5, "read": 16, "look": 80}
LEAST_SERVED, MOST_RECOVERY = 0.95, 10.0
CALM = 0.5  # seconds: slower than that an officer's list is still in the crowd


def main() -> int:
    """The exit code: 0 where all held."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--times", type=float, default=10)
    parser.add_argument("--kept", default="", help="a folder in which the country stays for the next run")
    arguments = parser.parse_args()
    with stage(arguments.kept) as made:
        return 0 if measure(made, seconds=arguments.seconds, times=arguments.times) else 1


def capacity(made: Stage, *, seconds: float, clients: int = 16) -> float:
    """Visits of the mix a second in a closed loop."""
    kinds = {name: share for name, share in MIX.items() if name != "lodge"}
    until, done = time.monotonic() + seconds, [0] * clients

    def visit(number: int) -> None:
        caller, chance = Caller(made.made.port), random.Random(number)
        while time.monotonic() < until:
            name = chance.choices(list(kinds), list(kinds.values()))[0]
            done[number] += all(answer.is_served for answer in VISITS[name](caller, made, chance))
        caller.close()

    threads = [threading.Thread(target=visit, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / seconds


def measure(made: Stage, *, seconds: float, times: float) -> bool:
    """Measure and print; True where all held."""
    capacity(made, seconds=3)  # warms up
    most = capacity(made, seconds=10)
    print(f"Capacity: {most:.0f} visits a second. Offering {times * most:.0f} a second for {seconds:.0f} s.", flush=True)
    crowd = Crowd(made, VISITS)
    crowd.come(MIX, lambda _: times * most, seconds=seconds)
    ended = time.perf_counter()
    unsent = crowd.drop_waiting()
    recovery = _recovered(made, ended)
    tallies = dict(crowd.tallies)
    crowd.close()
    drained = _drained(made, ended)
    counts = lost(made, crowd.lodged)
    sent = sum(tally.all for tally in tallies.values())
    print(f"\n{table(tallies)}\n")
    print(f"Sent {sent:,} requests, {sent / seconds:.0f} a second; {unsent:,} visits found no connection and went home.")
    print(f"Lodgings: {json.dumps(counts)}; {len(crowd.lodged.given_up)} gave up; turned away and come again {crowd.lodged.again:,} times.")
    for words in crowd.lodged.given_up[:3]:
        print(f"  {words}")
    print(f"Recovered {recovery:.1f} s after the load ended; all notices sent after {drained:.0f} s.", flush=True)
    first = tallies["first"]
    share = len(first.served) / max(1, first.all)
    wrong = {name: dict(tally.faults) for name, tally in tallies.items() if tally.faults}
    verdicts = {
        "no acknowledged lodging lost or doubled, no chain broken": counts["acknowledged"] > 0
        and not (counts["lost"] or counts["twice"] or counts["broken chains"] or crowd.lodged.given_up),
        f"{share:.1%} of the first class served, {LEAST_SERVED:.0%} wanted": share >= LEAST_SERVED,
        f"nobody answered neither served nor 503 with Retry-After {wrong or ''}": not wrong
        and not any(tally.without_retry for tally in tallies.values()),
        f"recovery under {MOST_RECOVERY:.0f} s": recovery < MOST_RECOVERY,
    }
    for words, is_held in verdicts.items():
        print(f"{'ok  ' if is_held else 'FAIL'}  {words}")
    return all(verdicts.values())


def _recovered(made: Stage, ended: float) -> float:
    """Seconds from the end of the load to the first of five calm answers in a row to an officer and to the public."""
    caller, chance, calm, since = Caller(made.made.port), random.Random(3), 0, time.perf_counter()
    while time.perf_counter() - ended < 120:
        began = time.perf_counter()
        answers = [*read(caller, made, chance), *look(caller, made, chance)]
        if all(answer.is_served and answer.seconds < CALM for answer in answers):
            since = began if not calm else since
            calm += 1
            if calm == 5:
                return since - ended
        else:
            calm = 0
        time.sleep(0.1)
    return time.perf_counter() - ended


def _drained(made: Stage, ended: float) -> float:
    while made.waiting_jobs() and time.perf_counter() - ended < 600:
        time.sleep(1)
    return time.perf_counter() - ended


if __name__ == "__main__":
    sys.exit(main())
