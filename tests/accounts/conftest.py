"""Every test here needs the country; signing in asks for a second step where a test says so."""

import pytest

EVERYBODY = frozenset({"officer", "supervisor", "central_officer", "counter_officer", "auditor", "administrator"})


@pytest.fixture(autouse=True)
def _country(country_in_a_transaction: None, db: None) -> None:
    """Loaded once a module."""


@pytest.fixture
def asked_of_everybody(settings) -> None:
    """The installation asks every role for a second step, as all but the demonstration do."""
    settings.MAZALIM_SECOND_FACTOR = EVERYBODY
