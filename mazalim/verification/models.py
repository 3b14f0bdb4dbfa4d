"""Verification codes: kept as keyed hashes, bound to what they prove."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

MOST_TRIES = 5


class VerificationCode(models.Model):
    """One code of six digits. Dead after ten minutes, five tries, or one use."""

    binding = models.CharField(max_length=100)  # what the code proves, such as `draft:<id>`; it opens nothing else
    code_hash = models.BinaryField()
    tries = models.PositiveSmallIntegerField(default=0)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["binding"], condition=Q(used_at=None), name="code_one_alive_a_binding"),
            models.CheckConstraint(condition=Q(tries__lte=5), name="code_five_tries_at_most"),
        ]

    def __str__(self) -> str:
        return self.binding
