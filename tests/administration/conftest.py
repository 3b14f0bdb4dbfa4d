"""The country, loaded once a module, and the people of the administrators' pages."""

import pytest

from mazalim.accounts.models import Role
from tests import factories


@pytest.fixture
def administrator(country_in_a_transaction, db):
    """Who runs the system."""
    return factories.officer(role=Role.ADMINISTRATOR, name="Karwan Aziz")


@pytest.fixture
def second(country_in_a_transaction, db):
    """Who agrees to what the first one proposes."""
    return factories.officer(role=Role.ADMINISTRATOR, name="Shilan Omer")


@pytest.fixture
def office(client, administrator):
    """The administrator's browser."""
    client.force_login(administrator)
    return client
