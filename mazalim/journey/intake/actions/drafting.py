"""Write a draft, page by page."""

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from django.db import transaction
from django.db.models import QuerySet

from mazalim.accounts.queries import Standing
from mazalim.common.crypto import blind_index, is_kept_as, keyed_hash, seal, unseal
from mazalim.common.database.kept import rows_of
from mazalim.complaints.models import Enclosure
from mazalim.country.queries import policy_at
from mazalim.evidence import actions as evidence
from mazalim.evidence.kinds import WrongKind, media_type_of
from mazalim.evidence.models import StoredFile
from mazalim.journey.intake.content import Content
from mazalim.journey.intake.models import Draft, DraftEnclosure
from mazalim.work import limits

SITTING = timedelta(hours=12)  # an officer's session lasts no longer, and no code opens the draft again
SCANNED = frozenset({"application/pdf", "image/jpeg", "image/png", "image/webp"})
MANDATE, SIGNED_FORM = Enclosure.Purpose.MANDATE, Enclosure.Purpose.SIGNED_FORM


class DraftGone(Exception):
    """There is no such draft for this token: erased, lodged, or too old."""


class TooManyDrafts(Exception):
    """This network has begun too many drafts within the hour."""


class TooManyEnclosures(Exception):
    """The draft holds as many enclosures as the profile allows."""


@dataclass(frozen=True)
class OpenDraft:
    """A draft with its contents in clear."""

    draft: Draft
    content: Content


def begin(*, language: str, channel: str, network: str, at: datetime, content: Mapping[str, Any] | None = None) -> tuple[Draft, str]:
    """A new draft and the token that opens it. `network` is where the request came from, kept only in a counter. Raises TooManyDrafts."""
    if not limits.count("drafts_per_network", network, at=at):
        raise TooManyDrafts
    draft, token = _new_draft(language, channel, at)
    written = Content.read({"language": language} | dict(content or {}))
    draft.sealed = seal(written.as_json(), place=draft.place)
    draft.contact_index = _contact_index(written)
    draft.save(force_insert=True)
    return draft, token


def begin_for_other(*, language: str, channel: str, is_represented: bool, by: Standing, at: datetime) -> tuple[Draft, str]:
    """A new draft that an officer writes for a citizen, and the token that opens it.

    `channel` is counter, phone or letter; `language` is the complainant's. No code finds it again, and it ends with the officer's session.
    """
    draft, token = _new_draft(language, channel, at)
    draft.lodged_by_id, draft.expires_at = by.officer_id, at + SITTING
    draft.sealed = seal(Content(language=language, is_represented=is_represented).as_json(), place=draft.place)
    draft.save(force_insert=True)
    return draft, token


def _new_draft(language: str, channel: str, at: datetime) -> tuple[Draft, str]:
    token = secrets.token_urlsafe(32)
    draft = Draft(
        id=uuid.uuid4(), token_hash=keyed_hash(token, of="draft_token"), language=language, channel=channel, created_at=at,
        expires_at=at + policy_at(at).draft_life,
    )  # fmt: skip
    return draft, token


def open_draft(*, draft_id: uuid.UUID, token: str, at: datetime, lock: bool = False) -> OpenDraft:
    """The draft of this token; with `lock` its row is locked in the caller's transaction. Raises DraftGone."""
    found = rows_of(Draft, "locked draft" if lock else "draft", _locked_draft if lock else _draft, draft_id, at)
    draft = found[0] if found else None
    if draft is None or not is_kept_as(draft.token_hash, token, of="draft_token"):
        raise DraftGone
    return OpenDraft(draft, Content.read(unseal(draft.sealed, place=draft.place)))


def _draft(draft_id: uuid.UUID, at: datetime) -> QuerySet[Draft]:
    return Draft.objects.filter(pk=draft_id, expires_at__gt=at)


def _locked_draft(draft_id: uuid.UUID, at: datetime) -> QuerySet[Draft]:
    return _draft(draft_id, at).select_for_update()


def write(*, draft_id: uuid.UUID, token: str, changes: Mapping[str, Any], at: datetime, opened: OpenDraft | None = None) -> Content:
    """Write fields of Content (JSON values) into the draft; a changed contact must be proved anew. Raises DraftGone.

    `opened` is the draft as it was opened for the same request: where nobody has written since, it is not read again.
    """
    if opened is not None and not opened.draft.is_for_other:
        content, columns = _written(opened, changes)
        untouched = Draft.objects.filter(pk=draft_id, token_hash=opened.draft.token_hash, sealed=opened.draft.sealed)
        if untouched.update(**columns):  # sealed anew, the same words are other bytes
            return content
    return _write_locked(draft_id, token, changes, at)


