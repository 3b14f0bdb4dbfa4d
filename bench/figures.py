"""How many entries a second the figures count, on generated cases of every usual course.

Run from the repository's root; the database is a scratch one, made and thrown away:

    python -m bench.figures [--cases 20000] [--postgresql]

Prints entries a second for counting all again (`recompute`) and for counting as they come (`advance`), and what the public pages then cost.
"""

import argparse
import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from time import perf_counter, process_time
from typing import Any

SEED = 20261101
BEGIN = datetime(2025, 11, 1, 6, 0, tzinfo=UTC)
CASES_AT_ONCE = 1_000


def main() -> None:
    """Measure on SQLite, or on a PostgreSQL started for the purpose."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--postgresql", action="store_true")
    arguments = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="mazalim-bench-")
    try:
        from tools.postgresql import private_cluster

        with private_cluster() if arguments.postgresql else nullcontext("") as url:
            os.environ.update(
                DATABASE_URL=url,
                DJANGO_SETTINGS_MODULE="config.settings",
                MAZALIM_DATA_DIR=folder,
                MAZALIM_STATIC_DIR=f"{folder}/static",
                MAZALIM_SECRET_KEY="bench-only-" + "0" * 40,
                MAZALIM_DEBUG="0",
                MAZALIM_ORIGIN="http://127.0.0.1:8000",
                MAZALIM_DEMO="1",
            )
            measure(arguments.cases)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measure(cases: int) -> None:
    """Build, count, read, print."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.utils import timezone

    from mazalim.complaints.models import Entry
    from mazalim.figures import actions
    from mazalim.figures.models import Figure, Total, Watermark

    call_command("migrate", verbosity=0)
    call_command("load_profile", "kurdistan", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    build(cases)
    total = Entry.objects.count()
    print(f"{connection.vendor}: {cases:,} cases, {total:,} entries")
    now = timezone.now()
    began, used = perf_counter(), process_time()
    actions.recompute(at=now)
    seconds, cpu = perf_counter() - began, process_time() - used
    print(f"recompute  {total / seconds:>10,.0f} entries/s   {1e6 * cpu / total:>6.2f} us of CPU each   {seconds:.1f} s")
    print(f"           {Figure.objects.count():,} figures, {Total.objects.count():,} totals")
    Figure.objects.all().delete()
    Total.objects.all().delete()
    Watermark.objects.all().delete()
    began, read = perf_counter(), 0
    while (step := actions.advance(at=now)) and perf_counter() - began < 60:
        read += step
    seconds = perf_counter() - began
    print(f"advance    {read / seconds:>10,.0f} entries/s   in batches of 5,000   {seconds:.1f} s")
    while actions.advance(at=now):
        pass
    client = Client(headers={"host": "127.0.0.1"})
    for path in ("/en/figures/", "/en/figures/MUN-EBL/"):
        began = perf_counter()
        client.get(path)
        first = perf_counter() - began
        began = perf_counter()
        for _ in range(20):
            client.get(path)
        print(f"{path:<24}{1000 * first:>7.1f} ms when figures have changed, {1000 * (perf_counter() - began) / 20:.1f} ms else")


def build(cases: int) -> None:
    """Cases whose entries hold what the product's own would, without words, digests and people."""
    from django.db import transaction

    from mazalim.complaints.models import Complaint, Entry
    from mazalim.directory.models import Desk, PublicBody

    chance = random.Random(SEED)
    desks = {desk.body_id: desk.pk for desk in Desk.objects.filter(kind="general")}
    centre = Desk.objects.get(kind="central")
    places = [
        (body.pk, desks[body.pk], list(body.categories.values_list("pk", flat=True)))
        for body in PublicBody.objects.filter(accepts_complaints=True, pk__in=desks)
    ]
    # The ten busiest bodies hold three quarters of the cases.
    weights = [12 if number < 10 else 40 / len(places) for number in range(len(places))]
    made = 0
    while made < cases:
        with transaction.atomic():
            files, entries = [], []
            for _ in range(min(CASES_AT_ONCE, cases - made)):
                made += 1
                body, desk, categories = chance.choices(places, weights)[0]
                category = chance.choice(categories)
                at = BEGIN + timedelta(minutes=made * 380 * 1440 // cases)
                files.append(_cover(Complaint, made, centre, category, at))
                leaves = life(chance, at, (body, desk, category), (centre.body_id, centre.pk))
                entries += [(made, number, *leaf) for number, leaf in enumerate(leaves, start=1)]
            Complaint.objects.bulk_create(files)
            first = files[0].pk
            Entry.objects.bulk_create(
                [
                    Entry(
                        complaint_id=first + case - (made - len(files) + 1),
                        number=number,
                        kind=kind,
                        author="system",
                        visibility="public",
                        at=moment,
                        payload=payload,
                        text_hash=b"",
                        digest=b"",
                    )
                    for case, number, kind, moment, payload in entries
                ],
                batch_size=2_000,
            )


def _cover(model: Any, number: int, centre: Any, category: int, at: datetime) -> Any:
    return model(
        case_number=f"2026-{number:07d}",
        code_hash=number.to_bytes(8),
        code_hint="XX",
        complainant_ref=f"{number:032x}",
        kind="complaint",
        identity_mode="named",
        language="en",
        channel="web",
        subject="A hole in the road",
        terms_of_lodging={},
        lodged_at=at,
        state="screening",
        body_id=centre.body_id,
        desk_id=centre.pk,
        category_id=category,
        last_entry_at=at,
    )


def life(
    chance: random.Random, at: datetime, place: tuple[int, int, int], centre: tuple[int, int]
) -> Iterator[tuple[str, datetime, dict[str, Any]]]:
    """The entries of one case: about ten, some of them of kinds that are not counted."""
    body, desk, category = place
    days = chance.choice((14, 21, 30))
    span = {"days": days, "unit": "calendar"}
    lodged = {
        "kind": chance.choices(["complaint", "suggestion", "praise"], [94, 4, 2])[0],
        "channel": chance.choice(["web", "web", "api"]),
        "language": chance.choice(["ckb", "ar", "en"]),
        "identity_mode": "named",
        "happened_on": "2026-10-20",
        "place": 3,
        "accuses_official": False,
        "points": 2,
        "terms": {
            "screening": {"days": 3, "unit": "working"},
            "acceptance": {"days": 2, "unit": "working"},
            "decision": span,
            "extension": {"days": 10, "unit": "working"},
            **dict.fromkeys(("legal_ceiling_days", "pause_limit", "pause_limit_days", "answer_wait_days", "rate_window_days"), 30),
        },
        "cover": {"state": "screening", "body_id": centre[0], "desk_id": centre[1], "category_id": category},
        "clocks": [
            {"clock": "screening", "op": "start", "days": 3, "unit": "working"},
            {"clock": "decision", "op": "start", "ceiling_days": 60, **span},
        ],
    }
    yield "lodge", at, lodged
    clocks = [{"clock": "screening", "op": "stop"}, {"clock": "acceptance", "op": "start", "days": 2, "unit": "working"}]
    cover = {"officer_id": None, "state": "with_body", "body_id": body, "desk_id": desk, "is_guarded": False}
    yield "route", at, {"why": "body_and_category", "cover": cover, "clocks": clocks}
    for number in range(2 if chance.random() < 0.1 else 1):
        at += timedelta(days=chance.randrange(1, 4))
        yield "take", at, {"cover": {"officer_id": 5, "state": "in_progress"}, "clocks": [{"clock": "acceptance", "op": "stop"}]}
        for _ in range(chance.randrange(3)):
            yield "note", at, {}
        if chance.random() < 0.2:
            yield "ask", at, {"cover": {"pauses": 1, "state": "awaiting_complainant"}, "clocks": [{"clock": "decision", "op": "pause"}]}
            at += timedelta(days=chance.randrange(1, 9))
            yield "answer", at, {"cover": {"steps_done": [], "state": "in_progress"}, "clocks": [{"clock": "decision", "op": "resume"}]}
        wait = chance.randrange(2, days + 8)
        if wait > days - 5:
            yield "warn", at + timedelta(days=days - 6), {"step": "warned", "cover": {"steps_done": ["warned"]}}
        if wait > days:
            yield "fall_due", at + timedelta(days=days), {"step": "fell_due", "cover": {"steps_done": ["warned", "fell_due"]}}
        at += timedelta(days=wait)
        if chance.random() < 0.05:
            return
        yield "draft_reply", at, {"points": 2, "commitments": 0, "cover": {"drafter_id": 5, "state": "awaiting_approval"}}
        outcome = chance.choice(["upheld", "partly_upheld", "not_upheld"])
        sent = {
            "outcomes": [outcome] * 2,
            "redress": ["repaired"] * 2,
            "reasons": 2,
            "commitments": 0,
            "proposal": 7,
            "proposals_dropped": [],
        }
        cover = {"answered_at": at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), "state": "answered", "outcome": outcome}
        yield "approve", at, {**sent, "cover": cover, "clocks": [{"clock": "decision", "op": "stop"}]}
        at += timedelta(days=1)
        if chance.random() < 0.4:
            score = chance.randrange(1, 6)
            yield "rate", at, {"score": score, "cover": {"rated_round": number + 1, "rating": score}}
        if number == 0 and chance.random() < 0.09:
            clocks = [{"clock": "decision", "op": "start", "days": 11, "unit": "calendar", "ceiling_days": 60}]
            yield "reopen", at, {"cover": {"round": 2, "officer_id": None, "state": "in_progress", "steps_done": []}, "clocks": clocks}
    kind, how = chance.choice([("confirm", "confirmed"), ("close_by_silence", "unconfirmed")])
    cover = {"closed_as": how, "closed_at": at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), "state": "closed"}
    yield kind, at + timedelta(days=14), {"cover": cover}


if __name__ == "__main__":
    main()
