"""Whether the database has what this version of the code needs."""

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor


def missing_migrations() -> tuple[str, ...]:
    """Those that were not applied yet, as "app.name". What a newer version applied is no matter: it works with the code of the one before."""
    executor = MigrationExecutor(connection)
    return tuple(f"{one.app_label}.{one.name}" for one, _ in executor.migration_plan(executor.loader.graph.leaf_nodes()))


def refuse_to_start_unmigrated() -> None:
    """Raises ImproperlyConfigured where tables are missing. A database that does not answer is no reason: it may come back in a moment."""
    try:
        missing = missing_migrations()
    except DatabaseError:
        return
    if missing:
        others = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise ImproperlyConfigured(f"The database lacks the migration {missing[0]}{others}. Run `manage.py migrate`, then start again.")
