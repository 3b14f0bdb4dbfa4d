"""Problem documents (RFC 9457): what a machine is told where people get an error page. Knows no word of the domain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mazalim.common.logs import request_id

Words = str | Promise
MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Sort:
    """One sort of problem. `meaning` says on the reference page what to do about it."""

    status: int
    code: str
    title: Words
    meaning: Words


UNREADABLE = Sort(
    400, "unreadable", _("The request cannot be read"), _("The body is not JSON, or not the multipart form that the operation expects.")
)
NO_TOKEN = Sort(
    401,
    "no_token",
    _("A valid token is needed"),
    _("The token is missing, wrong or too old, or what it opened is gone. Ask for a new one."),
)
CODE_NEEDED = Sort(
    403,
    "code_needed",
    _("A verification code is needed as well"),
    _("There were too many wrong tries. Send the same pair again with the verification code that was sent to the contact."),
)
NOTHING_HERE = Sort(
    404, "nothing_here", _("There is nothing here"), _("The address is wrong, or what it names does not exist for whoever asks.")
)
WRONG_METHOD = Sort(405, "wrong_method", _("This address takes other methods"), _("The header Allow names them."))
NOT_NOW = Sort(
    409, "not_now", _("This is not possible now"), _("The complaint stands where this act has no place; “detail” says why. Read it again.")
)
UNDER_WAY = Sort(
    409,
    "under_way",
    _("The same request is still under way"),
    _("A request with this Idempotency-Key is being worked on. Repeat it after the seconds of Retry-After."),
)
TOO_LARGE = Sort(413, "too_large", _("The request is too large"), _("Send less at once."))
WRONG_FIELDS = Sort(
    422,
    "wrong_fields",
    _("Some fields must be put right"),
    _("“errors” names each field and says what is wrong with it; nothing was kept."),
)
KEY_REUSED = Sort(
    422,
    "key_reused",
    _("This Idempotency-Key was used for another request"),
    _("Within a day a key stands for one request alone. Take a new key for each new request."),
)
TOO_MANY = Sort(429, "too_many", _("Too many requests"), _("A limit is used up. Wait for the seconds of Retry-After."))
FAULT = Sort(
    500, "fault", _("Something went wrong on our side"), _("Repeat the request with the same Idempotency-Key: nothing is done twice.")
)
OUT_OF_REACH = Sort(
    503,
    "out_of_reach",
    _("A part of the service does not answer"),
    _("Repeat the request with the same Idempotency-Key after the seconds of Retry-After."),
)
FULL_HOUSE = Sort(
    503,
    "full_house",
    _("Very many people are here at this moment"),
    _("Nothing was done. Repeat the request with the same Idempotency-Key after the seconds of Retry-After."),
)
OUTCOME_UNKNOWN = Sort(
    503,
    "outcome_unknown",
    _("It is not known yet whether this was kept"),
    _("Take it neither for done nor for refused. Repeat the request with the same Idempotency-Key after the seconds of Retry-After."),
)
SORTS: tuple[Sort, ...] = (
    UNREADABLE, NO_TOKEN, CODE_NEEDED, NOTHING_HERE, WRONG_METHOD, NOT_NOW, UNDER_WAY, TOO_LARGE, WRONG_FIELDS, KEY_REUSED, TOO_MANY,
    FAULT, OUT_OF_REACH, OUTCOME_UNKNOWN, FULL_HOUSE,
)  # fmt: skip


class Problem(Exception):
    """What is answered in place of what was asked for. Words are lazy: they are written in the language of who asked."""

    def __init__(self, sort: Sort, detail: Words = "", *, fields: Sequence[tuple[str, Words]] = (), retry_after: int | None = None) -> None:
        super().__init__(sort.code)
        self.sort, self.detail, self.fields, self.retry_after = sort, detail, tuple(fields), retry_after

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.sort.status

    def document(self) -> dict[str, Any]:
        """The JSON of the answer, in the current language."""
        document: dict[str, Any] = {
            "type": f"{settings.MAZALIM_ORIGIN}/api/#{self.sort.code}",
            "title": str(self.sort.title),
            "status": self.status,
            "detail": str(self.detail or self.sort.meaning),
        }
        if self.status >= 500 and (number := request_id.get()):  # elsewhere two refusals must be alike to the last sign
            document["request_id"] = number
        if self.fields:
            document["errors"] = [{"field": field, "detail": str(words)} for field, words in self.fields]
        return document


def wrong_field(field: str, words: Words) -> Problem:
    """One field of the request is refused."""
    return Problem(WRONG_FIELDS, words, fields=[(field, words)])


def wrong_fields(fields: Sequence[tuple[str, Words]]) -> Problem:
    """Several fields are refused; `fields` are pairs of name and words."""
    return Problem(WRONG_FIELDS, fields[0][1] if len(fields) == 1 else "", fields=fields)


def cleaned(form: forms.Form, names: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What a form of the pages makes of its fields. Raises Problem with every wrong one; `names` gives the API's name where it differs."""
    if not form.is_valid():
        raise wrong_fields([((names or {}).get(name, name), str(words[0])) for name, words in form.errors.items()])
    return form.cleaned_data
