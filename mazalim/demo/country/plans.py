"""How many complaints, when, where and in which language; and those that are put where a visitor wants to find them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from mazalim.demo.country.bodies import BODIES, Office
from mazalim.demo.country.chance import Chance
from mazalim.demo.country.words import LANGUAGES, Words
from mazalim.directory.models import PublicBody

# Complaints a month over eighteen months: a service that becomes known. With those of STANDING about 400.
MONTHS = (9, 11, 12, 13, 14, 15, 17, 18, 19, 21, 22, 22, 24, 25, 26, 27, 27, 24)
MONTH = timedelta(days=547) / 18

# Where cases stand now, so that every list has something in it: body, days since lodging, last stage, and what else is true of them:
# what happened on the way, the language, and `shown` for those whose code is printed.
STANDING: tuple[tuple[str, float, str, frozenset[str]], ...] = (
    ("MUN-EBL", 0.2, "lodged", frozenset({"unknown"})),
    ("ELE-EBL", 0.6, "lodged", frozenset({"unknown"})),
    ("PEN-SUL", 1.6, "lodged", frozenset({"unknown"})),
    ("MUN-EBL", 0.4, "routed", frozenset()),
    ("MUN-EBL", 1.1, "routed", frozenset({"confidential"})),
    ("ELE-EBL", 0.8, "routed", frozenset()),
    ("EDU-EBL", 0.7, "routed", frozenset()),
    ("HLT-EBL", 0.9, "routed", frozenset()),
    ("KRG04", 1.3, "routed", frozenset()),
    ("MUN-SUL", 0.5, "routed", frozenset()),
    ("MUN-EBL", 5, "taken", frozenset({"noted"})),
    ("MUN-EBL", 9, "taken", frozenset({"message"})),
    ("ELE-EBL", 6, "taken", frozenset({"noted"})),
    ("EDU-EBL", 7, "taken", frozenset()),
    ("HLT-EBL", 8, "taken", frozenset({"message"})),
    ("KRG04", 10, "taken", frozenset()),
    ("MUN-SUL", 4, "taken", frozenset()),
    ("MUN-EBL", 10, "asked", frozenset({"ar", "shown"})),
    ("MUN-EBL", 13, "asked", frozenset({"en", "contested"})),
    ("ELE-EBL", 9, "asked", frozenset()),
    ("HLT-EBL", 12, "asked", frozenset()),
    ("KRG04", 11, "asked", frozenset()),
    ("MUN-EBL", 11, "handed_in", frozenset()),
    ("MUN-EBL", 14, "handed_in", frozenset({"asked", "answered"})),
    ("ELE-EBL", 13, "handed_in", frozenset()),
    ("EDU-EBL", 9, "handed_in", frozenset()),
    ("HLT-EBL", 10, "handed_in", frozenset({"noted"})),
    ("KRG04", 16, "handed_in", frozenset()),
    ("MUN-SUL", 8, "handed_in", frozenset()),
    ("MUN-EBL", 4, "refusal_proposed", frozenset()),
    ("KRG04", 12, "extension_proposed", frozenset()),
    ("ELE-EBL", 6, "reveal_proposed", frozenset({"confidential"})),
    ("MUN-EBL", 3, "taken", frozenset({"official"})),
    ("EDU-EBL", 5, "taken", frozenset({"official", "confidential"})),
    ("MUN-EBL", 6, "conflict", frozenset({"en", "official", "accused_integrity"})),
    ("MUN-EBL", 4, "conflict", frozenset({"en", "official", "accused_officer"})),
    ("MUN-EBL", 12, "taken", frozenset({"en", "official", "ruled_out"})),
    ("KRG04", 5, "conflict", frozenset({"en", "unknown", "official", "accused_central"})),
    ("MUN-SUL", 6, "conflict", frozenset({"recused"})),
    ("ELE-EBL", 7, "conflict", frozenset({"recused", "lifting"})),
    ("MUN-EBL", 33, "taken", frozenset({"late", "message"})),
    ("ELE-EBL", 36, "taken", frozenset({"late"})),
    ("ELE-EBL", 52, "routed", frozenset({"late"})),
    ("KRG04", 44, "taken", frozenset({"late"})),
    ("KRG04", 71, "taken", frozenset({"late", "message"})),
    ("LAND-EBL", 66, "routed", frozenset({"late"})),
    ("LAND-EBL", 40, "taken", frozenset({"late"})),
    ("MUN-SUL", 31, "taken", frozenset({"late"})),
    ("WAT-EBL", 30, "taken", frozenset({"late"})),
    ("MUN-EBL", 21, "replied", frozenset({"en", "shown", "asked", "answered", "promised"})),
    ("MUN-EBL", 24, "reopened", frozenset({"reopened", "rated"})),
    ("ELE-EBL", 30, "reopened", frozenset({"reopened", "rated"})),
    ("MUN-EBL", 25, "appealed", frozenset({"en", "declined", "shown"})),
    ("MUN-EBL", 22, "appealed", frozenset({"declined", "statement"})),
    ("MUN-EBL", 9, "appealed", frozenset({"refused"})),
    ("MUN-EBL", 31, "appealed", frozenset({"ar", "silent"})),
    ("KRG04", 21, "appealed", frozenset({"declined"})),
    ("MUN-EBL", 58, "appeal_decided", frozenset({"en", "declined", "allowed"})),
    ("MUN-EBL", 63, "appeal_decided", frozenset({"declined", "dismissed"})),
    ("MUN-EBL", 70, "appeal_decided", frozenset({"refused", "sent_back"})),
    ("KRG04", 66, "appeal_decided", frozenset({"declined", "allowed"})),
    ("ELE-EBL", 61, "appeal_decided", frozenset({"declined", "dismissed"})),
    ("MUN-SUL", 26, "", frozenset({"referred", "ruled"})),
    ("WAT-EBL", 60, "", frozenset({"referred", "ruled"})),
)


# What `must` says -> whom the complainant accuses: officers of the cast, and somebody who works with no service.
ACCUSED = {"accused_integrity": "Layla Yousif", "accused_officer": "Omar Jabbar", "accused_central": "Huda Ibrahim"}
STRANGER = "Kamaran Bahjat"


def official_of(must: frozenset[str]) -> dict[str, str]:
    """The official's name, where the plan gives one."""
    name = next((name for kind, name in ACCUSED.items() if kind in must), STRANGER if "ruled_out" in must else "")
    return {"name": name} if name else {}


