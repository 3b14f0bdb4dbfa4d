import pytest

from tests.countries import load_where_emptied


@pytest.fixture(autouse=True)
def country(country_of_the_module: None, db: None) -> None:
    """The Kurdistan profile."""
    load_where_emptied()
