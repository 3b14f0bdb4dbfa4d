"""Standard texts: write, change, put away. Every change is a version that stays readable."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from mazalim.accounts.queries import Standing
from mazalim.common.text import normalise
from mazalim.journey.replies.models import Part, StandardText, StandardTextVersion
from mazalim.journey.replies.rules import may_write_for, placeholders_in, wrong_placeholders


class NotTheirs(Exception):
    """Only a supervisor of the body, and for all bodies a central officer, writes a standard text."""


class TextChanged(Exception):
    """Somebody else changed the text since the page was read."""


class WrongPlaceholder(Exception):
    """What stands in curly brackets is no placeholder, or not one of this part; `found` names it."""

    def __init__(self, found: list[str]) -> None:
        super().__init__(", ".join(found))
        self.found = found


@dataclass(frozen=True)
class Wording:
    """What a version of a standard text says, and where it fits. `category_id` None and `outcome` "" fit all."""

    part: str
    title: str
    words: str
    category_id: int | None = None
    outcome: str = ""


def placeholders_at_fault(words: str, *, part: str) -> list[str]:
    """What a text may not hold: unknown placeholders, lone brackets, and {point} where there is no point."""
    wrong = wrong_placeholders(words)
    if part != Part.REASON and "point" in placeholders_in(words):
        wrong.append("{point}")
    return wrong


@transaction.atomic
def write_text(*, by: Standing, body_id: int | None, language: str, wording: Wording, at: datetime) -> StandardText:
    """Write a new text for a body, or for all (None). Raises NotTheirs or WrongPlaceholder."""
    if not may_write_for(by, body_id):
        raise NotTheirs
    text = StandardText(body_id=body_id, language=language, version=0)
    return _write(text, wording, is_archived=False, by=by, at=at)


@transaction.atomic
def change_text(*, text_id: int, by: Standing, version: int, wording: Wording, at: datetime) -> StandardText:
    """Write the next version of a text; `version` is the one on the page. Raises NotTheirs, TextChanged or WrongPlaceholder."""
    text = _locked(text_id, by=by, version=version)
    return _write(text, wording, is_archived=text.is_archived, by=by, at=at)


@transaction.atomic
def archive_text(*, text_id: int, by: Standing, version: int, is_archived: bool, at: datetime) -> StandardText:
    """Put a text away so that no reply takes it any more, or bring it back. Raises NotTheirs or TextChanged."""
    text = _locked(text_id, by=by, version=version)
    wording = Wording(text.part, text.title, text.words, text.category_id, text.outcome)
    return _write(text, wording, is_archived=is_archived, by=by, at=at)


def _locked(text_id: int, *, by: Standing, version: int) -> StandardText:
    text = StandardText.objects.select_for_update().get(pk=text_id)
    if not may_write_for(by, text.body_id):
        raise NotTheirs
    if text.version != version:
        raise TextChanged
    return text


def _write(text: StandardText, wording: Wording, *, is_archived: bool, by: Standing, at: datetime) -> StandardText:
    if wrong := placeholders_at_fault(wording.words, part=wording.part):
        raise WrongPlaceholder(wrong)
    said = {
        "part": wording.part,
        "category_id": wording.category_id,
        "outcome": wording.outcome if wording.part == Part.REASON else "",
        "title": wording.title,
        "words": wording.words,
        "is_archived": is_archived,
    }
    for name, value in said.items():
        setattr(text, name, value)
    text.found_by = normalise(f"{wording.title}\n{wording.words}")
    text.version += 1
    text.changed_at = at
    text.save()
    StandardTextVersion.objects.create(text=text, number=text.version, written_by_id=by.officer_id, written_at=at, **said)
    return text
