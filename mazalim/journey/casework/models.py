"""What casework keeps for itself."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from mazalim.accounts.models import Officer
from mazalim.complaints.models import Complaint
from mazalim.directory.models import Category, Desk


class DueSoonDigest(models.Model):
    """The day on which an officer was last told what is due soon: never twice a day."""

    officer = models.OneToOneField(Officer, on_delete=models.CASCADE, primary_key=True, related_name="due_soon_digest")
    day = models.DateField()

    def __str__(self) -> str:
        return f"{self.officer_id} {self.day}"


class Task(models.Model):
    """A small thing that a desk has to do for a case. The desk's own note: no leaf of the file, and nothing that moves the case."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="tasks")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")  # where the case lay; after a referral it counts no more
    text = models.CharField(max_length=300)
    owner = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="tasks")
    due_date = models.DateField()
    added_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["owner", "due_date", "id"], name="task_open_of_owner", condition=Q(done_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.due_date}"


class BulkAct(models.Model):
    """One act on many cases: prepared with a preview, then carried out, then perhaps undone."""

    class Act(models.TextChoices):
        """What is done to each case."""

        ASSIGN = "assign"
        CATEGORISE = "categorise"
        NOTE = "note"

    public_id = models.UUIDField(unique=True, default=uuid.uuid4)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="bulk_acts")
    act = models.CharField(max_length=12, choices=Act.choices)
    to_officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    to_category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True)  # the note's words, until they stand in the files
    list_query = models.CharField(max_length=1000, blank=True)  # the list on which the cases were ticked, for the way back
    not_found = models.PositiveSmallIntegerField(default=0)  # ticked, but not (or not any more) to be seen by the officer
    prepared_at = models.DateTimeField(db_index=True)
    done_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.act} {self.public_id}"


class BulkCase(models.Model):
    """One case of a bulk act, at the version that the preview showed. Its result is written in the transaction of the act itself."""

    class Result(models.TextChoices):
        """What became of it."""

        DONE = "done"
        STALE = "stale"  # somebody else was quicker
        GONE = "gone"  # the officer does not see the case any more
        STATE = "state"  # the act is not possible in this state
        HAND = "hand"  # the act is another role's
        NOT_AT_DESK = "not_at_desk"  # the officer chosen may not have the case
        NOT_A_CATEGORY = "not_a_category"  # the body does not deal with it
        SAME = "same"  # nothing would change
        FAULT = "fault"

    bulk = models.ForeignKey(BulkAct, on_delete=models.CASCADE, related_name="cases")
    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    result = models.CharField(max_length=16, choices=Result.choices, blank=True)
    before = models.JSONField(default=dict)
    entry_number = models.PositiveIntegerField(null=True)
    undo_result = models.CharField(max_length=16, choices=Result.choices, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["bulk", "complaint"], name="bulk_case_once")]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.result}"


class CalendarApplied(models.Model):
    """By which calendar the deadlines of open cases were last corrected; a single row. `after` is the last case of a run that is under way."""

    digest = models.CharField(max_length=64)
    seen_at = models.DateTimeField()
    after = models.BigIntegerField(default=0)
    is_done = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.digest
