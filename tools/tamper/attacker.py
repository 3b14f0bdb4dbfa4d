"""Somebody who may write every table, past the triggers, and knows how digests are made. Only the keys and the copy of the seals are out of reach.

Each tampering changes rows and returns a sentence. What the attacker then does to cover it up is chosen apart: nothing, the chain of the case
made to fit, the sealed digests too, or all seals made anew and signed with a key of the attacker's own.
"""

import json
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import IntegrityError, connection, transaction

from mazalim.complaints.lifecycle.leaves import digest, text_hash
from mazalim.complaints.models import Complaint, Entry, EntryText
from mazalim.figures.models import Figure, Total
from mazalim.proof.log import leaf_hash, root_of
from mazalim.proof.models import Seal, SealedEntry
from mazalim.proof.seals.rules import NOTHING_BEFORE, seal_hash, signed_bytes

COVER_UPS = ("nothing", "the chain", "the chain and the sealed digests", "everything, signed with another key")
WORDS = ("nobody", "approved", "refused", "the minister", "no hole", "next year")


class NothingToChange(Exception):
    """The case has no leaf of the kind that this tampering needs."""


@contextmanager
def past_the_triggers() -> Iterator[None]:
    """Without triggers and foreign keys; whatever is done inside is undone at the end."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL session_replication_role = replica")
            else:
                cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
                for (name,) in cursor.fetchall():
                    cursor.execute(f'DROP TRIGGER "{name}"')
        try:
            yield
        finally:
            transaction.set_rollback(True)


class Attacker:
    """One tampering at a time, by chance."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.key = Ed25519PrivateKey.generate()

    # --- what is changed in a case -------------------------------------------------------------------------------

    def words(self, case: Complaint, leaves: list[Entry]) -> str:
        """Other words in an entry, and their hash with them."""
        row = self._one(list(EntryText.objects.filter(entry__in=leaves)))
        row.text = f"{row.text[: len(row.text) // 2]} {self.chance.choice(WORDS)}"
        row.save()
        Entry.objects.filter(pk=row.entry_id).update(text_hash=text_hash(bytes(row.salt), row.text))
        return "the words of an entry"

    def words_alone(self, case: Complaint, leaves: list[Entry]) -> str:
        """Words that vanish."""
        row = self._one(list(EntryText.objects.filter(entry__in=leaves)))
        EntryText.objects.filter(pk=row.pk)._raw_delete("default")
        if self.chance.random() < 0.5:
            Entry.objects.filter(pk=row.entry_id).update(text_hash=text_hash(b"", ""))
        return "the words of an entry taken away"

    def order(self, case: Complaint, leaves: list[Entry]) -> str:
        """Two entries in each other's place."""
        if len(leaves) < 2:
            raise NothingToChange
        one, two = self.chance.sample(leaves, 2)
        Entry.objects.filter(pk=one.pk).update(number=1_000_000)
        Entry.objects.filter(pk=two.pk).update(number=one.number)
        Entry.objects.filter(pk=one.pk).update(number=two.number)
        return "the order of two entries"

    def deletion(self, case: Complaint, leaves: list[Entry]) -> str:
        """An entry that was never there; those behind it move up."""
        gone = self._one(leaves)
        self._delete([gone])
        for later in Entry.objects.filter(complaint=case, number__gt=gone.number).order_by("number"):
            Entry.objects.filter(pk=later.pk).update(number=later.number - 1)
        return "an entry deleted"

    def cut_tail(self, case: Complaint, leaves: list[Entry]) -> str:
        """The end of a case."""
        first = self._one(leaves)
        self._delete(list(Entry.objects.filter(complaint=case, number__gte=first.number)))
        return "the end of a case cut off"

    def whole_case(self, case: Complaint, leaves: list[Entry]) -> str:
        """A case that was never lodged."""
        self._delete(list(Entry.objects.filter(complaint=case)))
        Complaint.objects.filter(pk=case.pk)._raw_delete("default")
        return "a whole case deleted"

    def time(self, case: Complaint, leaves: list[Entry]) -> str:
        """An act that was done earlier, or later."""
        row = self._one(leaves)
        Entry.objects.filter(pk=row.pk).update(at=row.at + timedelta(seconds=self.chance.choice([-1, 1]) * self.chance.randrange(1, 10**7)))
        return "the time of an entry"

    def payload(self, case: Complaint, leaves: list[Entry]) -> str:
        """Another id, or another number, in what an entry holds."""
        row = self._one(leaves)
        Entry.objects.filter(pk=row.pk).update(payload=self._changed(json.loads(json.dumps(row.payload))))
        return "the payload of an entry"

    def author(self, case: Complaint, leaves: list[Entry]) -> str:
        """Somebody else's act, an act of another kind, or one that the complainant does not see."""
        row = self._one(leaves)
        changes: list[dict[str, Any]] = [
            {"author": "complainant" if row.author != "complainant" else "system"},
            {"officer_id": (row.officer_id or 0) + 1},
            {"kind": "note" if row.kind != "note" else "message"},
            {"visibility": "internal" if row.visibility == "public" else "public"},
        ]
        Entry.objects.filter(pk=row.pk).update(**self.chance.choice(changes))
        return "author, officer, kind or visibility of an entry"

    def insertion(self, case: Complaint, leaves: list[Entry]) -> str:
        """An entry slipped in before another."""
        before = self._one(leaves)
        for later in Entry.objects.filter(complaint=case, number__gte=before.number).order_by("-number"):
            Entry.objects.filter(pk=later.pk).update(number=later.number + 1)
        invented = Entry(complaint=case, number=before.number, kind="note", author="system", visibility="internal", at=before.at)
        invented.text_hash, invented.digest = text_hash(b"", ""), b""
        invented.save(force_insert=True)
        return "an entry slipped in"

    def cover(self, case: Complaint, leaves: list[Entry]) -> str:
        """A cover that says otherwise than the entries."""
        other = "closed" if case.state != "closed" else "answered"
        Complaint.objects.filter(pk=case.pk).update(**{"state": other} | ({"closed_as": "confirmed"} if other == "closed" else {}))
        return "the state on the cover"

    # --- what is changed elsewhere -------------------------------------------------------------------------------

    def figure(self, case: Complaint, leaves: list[Entry]) -> str:
        """A better figure."""
        model = self.chance.choice([Figure, Total])
        row = self._one(list(model._default_manager.all()))
        model._default_manager.filter(pk=row.pk).update(count=row.count + self.chance.choice([-2, -1, 1, 2, 50]))
        return "a figure"

    def seal(self, case: Complaint, leaves: list[Entry]) -> str:
        """Another date, size, root, link, moment or signature in a seal."""
        row = self._one(list(Seal.objects.all()))
        name = self.chance.choice(
            ["date", "day_root", "log_root", "log_size", "previous_seal_hash", "made_at", "signature", "to_entry", "key_id"]
        )
        value = getattr(row, name)
        if name in {"date", "made_at"}:
            value += timedelta(days=self.chance.choice([-400, 400]))
        elif isinstance(value, int):
            value += self.chance.choice([1, 2])
        elif isinstance(value, str):
            value = value[::-1]
        else:
            value = bytes([bytes(value)[0] ^ 1]) + bytes(value)[1:]
        Seal.objects.filter(pk=row.pk).update(**{name: value, "closes_day": row.closes_day})
        return f"the {name} of a seal"

    def seal_deleted(self, case: Complaint, leaves: list[Entry]) -> str:
        """A seal that was never made; by chance the newest."""
        rows = list(Seal.objects.order_by("number"))
        Seal.objects.filter(pk=self.chance.choice([rows[-1], self.chance.choice(rows)]).pk)._raw_delete("default")
        return "a seal deleted"

    def rolled_back(self, case: Complaint, leaves: list[Entry]) -> str:
        """Everything after an older seal taken away, as if it had never been: entries, covers, leaves, seals."""
        rows = list(Seal.objects.order_by("number"))
        until = self.chance.choice(rows[:-1])
        later = SealedEntry.objects.filter(date__gt=until.date) | SealedEntry.objects.filter(date=until.date, index__gte=until.to_entry)
        touched = set(Entry.objects.filter(sealed__in=later).values_list("complaint_id", flat=True))
        unsealed = Entry.objects.filter(sealed__isnull=True)
        touched |= set(unsealed.values_list("complaint_id", flat=True))
        self._delete([*Entry.objects.filter(sealed__in=later), *unsealed])
        Seal.objects.filter(number__gt=until.number)._raw_delete("default")
        for pk in touched:
            self._chain(pk)
        return "everything after an older seal taken away"

    def leaves_swapped(self, case: Complaint, leaves: list[Entry]) -> str:
        """Two sealed leaves in each other's place."""
        rows = list(SealedEntry.objects.all())
        one = self._one(rows)
        two = self._one([row for row in rows if row.date == one.date and row.pk != one.pk])
        SealedEntry.objects.filter(pk=one.pk).update(index=10**9)
        SealedEntry.objects.filter(pk=two.pk).update(index=one.index)
        SealedEntry.objects.filter(pk=one.pk).update(index=two.index)
        return "the order of two sealed leaves"

    # --- how it is covered up --------------------------------------------------------------------------------------

    def cover_up(self, case: Complaint, how: str) -> None:
        """Make the traces fit, as far as `how` goes."""
        level = COVER_UPS.index(how)
        if level >= 1:
            self._chain(case.pk)
        if level >= 2:
            for pk, digest_now in Entry.objects.filter(complaint_id=case.pk, sealed__isnull=False).values_list("pk", "digest"):
                SealedEntry.objects.filter(pk=pk).update(digest=bytes(digest_now))
        if level >= 3:
            self._seal_anew()

    def _chain(self, pk: int) -> None:
        case = Complaint.objects.filter(pk=pk).first()
        if case is None:
            return
        head, last = b"", None
        for last in Entry.objects.filter(complaint_id=pk).order_by("number"):
            head = digest(head, last, case.case_number)
            Entry.objects.filter(pk=last.pk).update(digest=head)
        if last is None:
            Complaint.objects.filter(pk=pk)._raw_delete("default")
            return
        Complaint.objects.filter(pk=pk).update(head_digest=head, entry_count=last.number, last_entry_at=last.at)

    def _seal_anew(self) -> None:
        """Every seal over what is there now, in the same rhythm, signed with the attacker's key under the genuine key's id."""
        log: list[bytes] = []
        before: Seal | None = None
        days: dict[Any, list[bytes]] = {}
        for day, leaf in SealedEntry.objects.order_by("date", "index").values_list("date", "digest"):
            days.setdefault(day, []).append(leaf_hash(bytes(leaf)))
        for row in Seal.objects.order_by("number"):
            there = days.get(row.date, [])
            row.to_entry = min(row.to_entry, len(there))
            row.from_entry = min(row.from_entry, row.to_entry)
            row.day_root = root_of(there[: row.to_entry])
            if row.closes_day:
                log.append(leaf_hash(bytes(row.day_root)))
            row.log_size, row.log_root = len(log), root_of(log)
            row.previous_seal_hash = seal_hash(before) if before else NOTHING_BEFORE
            row.signature = self.key.sign(signed_bytes(row))
            row.save()
            before = row

    # --- by chance ----------------------------------------------------------------------------------------------------

    def _one(self, rows: list[Any]) -> Any:
        if not rows:
            raise NothingToChange
        return self.chance.choice(rows)

    def _delete(self, entries: list[Entry]) -> None:
        keys = [entry.pk for entry in entries]
        sealed = SealedEntry.objects.filter(pk__in=keys)
        days = {day for (day,) in sealed.values_list("date")}
        sealed._raw_delete("default")
        EntryText.objects.filter(pk__in=keys)._raw_delete("default")
        Entry.objects.filter(pk__in=keys)._raw_delete("default")
        for day in days:  # the leaves behind move up
            for index, row in enumerate(SealedEntry.objects.filter(date=day).order_by("index")):
                if row.index != index:
                    SealedEntry.objects.filter(pk=row.pk).update(index=index)

    def _changed(self, payload: Any) -> Any:
        """The same with one value changed, somewhere; with one key more where there is none."""
        if isinstance(payload, dict) and payload:
            name = self.chance.choice(sorted(payload))
            return payload | {name: self._changed(payload[name])}
        if isinstance(payload, list) and payload:
            place = self.chance.randrange(len(payload))
            return [*payload[:place], self._changed(payload[place]), *payload[place + 1 :]]
        if isinstance(payload, bool):
            return not payload
        if isinstance(payload, int):
            return payload + 1
        if isinstance(payload, str):
            return payload + self.chance.choice("0xé")
        if isinstance(payload, dict):
            return {"favour": 1}
        return 1


