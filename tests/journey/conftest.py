"""The country is loaded once a module, because that takes most of a second, and taken out again after it."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command

from mazalim.country.models import PolicyVersion
from tests import factories


@pytest.fixture(scope="module")
def _country_of_the_module(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        factories.load_country()
    yield
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(autouse=True)
def country(_country_of_the_module: None, db: None) -> None:
    """The Kurdistan profile; loaded anew where a test that commits has emptied the tables."""
    if not PolicyVersion.objects.exists():
        factories.load_country()
