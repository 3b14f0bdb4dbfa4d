"""Rows of a model in memory, for who makes many: without the conversions, signals and look-ups of `Model.__init__`, which cost more than the row."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar

from django.db.models import NOT_PROVIDED, Model
from django.db.models.base import ModelState

M = TypeVar("M", bound=Model)


def new_row(model: type[M], **values: Any) -> M:
    """A new row, not saved: what `model(**values)` would be, where every name is that of a column (`body_id`, not `body`).

    Raises TypeError for another name.
    """
    plain, made = _defaults(model)
    row = model.__new__(model)
    row._state = ModelState()
    state = row.__dict__
    state.update(plain)
    for name, make in made:
        if name not in values:
            state[name] = make()
    if not values.keys() <= plain.keys():
        raise TypeError(f"{model.__name__} has no columns {', '.join(sorted(values.keys() - plain.keys()))}.")
    state.update(values)
    return row


@cache
def _defaults(model: type[Model]) -> tuple[Mapping[str, Any], tuple[tuple[str, Callable[[], Any]], ...]]:
    """What stands in each column at first, and of which of them it is made anew for every row."""
    fields = model._meta.concrete_fields
    made = tuple((field.attname, field.default) for field in fields if field.default is not NOT_PROVIDED and callable(field.default))
    fresh = {name for name, _ in made}
    return {field.attname: None if field.attname in fresh else field.get_default() for field in fields}, made
