"""Who may complain, and what a draft still lacks. Pure: no query, no clock."""

import re
import uuid
from datetime import date

from mazalim.common.clock import age_on
from mazalim.common.crypto import contact_mark
from mazalim.common.text import digits_to_latin
from mazalim.country.policy import Policy
from mazalim.journey.intake.content import Content

MOST_AGE = 120
RELATIONS = ("parent", "lawyer", "family", "association")
ON_PAPER = "paper"  # how somebody without e-mail and phone confirms


def is_old_enough(birth_date: date, *, on: date, policy: Policy, is_represented: bool = False) -> bool:
    """Of the profile's age on a day as the country counts it; of any age where the profile admits minors with a representative."""
    least = 0 if is_represented and policy.eligibility.minors_with_representative else policy.eligibility.minimum_age
    return least <= age_on(birth_date, on) <= MOST_AGE


def is_admitted_citizen(citizenship: str, *, policy: Policy) -> bool:
    """A citizen of the profile's country, or anybody where it admits everybody."""
    return not policy.eligibility.citizenships or citizenship in policy.eligibility.citizenships


def identity_number_as_kept(typed: str) -> str:
    """One spelling: Latin digits, capitals, no spaces or hyphens."""
    return "".join(sign for sign in digits_to_latin(typed).upper() if sign.isalnum())


def is_identity_number(number: str, *, policy: Policy) -> bool:
    """Whether the number has the profile's format."""
    return re.fullmatch(policy.eligibility.identity_number.pattern, number) is not None


def is_representative_named(content: Content) -> bool:
    """Who comes for the person, and in which relation."""
    return bool(content.representative) and content.relation in RELATIONS


def code_binding(draft_id: uuid.UUID, content: Content) -> str:
    """What a code proves: this contact, for this draft. A contact written later is not proved by the code of the one before."""
    return f"draft:{draft_id}:{contact_mark(content.contact, of=content.verify_by)[:32]}"


def missing_fields(content: Content, *, policy: Policy, required_answers: frozenset[str], on: date, for_other: bool = False) -> list[str]:
    """Names of the fields that are empty or not admitted; a draft may be lodged when there are none. `for_other` where an officer writes it."""
    lacks: list[str] = []
    asks = policy.eligibility.asks

    def needs(name: str, holds: bool) -> None:
        if not holds:
            lacks.append(name)

    needs("kind", content.kind in policy.kinds)
    needs("body", content.body is not None or content.body_unknown)
    needs("category", content.category is not None)
    needs("official", content.against != "official" or bool(content.official.name or content.official.post))
    needs("subject", bool(content.subject))
    needs("description", bool(content.description))
    needs("happened_on", content.happened_on is None or content.happened_on <= on)
    lacks += [f"answers.{code}" for code in sorted(required_answers) if not content.answers.get(code)]
    needs("identity_mode", content.identity_mode in policy.identity_modes)
    needs("given_name", "given_name" not in asks or bool(content.given_name))
    needs("family_name", "family_name" not in asks or bool(content.family_name))
    needs(
        "birth_date",
        content.birth_date is not None and is_old_enough(content.birth_date, on=on, policy=policy, is_represented=content.is_represented),
    )
    needs("citizenship", is_admitted_citizen(content.citizenship, policy=policy))
    number = policy.eligibility.identity_number
    needs(
        "identity_number",
        is_identity_number(content.identity_number, policy=policy) if number.required or content.identity_number else True,
    )
    if for_other and content.verify_by == ON_PAPER:
        needs("address", bool(content.address))
    else:
        needs("verify_by", content.verify_by in {"email", "phone"} and bool(content.contact))
    needs("representative", not content.is_represented or is_representative_named(content))
    return lacks
