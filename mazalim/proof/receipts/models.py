"""The receipt as it was signed, beside the case that it speaks of."""

from django.db import models

from mazalim.complaints.models import Complaint


class Receipt(models.Model):
    """Signed in the transaction of lodging; triggers refuse UPDATE and DELETE. Holds nothing of what was written, and nobody's name.

    The very text that was signed is kept: names of bodies change and keys retire, and the receipt must say the same in ten years.
    """

    complaint = models.OneToOneField(Complaint, on_delete=models.PROTECT, primary_key=True, related_name="receipt")
    text = models.TextField()  # the canonical form
    signature = models.BinaryField()

    def __str__(self) -> str:
        return f"receipt of {self.complaint_id}"
