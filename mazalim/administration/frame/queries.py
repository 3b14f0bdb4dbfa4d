"""What needs an administrator's attention."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from mazalim.accounts.models import Grant, Officer, Role
from mazalim.administration.models import Closing, RoleProposal
from mazalim.administration.outbox.queries import dead_jobs
from mazalim.administration.retention.queries import disposals_waiting, due
from mazalim.directory.models import Desk, PublicBody
from mazalim.evidence.queries import scanner_answers, waiting_since
from mazalim.web.paging import counts_of

FILES_WAIT = timedelta(minutes=15)


@dataclass(frozen=True)
class Attention:
    """How much of each waits; whatever is beyond a thousand counts as 1,001."""

    bodies_without_desk: int
    desks_without_officers: int
    proposals_waiting: int
    dead_letters: int
    bodies: int
    desks: int
    officers: int
    administrators: int
    cases_due: int  # to be disposed of, and on no list yet
    disposals_waiting: int  # lists of them, for a second administrator
    files_waiting: int  # to be examined, for longer than a quarter of an hour
    scanner_answers: bool | None  # None: no scanner is configured
    closings: tuple[Closing, ...]

    @property
    def is_quiet(self) -> bool:
        """Nothing waits."""
        waits = (self.bodies_without_desk, self.desks_without_officers, self.proposals_waiting, self.dead_letters, self.files_waiting)
        disposal = (self.cases_due, self.disposals_waiting)
        return not (any(waits + disposal) or self.closings or self.scanner_answers is False)


def bodies_without_desk() -> QuerySet[PublicBody]:
    """Bodies that accept complaints and have no desk that takes whatever comes."""
    desks = Desk.objects.filter(body=OuterRef("pk"), is_active=True, kind__in=[Desk.Kind.GENERAL, Desk.Kind.CENTRAL])
    return PublicBody.objects.filter(~Exists(desks), is_active=True, accepts_complaints=True)


def desks_without_officers() -> QuerySet[Desk]:
    """Desks in use at which nobody works."""
    members = Grant.objects.filter(desk=OuterRef("pk"), ended_at=None, officer__is_active=True)
    return Desk.objects.filter(~Exists(members), is_active=True)


def proposals_waiting() -> QuerySet[RoleProposal]:
    """Roles and addresses that a second administrator has not decided on."""
    return RoleProposal.objects.filter(decision="")


def administrators() -> QuerySet[Officer]:
    """Who runs the system now."""
    held = Grant.objects.filter(officer=OuterRef("pk"), role=Role.ADMINISTRATOR, ended_at=None)
    return Officer.objects.filter(Exists(held), is_active=True)


def attention(*, at: datetime) -> Attention:
    """For the overview; two queries, and a word with the scanner of files where there is one."""
    without_desk, without_officers, waiting, dead, bodies, desks, officers, running_it, files, cases_due, disposals = counts_of(
        bodies_without_desk(),
        desks_without_officers(),
        proposals_waiting(),
        dead_jobs(),
        PublicBody.objects.filter(is_active=True),
        Desk.objects.filter(is_active=True),
        Officer.objects.filter(is_active=True),
        administrators(),
        waiting_since(at - FILES_WAIT),
        due(at=at),
        disposals_waiting(),
    )
    return Attention(
        bodies_without_desk=without_desk,
        desks_without_officers=without_officers,
        proposals_waiting=waiting,
        dead_letters=dead,
        bodies=bodies,
        desks=desks,
        officers=officers,
        administrators=running_it,
        cases_due=cases_due,
        disposals_waiting=disposals,
        files_waiting=files,
        scanner_answers=scanner_answers(),
        closings=tuple(Closing.objects.filter(ended_at=None).select_related("body", "receiver").order_by("begun_at")),
    )
