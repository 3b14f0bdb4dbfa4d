"""Turns the file that the pages show into what a machine reads."""

from datetime import datetime

from mazalim.complaints.deadlines import Clock
from mazalim.complaints.lifecycle import Move, actor_complainant, moves_open
from mazalim.complaints.models import Complaint, Entry
from mazalim.complaints.queries import EnclosureShown
from mazalim.complaints.queries import enclosure_shown as listed
from mazalim.country.queries import calendar, policy_at
from mazalim.directory.api import BodyShown, body_shown
from mazalim.directory.queries import body_row
from mazalim.journey.intake.api import EnclosureKept
from mazalim.journey.replies.queries import LeftOut, Point
from mazalim.journey.tracking.api.bearer import Following, complaint_followed
from mazalim.journey.tracking.api.schemas import (
    AppealShown,
    ClockLine,
    ClockShown,
    ComplaintFollowed,
    DeskShown,
    Done,
    EntryShown,
    OpeningSeen,
    PointLeftOut,
    PointShown,
    PromiseSeen,
    QuestionOpen,
)
from mazalim.journey.tracking.queries import FileFollowed, PromiseShown, Turned, file_followed
from mazalim.web import formats


def _text(names: object) -> str:
    return formats.in_language(names)[0] if isinstance(names, dict) else ""


def shown(complaint: Complaint, *, at: datetime) -> ComplaintFollowed:
    """The whole file for its complainant."""
    file = file_followed(complaint, at=at)
    clock = file.case.decision
    return ComplaintFollowed(
        case_number=complaint.case_number,
        kind=complaint.kind,
        language=complaint.language,
        subject=complaint.subject,
        state=complaint.state,
        round=complaint.round,
        lodged_at=complaint.lodged_at,
        due_at=complaint.due_at,
        answered_at=complaint.answered_at,
        outcome=complaint.outcome,
        closed_as=complaint.closed_as,
        rating=complaint.rating,
        body=_body(complaint),
        desk=DeskShown(role=complaint.desk.kind, name=_text(complaint.desk.names)),
        category=_text(complaint.category.names),
        clock=clock_shown(clock, at=at) if clock else None,
        timeline=[_entry(turned) for turned in file.turned],
        points=[PointShown(**point_shown(one)) for one in file.points.standing],
        left_out=[PointLeftOut(**point_shown(one), reason=one.reason) for one in file.points.left_out],
        promises=[_promise(one) for one in file.promises],
        questions=_questions(file),
        appeal=_appeal(file, at=at),
        appeal_until=file.appeal_until,
        openings=[OpeningSeen(role=opening.role, body=_text(opening.body), at=opening.at) for opening in file.openings],
        may=sorted(move.value for move in file.may),
    )


def _appeal(file: FileFollowed, *, at: datetime) -> AppealShown | None:
    appeal, clock = file.appeal, file.case.appeal
    if appeal is None:
        return None
    ended = appeal.ended.leaf if appeal.ended else None
    withdrawn = ended is not None and ended.kind == Move.WITHDRAW_APPEAL
    return AppealShown(
        entry=str(appeal.lodged.leaf.number),
        lodged_at=appeal.lodged.leaf.at,
        against=appeal.against,
        body=_text(appeal.body),
        clock=clock_shown(clock, at=at) if clock else None,
        decision="withdrawn" if withdrawn else ended.payload["decision"] if ended else "",
        decided_at=ended.at if ended else None,
        decision_entry=str(ended.number) if ended and not withdrawn else None,
        next_instance=_text(policy_at(at).next_instance) if appeal.is_final else "",
    )


def _body(complaint: Complaint) -> BodyShown:
    if row := body_row(complaint.body_id):
        return body_shown(row)
    body = complaint.body  # closed since
    name, language = formats.in_language(body.names)
    return BodyShown(id=str(body.pk), code=body.code, name=name, language=language, names=body.names, kind=body.kind, part_of="")


def clock_shown(clock: Clock, *, at: datetime) -> ClockShown:
    """A clock with its lines."""
    return ClockShown(
        started_at=clock.started_at,
        due_date=clock.due_date,
        is_paused=clock.paused_at is not None and clock.stopped_at is None,
        days_in_all=clock.days_in_all,
        days_left=clock.days_left(at, calendar()),
        ceiling=clock.ceiling,
        lines=[
            ClockLine(
                kind=line.kind,
                days=line.days,
                start=line.start,
                end=line.end,
                promised_days=line.span.days if line.span else None,
                unit=line.span.unit if line.span else None,
            )
            for line in clock.lines
        ],
    )


def _entry(turned: Turned) -> EntryShown:
    leaf = turned.leaf
    words = (leaf.content.get(name) for name in ("description", "summary", "text"))
    return EntryShown(
        id=str(leaf.number),
        kind=leaf.kind,
        author=leaf.author,
        at=leaf.at,
        body=_text(turned.to.body if turned.to else turned.body),
        text=leaf.text or next((str(text) for text in words if text), ""),
        content=leaf.content,
        score=leaf.payload.get("score"),
        due_date=turned.due_date,
        enclosures=[enclosure_shown(enclosure) for enclosure in leaf.enclosures],
    )


def enclosure_shown(enclosure: EnclosureShown) -> EnclosureKept:
    """A file of the case."""
    return EnclosureKept(
        id=enclosure.public_id, name=enclosure.name, size=enclosure.size, media_type=enclosure.media_type, state=enclosure.state
    )


def point_shown(one: Point | LeftOut) -> dict[str, str]:
    """A point that stands, or was left out."""
    return {"id": str(one.number), "text": one.text, "origin": one.origin.value, "split_of": one.split_of}


def _promise(one: PromiseShown) -> PromiseSeen:
    promise = one.promise
    return PromiseSeen(
        reply=str(promise.reply),
        number=promise.number,
        text=promise.text,
        due_date=promise.due_date,
        state="broken" if one.is_broken else "kept" if one.is_kept else "open",
        may_be_disputed=one.may_be_disputed,
    )


def _questions(file: FileFollowed) -> list[QuestionOpen]:
    asked = file.case.open_question
    return [QuestionOpen(id=str(asked.number), text=asked.text, asked_at=asked.at, answer_until=file.answer_until)] if asked else []


def done(by: Following, entry: Entry, *, at: datetime) -> Done:
    """What an act left behind."""
    complaint = complaint_followed(by.follower) or by.complaint
    open_now: frozenset[Move] = moves_open(complaint, by=actor_complainant(), at=at)
    kept = [enclosure_shown(listed(one)) for one in entry.enclosures.select_related("file").order_by("pk")]
    return Done(entry=str(entry.number), at=entry.at, state=complaint.state, may=sorted(move.value for move in open_now), enclosures=kept)
