"""Lodge a planned complaint as a citizen does: draft, code, proof, lodging."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from mazalim.accounts.queries import Standing
from mazalim.common.words import pick
from mazalim.complaints.models import Complaint
from mazalim.demo.country.chance import Chance
from mazalim.demo.country.plans import Plan, official_of
from mazalim.demo.country.words import Words
from mazalim.directory.models import Category, Place, PublicBody
from mazalim.journey.intake import actions as intake
from mazalim.work.actions import sealed_part
from mazalim.work.models import Job

PAGE = (620, 877)  # A4 at 75 dots an inch

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

    def __init__(self, chance: Chance, words: Words, officer: Standing) -> None:
        self.chance, self.words, self.officer = chance, words, officer
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
        if self.number % 16 == 0 and "shown" not in plan.must:
            intake.erase(draft_id=draft.pk, token=token, at=at)
            return self._lodge_for(plan, content, at=at)
        intake.send_code(draft_id=draft.pk, token=token, at=at - timedelta(minutes=2))
        job = Job.objects.filter(name="notices.deliver", payload__kind="verification_code").latest("pk")
        intake.prove(draft_id=draft.pk, token=token, typed=sealed_part(job)["values"]["verification_code"], at=at)
        lodged = intake.lodge(draft_id=draft.pk, token=token, at=at)
        return Case(lodged.complaint_id, plan, lodged.complaint_code, content[content["verify_by"]])

    def _lodge_for(self, plan: Plan, content: dict[str, Any], *, at: datetime) -> Case:
        """As an officer does for somebody at a counter, on the telephone or who has written a letter; every third has neither e-mail nor phone."""
        turn = self.number // 16
        channel, is_on_paper = ("counter", "phone", "letter")[turn % 3], turn % 3 == 0
        draft, token = intake.begin_for_other(
            language=plan.language, channel=channel, is_represented=False, by=self.officer, at=at - timedelta(minutes=20)
        )
        here: dict[str, Any] = {"draft_id": draft.pk, "token": token}
        if is_on_paper:
            street = self.words.streets[plan.language][0]
            intake.write(changes=content | {"verify_by": "paper", "email": "", "phone": "", "address": street}, **here, at=at)
            intake.add_paper(purpose=intake.SIGNED_FORM, name="signed.png", file=_signed_form(), **here, at=at)
        else:
            intake.write(changes=content, **here, at=at)
            intake.send_code(**here, at=at - timedelta(minutes=2))
            job = Job.objects.filter(name="notices.deliver", payload__kind="verification_code").latest("pk")
            intake.prove(typed=sealed_part(job)["values"]["verification_code"], **here, at=at)
        lodged = intake.lodge(**here, at=at)
        contact = content["identity_number"] if is_on_paper else content[content["verify_by"]]
        return Case(lodged.complaint_id, plan, lodged.complaint_code, contact)

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


def _signed_form() -> BytesIO:
    """A scan of a form: lines of writing and a signature."""
    made, page = BytesIO(), Image.new("L", PAGE, 250)
    pen = ImageDraw.Draw(page)
    for line in range(70, 640, 22):
        pen.line((60, line, 560 - line * 7 % 90, line), fill=120, width=2)
    pen.line([(340 + 9 * step, 740 + (step * 37) % 29) for step in range(20)], fill=40, width=3)
    page.save(made, "PNG")
    made.seek(0)
    return made
