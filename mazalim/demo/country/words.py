"""What people of the demo country write."""

import json
import tomllib
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mazalim.demo.country.chance import Chance

CONTENT = Path(__file__).resolve().parent.parent / "content"
LANGUAGES = {"ckb": 0.50, "ar": 0.35, "en": 0.15}  # share of complaints


@dataclass
class Words:
    """The prepared complaints, people and streets of each language, and the lesser words of the acts."""

    chance: Chance
    texts: Mapping[str, list[dict[str, Any]]]
    people: Mapping[str, Mapping[str, list[str]]]
    streets: Mapping[str, list[str]]
    acts: Mapping[str, list[dict[str, Any]]]
    told: Counter[tuple[str, str]] = field(default_factory=Counter)  # how often a text was used

    @classmethod
    def read(cls, chance: Chance) -> "Words":
        """From the files of the package."""
        content = {language: json.loads((CONTENT / f"{language}.json").read_text(encoding="utf-8")) for language in LANGUAGES}
        return cls(
            chance,
            {language: one["texts"] for language, one in content.items()},
            {language: one["people"] for language, one in content.items()},
            {language: one["streets"] for language, one in content.items()},
            tomllib.loads((CONTENT / "words.toml").read_text(encoding="utf-8")),
        )

    def act(self, name: str, language: str) -> str:
        """What somebody writes at an act, in a language."""
        return str(self.chance.one_of(self.acts[name])[language])

    def refusal(self, language: str) -> dict[str, str]:
        """A refusal's reason, text, legal basis and where to go."""
        one = self.chance.one_of(self.acts["refusal"])
        return {
            "reason": one["reason"],
            "text": one[language],
            "legal_basis": one["basis"][language],
            "where_to_go": one["where"][language],
        }

    def complaint(self, language: str, *, among: Collection[str] | None = None, kind: str = "") -> dict[str, Any]:
        """A prepared complaint, of certain categories or of a kind where these are given. What was told least comes first, so that a text
        returns only when all have been told."""
        fitting = [
            text
            for text in self.texts[language]
            if (among is None or text["category"] in among) and (not kind or text.get("kind", "complaint") == kind)
        ]
        least = min(self.told[language, text["subject"]] for text in fitting)
        text = self.chance.one_of([text for text in fitting if self.told[language, text["subject"]] == least])
        self.told[language, text["subject"]] += 1
        return text
