"""Reads a draft that a machine sent with the same forms as the wizard's, and says everything that is wrong with it at once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mazalim.common.clock import day_of
from mazalim.common.text import number_in
from mazalim.complaints.models import Kind
from mazalim.country.policy import Policy
from mazalim.country.queries import policy_at
from mazalim.directory.models import Category
from mazalim.directory.queries import all_categories, body_row, categories_of, place_known_as
from mazalim.journey.intake.api.schemas import ComplainantNamed, NewDraft
from mazalim.journey.intake.content import Content
from mazalim.journey.intake.forms import (
    AgainstForm,
    BirthDateForm,
    ContactForm,
    HappenedForm,
    IdentityNumberForm,
    KnownForm,
    NameForm,
    PointsForm,
    QuestionsForm,
    StepForm,
)
from mazalim.journey.intake.forms.base import LineField
from mazalim.journey.intake.forms.matter import SHORT
from mazalim.journey.intake.forms.questions import PREFIX
from mazalim.journey.intake.rules import is_admitted_citizen, is_old_enough
from mazalim.journey.intake.steps import Walk
from mazalim.notices import sms
from mazalim.web import formats
from mazalim.web.forms import PARTS, PartedDateField
from mazalim.web.problems import wrong_fields

Words = str | Promise
NO_DATE = _("Write the date as in 1984-03-27")


class _Reading:
    """One draft being read: what is right goes to `changes`, what is wrong to `faults`."""

    def __init__(self, new: NewDraft, *, language: str, policy: Policy, today: date) -> None:
        self.new, self.policy, self.today = new, policy, today
        self.changes: dict[str, Any] = {"language": language, "is_checked": True}
        self.faults: list[tuple[str, Words]] = []
        self.walk = Walk(Content(language=language), policy, today, None)

    def form(self, form: StepForm, names: Mapping[str, str]) -> None:
        """Take what a form of the wizard makes of its fields; `names` gives the API's name of each."""
        if form.is_valid():
            self.changes |= form.changes()
        for name, words in form.errors.items():
            self.faults.append((names.get(name, name), str(words[0])))

    def field(self, name: str, field: forms.Field, value: Any) -> Any:
        """What a single field makes of a value; None where it refuses."""
        try:
            return field.clean(value)
        except ValidationError as error:
            self.faults.append((name, error.messages[0]))
            return None

    def day(self, name: str, typed: str) -> date | None:
        """The date of an ISO text in any digits."""
        try:
            return date.fromisoformat("".join(str(int(sign)) if sign.isdecimal() else sign for sign in typed.strip()))
        except ValueError:
            self.faults.append((name, NO_DATE))
            return None


def draft_content(new: NewDraft, *, language: str, at: datetime) -> dict[str, Any]:
    """The fields of Content (JSON values) of a draft, ready to be lodged once the contact is proved. Raises Problem with every wrong field."""
    policy = policy_at(at)
    reading = _Reading(new, language=new.language or language, policy=policy, today=day_of(at, policy.zone))
    if reading.changes["language"] not in policy.languages:
        reading.faults.append(("language", _("This service does not speak this language.")))
    _read_where(reading)
    _read_matter(reading)
    _read_person(reading, new.complainant)
    _read_contact(reading, new.complainant)
    if reading.faults:
        raise wrong_fields(reading.faults)
    return reading.changes


def _read_where(reading: _Reading) -> None:
    new = reading.new
    body = number_in(new.body) if new.body else None
    if new.body and new.body_unknown:
        reading.faults.append(("body_unknown", _("Give a body, or say that it is unknown; not both")))
    elif new.body_unknown:
        reading.changes |= {"body": None, "body_unknown": True}
    elif not new.body:
        reading.faults.append(("body", _("Choose a public body, or say that you do not know")))
    elif body is None or not (row := body_row(body)) or not row.accepts:
        reading.faults.append(("body", _("There is no such public body, or it takes no complaints")))
    else:
        reading.changes |= {"body": body, "body_unknown": False}
    offered = categories_of(body) if body is not None else all_categories()
    category: Category | None = offered.filter(pk=number_in(new.category) or 0).first()
    if category is None:
        reading.faults.append(("category", _("There is no such category, or this body does not deal with it")))
        return
    reading.changes["category"] = category.pk
    reading.walk = replace(reading.walk, category=category)


