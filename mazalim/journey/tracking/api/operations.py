"""Follow a complaint and add to it, for machines: the same actions as the pages'."""

import uuid
from typing import Any, BinaryIO, cast

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile

from mazalim.common.text import number_in
from mazalim.complaints.door import OutOfReach, as_attachment
from mazalim.complaints.lifecycle import Move
from mazalim.complaints.queries import case_file, stored_file_shown_to
from mazalim.country.queries import policy_at
from mazalim.journey.replies.letters import NoLetter, letter_of, letter_pdf
from mazalim.journey.tracking import actions
from mazalim.journey.tracking.api.acting import act, cleaned, possible
from mazalim.journey.tracking.api.bearer import LIFE, TrackingToken, following, token_for
from mazalim.journey.tracking.api.schemas import Answered, ComplaintFollowed, Done, MessageSent, Pair, Token, Withdrawn
from mazalim.journey.tracking.api.showing import shown
from mazalim.journey.tracking.forms import CODE_CHARACTERS, AnswerForm, ContactField, ContestForm, EnclosureForm, MessageForm, WithdrawForm
from mazalim.proof.receipts.queries import held_receipt, words_held
from mazalim.proof.receipts.views import receipt_as_json, receipt_as_pdf, words_as_json
from mazalim.web import formats
from mazalim.web.problems import CODE_NEEDED, NOTHING_HERE, OUT_OF_REACH, Problem, wrong_field
from mazalim.web.views import network_of, paper
from mazalim.work.api import idempotent

router = Router(tags=["complaint"])
bearer = TrackingToken()


@router.post(
    "/tracking",
    response={200: Token},
    auth=None,
    operation_id="enter",
    summary=gettext_noop("Exchange code and contact for a token"),
    description=gettext_noop("A wrong contact, a wrong code and an unknown code answer alike."),
)
@idempotent("tracking", in_transaction=False, kept_for=LIFE)
def enter(request: HttpRequest, pair: Pair) -> Status[Any]:
    """Open the complaint to who holds its code and its contact."""
    at = timezone.now()
    field = ContactField()
    field.region = policy_at(at).phone.region
    try:
        contact = field.clean(pair.contact)
    except ValidationError as error:
        raise wrong_field("contact", error.messages[0]) from error
    try:
        follower = actions.follow(
            code=pair.complaint_code[: CODE_CHARACTERS * 2],
            contact=contact,
            network=network_of(request),
            at=at,
            language=formats.language(),
            verification_code=pair.verification_code,
        )
    except actions.NotFound as error:
        raise Problem(NOTHING_HERE, _("There is no complaint with this code and this contact.")) from error
    except actions.CodeNotRight as error:
        raise Problem(CODE_NEEDED, fields=[("verification_code", _("This is not the code that we sent"))]) from error
    except actions.CodeNeeded as error:
        raise Problem(CODE_NEEDED) from error
    until = at + LIFE
    token = token_for(follower, until=until)
    if token is None:
        raise Problem(NOTHING_HERE)
    return Status(200, Token(token=token, expires_at=until))


@router.get(
    "/complaint",
    response=ComplaintFollowed,
    auth=bearer,
    operation_id="read_complaint",
    summary=gettext_noop("Where the complaint stands"),
    description=gettext_noop("State, body, deadline as a sum, everything that happened, open questions, and what may be done now."),
)
def read(request: HttpRequest) -> ComplaintFollowed:
    """The whole file."""
    return shown(following(request).complaint, at=timezone.now())


@router.post(
    "/complaint/messages",
    response={201: Done},
    auth=bearer,
    operation_id="send_message",
    summary=gettext_noop("Send a message to the desk"),
    description=gettext_noop("Everybody who may read the complaint reads it."),
)
@idempotent("complaint.messages", in_transaction=True)
def send_message(request: HttpRequest, message: MessageSent) -> Status[Any]:
    """Words to the desk."""
    possible(request, Move.MESSAGE)
    text = cleaned(MessageForm({"text": message.text}, policy=policy_at(timezone.now())))["text"]
    return act(request, Move.MESSAGE, lambda pk, at: actions.message(complaint_id=pk, text=text, at=at))


@router.post(
    "/complaint/enclosures",
    response={201: Done},
    auth=bearer,
    operation_id="add_enclosure",
    summary=gettext_noop("Add an enclosure"),
    description=gettext_noop("One file, as the field “file” of a multipart form; “text” may say what it shows."),
)
@idempotent("complaint.enclosures", in_transaction=True)
def add_enclosure(request: HttpRequest, file: UploadedFile = File(...), text: str = Form("")) -> Status[Any]:  # noqa: B008 - ninja's way
    """One file with a line on it."""
    possible(request, Move.ENCLOSE)
    form = EnclosureForm({"text": text}, MultiValueDict({"enclosures": [file]}), policy=policy_at(timezone.now()))
    words = cleaned(form, {"enclosures": "file"})["text"]
    files = [actions.NamedFile(file.name or "", cast(BinaryIO, file.file))]
    return act(request, Move.ENCLOSE, lambda pk, at: actions.add_enclosures(complaint_id=pk, files=files, text=words, at=at))


