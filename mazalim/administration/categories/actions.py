"""Categories and their questions: add, change, remove. A complaint keeps the response time of its lodging day."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from mazalim.accounts.queries import Standing
from mazalim.administration.audit.actions import record
from mazalim.administration.frame.codes import free_code
from mazalim.common.words import pick
from mazalim.directory.actions import ANY
from mazalim.directory.models import Category, PublicBody
from mazalim.directory.queries import forget_directory
from mazalim.journey.routing.suggest import forget_suggestions

EDITED = ("sector", "names", "hints", "keywords", "response_days", "response_unit", "is_active")


def facts(category: Category) -> dict[str, Any]:
    """A category as the audit list shows it."""
    keywords = {code: ", ".join(words) for code, words in category.keywords.items()}
    plain = {name: getattr(category, name) for name in ("names", "hints", "response_days", "response_unit", "is_active")}
    return {**plain, "sectors": [category.sector], "keywords": keywords}


def _written(question: Mapping[str, Any] | None) -> dict[str, Any]:
    if question is None:
        return {}
    choices = [pick(choice["label"], "en")[0] for choice in question.get("choices", [])]
    return {"question": question["label"], "kind": question["kind"], "required": bool(question.get("required")), "choices": choices}


def _forget() -> None:
    forget_directory()
    forget_suggestions()


@transaction.atomic
def add_category(
    *,
    by: Standing,
    sector: str,
    names: dict[str, str],
    hints: dict[str, str],
    keywords: dict[str, list[str]],
    response_days: int,
    response_unit: str,
    for_whole_sector: bool,
    at: datetime,
) -> Category:
    """Add a category; `for_whole_sector` gives it to every body of the sector that accepts complaints."""
    taken = set(Category.objects.values_list("code", flat=True))
    category = Category.objects.create(
        code=free_code(names.get("en", ""), taken=taken, otherwise="category"),
        order=(Category.objects.aggregate(last=Max("order"))["last"] or 0) + 1,
        sector=sector,
        names=names,
        hints=hints,
        keywords=keywords,
        response_days=response_days,
        response_unit=response_unit,
    )
    if for_whole_sector:
        accepting = PublicBody.objects.filter(is_active=True, accepts_complaints=True).only("pk", "sectors")
        through = PublicBody.categories.through
        takers = [body.pk for body in accepting if sector == ANY or sector in body.sectors]
        through.objects.bulk_create([through(publicbody_id=pk, category_id=category.pk) for pk in takers], batch_size=2000)
    _forget()
    record(by=by.officer_id, subject="category", key=category.code, names=names, act="add", after=facts(category), at=at)
    return category


@transaction.atomic
def edit_category(*, by: Standing, category_id: int, at: datetime, **changes: Any) -> Category:
    """Change sector, names, hints, keywords, response time, and whether it is in use; the names of the fields are those of the model."""
    category = Category.objects.select_for_update().get(pk=category_id)
    before = facts(category)
    for name in EDITED:
        setattr(category, name, changes.get(name, getattr(category, name)))
    category.save(update_fields=EDITED)
    after = facts(category)
    if before != after:
        _forget()
        record(
            by=by.officer_id, subject="category", key=category.code, names=before["names"], act="edit", before=before, after=after, at=at
        )
    return category


@transaction.atomic
def put_question(*, by: Standing, category_id: int, code: str, question: Mapping[str, Any], place: int, at: datetime) -> Category:
    """Add a question, or change the one of this code; `place` counts from 1. Its code stays, so that answers that were given keep their question."""
    category = Category.objects.select_for_update().get(pk=category_id)
    before = next((one for one in category.questions if one["code"] == code), None)
    others = [one for one in category.questions if one["code"] != code]
    code = code if before else free_code(question["label"].get("en", ""), taken={one["code"] for one in others}, otherwise="question")
    made = {"code": code, **question}
    if question["kind"] == "choice":
        taken: set[str] = {one["code"] for one in question["choices"] if one["code"]}
        made["choices"] = []
        for one in question["choices"]:
            chosen = one["code"] or free_code(one["label"].get("en", ""), taken=taken, otherwise="choice")
            taken.add(chosen)
            made["choices"].append({"code": chosen, "label": one["label"]})
    others.insert(max(place - 1, 0), made)
    if category.questions != others:
        category.questions = others
        category.save(update_fields=["questions"])
        _forget()
        told: dict[str, Any] = {"before": _written(before), "after": _written(made) | {"place": place}}
        record(by=by.officer_id, subject="category", key=category.code, names=category.names, act="put_question", at=at, **told)
    return category


@transaction.atomic
def remove_question(*, by: Standing, category_id: int, code: str, at: datetime) -> Category:
    """Ask a question no more; nothing where it is gone already."""
    category = Category.objects.select_for_update().get(pk=category_id)
    gone = next((one for one in category.questions if one["code"] == code), None)
    if gone is not None:
        category.questions = [one for one in category.questions if one["code"] != code]
        category.save(update_fields=["questions"])
        _forget()
        told: dict[str, Any] = {"names": category.names, "act": "remove_question", "before": _written(gone)}
        record(by=by.officer_id, subject="category", key=category.code, at=at, **told)
    return category
