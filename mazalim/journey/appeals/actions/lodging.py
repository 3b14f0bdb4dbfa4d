"""Appeal to the desk above, and take the appeal back."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from mazalim.complaints.actions import enclose, locked
from mazalim.complaints.lifecycle import ImpossibleMove, Move, actor_complainant, move, moves_open
from mazalim.complaints.models import Complaint, Entry, Exclusion, Proposal, State
from mazalim.country.queries import policy_at
from mazalim.evidence import actions as evidence
from mazalim.journey.appeals.queries import appeal_desk_for, cannot_be_spared, first_instance_of
from mazalim.journey.appeals.rules import Against, against_what
from mazalim.journey.casework.actions import proposing
from mazalim.journey.tracking.actions import NamedFile


class CannotAppeal(ImpossibleMove):
    """The time has passed, an appeal was lodged before, or there is nothing yet to appeal against."""


class NothingToExamine(Exception):
    """Whoever appeals says what should be examined."""


class TooManyFiles(Exception):
    """More files at once than the profile allows."""


@transaction.atomic
def appeal(*, complaint_id: int, text: str, at: datetime, files: Sequence[NamedFile] = ()) -> Entry:
    """Put a case before the desk above, with what should be examined. Whoever worked on it or decided it is excluded from then on.

    Raises NothingToExamine, CannotAppeal, TooManyFiles, evidence.TooLarge or WrongKind.
    """
    if not text.strip():
        raise NothingToExamine
    complaint, by, most = locked(complaint_id), actor_complainant(), policy_at(at).limits
    if Move.APPEAL not in moves_open(complaint, by=by, at=at):
        raise CannotAppeal(Move.APPEAL)
    if len(files) > most.enclosures:
        raise TooManyFiles
    against = against_what(complaint)
    barred = first_instance_of(complaint)
    desk = appeal_desk_for(complaint, barred=barred)
    if against == Against.SILENCE:  # the body may still reply, so it keeps whom it cannot do without; they have no hand in the appeal
        barred -= cannot_be_spared(complaint, barred=barred, deciding_desk_id=desk.pk)
    stored = [evidence.store(name=one.name, file=one.file, most_bytes=most.enclosure_bytes, at=at) for one in files]
    payload = {
        "against": against.value,
        "to_body": desk.body_id,
        "to_desk": desk.pk,
        "excluded": sorted(barred),
        "proposals_dropped": _drop_proposals(complaint, at=at),
    }
    if stored:
        payload["enclosures"] = len(stored)
    entry = move(complaint, Move.APPEAL, by=by, text=text, cover={"appeal_desk_id": desk.pk}, payload=payload, at=at)
    Exclusion.objects.bulk_create(
        [Exclusion(complaint=complaint, officer_id=pk, why=Exclusion.Why.APPEAL, at=at) for pk in sorted(barred)], ignore_conflicts=True
    )
    enclose(entry=entry, files=stored)
    return entry


def _drop_proposals(complaint: Complaint, *, at: datetime) -> list[int]:
    """End what waits for a second person, but for a reply: where the appeal is for silence it may still be sent."""
    kept = complaint.proposals.filter(decision="", act=Proposal.Act.REPLY).exists()
    return [] if kept else proposing.drop_all(complaint, at=at)


@transaction.atomic
def withdraw_appeal(*, complaint_id: int, at: datetime) -> Entry:
    """Take the appeal back: the case is as it was, and its officers go on with it. Raises ImpossibleMove."""
    complaint = locked(complaint_id)
    cover = {}
    if complaint.owes_reply_under_appeal:
        if complaint.proposals.filter(decision="", act=Proposal.Act.REPLY).exists():
            cover["state"] = State.AWAITING_APPROVAL.value
        elif complaint.state_before_appeal == State.AWAITING_APPROVAL:  # it was sent back or has expired meanwhile
            cover["state"] = State.IN_PROGRESS.value
    payload = {"appeal_desk": complaint.appeal_desk_id}
    entry = move(complaint, Move.WITHDRAW_APPEAL, by=actor_complainant(), cover=cover, payload=payload, at=at)
    let_in_again(complaint)
    return entry


def let_in_again(complaint: Complaint, *, but: frozenset[int] = frozenset()) -> None:
    """End the exclusions that the appeal brought, but for some; whoever is accused or recused stays out."""
    Exclusion.objects.filter(complaint=complaint, why=Exclusion.Why.APPEAL).exclude(officer_id__in=but).delete()
