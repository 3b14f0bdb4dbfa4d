"""What every test stands on: nothing kept from the test before, English until it says otherwise, a database that empties itself."""

import gc
import os
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck, settings

from mazalim.country.queries import forget_policy
from mazalim.directory.queries import forget_directory
from mazalim.notices.queries import forget_texts
from tests.countries import country, country_in_a_transaction, country_of_the_module
from tests.emptying import let_append_only_tables_be_emptied
from tests.logs import READER, read_every_line
from tests.outside import gateway, smtp

__all__ = ["country", "country_in_a_transaction", "country_of_the_module", "gateway", "smtp"]  # fixtures for whoever asks

COVERS_BOTH_DATABASES = "MAZALIM_TEST_DATABASE" in os.environ
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "django_db_blocker"}
# How long an example takes on a busy machine says nothing about what is tested.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


@pytest.fixture(scope="session", autouse=True)
def _logs_are_read() -> None:
    read_every_line()


@pytest.fixture(autouse=True)
def _clean_start() -> Iterator[None]:
    cache.clear()
    forget_policy()
    forget_directory()
    forget_texts()
    with translation.override("en"):
        yield
    if personal := READER.taken():
        pytest.fail("The log holds something of a person:\n" + "\n".join(personal))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker) -> None:
    """The test database, with the append-only tables taught how a test empties them."""
    with django_db_blocker.unblock():
        let_append_only_tables_be_emptied(connection)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Says on which database a test ran, where one run covers two; runs in the process that gathers the reports."""
    if worker := getattr(report, "node", None):
        database = worker.gateway.spec.env.get("MAZALIM_TEST_DATABASE")
        report.nodeid += f" [{database}]" if database else ""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Gives each process its share where one run covers both databases.

    Chromium waits most of the time, so its tests have a process of their own. What uses no database runs once.
    """
    if not COVERS_BOTH_DATABASES:
        return
    process = os.environ["MAZALIM_TEST_DATABASE"]

    def is_ours(item: pytest.Item) -> bool:
        if item.get_closest_marker("browser"):
            return process == "sqlite-browser" or (process == "postgresql" and bool(item.get_closest_marker("browser_on_every_database")))
        return process == "sqlite" or (process == "postgresql" and not _is_for_one(item))

    left = [item for item in items if not is_ours(item)]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in left]


def _is_for_one(item: pytest.Item) -> bool:
    uses_database = item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("one_database")) or not uses_database


def pytest_collection_finish() -> None:
    """What is imported by now stays to the end: the collector of garbage need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