def _read_matter(reading: _Reading) -> None:
    new, walk = reading.new, reading.walk
    if new.kind in reading.policy.kinds:
        reading.changes["kind"] = new.kind
    else:
        reading.faults.append(("kind", _("Choose what you would like to write")))
    reading.form(HappenedForm({"subject": new.subject, "description": new.description}, walk=walk), {})
    most = reading.policy.limits.points
    if len(new.points) > most:
        reading.faults.append(("points", _("There may be %(most)s points at most") % {"most": formats.count(most)}))
    elif new.kind != Kind.PRAISE:
        form = PointsForm({f"point_{at}": text for at, text in enumerate(new.points)}, walk=walk)
        reading.form(form, {f"point_{at}": f"points.{at}" for at in range(most)})
    official = new.official
    against = "official" if official and (official.name.strip() or official.post.strip() or official.unit.strip()) else "service"
    typed = {"against": against, **(official.dict() if official else {})}
    reading.form(AgainstForm(typed, walk=walk), {name: f"official.{name}" for name in ("name", "post", "unit")})
    if new.happened_on and (day := reading.day("happened_on", new.happened_on)):
        reading.field("happened_on", PartedDateField(latest=reading.today), day)
        reading.changes["happened_on"] = day.isoformat()
    if new.place:
        place = place_known_as(new.place)
        words = "" if place else reading.field("place", LineField(most=SHORT), new.place)
        reading.changes |= {"place": place.pk if place else None, "place_text": words}
    _read_answers(reading)


def _read_answers(reading: _Reading) -> None:
    """Answers are welcome and never insisted on: not every app that lodges can ask what a category asks."""
    fields, answers = QuestionsForm(walk=reading.walk).fields, {}
    for code, typed in reading.new.answers.items():
        name, field = f"answers.{code}", fields.get(f"{PREFIX}{code}")
        if field is None:
            reading.faults.append((name, _("This category has no such question")))
            continue
        value = reading.day(name, typed) if typed and isinstance(field, PartedDateField) else typed
        field.required = False
        cleaned = reading.field(name, field, value)
        if cleaned not in ("", None):
            answers[code] = cleaned.isoformat() if isinstance(cleaned, date) else str(cleaned)
    reading.changes["answers"] = answers


def _read_person(reading: _Reading, person: ComplainantNamed) -> None:
    policy, walk = reading.policy, reading.walk
    reading.form(
        NameForm({"given_name": person.given_name, "family_name": person.family_name}, walk=walk),
        {name: f"complainant.{name}" for name in ("given_name", "family_name")},
    )
    name = "complainant.birth_date"
    if not person.birth_date.strip():
        reading.faults.append((name, _("Enter the day, the month and the year")))
    elif day := reading.day(name, person.birth_date):
        parts = dict(zip((f"birth_date_{part}" for part in PARTS), (day.day, day.month, f"{day.year:04d}"), strict=True))
        form = BirthDateForm(parts, walk=walk)
        reading.form(form, {"birth_date": name})
        if form.is_valid() and not is_old_enough(day, on=reading.today, policy=policy):
            age = formats.count(policy.eligibility.minimum_age)
            reading.faults.append((name, _("Whoever complains must be %(age)s or older on the day of lodging") % {"age": age}))
    country = person.citizenship.strip().upper()
    reading.changes["citizenship"] = country
    if not is_admitted_citizen(country, policy=policy):
        admitted = ", ".join(policy.eligibility.citizenships)
        reading.faults.append(
            ("complainant.citizenship", _("Citizens of these countries may complain: %(countries)s") % {"countries": admitted})
        )
    reading.form(
        IdentityNumberForm({"identity_number": person.identity_number}, walk=walk), {"identity_number": "complainant.identity_number"}
    )
    reading.form(KnownForm({"identity_mode": reading.new.identity_mode}, walk=walk), {})


def _read_contact(reading: _Reading, person: ComplainantNamed) -> None:
    by = reading.new.verify_by
    if by not in {"email", "phone"}:
        reading.faults.append(("verify_by", _("Choose e-mail or SMS")))
    elif by == "phone" and not sms.is_configured():
        reading.faults.append(("verify_by", _("This service cannot send SMS. Choose e-mail")))
    else:
        form = ContactForm({"by": by, "email": person.email, "phone": person.phone}, walk=reading.walk)
        reading.form(form, {"by": "verify_by", "email": "complainant.email", "phone": "complainant.phone"})
