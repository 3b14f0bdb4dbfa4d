"""The identity vault: one record per complaint, its fields sealed under a data key of its own."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q


class Complainant(models.Model):
    """Who complained. The case file knows only `ref`; nothing here knows the case."""

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4)
    key_id = models.CharField(max_length=40)  # which key-encryption key wraps the data key
    wrapped_key = models.BinaryField(null=True)  # destroyed when the complainant is erased: the fields can then be read by nobody
    given_name = models.BinaryField()
    family_name = models.BinaryField()
    birth_date = models.BinaryField()
    citizenship = models.BinaryField()
    identity_number = models.BinaryField()
    address = models.BinaryField()
    email = models.BinaryField()
    phone = models.BinaryField()
    representative = models.BinaryField(null=True)  # who came for the person; the contact is theirs
    relation = models.BinaryField(null=True)
    email_index = models.BinaryField(null=True)
    phone_index = models.BinaryField(null=True)
    identity_number_index = models.BinaryField(null=True)
    index_key = models.CharField(
        max_length=16, blank=True
    )  # the name of the key that made the three; empty where it is older than the name
    email_verified_at = models.DateTimeField(null=True)
    phone_verified_at = models.DateTimeField(null=True)
    confirmed_on_paper_at = models.DateTimeField(null=True)  # who has neither e-mail nor phone has signed
    is_represented = models.BooleanField(default=False)  # then the contact tells nothing about the person
    language = models.CharField(max_length=5)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="complainant_has_a_proved_contact",
                condition=Q(email_verified_at__isnull=False)
                | Q(phone_verified_at__isnull=False)
                | Q(confirmed_on_paper_at__isnull=False)
                | Q(erased_at__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["email_index"], name="complainant_email", condition=Q(email_index__isnull=False)),
            models.Index(fields=["phone_index"], name="complainant_phone", condition=Q(phone_index__isnull=False)),
            models.Index(fields=["identity_number_index"], name="complainant_number", condition=Q(identity_number_index__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.ref)
