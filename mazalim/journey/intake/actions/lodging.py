"""Lodge a proved draft: one transaction for the case file, its first leaves, its enclosures, the vault and the acknowledgement."""

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from mazalim.common.clock import day_of, stamp
from mazalim.complainants import actions as vault
from mazalim.complaints.actions import enclose, new_case_number
from mazalim.complaints.codes import new_code
from mazalim.complaints.lifecycle import open_file
from mazalim.complaints.models import Complaint, State
from mazalim.complaints.terms import Terms
from mazalim.country.policy import Span
from mazalim.country.queries import policy_at
from mazalim.directory.models import Category
from mazalim.directory.queries import body_row, category_known, centre_known
from mazalim.journey.intake.actions.drafting import MANDATE, SIGNED_FORM, DraftGone, OpenDraft, open_draft
from mazalim.journey.intake.actions.proving import CodeDead, CodeWrong, outcome_of
from mazalim.journey.intake.content import Content
from mazalim.journey.intake.models import Draft
from mazalim.journey.intake.opening import lodged_payload, lodged_words, new_cover
from mazalim.journey.intake.rules import ON_PAPER, missing_fields
from mazalim.journey.routing.queries import NoDesk, destination_of
from mazalim.notices.actions import notice
from mazalim.notices.links import link
from mazalim.proof.receipts.actions import issue
from mazalim.verification.actions import Outcome
from mazalim.work.actions import keep_first, kept_answer
from mazalim.work.models import Job


