"""From the draft to the lodged complaint, for machines: the same actions as the wizard's."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, NoReturn, cast

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from ninja import File, Router, Status
from ninja.files import UploadedFile
from ninja.security import HttpBearer

from mazalim.directory.api import BodyShown, body_shown
from mazalim.directory.queries import body_row
from mazalim.evidence.actions import CannotKeep, TooLarge
from mazalim.evidence.kinds import ACCEPTED, TooManyPixels, WrongKind
from mazalim.evidence.queries import name_of
from mazalim.journey.intake import actions
from mazalim.journey.intake.api.reading import draft_content
from mazalim.journey.intake.api.schemas import CodeSent, ComplaintLodged, DraftBegun, EnclosureKept, LodgeWith, NewDraft
from mazalim.verification.actions import CannotSendCode, PrefixNotServed, SmsBudgetSpent
from mazalim.web import formats
from mazalim.web.problems import NO_TOKEN, NOT_NOW, NOTHING_HERE, OUT_OF_REACH, TOO_MANY, Problem, wrong_field, wrong_fields
from mazalim.web.views import network_of
from mazalim.work import limits
from mazalim.work.api import idempotent

router = Router(tags=["drafts"])
PERSON = ("given_name", "family_name", "birth_date", "citizenship", "identity_number", "email", "phone")


@dataclass(frozen=True)
class DraftBearer:
    """Who holds the token of a draft."""

    draft_id: uuid.UUID
    token: str

    @property
    def scope(self) -> str:
        """Whose idempotency keys these are."""
        return f"draft.{self.draft_id}.{self.token}"


class DraftToken(HttpBearer):
    """The token of the draft in the address. Unknown, erased and lodged drafts answer alike.

    `may_be_gone`: the repeat of a lodging still gets its answer, though the draft became a complaint; then the action decides.
    """

    openapi_description = gettext_noop("The draft_token of the draft that the address names.")

    def __init__(self, *, may_be_gone: bool = False) -> None:
        super().__init__()
        self.may_be_gone = may_be_gone

    def authenticate(self, request: HttpRequest, token: str) -> DraftBearer | None:
        """The bearer, before anything of the body is read."""
        named = request.resolver_match.kwargs["draft_id"] if request.resolver_match else ""
        try:
            bearer = DraftBearer(uuid.UUID(named), token)
            if not self.may_be_gone:
                actions.open_draft(draft_id=bearer.draft_id, token=token, at=timezone.now())
        except (ValueError, actions.DraftGone):
            return None
        return bearer


def _bearer(request: HttpRequest) -> DraftBearer:
    return request.auth  # type: ignore[attr-defined]  # set by the bearer check


@router.post(
    "",
    response={201: DraftBegun},
    auth=None,
    operation_id="begin_draft",
    summary=gettext_noop("Write a draft and send the verification code"),
    description=gettext_noop(
        "Nothing is lodged yet: the code that was sent to the contact must come back first. A draft is erased after some days."
    ),
)
@idempotent("drafts", in_transaction=False)
def begin_draft(request: HttpRequest, draft: NewDraft) -> Status[Any]:
    """Keep a complete draft and send the code to its contact."""
    at = timezone.now()
    content = draft_content(draft, language=formats.language(), at=at)
    try:
        made, token, sent = actions.begin_and_send(channel="api", network=network_of(request), at=at, content=content)
    except actions.TooManyDrafts as error:
        words = _("Too many drafts were begun from this network.")
        raise Problem(TOO_MANY, words, retry_after=limits.seconds_left("drafts_per_network", at=at)) from error
    except CannotSendCode as error:
        _refuse_code(error, at=at)
    return Status(201, DraftBegun(draft_id=str(made.pk), draft_token=token, verification=_sent(sent)))


def _sent(sent: actions.SentCode) -> CodeSent:
    return CodeSent(channel=sent.channel, sent_to_masked=sent.sent_to_masked, expires_at=sent.expires_at)


def _refuse_code(error: CannotSendCode, *, at: datetime) -> NoReturn:
    """Say why no code could be sent."""
    if isinstance(error, PrefixNotServed):
        raise wrong_field("complainant.phone", _("We cannot send an SMS to this country. Choose e-mail, or another number")) from error
    if isinstance(error, SmsBudgetSpent):
        words = _("No more SMS can be sent for now. E-mail works all the same.")
        raise Problem(TOO_MANY, words, retry_after=limits.seconds_left(error.limit or "sms_per_prefix_hour", at=at)) from error
    words = _("This contact has been sent as many codes as may be sent in a while. The last one may still count.")
    raise Problem(TOO_MANY, words, retry_after=limits.seconds_left(error.limit or "codes_per_contact_hour", at=at)) from error


@router.post(
    "/{draft_id}/resend",
    response={200: CodeSent},
    auth=DraftToken(),
    operation_id="resend_code",
    summary=gettext_noop("Send a new verification code"),
    description=gettext_noop("The code before it dies."),
)
@idempotent("drafts.resend", in_transaction=False)
def resend(request: HttpRequest, draft_id: str) -> Status[Any]:
    """Send another code to the same contact."""
    bearer, at = _bearer(request), timezone.now()
    try:
        sent = actions.send_code(draft_id=bearer.draft_id, token=bearer.token, at=at, network=network_of(request))
        return Status(200, _sent(sent))
    except CannotSendCode as error:
        _refuse_code(error, at=at)


@router.post(
    "/{draft_id}/enclosures",
    response={201: EnclosureKept},
    auth=DraftToken(),
    operation_id="add_draft_enclosure",
    summary=gettext_noop("Add an enclosure to the draft"),
    description=gettext_noop("One file, as the field “file” of a multipart form. Extension, first bytes and contents must agree."),
)
@idempotent("drafts.enclosures", in_transaction=True)
def add_enclosure(request: HttpRequest, draft_id: str, file: UploadedFile = File(...)) -> Status[Any]:  # noqa: B008 - ninja's way
    """Check, seal and keep a file."""
    bearer, at = _bearer(request), timezone.now()
    try:
        stored = actions.add_enclosure(
            draft_id=bearer.draft_id, token=bearer.token, name=file.name or "", file=cast(BinaryIO, file.file), at=at
        )
    except actions.TooManyEnclosures as error:
        raise Problem(NOT_NOW, _("There are as many files as may be enclosed. Take one away first.")) from error
    except (CannotKeep, TooLarge, WrongKind) as error:
        raise refused_file(error) from error
    return Status(
        201, EnclosureKept(id=str(stored.pk), name=name_of(stored), size=stored.size, media_type=stored.media_type, state=stored.state)
    )


def refused_file(error: CannotKeep | TooLarge | WrongKind) -> Problem:
    """Why a file is not taken."""
    if isinstance(error, CannotKeep):
        return Problem(OUT_OF_REACH, retry_after=60)
    if isinstance(error, TooManyPixels):
        return wrong_field("file", _("The picture has too many pixels. Send it smaller, or as a JPEG photo."))
    if isinstance(error, TooLarge):
        return wrong_field("file", _("The file is empty, or larger than is allowed."))
    kinds = {"kinds": ", ".join(ACCEPTED)}
    return wrong_field("file", _("The file is of another kind than its name says, or of none of these: %(kinds)s") % kinds)


@router.delete(
    "/{draft_id}/enclosures/{enclosure_id}",
    response={204: None},
    auth=DraftToken(),
    operation_id="remove_draft_enclosure",
    summary=gettext_noop("Take an enclosure away"),
    description=gettext_noop("The file is destroyed."),
)
def remove_enclosure(request: HttpRequest, draft_id: str, enclosure_id: str) -> Status[Any]:
    """Destroy one file of the draft."""
    bearer = _bearer(request)
    try:
        file_id = uuid.UUID(enclosure_id)
    except ValueError as error:
        raise Problem(NOTHING_HERE) from error
    if not actions.remove_enclosure(draft_id=bearer.draft_id, token=bearer.token, file_id=file_id, at=timezone.now()):
        raise Problem(NOTHING_HERE)
    return Status(204, None)


@router.post(
    "/{draft_id}/lodge",
    response={201: ComplaintLodged},
    auth=DraftToken(may_be_gone=True),
    operation_id="lodge",
    summary=gettext_noop("Lodge the complaint"),
    description=gettext_noop("From this moment the public body must answer. Whoever repeats it within a day gets the same answer."),
)
@idempotent("drafts.lodge", in_transaction=False)
def lodge(request: HttpRequest, draft_id: str, proof: LodgeWith) -> Status[Any]:
    """Prove the contact and lodge."""
    bearer = _bearer(request)
    try:
        lodged = actions.lodge_once(draft_id=bearer.draft_id, token=bearer.token, typed=proof.verification_code, at=timezone.now())
    except actions.DraftGone as error:
        raise Problem(NO_TOKEN) from error
    except actions.CodeWrong as error:
        raise wrong_field("verification_code", _("This is not the code that we sent")) from error
    except actions.CodeDead as error:
        words = _("This code is too old, or there were too many wrong tries. Ask for a new one")
        raise wrong_field("verification_code", words) from error
    except actions.NotComplete as error:
        needed = _("An answer is needed here")
        raise wrong_fields([(f"complainant.{name}" if name in PERSON else name, needed) for name in error.fields]) from error
    row = body_row(lodged.body)  # None where it was closed within the minute; the complaint is lodged all the same
    answer = ComplaintLodged(
        complaint_code=lodged.complaint_code,
        case_number=lodged.case_number,
        lodged_at=datetime.fromisoformat(lodged.lodged_at),
        due_at=datetime.fromisoformat(lodged.due_at),
        body=body_shown(row) if row else BodyShown(id=str(lodged.body), code="", name="", language="", names={}, kind="", part_of=""),
    )
    return Status(201, answer)
