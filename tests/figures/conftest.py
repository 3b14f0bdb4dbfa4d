import pytest


@pytest.fixture
def country(country_in_a_transaction: None, db: None) -> None:
    """The Kurdistan profile, loaded once a module."""
