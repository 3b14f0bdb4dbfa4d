"""The receipt of a case, with its way to the seal; and what is to be thought of a receipt that somebody brings."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from mazalim.complaints.lifecycle.leaves import digest, text_hash
from mazalim.complaints.models import Complaint, Enclosure, Entry, EntryText
from mazalim.evidence.queries import fingerprint_of
from mazalim.proof import keys
from mazalim.proof.models import Seal
from mazalim.proof.receipts import rules, words
from mazalim.proof.receipts.models import Receipt
from mazalim.proof.seals.queries import Inclusion, inclusion_of
from mazalim.proof.seals.rules import published_form


@dataclass(frozen=True)
class Held:
    """The receipt of a case as its holder may take it along."""

    document: Mapping[str, Any]  # receipt, signature and, once sealed, the proof
    says: rules.Said
    sealed_at: datetime | None  # when the seal to which its proof leads was made

    @property
    def file_name(self) -> str:
        """For downloads, without its ending."""
        return f"receipt-{self.says.case_number}"


@dataclass(frozen=True)
class Verdict:
    """What a check found."""

    outcome: str
    why: str = ""
    says: rules.Said | None = None
    sealed_at: datetime | None = None

    @property
    def sentence(self) -> str | Promise:
        """The one plain sentence."""
        return words.SENTENCES[self.outcome]

    @property
    def explained(self) -> str | Promise:
        """What follows from it."""
        return words.EXPLAINED[self.outcome]

    @property
    def reason(self) -> str | Promise:
        """What does not fit; empty where all does, and where nothing could be read."""
        return words.WHY.get(self.why, "")


def held_receipt(complaint_id: int) -> Held | None:
    """The receipt of a case that the caller may see; None for a case from before there were receipts."""
    signed = Receipt.objects.filter(complaint=complaint_id).first()
    if signed is None:
        return None
    document = {"receipt": json.loads(signed.text), "signature": bytes(signed.signature).hex()}
    included = _inclusion(complaint_id)
    if included is not None:
        document["proof"] = _proof(included)
    return Held(document, rules.said_by(document["receipt"]), included.seal.made_at if included else None)


def words_held(complaint: Complaint) -> dict[str, Any] | None:
    """The words as lodged with their salt, and the fingerprints of what was enclosed, by which their holder proves that the receipt is of
    exactly these; None once they are disposed of.
    """
    kept = EntryText.objects.filter(entry__complaint=complaint, entry__number=1).first()
    if kept is None:
        return None
    enclosures = Enclosure.objects.filter(entry=kept.pk, purpose="").select_related("file").order_by("pk")
    files = [fingerprint_of(one.file).hex() for one in enclosures]
    return {"case": complaint.case_number, "salt": bytes(kept.salt).hex(), "text": kept.text, "enclosures": files}


def verdict_on(given: str | bytes) -> Verdict:
    """What is to be thought of a receipt: its signature, its way to the seal, and whether we still hold what it proves.

    Whether there is a case is told to who brings a genuine receipt of it, and to nobody else.
    """
    says = None
    try:
        document = rules.read(given)
        says = rules.check_signature(document, verify=keys.verify, known={key.id for key in keys.public_keys()})
        if "proof" in document:
            rules.check_proof(document["proof"], digest=says.digest, key=says.key, verify=keys.verify)
    except rules.Unreadable as error:
        return Verdict(words.UNREADABLE, str(error))
    except rules.NotGenuine as error:
        return Verdict(words.FALSE, error.why)
    first = Entry.objects.filter(complaint__case_number=says.case_number, number=1).select_related("complaint", "words").first()
    if first is None or not _is_as_signed(first, says) or ("proof" in document and not _is_published(document["proof"]["seal"])):
        return Verdict(words.MISSING, says=says)
    included = inclusion_of(first)
    if included is None:
        # Where the holder has the proof of a seal, the row that says so was taken away.
        return Verdict(words.MISSING if "proof" in document else words.UNSEALED, says=says)
    try:
        rules.check_proof(_proof(included), digest=says.digest, key=says.key, verify=keys.verify)
    except (rules.NotGenuine, rules.Unreadable):
        return Verdict(words.MISSING, says=says)
    return Verdict(words.SEALED, says=says, sealed_at=included.seal.made_at)


def _inclusion(complaint_id: int) -> Inclusion | None:
    first = Entry.objects.filter(complaint=complaint_id, number=1).values_list("pk", flat=True).first()
    return inclusion_of(first) if first is not None else None


def _proof(included: Inclusion) -> dict[str, Any]:
    return {**included.as_json(), "seal": published_form(included.seal)}


def _is_as_signed(first: Entry, says: rules.Said) -> bool:
    """Whether the first leaf is the one that was signed, worked out anew from what it holds; and its words, unless they were disposed of."""
    if bytes(first.digest).hex() != says.digest or digest(b"", first, says.case_number).hex() != says.digest:
        return False
    kept = getattr(first, "words", None)
    return kept is None or text_hash(bytes(kept.salt), kept.text).hex() == says.text_hash


def _is_published(seal: Mapping[str, Any]) -> bool:
    known = Seal.objects.filter(number=seal["number"]).first() if type(seal.get("number")) is int else None
    return known is not None and published_form(known) == seal
