"""What the workbench keeps: the views that officers saved. Nothing else is written here."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mazalim.accounts.models import Officer


class SavedView(models.Model):
    """A list as an officer wants to find it again: place, tab, filters and words, under a name of their own."""

    MOST = 12

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=600)  # of the address, as rules.canonical writes it
    is_default = models.BooleanField(default=False)  # with this one the desk opens
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["created_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["officer", "name"], name="saved_view_one_of_a_name"),
            models.UniqueConstraint(fields=["officer"], condition=Q(is_default=True), name="saved_view_one_default"),
        ]

    def __str__(self) -> str:
        return self.name
