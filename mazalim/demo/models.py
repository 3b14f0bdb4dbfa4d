"""What the demonstration keeps so that a visitor can read it: everything that was sent."""

from django.db import models


class Letter(models.Model):
    """One e-mail or SMS as it was sent. In clear, codes included: it exists in demonstrations alone."""

    reference = models.CharField(max_length=200, unique=True)  # the same at every try, so that a notice tried again is shown once
    channel = models.CharField(max_length=8, choices=[("email", "email"), ("phone", "phone")])
    address = models.CharField(max_length=320, db_index=True)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    html = models.TextField(blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.reference