Tampering = Callable[[Attacker, Complaint, list[Entry]], str]
OF_ENTRIES: tuple[Tampering, ...] = (
    *(Attacker.words, Attacker.words_alone, Attacker.order, Attacker.deletion, Attacker.cut_tail, Attacker.whole_case),
    *(Attacker.time, Attacker.payload, Attacker.author, Attacker.insertion, Attacker.cover),
)
OF_FIGURES_AND_SEALS: tuple[Tampering, ...] = (
    *(Attacker.figure, Attacker.seal, Attacker.seal_deleted, Attacker.rolled_back, Attacker.leaves_swapped),
)


def tampered(chance: random.Random, *, is_sealed: bool, found: Callable[[], bool]) -> tuple[str, str, bool]:
    """Tamper once, cover it up as chance wills, ask `found`, and undo everything: what was done, how it was covered up, whether it was found."""
    attacker = Attacker(chance)
    kinds = [*OF_ENTRIES, *(OF_FIGURES_AND_SEALS if is_sealed else ())]
    while True:
        kind, how = chance.choice(kinds), chance.choice(COVER_UPS if is_sealed else COVER_UPS[:2])
        case = chance.choice(list(Complaint.objects.filter(entries__sealed__isnull=not is_sealed).distinct()))
        leaves = list(Entry.objects.filter(complaint=case, sealed__isnull=not is_sealed).order_by("number"))
        with suppress(NothingToChange, IntegrityError), past_the_triggers():  # what a constraint refuses is no tampering
            what = kind(attacker, case, leaves)
            attacker.cover_up(case, how)
            return what, how, found()
