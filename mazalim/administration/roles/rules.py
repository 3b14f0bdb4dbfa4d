"""How long a role waits, and which roles go together."""

from collections.abc import Collection
from datetime import timedelta

from mazalim.accounts.models import Role

DELAY = timedelta(hours=24)  # from the second administrator's agreement until it begins, so that somebody may object


def go_together(held: Collection[str], role: str) -> bool:
    """An account is an administrator's or holds case roles, never both."""
    return not held or (role == Role.ADMINISTRATOR) == (Role.ADMINISTRATOR in held)
