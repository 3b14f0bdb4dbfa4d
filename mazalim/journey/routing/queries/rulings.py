"""What the central desk has ruled: the list, and the precedents of a category."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from mazalim.accounts.queries import Standing
from mazalim.common.text import normalise
from mazalim.complaints.models import Complaint, Exclusion
from mazalim.directory.queries import BodyRow, all_categories, bodies_named_like, body_row
from mazalim.journey.routing.models import Ruling
from mazalim.web.paging import ROWS, Cursor, Page, page_of


@dataclass(frozen=True)
class Precedent:
    """How often the central desk ruled that a body answers for a category, and when last."""

    body: BodyRow
    times: int
    last_at: datetime


def rulings_shown_to(standing: Standing) -> QuerySet[Ruling]:
    """The rulings that an officer may read: none on accused officials, none on cases from which the officer is excluded."""
    if not standing.works_cases:
        return Ruling.objects.none()
    barred = Exclusion.objects.filter(complaint=OuterRef("complaint"), officer_id=standing.officer_id)
    return Ruling.objects.filter(is_open=True, complaint__is_guarded=False).exclude(Exists(barred))


def rulings_page(
    standing: Standing, *, words: str = "", category_id: int | None = None, cursor: Cursor | None = None, size: int = ROWS
) -> Page[Ruling]:
    """The rulings, newest first: all, of a category, or those whose number, body, category or reason is like the words. One query."""
    rows = rulings_shown_to(standing).select_related("body", "category", "entry__words")
    if category_id is not None:
        rows = rows.filter(category_id=category_id)
    if words.strip():
        rows = rows.filter(_like(words.strip()))
    return page_of(rows, by="at", cursor=cursor, size=size, is_newest_first=True)


def _like(words: str) -> Q:
    bodies = [row.pk for row in bodies_named_like(words)]
    asked = normalise(words)
    categories = [one.pk for one in all_categories() if asked and any(asked in normalise(name) for name in one.names.values())]
    found = Q(body__in=bodies) | Q(category__in=categories) | Q(entry__words__text__icontains=words)
    _, _, number = words.upper().rpartition("R")
    if number.isascii() and number.isdecimal() and len(number) < 10:
        found |= Q(pk=int(number))
    return found


def precedents(standing: Standing, complaint: Complaint, *, most: int = 3) -> Sequence[Precedent]:
    """What the central desk ruled before in cases of the same category, the most frequent first. One query."""
    rows = rulings_shown_to(standing).filter(category=complaint.category_id).exclude(complaint=complaint)
    counted = rows.order_by().values("body").annotate(times=Count("pk"), last_at=Max("at")).order_by("-times", "-last_at")[:most]
    found = ((body_row(row["body"]), row["times"], row["last_at"]) for row in counted)
    return [Precedent(body, times, last_at) for body, times, last_at in found if body is not None]
