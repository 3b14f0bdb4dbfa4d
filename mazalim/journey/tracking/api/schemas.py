"""The file as a machine reads it."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_noop
from ninja import Schema
from pydantic import Field

from mazalim.directory.api import BodyShown
from mazalim.journey.intake.api import Asked, EnclosureKept, Ident


class Pair(Asked):
    """What a complainant holds."""

    complaint_code: str = Field(
        description=gettext_noop("In any case, with or without spaces and hyphens."), examples=["XK7M-4QPT-9WRD-2H6N"]
    )
    contact: str = Field(description=gettext_noop("The e-mail address or phone number that was proved."), examples=["zainab@example.org"])
    verification_code: Ident | None = Field(None, description=gettext_noop("Only after the problem code_needed."))


class Token(Schema):
    """Opens one complaint."""

    token: str = Field(description=gettext_noop("Send it as Authorization: Bearer."))
    expires_at: datetime


class DeskShown(Schema):
    """Who works on it: a role, never a name."""

    role: str = Field(description=gettext_noop("general, special, integrity or central."), examples=["general"])
    name: str


class ClockLine(Schema):
    """One line of the sum."""

    kind: str = Field(description=gettext_noop("start, pause, extension, category, joined, calendar or ceiling."))
    days: int = Field(description=gettext_noop("Calendar days that the line adds."))
    start: date
    end: date
    promised_days: int | None = None
    unit: str | None = Field(None, description=gettext_noop("working or calendar."))


class ClockShown(Schema):
    """The deadline as a sum that can be checked by hand."""

    started_at: datetime
    due_date: date
    is_paused: bool
    days_in_all: int
    days_left: int = Field(description=gettext_noop("Negative once overdue."))
    ceiling: date | None = Field(description=gettext_noop("The day that no pause and no extension can pass."))
    lines: list[ClockLine]


class EntryShown(Schema):
    """One entry of the case file."""

    id: str = Field(description=gettext_noop("Its number in the file."))
    kind: str = Field(examples=["message"])
    author: str = Field(description=gettext_noop("complainant, officer or system."), examples=["officer"])
    at: datetime
    body: str = Field(description=gettext_noop("Who held the file at that time."))
    text: str
    content: dict[str, Any] = Field(
        description=gettext_noop("The parts of a lodged complaint, of a reply (summary, points, commitments) or of a refusal.")
    )
    score: int | None = Field(None, description=gettext_noop("Of a rating."))
    due_date: date | None = Field(None, description=gettext_noop("Of an interim reply: when the answer is due now."))
    enclosures: list[EnclosureKept]


class PointShown(Schema):
    """One thing that the answer goes into."""

    id: str = Field(description=gettext_noop("Its number, which no other point ever gets."), examples=["1"])
    text: str
    origin: str = Field(description=gettext_noop("complainant, split (made by the office out of a point) or office (added by it)."))
    split_of: str = Field("", description=gettext_noop("The words out of which the office made it."))


class PointLeftOut(PointShown):
    """A point that will not be answered."""

    reason: str


class PromiseSeen(Schema):
    """What a reply promised."""

    reply: str = Field(description=gettext_noop("The id of the reply's entry."))
    number: int = Field(description=gettext_noop("Its place in the reply."))
    text: str
    due_date: date
    state: str = Field(description=gettext_noop("open, kept (says the body) or broken."), examples=["open"])
    may_be_disputed: bool


class QuestionOpen(Schema):
    """A question of the body that waits for an answer."""

    id: str
    text: str
    asked_at: datetime
    answer_until: date | None


class AppealShown(Schema):
    """The newest appeal."""

    entry: str = Field(description=gettext_noop("The entry with what should be examined."))
    lodged_at: datetime
    against: str = Field(description=gettext_noop("refusal, reply or silence."), examples=["reply"])
    body: str = Field(description=gettext_noop("Who decides."))
    clock: ClockShown | None
    decision: str = Field(description=gettext_noop("allowed, partly_allowed, dismissed, sent_back, withdrawn, or empty."))
    decided_at: datetime | None
    decision_entry: str | None = Field(description=gettext_noop("The entry with the decision and its reasons."))
    next_instance: str = Field(description=gettext_noop("Where to turn after a final decision, outside this service."))


class OpeningSeen(Schema):
    """Somebody opened the file."""

    role: str = Field(examples=["officer"])
    body: str
    at: datetime


class ComplaintFollowed(Schema):
    """Where a complaint stands."""

    case_number: str
    kind: str
    language: str
    subject: str
    state: str = Field(examples=["in_progress"])
    round: int
    lodged_at: datetime
    due_at: datetime | None
    answered_at: datetime | None
    outcome: str = Field(description=gettext_noop("upheld, partly_upheld, not_upheld, not_competent, withdrawn, no_answer, or empty."))
    closed_as: str = Field(description=gettext_noop("confirmed, unconfirmed, or empty."))
    rating: int | None
    body: BodyShown
    desk: DeskShown
    category: str
    clock: ClockShown | None
    timeline: list[EntryShown] = Field(description=gettext_noop("The oldest first."))
    points: list[PointShown] = Field(description=gettext_noop("What the answer goes into, as it stands now."))
    left_out: list[PointLeftOut] = Field(description=gettext_noop("What was left out, and why."))
    promises: list[PromiseSeen]
    questions: list[QuestionOpen]
    appeal: AppealShown | None
    appeal_until: date | None = Field(description=gettext_noop("The last day to appeal against the answer or the refusal."))
    openings: list[OpeningSeen] = Field(description=gettext_noop("Who opened the file, the newest first."))
    may: list[str] = Field(
        description=gettext_noop("What may be done now, in the words of the lifecycle."), examples=[["enclose", "message", "withdraw"]]
    )


class MessageSent(Asked):
    """Words for the desk."""

    text: str


class Answered(Asked):
    """The answer to a question."""

    question: Ident = Field(description=gettext_noop("The id of the open question."))
    text: str


class Withdrawn(Asked):
    """Why, for who wants to say."""

    reason: str = ""


class Done(Schema):
    """What an act left in the file, and where the complaint stands after it."""

    entry: str = Field(description=gettext_noop("The number of the new entry."))
    at: datetime
    state: str
    may: list[str]
    enclosures: list[EnclosureKept]
