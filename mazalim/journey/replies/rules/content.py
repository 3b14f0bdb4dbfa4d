"""What a reply must hold before it leaves, and what it says of the round as a whole."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mazalim.complaints.models import Outcome
from mazalim.country.calendar import Calendar

MOST_COMMITMENTS = 6
FEWEST_WORDS_OF_A_REASON = 5
SUMMARY_CHARACTERS, REASON_CHARACTERS, COMMITMENT_CHARACTERS = 5_000, 5_000, 500


class Redress(models.TextChoices):
    """What puts a point right."""

    REPAIRED = "repaired", pgettext_lazy("redress", "Repaired or done")
    PAID = "paid", pgettext_lazy("redress", "Paid or paid back")
    DECIDED_ANEW = "decided_anew", pgettext_lazy("redress", "Decided anew")
    APOLOGY = "apology", pgettext_lazy("redress", "An apology")
    EXPLAINED = "explained", pgettext_lazy("redress", "Explained")
    NONE = "none", pgettext_lazy("redress", "Nothing to put right")


class Quality(models.TextChoices):
    """What a second person makes sure of before a reply leaves; all of it, or it goes back."""

    ANSWERS_ALL = "answers_all", _("Every point has an answer, and the reasons fit what the file shows.")
    IS_PLAIN = "is_plain", _("Somebody without our knowledge understands it at first reading, in their own language.")
    IS_DOABLE = "is_doable", _("It says what happens now, by when, and promises only what will be done.")


def outcomes_open(*, at_central_desk: bool) -> list[Outcome]:
    """The outcomes a point may have; only the central desk says that no body here is competent."""
    plain = [Outcome.UPHELD, Outcome.PARTLY_UPHELD, Outcome.NOT_UPHELD]
    return [*plain, Outcome.NOT_COMPETENT] if at_central_desk else plain


def outcome_of_all(outcomes: Sequence[str]) -> str:
    """The round's outcome: upheld if every point is, not upheld if none is even in part, else partly upheld; empty without points."""
    found = set(outcomes)
    if not found:
        return ""
    if len(found) == 1:
        return found.pop()
    return Outcome.PARTLY_UPHELD if found & {Outcome.UPHELD, Outcome.PARTLY_UPHELD} else Outcome.NOT_UPHELD


def lacking(numbers: Iterable[int], *, summary: str, answers: Mapping[int, Mapping[str, Any]], allowed: Iterable[str]) -> list[str]:
    """What keeps a draft from being handed in: `summary`, or `<field>_<number>` for a point without outcome, redress or reason."""
    return ([] if summary.strip() else ["summary"]) + lacking_in_points(numbers, answers=answers, allowed=allowed)


def lacking_in_points(numbers: Iterable[int], *, answers: Mapping[int, Mapping[str, Any]], allowed: Iterable[str]) -> list[str]:
    """`<field>_<number>` for each point without an outcome that is allowed, without redress or reason."""
    known, missing = set(allowed), []
    for number in numbers:
        answer = answers.get(number, {})
        if answer.get("outcome") not in known:
            missing.append(f"outcome_{number}")
        if answer.get("redress") not in set(Redress):
            missing.append(f"redress_{number}")
        if not str(answer.get("reason", "")).strip():
            missing.append(f"reason_{number}")
    return missing


def is_reasoned(reason: str) -> bool:
    """Whether a point was answered with more than a word or two; public figures count replies of which every point was."""
    return len(reason.split()) >= FEWEST_WORDS_OF_A_REASON


def last_day_of_grace(due_date: date, *, calendar: Calendar, working_days: int) -> date:
    """The last day on which a commitment may still be proved before it counts as broken."""
    day, left = due_date, working_days
    while left:
        day = calendar.next_working_day(date.fromordinal(day.toordinal() + 1))
        left -= 1
    return day