@dataclass(frozen=True)
class Plan:
    """One complaint to come. `stop` is the stage after which nothing more happens; `must` holds what is sure to happen on the way."""

    office: Office
    language: str
    text: dict[str, Any]
    lodged_at: datetime
    stop: str = ""
    must: frozenset[str] = field(default_factory=frozenset)


class Planner:
    """Draws the plans."""

    def __init__(self, chance: Chance, words: Words, now: datetime) -> None:
        self.chance, self.words, self.now = chance, words, now
        bodies = {body.code: body for body in PublicBody.objects.prefetch_related("categories")}
        self.categories = {office.code: {one.code for one in bodies[office.code].categories.all()} for office in BODIES}
        self.offices = {office.code: office for office in BODIES}
        self.languages = list(LANGUAGES)
        self.told: set[tuple[str, str]] = set()  # body and subject

    def all(self, months: Sequence[int]) -> list[Plan]:
        """Every complaint, by the time of lodging: so many in each of the months up to now, and those of STANDING."""
        plans = [self._standing(*row) for row in STANDING]
        for month, number in enumerate(months):
            start = self.now - MONTH * (len(months) - month)
            plans += [self._drawn(start + MONTH * self.chance.between(0, 1)) for _ in range(number)]
        return sorted((plan for plan in plans if plan.lodged_at < self.now), key=lambda plan: plan.lodged_at)

    def _language(self) -> str:
        return self.chance.one_of(self.languages, list(LANGUAGES.values()))

    def _standing(self, code: str, days: float, stop: str, must: frozenset[str]) -> Plan:
        language = next((one for one in self.languages if one in must), None) or self._language()
        text = self.words.complaint(language, among=self.categories[code], kind="complaint")
        self.told.add((code, text["subject"]))
        at = self.now - timedelta(days=days)
        return Plan(self.offices[code], language, text, at if days < 2 else self.chance.at_home(at), stop, must)

    def _drawn(self, day: datetime) -> Plan:
        language = self._language()
        for _ in range(8):
            text = self.words.complaint(language)
            fitting = [code for code, known in self.categories.items() if text["category"] in known and self.offices[code].weight]
            fresh = [code for code in fitting if (code, text["subject"]) not in self.told]
            if fresh:  # a text that comes back goes to another body than before
                break
        code = self.chance.one_of(fresh or fitting, [self.offices[code].weight for code in fresh or fitting])
        self.told.add((code, text["subject"]))
        return Plan(self.offices[code], language, text, self.chance.at_home(day))
