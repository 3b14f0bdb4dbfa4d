"""Small rows that public pages and boards add up, and the mark that says how far the entries have been counted.

They refer to bodies, desks and categories by bare ids: every row can be worked out again from the entries at any time, so constraints
would cost much and protect nothing.
"""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

EVERY = 0  # in the place of a body or a category: all of them together
NOW = date(1970, 1, 1)  # in the place of a month: as things stand


class Measure(models.TextChoices):
    """What is counted. docs/figures.md explains each to a reader of the public pages."""

    RECEIVED = "received"  # once a case, on the day of lodging, for the first body it was placed with
    ANSWERED = "answered"  # once a round, for the body that replied
    IN_TIME = "in_time"  # complaints alone; for the body that replied
    LATE = "late"  # complaints alone; for the body that held the case at the deadline
    DAYS = "days"  # answered rounds by the days they took; `bucket` as rules.bucket_of
    REASONED = "reasoned"  # replies in which every point has a reason
    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    NOT_UPHELD = "not_upheld"
    REOPENED = "reopened"  # by the complainant
    PROMISE_BROKEN = "promise_broken"  # opened again because what the reply promised was not done
    CONTRADICTED = "contradicted"  # the reply said upheld, in whole or in part, and the complainant disagreed; once a round
    RATING = "rating"  # `bucket` is the score, 1 to 5
    CONFIRMED = "confirmed"  # closed by the complainant
    UNCONFIRMED = "unconfirmed"  # closed after silence
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    APPEALED = "appealed"  # for the body appealed against, as the next two
    APPEALS_DECIDED = "appeals_decided"
    APPEALS_ALLOWED = "appeals_allowed"  # in whole or in part, or sent back
    APPEAL_DAYS = "appeal_days"  # appeals by the days they took, `bucket` as rules.bucket_of; for the body that decided
    FELL_DUE = "fell_due"
    OPEN = "open"  # changes of how many are open; their sum is how many there are
    OVERDUE = "overdue"  # likewise


STOCKS = frozenset({Measure.OPEN, Measure.OVERDUE})


class Figure(models.Model):
    """How often one thing happened on one day, by everything that tells cases apart."""

    edition = models.PositiveIntegerField()  # recomputing writes a new edition beside the one in use
    day = models.DateField()
    body = models.BigIntegerField()
    desk = models.BigIntegerField()
    category = models.BigIntegerField()
    channel = models.CharField(max_length=12)
    language = models.CharField(max_length=5)
    kind = models.CharField(max_length=12)
    measure = models.CharField(max_length=16)  # Measure
    bucket = models.PositiveSmallIntegerField(default=0)
    count = models.IntegerField()

    KEY: ClassVar = ("edition", "day", "body", "desk", "category", "channel", "language", "kind", "measure", "bucket")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["edition", "body", "day", "desk", "measure", "bucket", "category", "kind", "channel", "language"],
                name="figure_once",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["edition"], name="figure_nothing_left", condition=Q(count=0))]

    def __str__(self) -> str:
        return f"{self.measure} {self.day} {self.count}"


class Total(models.Model):
    """The same in a month, for one body or all, one category or all: what pages read, however many cases there are.

    OPEN and OVERDUE have one row each, without a month: how many there are now.
    """

    edition = models.PositiveIntegerField()
    month = models.DateField()  # its first day; NOW where there is none
    body = models.BigIntegerField()
    category = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    measure = models.CharField(max_length=16)  # Measure
    bucket = models.PositiveSmallIntegerField(default=0)
    count = models.IntegerField()

    KEY: ClassVar = ("edition", "month", "body", "category", "kind", "measure", "bucket")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "body", "month", "category", "kind", "measure", "bucket"], name="total_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["edition", "month", "body"], name="total_body_by_body", condition=Q(category=EVERY, body__gt=EVERY)),
            models.Index(fields=["edition"], name="total_nothing_left", condition=Q(count=0)),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.month} {self.count}"


class Watermark(models.Model):
    """How far the entries have been counted: one row, moved in the transaction that writes the figures."""

    THE_ONE: ClassVar = 1

    edition = models.PositiveIntegerField(default=1)  # of the rows in use
    floor = models.BigIntegerField(default=0)
    written_in = models.BigIntegerField(default=0)
    entry = models.BigIntegerField(default=0)
    stamp = models.UUIDField()  # another one whenever a figure has changed
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"counted to {self.entry}"
