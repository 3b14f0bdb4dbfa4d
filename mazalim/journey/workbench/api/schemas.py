"""A case as the office reads it."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_noop
from ninja import Schema
from pydantic import Field

from mazalim.journey.intake.api import EnclosureKept
from mazalim.journey.tracking.api import ClockShown, PointLeftOut, PointShown


class Named(Schema):
    """Somebody or something with an id."""

    id: str = Field(examples=["12"])
    name: str


class CaseLine(Schema):
    """A case in a list."""

    case_number: str = Field(examples=["2026-0001234"])
    version: int = Field(description=gettext_noop("Send it with an act, so that nothing newer is overwritten."), examples=[7])
    kind: str = Field(examples=["complaint"])
    state: str = Field(examples=["in_progress"])
    round: int
    subject: str
    language: str
    body: Named
    desk: Named
    category: Named
    officer: Named | None
    lodged_at: datetime
    due_at: datetime | None
    changed_at: datetime


class CaseList(Schema):
    """One page of cases."""

    cases: list[CaseLine]
    next: str | None = Field(description=gettext_noop("Send it as “after” for the next page; null on the last one."))


class LeafRead(Schema):
    """One entry of the case file."""

    id: str = Field(description=gettext_noop("Its number in the file."))
    kind: str = Field(examples=["message"])
    author: str = Field(examples=["officer"])
    officer: str
    is_internal: bool
    at: datetime
    text: str
    content: dict[str, Any]
    score: int | None = None
    to_body: str
    to_officer: str
    other_case: str
    enclosures: list[EnclosureKept]


class ProposalRead(Schema):
    """What waits for a second person."""

    act: str = Field(examples=["reply"])
    by: Named
    at: datetime
    until: datetime
    text: str


class DraftRead(Schema):
    """The reply so far."""

    draft_version: int
    author: Named
    content: dict[str, Any]
    promises: list[dict[str, Any]]


class CommitmentRead(Schema):
    """A promise of a reply."""

    id: str
    text: str
    due_date: date
    owner: Named
    kept_at: datetime | None
    broken_at: datetime | None


class CaseRead(CaseLine):
    """The whole case for the office."""

    identity_mode: str
    channel: str
    happened_on: date | None
    place: str
    accuses_official: bool
    outcome: str
    answered_at: datetime | None
    identity: dict[str, str] | None = Field(description=gettext_noop("Only while it is open to this key: eight hours after it was opened."))
    leaves: list[LeafRead] = Field(description=gettext_noop("The oldest first."))
    points: list[PointShown]
    left_out: list[PointLeftOut]
    clocks: dict[str, ClockShown]
    proposals: list[ProposalRead]
    draft: DraftRead | None
    commitments: list[CommitmentRead]
    linked: list[str]
    officers: list[Named] = Field(description=gettext_noop("To whom it may be assigned."))
    may: list[str] = Field(description=gettext_noop("What may be done now, in the words of the lifecycle."), examples=[["ask", "note"]])
