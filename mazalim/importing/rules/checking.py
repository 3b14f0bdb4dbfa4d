"""A whole line: what was written, by whom, where it belongs. What is wrong is said for every field at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mazalim.common.clock import day_of
from mazalim.complainants.contacts import NotAContact, email_address, phone_number
from mazalim.country.policy import Policy
from mazalim.directory.models import Category
from mazalim.importing.rules.faults import Faults
from mazalim.importing.rules.fields import Fields
from mazalim.importing.rules.history import Act, acts_of
from mazalim.importing.rules.known import Known
from mazalim.importing.rules.reading import PERSONAL
from mazalim.journey.intake.content import Content, Official
from mazalim.journey.intake.rules import identity_number_as_kept, is_admitted_citizen, is_identity_number, is_old_enough

LONGEST_REFERENCE, SHORT, LONGEST_ADDRESS = 80, 150, 500
CHANNELS = frozenset({"web", "api", "counter", "phone", "letter"})
_NAMES = frozenset(
    {
        *("reference", "lodged_at", "kind", "language", "channel", "identity_mode", "body", "category", "place", "place_text"),
        *("happened_on", "subject", "text", "points", "wanted", "official", "complainant", "history"),
    }
)
_PERSONAL = frozenset(PERSONAL)


@dataclass(frozen=True)
class Prepared:
    """A line without a fault. `category` is the row that `content.category` names; `verified` are the contacts that count as proved."""

    line: int
    reference: str
    lodged_at: datetime
    channel: str
    category: Category
    content: Content
    verified: tuple[str, ...]
    acts: tuple[Act, ...]


def checked(raw: Mapping[str, Any], known: Known, faults: Faults) -> Prepared | None:
    """What a line holds; None where it has a fault."""
    fields = Fields(raw, faults)
    reference = fields.text("reference", most=LONGEST_REFERENCE, is_required=True)
    if not reference.isprintable():  # it is what tells a complaint that is here from one that is not, so it is never mended in passing
        fields.fault("reference", "It holds a sign that cannot be printed.", "Take it out.")
    faults.reference = reference
    fields.only(_NAMES)
    lodged_at = fields.moment("lodged_at")
    if lodged_at is None or lodged_at > known.at:
        if lodged_at is not None:
            fields.fault("lodged_at", "It lies in the future.", "Correct the moment.")
        return None  # without the day nothing else can be judged
    policy = known.policy_on(day_of(lodged_at, known.days.zone))
    category = fields.coded("category", known.categories, "No category has the code", "See Categories in administration.", is_required=True)
    body = fields.coded(
        "body", known.bodies, "No public body that takes complaints has the code", "See Bodies in administration, or leave it out."
    )
    if body is not None and category is not None and category.pk not in body.categories:
        fields.fault("category", "The body does not deal with this category.", "Choose another, or give it to the body in administration.")
    person, verified = _person(fields, policy, lodged_at, known)
    official = _official(fields)
    happened_on = fields.day("happened_on")
    if happened_on is not None and happened_on > day_of(lodged_at, known.days.zone):
        fields.fault("happened_on", "It lies after the day of lodging.", "Correct the date.")
    content = Content(
        language=fields.word("language", frozenset(policy.languages), policy.languages[0]),
        kind=fields.word("kind", frozenset(policy.kinds), "complaint"),
        body=body.pk if body else None,
        body_unknown=body is None,
        against="official" if official else "service",
        official=official or _NOBODY,
        category=category.pk if category else None,
        subject=fields.text("subject", most=min(policy.limits.subject_characters, 200), is_required=True, is_line=True),
        description=fields.text("text", most=policy.limits.description_characters, is_required=True),
        happened_on=happened_on,
        place=fields.coded("place", known.places, "No place has the code", "See the profile's places, or use `place_text`."),
        place_text=fields.text("place_text", most=SHORT, is_line=True),
        points=_points(fields, policy),
        identity_mode=fields.word("identity_mode", frozenset(policy.identity_modes), "named"),
        **person,
    )
    acts = acts_of(fields, known, lodged_at=lodged_at)
    if faults.found or category is None:
        return None
    channel = fields.word("channel", CHANNELS, "web")
    if faults.found:
        return None
    return Prepared(faults.line, reference, lodged_at, channel, category, content, verified, acts)


_NOBODY = Official()


def _official(fields: Fields) -> Official | None:
    if not fields.raw.get("official"):
        return None
    part = Fields(fields.part("official"), fields.faults, "official.")
    part.only(frozenset({"name", "post", "unit"}))
    found = Official(*(part.text(name, most=SHORT, is_line=True) for name in ("name", "post", "unit")))
    if not (found.name or found.post):
        fields.fault("official", "It has neither name nor post.", "Give one of them, or leave it out.")
    return found


def _points(fields: Fields, policy: Policy) -> tuple[str, ...]:
    limits = policy.limits
    wanted = fields.text("wanted", most=limits.point_characters)
    raw = fields.list("points")
    if len(raw) > limits.points:
        fields.fault("points", f"There are {len(raw)}, and {limits.points} are allowed.", "Put some of them together.")
        return ()
    points = Fields({str(place): text for place, text in enumerate(raw)}, fields.faults, "points.")
    texts = [points.text(str(place), most=limits.point_characters) for place in range(len(raw))]
    return tuple(text for text in texts if text) or ((wanted,) if wanted else ())


def _person(fields: Fields, policy: Policy, lodged_at: datetime, known: Known) -> tuple[dict[str, Any], tuple[str, ...]]:
    raw = fields.part("complainant")
    part = Fields(raw, fields.faults, "complainant.")
    part.only(_PERSONAL)
    person: dict[str, Any] = {
        "given_name": part.text("given_name", most=SHORT, is_line=True),
        "family_name": part.text("family_name", most=SHORT, is_line=True),
        "address": part.text("address", most=LONGEST_ADDRESS),
        "birth_date": part.day("birth_date"),
        "citizenship": part.text("citizenship", most=2),
    }
    born = person["birth_date"]
    if born is not None and not is_old_enough(born, on=day_of(lodged_at, known.days.zone), policy=policy):
        part.fault("birth_date", "Nobody born then could complain on the day of lodging.", "Correct it, or leave it out.")
    if person["citizenship"] and not is_admitted_citizen(person["citizenship"], policy=policy):
        part.fault("citizenship", "Only citizens of the country may complain.", "Correct it, or leave it out.")
    if number := part.text("identity_number", most=SHORT):
        person["identity_number"] = identity_number_as_kept(number)
        if not is_identity_number(person["identity_number"], policy=policy):
            part.fault("identity_number", "It has not the country's format.", "Correct it, or leave it out.")
    verified = []
    if email := part.text("email", most=254):
        try:
            person["email"] = email_address(email)
            verified.append("email")
        except NotAContact:
            part.fault("email", "This is no e-mail address.", "Correct it, or leave it out.")
    if phone := part.text("phone", most=40):
        try:
            person["phone"] = phone_number(phone, region=policy.phone.region)
            verified.append("phone")
        except NotAContact:
            part.fault("phone", "This is no telephone number.", "Write it such as +9647501234567, or leave it out.")
    return person, tuple(verified or ["paper"])
