import pytest

from tests import factories


@pytest.fixture(autouse=True)
def country(db: None) -> None:
    factories.load_country()
