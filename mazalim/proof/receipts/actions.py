"""Sign and keep a receipt, in the transaction that lodges."""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from mazalim.complaints.models import Complaint, Entry, EntryText
from mazalim.directory.queries import body_row
from mazalim.evidence.models import StoredFile
from mazalim.evidence.queries import fingerprint_of
from mazalim.proof.keys import receipt_key_id, sign_receipt
from mazalim.proof.receipts import rules
from mazalim.proof.receipts.models import Receipt


@transaction.atomic(savepoint=False)
def issue(*, complaint: Complaint, entry: Entry, enclosures: Sequence[StoredFile]) -> Receipt:
    """Sign what was just lodged: `entry` is the first leaf of the file, `enclosures` are the files that came with it, in their order.

    Raises ImproperlyConfigured where the key of receipts cannot be read: what cannot be receipted is not acknowledged.
    """
    body = body_row(complaint.body_id, ended_too=True) or complaint.body  # what is newer than the list in memory is read by itself
    salt = bytes(EntryText.objects.get(entry=entry).salt) if enclosures else b""
    enclosed = rules.enclosed(salt, [fingerprint_of(file) for file in enclosures])
    receipt = rules.words_of(
        case_number=complaint.case_number,
        lodged_at=complaint.lodged_at,
        due_at=complaint.due_at or complaint.lodged_at + timedelta(days=complaint.terms.legal_ceiling_days),
        body=(body.code, body.names),
        language=complaint.language,
        enclosures=enclosed,
        digest=bytes(entry.digest),
        text_hash=bytes(entry.text_hash),
        service=settings.MAZALIM_ORIGIN,
        key=receipt_key_id(),
    )
    message = rules.signed_bytes(receipt)
    _, signature = sign_receipt(message)
    return Receipt.objects.create(complaint=complaint, text=message.decode(), signature=signature)
