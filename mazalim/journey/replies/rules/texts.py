"""Who may change a standard text, and how long it may be."""

from mazalim.accounts.queries import Standing

TITLE_CHARACTERS, TEXT_CHARACTERS = 120, 4_000


def may_write_for(standing: Standing, body_id: int | None) -> bool:
    """Supervisors write for their own bodies, central officers for all bodies at once."""
    return standing.is_central if body_id is None else body_id in standing.bodies
