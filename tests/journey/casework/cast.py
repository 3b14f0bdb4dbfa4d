"""Who meets in the tests of casework."""

from dataclasses import dataclass
from typing import Self

from mazalim.accounts.models import Officer, Role
from mazalim.accounts.queries import Standing
from tests import factories


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

    @classmethod
    def around(cls, case: factories.Case) -> Self:
        """Everybody who has to do with a case, and a stranger."""
        return cls(
            case,
            factories.officer_for(case),
            factories.officer_for(case),
            factories.supervisor_for(case),
            factories.officer(role=Role.CENTRAL_OFFICER),
            factories.officer(desk=factories.body("MUN-SUL").desks.get(kind="general")),
        )
