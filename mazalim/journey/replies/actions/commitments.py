"""Keep what a reply promised, and see to it that a broken promise opens the case again."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO

from django.db import transaction

from mazalim.accounts.queries import Standing
from mazalim.common.clock import day_of
from mazalim.complaints.actions import enclose, locked
from mazalim.complaints.lifecycle import ImpossibleMove, Move, actor_officer, actor_system, move, moves_open
from mazalim.complaints.models import Entry, State
from mazalim.complaints.models.complaint import OPEN_STATES
from mazalim.country.queries import calendar, policy_at
from mazalim.evidence import actions as evidence
from mazalim.journey.replies.models import Commitment
from mazalim.journey.replies.rules import last_day_of_grace

MOST_CASES_A_SWEEP = 500


class NotOpen(Exception):
    """The promise was kept already."""


class TooManyProofs(Exception):
    """More files at once than the profile allows."""


@dataclass(frozen=True)
class Proof:
    """A file that proves a promise kept, as it was sent."""

    name: str
    file: BinaryIO


@transaction.atomic
def keep_commitment(*, commitment_id: int, by: Standing, text: str, proofs: Sequence[Proof] = (), at: datetime) -> Entry:
    """Say that a promise is kept and what proves it; the complainant reads it. One that was broken may still be kept.

    Raises NotOpen, ImpossibleMove, TooManyProofs, evidence.TooLarge or WrongKind.
    """
    complaint = locked(Commitment.objects.values_list("complaint_id", flat=True).get(pk=commitment_id))
    commitment = Commitment.objects.select_for_update(of=("self",)).select_related("entry").get(pk=commitment_id)
    if commitment.kept_at is not None:
        raise NotOpen
    actor, most = actor_officer(by), policy_at(at).limits
    # Asked before any file is written, because a stored object does not go away with the transaction.
    if Move.KEEP_COMMITMENT not in moves_open(complaint, by=actor, at=at):
        raise ImpossibleMove(Move.KEEP_COMMITMENT)
    if len(proofs) > most.enclosures:
        raise TooManyProofs
    stored = [evidence.store(name=one.name, file=one.file, most_bytes=most.enclosure_bytes, at=at) for one in proofs]
    payload = {"reply": commitment.entry.number, "number": commitment.number} | ({"enclosures": len(stored)} if stored else {})
    entry = move(complaint, Move.KEEP_COMMITMENT, by=actor, text=text, payload=payload, at=at)
    enclose(entry=entry, files=stored)
    commitment.kept_at, commitment.broken_at = at, None
    commitment.save(update_fields=["kept_at", "broken_at"])
    return entry


def sweep_commitments(*, at: datetime) -> int:
    """Re-open every case with a promise that nobody proved in the working days of grace after its date; returns how many promises.

    Where the case is open anyway, the promise is only marked as broken: somebody has the case in hand.
    """
    days, grace = calendar(), policy_at(at).times.commitment_grace_working_days
    today = day_of(at, days.zone)
    unproved = Commitment.objects.filter(
        kept_at=None,
        broken_at=None,
        due_date__lt=today - timedelta(days=grace),
        complaint__state__in=[*OPEN_STATES, State.ANSWERED, State.CLOSED],
    )
    broken: dict[int, list[int]] = defaultdict(list)
    for pk, complaint_id, due_date in unproved.order_by("due_date", "pk").values_list("pk", "complaint_id", "due_date"):
        if last_day_of_grace(due_date, calendar=days, working_days=grace) < today:
            broken[complaint_id].append(pk)
    cases = list(broken.items())[:MOST_CASES_A_SWEEP]
    return sum(_break(complaint_id=complaint_id, commitments=pks, at=at) for complaint_id, pks in cases)


@transaction.atomic
def _break(*, complaint_id: int, commitments: list[int], at: datetime) -> int:
    complaint = locked(complaint_id)
    still = list(
        Commitment.objects.select_for_update(of=("self",)).select_related("entry").filter(pk__in=commitments, kept_at=None, broken_at=None)
    )
    if not still:
        return 0
    Commitment.objects.filter(pk__in=[one.pk for one in still]).update(broken_at=at)
    if Move.BREAK_COMMITMENT in moves_open(complaint, by=actor_system(), at=at):
        promises = [{"reply": one.entry.number, "number": one.number} for one in still]
        move(complaint, Move.BREAK_COMMITMENT, by=actor_system(), payload={"commitments": promises}, at=at)
    return len(still)
