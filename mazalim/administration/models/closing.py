"""A body or desk on its way out: its cases go to another one, a batch at a time."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mazalim.accounts.models import Officer
from mazalim.directory.models import Desk, PublicBody


class Closing(models.Model):
    """The closing of a body, its merging into another, or the closing of one of its desks, with how far its cases have come."""

    body = models.ForeignKey(PublicBody, on_delete=models.PROTECT, related_name="closings")
    receiver = models.ForeignKey(PublicBody, on_delete=models.PROTECT, null=True, related_name="receivings")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, null=True, related_name="closings")  # where one desk alone is closed
    receiving_desk = models.ForeignKey(Desk, on_delete=models.PROTECT, null=True, related_name="receivings")
    is_merging = models.BooleanField(default=False)
    begun_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    total = models.PositiveIntegerField(default=0)  # cases to move, as counted when it began
    moved = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["body"], condition=Q(ended_at=None), name="closing_one_under_way")]

    def __str__(self) -> str:
        return f"{self.body} to {self.receiver}"

    @property
    def share(self) -> int:
        """How far it is, in percent."""
        return 100 if self.ended_at or not self.total else min(99, 100 * self.moved // self.total)