class NotComplete(Exception):
    """The draft lacks fields, or its contact is not proved; `fields` names them."""

    def __init__(self, fields: list[str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


@dataclass(frozen=True)
class Lodged:
    """What the complainant is told. The code exists in clear only here, in the acknowledgement's job and in the answer kept for a retry."""

    complaint_code: str
    case_number: str
    lodged_at: str  # stamp
    due_at: str
    body: int
    language: str
    channel: str  # where the acknowledgement goes
    complaint_id: int
    is_routed: bool  # with the desk that will answer, rather than with the central desk that looks for it
    is_for_other: bool = False  # an officer wrote it


def lodge_once(*, draft_id: uuid.UUID, token: str, at: datetime, typed: str | None = None) -> Lodged:
    """Prove with the typed code (unless proved before) and lodge; whoever repeats it within a day gets the same answer.

    Of parallel requests one has the draft's row; the others wait for it, find no draft, and look for its answer.
    Raises DraftGone, CodeWrong, CodeDead or NotComplete.
    """
    name = {"key": f"{draft_id}.{token}", "scope": "intake.lodge"}
    try:
        done = _prove_and_lodge(draft_id=draft_id, token=token, typed=typed, name=name, at=at)
    except DraftGone:
        if (kept := kept_answer(**name, at=at)) is None:
            raise
        return Lodged(**kept)
    if isinstance(done, Exception):
        raise done
    return done


@transaction.atomic
def _prove_and_lodge(*, draft_id: uuid.UUID, token: str, typed: str | None, name: dict[str, str], at: datetime) -> Lodged | Exception:
    """Returns a refusal instead of raising it, so that the counted try and the proof of the contact are kept."""
    opened = open_draft(draft_id=draft_id, token=token, at=at, lock=True)
    if typed is not None and opened.draft.proved_at is None:
        outcome = outcome_of(opened, typed, at=at)
        if outcome != Outcome.RIGHT:
            return CodeWrong() if outcome == Outcome.WRONG else CodeDead()
        opened.draft.proved_at = at
    try:
        lodged = _lodge(opened, at=at)
    except NotComplete as refusal:
        opened.draft.save(update_fields=["proved_at"])
        return refusal
    keep_first(**name, status=201, answer=asdict(lodged), at=at)
    return lodged


@transaction.atomic
def lodge(*, draft_id: uuid.UUID, token: str, at: datetime) -> Lodged:
    """Turn a proved, complete draft into a complaint. Raises DraftGone or NotComplete."""
    return _lodge(open_draft(draft_id=draft_id, token=token, at=at, lock=True), at=at)


def _lodge(opened: OpenDraft, *, at: datetime) -> Lodged:
    """NotComplete is raised before anything is written."""
    draft, content = opened.draft, opened.content
    category = category_known(content.category)
    policy = policy_at(at)
    # Not every app that lodges can ask what a category asks: there the body asks afterwards.
    asked = category.questions if category and draft.channel != "api" else []
    required = frozenset(question["code"] for question in asked if question.get("required"))
    lacks = missing_fields(content, policy=policy, required_answers=required, on=day_of(at, policy.zone), for_other=draft.is_for_other)
    lacks += _unproved(draft, content)
    if lacks or category is None:
        raise NotComplete(lacks)
    complaint, code = _open_case(opened, category, at)
    draft.delete()
    return Lodged(
        complaint_code=code,
        case_number=complaint.case_number,
        lodged_at=stamp(at),
        due_at=stamp(complaint.due_at or at),
        body=complaint.body_id,
        language=content.language,
        channel=content.verify_by,
        complaint_id=complaint.pk,
        is_routed=complaint.state != State.SCREENING,
        is_for_other=draft.is_for_other,
    )


def _unproved(draft: Draft, content: Content) -> list[str]:
    """What speaks for the person and is not there: the code, in its place the signed form, and the mandate of who comes for them."""
    papers = set(draft.enclosures.exclude(purpose="").values_list("purpose", flat=True)) if draft.is_for_other else set()
    lacks = []
    if content.verify_by == ON_PAPER:
        lacks += ["signed_form"] if SIGNED_FORM not in papers else []
    elif draft.proved_at is None:
        lacks.append("verification_code")
    if content.is_represented and MANDATE not in papers:
        lacks.append("mandate")
    return lacks


def _acknowledgement(content: Content, complaint: Complaint, code: str) -> Job:
    at = complaint.lodged_at
    return notice(
        kind="acknowledgement",
        channel=content.verify_by,
        address=content.contact,
        language=content.language,
        values={
            "complaint_code": code,
            "due_date": day_of(complaint.due_at or at, policy_at(at).zone).isoformat(),
            "link": link("tracking:enter", content.language),
        },
        case=complaint.case_number,
        at=at,
    )


def _open_case(opened: OpenDraft, category: Category, at: datetime) -> tuple[Complaint, str]:
    draft, content, policy = opened.draft, opened.content, policy_at(at)
    code = new_code()
    person = vault.store(person=content.person(), verified=content.verify_by, language=content.language, at=at)
    complaint = new_cover(
        content,
        case_number=new_case_number(at=at),
        code=code,
        ref=person.ref,
        channel=draft.channel,
        terms=Terms.of(policy, decision=Span(category.response_days, category.response_unit)).as_json(),  # type: ignore[arg-type]
        centre=centre_known(),
        at=at,
    )
    accuses = complaint.accuses_official
    body = body_row(content.body) if content.body else None
    route = None
    if body is not None and body.accepts:
        try:
            destination = destination_of(body=body, category_id=category.pk, accuses_official=accuses)
        except NoDesk:  # the directory changed since the body was chosen: the central desk finds the way
            pass
        else:
            route = {**destination.as_cover(), "why": destination.why}
    payload = lodged_payload(content, complaint)
    if draft.is_for_other:
        payload["by_officer"] = draft.lodged_by_id
        payload["confirmed"] = "paper" if content.verify_by == ON_PAPER else "code"
        payload["represented"] = content.relation if content.is_represented else None

    def acknowledge(lodged: Complaint) -> list[Job]:
        return (
            [] if content.verify_by == ON_PAPER else [_acknowledgement(content, lodged, code)]
        )  # what is on paper is printed at the counter

    leaves = open_file(complaint, text=lodged_words(content, category), payload=payload, route=route, at=at, acknowledge=acknowledge)
    kept = list(draft.enclosures.select_related("file").order_by("pk"))
    if kept:
        draft.enclosures.all().delete()
    for purpose in dict.fromkeys(enclosure.purpose for enclosure in kept):
        enclose(entry=leaves[0], files=[enclosure.file for enclosure in kept if enclosure.purpose == purpose], purpose=purpose)
    issue(complaint=complaint, entry=leaves[0], enclosures=[enclosure.file for enclosure in kept if not enclosure.purpose])
    return complaint, code