@transaction.atomic
def _write_locked(draft_id: uuid.UUID, token: str, changes: Mapping[str, Any], at: datetime) -> Content:
    opened = open_draft(draft_id=draft_id, token=token, at=at, lock=True)
    content, columns = _written(opened, changes)
    if _signed(content) != _signed(opened.content):
        _drop(opened.draft, SIGNED_FORM)
    Draft.objects.filter(pk=draft_id).update(**columns)
    return content


def _written(opened: OpenDraft, changes: Mapping[str, Any]) -> tuple[Content, dict[str, Any]]:
    """What the draft holds after the changes, and the columns of its row that change with it."""
    draft, before = opened.draft, opened.content
    content = Content.read(before.as_json() | dict(changes))
    columns: dict[str, Any] = {"sealed": seal(content.as_json(), place=draft.place), "language": content.language}
    if (content.verify_by, content.contact) != (before.verify_by, before.contact):
        columns |= {"proved_at": None, "contact_index": None if draft.is_for_other else _contact_index(content)}
    return content, columns


@transaction.atomic
def add_enclosure(*, draft_id: uuid.UUID, token: str, name: str, file: BinaryIO, at: datetime) -> StoredFile:
    """Check, seal and keep a file. Raises DraftGone, TooManyEnclosures, evidence.TooLarge or WrongKind."""
    draft = open_draft(draft_id=draft_id, token=token, at=at, lock=True).draft
    most = policy_at(at).limits
    if draft.enclosures.filter(purpose="").count() >= most.enclosures:
        raise TooManyEnclosures
    _drop(draft, SIGNED_FORM)  # it lists what is enclosed
    stored = evidence.store(name=name, file=file, most_bytes=most.enclosure_bytes, at=at)
    DraftEnclosure.objects.create(draft=draft, file=stored)
    return stored


@transaction.atomic
def remove_enclosure(*, draft_id: uuid.UUID, token: str, file_id: uuid.UUID, at: datetime) -> bool:
    """Destroy one file of the draft; False where it is not there. Raises DraftGone."""
    draft = open_draft(draft_id=draft_id, token=token, at=at, lock=True).draft
    enclosure = draft.enclosures.select_related("file").filter(file_id=file_id, purpose="").first()
    if enclosure is None:
        return False
    _drop(draft, SIGNED_FORM)
    enclosure.delete()
    evidence.destroy(file=enclosure.file)
    return True


@transaction.atomic
def add_paper(*, draft_id: uuid.UUID, token: str, purpose: str, name: str, file: BinaryIO, at: datetime) -> StoredFile:
    """Keep the scanned mandate or signed form of a draft that an officer writes, in place of the one before.

    Raises DraftGone, evidence.TooLarge, or WrongKind for what is no image and no PDF.
    """
    draft = open_draft(draft_id=draft_id, token=token, at=at, lock=True).draft
    if not draft.is_for_other:
        raise DraftGone
    if media_type_of(evidence.clean_name(name), file) not in SCANNED:
        raise WrongKind
    stored = evidence.store(name=name, file=file, most_bytes=policy_at(at).limits.enclosure_bytes, at=at)
    _drop(draft, purpose)
    DraftEnclosure.objects.create(draft=draft, file=stored, purpose=purpose)
    return stored


@transaction.atomic
def erase(*, draft_id: uuid.UUID, token: str, at: datetime) -> None:
    """Destroy the draft and its files. Raises DraftGone."""
    _destroy(open_draft(draft_id=draft_id, token=token, at=at, lock=True).draft)


def erase_old(*, at: datetime) -> int:
    """Destroy the drafts whose days are over; returns how many."""
    old = list(Draft.objects.filter(expires_at__lte=at)[:500])
    for draft in old:
        with transaction.atomic():
            _destroy(draft)
    return len(old)


def _contact_index(content: Content) -> bytes | None:
    return blind_index(content.contact, of=content.verify_by) if content.verify_by and content.contact else None


def _signed(content: Content) -> Content:
    """What the signature stands under; neither the way through the pages nor the tick."""
    return replace(content, passed=(), is_checked=False)


def _drop(draft: Draft, purpose: str) -> None:
    if not draft.is_for_other:  # who writes for themselves signs nothing: a query less for each of their pages
        return
    for paper in draft.enclosures.filter(purpose=purpose).select_related("file"):
        paper.delete()
        evidence.destroy(file=paper.file)


def _destroy(draft: Draft) -> None:
    for enclosure in draft.enclosures.select_related("file"):
        enclosure.delete()
        evidence.destroy(file=enclosure.file)
    draft.delete()
