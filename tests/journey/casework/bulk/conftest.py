import pytest

from tests import factories
from tests.journey.casework.cast import Cast


@pytest.fixture
def cases(cast: Cast) -> list[factories.Case]:
    """The case of the cast and two more at its desk."""
    return [cast.case, factories.lodge(), factories.lodge()]
