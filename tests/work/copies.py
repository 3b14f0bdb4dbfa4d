"""A real standby of the tests' own PostgreSQL, read as replica1. What its tests write is committed, as a replica sees nothing else."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from urllib.parse import quote, unquote, urlsplit

import psycopg
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, connections

from mazalim.keeping.postgresql import roles
from mazalim.work.replicas import health
from tests import factories
from tools.postgresql import NoPostgreSQL, standby

READER = "mazalim_tests_reading"


@pytest.fixture
def _django_db_helper(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """In the place of pytest-django's: no transaction around a test, and nothing emptied before the module ends, which would cost more than the tests."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="module")
def standby_url(django_db_setup: None, django_db_blocker) -> Iterator[str]:
    """The address of a standby that follows the database of the tests, in which the country is loaded."""
    if connection.vendor != "postgresql":
        pytest.skip("Only PostgreSQL has replicas.")
    primary = connection.settings_dict
    where = quote(primary["HOST"] or "127.0.0.1", safe="")
    url = f"postgresql://{primary['USER']}:{quote(primary['PASSWORD'] or '', safe='')}@{where}:{primary['PORT'] or 5432}/{primary['NAME']}"
    with django_db_blocker.unblock():
        factories.load_country()
        made: list[str] = []
        try:
            made = _make_the_reader(primary["NAME"])
            with standby(url, client_connection_check_interval="100ms") as address:
                yield address
        except (NoPostgreSQL, DatabaseError) as error:
            pytest.skip(f"No standby of this PostgreSQL could be made: {error}")
        finally:
            with connection.cursor() as cursor:
                for role in made:
                    cursor.execute(f"DROP OWNED BY {role}")
                    cursor.execute(f"DROP ROLE {role}")
            connection.close()
            call_command("flush", interactive=False, verbosity=0)


def _make_the_reader(database: str) -> list[str]:
    """As docs/running/replicas.md says: replicas are read by a role that may read no more than it must. Returns the roles that were made for it."""
    present = roles.roles_of(connection)
    statements = [*roles.making(present), *roles.granting(database, roles.ROLES, roles.tables())]
    statements.append(f"CREATE ROLE {READER} LOGIN IN ROLE {roles.READER}")
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    return [role for role in (READER, *roles.ROLES) if role not in present]


@contextmanager
def known_as(alias: str, url: str) -> Iterator[None]:
    """A database of Django's beside the default, at another address."""
    address = urlsplit(url)
    made = deepcopy(connections["default"].settings_dict)
    made |= {
        "USER": READER,
        "HOST": unquote(address.netloc.rpartition("@")[2].partition(":")[0]),
        "NAME": address.path[1:],
        "PORT": address.port or "",
    }
    made["OPTIONS"] |= {"pool": {"min_size": 0, "max_size": 4, "timeout": 0.2}, "options": "-c default_transaction_read_only=on"}
    connections.settings[alias] = made
    try:
        yield
    finally:
        until(lambda: alias not in health._looking)
        connections[alias].close()
        connections[alias].close_pool()
        del connections[alias]
        del connections.settings[alias]


@pytest.fixture
def replica(standby_url: str, settings, django_db_blocker) -> Iterator[str]:
    """The address of the replica that this test's pages may read; it is level and has been looked at."""
    settings.MAZALIM_REPLICAS = ("replica1",)
    settings.DATABASE_ROUTERS = ["mazalim.work.replicas.router.Router"]
    settings.MIDDLEWARE = ["mazalim.work.middleware.ReadOwnWrites", *settings.MIDDLEWARE]
    with django_db_blocker.unblock(), known_as("replica1", standby_url):
        health.forget()
        be_level()
        yield standby_url
        pause(standby_url, is_paused=False)
        until(lambda: "replica1" not in health._looking)
    health.forget()


def until(is_so, seconds: float = 10) -> None:
    """Wait for something that will be so in a moment."""
    ends = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < ends
        time.sleep(0.01)


def be_level() -> None:
    """Wait until the replica has everything, and look at it."""
    until(lambda: health.look("replica1").behind == 0.0)


def pause(url: str, *, is_paused: bool = True) -> None:
    """Let the standby receive the log and do nothing with it, so that it is behind from now on; or let it go on."""
    with psycopg.connect(url, autocommit=True) as standby_itself:
        standby_itself.execute("SELECT pg_wal_replay_pause()" if is_paused else "SELECT pg_wal_replay_resume()")
        if is_paused:
            until(lambda: standby_itself.execute("SELECT pg_get_wal_replay_pause_state()").fetchone() == ("paused",))
