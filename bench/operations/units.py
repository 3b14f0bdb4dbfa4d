"""Units of work, and the scene on which they play."""

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from bench.country.lines import Country
from bench.load import Outcome

Unit = dict[str, Any]
Step = dict[str, Any]
CSRF = "bench" + "0" * 27  # thirty-two signs, as Django's own; cookie and form must agree, and the benchmark is both


@dataclass
class Scene:
    """Who and what the operations use. Everything here lies in the database that is measured."""

    n: int
    country: Country
    desk_id: int
    body_id: int
    officer_id: int
    supervisor_id: int
    officer: dict[str, str]  # cookies of an officer of the busiest desk
    supervisor: dict[str, str]  # cookies of a supervisor of the busiest body
    cases: Sequence[str]  # numbers of open cases at that desk
    category: int  # one that the desk has many cases of
    followed: Sequence[tuple[str, str]]  # pairs of complaint code and contact
    chance: random.Random = field(default_factory=lambda: random.Random(7))
    session_cookie: str = "mazalim"
    csrf_cookie: str = "mazalim_csrf"
    made: int = 0  # people who were invented so far

    def now(self) -> datetime:
        """The moment."""
        return datetime.now(UTC)

    def somebody(self) -> dict[str, str]:
        """A citizen who has not been here before."""
        self.made += 1
        number = int(self.now().timestamp() * 1000) % 10**9 * 100_000 + self.made
        return self.country.person(self.chance, number)

    def visitor(self) -> dict[str, str]:
        """Cookies of a browser that holds nothing but the sign of its forms."""
        return {self.csrf_cookie: CSRF}


CLIENTS = (1, 8, 32)
# Given the scene, how many units are wanted, and what the operation before this one in its chain has left.
Make = Callable[[Scene, int, Outcome | None], list[Unit]]


@dataclass(frozen=True)
class Operation:
    """One operation.

    `make` returns its units. `is_reading`: the same units may be sent again and again; else each may be sent once. `cost` is a unit's weight beside a
    page's, by which the number of units is kept small where each takes long. `clients`: how many at once; one alone for what takes a minute in a large country.
    """

    name: str
    title: str
    make: Make
    is_reading: bool = True
    cost: int = 1
    clients: tuple[int, ...] = CLIENTS


def get(path: str, *, expect: Sequence[int] = (200,), **more: Any) -> Step:
    """A page that is opened."""
    return {"method": "GET", "path": path, "expect": list(expect), **more}


def form(path: str, typed: Mapping[str, Any], *, expect: Sequence[int] = (302,), **more: Any) -> Step:
    """A form that is sent."""
    body = urlencode({"csrfmiddlewaretoken": CSRF, **typed})
    return {
        "method": "POST", "path": path, "body": body, "expect": list(expect),
        "headers": {"Content-Type": "application/x-www-form-urlencoded"}, **more,
    }  # fmt: skip


def posted(path: str, typed: Mapping[str, Any], *, expect: Sequence[int] = (201,), bearer: str = "") -> Step:
    """JSON that is sent to the machines' door."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {bearer}"} if bearer else {})
    return {"method": "POST", "path": path, "body": json.dumps(typed), "expect": list(expect), "headers": headers, "reads": True}


def unit(*steps: Step, cookies: Mapping[str, str] | None = None, **more: Any) -> Unit:
    """One visit. What else is named is for the next operation of the chain, and is not sent."""
    return {"steps": list(steps), "cookies": dict(cookies or {}), **more}
