"""The rows of a loaded profile, kept by the process: read and checked once, they are put back in a tenth of the time."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models

from mazalim.country.queries import forget_policy
from mazalim.directory.queries import forget_directory
from mazalim.journey.routing.suggest import forget_suggestions

_kept: dict[str, list[tuple[type[models.Model], list[dict[str, Any]]]]] = {}


def _models() -> Iterator[type[models.Model]]:
    """What a profile fills, the tables that others point to first."""
    for label in ("country", "directory"):
        own = list(apps.get_app_config(label).get_models())
        yield from own
        for model in own:
            yield from (field.remote_field.through for field in model._meta.many_to_many)  # type: ignore[misc]


def are_empty() -> bool:
    """Whether nothing of a profile is in the database."""
    return not any(model._base_manager.exists() for model in _models())


def keep(name: str) -> None:
    """Remember every row of the profile that was just loaded into an empty database."""
    _kept[name] = [
        (model, list(model._base_manager.order_by("pk").values(*(field.attname for field in model._meta.concrete_fields))))
        for model in _models()
    ]


def put_back(name: str) -> bool:
    """Write the kept rows into the empty database; False where none are kept."""
    if name not in _kept:
        return False
    written = [model for model, rows in _kept[name] if rows]
    for model, rows in _kept[name]:
        model._base_manager.bulk_create([model(**row) for row in rows], batch_size=400)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), written):
            cursor.execute(statement)
    forget_policy()
    forget_directory()
    forget_suggestions()
    return True
