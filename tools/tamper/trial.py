"""What one process does on one database: `python -m tools.tamper` starts it with the settings of a scratch installation."""

import argparse
import random
import sys
from collections import Counter
from datetime import timedelta
from time import monotonic, process_time

import django

DAYS, CASES_A_DAY = 4, 12
SEED = 20261101


def prepare() -> None:
    """An empty database with a country."""
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_profile", "kurdistan", verbosity=0)


def tamper(times: int) -> bool:
    """So many tamperings with what is sealed, a tenth as many with what is not; True where all of the first were found."""
    prepare()
    from django.db import connection

    from bench.rooms.courses import BEGIN
    from mazalim.complaints.models import Entry
    from mazalim.figures.actions import catch_up
    from mazalim.proof.models import Seal
    from mazalim.proof.seals.actions import seal
    from mazalim.worker.management.commands.verify import examine
    from tools.tamper.attacker import tampered
    from tools.tamper.cases import Writer

    chance = random.Random(SEED)
    writer, at = Writer(chance), BEGIN + timedelta(days=400)
    begun = []
    for day in range(DAYS):
        for hour in range(3):
            begun += (new := writer.cases(CASES_A_DAY // 3))
            writer.write(new, most=4)
            writer.write(chance.sample(begun, len(begun) // 2), most=2)
            seal(at=at + timedelta(days=day, hours=hour))
    writer.write(chance.sample(begun, len(begun) // 3))  # these have unsealed entries behind sealed ones
    writer.write(writer.cases(CASES_A_DAY))  # these are not sealed at all
    catch_up(at=at)
    sound = examine(mirrors=[])
    if sound.findings.count:
        print("Before anything was tampered with:", *sound.findings.kept[:5], sep="\n- ")
        return False
    total, sealed = Entry.objects.count(), Entry.objects.filter(sealed__isnull=False).count()
    print(f"{connection.vendor}: {total:,} entries, {sealed:,} of them sealed under {Seal.objects.count()} seals", flush=True)

    def found() -> bool:
        return examine(mirrors=[]).findings.count > 0

    began = monotonic()
    done, missed = Counter[str](), Counter[str]()
    for number in range(1, times + 1):
        what, how, was_found = tampered(chance, is_sealed=True, found=found)
        done[what] += 1
        if not was_found:
            missed[f"{what}, made to fit: {how}"] += 1
        if number % 250 == 0 and number < times:
            print(f"          {number - missed.total()} of {number} after {monotonic() - began:.0f} s", flush=True)
    print(f"sealed:   {times - missed.total()} of {times} tamperings found in {monotonic() - began:.0f} s ({', '.join(sorted(done))})")
    for what, number in missed.items():
        print(f"  missed {number}: {what}")
    fits, loose = Counter[bool](), Counter[bool]()
    for _ in range(max(20, times // 10)):
        _, how, was_found = tampered(chance, is_sealed=False, found=found)
        (loose if how == "nothing" else fits)[was_found] += 1
    print(
        f"unsealed: {loose[True]} of {loose.total()} found where the chain was left alone, {fits[True]} of {fits.total()} where it was made to fit"
    )
    if examine(mirrors=[]).findings.count:
        print("The tamperings were not undone.")
        return False
    return not missed


def measure(entries: int) -> bool:
    """How long it takes to verify so many entries; True where all were genuine."""
    prepare()
    from django.db import connection

    from bench.rooms.courses import BEGIN
    from mazalim.complaints.models import Entry
    from mazalim.figures.actions import recompute
    from mazalim.proof.seals.actions import seal
    from mazalim.worker.management.commands.verify import examine
    from tools.tamper.cases import CASES_AT_ONCE, Writer

    writer, written, at, began = Writer(random.Random(SEED)), 0, BEGIN + timedelta(days=400), monotonic()
    while written < entries:
        written += writer.write(writer.cases(CASES_AT_ONCE))
    built = monotonic() - began
    began = monotonic()
    for day in range(5):
        sealed = seal(at=at + timedelta(days=day))
        if not sealed:
            break
    sealing = monotonic() - began
    recompute(at=at)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    print(f"{connection.vendor}: {Entry.objects.count():,} entries written in {built:.0f} s and sealed in {sealing:.0f} s", flush=True)
    began, used = monotonic(), process_time()
    alone = examine(mirrors=[], with_figures=False)
    print(f"verify, chains and seals: {monotonic() - began:.1f} s, of these {process_time() - used:.1f} s of this process on one core")
    began, used = monotonic(), process_time()
    whole = examine(mirrors=[])
    print(f"verify, with figures:     {monotonic() - began:.1f} s, of these {process_time() - used:.1f} s of this process on one core")
    for finding in whole.findings.kept[:5]:
        print(f"- {finding}")
    return alone.findings.count == whole.findings.count == 0


def main() -> int:
    """Exit 1 where something was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=0)
    parser.add_argument("--entries", type=int, default=0)
    asked = parser.parse_args()
    return 0 if (measure(asked.entries) if asked.entries else tamper(asked.times)) else 1


if __name__ == "__main__":
    sys.exit(main())
