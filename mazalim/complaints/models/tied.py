"""What is tied to a case: enclosures, proposals, openings, exclusions."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from mazalim.accounts.models import Officer
from mazalim.complaints.models.complaint import Complaint
from mazalim.complaints.models.entry import Entry
from mazalim.directory.models import PublicBody
from mazalim.evidence.models import StoredFile


class Enclosure(models.Model):
    """A file that belongs to a leaf. The case that was split off another shows the same file: it is kept once, and sealed."""

    class Purpose(models.TextChoices):
        """Papers taken at a counter. They name the person, so officers see them only with the identity."""

        SIGNED_FORM = "signed_form"
        MANDATE = "mandate"

    public_id = models.UUIDField(unique=True, default=uuid.uuid4)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="enclosures")
    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="enclosures")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="enclosures")
    purpose = models.CharField(max_length=12, choices=Purpose.choices, blank=True)

    def __str__(self) -> str:
        return str(self.public_id)


class Proposal(models.Model):
    """An act that needs a second person. The state does not change until it is agreed; the proposer never agrees."""

    class Act(models.TextChoices):
        """What is proposed."""

        REPLY = "reply"
        REFUSE = "refuse"
        EXTEND = "extend"
        REVEAL = "reveal"
        LIFT = "lift"  # of an exclusion; who decides on it does not read the case

    class Decision(models.TextChoices):
        """What became of it."""

        AGREED = "agreed"
        DECLINED = "declined"
        EXPIRED = "expired"

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="proposals")
    act = models.CharField(max_length=10, choices=Act.choices)
    payload = models.JSONField(default=dict)
    text = models.TextField(blank=True)
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="proposed")
    proposed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="decided")
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["complaint", "act"], condition=Q(decision=""), name="proposal_one_waiting_of_an_act"),
            models.CheckConstraint(
                name="proposal_needs_a_second_person",
                condition=~Q(decision="agreed") | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["expires_at"], name="proposal_waiting", condition=Q(decision=""))]

    def __str__(self) -> str:
        return f"{self.act} {self.decision}"


class Opening(models.Model):
    """The first view of a case by an officer on a day. Not a leaf: written when a page is read."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="openings", db_index=False)  # the constraint's index
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, db_index=False)
    day = models.DateField()
    at = models.DateTimeField()
    role = models.CharField(max_length=20)
    body = models.ForeignKey(PublicBody, on_delete=models.PROTECT, related_name="+", db_index=False)  # for which the officer looked

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["complaint", "officer", "day"], name="opening_once_a_day")]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.day}"


class Download(models.Model):
    """Somebody of the office had a file of a case: never changed, never deleted. The complainant sees role, body, file and moment."""

    class How(models.TextChoices):
        """What they had of it. Small pictures on a page that is noted as opened anyway are not."""

        LOOKED = "looked"  # in the browser
        TOOK = "took"  # as a file
        ORIGINAL = "original"  # with its metadata, brought out on the server

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="downloads")
    enclosure = models.UUIDField()  # its public id; the enclosure itself may be destroyed one day
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=20)
    body = models.ForeignKey(PublicBody, on_delete=models.PROTECT, related_name="+", db_index=False)  # for which the officer looked
    how = models.CharField(max_length=10, choices=How.choices)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.officer_id} {self.how}"


class Exclusion(models.Model):
    """An officer who may not see a case: accused, first officer on appeal, recused."""

    class Why(models.TextChoices):
        """The reason."""

        ACCUSED = "accused"
        APPEAL = "appeal"
        RECUSED = "recused"

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="exclusions", db_index=False)  # the constraint's index
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="exclusions")
    why = models.CharField(max_length=10, choices=Why.choices)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["complaint", "officer", "why"], name="exclusion_once_a_reason")]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.why}"
