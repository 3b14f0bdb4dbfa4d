"""Which cases belong together, and what finds those that look alike."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from mazalim.complaints.models.complaint import Complaint


class Link(models.Model):
    """Two cases that belong together. Each keeps its own answer, deadline and appeal; the entries of both say who linked them and why."""

    class Why(models.TextChoices):
        """How they came together."""

        LINKED = "linked"  # an officer said so
        SPLIT = "split"  # `second` was split off `first`
        JOINED = "joined"  # the same person's complaint came twice; `second` is answered together with `first`

    first = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="links_onward")
    second = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="links_back")
    why = models.CharField(max_length=8, choices=Why.choices)
    is_led = models.BooleanField(default=False)  # `first` is the lead case, `second` follows it
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(Least("first", "second"), Greatest("first", "second"), name="link_once_a_pair"),
            models.UniqueConstraint(fields=["second"], condition=Q(is_led=True), name="link_follows_one_lead"),
            models.CheckConstraint(condition=~Q(first=F("second")), name="link_of_two_cases"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.why} {self.second_id}"


class Likeness(models.Model):
    """What a case is compared by: hashes of its words, and the consonants of the official's name. Written by a job after lodging."""

    complaint = models.OneToOneField(Complaint, on_delete=models.CASCADE, primary_key=True, related_name="likeness")
    bands = models.JSONField(default=list)  # one whole number a band of the text's MinHash; none where the text is too short
    official_key = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["official_key", "complaint"], name="likeness_official", condition=~Q(official_key=""))]

    def __str__(self) -> str:
        return f"likeness of {self.complaint_id}"


class TextBand(models.Model):
    """One band of one case, to be found by its value. Cases whose bands are equal have nearly the same words."""

    value = models.BigIntegerField()
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="text_bands", db_index=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["value", "complaint"], name="text_band_found")]

    def __str__(self) -> str:
        return f"{self.value} of {self.complaint_id}"
