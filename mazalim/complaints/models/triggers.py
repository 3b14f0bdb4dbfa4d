"""Triggers that keep the case file and the audit list append-only, on both databases. Installed after every migration from this one list."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

# table, event: what is refused. Words may go only with a disposal of their case that two persons agreed to: see ALLOWED.
REFUSED: tuple[tuple[str, str], ...] = (
    ("complaints_entry", "UPDATE"),
    ("complaints_entry", "DELETE"),
    ("complaints_entrytext", "UPDATE"),
    ("complaints_entrytext", "DELETE"),
    ("receipts_receipt", "UPDATE"),
    ("receipts_receipt", "DELETE"),
    ("proof_seal", "UPDATE"),
    ("proof_seal", "DELETE"),
    ("proof_sealedentry", "UPDATE"),
    ("proof_sealedentry", "DELETE"),
    ("proof_sealedblock", "UPDATE"),
    ("proof_sealedblock", "DELETE"),
    ("complaints_download", "UPDATE"),
    ("complaints_download", "DELETE"),
    ("administration_change", "UPDATE"),
    ("administration_change", "DELETE"),
)

# What is let through all the same, as a condition on the row OLD: the words of a case that stands on an agreed list, is not held, and whose line is
# being carried out. Whoever deletes words by hand meets the trigger.
ALLOWED: dict[tuple[str, str], str] = {
    ("complaints_entrytext", "DELETE"): (
        "EXISTS (SELECT 1 FROM complaints_entry e JOIN complaints_complaint c ON c.id = e.complaint_id "
        "JOIN complaints_disposalline l ON l.complaint_id = c.id JOIN complaints_disposal d ON d.id = l.disposal_id "
        "WHERE e.id = OLD.entry_id AND NOT c.is_held AND l.texts AND l.result = '' "
        "AND d.decision = 'agreed' AND d.decided_by_id <> d.proposed_by_id)"
    )
}


def trigger_name(table: str, event: str) -> str:
    """The trigger's name in the database."""
    return f"{table}_no_{event.lower()}"


def _statements(vendor: str, tables: set[str]) -> list[str]:
    refused = [pair for pair in REFUSED if pair[0] in tables]
    if vendor == "sqlite":
        made = []
        for table, event in refused:
            when = f"WHEN NOT ({ALLOWED[table, event]}) " if (table, event) in ALLOWED else ""
            made += [
                f"DROP TRIGGER IF EXISTS {trigger_name(table, event)}",  # one of an older version may be there
                (
                    f"CREATE TRIGGER {trigger_name(table, event)} BEFORE {event} ON {table} {when}"
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only.'); END"
                ),
            ]
        return made
    return [*_FUNCTIONS, *(_postgresql_trigger(table, event) for table, event in refused)]


_REFUSE = "RAISE EXCEPTION '% is append-only.', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';"
_FUNCTIONS = (
    f"CREATE OR REPLACE FUNCTION complaints_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {_REFUSE} END $$",
    # A trigger's WHEN may not look into other tables, so what is allowed is asked in the function.
    (
        "CREATE OR REPLACE FUNCTION complaints_refuse_words() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {ALLOWED['complaints_entrytext', 'DELETE']} THEN RETURN OLD; END IF; {_REFUSE} END $$"
    ),
)


def _postgresql_trigger(table: str, event: str) -> str:
    function = "complaints_refuse_words" if (table, event) in ALLOWED else "complaints_refuse"
    return f"CREATE OR REPLACE TRIGGER {trigger_name(table, event)} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"


def install(sender: AppConfig, using: str = "default", **kwargs: Any) -> None:
    """Create what is missing; runs after every `migrate`."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor, set(connection.introspection.table_names())):
            cursor.execute(statement)


def installed(connection: BaseDatabaseWrapper) -> set[str]:
    """The names of the triggers that are there."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {row[0] for row in cursor.fetchall()}


def check_installed(app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None, **kwargs: Any) -> list[CheckMessage]:
    """A database check of `migrate` and `check --database default`: every trigger of the list exists once its table does."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        tables = set(connection.introspection.table_names())
        missing = {trigger_name(table, event) for table, event in REFUSED if table in tables} - installed(connection)
        found += [Error(f"The trigger {name} is missing: run `manage.py migrate`.", id="complaints.E001") for name in sorted(missing)]
    return found
