"""Which address belongs to which surface, and to whom a surface opens: `surfaces.toml`, read once and checked while it is read."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from mazalim.accounts.queries import Standing
from mazalim.complaints.access.matrix import Part

_FILE = Path(__file__).with_name("surfaces.toml")


class MatrixIsWrong(Exception):
    """The file of surfaces says something that cannot be; the words say what."""


@dataclass(frozen=True)
class To:
    """To whom a surface opens: in words, and as a question to an officer's standing."""

    words: str
    holds: Callable[[Standing], bool]


def _never(_: Standing) -> bool:
    return False


def _always(_: Standing) -> bool:
    return True


# Beside these, what a surface lets in is not the account but what it shows: a draft, a code with its contact, a key, a relation to a case.
BY_WHAT_IS_SHOWN = MappingProxyType(
    {
        "everybody": To("everybody", _always),
        "writer": To("the browser or the token that began the draft", _always),
        "complainant": To("who showed code and contact", _never),
        "case": To("who stands in a relation to the case", lambda who: who.works_cases),
        "key": To("a key of a body's own system", _never),
        "key_case": To("a key of a body's own system whose account stands in a relation to the case", _never),
    }
)
TO: Mapping[str, To] = MappingProxyType(
    {
        **BY_WHAT_IS_SHOWN,
        "signed_in": To("every officer", _always),
        "works_cases": To("officers, supervisors, central officers", lambda who: who.works_cases),
        "may_lodge_for_others": To("counter officers and who works cases", lambda who: who.may_lodge_for_others),
        "supervises": To("supervisors of a body", lambda who: bool(who.bodies)),
        "oversees": To("supervisors and central officers", lambda who: who.is_supervisor),
        "may_approve": To("supervisors, central officers, integrity desks", lambda who: who.may_approve),
        "is_central": To("central officers", lambda who: who.is_central),
        "oversees_conflicts": To("central officers and the auditor's desk", lambda who: who.oversees_conflicts),
        "is_auditor": To("auditors", lambda who: who.is_auditor),
        "is_administrator": To("administrators", lambda who: who.is_administrator),
        "administers_or_audits": To("administrators and auditors", lambda who: who.is_administrator or who.is_auditor),
    }
)


@dataclass(frozen=True)
class Surface:
    """A kind of page or answer: what it shows, to whom, at which addresses."""

    code: str
    says: str
    to: str
    rows: str
    parts: frozenset[Part]
    routes: tuple[str, ...]
    acts: Mapping[str, frozenset[str]]  # address -> the moves of which one must be open; none: the page says itself what is open

    @property
    def opens_to(self) -> To:
        """To whom it opens."""
        return TO[self.to]

    @property
    def addresses(self) -> tuple[str, ...]:
        """The keys of all its addresses."""
        return (*self.routes, *self.acts)


@cache
def surfaces() -> tuple[Surface, ...]:
    """All surfaces, in the order of the file. Raises MatrixIsWrong."""
    with _FILE.open("rb") as file:
        written = tomllib.load(file)
    made = tuple(_surface(code, row) for code, row in written.items())
    seen: set[str] = set()
    for surface in made:
        for key in surface.addresses:
            if key in seen:
                raise MatrixIsWrong(f"{key} stands twice.")
            seen.add(key)
    return made


def _surface(code: str, row: Mapping[str, Any]) -> Surface:
    unknown = set(row) - {"says", "to", "rows", "parts", "routes", "acts"}
    if unknown or row.get("to") not in TO:
        raise MatrixIsWrong(f"{code}: {', '.join(sorted(unknown)) or row.get('to')} is not known.")
    return Surface(
        code=code,
        says=str(row["says"]),
        to=str(row["to"]),
        rows=str(row.get("rows", "")),
        parts=frozenset(Part[part.upper()] for part in row.get("parts", ())),
        routes=tuple(row.get("routes", ())),
        acts=MappingProxyType({key: frozenset(moves) for key, moves in row.get("acts", {}).items()}),
    )


@cache
def surface_of(address: str) -> Surface | None:
    """The surface of an address, by its key; None where the matrix lacks it."""
    return next((surface for surface in surfaces() if address in surface.addresses), None)
