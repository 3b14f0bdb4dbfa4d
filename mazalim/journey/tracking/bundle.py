"""Everything that the complainant may have of their file, for taking along: words, salts, papers, enclosures and proofs."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from mazalim.common.bundle import zipped
from mazalim.common.clock import stamp
from mazalim.common.crypto import CannotUnseal
from mazalim.complaints.access import Follower, entries_shown_to
from mazalim.complaints.models import Complaint, Enclosure, Entry
from mazalim.evidence.models import StoredFile
from mazalim.evidence.queries import NotServed, name_of, reading_of
from mazalim.proof.receipts.queries import held_receipt, words_held

Member = tuple[str, Iterable[bytes], bool]


def bundle_of(complaint: Complaint, *, paper: Callable[[], bytes], at: datetime) -> Iterator[bytes]:
    """The ZIP, block by block. `paper` sets the whole file as PDF.

    What stands in it was read before the first block: the words of a long file, but of the enclosures no more than a block at a time.
    Who the complainant is does not stand in it: whoever finds the archive learns that from their own words at most.
    """
    enclosures = list(_enclosures(complaint))
    members = [
        ("READ-ME.txt", [_explained().encode()], True),
        ("file.json", [_as_json(_file(complaint, enclosures, at=at))], True),
        (f"{complaint.case_number}.pdf", [paper()], False),
        *_proofs(complaint),
    ]
    return zipped([*members, *_opened(enclosures)], at=at)


def _explained() -> str:
    return "\n\n".join(
        (
            _("This is your file as it stood when you took it along."),
            _("The PDF is for reading. The folder of enclosures holds the files that you and the office sent."),
            _(
                "file.json holds every step with its words. Beside the words stands a salt. SHA-256 over the salt and the words gives the fingerprint"
                " of the step, which is sealed: by it you can prove the words even after the office has erased them."
            ),
            _(
                "receipt.json proves that your complaint was lodged. Anybody can check it at the page of this service for it, or without this service."
            ),
        )
    )


def _as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")


def _file(complaint: Complaint, enclosures: list[tuple[str, Enclosure]], *, at: datetime) -> dict[str, Any]:
    entries = entries_shown_to(Follower(complaint.pk), complaint).select_related("words")
    return {
        "case": complaint.case_number,
        "taken_at": stamp(at),
        "kind": complaint.kind,
        "state": complaint.state,
        "subject": complaint.subject,
        "body": complaint.body.names,
        "category": complaint.category.names,
        "lodged_at": stamp(complaint.lodged_at),
        "answer_due_at": stamp(complaint.due_at) if complaint.due_at else None,
        "entries": [_entry(entry) for entry in entries],
        "enclosures": [{"entry": row.entry.number, "file": name, "state": row.file.state} for name, row in enclosures],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    words = entry.words if hasattr(entry, "words") else None
    return {
        "number": entry.number,
        "kind": entry.kind,
        "author": entry.author,
        "at": stamp(entry.at),
        "text": words.text if words else None,
        "salt": bytes(words.salt).hex() if words else None,
        "text_hash": bytes(entry.text_hash).hex(),
        "digest": bytes(entry.digest).hex(),
    }


def _proofs(complaint: Complaint) -> list[Member]:
    members: list[Member] = []
    if (held := held_receipt(complaint.pk)) is not None:
        members.append(("receipt.json", [_as_json(held.document)], True))
    if (words := words_held(complaint)) is not None:
        members.append(("receipt-words.json", [_as_json(words)], True))
    return members


def _enclosures(complaint: Complaint) -> Iterator[tuple[str, Enclosure]]:
    """Those of public leaves, each with a name of its own in the archive."""
    rows = Enclosure.objects.filter(complaint=complaint, entry__visibility="public").select_related("file", "entry").order_by("pk")
    for number, row in enumerate((row for row in rows if not row.file.is_shredded), 1):
        yield f"enclosures/{number:02d}-{name_of(row.file)}", row


def _opened(enclosures: list[tuple[str, Enclosure]]) -> Iterator[Member]:
    for name, row in enclosures:
        try:
            yield name, reading_of(row.file).blocks, False
        except (NotServed, OSError, CannotUnseal) as fault:
            is_for_good = isinstance(fault, NotServed) and row.file.state != StoredFile.State.WAITING
            later = _("This file could not be opened when you took your file along. Try again later.")
            yield f"{name}.txt", [(_("Nobody can open this file.") if is_for_good else later).encode()], True
