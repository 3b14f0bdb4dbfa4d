"""What a search costs, on texts of the demonstration in three languages spread over ten years.

Run from the repository's root; the database is a scratch one, made and thrown away:

    python -m bench.rooms.search [--texts 10000] [--postgresql]

Prints for rare and common words, asked by an officer of a busy desk and by a supervisor of its body, the cases found and the milliseconds of the
desk's page (median and worst of twenty), and what entering a text costs.
"""

import argparse
import json
import random
import uuid
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from bench.scratch import scratch_database

SEED = 20261101
YEARS = 10
AT_ONCE = 500
TIMES = 20
RARE = "zmorrod"
ASKED = {
    "rare": RARE,
    "common": "street",
    "beginning": "str",
    "Arabic": "الشارع",
    "Sorani": "شەقام",
    "two words": "water street",
    "official": "Rasheed",
    "nothing": "qqqqq",
}


def main() -> None:
    """Measure on SQLite, or on a PostgreSQL started for the purpose."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=10_000)
    parser.add_argument("--postgresql", action="store_true")
    arguments = parser.parse_args()
    with scratch_database(is_postgresql=arguments.postgresql):
        measure(arguments.texts)


def measure(texts: int) -> None:
    """Build, search, print."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from mazalim.accounts.queries import Standing
    from mazalim.journey.workbench.queries.desks import Filters, desk_page
    from mazalim.journey.workbench.rules import ALL

    call_command("migrate", verbosity=0)
    call_command("load_profile", "kurdistan", verbosity=0)
    desk, body, seconds = build(texts)
    print(f"{connection.vendor}: {texts:,} texts; entering one costs {1000 * seconds / texts:.2f} ms")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    places = {
        f"desk-{desk}": Standing(officer_id=0, name="", language="en", desks=frozenset({desk})),
        f"body-{body}": Standing(officer_id=0, name="", language="en", bodies=frozenset({body})),
    }
    print(f"{'asked by':<12}{'question':<12}{'found':>8}{'median ms':>12}{'worst ms':>10}")
    for place, standing in places.items():
        for name, words in ASKED.items():
            times = []
            for _ in range(TIMES):
                began = perf_counter()
                page = desk_page(standing, place=place, view=ALL, filters=Filters(words=words), cursor=None, at=timezone.now())
                times.append(1000 * (perf_counter() - began))
            tab = page.tab(ALL)
            found = f"{tab.shown:,}{'+' * tab.is_capped}"
            print(f"{place.split('-')[0]:<12}{name:<12}{found:>8}{median(times):>12.1f}{max(times):>10.1f}")


def build(texts: int) -> tuple[int, int, float]:
    """Covers with rows in the index, half of them at one busy desk: its key, its body's, and the seconds that entering them took."""
    from django.db import transaction
    from django.utils import timezone

    from mazalim.complaints.models import Complaint
    from mazalim.complaints.search.keeping import enter
    from mazalim.directory.models import Desk

    chance = random.Random(SEED)  # a repeatable country, no secret
    desks = list(Desk.objects.filter(kind="general").select_related("body").order_by("pk")[:50])
    content = Path(__file__).parents[2] / "mazalim" / "demo" / "content"
    models = {path.stem: json.loads(path.read_text("utf-8"))["texts"] for path in sorted(content.glob("*.json"))}
    categories = {desk.pk: list(desk.body.categories.values_list("pk", flat=True)) or [1] for desk in desks}
    now, spent, made = timezone.now(), 0.0, 0
    while made < texts:
        with transaction.atomic():
            for _ in range(min(AT_ONCE, texts - made)):
                made += 1
                desk = desks[0] if chance.random() < 0.5 else chance.choice(desks)
                language = chance.choice(list(models))
                lodged = now - timedelta(days=365 * YEARS * (1 - made / texts))
                case = _cover(Complaint, made, desk, chance.choice(categories[desk.pk]), language, lodged)
                case.save(force_insert=True)
                words = _words(chance, chance.choice(models[language]), is_rare=made % 1111 == 0)
                began = perf_counter()
                enter(case, [("lodge", words)])
                spent += perf_counter() - began
    return desks[0].pk, desks[0].body_id, spent


def _cover(model: Any, number: int, desk: Any, category: int, language: str, lodged: datetime) -> Any:
    is_closed = lodged < datetime.now(UTC) - timedelta(days=60)
    return model(
        case_number=f"{lodged.year}-{number:07d}",
        code_hash=sha256(str(number).encode()).digest(),
        code_hint="00",
        complainant_ref=uuid.UUID(int=number),
        kind="complaint",
        identity_mode="named",
        language=language,
        channel="web",
        subject="A matter",
        terms_of_lodging={},
        lodged_at=lodged,
        state="closed" if is_closed else "in_progress",
        closed_as="confirmed" if is_closed else "",
        body_id=desk.body_id,
        desk=desk,
        category_id=category,
        last_entry_at=lodged,
        due_at=lodged + timedelta(days=21),
        next_duty_at=lodged + timedelta(days=21),
    )


def _words(chance: random.Random, model: dict[str, Any], *, is_rare: bool) -> str:
    description = f"{model['description']} {RARE if is_rare else ''}"
    official = {"name": chance.choice(["Rashid Mahmoud", "Karim Hasan", "شوان عومەر", "Layla Omar"])} if chance.random() < 0.03 else None
    return json.dumps({"subject": model["subject"], "description": description, "points": model["points"], "official": official})


if __name__ == "__main__":
    main()
