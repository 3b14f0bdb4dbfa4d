"""Every address of the product as the router knows it: for the guard of the matrix, for the walk, for the manifest."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

MACHINES = "api:machines:"
HTTP_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True)
class Address:
    """One address: its key in the matrix, its pattern, what it takes."""

    key: str  # the name; on the machine's door the path, because machines know no names
    name: str
    pattern: str  # without the slash before it, and with the language where it has one
    view: Callable[..., Any]

    @property
    def is_open(self) -> bool:
        """Whether the view opens itself to who has not signed in."""
        return not getattr(self.view, "login_required", True)

    @property
    def is_for_machines(self) -> bool:
        """Whether it is an operation of the machine's door."""
        return self.name.startswith(MACHINES)

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods that it takes, but for HEAD and OPTIONS; all of them where it does not say."""
        found = frozenset(_methods_of(self.view)) & HTTP_METHODS
        return tuple(sorted(found or HTTP_METHODS))


def addresses(urlconf: str | None = None) -> list[Address]:
    """All of them, in the router's order. `urlconf` names another table of addresses than that of the settings."""
    return list(_within(get_resolver(urlconf).url_patterns, "", ""))


def _within(patterns: list[URLPattern | URLResolver], before: str, names: str) -> Iterator[Address]:
    for one in patterns:
        pattern = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _within(one.url_patterns, pattern, f"{names}{one.namespace}:" if one.namespace else names)
        else:
            name = f"{names}{one.name}"
            yield Address("/" + pattern if name.startswith(MACHINES) else name, name, pattern, one.callback)


def _methods_of(view: Any) -> Iterator[str]:
    """From what Django's decorators and ninja's operations keep for themselves."""
    while view is not None:
        code, cells = getattr(view, "__code__", None), getattr(view, "__closure__", None) or ()
        kept = dict(zip(code.co_freevars, (cell.cell_contents for cell in cells), strict=True)) if code else {}
        yield from kept.get("request_method_list", ())
        for operation in getattr(getattr(kept.get("self"), "operations", None), "__iter__", lambda: ())():
            yield from operation.methods
        view = getattr(view, "__wrapped__", None) or kept.get("operation")
