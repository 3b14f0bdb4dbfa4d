"""The country's complaints as lines of JSON, one at a time, so that ten million need no more memory than ten."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.country.shape import Shape, Weighted
from bench.country.texts import Texts, one_in

SEED = 20261101
YEARS = 5
LANGUAGES = Weighted.of({"ar": 0.50, "fr": 0.24, "en": 0.14, "ckb": 0.12})
KINDS = Weighted.of({"complaint": 0.965, "remark": 0.025, "suggestion": 0.01})
GIVEN = ("Zainab", "Youssef", "Fatima", "Karim", "Layla", "Omar", "Amina", "Hassan", "Salma", "Rachid", "Nadia", "Ibrahim")
FAMILY = ("El Amrani", "Benali", "Idrissi", "Karim", "Alaoui", "Tazi", "Hasan", "Bennani", "Mansour", "Chraibi", "Saidi", "Fassi")
NEVER_ANSWERED = 0.02
REDRESS = {"upheld": "repaired", "partly_upheld": "explained", "not_upheld": "none"}


@dataclass(frozen=True)
class Place:
    """A body that takes complaints: its code, the codes of its categories, and who works there."""

    body: str
    categories: Sequence[str]
    officer: str | None = None

    def category(self, chance: random.Random) -> str:
        """One of its categories, the first ones more often."""
        return self.categories[int(chance.random() ** 2 * len(self.categories))]


@dataclass(frozen=True)
class Country:
    """What lines are made of. `bodies` stand in the order of their volume, the busiest first."""

    bodies: Sequence[Place]
    places: Sequence[str]
    shape: Shape
    texts: Texts
    now: datetime
    is_moroccan: bool = True

    def lines(self, number: int, *, of: int = 0, seed: int = SEED) -> Iterator[str]:
        """So many complaints in the order of lodging, over five years that end a moment before `now`; `of` how many where the others are copies."""
        for row in self.complaints(number, of=of, seed=seed):
            yield json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"

    def complaints(self, number: int, *, of: int = 0, seed: int = SEED) -> Iterator[dict[str, Any]]:
        """The same, as rows."""
        chance = random.Random(seed)  # repeatable, no secret
        which = Weighted.of(dict(enumerate(self.shape.weights(len(self.bodies)))))
        span = timedelta(days=365 * YEARS)
        rare = one_in(of or number)
        for at in range(1, number + 1):
            lodged = self.now - span * (1 - (at - chance.random()) / number) - timedelta(minutes=5)
            yield self._complaint(chance, at, self.bodies[which.draw(chance)], lodged, rare)

    def _complaint(self, chance: random.Random, number: int, where: Place, lodged: datetime, rare: int) -> dict[str, Any]:
        language = LANGUAGES.draw(chance)
        length = max(20, int(self.shape.lengths[language].draw(chance)))
        row: dict[str, Any] = {
            "reference": f"BENCH-{number:09d}",
            "lodged_at": _stamp(lodged),
            "kind": KINDS.draw(chance),
            "language": language,
            "channel": self.shape.channels.draw(chance),
            "identity_mode": "confidential" if chance.random() < 0.12 else "named",
            "body": where.body,
            "category": where.category(chance),
            "place": chance.choice(self.places) if chance.random() < 0.8 else None,
            "happened_on": (lodged - timedelta(days=chance.randrange(1, 40))).date().isoformat(),
            "subject": self.texts.subject(chance, language),
            "text": self.texts.description(chance, language, length=min(length, 9_000), is_rare=chance.randrange(rare) == 0),
            "points": [self.texts.subject(chance, language) for _ in range(1 + (chance.random() < 0.3))],
            "complainant": self.person(chance, number),
        }
        row["history"] = list(self._history(chance, row, where, lodged))
        return row

    def person(self, chance: random.Random, number: int) -> dict[str, str]:
        """Somebody of full age with an address of their own."""
        return {
            "given_name": chance.choice(GIVEN),
            "family_name": chance.choice(FAMILY),
            "birth_date": f"{1940 + chance.randrange(60)}-{1 + chance.randrange(12):02d}-{1 + chance.randrange(28):02d}",
            "citizenship": "MA" if self.is_moroccan else "IQ",
            "identity_number": f"AB{number % 1_000_000}" if self.is_moroccan else f"{198403270000 + number}",
            "email": f"citizen{number}@bench.example",
        }

    def _history(self, chance: random.Random, row: dict[str, Any], where: Place, lodged: datetime) -> Iterator[dict[str, Any]]:
        """What happened, as far as it lies before now."""
        language, points, officer = row["language"], len(row["points"]), where.officer

        def leaf(kind: str, at: datetime, **more: Any) -> dict[str, Any]:
            return {"kind": kind, "at": _stamp(at), **more}

        def words(size: int = 240) -> str:
            return self.texts.description(chance, language, length=size)

        days = self.shape.days_to_conclude.draw(chance)
        is_answered = chance.random() >= NEVER_ANSWERED
        answered = lodged + timedelta(days=days)
        taken = lodged + (answered - lodged) * 0.2 * chance.random() + timedelta(minutes=1)
        if taken >= self.now:
            return
        yield leaf("take", taken, by=officer)
        if chance.random() < 0.35:
            noted = taken + (answered - taken) * 0.3
            if noted < self.now:
                yield leaf("note", noted, by=officer, text=words(120))
        if chance.random() < 0.12 and days > 3:
            asked, told = taken + (answered - taken) * 0.4, taken + (answered - taken) * 0.6
            if asked < self.now:
                yield leaf("ask", asked, by=officer, text=words(100))
            if told < self.now:
                yield leaf("answer", told, text=words(150))
        if not is_answered or answered >= self.now:
            return
        outcomes = [chance.choices(("upheld", "partly_upheld", "not_upheld"), (0.45, 0.2, 0.35))[0] for _ in range(points)]
        answers = [{"outcome": one, "redress": REDRESS[one], "reason": words(200)} for one in outcomes]
        # What is no complaint has no points to be answered one by one.
        yield leaf("reply", answered, by=officer, text=words(500), **({"points": answers} if row["kind"] == "complaint" else {}))
        rated, closed = answered + timedelta(days=1 + 3 * chance.random()), answered + timedelta(days=14.5)
        if chance.random() < 0.1 and rated < self.now:
            yield leaf("rate", rated, score=self.shape.scores.draw(chance))
        if closed < self.now:
            yield leaf("close", closed)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
