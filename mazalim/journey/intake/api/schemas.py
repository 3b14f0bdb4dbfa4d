"""What drafts are made of on the machine's door."""

from datetime import datetime
from typing import Annotated, Any

from django.utils.translation import gettext_noop
from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from mazalim.directory.api import BodyShown


def _as_text(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Ident = Annotated[str, BeforeValidator(_as_text)]  # ids are strings; whoever sends a number is understood


def _all_can_be_written(value: Any) -> Any:
    """Half a surrogate pair is no letter: it could neither be stored nor sent. Raises as pydantic does for other texts that are none."""
    if isinstance(value, str) and any("\ud800" <= sign <= "\udfff" for sign in value):
        raise PydanticCustomError("string_unicode", "not a text in Unicode")
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _all_can_be_written(part)
    return value


class Asked(Schema):
    """A request's body; a field that nobody knows is refused, so that no words are lost in silence."""

    model_config = ConfigDict(extra="forbid")
    _are_texts = field_validator("*", mode="before")(_all_can_be_written)


class OfficialNamed(Asked):
    """The individual complained about; a name or a post is enough."""

    name: str = Field("", examples=["S. Ahmed"])
    post: str = Field("", examples=["Head of the roads unit"])
    unit: str = ""


class ComplainantNamed(Asked):
    """Who complains. What the policy does not ask for is not kept."""

    given_name: str = Field("", examples=["Zainab"])
    family_name: str = Field("", examples=["Karim"])
    birth_date: str = Field("", description=gettext_noop("A date such as 1984-03-27."), examples=["1984-03-27"])
    citizenship: str = Field("", description=gettext_noop("A country as two letters (ISO 3166)."), examples=["IQ"])
    identity_number: str = Field(
        "", description=gettext_noop("In the country's format; spaces and hyphens do not matter."), examples=["198403271234"]
    )
    email: str = Field("", examples=["zainab@example.org"])
    phone: str = Field("", description=gettext_noop("International, or as it is dialled in the country."), examples=["+964 750 123 4567"])


class NewDraft(Asked):
    """Everything that a complaint needs."""

    kind: str = Field(description=gettext_noop("complaint, suggestion, remark or praise."), examples=["complaint"])
    language: str = Field(
        "",
        description=gettext_noop("The language in which the complainant is written to; without it that of Accept-Language."),
        examples=["en"],
    )
    body: Ident | None = Field(None, description=gettext_noop("The id of a body."), examples=["17"])
    body_unknown: bool = Field(False, description=gettext_noop("In place of a body: the central desk finds the right one."))
    category: Ident = Field(description=gettext_noop("The id of a category of that body."), examples=["3"])
    subject: str = Field(description=gettext_noop("One line."), examples=["A deep hole outside a primary school"])
    description: str = Field(examples=["For three weeks there has been a hole half a metre deep in front of the school gate."])
    points: list[str] = Field(
        default=[], description=gettext_noop("Up to five texts: what would put it right."), examples=[["Fill the hole."]]
    )
    happened_on: str | None = Field(None, description=gettext_noop("A date such as 1984-03-27."), examples=["2026-10-20"])
    place: Ident | None = Field(
        None, description=gettext_noop("The code of a place, or the place in words."), examples=["Kirkuk Road, by the school gate"]
    )
    answers: dict[str, Ident] = Field(
        default={}, description=gettext_noop("Answers to the questions of the category, by the code of the question.")
    )
    official: OfficialNamed | None = Field(
        None, description=gettext_noop("Where an individual is complained about: then the body's integrity desk receives it.")
    )
    identity_mode: str = Field(description=gettext_noop("named or confidential."), examples=["named"])
    complainant: ComplainantNamed
    verify_by: str = Field(description=gettext_noop("Where the verification code goes: email or phone."), examples=["email"])


class CodeSent(Schema):
    """Where the verification code went."""

    channel: str = Field(description=gettext_noop("email or phone."), examples=["email"])
    sent_to_masked: str = Field(examples=["z••••@example.org"])
    expires_at: datetime = Field(description=gettext_noop("Until when the code counts."))


class DraftBegun(Schema):
    """A draft that waits for its verification code."""

    draft_id: str
    draft_token: str = Field(description=gettext_noop("Opens this draft: send it as Authorization: Bearer."))
    verification: CodeSent


class EnclosureKept(Schema):
    """A file that was taken."""

    id: str
    name: str = Field(examples=["hole.jpg"])
    size: int = Field(description=gettext_noop("Bytes."), examples=[48213])
    media_type: str = Field(examples=["image/jpeg"])
    state: str = Field(
        description=gettext_noop(
            "waiting (to be examined), clean, unscanned (no scanner is in use), refused or destroyed (harmful software was found) or broken. "
            "Files that are waiting, refused, destroyed or broken cannot be downloaded."
        ),
        examples=["clean"],
    )


class LodgeWith(Asked):
    """The code that was sent."""

    verification_code: Ident = Field(description=gettext_noop("Six figures; spaces do not matter."), examples=["204 117"])


class ComplaintLodged(Schema):
    """What the complainant must be told. The code is shown here and in the acknowledgement, and never again."""

    complaint_code: str = Field(
        description=gettext_noop("The secret that opens the complaint, with the contact."), examples=["XK7M-4QPT-9WRD-2H6N"]
    )
    case_number: str = Field(description=gettext_noop("For letters; opens nothing."), examples=["2026-0001234"])
    lodged_at: datetime
    due_at: datetime = Field(description=gettext_noop("The answer is due by then."))
    body: BodyShown = Field(description=gettext_noop("Who has the complaint now."))
