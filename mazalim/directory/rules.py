"""Which desk of a body receives what."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class DeskOffer:
    """A desk as the rule sees it."""

    pk: int
    kind: str
    category_pks: frozenset[int]


def desk_for(desks: Sequence[DeskOffer], *, category_pk: int | None) -> int | None:
    """The special desk that lists the category, else the general desk of the body; None where the body has neither."""
    for desk in desks:
        if desk.kind == "special" and category_pk in desk.category_pks:
            return desk.pk
    return next((desk.pk for desk in desks if desk.kind in {"general", "central"}), None)
