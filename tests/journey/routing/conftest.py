import pytest

from mazalim.journey.routing.suggest import forget_suggestions


@pytest.fixture(autouse=True)
def country(country_in_a_transaction: None, db: None) -> None:
    """Stands in for the fixture of the journey, which commits."""
    forget_suggestions()
