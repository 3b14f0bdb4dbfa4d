"""What casework keeps for itself."""

from django.db import models

from mazalim.accounts.models import Officer


class DueSoonDigest(models.Model):
    """The day on which an officer was last told what is due soon: never twice a day."""

    officer = models.OneToOneField(Officer, on_delete=models.CASCADE, primary_key=True, related_name="due_soon_digest")
    day = models.DateField()

    def __str__(self) -> str:
        return f"{self.officer_id} {self.day}"
