"""The cover, the first payload and the words of a new case, from what was written: lodging and the import of another system's complaints share them."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from mazalim.common.database.new_rows import new_row
from mazalim.common.words import pick
from mazalim.complaints.codes import code_hash, read_code
from mazalim.complaints.models import Complaint, Kind, State
from mazalim.directory.models import Category, Desk
from mazalim.journey.intake.content import Content


def accuses_official(content: Content) -> bool:
    """Whether an individual is complained about; praise accuses nobody."""
    return content.against == "official" and content.kind != Kind.PRAISE


def new_cover(
    content: Content, *, case_number: str, code: str, ref: uuid.UUID, channel: str, terms: dict[str, Any], centre: Desk, at: datetime
) -> Complaint:
    """The cover of a case that waits at the central desk, not saved. `ref` is the vault's, `terms` are the rules of the lodging day."""
    signs = read_code(code)
    return new_row(
        Complaint,
        case_number=case_number,
        code_hash=code_hash(signs),
        code_hint=signs[-2:],
        complainant_ref=ref,
        kind=content.kind,
        identity_mode=content.identity_mode,
        language=content.language,
        channel=channel,
        subject=content.subject,
        happened_on=content.happened_on,
        place_id=content.place,
        accuses_official=accuses_official(content),
        terms_of_lodging=terms,
        lodged_at=at,
        state=State.SCREENING,
        body_id=centre.body_id,
        desk_id=centre.pk,
        category_id=content.category,
        last_entry_at=at,
    )


def lodged_payload(content: Content, complaint: Complaint) -> dict[str, Any]:
    """What the first leaf says beside the words."""
    return {
        "kind": content.kind,
        "channel": complaint.channel,
        "language": content.language,
        "identity_mode": content.identity_mode,
        "happened_on": content.happened_on.isoformat() if content.happened_on else None,
        "place": content.place,
        "accuses_official": complaint.accuses_official,
        "terms": complaint.terms_of_lodging,
        "points": len(content.points),
    }


def lodged_words(content: Content, category: Category) -> str:
    """The words as lodged, as one JSON text: what the receipt proves is exactly this."""
    answers = [
        {
            "code": question["code"],
            "label": pick(question["label"], content.language)[0],
            "value": _in_words(question, content.answers[question["code"]], content.language),
        }
        for question in category.questions
        if content.answers.get(question["code"])
    ]
    return words_as_json(content, answers)


def words_as_json(content: Content, answers: list[dict[str, str]]) -> str:
    """The words of the first leaf; `answers` are {code, label, value} as a reader sees them."""
    words = {
        "subject": content.subject,
        "description": content.description,
        "points": list(content.points),
        "answers": answers,
        "place_text": content.place_text,
        "official": asdict(content.official) if content.against == "official" else None,
    }
    return json.dumps(words, ensure_ascii=False)


def _in_words(question: Mapping[str, Any], answer: str, language: str) -> str:
    """What the reader sees in place of the code of a choice. Dates stay in ISO: the reader's page writes them in its own language."""
    if question["kind"] == "choice":
        labels = {choice["code"]: choice["label"] for choice in question["choices"]}
        return pick(labels.get(answer, {}), language)[0] or answer
    if question["kind"] == "yes_no":
        with translation.override(language):
            return gettext("Yes") if answer == "yes" else gettext("No")
    return answer
