from collections.abc import Iterator

import pytest
from django.db import transaction
from django.utils import timezone

from tests import factories
from tests.access.cast import Cast, make_cast


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker) -> Iterator[Cast]:
    """The country and everybody in it, once for all tests of a module; taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        factories.load_country()
        yield make_cast(at=timezone.now(), is_whole=False)
        transaction.set_rollback(True)
