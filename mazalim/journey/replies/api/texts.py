"""Standard texts: read, write, change, put away."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from ninja import Schema, Status
from pydantic import Field

from mazalim.complaints.door import standing_in
from mazalim.journey.casework.api import id_in
from mazalim.journey.intake.api import Asked, Ident
from mazalim.journey.replies import actions
from mazalim.journey.replies.api.writing import bearer, router
from mazalim.journey.replies.forms.texts import FOR_ALL, TextForm
from mazalim.journey.replies.models import StandardText
from mazalim.journey.replies.queries import Wanted, bodies_written_for, categories_written_for, text_shown_to, texts_listed
from mazalim.journey.replies.rules import may_write_for
from mazalim.web.paging import Cursor
from mazalim.web.problems import NOT_NOW, Problem, cleaned, wrong_field
from mazalim.work.api import idempotent

_THEIRS = _("Only who supervises the public body writes its standard texts.")


class TextChange(Asked):
    """What a text says and where it fits."""

    part: str = Field(examples=["reason"])
    outcome: str = Field("", examples=["upheld"])
    category: Ident | None = None
    title: str
    words: str = Field(description=gettext_noop("With placeholders such as {case_number} and {lodged_date}."))


class TextWritten(TextChange):
    """A new text."""

    body: Ident | None = Field(None, description=gettext_noop("The public body whose text it is; null: all public bodies."))
    language: str = Field(examples=["ckb"])


class TextChanged(TextChange):
    """The next version of a text."""

    version: int = Field(description=gettext_noop("The version of the text that was read."))


class TextPutAway(Asked):
    """Put away, or brought back."""

    version: int
    is_archived: bool = True


class TextRead(Schema):
    """A standard text."""

    id: str = Field(examples=["5"])
    version: int
    body: str | None
    language: str
    part: str
    outcome: str
    category: str | None
    title: str
    words: str
    is_archived: bool
    changed_at: datetime


class TextList(Schema):
    """One page of texts."""

    texts: list[TextRead]
    next: str | None = Field(description=gettext_noop("Send it as “after” for the next page; null on the last one."))


def _read(text: StandardText) -> TextRead:
    same = ("version", "language", "part", "outcome", "title", "words", "is_archived", "changed_at")
    return TextRead(
        id=str(text.pk),
        body=str(text.body_id) if text.body_id else None,
        category=str(text.category_id) if text.category_id else None,
        **{name: getattr(text, name) for name in same},
    )


@router.get("/office/texts", response=TextList, auth=bearer, operation_id="office_texts", summary=gettext_noop("Standard texts"))
def texts(
    request: HttpRequest, q: str = "", language: str = "", part: str = "", outcome: str = "", archived: bool = False, after: str = ""
) -> TextList:
    """The texts of the account's public bodies and those for all, those changed last first."""
    cursor = Cursor.read(after) if after else None
    if after and cursor is None:
        raise wrong_field("after", _("This cannot be understood"))
    wanted = Wanted(q[:100], language, part, outcome, None, archived)
    page = texts_listed(standing_in(request), wanted, cursor=cursor)
    return TextList(texts=[_read(one) for one in page.rows], next=str(page.next) if page.next else None)


@router.post(
    "/office/texts", response={201: TextRead}, auth=bearer, operation_id="office_write_text", summary=gettext_noop("Write a standard text")
)
@idempotent("office.write_text", in_transaction=True)
def write_text(request: HttpRequest, asked: TextWritten) -> Status[Any]:
    """A new text; only who supervises a public body writes one."""
    standing = standing_in(request)
    bodies = bodies_written_for(standing)
    if not bodies and not standing.is_central:
        raise Problem(NOT_NOW, _THEIRS)
    form = TextForm(
        asked.model_dump() | {"version": 0, "body": asked.body or FOR_ALL},
        bodies=bodies,
        for_all=standing.is_central,
        categories=categories_written_for(standing),
    )
    typed = cleaned(form)
    made = actions.write_text(by=standing, body_id=form.body_id, language=typed["language"], wording=form.wording(), at=timezone.now())
    return Status(201, _read(made))


def _text(request: HttpRequest, text_id: str) -> StandardText:
    """A text that the account may change."""
    text = text_shown_to(standing_in(request), id_in(text_id, "text_id"))
    if text is None:
        raise Http404
    if not may_write_for(standing_in(request), text.body_id):
        raise Problem(NOT_NOW, _THEIRS)
    return text


@router.post(
    "/office/texts/{text_id}",
    response={201: TextRead},
    auth=bearer,
    operation_id="office_change_text",
    summary=gettext_noop("Change a standard text"),
)
@idempotent("office.change_text", in_transaction=True)
def change_text(request: HttpRequest, text_id: str, asked: TextChanged) -> Status[Any]:
    """The next version; the one before stays readable."""
    text, standing = _text(request, text_id), standing_in(request)
    form = TextForm(asked.model_dump(), bodies=[], for_all=False, categories=categories_written_for(standing))
    form.settle()
    cleaned(form)
    try:
        made = actions.change_text(text_id=text.pk, by=standing, version=asked.version, wording=form.wording(), at=timezone.now())
    except actions.TextChanged as error:
        raise _changed_meanwhile() from error
    return Status(201, _read(made))


@router.post(
    "/office/texts/{text_id}/archive",
    response={201: TextRead},
    auth=bearer,
    operation_id="office_archive_text",
    summary=gettext_noop("Put a standard text away"),
)
@idempotent("office.archive_text", in_transaction=True)
def archive_text(request: HttpRequest, text_id: str, asked: TextPutAway) -> Status[Any]:
    """No reply takes it any more; it can be brought back."""
    text, at = _text(request, text_id), timezone.now()
    try:
        made = actions.archive_text(text_id=text.pk, by=standing_in(request), version=asked.version, is_archived=asked.is_archived, at=at)
    except actions.TextChanged as error:
        raise _changed_meanwhile() from error
    return Status(201, _read(made))


def _changed_meanwhile() -> Problem:
    words = _("Somebody else changed this text while you had the page open. Look at it again.")
    return Problem(NOT_NOW, words, fields=[("version", words)])
