"""The reply that is being written, and what a reply promised."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from mazalim.accounts.models import Officer
from mazalim.complaints.models import Complaint, Entry
from mazalim.directory.models import Desk


class Draft(models.Model):
    """The one open draft of a complaint's reply. It ends when the reply is sent; the words then live in the entry."""

    complaint = models.OneToOneField(Complaint, on_delete=models.CASCADE, related_name="reply_draft")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    author = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="reply_drafts")
    content = models.JSONField(default=dict)  # {"summary", "points": [{"number", "outcome", "redress", "reason"}]}
    commitments = models.JSONField(default=list)  # [{"text", "due_date"}]
    version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"draft {self.version} of {self.complaint_id}"

    @property
    def answers(self) -> dict[int, dict[str, Any]]:
        """What is written on each point, by its number."""
        return {point["number"]: point for point in self.content.get("points", [])}

    def belongs_to(self, complaint: Complaint) -> bool:
        """Whether it is the draft of this round and desk; one left behind by a referral or an earlier round counts for nothing."""
        return self.desk_id == complaint.desk_id and self.round == complaint.round


class Commitment(models.Model):
    """A dated promise of a reply, followed until it is kept. Its words are the reply's: `number` is its place there, from 1."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="commitments")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="commitments")
    number = models.PositiveSmallIntegerField()
    due_date = models.DateField()
    owner = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="commitments")
    kept_at = models.DateTimeField(null=True)
    broken_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "number"], name="commitment_once_in_a_reply"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_date", "id"], name="commitment_open", condition=Q(kept_at=None, broken_at=None)),
            models.Index(fields=["due_date", "id"], name="commitment_not_kept", condition=Q(kept_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.due_date}"
