"""Categories, as administrators see them."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, Q

from mazalim.administration.audit.queries import ChangeShown, newest_of
from mazalim.directory.models import Category, PublicBody

MOST_BODIES = 50


def sectors() -> list[str]:
    """The sectors that categories belong to, also closed ones."""
    return sorted(set(Category.objects.values_list("sector", flat=True)))


def categories_by_sector() -> list[tuple[str, list[Any]]]:
    """Every category under its sector, with `body_count`; one query."""
    count = Count("bodies", filter=Q(bodies__is_active=True, bodies__accepts_complaints=True))
    rows = Category.objects.annotate(body_count=count).order_by("sector", "order")
    return [(sector, list(found)) for sector, found in groupby(rows, key=lambda row: row.sector)]


@dataclass(frozen=True)
class CategoryPage:
    """One category with the bodies that take it."""

    category: Category
    bodies: tuple[PublicBody, ...]
    body_count: int
    newest: tuple[ChangeShown, ...]

    @property
    def more_bodies(self) -> int:
        """How many bodies are not listed."""
        return self.body_count - len(self.bodies)


def category_page(code: str) -> CategoryPage | None:
    """One category; four queries."""
    category = Category.objects.filter(code=code).first()
    if category is None:
        return None
    bodies = PublicBody.objects.filter(categories=category, is_active=True, accepts_complaints=True).order_by("path")
    return CategoryPage(category, tuple(bodies[:MOST_BODIES]), bodies.count(), tuple(newest_of("category", code)))


def question_of(category: Category, code: str) -> dict[str, Any] | None:
    """One question of a category."""
    return next((question for question in category.questions if question["code"] == code), None)
