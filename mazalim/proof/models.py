"""Seals, and the order in which entries were sealed. Nothing here is ever changed or deleted: triggers refuse it."""

from typing import ClassVar

from django.db import models

from mazalim.complaints.models import Entry

BLOCK = 1024  # leaves; a power of two, so that a whole block is one node of the day's tree


class Seal(models.Model):
    """A signed statement of which entries there were at a moment. docs/security/proof.md explains every field.

    Every hour the tree of the day grows; when the day is over a last seal closes it and makes its root a leaf of the log.
    """

    number = models.BigIntegerField(primary_key=True)  # 1, 2, 3 ... without a gap
    date = models.DateField()  # in the country's zone
    from_entry = models.BigIntegerField()  # how many leaves the tree of the day had before
    to_entry = models.BigIntegerField()  # how many it has now
    day_root = models.BinaryField()
    closes_day = models.BooleanField()
    log_size = models.BigIntegerField()  # days that are closed
    log_root = models.BinaryField()
    previous_seal_hash = models.BinaryField()  # of nothing before the first
    made_at = models.DateTimeField()
    key_id = models.CharField(max_length=64)
    signature = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["date"], name="seal_closes_a_day_once", condition=models.Q(closes_day=True)),
            models.UniqueConstraint(fields=["log_size"], name="seal_adds_a_leaf_once", condition=models.Q(closes_day=True)),
            models.CheckConstraint(name="seal_covers_forwards", condition=models.Q(to_entry__gte=models.F("from_entry"))),
        ]
        indexes: ClassVar = [models.Index(fields=["date", "number"], name="seal_of_a_day")]

    def __str__(self) -> str:
        return f"seal {self.number} of {self.date}"

    @property
    def fingerprint(self) -> str:
        """The root of the day's tree, as it is written."""
        return bytes(self.day_root).hex()


class SealedEntry(models.Model):
    """The place of an entry in the tree of the day on which it was sealed. `digest` says what was sealed, should the entry say otherwise."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="sealed")
    date = models.DateField()
    index = models.BigIntegerField()
    digest = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["date", "index"], name="sealed_entry_has_its_own_leaf")]

    def __str__(self) -> str:
        return f"leaf {self.index} of {self.date}"


class SealedBlock(models.Model):
    """The node over a whole block of a day's leaves, kept so that neither a seal nor a proof has to read a whole day."""

    date = models.DateField()
    index = models.BigIntegerField()  # leaves index * BLOCK up to, and without, (index + 1) * BLOCK
    root = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["date", "index"], name="sealed_block_once")]

    def __str__(self) -> str:
        return f"block {self.index} of {self.date}"


class SealMark(models.Model):
    """How far the entries have been sealed: one row, moved in the transaction that seals."""

    THE_ONE: ClassVar = 1

    floor = models.BigIntegerField(default=0)
    written_in = models.BigIntegerField(default=0)
    entry = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"sealed to {self.entry}"
