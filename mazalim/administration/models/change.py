"""One line of the audit list."""

from typing import ClassVar

from django.db import models

from mazalim.accounts.models import Officer


class Change(models.Model):
    """Who changed what, when, from what to what. Triggers refuse UPDATE and DELETE."""

    at = models.DateTimeField()
    by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, related_name="changes"
    )  # null: from the server's own commands, or by time
    subject = models.CharField(max_length=20)  # body, desk, officer ...: audit/words.py has the words
    key = models.CharField(max_length=80)  # the code or number by which its pages call it
    names = models.JSONField(default=dict)  # what it was called, by language; under "" where a name has none, as a person's
    act = models.CharField(max_length=30)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-at", "-id"], name="change_newest"),
            models.Index(fields=["subject", "key", "-at"], name="change_of_a_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.subject} {self.key}"
