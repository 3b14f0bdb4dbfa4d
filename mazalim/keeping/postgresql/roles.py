"""Who may do what in PostgreSQL: one list of roles, from which the grants are made after every migration.

Triggers refuse to whoever comes by our own code; grants refuse to whoever holds a password of the web servers. The owner of the tables, who migrates,
is neither.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from mazalim.complaints.models.triggers import REFUSED
from mazalim.complaints.search.tables import TABLE as SEARCH

WEB, WORKER, READER, FIGURES = "mazalim_web", "mazalim_worker", "mazalim_reader", "mazalim_figures"
EVERYTHING = ("SELECT", "INSERT", "UPDATE", "DELETE")
APPEND = ("SELECT", "INSERT")
READ = ("SELECT",)

APPEND_ONLY = frozenset(table for table, _ in REFUSED) | {"complaints_opening"}
# Rows that stay while the installation does, though they change: nothing of ours ever deletes one.
NEVER_DELETED = frozenset(
    {"complaints_complaint", "complaints_enclosure", "complaints_disposal", "complaints_disposalline", "complainants_complainant"}
    | {"accounts_officer", "accounts_signinevent", "directory_publicbody", "directory_desk", "directory_category", "directory_place"}
)
# What the worker alone works out: whoever takes over a web server can neither seal nor count.
OF_THE_WORKER = frozenset(
    {"proof_seal", "proof_sealedentry", "proof_sealedblock", "proof_sealmark"}
    | {"figures_figure", "figures_total", "figures_watermark", "work_workerlife", "work_turn"}
)
# Django's own tables, which `migrate` alone writes.
OF_THE_OWNER = frozenset({"django_migrations", "django_content_type", "auth_permission", "auth_group", "auth_group_permissions"})
# What a replica is never read for, and what nobody should find in a copy of it: the vault, second steps, sessions, codes on their way.
SECRET = frozenset(
    {"complainants_complainant", "django_session", "intake_draft", "intake_draftenclosure", "verification_verificationcode"}
    | {"accounts_opensession", "accounts_codeapp", "accounts_passkey", "accounts_recoverycode", "accounts_servicekey"}
    | {"work_job", "work_keptanswer", "work_limitcounter", "evidence_storedfile", "tracking_pendingcontact"}
)
OF_FIGURES = ("figures_", "directory_")


@dataclass(frozen=True)
class Grant:
    """What one role may do with one table."""

    role: str
    table: str
    privileges: tuple[str, ...]


def tables() -> list[str]:
    """Every table of the installed rooms, and the two that no model describes."""
    found = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    return sorted(found | {SEARCH, "django_migrations"})


def _of_web(table: str) -> tuple[str, ...]:
    if table in OF_THE_WORKER or table in OF_THE_OWNER:
        return READ
    if table in APPEND_ONLY:
        return APPEND
    return EVERYTHING[:3] if table in NEVER_DELETED else EVERYTHING


def _of_worker(table: str) -> tuple[str, ...]:
    if table in OF_THE_OWNER:
        return READ
    if table == "complaints_entrytext":
        return (*APPEND, "DELETE")  # a disposal that two persons agreed to; the trigger sees to that
    if table in APPEND_ONLY:
        return APPEND
    return EVERYTHING[:3] if table in NEVER_DELETED else EVERYTHING


def grants(tables: Iterable[str]) -> Iterator[Grant]:
    """What each role may do with these tables; where a role is not named it may do nothing."""
    for table in tables:
        yield Grant(WEB, table, _of_web(table))
        yield Grant(WORKER, table, _of_worker(table))
        if table not in SECRET:
            yield Grant(READER, table, READ)
        if table.startswith(OF_FIGURES):
            yield Grant(FIGURES, table, READ)


ROLES = (WEB, WORKER, READER, FIGURES)


def making(present: set[str]) -> list[str]:
    """The statements that make the roles which are missing. They are groups: nobody signs in as one of them."""
    return [f"CREATE ROLE {role} NOLOGIN" for role in ROLES if role not in present]


def granting(database: str, roles: Iterable[str], tables: Iterable[str]) -> list[str]:
    """The statements that give the roles exactly what the list says, and take away whatever else they had."""
    wanted, every = set(roles), list(tables)
    statements = [
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f'REVOKE CREATE, TEMPORARY ON DATABASE "{database}" FROM PUBLIC',
    ]
    for role in sorted(wanted):
        statements += [
            f'GRANT CONNECT ON DATABASE "{database}" TO {role}',
            f"GRANT USAGE ON SCHEMA public TO {role}",
            f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
        ]
    by_right: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for grant in grants(every):
        if grant.role in wanted:
            by_right.setdefault((grant.role, grant.privileges), []).append(grant.table)
    for (role, privileges), of in sorted(by_right.items()):
        statements.append(f"GRANT {', '.join(privileges)} ON {', '.join(of)} TO {role}")
    return statements


def roles_of(connection: BaseDatabaseWrapper) -> set[str]:
    """Which of the roles exist in the cluster."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [list(ROLES)])
        return {row[0] for row in cursor.fetchall()}


def is_owner(connection: BaseDatabaseWrapper) -> bool:
    """Whether this connection may give rights: it owns the tables."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('complaints_entry')")
        row = cursor.fetchone()
    return bool(row and row[0])


def grant_again(connection: BaseDatabaseWrapper) -> None:
    """Give the roles that exist their rights on tables that a migration has made, where this connection may give rights."""
    if (present := roles_of(connection)) and is_owner(connection):
        there = set(connection.introspection.table_names())
        statements = granting(str(connection.settings_dict["NAME"]), present, [table for table in tables() if table in there])
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
