"""Lodge a planned complaint as a citizen does: draft, code, proof, lodging."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from mazalim.common.words import pick
from mazalim.complaints.models import Complaint
from mazalim.demo.country.chance import Chance
from mazalim.demo.country.plans import Plan, official_of
from mazalim.demo.country.words import Words
from mazalim.directory.models import Category, Place, PublicBody
from mazalim.journey.intake import actions as intake
from mazalim.work.actions import sealed_part
from mazalim.work.models import Job

ACCUSING = {"staff_behaviour", "bribe_demanded", "discrimination", "police_conduct"}


@dataclass(frozen=True)
class Case:
    """A lodged complaint with what its complainant holds."""

    pk: int
    plan: Plan
    code: str
    contact: str

    def fresh(self) -> Complaint:
        """The complaint as it stands now."""
        return Complaint.objects.get(pk=self.pk)


class Counter:
    """Where citizens lodge."""

    def __init__(self, chance: Chance, words: Words) -> None:
        self.chance, self.words = chance, words
        self.bodies = {body.code: body.pk for body in PublicBody.objects.all()}
        self.categories = {category.code: category for category in Category.objects.all()}
        self.places = list(Place.objects.exclude(level="governorate").order_by("code"))
        self.number = 0

    def lodge(self, plan: Plan, *, at: datetime, body: int | None = None) -> Case:
        """Lodge the plan's complaint; `body` is another one than the plan's, which the citizen takes for the right one."""
        self.number += 1
        content = self._content(plan, at)
        if body is not None and not content["body_unknown"]:
            content["body"] = body
        draft, token = intake.begin(
            language=plan.language, channel="web", network=f"demo {self.number}", at=at - timedelta(minutes=12), content=content
        )
        intake.send_code(draft_id=draft.pk, token=token, at=at - timedelta(minutes=2))
        job = Job.objects.filter(name="notices.deliver", payload__kind="verification_code").latest("pk")
        intake.prove(draft_id=draft.pk, token=token, typed=sealed_part(job)["values"]["verification_code"], at=at)
        lodged = intake.lodge(draft_id=draft.pk, token=token, at=at)
        return Case(lodged.complaint_id, plan, lodged.complaint_code, content[content["verify_by"]])

    def _content(self, plan: Plan, at: datetime) -> dict[str, Any]:
        text, language, chance = plan.text, plan.language, self.chance
        category = self.categories[text["category"]]
        place = chance.one_of([place for place in self.places if place.code.startswith(plan.office.places)])
        place_name = pick(place.names, language)[0]
        happened_on = (at - timedelta(days=chance.between(1, 25))).date()
        accuses = "official" in plan.must or (plan.office.integrity and text["category"] in ACCUSING and chance.happens(0.8))
        is_unknown = "unknown" in plan.must or (not accuses and not plan.stop and chance.happens(0.05))
        return {
            "language": language,
            "kind": text.get("kind", "complaint"),
            "body": None if is_unknown else self.bodies[plan.office.code],
            "body_unknown": is_unknown,
            "category": category.pk,
            "against": "official" if accuses else "service",
            "official": {"post": self.words.act("post", language), **official_of(plan.must)} if accuses else {},
            "subject": text["subject"].replace("{place}", place_name),
            "description": text["description"].replace("{place}", place_name),
            "happened_on": happened_on.isoformat() if chance.happens(0.8) else None,
            "place": place.pk,
            "place_text": chance.one_of(self.words.streets[language]) if chance.happens(0.6) else "",
            "answers": {question["code"]: self._answer(question, language, happened_on) for question in category.questions},
            "points": [point.replace("{place}", place_name) for point in text["points"]],
            "identity_mode": "confidential" if "confidential" in plan.must or chance.happens(0.12) else "named",
            **self._person(language),
        }

    def _answer(self, question: dict[str, Any], language: str, happened_on: date) -> str:
        required, chance = question.get("required", False), self.chance
        match question["kind"]:
            case "yes_no":
                return "yes" if chance.happens(0.5) else "no"
            case "choice":
                return str(chance.one_of(question["choices"])["code"])
            case "number":
                return str(chance.random.randrange(1, 9))
            case "date" if required or chance.happens(0.5):
                return happened_on.isoformat()
            case "text" if required:
                return chance.one_of(self.words.streets[language])
        return ""

    def _person(self, language: str) -> dict[str, str]:
        """Somebody who does not exist: addresses under .example (RFC 2606), telephone numbers from a block that no operator gives out."""
        chance, people = self.chance, self.words.people
        year = chance.random.randrange(1952, 2006)
        by = "phone" if chance.happens(0.5) else "email"
        contact = {
            "email": f"{chance.one_of(people['en']['given']).lower()}.{self.number}@mail.example",
            "phone": f"+96475000{self.number:05d}",
        }
        also = {} if chance.happens(0.7) else contact
        return {
            "given_name": chance.one_of(people[language]["given"]),
            "family_name": chance.one_of(people[language]["family"]),
            "birth_date": f"{year}-{chance.random.randrange(1, 13):02d}-{chance.random.randrange(1, 29):02d}",
            "citizenship": "IQ",
            "identity_number": f"{year}{chance.random.randrange(10**8):08d}",
            "verify_by": by,
            by: contact[by],
        } | also
