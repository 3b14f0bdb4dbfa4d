"""Public bodies, as administrators see them: the tree a level at a time, one body, and how many cases it has."""

from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from mazalim.administration.audit.queries import ChangeShown, newest_of
from mazalim.administration.bodies.words import kind_name
from mazalim.administration.desks.queries import with_numbers
from mazalim.administration.frame.bodies import bodies_found
from mazalim.administration.frame.queries import bodies_without_desk
from mazalim.administration.models import Closing
from mazalim.administration.roles.queries import Team, teams_of
from mazalim.complaints.models import Complaint
from mazalim.complaints.models.complaint import OPEN_STATES
from mazalim.directory.actions import ANY
from mazalim.directory.models import Category, Desk, PublicBody
from mazalim.web.paging import TextCursor, TextPage, text_page_of


def _with_numbers(found: QuerySet[PublicBody]) -> QuerySet[PublicBody]:
    """Bodies with `desk_count`."""
    desks = Desk.objects.filter(body=OuterRef("pk"), is_active=True).order_by().values("body").annotate(n=Count("pk")).values("n")
    return found.annotate(desk_count=Coalesce(Subquery(desks, output_field=IntegerField()), 0))


def bodies(*, parent: PublicBody | None = None, words: str = "", kind: str = "", lack: str = "") -> QuerySet[PublicBody]:
    """The bodies that fit: found by words, without a desk, closed, of a kind; else the next level under a parent, or the roots."""
    if words:
        found = PublicBody.objects.filter(pk__in=[body.pk for body in bodies_found(words)])
    elif lack == "desk":
        found = bodies_without_desk()
    elif lack == "closed":
        found = PublicBody.objects.filter(is_active=False)
    elif kind:
        found = PublicBody.objects.filter(is_active=True)
    elif parent is not None:
        found = PublicBody.objects.filter(path__startswith=parent.path, depth=parent.depth + 1, is_active=True)
    else:
        found = PublicBody.objects.filter(depth=1, is_active=True)
    return found.filter(kind=kind) if kind else found


def bodies_page(found: QuerySet[PublicBody], *, cursor: TextCursor | None) -> TextPage[PublicBody]:
    """One page, in the order of the tree; one query."""
    return text_page_of(_with_numbers(found), by="path", cursor=cursor)


def line_of(body: PublicBody) -> list[PublicBody]:
    """The bodies above a body, the root first; one query."""
    step = PublicBody.steplen
    return list(PublicBody.objects.filter(path__in=[body.path[:end] for end in range(step, len(body.path), step)]).order_by("path"))


def kinds() -> list[tuple[str, str]]:
    """The kinds that bodies have, in words."""
    used = PublicBody.objects.order_by().values_list("kind", flat=True).distinct()
    return sorted(((kind, kind_name(kind)) for kind in used), key=lambda pair: pair[1])


def sectors() -> list[str]:
    """The sectors that categories belong to, but for the one that every body has."""
    return sorted(set(Category.objects.filter(is_active=True).exclude(sector=ANY).values_list("sector", flat=True)))


def all_categories() -> list[Category]:
    """Every category in use, in its order."""
    return list(Category.objects.filter(is_active=True))


@dataclass(frozen=True)
class BodyPage:
    """One body with its desks, what is under it, and how many cases it has."""

    body: PublicBody
    above: tuple[PublicBody, ...]
    children: int
    desks: tuple[Desk, ...]
    supervisors: tuple[Team, ...]
    categories: tuple[Category, ...]
    open_cases: int
    closing: Closing | None
    newest: tuple[ChangeShown, ...]


def body_page(code: str) -> BodyPage | None:
    """One body; nine queries."""
    body = PublicBody.objects.select_related("successor").filter(code=code).first()
    if body is None:
        return None
    desks = with_numbers(Desk.objects.filter(body=body)).order_by("-is_active", "kind", "code")
    return BodyPage(
        body=body,
        above=tuple(line_of(body)),
        children=PublicBody.objects.filter(path__startswith=body.path, depth=body.depth + 1, is_active=True).count(),
        desks=tuple(desks),
        supervisors=tuple(team for team in teams_of_body(body) if team.desk is None),
        categories=tuple(Category.objects.filter(bodies=body, is_active=True)),
        open_cases=Complaint.objects.filter(body=body, state__in=OPEN_STATES).aggregate(number=Count("pk"))["number"],
        closing=Closing.objects.filter(body=body, ended_at=None).select_related("receiver").first(),
        newest=tuple(newest_of("body", code)),
    )


def teams_of_body(body: PublicBody) -> list[Team]:
    """Who supervises a body and works at its desks."""
    return teams_of([body.pk])
