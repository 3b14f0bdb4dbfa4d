"""Cases as the product would have written them, with words, digests and covers, but many at a time and past its acts."""

import os
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

from django.db import transaction

from bench.rooms.courses import BEGIN, cover, life
from mazalim.accounts.actions import add_officer
from mazalim.complaints.lifecycle.leaves import digest, text_hash, write_on_cover
from mazalim.complaints.models import Complaint, Entry, EntryText
from mazalim.directory.models import Desk, PublicBody

CASES_AT_ONCE, ROWS_AT_ONCE = 500, 2_000
OFFICERS = 5  # the courses of `bench.rooms.courses` name the fifth
SPOKEN = frozenset({"lodge", "note", "ask", "answer", "approve", "reopen"})
WORDS = ("the", "road", "water", "office", "since", "three", "weeks", "nobody", "came", "and", "wrote", "again", "المياه", "ڕێگا")

Course = tuple[str, Any, dict[str, Any]]  # kind, moment, payload


@dataclass
class Unwritten:
    """A case in memory, with the leaves that are still to come."""

    complaint: Complaint
    leaves: list[Course]


class Writer:
    """Makes cases by chance, and writes as many of their leaves as are asked for."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.numbers = count(1)
        for number in range(OFFICERS):
            add_officer(
                email=f"officer{number}@office.example", name=f"Officer {number}", password=f"drill only {number}", language="en", at=BEGIN
            )
        desks = {desk.body_id: desk.pk for desk in Desk.objects.filter(kind="general")}
        self.centre = Desk.objects.get(kind="central")
        self.places = [
            (body.pk, desks[body.pk], list(body.categories.values_list("pk", flat=True)))
            for body in PublicBody.objects.filter(accepts_complaints=True, pk__in=desks)
        ]

    def cases(self, number: int) -> list[Unwritten]:
        """New cases, saved without an entry; to be written to at once."""
        made = []
        for _ in range(number):
            body, desk, categories = self.chance.choice(self.places)
            category, place = self.chance.choice(categories), next(self.numbers)
            at = BEGIN + timedelta(minutes=place % 500_000)
            complaint = cover(Complaint, place, self.centre, category, at)
            made.append(Unwritten(complaint, list(life(self.chance, at, (body, desk, category), (self.centre.body_id, self.centre.pk)))))
        return made

    @transaction.atomic
    def write(self, cases: Sequence[Unwritten], most: int | None = None) -> int:
        """Write the next `most` leaves of each case, all of them without a number; returns how many entries that were."""
        new: list[Complaint] = []
        known: list[Complaint] = []
        for case in cases:
            (new if case.complaint.pk is None else known).append(case.complaint)
        written: list[tuple[Complaint, Entry, EntryText | None]] = []
        for case in cases:
            leaves, case.leaves = (case.leaves, []) if most is None else (case.leaves[:most], case.leaves[most:])
            written += [(case.complaint, *self._leaf(case.complaint, leaf)) for leaf in leaves]
        Complaint.objects.bulk_create(new, batch_size=CASES_AT_ONCE)
        for complaint in known:
            complaint.save()
        for complaint, entry, _ in written:
            entry.complaint = complaint
        Entry.objects.bulk_create([entry for _, entry, _ in written], batch_size=ROWS_AT_ONCE)
        words = [EntryText(entry=entry, salt=text.salt, text=text.text) for _, entry, text in written if text is not None]
        EntryText.objects.bulk_create(words, batch_size=ROWS_AT_ONCE)
        return len(written)

    def _leaf(self, complaint: Complaint, course: Course) -> tuple[Entry, EntryText | None]:
        """The next leaf in the chain, and what it writes on the cover."""
        kind, at, payload = course
        text = " ".join(self.chance.choices(WORDS, k=self.chance.randrange(10, 60))) if kind in SPOKEN else ""
        salt = os.urandom(16) if text else b""
        author = "complainant" if kind in {"lodge", "answer", "rate", "reopen", "confirm"} else "officer"
        entry = Entry(
            number=complaint.entry_count + 1,
            kind=kind,
            author=author,
            officer_id=OFFICERS if author == "officer" else None,
            visibility="internal" if kind == "note" else "public",
            at=at,
            payload=payload,
            text_hash=text_hash(salt, text),
        )
        entry.digest = digest(bytes(complaint.head_digest), entry, complaint.case_number)
        complaint.entry_count, complaint.head_digest, complaint.last_entry_at = entry.number, entry.digest, at
        write_on_cover(complaint, payload.get("cover", {}))
        return entry, EntryText(salt=salt, text=text) if text else None
