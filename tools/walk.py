"""Every kind of person at every address about every kind of case, through the whole product: `make walk`.

A scratch database is made and thrown away (PostgreSQL where DATABASE_URL names one). A cell is one person, one address, one method, one case or
row. What the matrix (`mazalim/complaints/access`) does not open must be answered sign for sign like something that does not exist. Every personal
field and every text holds a word that occurs nowhere else; where one is heard that should not be, or lies in a letter, a log, a cache, a session, a
table or a file, the cell is wrong.

    python -m tools.walk [--all]     # --all: every case for everybody, also those not read
"""

import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import django

FEW = 6  # of the cases that a person does not read, beside all that they do
KEEPING = {"EMAIL_BACKEND": "mazalim.demo.post.KeepingEmailBackend", "MAZALIM_SMS_SENDER": "mazalim.demo.post.KeepingSmsSender"}


@contextmanager
def scratch_database() -> Iterator[None]:
    """The product on the settings of the tests, with the country loaded."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from django.db import connection
    from django.test.utils import override_settings, setup_test_environment, teardown_test_environment
    from django.utils import translation

    from tests import factories

    setup_test_environment()
    connection.creation.create_test_db(verbosity=0)
    try:
        with override_settings(**KEEPING, ROOT_URLCONF="tests.urls"), translation.override("en"):
            factories.load_country()
            yield
    finally:
        connection.creation.destroy_test_db(str(connection.settings_dict["NAME"]), verbosity=0)
        teardown_test_environment()


def run(name: str, cells: Iterable[Any], tally: Any) -> None:
    """Walk one part and print what came back."""
    walked, wrong, began = tally.walked, len(tally.wrong), time.monotonic()
    answers = Counter(answer.status for answer in cells)
    said = ", ".join(f"{count} x {status}" for status, count in answers.most_common())
    print(
        f"{name}: {tally.walked - walked} cells in {time.monotonic() - began:.0f} s ({said}), {len(tally.wrong) - wrong} wrong.", flush=True
    )
    for cell in tally.wrong[wrong : wrong + 20]:
        print(f"WRONG {cell}", flush=True)


def walk(*, is_all: bool) -> bool:
    """The whole walk; True when no cell is wrong."""
    from django.utils import timezone

    from mazalim.complaints.access.addresses import addresses
    from mazalim.complaints.access.surfaces import surface_of
    from mazalim.worker.loop import work_all
    from tests.access import left
    from tests.access.cast import make_cast
    from tests.access.cells import Tally, case_addresses, reads, walk_cases
    from tests.access.others import followers, rows_of, walk_followers, walk_roles, walk_rows
    from tests.access.outputs import walk_outputs

    tally, at = Tally(), timezone.now()
    with left.Ear() as ear:
        cast = make_cast(at=at, is_whole=True)
        things = list(cast.things.values())
        print(f"{len(cast.people)} people, {len(things)} cases, {len(addresses())} addresses.", flush=True)
        missing = [one.key for one in addresses() if surface_of(one.key) is None]
        pages = [one for one in case_addresses() if not one.is_for_machines]
        operations = [one for one in case_addresses() if one.is_for_machines]
        run("pages of roles", walk_roles(cast, tally), tally)
        run("rows of somebody", walk_rows(cast, rows_of(cast, at=at), tally), tally)
        complainants = followers(cast, ["answered", "guarded in_progress", "confidential awaiting_complainant", "of another body"])
        outsiders = [cast.people["nobody"], cast.people["officer of the desk"]]
        run("complainants", walk_followers(cast, [*complainants, *outsiders], things, tally), tally)
        for person in cast.people.values():
            theirs = [thing for thing in things if reads(cast, person, thing)]
            others = [thing for thing in things if thing not in theirs]
            about = things if is_all else [*theirs, *others[:: max(1, len(others) // FEW)]]
            which = operations if person.key else [*pages, *operations] if person.name in {"nobody", "officer of another desk"} else pages
            run(person.name, walk_cases(cast, [person], about, which, tally), tally)
        run("what goes out", walk_outputs(cast, tally), tally)
        work_all(at=timezone.now())
        behind = [*left.in_letters(), *left.in_tables(), *left.in_caches(), *left.in_files()]
    behind += left.in_logs(ear)
    letters = left.number_of_letters()
    print(f"{letters} letters, {len(ear.lines)} lines of logs, every table, session, cache and file listened to.")
    for wrong in behind[:50]:
        print(f"WRONG {wrong}")
    print(
        f"{tally.walked} cells: {tally.refused} refused as the matrix says, {tally.allowed} opened, {len(tally.wrong)} wrong; {len(missing)} addresses"
        f" missing; canaries heard by who may hear them: {tally.sung}; heard or left anywhere else: {len(behind)}."
    )
    return not (tally.wrong or behind or missing)


def main() -> int:
    """Exit 1 where a cell is wrong."""
    with scratch_database():
        return 0 if walk(is_all="--all" in sys.argv) else 1


if __name__ == "__main__":
    sys.exit(main())
