"""Lists of cases whose time is over: proposed by one administrator, agreed by another, carried out case by case."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from mazalim.accounts.models import Officer
from mazalim.complaints.models.complaint import Complaint

PARTS = ("identity", "texts", "enclosures")


class Disposal(models.Model):
    """One list. Nothing of any case goes before a second person has agreed; the one who proposed never agrees."""

    class Decision(models.TextChoices):
        """What became of it."""

        AGREED = "agreed"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="disposal_needs_a_second_person",
                condition=~Q(decision="agreed") | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
            ),
            models.UniqueConstraint(fields=["decision"], condition=Q(decision=""), name="disposal_one_waits"),
        ]

    def __str__(self) -> str:
        return f"disposal {self.pk} {self.decision}"


class DisposalLine(models.Model):
    """One case of a list, and which parts of it are to go."""

    class Result(models.TextChoices):
        """What became of it when the list was carried out."""

        DONE = "done"
        KEPT = "kept"  # held, opened again, or not due any more

    disposal = models.ForeignKey(Disposal, on_delete=models.PROTECT, related_name="lines")
    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="disposal_lines")
    identity = models.BooleanField()
    texts = models.BooleanField()
    enclosures = models.BooleanField()
    result = models.CharField(max_length=4, choices=Result.choices, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["complaint"], condition=Q(result=""), name="disposal_line_one_waits_a_case"),
            models.CheckConstraint(name="disposal_line_takes_something", condition=Q(identity=True) | Q(texts=True) | Q(enclosures=True)),
        ]
        indexes: ClassVar = [models.Index(fields=["disposal", "id"], name="disposal_line_waiting", condition=Q(result=""))]

    def __str__(self) -> str:
        return f"{self.complaint_id} {'+'.join(self.parts)}"

    @property
    def parts(self) -> tuple[str, ...]:
        """What is to go."""
        return tuple(part for part in PARTS if getattr(self, part))
