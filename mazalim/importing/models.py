"""Which complaint of which other system has become which case: written with the case, so that nothing is taken over twice or lost between."""

from typing import ClassVar

from django.db import models

from mazalim.complaints.models import Complaint


class ImportedCase(models.Model):
    """One complaint that came from another system."""

    complaint = models.OneToOneField(Complaint, on_delete=models.PROTECT, primary_key=True, related_name="imported")
    source = models.CharField(max_length=40)  # the other system, as --source named it
    reference = models.CharField(max_length=80)  # what it is called there
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "reference"], name="imported_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.reference}"
