"""What the workbench keeps: the views that officers saved, and who took which list out. Nothing of a case is written here."""

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from mazalim.accounts.models import Officer
from mazalim.evidence.models import StoredFile


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


class Export(models.Model):
    """A list that an officer took out as a file. The file goes after a day; the note of it stays for auditors."""

    class Form(models.TextChoices):
        """As what it was taken out."""

        CSV = "csv"
        XLSX = "xlsx"

    public_id = models.UUIDField(unique=True, default=uuid.uuid4)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="exports")
    form = models.CharField(max_length=4, choices=Form.choices)
    query = models.CharField(max_length=600)  # of the list, as rules.canonical writes it
    described = models.JSONField(default=list)  # the same in words, as pairs of label and value, for the day when ids mean nothing any more
    scope = models.JSONField(default=list)  # whose cases the officer could read then; who lost a part of it does not get the file any more
    language = models.CharField(max_length=5)
    has_subjects = models.BooleanField(default=False)  # with the complainants' own words
    asked_at = models.DateTimeField()
    total = models.PositiveIntegerField(null=True)  # rows to write; known when the writing begins
    rows = models.PositiveIntegerField(default=0)  # written so far
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, null=True, related_name="export")
    expires_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["officer", "-asked_at"], name="export_newest_of_officer"),
            models.Index(fields=["asked_at"], name="export_newest"),
            models.Index(fields=["expires_at"], name="export_file_to_destroy", condition=Q(file__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.public_id}"

    def file_name(self, day: date) -> str:
        """The name of the file, which tells nothing but the day."""
        return f"mazalim-{day.isoformat()}.{self.form}"

    @property
    def is_under_way(self) -> bool:
        """Somebody waits for it."""
        return self.done_at is None and self.failed_at is None
