"""What past cases teach about where a complaint belongs."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mazalim.complaints.models import Complaint, Entry
from mazalim.directory.models import Category, PublicBody


class LearnedWord(models.Model):
    """In how many cases of a category, or of a body, a word stood. The word itself is kept as a keyed hash: nothing can be read here."""

    class Of(models.TextChoices):
        """What the label is."""

        CATEGORY = "category"
        BODY = "body"

    of = models.CharField(max_length=8, choices=Of.choices)
    label = models.BigIntegerField()  # id of the category or the body
    word = models.BigIntegerField()  # 64 bits of a keyed hash of the stem
    cases = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["of", "label", "word"], name="learned_word_once_a_label")]
        indexes: ClassVar = [models.Index(fields=["-cases"], name="learned_word_by_cases")]

    def __str__(self) -> str:
        return f"{self.of} {self.label}: {self.cases}"


class LearnedPlacing(models.Model):
    """How many cases of a category ended with a body."""

    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="learned_placings")
    body = models.ForeignKey(PublicBody, on_delete=models.CASCADE, related_name="learned_placings")
    cases = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["category", "body"], name="learned_placing_once")]

    def __str__(self) -> str:
        return f"{self.category_id} {self.body_id}: {self.cases}"


class LearningMark(models.Model):
    """Up to which entry the cases have been learned from; one row."""

    entry_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.entry_id)


class Ruling(models.Model):
    """The central desk's ruling on which body answers a complaint. It binds in that case, and is a precedent for others of its category.

    Its reason stays where the complainant reads it, in the case file.
    """

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="rulings")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="ruling")
    body = models.ForeignKey(PublicBody, on_delete=models.PROTECT, related_name="rulings")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="rulings")
    is_open = models.BooleanField()  # for every officer to read; closed where an official is accused
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-at", "-id"], name="ruling_newest", condition=Q(is_open=True)),
            models.Index(fields=["category", "body"], name="ruling_precedents", condition=Q(is_open=True)),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """How letters and officers name it."""
        return f"{self.at.year}-R{self.pk:04d}"
