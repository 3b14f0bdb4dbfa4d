"""What an appeal is against, and what a decision on it must hold."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from mazalim.complaints.models import AppealDecision, Complaint, Outcome, State
from mazalim.journey.replies.rules import lacking_in_points

FEWEST_WORDS_OF_REASONS = 15
REASONS_CHARACTERS, STATEMENT_CHARACTERS = 10_000, 5_000
_RIGHT = frozenset({Outcome.UPHELD, Outcome.PARTLY_UPHELD})
# These decide on the matter itself, point by point; dismissed lets the first answer stand, sent back has the body answer anew.
ON_THE_MATTER = frozenset({AppealDecision.ALLOWED, AppealDecision.PARTLY_ALLOWED})


class Against(StrEnum):
    """What the complainant does not accept."""

    REFUSAL = "refusal"
    REPLY = "reply"
    SILENCE = "silence"


def against_what(complaint: Complaint) -> Against:
    """What an appeal that is lodged now would be against."""
    if complaint.state == State.INADMISSIBLE:
        return Against.REFUSAL
    return Against.REPLY if complaint.state in {State.ANSWERED, State.CLOSED} else Against.SILENCE


def is_reasoned(reasons: str) -> bool:
    """Whether a decision gives reasons and not a word or two."""
    return len(reasons.split()) >= FEWEST_WORDS_OF_REASONS


def lacking(decision: AppealDecision, *, reasons: str, numbers: Iterable[int], answers: Mapping[int, Mapping[str, Any]]) -> list[str]:
    """What keeps a decision from being given: `reasons`, or `<field>_<number>` for a point without outcome, redress or reason.

    A decision on the matter answers every point; `decision` itself is named where no point is upheld and yet the appeal is allowed.
    """
    missing = [] if is_reasoned(reasons) else ["reasons"]
    if decision not in ON_THE_MATTER:
        return missing
    asked = list(numbers)
    missing += lacking_in_points(asked, answers=answers, allowed={*_RIGHT, Outcome.NOT_UPHELD})
    outcomes = [answers.get(number, {}).get("outcome") for number in asked]
    if all(outcomes) and not _RIGHT & set(outcomes):
        missing.append("decision")
    return missing
