"""What happens to one case when its time is over: identity, words or enclosures go for good; the chain of its leaves and the figures stay."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from mazalim.common.clock import stamp
from mazalim.complainants import actions as vault
from mazalim.complaints.actions import locked
from mazalim.complaints.lifecycle import Move, actor_system, move
from mazalim.complaints.models import Complaint, DisposalLine, Enclosure, Entry, EntryText, Likeness, Proposal, TextBand
from mazalim.complaints.search.keeping import enter, forget
from mazalim.evidence.actions.shredding import shred
from mazalim.evidence.models import StoredFile

NO_SUBJECT = "—"  # stands where the subject was, in lists that link by it


@transaction.atomic
def dispose(*, line: DisposalLine, at: datetime) -> Entry:
    """Destroy the parts of a case that an agreed list names, and write the leaf that says so. Raises ImpossibleMove.

    Identity: the data key, the fields, the blind indexes, and the papers that name the person. Texts: the words of all leaves, the subject, what
    search and likeness were made of, and what lies in proposals. Enclosures: their keys, names and objects. A file that another case shows too
    stays until that case is due.
    """
    complaint = locked(line.complaint_id)
    parts = line.parts
    cover: dict[str, str | None] = {f"{part}_disposed_at": stamp(at) for part in parts}
    if "texts" in parts:
        cover |= {"subject": NO_SUBJECT, "happened_on": None}
    list_of_two = {"list": line.disposal_id, "proposed_by": line.disposal.proposed_by_id, "agreed_by": line.disposal.decided_by_id}
    entry = move(complaint, Move.DISPOSE, by=actor_system(), cover=cover, payload={"parts": list(parts)} | list_of_two, at=at)
    if "identity" in parts:
        vault.erase(ref=complaint.complainant_ref, at=at)
        _shred(complaint, ~Q(purpose=""), needed_until="identity_disposed_at", at=at)
    if "texts" in parts:
        _forget_words(complaint)
    if "enclosures" in parts:
        _shred(complaint, Q(purpose=""), needed_until="enclosures_disposed_at", at=at)
    return entry


def _forget_words(complaint: Complaint) -> None:
    EntryText.objects.filter(entry__complaint=complaint).delete()
    Likeness.objects.filter(complaint=complaint).delete()
    TextBand.objects.filter(complaint=complaint).delete()
    Proposal.objects.filter(complaint=complaint).update(text="", payload={})
    forget(complaint.pk)
    enter(complaint, [])  # it is still found by its number


def _shred(complaint: Complaint, which: Q, *, needed_until: str, at: datetime) -> None:
    """Destroy the files behind some enclosures of a case; not those that another case, which is not disposed of yet, shows too."""
    enclosures = Enclosure.objects.filter(which)
    needed = enclosures.filter(**{f"complaint__{needed_until}": None}).exclude(complaint=complaint)
    own = enclosures.filter(complaint=complaint).values("file")
    for file in StoredFile.objects.select_for_update().filter(pk__in=own).exclude(pk__in=needed.values("file")).order_by("pk"):
        shred(file=file, at=at)
