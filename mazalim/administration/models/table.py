"""A table of bodies that was sent and looked at, and may be carried out."""

from django.db import models

from mazalim.accounts.models import Officer


class BodiesTable(models.Model):
    """The text of a table between looking and carrying out; deleted when it is carried out, or when the same person sends another."""

    sent_by = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="+")
    sent_at = models.DateTimeField()
    text = models.TextField()
    closes_missing = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"table of {self.sent_at}"
