"""Drafts: what a citizen has written before the contact is proved. One sealed row and sealed files; not a complaint yet."""

import uuid

from django.db import models

from mazalim.accounts.models import Officer
from mazalim.evidence.models import StoredFile


class Draft(models.Model):
    """One draft. Its contents are sealed; it is erased after the days that the profile gives."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    token_hash = models.BinaryField()  # the draft opens to who holds its token: the session or the API's caller
    sealed = models.BinaryField()
    contact_index = models.BinaryField(null=True, db_index=True)  # finds the draft again for a code sent to its contact
    language = models.CharField(max_length=5)
    channel = models.CharField(max_length=12)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    proved_at = models.DateTimeField(null=True)
    lodged_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")  # who writes it for the citizen

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_for_other(self) -> bool:
        """An officer writes it for a citizen."""
        return self.lodged_by_id is not None

    @property
    def place(self) -> str:
        """The associated data of the sealed contents."""
        return f"intake.draft.{self.id}"


class DraftEnclosure(models.Model):
    """A file that will go with the complaint."""

    # Whoever deletes a draft has tied its files to a complaint or destroyed them; the database's constraint refuses anything else.
    draft = models.ForeignKey(Draft, on_delete=models.DO_NOTHING, related_name="enclosures")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="draft_enclosure")
    purpose = models.CharField(max_length=12, blank=True)  # as of complaints.Enclosure

    def __str__(self) -> str:
        return str(self.file_id)
