"""A change of e-mail or phone that waits a day, so that the old contact can stop it."""

from django.db import models

from mazalim.complaints.models import Complaint


class PendingContact(models.Model):
    """The proved new contact of a complaint that had only one. The address is sealed until it takes effect."""

    complaint = models.OneToOneField(Complaint, on_delete=models.CASCADE, primary_key=True, related_name="pending_contact")
    channel = models.CharField(max_length=5)  # email or phone
    sealed = models.BinaryField()
    asked_at = models.DateTimeField()
    takes_effect_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.channel} of {self.complaint_id}"

    @property
    def place(self) -> str:
        """The associated data of the sealed address."""
        return f"tracking.pendingcontact.{self.complaint_id}"
