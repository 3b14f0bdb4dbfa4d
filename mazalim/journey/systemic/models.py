"""Problems that lie behind many complaints, and what is done about them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from mazalim.accounts.models import Officer
from mazalim.complaints.models import Complaint
from mazalim.directory.models import Category, PublicBody


class SystemicIssue(models.Model):
    """One problem that makes people complain again and again. It holds nothing of any single case."""

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", pgettext_lazy("systemic issue", "Open")
        MENDED = "mended", pgettext_lazy("systemic issue", "Mended")
        DROPPED = "dropped", pgettext_lazy("systemic issue", "Given up")

    body = models.ForeignKey(PublicBody, on_delete=models.PROTECT, related_name="systemic_issues")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, related_name="+")  # whose inflow is watched; None: all
    title = models.CharField(max_length=150)
    owner = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="systemic_issues")
    cause = models.TextField(blank=True)
    measure = models.TextField(blank=True)  # the corrective action
    due_date = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    said = models.JSONField(default=dict)  # language -> what people complained about, for everybody to read
    did = models.JSONField(default=dict)  # language -> what was done
    opened_at = models.DateTimeField()
    mended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["opened_at", "id"], name="issue_newest"),
            models.Index(fields=["mended_at", "id"], name="issue_mended", condition=Q(state="mended")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="issue_mended_says_when", condition=~Q(state="mended") | Q(mended_at__isnull=False))
        ]

    def __str__(self) -> str:
        return self.title


class Tie(models.Model):
    """A complaint that comes from a systemic issue; of one at a time."""

    issue = models.ForeignKey(SystemicIssue, on_delete=models.PROTECT, related_name="ties")
    complaint = models.OneToOneField(Complaint, on_delete=models.PROTECT, related_name="systemic_tie")
    tied_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    tied_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)  # that the cause is mended

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["issue", "-tied_at", "-id"], name="tie_newest"),
            models.Index(fields=["issue", "id"], name="tie_not_told", condition=Q(told_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} of {self.issue_id}"


class Step(models.Model):
    """What was done with an issue, by whom: only ever added."""

    issue = models.ForeignKey(SystemicIssue, on_delete=models.PROTECT, related_name="steps")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    what = models.CharField(max_length=10)  # opened, changed, tied, untied, mended, reopened, dropped
    number = models.PositiveIntegerField(null=True)  # of cases
    text = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.what} {self.issue_id}"
