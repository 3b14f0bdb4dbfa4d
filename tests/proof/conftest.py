import pytest


@pytest.fixture
def country(country_in_a_transaction: None, db: None) -> None:
    """The Kurdistan profile, loaded once a module."""


@pytest.fixture(autouse=True)
def own_copy_of_the_seals(settings, tmp_path):
    settings.MAZALIM_SEALS_FILE = tmp_path / "seals.jsonl"
