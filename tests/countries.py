"""The country as tests find it. Loading it takes most of a second, so where many tests read it, it is loaded once a module."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import transaction

from mazalim.country.models import PolicyVersion
from tests import factories


@pytest.fixture
def country(db: None) -> None:
    """The Kurdistan profile, loaded for this test."""
    factories.load_country()


@pytest.fixture(scope="module")
def country_of_the_module(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """Loaded and committed, so that tests with transactions of their own see it; taken out again after the module."""
    with django_db_blocker.unblock():
        factories.load_country()
    yield
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(scope="module")
def country_in_a_transaction(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """Loaded in a transaction that ends with the module: every test begins after it and is rolled back to it."""
    with django_db_blocker.unblock(), transaction.atomic():
        factories.load_country()
        yield
        transaction.set_rollback(True)


def load_where_emptied() -> None:
    """Load the country anew where a test that commits has emptied the tables."""
    if not PolicyVersion.objects.exists():
        factories.load_country()
