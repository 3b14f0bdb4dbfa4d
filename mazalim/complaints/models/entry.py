"""The leaves of the case file: numbered, chained, never edited."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from mazalim.accounts.models import Officer
from mazalim.common.clock import stamp
from mazalim.complaints.models.complaint import Complaint


class CurrentTransaction(models.Func):
    """PostgreSQL's transaction id, by which readers know what may still be under way. SQLite has one writer and needs none."""

    template = "NULL"
    output_field = models.BigIntegerField()
    allowed_default = True

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """The 64-bit id, which never wraps round."""
        return self.as_sql(compiler, connection, template="(pg_current_xact_id()::text::bigint)", **extra)


class Author(models.TextChoices):
    """Whose leaf it is."""

    COMPLAINANT = "complainant"
    OFFICER = "officer"
    SYSTEM = "system"


class Visibility(models.TextChoices):
    """Who may read it: the complainant too, or the office alone."""

    PUBLIC = "public"
    INTERNAL = "internal"


# The leaves about conflicts of interest, which auditors page through.
CONFLICT_KINDS = (
    *("match_official", "rule_out_official", "climb", "release", "call_second", "recuse"),
    *("propose_lift", "lift_exclusion", "decline_lift"),
)


class Entry(models.Model):
    """One leaf. Holds no personal text; triggers refuse UPDATE and DELETE."""

    complaint = models.ForeignKey(
        Complaint, on_delete=models.PROTECT, related_name="entries", db_index=False
    )  # the constraint's index finds it
    number = models.PositiveIntegerField()  # 1..n in the case, without a gap
    kind = models.CharField(max_length=30)
    author = models.CharField(max_length=12, choices=Author.choices)
    # Nobody asks for all that an officer ever wrote, and of 375 million rows an index is four gigabytes.
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="entries", db_index=False)
    visibility = models.CharField(max_length=8, choices=Visibility.choices)
    at = models.DateTimeField()
    payload = models.JSONField(default=dict)  # ids, dates, whole numbers; `cover` holds what changed on the cover, `clocks` what clocks did
    text_hash = models.BinaryField()  # SHA-256(salt || text); of nothing where there is no text
    digest = models.BinaryField()  # SHA-256(previous digest || canonical form)
    written_in = models.BigIntegerField(
        null=True, db_default=CurrentTransaction()
    )  # PostgreSQL's transaction id: readers stop at the horizon. Not part of the digest

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["complaint", "number"], name="entry_number_once_in_a_case")]
        indexes: ClassVar = [
            models.Index(fields=["-at", "-id"], name="entry_of_conflict", condition=Q(kind__in=CONFLICT_KINDS)),
            models.Index(fields=["written_in", "id"], name="entry_in_order_of_writing", condition=Q(written_in__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"

    def canonical_fields(self, case_number: str) -> dict[str, Any]:
        """The fixed list of fields that the digest covers, version 1."""
        return {
            "v": 1,
            "case": case_number,
            "number": self.number,
            "kind": self.kind,
            "author": self.author,
            "officer": self.officer_id,
            "visibility": self.visibility,
            "at": stamp(self.at),
            "payload": self.payload,
            "text_hash": bytes(self.text_hash).hex(),
        }


class EntryText(models.Model):
    """The words of a leaf, apart from it, so that they can be disposed of while the chain stays whole."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="words")
    salt = models.BinaryField()
    text = models.TextField()

    def __str__(self) -> str:
        return f"words of {self.entry_id}"
