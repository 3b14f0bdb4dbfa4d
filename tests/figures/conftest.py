"""The country is loaded once for a module's tests, which all roll back to it."""

import pytest
from django.db import transaction

from tests import factories


@pytest.fixture(scope="module")
def loaded_country(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        factories.load_country()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def country(loaded_country: None, db: None) -> None:
    """The Kurdistan profile."""
