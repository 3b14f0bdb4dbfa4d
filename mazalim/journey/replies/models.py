"""The reply that is being written, what a reply promised, and the standard texts that help to write it."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from mazalim.accounts.models import Officer
from mazalim.complaints.models import Complaint, Entry, Outcome
from mazalim.directory.models import Category, Desk, PublicBody


class Draft(models.Model):
    """The one open draft of a complaint's reply. It ends when the reply is sent; the words then live in the entry."""

    complaint = models.OneToOneField(Complaint, on_delete=models.CASCADE, related_name="reply_draft")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    author = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="reply_drafts")
    content = models.JSONField(
        default=dict
    )  # {"summary", "points": [{"number", "outcome", "redress", "reason"}], "texts": [[id, version]]}
    commitments = models.JSONField(default=list)  # [{"text", "due_date", "owner"}]
    version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"draft {self.version} of {self.complaint_id}"

    @property
    def answers(self) -> dict[int, dict[str, Any]]:
        """What is written on each point, by its number."""
        return {point["number"]: point for point in self.content.get("points", [])}

    @property
    def is_begun(self) -> bool:
        """Whether a word is written, or an outcome chosen."""
        written = (answer.get(name) for answer in self.answers.values() for name in ("outcome", "redress", "reason"))
        return bool(self.content.get("summary") or any(written) or self.commitments)

    def belongs_to(self, complaint: Complaint) -> bool:
        """Whether it is the draft of this round and desk; one left behind by a referral or an earlier round counts for nothing."""
        return self.desk_id == complaint.desk_id and self.round == complaint.round


class Commitment(models.Model):
    """A dated promise of a reply, followed until it is kept. Its words are the reply's: `number` is its place there, from 1.

    What was said last counts: kept, or broken because nobody proved it in time or the complainant said so. Never both.
    """

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="commitments")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="commitments")
    number = models.PositiveSmallIntegerField()
    due_date = models.DateField()
    owner = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="commitments")
    kept_at = models.DateTimeField(null=True)
    broken_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)  # when its owner was told that the date comes

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "number"], name="commitment_once_in_a_reply"),
            models.CheckConstraint(name="commitment_kept_or_broken", condition=Q(kept_at=None) | Q(broken_at=None)),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_date", "id"], name="commitment_open", condition=Q(kept_at=None, broken_at=None)),
            models.Index(fields=["due_date", "id"], name="commitment_not_kept", condition=Q(kept_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.due_date}"


class Part(models.TextChoices):
    """Where a standard text belongs in a reply."""

    SUMMARY = "summary", pgettext_lazy("standard text", "The answer in a few sentences")
    REASON = "reason", pgettext_lazy("standard text", "Reasons of a point")


class TextBase(models.Model):
    """What a version of a standard text holds."""

    part = models.CharField(max_length=8, choices=Part.choices)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, related_name="+")  # none: every category
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True)  # empty: every outcome
    title = models.CharField(max_length=120)
    words = models.TextField()
    is_archived = models.BooleanField(default=False)

    class Meta:
        abstract = True


class StandardText(TextBase):
    """A text for replies, as it reads now. Each change is a version of its own; none is ever edited or deleted."""

    body = models.ForeignKey(PublicBody, on_delete=models.PROTECT, null=True, related_name="standard_texts")  # none: all bodies
    language = models.CharField(max_length=5)
    found_by = models.TextField()  # title and words as search sees them
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["body", "language", "category"], name="text_offered", condition=Q(is_archived=False))]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"


class StandardTextVersion(TextBase):
    """A standard text as it read from one change to the next."""

    text = models.ForeignKey(StandardText, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()  # 1..n without a gap
    written_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["text", "number"], name="text_version_once")]

    def __str__(self) -> str:
        return f"{self.text_id} version {self.number}"
