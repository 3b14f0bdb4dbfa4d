"""Desks, as administrators see them: where, for what, how many officers and open cases."""

from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from mazalim.accounts.models import Grant
from mazalim.administration.audit.queries import ChangeShown, newest_of
from mazalim.administration.frame.bodies import bodies_found
from mazalim.administration.frame.queries import desks_without_officers
from mazalim.administration.models import Closing, RoleProposal
from mazalim.administration.roles.queries import under_way
from mazalim.complaints.models import Complaint
from mazalim.complaints.models.complaint import OPEN_STATES
from mazalim.directory.models import Desk
from mazalim.web.paging import TextCursor, TextPage, text_page_of


def desks(*, words: str = "", kind: str = "", lack: str = "", state: str = "") -> QuerySet[Desk]:
    """The desks that fit: of bodies whose name is like the words; of a kind; without officers; "closed" or "all" beside those in use."""
    found = desks_without_officers() if lack == "officers" else Desk.objects.all()
    if words:
        found = found.filter(body__in=[body.pk for body in bodies_found(words)])
    if kind:
        found = found.filter(kind=kind)
    return found if state == "all" else found.filter(is_active=state != "closed")


def with_numbers(found: QuerySet[Desk]) -> QuerySet[Desk]:
    """Desks with `members` and `open_cases`."""
    members = Grant.objects.filter(desk=OuterRef("pk"), ended_at=None, officer__is_active=True).order_by().values("desk")
    cases = Complaint.objects.filter(desk=OuterRef("pk"), state__in=OPEN_STATES).order_by().values("desk")
    return found.select_related("body").annotate(
        members=Coalesce(Subquery(members.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0),
        open_cases=Coalesce(Subquery(cases.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0),
    )


def desks_page(found: QuerySet[Desk], *, cursor: TextCursor | None) -> TextPage[Desk]:
    """One page, in the order of the tree; one query."""
    return text_page_of(with_numbers(found), by="body__path", cursor=cursor)


@dataclass(frozen=True)
class DeskPage:
    """A desk with who works there and who is about to."""

    desk: Desk
    members: tuple[Grant, ...]
    coming: tuple[RoleProposal, ...]
    closing: Closing | None
    newest: tuple[ChangeShown, ...]

    @property
    def may_close(self) -> bool:
        """The general desk stays as long as its body accepts complaints; the country's own desks stay always."""
        is_needed = self.desk.kind == Desk.Kind.GENERAL and self.desk.body.accepts_complaints and self.desk.body.is_active
        return self.desk.is_active and self.desk.kind not in {Desk.Kind.CENTRAL, Desk.Kind.AUDIT} and not is_needed


def desk_page(code: str) -> DeskPage | None:
    """One desk; six queries."""
    desk = with_numbers(Desk.objects.filter(code=code)).prefetch_related("categories").first()
    if desk is None:
        return None
    members = Grant.objects.filter(desk=desk, ended_at=None).select_related("officer").order_by("officer__name")
    closing = Closing.objects.filter(desk=desk, ended_at=None).first()
    return DeskPage(desk, tuple(members), tuple(under_way(desk=desk)), closing, tuple(newest_of("desk", code)))