@router.get(
    "/complaint/enclosures/{enclosure_id}",
    auth=bearer,
    operation_id="download_enclosure",
    summary=gettext_noop("Download an enclosure"),
    description=gettext_noop("As an attachment, once it was examined; images as a copy without metadata."),
)
def download(request: HttpRequest, enclosure_id: str) -> HttpResponseBase:
    """A file of the complainant's own case."""
    by = following(request)
    try:
        public_id = str(uuid.UUID(enclosure_id))
    except ValueError as error:
        raise Problem(NOTHING_HERE) from error
    stored = stored_file_shown_to(by.follower, by.complaint, public_id)
    if stored is None:
        raise Problem(NOTHING_HERE)
    try:
        return as_attachment(stored)
    except OutOfReach as error:
        raise Problem(OUT_OF_REACH, retry_after=60) from error


@router.get(
    "/complaint/letters/{entry}",
    auth=bearer,
    operation_id="download_letter",
    summary=gettext_noop("Download a letter"),
    description=gettext_noop(
        "The reply, refusal, interim reply, appeal decision or certificate of an entry as PDF, in the complainant's language."
    ),
)
def letter(request: HttpRequest, entry: str) -> HttpResponseBase:
    """What an entry says, as an official letter."""
    by = following(request)
    file = case_file(by.complaint, shown_to=by.follower)
    try:
        listed = letter_of(file, number_in(entry) or 0)
    except NoLetter as error:
        raise Problem(NOTHING_HERE) from error
    return paper(request, lambda: letter_pdf(file, listed.entry), file_name=listed.file_name)


@router.get(
    "/complaint/receipt",
    auth=bearer,
    operation_id="download_receipt",
    summary=gettext_noop("Download the receipt"),
    description=gettext_noop(
        "As JSON, or as PDF where Accept asks for it; with the way to the seal as soon as it is sealed. It shows nothing of the contents."
    ),
)
def receipt(request: HttpRequest) -> HttpResponseBase:
    """What proves the lodging."""
    held = held_receipt(following(request).complaint.pk)
    if held is None:
        raise Problem(NOTHING_HERE)
    if request.get_preferred_type(["application/json", "application/pdf"]) == "application/pdf":
        return receipt_as_pdf(request, held)
    return receipt_as_json(held)


@router.get(
    "/complaint/receipt/words",
    auth=bearer,
    operation_id="download_words",
    summary=gettext_noop("Download the words that the receipt is of"),
    description=gettext_noop(
        "With their salt: whoever holds both can prove that the receipt is of exactly these words. For the complainant alone."
    ),
)
def receipt_words(request: HttpRequest) -> HttpResponseBase:
    """What the complainant keeps beside the receipt."""
    words = words_held(following(request).complaint)
    if words is None:
        raise Problem(NOTHING_HERE)
    return words_as_json(words)


@router.post(
    "/complaint/answer",
    response={201: Done},
    auth=bearer,
    operation_id="answer_question",
    summary=gettext_noop("Answer a question of the body"),
    description=gettext_noop("The clock, which paused with the question, runs again."),
)
@idempotent("complaint.answer", in_transaction=True)
def answer(request: HttpRequest, reply: Answered) -> Status[Any]:
    """The answer to the open question."""
    possible(request, Move.ANSWER)
    by = following(request)
    asked = case_file(by.complaint, shown_to=by.follower).open_question
    if asked is None or reply.question.strip() != str(asked.number):
        raise wrong_field("question", _("This is not the question that waits for an answer"))
    text = cleaned(AnswerForm({"text": reply.text}, policy=policy_at(timezone.now())))["text"]
    return act(request, Move.ANSWER, lambda pk, at: actions.answer(complaint_id=pk, text=text, at=at))


@router.post(
    "/complaint/contest",
    response={201: Done},
    auth=bearer,
    operation_id="contest_pause",
    summary=gettext_noop("Contest that the clock stands still"),
    description=gettext_noop("Once for each question: a supervisor looks whether it is a reason to stop the clock."),
)
@idempotent("complaint.contest", in_transaction=True)
def contest_pause(request: HttpRequest, contest: MessageSent) -> Status[Any]:
    """Words to the supervisor."""
    possible(request, Move.CONTEST_PAUSE)
    text = cleaned(ContestForm({"text": contest.text}))["text"]
    return act(request, Move.CONTEST_PAUSE, lambda pk, at: actions.contest_pause(complaint_id=pk, text=text, at=at))


@router.post(
    "/complaint/withdraw",
    response={201: Done},
    auth=bearer,
    operation_id="withdraw",
    summary=gettext_noop("Withdraw the complaint"),
    description=gettext_noop("For good: it cannot be opened again."),
)
@idempotent("complaint.withdraw", in_transaction=True)
def withdraw(request: HttpRequest, why: Withdrawn) -> Status[Any]:
    """Take the complaint back."""
    possible(request, Move.WITHDRAW)
    reason = cleaned(WithdrawForm({"reason": why.reason}))["reason"]
    return act(request, Move.WITHDRAW, lambda pk, at: actions.withdraw(complaint_id=pk, reason=reason, at=at))
