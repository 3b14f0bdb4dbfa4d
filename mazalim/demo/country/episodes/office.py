"""What administrators did of late: a role that waits for the second of them, one that begins tomorrow, a body merged, a letter that was not sent."""

from datetime import datetime, timedelta

from mazalim.accounts.models import Grant, Officer, Role
from mazalim.accounts.queries import Standing, standing_of
from mazalim.administration.closing.actions import begin_closing_body, move_cases
from mazalim.administration.desks.actions import add_desk
from mazalim.administration.roles.actions import agree, propose_role
from mazalim.complaints.models import Complaint
from mazalim.demo.country.bodies import BODIES
from mazalim.directory.models import Desk, PublicBody
from mazalim.notices.actions import send
from mazalim.notices.links import link
from mazalim.work.actions import bury

REFUSED = "NotAccepted: The mail server answered 451."


def administer(*, at: datetime) -> None:
    """Let the two administrators of the demonstration have been at work."""
    held = Grant.objects.filter(role=Role.ADMINISTRATOR, ended_at=None).select_related("officer").order_by("pk")
    first, second = (standing_of(grant.officer) for grant in held[:2])
    shown = next(planned for planned in BODIES if planned.is_shown)
    body = PublicBody.objects.get(code=shown.code)
    _desk_of_its_own(body, by=first, at=at - timedelta(days=9))
    _merge_a_quiet_body(by=second, at=at - timedelta(days=4))
    _roles(body, first=first, second=second, at=at)
    officer = Officer.objects.get(pk=first.officer_id)
    values = {"link": link("administration:waiting", officer.language)}
    yesterday = at - timedelta(hours=30)
    letter = send(kind="office_role_waits", channel="email", address=officer.email, language=officer.language, values=values, at=yesterday)
    letter.attempts = 12
    letter.save(update_fields=["attempts"])
    bury(job=letter, error=REFUSED, at=at - timedelta(hours=1))


def _desk_of_its_own(body: PublicBody, *, by: Standing, at: datetime) -> None:
    """For a category that went to the general desk until now; nobody works there yet."""
    category = body.categories.exclude(desks__body=body).order_by("-order").first()
    if category is not None:
        add_desk(by=by, body=body, kind=Desk.Kind.SPECIAL, names=category.names, category_codes=[category.code], at=at)


def _merge_a_quiet_body(*, by: Standing, at: datetime) -> None:
    """Of the bodies without a case the last one goes into its neighbour."""
    quiet = PublicBody.objects.filter(is_active=True, numchild=0, depth__gt=1).exclude(pk__in=Complaint.objects.values("body"))
    body = quiet.exclude(desks__grants__isnull=False).order_by("path").last()
    if body is None:
        return
    near = PublicBody.objects.filter(path__startswith=body.path[: -PublicBody.steplen], depth=body.depth, is_active=True, kind=body.kind)
    receiver = near.filter(accepts_complaints=True).exclude(pk=body.pk).order_by("path").last()
    if receiver is not None:
        begun = begin_closing_body(by=by, body_id=body.pk, receiver=receiver, is_merging=True, at=at)
        move_cases(closing_id=begun.pk, at=at + timedelta(minutes=1))


def _roles(body: PublicBody, *, first: Standing, second: Standing, at: datetime) -> None:
    desks = list(Desk.objects.filter(body=body, kind=Desk.Kind.SPECIAL, is_active=True).order_by("pk"))
    members = Officer.objects.filter(grants__desk__body=body, grants__ended_at=None).distinct().order_by("pk")
    wanted = [(one, desk) for one in members for desk in desks if not Grant.objects.filter(officer=one, desk=desk, ended_at=None).exists()]
    if len(wanted) < 2:
        return
    (one, desk), (other, other_desk) = wanted[0], wanted[-1]
    begins = propose_role(by=first, officer_id=one.pk, role=Role.OFFICER, desk=desk, at=at - timedelta(hours=5))
    agree(by=second, proposal_id=begins.pk, at=at - timedelta(hours=2))
    propose_role(by=second, officer_id=other.pk, role=Role.OFFICER, desk=other_desk, at=at - timedelta(hours=1))
