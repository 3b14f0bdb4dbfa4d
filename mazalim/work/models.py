"""Rows that make work safe to repeat: jobs, answers kept for a retry, counters of limits."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

WIPED = "What it had to send was wiped after 72 hours."  # the error of a dead letter that cannot be sent any more
LEFT_OUT = "What it had to send was left out of the backup."  # likewise, of a code that was waiting when the backup was made
NOTHING_LEFT = (WIPED, LEFT_OUT)


class Lane(models.TextChoices):
    """Which thread of a worker does a job. A lane whose gateway is slow, or in which a hundred thousand wait, holds up no other."""

    CODES = "codes"  # rows alone, for somebody who waits before a screen
    QUICK = "quick"  # rows alone
    CODE_BY_EMAIL = "code.email"  # on its way to somebody who waits before a screen
    CODE_BY_PHONE = "code.phone"
    EMAIL = "email"
    PHONE = "phone"
    LONG = "long"  # files, workbooks
    NIGHTLY = "nightly"  # what may take an hour


class Job(models.Model):
    """One thing to do later, written in the transaction that wants it. A job is done, waiting, or dead; never lost."""

    name = models.CharField(max_length=60)
    # The default stands in the database too, because code of the release before knows no lane.
    lane = models.CharField(max_length=12, choices=Lane.choices, default=Lane.QUICK, db_default=Lane.QUICK)
    payload = models.JSONField(default=dict)
    sealed = models.BinaryField(null=True)  # recipients and codes; wiped when the job is done
    run_at = models.DateTimeField()
    created_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)  # written before each try, so that a job that kills its worker is counted too
    leased_until = models.DateTimeField(null=True)
    leased_by = models.CharField(max_length=60, blank=True)
    done_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["lane", "run_at", "id"], name="job_waiting_in_lane", condition=Q(done_at=None, dead_at=None)),
            models.Index(fields=["dead_at"], name="job_dead", condition=Q(dead_at__isnull=False)),
            models.Index(fields=["done_at"], name="job_done", condition=Q(done_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"

    @property
    def is_wiped(self) -> bool:
        """Whether recipient and words are gone, so that trying again is of no use."""
        return self.last_error in NOTHING_LEFT

    @property
    def place(self) -> str:
        """The associated data of the sealed part. A job has no id before it is written, so its name and time stand in."""
        return f"work.job.{self.name}.{self.created_at.timestamp()}"


class KeptAnswer(models.Model):
    """The answer to an act that carries an idempotency key: who repeats the act within a day gets the same answer."""

    key_hash = models.BinaryField(unique=True)
    request_hash = models.BinaryField()  # the same key with another request is refused (IETF httpapi idempotency-key draft)
    status = models.PositiveSmallIntegerField()
    sealed = models.BinaryField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"answer {self.status}"


class LimitCounter(models.Model):
    """How often something happened in one window of time."""

    key_hash = models.BinaryField()
    window_end = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["key_hash", "window_end"], name="limit_one_row_a_window")]

    def __str__(self) -> str:
        return f"{self.count} until {self.window_end}"


class WorkerLife(models.Model):
    """One worker process, as it says itself: since when, until when, and how much it did. Forgotten a day after its last word."""

    name = models.CharField(max_length=60, unique=True)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField(db_index=True)
    done = models.PositiveBigIntegerField(default=0)  # jobs
    failed = models.PositiveBigIntegerField(default=0)  # tries of jobs that came to nothing

    def __str__(self) -> str:
        return self.name


class Turn(models.Model):
    """Whose turn it is to do what is done by the clock, and when the next one is: of all workers one does it, once a period."""

    name = models.CharField(max_length=60, unique=True)
    next_at = models.DateTimeField()
    holder = models.CharField(max_length=60, blank=True)
    held_until = models.DateTimeField(null=True)  # who dies loses the turn then

    def __str__(self) -> str:
        return self.name
