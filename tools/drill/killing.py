"""Two web and two worker processes under load are killed at random; mail, SMS, scanner and store go away and come back, one after the other.

Every acknowledged complaint must be there once with the same enclosures, every notice sent at least once, every chain and figure right. On SQLite
files lie in a folder, as in an embedded installation; on PostgreSQL in an S3 store.
"""

import asyncio
import json
import os
import random
import re
import signal
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import httpx

from tools.drill.citizens import Post, Town
from tools.drill.copies import Copy, asked, counted
from tools.drill.outside import CLAMD
from tools.drill.processes import Nursery, Outside, Running
from tools.processes import free_port, manage, scratch_environment

CITIZENS, READERS, BUCKET = 50, 8, "drill"
WARM_UP, LEAST_PAUSE, MOST_PAUSE = 5.0, 0.05, 0.8  # seconds
PATIENCE, DRAIN = 420.0, 420.0
IN_HAND = 0.25  # a request that was begun so long before the signal has been taken, on a busy machine too
COPY_AT, MARK_AT = 0.40, 0.68  # the shares of the kills at which a backup is taken, and the moment to which it is brought up
# What is away between which shares of the kills.
AWAY = {"mail": (0.10, 0.20), "sms": (0.30, 0.40), "scanner": (0.50, 0.60), "line": (0.70, 0.80)}
LIVES = re.compile(r'^mazalim_worker_silent_seconds\{worker="[^"]*-(\d+)"\} (\S+)', flags=re.MULTILINE)
WAITING = re.compile(r"^mazalim_(?:outbox_waiting\{[^}]*\}|files_waiting) (\S+)", flags=re.MULTILINE)


