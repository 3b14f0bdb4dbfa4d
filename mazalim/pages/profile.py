"""Reads a profile's folder and loads it in one transaction."""

import csv
import tomllib
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from mazalim.country import actions as country
from mazalim.directory import actions as directory
from mazalim.journey.routing.suggest import forget_suggestions

# The name of the desk that every accepting body has where the profile lists none.
GENERAL_DESK = {"en": "Complaints desk", "fr": "Bureau des plaintes", "ar": "مكتب الشكاوى", "ckb": "بەشی سکاڵا"}


def profiles_in(folder: Path) -> list[str]:
    """The names of the profiles that lie in a folder."""
    return sorted(found.parent.name for found in folder.glob("*/profile.toml"))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@transaction.atomic
def load_profile(*, folder: Path, at: datetime) -> dict[str, int]:
    """Load everything and return how many rows of each sort there are. Raises WrongPolicy, WrongDirectory or what a broken file raises."""
    policy = tomllib.loads((folder / "profile.toml").read_text(encoding="utf-8"))
    valid_from = policy.pop("valid_from")
    country.load_policy(policy=policy, valid_from=valid_from, at=at)
    categories = tomllib.loads((folder / "categories.toml").read_text(encoding="utf-8"))["category"]
    questions = tomllib.loads((folder / "questions.toml").read_text(encoding="utf-8"))["question"]
    pages = tomllib.loads((folder / "pages.toml").read_text(encoding="utf-8"))
    holidays = {
        date.fromisoformat(row["date"]): {
            language: row[f"name_{language}"] for language in directory.LANGUAGES if row.get(f"name_{language}")
        }
        for row in _rows(folder / "holidays.csv")
    }
    loaded = {
        "holidays": country.load_holidays(holidays=holidays),
        "categories": directory.load_categories(categories=categories),
        "bodies": directory.load_bodies(rows=_rows(folder / "bodies.csv")),
        "desks": directory.load_desks(rows=_rows(folder / "desks.csv"), general_names=GENERAL_DESK),
        "places": directory.load_places(rows=_rows(folder / "places.csv")),
        "questions": country.load_questions(questions=questions),
        "pages": country.load_page_texts(texts=pages),
    }
    forget_suggestions()
    return loaded
