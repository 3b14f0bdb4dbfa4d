import pytest


@pytest.fixture(autouse=True)
def _country(country: None) -> None:
    """Every test here needs the country."""
