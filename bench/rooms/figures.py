"""How many entries a second the figures count, on generated cases of every usual course.

Run from the repository's root; the database is a scratch one, made and thrown away:

    python -m bench.rooms.figures [--cases 20000] [--postgresql]

Prints entries a second for counting all again (`recompute`) and for counting as they come (`advance`), and what the public pages then cost.
"""

import argparse
import random
from datetime import timedelta
from time import perf_counter, process_time

from bench.rooms.courses import BEGIN, cover, life
from bench.scratch import scratch_database

SEED = 20261101
CASES_AT_ONCE = 1_000


def main() -> None:
    """Measure on SQLite, or on a PostgreSQL started for the purpose."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--postgresql", action="store_true")
    arguments = parser.parse_args()
    with scratch_database(is_postgresql=arguments.postgresql):
        measure(arguments.cases)


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
                files.append(cover(Complaint, made, centre, category, at))
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


if __name__ == "__main__":
    main()
