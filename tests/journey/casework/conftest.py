"""The country is loaded once a module: every test begins after it and is rolled back to it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction

from mazalim.accounts.models import Officer, Role
from mazalim.accounts.queries import Standing
from mazalim.journey.routing.suggest import forget_suggestions
from tests import factories


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        factories.load_country()
        forget_suggestions()
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def country(_loaded: None, db: None) -> None:
    """Stands in for the fixture that loads the country anew for each test."""


@dataclass(frozen=True)
class Cast:
    """A case about a damaged road and the people who have to do with it."""

    case: factories.Case
    officer: Officer
    colleague: Officer
    supervisor: Officer
    central: Officer
    stranger: Officer

    def as_(self, name: str) -> Standing:
        """The roles of one of them."""
        return factories.standing(getattr(self, name))


@pytest.fixture
def cast() -> Cast:
    case = factories.lodge()
    return Cast(
        case,
        factories.officer_for(case),
        factories.officer_for(case),
        factories.supervisor_for(case),
        factories.officer(role=Role.CENTRAL_OFFICER),
        factories.officer(desk=factories.body("MUN-SUL").desks.get(kind="general")),
    )
