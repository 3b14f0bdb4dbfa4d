"""Several workers on one PostgreSQL, killed at random while people write and commit out of order: `python -m tools.database workers`.

What must come out: every job done and none twice, every step of a clock once, every entry counted and sealed exactly once, by however many workers and
however many of them died. WORKERS_KILLS=n for another number of kills.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from tools.drill.processes import Nursery, Running
from tools.postgresql import private_cluster
from tools.processes import ROOT, manage, scratch_environment

LIMITS = "drafts_per_network=1000000/3600"
KILLS, WORKERS, CASES, WRITERS = 30, 3, 240, 4
LEAST_LIFE, MOST_LIFE = 1.0, 4.0  # seconds between two kills; a worker needs one to come up
DRAIN = 240.0  # seconds: leases and turns of the killed run out after ninety


def main() -> int:
    """Run it all and say what was found; 1 where anything is missing or doubled."""
    kills = int(os.environ.get("WORKERS_KILLS", "") or KILLS)
    with tempfile.TemporaryDirectory(prefix="mazalim-workers-") as name, private_cluster(is_durable=True) as url:
        folder = Path(name)
        folder.chmod(0o711)
        environment = {
            **scratch_environment(folder, url),
            "MAZALIM_ORIGIN": "http://127.0.0.1:8000",
            "MAZALIM_DEMO": "1",
            "MAZALIM_LIMITS": LIMITS,
        }
        for command in (["migrate", "--no-input", "--verbosity", "0"], ["load_profile", "kurdistan"]):
            manage(*command, environment=environment)
        nursery = Nursery(environment, folder / "log")
        country = subprocess.Popen(
            [sys.executable, "-m", "tools.database.workers", "inside"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        running = [Running(nursery, "worker", lambda _: True) for _ in range(WORKERS)]
        try:
            began = time.monotonic()
            for _ in range(kills):
                time.sleep(random.uniform(LEAST_LIFE, MOST_LIFE))
                random.choice(running).kill()
            killing = time.monotonic() - began
            found = json.loads(country.communicate("enough\n", timeout=DRAIN + 120)[0].splitlines()[-1])
        finally:
            for one in running:
                one.end(9, 5)
            nursery.close()
            if country.poll() is None:
                country.kill()
        faults = {fault: found[fault] for fault in found["faults"]}
        print(
            f"{WORKERS} workers, {kills} killed in {killing:.0f} s; {found['cases']} cases, {found['entries']} entries, "
            f"{found['late']} of them committed after a greater one; {found['jobs']} jobs, at most {found['tries']} tries of one; "
            f"drained in {found['drained']:.0f} s.\n  " + ", ".join(f"{number} {fault}" for fault, number in faults.items())
        )
        return int(any(faults.values()))


def _lodge_and_withdraw(stop: threading.Event, made: dict[str, int]) -> None:
    """One of the people: lodges, and now and then withdraws in a transaction that another overtakes."""
    from django.db import connections, transaction
    from django.utils import timezone

    from mazalim.complaints.lifecycle import Move, actor_complainant, move
    from mazalim.complaints.models import Complaint
    from mazalim.figures.tasks import ask_for_recount
    from tests.factories import lodge

    chance = random.Random()
    try:
        while not stop.is_set() and made["cases"] < CASES:
            made["cases"] += 1
            # Some are old enough for their clocks to have passed: the sweep has steps to do, while others come in.
            at = timezone.now() - timedelta(days=chance.choice((0, 0, 40, 90)))
            with transaction.atomic():  # so that the code is not sent, and wiped, before it was typed
                case = lodge(at=at, happened_on=(at - timedelta(days=3)).date().isoformat())
            if chance.random() < 0.3:
                with transaction.atomic():
                    complaint = Complaint.objects.select_for_update().get(pk=case.complaint.pk)
                    if complaint.is_open:
                        move(complaint, Move.WITHDRAW, by=actor_complainant(), at=timezone.now())
                    time.sleep(chance.uniform(0.0, 1.5))
            if chance.random() < 0.1:
                ask_for_recount(at=timezone.now())
            stop.wait(chance.uniform(0.0, 0.2))
        made["content"] += 1
    finally:
        connections.close_all()


def inside() -> None:
    """The people and the count, in a process that knows the product; prints one line of JSON."""
    import django

    django.setup()
    stop, made = threading.Event(), {"cases": 0, "content": 0}
    people = [threading.Thread(target=_lodge_and_withdraw, args=(stop, made)) for _ in range(WRITERS)]
    for person in people:
        person.start()
    sys.stdin.readline()
    stop.set()
    for person in people:
        person.join()
    began = time.monotonic()
    while time.monotonic() - began < DRAIN and not _is_drained():
        time.sleep(1)
    found = _counted()
    found["people given up"] = WRITERS - made["content"]
    found["faults"] = [*found["faults"], "people given up"]
    print(json.dumps({**found, "drained": time.monotonic() - began}), flush=True)


def _is_drained() -> bool:
    from django.utils import timezone

    from mazalim.complaints.horizon import settled_after
    from mazalim.complaints.models import Complaint
    from mazalim.figures.actions.advancing import position_of
    from mazalim.figures.models import Watermark
    from mazalim.work.models import Job

    mark = Watermark.objects.filter(pk=Watermark.THE_ONE).first()
    now = timezone.now()
    return (
        mark is not None
        and not Job.objects.filter(done_at=None, dead_at=None, run_at__lte=now).exists()
        and not Complaint.objects.filter(next_step_at__lte=now).exists()
        and not settled_after(position_of(mark)).exists()
    )


def _counted() -> dict[str, Any]:
    from django.db.models import Count, F, Max, Q
    from django.utils import timezone

    from mazalim.complaints.models import Complaint, Entry
    from mazalim.figures.actions import differences
    from mazalim.proof.models import SealedEntry
    from mazalim.proof.seals.actions import seal
    from mazalim.work.models import Job

    seal(at=timezone.now())
    steps = Entry.objects.filter(author="system", payload__has_key="step").values("complaint", "payload__step")
    twice = steps.annotate(times=Count("pk")).filter(times__gt=1).exclude(payload__step__in=["answer_reminder", "answer_time_out"])
    covers = Complaint.objects.annotate(leaves=Count("entries"), last=Max("entries__number"))
    in_order = Entry.objects.order_by("id").values_list("written_in", flat=True)
    greatest, late = 0, 0
    for written_in in filter(None, in_order):
        late += written_in < greatest
        greatest = max(greatest, written_in)
    counts = {
        "jobs undone": Job.objects.filter(done_at=None, dead_at=None, run_at__lte=timezone.now()).count(),
        "dead letters": Job.objects.filter(dead_at__isnull=False).count(),
        "steps done twice": twice.count(),
        "steps not done": Complaint.objects.filter(next_step_at__lte=timezone.now()).count(),
        "gaps in a case": covers.filter(~Q(leaves=F("last")) | ~Q(leaves=F("entry_count"))).count(),
        "figures that differ": len(differences() or []),
        "entries not sealed": Entry.objects.filter(sealed__isnull=True).count(),
        "sealed twice": SealedEntry.objects.count() - SealedEntry.objects.values("entry").distinct().count(),
    }
    return {
        **counts,
        "faults": list(counts),
        "cases": Complaint.objects.count(),
        "entries": Entry.objects.count(),
        "late": late,
        "jobs": Job.objects.count(),
        "tries": Job.objects.aggregate(most=Max("attempts"))["most"] or 0,
    }


if __name__ == "__main__":
    inside()
