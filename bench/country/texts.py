"""Words to write with: sentences of real people where the shared data is at hand, else those of the demonstration."""

import csv
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.country.shape import SHARED

CONTENT = Path(__file__).resolve().parents[2] / "mazalim" / "demo" / "content"
LANGUAGES = ("ar", "fr", "ckb", "en")
RARE = "zmorrodine"  # planted; stands in no corpus
COMMON = {"en": "staff", "ar": "بطاقتي", "fr": "service", "ckb": "شەقام"}  # what an officer might look for without a thought
FRENCH = (
    "Le service ne répond ni au téléphone ni au guichet.",
    "Ma demande est restée sans réponse depuis plus de trois mois.",
    "L’éclairage public de notre rue est en panne depuis trois semaines.",
    "Je me suis présenté au bureau à plusieurs reprises, sans résultat.",
    "Les ordures ne sont plus ramassées et l’odeur est insupportable.",
    "On m’a demandé un document que la loi ne prévoit pas.",
    "Je demande que la décision soit motivée et notifiée par écrit.",
)
COLUMNS = {"en": "eng_Latn", "fr": "fra_Latn", "ar": "arb_Arab", "ckb": "ckb_Arab"}


def one_in(cases: int) -> int:
    """Among how many complaints one holds the rare word: 5,000, and fewer in a small country, so that a page of the busiest desk is full everywhere."""
    return max(2, min(5_000, cases // 500))


@dataclass(frozen=True)
class Texts:
    """Sentences of each language. `sources` says for the report where they come from."""

    sentences: dict[str, list[str]]
    sources: tuple[str, ...]

    def subject(self, chance: random.Random, language: str) -> str:
        """One line of at most 120 signs."""
        return chance.choice(self.sentences[language])[:120].strip() or "-"

    def description(self, chance: random.Random, language: str, *, length: int, is_rare: bool = False) -> str:
        """Sentences until `length` characters are reached."""
        parts, size, sentences = [], 0, self.sentences[language]
        while size < length:
            part = sentences[int(chance.random() * len(sentences))]
            parts.append(part)
            size += len(part) + 1
        if is_rare:
            parts.insert(len(parts) // 2, RARE)
        return " ".join(parts)[: max(length, 40 + len(RARE))]


def texts_of(folder: Path = SHARED) -> Texts:
    """What lies in the shared data; a language without any falls back on the demonstration's."""
    sentences: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    sources = []
    routing = folder / "routing"
    for language, name in (("en", "en_feedback_train.csv"), ("ar", "ar_requests_train.csv")):
        if (routing / name).exists():
            sentences[language] += [row["text"] for row in _rows(routing / name)]
            sources.append(name)
    if (routing / "topics_9_languages_train.csv").exists():
        for row in _rows(routing / "topics_9_languages_train.csv"):
            for language, column in COLUMNS.items():
                sentences[language].append(row[column])
        sources.append("topics_9_languages_train.csv")
    for language, own in sentences.items():
        if not own or language == "ckb":
            own += _of_demonstration(language) or list(FRENCH)
    if not sources:
        sources.append("the demonstration's texts; ../shared/data is absent")
    return Texts({language: [one.strip() for one in own if one.strip()] for language, own in sentences.items()}, tuple(sources))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def _of_demonstration(language: str) -> list[str]:
    file = CONTENT / f"{language}.json"
    if not file.exists():
        return []
    return [
        part
        for text in json.loads(file.read_text("utf-8"))["texts"]
        for part in (text["description"].replace("{place}", ""), *text["points"])
    ]
