"""Prove the contact of a draft by a verification code, and find a draft again on another device."""

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from mazalim.common.crypto import contact_mark, keyed_hash
from mazalim.complainants.contacts import masked
from mazalim.journey.intake.actions.drafting import DraftGone, OpenDraft, begin, open_draft
from mazalim.journey.intake.content import Content
from mazalim.journey.intake.models import Draft
from mazalim.journey.intake.queries import drafts_of
from mazalim.journey.intake.rules import code_binding
from mazalim.verification.actions import CannotSendCode, Outcome, check, issue
from mazalim.verification.queries import living_code

PAUSE = timedelta(seconds=20)  # a second click within it sends nothing: the code that is on its way would die


class CodeWrong(Exception):
    """Not the code that was sent."""


class CodeDead(Exception):
    """The code is too old, used, or has been guessed at too often: a new one is needed."""


@dataclass(frozen=True)
class SentCode:
    """Where a code went, and until when it counts."""

    channel: str
    sent_to_masked: str
    expires_at: datetime


def send_code(*, draft_id: uuid.UUID, token: str, at: datetime, network: str = "") -> SentCode:
    """Send a code to the draft's contact; `network` is where it was asked for, kept only in a counter.

    Raises DraftGone, TooManyCodes, PrefixNotServed or SmsBudgetSpent.
    """
    opened = open_draft(draft_id=draft_id, token=token, at=at)
    living = living_code(binding=code_binding(draft_id, opened.content), at=at)
    if living is not None and at - living.issued_at < PAUSE:
        return _sent(opened.content, living.expires_at)
    return _send(draft_id, opened.content, at=at, network=network)


def _send(draft_id: uuid.UUID, content: Content, *, at: datetime, network: str) -> SentCode:
    expires_at = issue(
        binding=code_binding(draft_id, content),
        channel=content.verify_by,
        address=content.contact,
        language=content.language,
        at=at,
        network=network,
    )
    return _sent(content, expires_at)


def _sent(content: Content, expires_at: datetime) -> SentCode:
    return SentCode(content.verify_by, masked(content.verify_by, content.contact), expires_at)


def begin_and_send(*, channel: str, network: str, at: datetime, content: Mapping[str, Any]) -> tuple[Draft, str, SentCode]:
    """A new draft with all its contents, the token that opens it, and the code that was sent to its contact.

    Raises TooManyDrafts and what `send_code` raises; then there is no draft, for nobody would ever hold its token.
    """
    written = Content.read(dict(content))
    draft, token = begin(language=written.language, channel=channel, network=network, at=at, content=content)
    try:
        return draft, token, _send(draft.pk, written, at=at, network=network)
    except CannotSendCode:
        draft.delete()
        raise


def outcome_of(opened: OpenDraft, typed: str, *, at: datetime) -> Outcome:
    """Count the typed code against the one that was sent for a draft, in the caller's transaction, which must be kept whatever comes out."""
    return check(binding=code_binding(opened.draft.pk, opened.content), typed=typed, at=at)


def prove(*, draft_id: uuid.UUID, token: str, typed: str, at: datetime) -> None:
    """Mark the contact as proved by the typed code. Raises DraftGone, CodeWrong or CodeDead; the try is counted in any case."""
    with transaction.atomic():
        opened = open_draft(draft_id=draft_id, token=token, at=at, lock=True)
        if opened.draft.proved_at is not None:
            return  # a parallel request with the same code may have been quicker
        outcome = outcome_of(opened, typed, at=at)
        if outcome == Outcome.RIGHT:
            Draft.objects.filter(pk=draft_id).update(proved_at=at)
            return
    raise CodeWrong if outcome == Outcome.WRONG else CodeDead


def send_resume_code(*, channel: str, contact: str, language: str, at: datetime, asked_by: str = "", network: str = "") -> None:
    """Send a code to a contact that has a draft; where there is none a decoy takes its place, and nothing tells the two apart.

    `asked_by` is a random word of the browser that asks: the code counts there alone, so that strangers can neither guess at it nor use up its tries.

    Raises what verification.issue raises, alike for both.
    """
    has_draft = drafts_of(channel=channel, contact=contact, at=at).exists()
    issue(
        binding=_resume_binding(channel, contact, asked_by),
        channel=channel,
        address=contact,
        language=language,
        at=at,
        is_decoy=not has_draft,
        network=network,
    )


def _resume_binding(channel: str, contact: str, asked_by: str) -> str:
    return f"resume:{asked_by}:{contact_mark(contact, of=channel)}"


def prove_resume(*, channel: str, contact: str, typed: str, at: datetime, asked_by: str = "") -> None:
    """Check the code that was sent to a contact with drafts. Raises CodeWrong or CodeDead; the try is counted in any case."""
    with transaction.atomic():
        outcome = check(binding=_resume_binding(channel, contact, asked_by), typed=typed, at=at)
        if outcome == Outcome.RIGHT and drafts_of(channel=channel, contact=contact, at=at).exists():
            return
    raise CodeWrong if outcome == Outcome.WRONG else CodeDead


@transaction.atomic
def resume(*, draft_id: uuid.UUID, channel: str, contact: str, at: datetime) -> tuple[Draft, str]:
    """A draft of a contact that the caller has proved, with a fresh token; the old one opens it no more. Raises DraftGone."""
    draft = drafts_of(channel=channel, contact=contact, at=at).select_for_update().filter(pk=draft_id).first()
    if draft is None:
        raise DraftGone
    token = secrets.token_urlsafe(32)
    draft.token_hash, draft.proved_at = keyed_hash(token, of="draft_token"), at
    draft.save(update_fields=["token_hash", "proved_at"])
    return draft, token
