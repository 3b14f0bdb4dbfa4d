"""What a draft holds, as typed values: the wizard, the API and lodging read and write the same shape."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Self


@dataclass(frozen=True)
class Official:
    """The individual complained about, as the complainant names them."""

    name: str = ""
    post: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Content:
    """Everything a citizen has written so far; empty where nothing is written yet. Ids are the directory's."""

    language: str = "en"
    kind: str = ""
    body: int | None = None
    body_unknown: bool = False
    against: str = ""  # service or official
    official: Official = field(default_factory=Official)
    category: int | None = None
    subject: str = ""
    description: str = ""
    happened_on: date | None = None
    place: int | None = None
    place_text: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)  # question code -> answer
    points: tuple[str, ...] = ()
    identity_mode: str = ""
    given_name: str = ""
    family_name: str = ""
    birth_date: date | None = None
    citizenship: str = ""
    identity_number: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""  # E.164
    verify_by: str = ""  # email or phone; paper where a citizen at a counter has neither
    is_represented: bool = False  # somebody comes to the counter for the person
    representative: str = ""
    relation: str = ""
    is_checked: bool = False
    passed: tuple[str, ...] = ()  # pages of the wizard that may stay empty and were left behind

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Self:
        """From the JSON of the sealed row; unknown keys of older drafts are dropped."""
        values = {key: value for key, value in raw.items() if key in _NAMES}
        values["official"] = Official(**values.get("official", {}))
        for name in ("points", "passed"):
            values[name] = tuple(values.get(name, ()))
        for name in ("happened_on", "birth_date"):
            if values.get(name):
                values[name] = date.fromisoformat(values[name])
        return cls(**values)

    def as_json(self) -> dict[str, Any]:
        """For the sealed row."""
        raw = vars(self) | {"official": dict(vars(self.official)), "answers": dict(self.answers)}
        for name in ("happened_on", "birth_date"):
            raw[name] = raw[name].isoformat() if raw[name] else None
        return raw

    @property
    def contact(self) -> str:
        """The address that the code goes to."""
        return {"email": self.email, "phone": self.phone}.get(self.verify_by, "")

    def person(self) -> dict[str, str]:
        """What goes into the identity vault."""
        return {
            "given_name": self.given_name,
            "family_name": self.family_name,
            "birth_date": self.birth_date.isoformat() if self.birth_date else "",
            "citizenship": self.citizenship,
            "identity_number": self.identity_number,
            "address": self.address,
            "email": self.email,
            "phone": self.phone,
        } | ({"representative": self.representative, "relation": self.relation} if self.is_represented else {})


_NAMES = frozenset(one.name for one in fields(Content))
