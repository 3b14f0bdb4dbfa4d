"""The country is loaded once a module: every test begins after it and is rolled back to it."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from mazalim.journey.routing.suggest import forget_suggestions
from tests import factories


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        factories.load_country()
        forget_suggestions()
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def country(_loaded: None, db: None) -> None:
    """Stands in for the fixture that loads the country anew for each test."""
