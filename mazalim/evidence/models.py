"""Files that people send, each sealed under a data key of its own before it rests on disk."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

IMAGES = frozenset({"image/jpeg", "image/png", "image/webp"})


class StoredFile(models.Model):
    """One sealed file. Its name is sealed too; the storage knows it by a random id.

    What people send is served once it was examined. Of an image readers get a copy without metadata, and a small one for lists; the original stays sealed.
    """

    class State(models.TextChoices):
        """What became of it. Served are: own, clean, unscanned."""

        OWN = "own"  # made by the product itself
        WAITING = "waiting"  # for the scanner, or for its copy
        CLEAN = "clean"
        UNSCANNED = "unscanned"  # taken while no scanner was configured
        REFUSED = "refused"  # the scanner found something in it
        DESTROYED = "destroyed"  # likewise, and the policy wants it gone
        BROKEN = "broken"  # an image of which no copy could be made

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    key_id = models.CharField(max_length=40)
    wrapped_key = models.BinaryField()
    sealed_name = models.BinaryField()
    # SHA-256 of the original, for receipts; in clear it would tell who sent a known file.
    sealed_fingerprint = models.BinaryField(default=bytes)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()  # bytes in clear
    stored_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    judged_at = models.DateTimeField(null=True)
    finding = models.CharField(max_length=200, blank=True)  # what the scanner calls what it found
    copy_size = models.PositiveBigIntegerField(null=True)  # bytes in clear of the readers' copy
    thumbnail_size = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="file_image_is_served_as_copy",
                condition=~Q(state__in=["clean", "unscanned"]) | ~Q(media_type__in=sorted(IMAGES)) | Q(copy_size__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["stored_at"], name="file_waiting", condition=Q(state="waiting")),
            models.Index(fields=["judged_at"], name="file_refused", condition=Q(state="refused")),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_shredded(self) -> bool:
        """Its key is destroyed: nobody can read it any more."""
        return not self.wrapped_key

    @property
    def path(self) -> str:
        """Where the sealed bytes lie in the storage."""
        return f"{self.id.hex[:2]}/{self.id.hex}"

    @property
    def copy_path(self) -> str:
        """Where the sealed copy for readers lies."""
        return f"{self.path}-copy"

    @property
    def thumbnail_path(self) -> str:
        """Where the sealed small copy lies."""
        return f"{self.path}-small"

    @property
    def paths(self) -> tuple[str, ...]:
        """Everything that the storage may have of it."""
        return (self.path, *((self.copy_path, self.thumbnail_path) if self.copy_size is not None else ()))

    @property
    def kept_paths(self) -> tuple[str, ...]:
        """What the storage must have of it."""
        return () if self.is_shredded or self.state == self.State.DESTROYED else self.paths

    @property
    def is_image(self) -> bool:
        """Whether it is a picture of which readers get a copy."""
        return self.media_type in IMAGES

    @property
    def is_served(self) -> bool:
        """Whether anybody may be given it."""
        return self.state in SERVED


SERVED = frozenset({StoredFile.State.OWN.value, StoredFile.State.CLEAN.value, StoredFile.State.UNSCANNED.value})
