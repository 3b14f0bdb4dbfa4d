"""How each large or busy table is stored and vacuumed: settings of the table itself, so that they come along wherever the database goes.

PostgreSQL's own settings look at a table when a fifth of it has changed. Of 375 million entries a fifth is 75 million: half a year of India in one
go. Here the tables that only grow are looked at after every million rows, and their rows are frozen at that first look, because none of them
changes again: the vacuum against wraparound then finds whole pages done and skips them. docs/running/postgresql.md has the arithmetic.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

Settings = dict[str, str]

# Rows that are written once.
GROWING: Settings = {
    "autovacuum_vacuum_insert_threshold": "1000000",
    "autovacuum_vacuum_insert_scale_factor": "0",
    "autovacuum_freeze_min_age": "0",
    "autovacuum_analyze_threshold": "250000",
    "autovacuum_analyze_scale_factor": "0.005",
}
# Rows that are never let go, and change a dozen times in the first weeks.
COVER: Settings = {
    "fillfactor": "85",
    "autovacuum_vacuum_threshold": "20000",
    "autovacuum_vacuum_scale_factor": "0.005",
    "autovacuum_vacuum_insert_scale_factor": "0.02",
    "autovacuum_analyze_threshold": "20000",
    "autovacuum_analyze_scale_factor": "0.01",
}
# Few rows that change all day. Half-empty pages, so that a changed row finds room beside itself and no index is told (HOT), and vacuum at any time.
BUSY: Settings = {
    "fillfactor": "50",
    "autovacuum_vacuum_threshold": "1000",
    "autovacuum_vacuum_scale_factor": "0.05",
    "autovacuum_vacuum_cost_delay": "0",
    "autovacuum_analyze_threshold": "5000",
}

STORAGE: dict[str, Settings] = {
    "complaints_entry": GROWING,
    "complaints_entrytext": GROWING,
    "complaints_opening": GROWING,
    "complaints_download": GROWING,
    "complaints_textband": GROWING,
    "complaints_enclosure": GROWING,
    "proof_sealedentry": GROWING,
    "receipts_receipt": GROWING,
    "complaints_complaint": COVER,
    "complainants_complainant": {**COVER, "fillfactor": "90"},
    "complaints_search": COVER,
    "complaints_likeness": COVER,
    "evidence_storedfile": {**COVER, "fillfactor": "90"},
    "figures_figure": COVER,
    "figures_total": {**BUSY, "fillfactor": "70"},
    "work_job": {**BUSY, "fillfactor": "70"},
    "work_keptanswer": BUSY,
    "work_limitcounter": BUSY,
    "work_workerlife": BUSY,
    "work_turn": BUSY,
    "django_session": {**BUSY, "fillfactor": "70"},
    "accounts_opensession": BUSY,
    "intake_draft": {**BUSY, "fillfactor": "70"},
}
# Tables in which a lock of a second is felt: no migration may rewrite one or look through it behind a lock (tests/architecture/database).
LARGE = frozenset(STORAGE) - {"work_workerlife", "work_turn"}

# Index, table, column: where in the table a period lies. A thousandth of an ordinary index; for auditors who ask what happened in a week.
PERIODS = (("entry_by_time", "complaints_entry", "at"), ("opening_by_time", "complaints_opening", "at"))


def differing(connection: BaseDatabaseWrapper) -> dict[str, Settings]:
    """The tables whose settings are not those of STORAGE, with what they lack; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, coalesce(reloptions, '{}') FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace "
            "AND relname = ANY(%s)",
            [list(STORAGE)],
        )
        found = {name: dict(option.split("=", 1) for option in options) for name, options in cursor.fetchall()}
    lacking = {name: {key: value for key, value in STORAGE[name].items() if there.get(key) != value} for name, there in found.items()}
    return {name: settings for name, settings in lacking.items() if settings}


def missing_periods(connection: BaseDatabaseWrapper) -> list[tuple[str, str, str]]:
    """The indexes of PERIODS that are not there, or were left half built, though their table is; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM unnest(%s::text[]) AS name LEFT JOIN pg_index ON indexrelid = to_regclass(name) "
            "WHERE to_regclass(name) IS NOT NULL AND coalesce(indisvalid, true)",
            [[name for pair in PERIODS for name in pair[:2]]],
        )
        there = {row[0] for row in cursor.fetchall()}
    return [(index, table, column) for index, table, column in PERIODS if table in there and index not in there]


def apply(connection: BaseDatabaseWrapper) -> None:
    """Set what is lacking. None of these statements keeps anybody from reading or writing."""
    statements = [
        f"ALTER TABLE {table} SET ({', '.join(f'{key} = {value}' for key, value in settings.items())})"
        for table, settings in differing(connection).items()
    ]
    concurrently = "" if connection.in_atomic_block else "CONCURRENTLY "
    for index, table, column in missing_periods(connection):
        statements += [
            "SELECT set_config('lock_timeout', '0', false)",  # it waits for older transactions, behind which nobody waits
            f"DROP INDEX {concurrently}IF EXISTS {index}",
            f"CREATE INDEX {concurrently}{index} ON {table} USING brin ({column}) WITH (autosummarize = on)",
        ]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
