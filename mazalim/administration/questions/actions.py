"""Questions and answers: add, change, put in order, remove."""

from datetime import datetime
from typing import Any

from django.db import transaction

from mazalim.accounts.queries import Standing
from mazalim.administration.audit.actions import record
from mazalim.administration.frame.codes import free_code
from mazalim.common.text import normalise
from mazalim.country.models import QuestionAndAnswer


def facts(row: QuestionAndAnswer) -> dict[str, Any]:
    """A question as the audit list shows it."""
    return {"question": row.question, "answer": row.answer, "theme": row.theme, "place": row.order + 1}


@transaction.atomic
def put_entry(
    *, by: Standing, entry_id: int | None, theme: str, place: int, question: dict[str, str], answer: dict[str, str], at: datetime
) -> QuestionAndAnswer:
    """Add a question with its answer (without an id), or change one. `place` counts from 1 over all themes; the others move."""
    rows = list(QuestionAndAnswer.objects.select_for_update().order_by("order", "pk"))
    row = next((one for one in rows if one.pk == entry_id), None)
    if row is None:
        code = free_code(question.get("en", ""), taken={one.code for one in rows}, otherwise="question", joint="-")
        row = QuestionAndAnswer(code=code)
    before = facts(row) if row.pk else {}
    row.theme, row.question, row.answer = theme, question, answer
    row.search_text = normalise(" ".join((*question.values(), *answer.values())))
    rows = [one for one in rows if one.pk != row.pk]
    rows.insert(max(place - 1, 0), row)
    for order, one in enumerate(rows):
        if one is row or one.order != order:
            one.order = order
            one.save()
    after = facts(row)
    if before != after:
        act = "edit" if before else "add"
        record(by=by.officer_id, subject="question", key=row.code, names=question, act=act, before=before, after=after, at=at)
    return row


@transaction.atomic
def remove_entry(*, by: Standing, entry_id: int, at: datetime) -> None:
    """Take a question off the page; nothing where it is gone already."""
    row = QuestionAndAnswer.objects.select_for_update().filter(pk=entry_id).first()
    if row is not None:
        row.delete()
        record(by=by.officer_id, subject="question", key=row.code, names=row.question, act="remove", before=facts(row), at=at)
