"""Files that people send, each sealed under a data key of its own before it rests on disk."""

import uuid

from django.db import models


class StoredFile(models.Model):
    """One sealed file. Its name is sealed too; the storage knows it by a random id."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    key_id = models.CharField(max_length=40)
    wrapped_key = models.BinaryField()
    sealed_name = models.BinaryField()
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()  # bytes in clear
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)

    @property
    def path(self) -> str:
        """Where the sealed bytes lie in the storage."""
        return f"{self.id.hex[:2]}/{self.id.hex}"
