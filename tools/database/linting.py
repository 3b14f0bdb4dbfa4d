"""Which operations of a migration would hold people up, or break the code of the release before, while a country is at work.

Judged is what comes after an app's first migration, on tables in which a lock of a second is felt (mazalim/keeping/postgresql/storage.py).
"""

import re
from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.migrations import Migration, operations
from django.db.migrations.state import ProjectState
from django.db.models.expressions import Value
from django.db.models.fields import NOT_PROVIDED

from mazalim.common.database.operations import AddCheckOnline, AddIndexOnline, RemoveIndexOnline, RunInBatches, ValidateCheck
from mazalim.keeping.postgresql.storage import LARGE

BY_ITSELF = (AddIndexOnline, RemoveIndexOnline, RunInBatches)  # in a migration that is atomic = False
HEAVY_SQL = re.compile(
    r"\b(CREATE\s+(UNIQUE\s+)?INDEX(?!\s+CONCURRENTLY)|ALTER\s+TABLE|UPDATE|DELETE|LOCK|REINDEX|CLUSTER|VACUUM\s+FULL)\b", re.I
)
# What PostgreSQL changes without looking at a row: a text may become longer.
WIDER = {("CharField", "CharField"), ("CharField", "TextField")}


def faults(migration: Migration, before: ProjectState) -> Iterator[str]:
    """What is wrong with a migration, one sentence each; `before` is the state of the models before it."""
    state, made = before.clone(), set[str]()
    for operation in migration.operations:
        if isinstance(operation, operations.CreateModel):
            made.add(operation.name_lower)
        for fault in _of(operation, migration, state, made):
            yield f"{migration.app_label}.{migration.name}: {operation.describe()}: {fault}"
        operation.state_forwards(migration.app_label, state)


def _of(operation: Any, migration: Migration, state: ProjectState, made: set[str]) -> Iterator[str]:
    if isinstance(operation, BY_ITSELF) and migration.atomic:
        yield "the migration must be `atomic = False`"
    if isinstance(operation, operations.SeparateDatabaseAndState):
        for inner in operation.database_operations:
            yield from _of(inner, migration, state, made)
    if isinstance(operation, operations.RunPython):
        yield "one transaction over all rows; take RunInBatches"
    if isinstance(operation, operations.RunSQL) and HEAVY_SQL.search(str(operation.sql)):
        yield "locks or rewrites a table by SQL that nobody judges; say it as an operation"
    name = str(getattr(operation, "model_name", "")).lower()
    if not name or name in made or _table(state, migration.app_label, name) not in LARGE:
        return
    if isinstance(operation, operations.AddIndex) and not isinstance(operation, AddIndexOnline):
        yield "nobody writes while the index is built; take AddIndexOnline"
    if isinstance(operation, operations.AddConstraint) and not isinstance(operation, AddCheckOnline):
        yield (
            "every row is looked through behind a lock; take AddCheckOnline, and ValidateCheck in the next migration"
            if isinstance(operation.constraint, models.CheckConstraint)
            else "an index is built behind a lock; build a unique index with AddIndexOnline's manner first"
        )
    if isinstance(operation, ValidateCheck) and any(isinstance(other, AddCheckOnline) for other in migration.operations):
        yield "it belongs in a migration of its own, else the lock of the check is held meanwhile"
    if isinstance(operation, operations.AddField):
        yield from _added(operation.field)
    if isinstance(operation, operations.AlterField):
        yield from _altered(state.models[migration.app_label, name].fields[operation.name], operation.field)
    if isinstance(operation, operations.RenameField | operations.RenameModel | operations.AlterModelTable):
        yield "the code of the release before asks for the old name; add, copy in batches, and remove in the release after"
    if isinstance(operation, operations.AlterUniqueTogether | operations.AlterIndexTogether):
        yield "an index is built behind a lock"


def _table(state: ProjectState, app: str, name: str) -> str:
    model = state.models.get((app, name))
    return str(model.options.get("db_table") or f"{app}_{name}") if model else ""


def _added(field: Any) -> Iterator[str]:
    if isinstance(field, models.AutoField | models.BigAutoField | models.GeneratedField):
        yield "the table is written anew"
    if field.unique or field.db_index:
        yield "its index is built behind a lock; add the field with db_index=False and the index with AddIndexOnline"
    if getattr(field, "db_constraint", False):
        yield "its constraint locks both tables; add the field with db_constraint=False"
    if field.db_default is not NOT_PROVIDED and not isinstance(field.db_default, Value | str | int | float | bool):
        yield "a default that is worked out for each row writes the table anew; add it empty and fill it with RunInBatches"
    if not field.null and field.db_default is NOT_PROVIDED:
        yield "the code of the release before does not fill it; give it null=True or a db_default"


def _altered(before: Any, after: Any) -> Iterator[str]:
    kinds = (before.get_internal_type(), after.get_internal_type())
    shorter = (after.max_length or 0) < (before.max_length or 0) and kinds[1] == "CharField"
    if (kinds[0] != kinds[1] and kinds not in WIDER) or shorter:
        yield "the table is written anew; add another field and fill it with RunInBatches"
    if before.null and not after.null:
        yield "every row is looked through behind a lock; AddCheckOnline that it is not null, then ValidateCheck, and leave the field as it is"
    if (after.unique or after.db_index) and not (before.unique or before.db_index):
        yield "its index is built behind a lock; take AddIndexOnline"
