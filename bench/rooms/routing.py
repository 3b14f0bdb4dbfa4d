"""How well the text model of routing finds a label, on texts that it has not seen.

Run from the repository's root with the folder of the data:

    python -m bench.rooms.routing ../shared/data/routing

The data (see the README of that folder for sources and licences) stays outside of the repository. A fifth of each file, chosen with a fixed
seed, is held out; the model learns from the rest. Beside each figure stands that of a linear support vector machine over words and groups of
letters, as the data's README gives it; that one was tried on other texts of the same sources, so the two are near, not equal, tasks.
"""

import argparse
import csv
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from mazalim.journey.routing.words import TextModel, stems

SEED = 20261101
HELD_OUT = 0.2
LANGUAGES = {"eng_Latn": "en", "fra_Latn": "fr", "arb_Arab": "ar", "ary_Arab": "ar, Moroccan", "acm_Arab": "ar, Iraqi", "ckb_Arab": "ckb"}

Texts = list[tuple[str, str]]


@dataclass(frozen=True)
class Task:
    """Texts with their labels, and the peer's top-1 and top-3."""

    name: str
    texts: Texts
    peer: tuple[str, str]


@dataclass(frozen=True)
class Result:
    """What came out, and what one question cost."""

    top1: float
    top3: float
    milliseconds: float
    learned: int


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def tasks(folder: Path) -> Iterator[Task]:
    """The tasks of the data's README."""
    english = _rows(folder / "en_feedback_train.csv")
    yield Task("en: 9 labels of feedback", [(row["text"], row["label"]) for row in english], ("0.684", "0.949"))
    yield Task("en: 38 sub-labels", [(row["text"], row["subcategory"]) for row in english], ("0.527", "0.798"))
    arabic = _rows(folder / "ar_requests_train.csv")
    yield Task("ar: 77 requests", [(row["text"], row["label_en"]) for row in arabic], ("0.858-0.884", "0.946-0.960"))
    topics = _rows(folder / "topics_9_languages_train.csv")
    for column, language in LANGUAGES.items():
        yield Task(f"{language}: 7 topics", [(row[column], row["category"]) for row in topics], ("0.74", "0.95"))


def measure(texts: Texts, *, seed: int = SEED) -> Result:
    """Learn from four fifths, ask for the rest."""
    shuffled = list(texts)
    random.Random(seed).shuffle(shuffled)
    cut = int(len(shuffled) * (1 - HELD_OUT))
    model: TextModel[str, str] = TextModel()
    for text, label in shuffled[:cut]:
        model.learn(stems(text), label)
    began = perf_counter()
    found = [(model.best(stems(text)), label) for text, label in shuffled[cut:]]
    spent = perf_counter() - began
    asked = len(found)
    return Result(
        top1=sum(best[:1] == [label] for best, label in found) / asked,
        top3=sum(label in best for best, label in found) / asked,
        milliseconds=1000 * spent / asked,
        learned=cut,
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one line a task."""
    parser = argparse.ArgumentParser(description="How well the text model of routing finds a label.")
    parser.add_argument("folder", type=Path, nargs="?", default=Path("../shared/data/routing"), help="where the CSV files lie")
    folder = parser.parse_args(arguments).folder
    print(f"{'task':28} {'learned':>8} {'top-1':>7} {'peer':>12} {'top-3':>7} {'peer':>12} {'ms':>6}")
    for task in tasks(folder):
        result = measure(task.texts)
        print(
            f"{task.name:28} {result.learned:8} {result.top1:7.3f} {task.peer[0]:>12} {result.top3:7.3f} {task.peer[1]:>12} "
            f"{result.milliseconds:6.2f}"
        )


if __name__ == "__main__":
    main()
