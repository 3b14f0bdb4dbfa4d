"""What one administrator proposes and another must agree to before it begins."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from mazalim.accounts.models import Officer, Role
from mazalim.directory.models import Desk, PublicBody


class RoleProposal(models.Model):
    """A role for an account; a new address or the reset of the second step of one that has a role. It begins a day after a second agreed."""

    class Act(models.TextChoices):
        """What is proposed."""

        GRANT = "grant"
        ADDRESS = "address"
        RESET = "reset"

    class Decision(models.TextChoices):
        """What became of it. AGREED is followed by BEGUN, or by LAPSED where it could not begin any more."""

        AGREED = "agreed"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"
        BEGUN = "begun"
        LAPSED = "lapsed"

    act = models.CharField(max_length=10, choices=Act.choices)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="role_proposals")
    role = models.CharField(max_length=20, choices=Role.choices, blank=True)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, null=True, related_name="+")
    body = models.ForeignKey(PublicBody, on_delete=models.PROTECT, null=True, related_name="+")
    address = models.EmailField(blank=True)
    proposed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    starts_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="role_proposal_needs_a_second_person",
                condition=~Q(decision__in=["agreed", "begun"])
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by")) & ~Q(decided_by=F("officer"))),
            ),
            models.CheckConstraint(name="role_proposal_not_for_oneself", condition=~Q(proposed_by=F("officer"))),
            models.CheckConstraint(
                name="role_proposal_has_the_scope_of_its_role",
                condition=Q(act__in=["address", "reset"], role="", desk=None, body=None)
                | Q(act="grant", role="officer", desk__isnull=False, body=None)
                | Q(act="grant", role="supervisor", desk=None, body__isnull=False)
                | Q(act="grant", role__in=["central_officer", "counter_officer", "auditor", "administrator"], desk=None, body=None),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["proposed_at"], name="role_proposal_under_way", condition=Q(decision__in=["", "agreed"]))]

    def __str__(self) -> str:
        return f"{self.act} {self.officer} {self.decision}"

    @property
    def is_waiting(self) -> bool:
        """Nobody has decided yet."""
        return self.decision == ""

    def has_begun(self, *, at: datetime) -> bool:
        """The day after the agreement is over."""
        return self.starts_at is not None and at >= self.starts_at
