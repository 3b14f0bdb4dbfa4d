"""Operations of migrations that keep nobody from writing while they run; on SQLite, where one writes at a time anyway, the plain ones.

A migration with one of the first three, or with RunInBatches, is `atomic = False`: each step is committed by itself and may be begun again.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    RemoveIndexConcurrently,
    ValidateConstraint,
)
from django.db import transaction
from django.db.migrations.operations import AddConstraint, AddIndex, RemoveIndex
from django.db.migrations.operations.base import Operation

# Building an index concurrently waits for transactions that are older than it, which holds nobody up: it may take its time.
PATIENT = "SET lock_timeout = 0"


def _is_postgresql(schema_editor: Any) -> bool:
    return bool(schema_editor.connection.vendor == "postgresql")


class AddIndexOnline(AddIndexConcurrently):
    """CREATE INDEX CONCURRENTLY; what a try that was broken off has left behind is dropped first."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Build it."""
        if not _is_postgresql(schema_editor):
            AddIndex.database_forwards(self, app_label, schema_editor, from_state, to_state)
            return
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)", [self.index.name])
            row = cursor.fetchone()
            cursor.execute("SHOW lock_timeout")
            before = cursor.fetchone()[0]
            cursor.execute(PATIENT)
        try:
            if row is not None and not row[0]:
                schema_editor.execute(f'DROP INDEX CONCURRENTLY IF EXISTS "{self.index.name}"')
            if row is None or not row[0]:
                super().database_forwards(app_label, schema_editor, from_state, to_state)
        finally:
            with schema_editor.connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, false)", [before])

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop it."""
        if _is_postgresql(schema_editor):
            super().database_backwards(app_label, schema_editor, from_state, to_state)
        else:
            AddIndex.database_backwards(self, app_label, schema_editor, from_state, to_state)


class RemoveIndexOnline(RemoveIndexConcurrently):
    """DROP INDEX CONCURRENTLY."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop it."""
        if _is_postgresql(schema_editor):
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        else:
            RemoveIndex.database_forwards(self, app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Build it again."""
        if _is_postgresql(schema_editor):
            super().database_backwards(app_label, schema_editor, from_state, to_state)
        else:
            RemoveIndex.database_backwards(self, app_label, schema_editor, from_state, to_state)


class AddCheckOnline(AddConstraintNotValid):
    """A check that is asked of new rows at once; those that are there are looked through by ValidateCheck, in a migration of its own."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Add it."""
        parent = AddConstraintNotValid if _is_postgresql(schema_editor) else AddConstraint
        parent.database_forwards(self, app_label, schema_editor, from_state, to_state)


class ValidateCheck(ValidateConstraint):
    """Looks through the rows while others go on writing. A NOT NULL after it costs no second look (PostgreSQL 12)."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Look through them; SQLite has done so when the check was added."""
        if _is_postgresql(schema_editor):
            super().database_forwards(app_label, schema_editor, from_state, to_state)


class RunInBatches(Operation):
    """Calls a function with the keys of some thousand rows at a time, in the order of their keys, each call in a transaction of its own.

    It may be broken off and run again, so the function must leave alone what it has done before.

    :param model: its name, in the migration's own app.
    :param function: called with (apps, schema_editor, keys).
    :param size: rows in one transaction.
    """

    reduces_to_sql = False
    reversible = True
    atomic = False

    def __init__(self, model: str, function: Callable[[Any, Any, list[Any]], None], size: int = 2000) -> None:
        self.model, self.function, self.size = model, function, size

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Rows alone change."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Do every batch."""
        apps, last = from_state.apps, None
        alias = schema_editor.connection.alias
        rows = apps.get_model(app_label, self.model)._default_manager.using(alias).order_by("pk").values_list("pk", flat=True)
        while keys := list((rows if last is None else rows.filter(pk__gt=last))[: self.size]):
            with transaction.atomic(using=alias):
                self.function(apps, schema_editor, keys)
            last = keys[-1]

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Nothing: what was filled in stays."""

    def describe(self) -> str:
        """For the list of `migrate`."""
        return f"Change {self.model} in batches of {self.size}"
