"""The trial: a story in a browser, a town under load, one machine after the other killed, and then everything is counted."""

import json
import time
from collections.abc import Callable
from typing import Any

from tools.cluster.load import Load, Noticed, told
from tools.cluster.site import WEB, WORKERS, Site
from tools.drill.citizens import Post
from tools.drill.copies import asked, counted
from tools.processes import CannotStart

MOST_SECONDS = 30.0  # without writes, after the primary was killed
MOST_TRIES = 2  # of anything while a web node or a worker is killed
WARM_UP, SETTLE = 40, 25  # things written before a kill, and after it before the next
DRAIN = 240.0  # seconds


def trial(site: Site, *, kills: int, citizens: int, has_browser: bool) -> bool:
    """The whole trial; True where nothing was lost or doubled and writes were back in time."""
    began = time.monotonic()
    site.bring_up()
    nodes = [*site.crew.running, *(site.outside.running if site.outside else ())]
    print(f"{len(nodes)} programs in {time.monotonic() - began:.0f} s: {', '.join(nodes)}. Promoted {site.databases.how}.", flush=True)
    stories: list[str] = []
    if has_browser:
        from tools.cluster.browser import Story

        story = Story(site)
        stories += story.live()
        print(f"In a browser: {'; '.join(stories)}.", flush=True)
    load, log = Load(site, citizens), site.databases.log_written()
    load.begin()
    load.until_written(WARM_UP, 120)
    noticed = [_kill_the_primary(site, load) for _ in range(kills)]
    noticed.append(_kill(site, load, WEB[0], lambda: site.kill_web(WEB[0]), lambda: site.start_web(WEB[0])))
    noticed.append(_kill(site, load, WORKERS[0], lambda: site.crew.kill(WORKERS[0]), lambda: site.start_worker(WORKERS[0])))
    load.end()
    if has_browser:
        story.read_again()
        print("In a browser: the file from before the kills is there, with its answer.", flush=True)
    seconds = _drain(site, load)
    log = site.databases.log_written() - log
    is_well = _report(site, load, noticed, kills, seconds)
    print(
        f"Log of the database: {log / 1000 / max(1, len(load.acknowledged)):,.0f} kB for each complaint, with everything around it.",
        flush=True,
    )
    return is_well


def _kill_the_primary(site: Site, load: Load) -> Noticed:
    primary = site.databases.primary()
    if primary is None:
        raise CannotStart("No database is primary.")
    killed_at = time.monotonic()
    site.databases.kill(primary)
    site.databases.promote(primary)
    if site.databases.way_has_moved:
        site.point_pooler()
    load.until_written(SETTLE, 120)
    noticed = load.noticed(f"primary {primary.name}", killed_at)
    promoted = site.databases.primary()
    site.databases.bring_back(primary)
    whole = site.databases.until_whole(120)
    print(
        f"Killed {noticed.what}: {noticed.seconds_without_writes:.1f} s without writes, {promoted.name if promoted else 'nobody'} is primary; "
        f"{primary.name} follows again {whole:.0f} s after its return.",
        flush=True,
    )
    load.until_written(SETTLE, 60)
    return noticed


def _kill(site: Site, load: Load, name: str, kill: Callable[[], None], start: Callable[[], None]) -> Noticed:
    killed_at = time.monotonic()
    kill()
    load.until_written(SETTLE, 60)
    noticed = load.noticed(name, killed_at)
    start()
    print(
        f"Killed {name}: {noticed.seconds_without_writes:.1f} s without writes, at most {noticed.most_tries - 1} retries of anything.",
        flush=True,
    )
    load.until_written(SETTLE, 60)
    return noticed


def _untold(post: Post, load: Load) -> int:
    """Complainants whose own code has not arrived by mail."""
    post.read()
    sent: dict[str, str] = {}
    for letter in post.letters:
        sent[letter["to"]] = sent.get(letter["to"], "") + letter["text"]
    return sum(one.complaint_code not in sent.get(one.address, "") for one in load.acknowledged)


def _drain(site: Site, load: Load) -> float:
    """Wait until everybody has been told by mail; the seconds that took."""
    began, post = time.monotonic(), Post(site.mail)
    while _untold(post, load) and time.monotonic() - began < DRAIN:
        time.sleep(0.5)
    return time.monotonic() - began


def _report(site: Site, load: Load, noticed: list[Noticed], kills: int, seconds: float) -> bool:
    direct = site.direct()
    for name in WORKERS:
        site.crew.kill(name)
    asked(direct, "manage.py", "work", "--once")
    asked(direct, "manage.py", "seal")
    found = counted(direct)
    code, said = asked(direct, "manage.py", "verify", "--json")
    proof: dict[str, Any] = json.loads(said.splitlines()[-1]) if code in {0, 1} else {"findings": 1, "first": [said]}
    mine = {number: case for number, case in found["cases"].items() if number not in site.told_otherwise}
    numbers = [number for number in found["all_numbers"] if number not in site.told_otherwise]
    counts = {
        **told(load.acknowledged, mine, numbers),
        "citizens given up": len(load.town.refused),
        "repeats answered otherwise": load.town.differing,
        "not told by mail": _untold(Post(site.mail), load),
        "dead letters": len(found["dead"]),
        "files lost": found["files_lost"],
        "broken chains": len(found["broken"]),
        "findings of verify": proof["findings"],
    }
    longest = max((one.seconds_without_writes for one in noticed), default=0.0)
    tries = max((one.most_tries for one in noticed[kills:]), default=0)
    print(
        f"kills {len(noticed)} ({', '.join(one.what for one in noticed)}); acknowledged {len(load.acknowledged)} complaints, "
        f"{len(load.town.answered)} writes in {load.town.tries} calls; lost {counts['lost']}; duplicates {counts['duplicates']}; "
        f"seconds without writes {longest:.1f} (at most {MOST_SECONDS:.0f}); retries while a node or worker was killed {max(0, tries - 1)} "
        f"(at most {MOST_TRIES - 1}); {found['entries']} entries, {proof.get('seals', 0)} seals; all told {seconds:.0f} s after the last.\n  "
        + ", ".join(f"{number} {name}" for name, number in counts.items()),
        flush=True,
    )
    for fault in (*load.town.refused[:5], *map(str, found["dead"][:5]), *map(str, proof.get("first", [])[:5])):
        print(f"  {fault}", flush=True)
    return bool(load.acknowledged) and not any(counts.values()) and longest <= MOST_SECONDS and tries <= MOST_TRIES