@dataclass
class Site:
    """One installation on trial."""

    url: str
    folder: Path
    ports: list[int]
    environment: dict[str, str]
    outside: Outside
    files: list[Path]  # of mail and SMS

    def measures(self) -> str:
        """What any web process says now; an empty text where none answers."""
        for port in self.ports:
            try:
                answer = httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=3)
                if answer.status_code == 200:
                    return answer.text
            except httpx.HTTPError:
                continue
        return ""

    def has_beaten(self, pid: int) -> bool:
        """Whether a worker has said that it lives."""
        return str(pid) in {number for number, _ in LIVES.findall(self.measures())}

    @staticmethod
    def answers(port: int) -> bool:
        """Whether a web process serves."""
        try:
            return httpx.get(f"http://127.0.0.1:{port}/health/", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False


def drill(url: str, folder: Path, kills: int) -> bool:
    """One drill on one database; True when nothing was lost or doubled."""
    site = _site(url, folder)
    site.outside.start("mail", int(site.environment["DRILL_MAIL"]), str(site.files[0]))
    site.outside.start("sms", int(site.environment["DRILL_SMS"]), str(site.files[1]))
    site.outside.start("scanner", int(site.environment["DRILL_SCANNER"]), str(folder / "clamd"))
    if url:
        site.outside.start("store", int(site.environment["DRILL_STORE"]), BUCKET)
        site.outside.start("line", int(site.environment["DRILL_LINE"]), site.environment["DRILL_STORE"])
    nursery, running = None, []
    try:
        for command in (["migrate", "--no-input", "--verbosity", "0"], ["load_profile", "kurdistan"]):
            manage(*command, environment=site.environment)
        nursery = Nursery(site.environment, folder / "log")
        running = [
            *(Running(nursery, f"web {port}", lambda it: site.answers(int(it.what.split()[1]))) for port in site.ports),
            *(Running(nursery, "worker", lambda it: site.has_beaten(it.pid)) for _ in range(2)),
        ]
        return asyncio.run(_trial(site, running, kills))
    finally:
        for one in running:
            one.end(signal.SIGKILL, 2)
        if nursery:
            nursery.close()
        site.outside.close()
        if os.environ.get("DRILL_LOG"):
            (Path(os.environ["DRILL_LOG"])).write_bytes((folder / "log").read_bytes())


def _site(url: str, folder: Path) -> Site:
    folder.chmod(0o711)
    (folder / "clamd").mkdir()
    ports = [free_port(), free_port()]
    parts = {name: str(free_port()) for name in ("DRILL_MAIL", "DRILL_SMS", "DRILL_SCANNER", "DRILL_STORE", "DRILL_LINE")}
    environment = {
        **scratch_environment(folder, url),
        **parts,
        "MAZALIM_ORIGIN": f"http://127.0.0.1:{ports[0]}",
        "MAZALIM_EMAIL_URL": f"smtp://127.0.0.1:{parts['DRILL_MAIL']}",
        "MAZALIM_SMS_URL": f"http://127.0.0.1:{parts['DRILL_SMS']}/",
        "MAZALIM_CLAMD_URL": f"tcp://127.0.0.1:{parts['DRILL_SCANNER']}",
        "MAZALIM_STORAGE_URL": f"s3://drill:drill@127.0.0.1:{parts['DRILL_LINE']}/{BUCKET}?tls=0" if url else "",
        "MAZALIM_LIMITS": ",".join(
            f"{name}=1000000/3600" for name in ("drafts_per_network", "sms_per_prefix_hour", "sms_per_day", "tracking_failures_per_network")
        ),
        "MAZALIM_METRICS_LOCAL": "1",
        "MAZALIM_DEBUG": "1",
    }
    outside = Outside(environment, folder / "outside.log")
    return Site(url, folder, ports, environment, outside, [folder / "mail.jsonl", folder / "sms.jsonl"])


async def _trial(site: Site, running: list[Running], kills: int) -> bool:
    await _until(lambda: all(one.is_up(one) for one in running), 60)
    base = f"http://127.0.0.1:{site.ports[0]}/api/v1/"
    body = httpx.get(f"{base}bodies", params={"q": "Erbil water"}, timeout=30).json()[0]
    category = httpx.get(f"{base}bodies/{body['id']}/categories", timeout=30).json()[0]
    town = Town([f"http://127.0.0.1:{port}" for port in site.ports], Post(*site.files), body, category, has_phones=True, patience=PATIENCE)
    living = asyncio.create_task(town.live(CITIZENS))
    began = time.monotonic()
    await asyncio.sleep(WARM_UP)
    copy = Copy(site.url, site.folder, site.environment)
    await _kill(site, running, kills, copy, town)
    killing = time.monotonic() - began
    town.is_closing = True
    await living
    began = time.monotonic()
    await _until(lambda: _is_drained(site, town), DRAIN)
    seconds = time.monotonic() - began
    gentle, cut = await asyncio.to_thread(_stop_gently, site, running)
    stopped = {"not ended gently": len(running) - gentle, "answers cut off by a gentle end": cut}
    return _report(site, town, running, copy, f"{kills} kills", killing, seconds, stopped)


async def _until(is_so: Any, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if await asyncio.to_thread(is_so):
            return True
        await asyncio.sleep(0.3)
    return False


async def _kill(site: Site, running: list[Running], kills: int, copy: Copy, town: Town) -> None:
    """Only what had come up is killed; how long it had lived is left to chance. A backup is taken meanwhile."""
    away: set[str] = set()
    copying = None
    for number in range(kills):
        for name, (since, until) in AWAY.items():
            is_due = since <= number / kills < until
            if name in site.outside.commands and is_due != (name in away):
                if is_due:
                    site.outside.kill(name)
                    away.add(name)
                else:
                    site.outside.start(name)
                    away.discard(name)
        if number == int(kills * COPY_AT):
            copying = asyncio.create_task(asyncio.to_thread(copy.begin, town.acknowledged))
        if number == int(kills * MARK_AT) and copying:
            await copying
            copy.mark(town.acknowledged)
        await asyncio.sleep(random.uniform(LEAST_PAUSE, MOST_PAUSE))
        kind = random.choice(("web", "worker"))
        (await _one_that_is_up([one for one in running if one.what.startswith(kind)])).kill()
    for name in away:
        site.outside.start(name)


async def _one_that_is_up(running: list[Running]) -> Running:
    """Whichever says so first; two of one kind are a matter of chance."""
    asking = {asyncio.create_task(_until(lambda one=one: one.is_up(one), 60)): one for one in running}
    done, waiting = await asyncio.wait(asking, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
    up = [asking[task] for task in done if task.result()]
    if not up:
        raise SystemExit(f"No {running[0].what.split()[0]} process came up within a minute.")
    return random.choice(up)


def _is_drained(site: Site, town: Town) -> bool:
    """Nothing is due any more, everybody has been told, and every file was examined: what failed four times waits five minutes for the fifth."""
    text = site.measures()
    return bool(text) and sum(map(float, WAITING.findall(text))) == 0 and not _untold(town)


def _untold(town: Town) -> list[str]:
    """Complaints whose own code was never sent to their complainant."""
    town.post.read()
    sent: dict[str, str] = {}
    for letter in town.post.letters:
        sent[letter["to"]] = sent.get(letter["to"], "") + letter["text"]
    return [one.case_number for one in town.acknowledged if one.complaint_code not in sent.get(one.address, "")]


def _stop_gently(site: Site, running: list[Running]) -> tuple[int, int]:
    """SIGTERM to each while people read: how many ended by themselves in time, and how many requests that were in hand got no whole answer.

    One that comes with the signal may find the door closed behind it; then the proxy asks another process.
    """
    stop = Event()

    def read(port: int) -> list[float]:
        cut: list[float] = []
        while not stop.is_set():
            began = time.monotonic()
            try:
                httpx.get(f"http://127.0.0.1:{port}/en/", timeout=20)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                return cut  # nobody listens any more
            except httpx.HTTPError:
                cut.append(began)
        return cut

    with ThreadPoolExecutor(READERS) as people:
        reading = {people.submit(read, port): port for port in site.ports for _ in range(READERS // len(site.ports))}
        time.sleep(1)
        told, gentle = {}, 0
        for one in running:
            told[one.what] = time.monotonic()
            gentle += one.end(signal.SIGTERM, 20)
        stop.set()
        return gentle, sum(began < told[f"web {port}"] - IN_HAND for reader, port in reading.items() for began in reader.result())


def _report(
    site: Site, town: Town, running: list[Running], copy: Copy, what: str, killing: float, seconds: float, stopped: dict[str, int]
) -> bool:
    asked(site.environment, "manage.py", "work", "--once")
    found = counted(site.environment)
    asked(site.environment, "manage.py", "seal")
    verified, report = asked(site.environment, "manage.py", "verify", "--json")
    proof: dict[str, Any] = json.loads(report.splitlines()[-1]) if verified in {0, 1} else {"findings": 1, "first": [report]}
    cases, numbers = found["cases"], [one.case_number for one in town.acknowledged]
    lost = [one.case_number for one in town.acknowledged if one.case_number not in cases]
    there = [one for one in town.acknowledged if one.case_number in cases]
    counts = {
        "lost": len(lost),
        "doubled": len(numbers) - len(set(numbers)) + len(found["all_numbers"]) - len(set(found["all_numbers"])),
        "never acknowledged": len(cases) - len(set(numbers)),
        "other enclosures": sum(sorted(cases[one.case_number]["enclosures"]) != one.enclosures for one in there),
        "messages not once": sum(cases[one.case_number]["messages"] != ([one.message] if one.message else []) for one in there),
        "repeats answered otherwise": town.differing,
        "citizens given up": len(town.refused),
        "not told": len(_untold(town)),
        "notices not sent": len(set(found["notices"]) - {letter["id"] for letter in town.post.letters}) + found["undone"],
        "dead letters": len(found["dead"]),
        "files lost": found["files_lost"],
        "files waiting": found["files_waiting"],
        "broken chains": len(found["broken"]),
        "findings of verify": proof["findings"],
        "figures not compared": int(not proof.get("figures_compared")),
        **stopped,
        **copy.missing(),
    }
    twice = sum(count - 1 for count in Counter(letter["id"] for letter in town.post.letters).values())
    of_what = Counter(one.what.split()[0] for one in running for _ in range(one.kills))
    print(
        f"{'PostgreSQL and S3' if site.url else 'SQLite and a folder'}: {what} ({of_what['web']} web, {of_what['worker']} worker) in "
        f"{killing:.0f} s, mail, SMS, scanner ({'ClamAV' if CLAMD else 'a stand-in'}){' and store' if site.url else ''} down and back; "
        f"{len(numbers)} complaints acknowledged with {sum(len(one.enclosures) for one in town.acknowledged)} enclosures after {town.tries} calls, "
        f"{town.repeats} repeated on purpose; {len(town.post.letters)} notices, {twice} of them sent again under the same name; "
        f"{found['entries']} entries, {proof.get('seals', 0)} seals; at most {found['tries']} tries of a job; drained in {seconds:.0f} s; "
        f"a backup taken meanwhile in {copy.seconds:.0f} s, of {len(copy.before)} complaints.\n  "
        + ", ".join(f"{number} {name}" for name, number in counts.items()),
        flush=True,
    )
    for fault in (*town.refused[:5], *map(str, found["dead"][:5]), *map(str, proof.get("first", [])[:5]), *lost[:5]):
        print(f"  {fault}", flush=True)
    return len(numbers) > 0 and not any(counts.values())
