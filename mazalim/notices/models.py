"""Texts of notices that an administrator wrote in place of those that are shipped."""

from typing import ClassVar

from django.db import models


class OwnText(models.Model):
    """The country's own words for one kind of notice in one language; the shipped ones stand in notices/texts/."""

    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=200)
    mail = models.TextField()
    sms = models.TextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "language"], name="own_text_one_of_a_kind_in_a_language")]

    def __str__(self) -> str:
        return f"{self.kind} ({self.language})"
