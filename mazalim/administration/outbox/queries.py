"""Dead letters, without what they were about."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mazalim.web.paging import Cursor, page_of
from mazalim.work.models import LEFT_OUT, Job

ROWS = 40
WORDS = {
    "notices.deliver": _("Send a notice"),
    "evidence.examine": _("Examine a file that was sent"),
    "evidence.take_away": _("Delete what was kept of a destroyed file"),
    "complaints.tell": _("Tell who is concerned by an entry"),
    "complaints.note_likeness": _("Note what a complaint is compared by"),
    "casework.correct_deadline": _("Correct a deadline after the calendar has changed"),
    "complaints.set_free": _("Let joined complaints go on by themselves"),
    "casework.delivery_failed": _("Note that a notice could not be delivered"),
    "casework.follow_grant": _("Look again at the cases of an officer with a new role"),
    "casework.tell_of_bulk": _("Tell who was given many cases"),
    "systemic.tell_mended": _("Tell the complainants that a cause is mended"),
    "workbench.make_workbook": _("Write a workbook"),
    "tracking.send_entry_code": _("Send a code to who wants to follow"),
    "tracking.send_lost_code": _("Send a code to who lost one"),
    "tracking.change_contact": _("Change a contact"),
    "administration.move_cases": _("Move the cases of a closed body"),
    "administration.dispose": _("Dispose of cases whose time is over"),
    "administration.begin": _("Begin a role or a new address"),
}


@dataclass(frozen=True)
class DeadLetter:
    """A job that was tried too often. Its payload is not shown: it may name a case."""

    pk: int
    what: str
    channel: str
    created_at: datetime
    dead_at: datetime
    attempts: int
    error: str
    is_wiped: bool
    is_left_out: bool  # of the backup that was restored; is_wiped too


@dataclass(frozen=True)
class DeadLetters:
    """A page of them, the newest first."""

    rows: tuple[DeadLetter, ...]
    next: Cursor | None
    before: Cursor | None


def dead_jobs() -> QuerySet[Job]:
    """Every job that nobody will do unless an administrator says so."""
    return Job.objects.filter(dead_at__isnull=False, done_at=None)


def dead_letters(*, cursor: Cursor | None) -> DeadLetters:
    """One page; one query."""
    page = page_of(dead_jobs(), by="dead_at", cursor=cursor, size=ROWS, is_newest_first=True)
    return DeadLetters(tuple(_shown(job) for job in page.rows), page.next, page.before)


def what_it_does(name: str) -> str:
    """A job in words."""
    return str(WORDS.get(name, name))


def _shown(job: Job) -> DeadLetter:
    assert job.dead_at is not None  # dead_jobs() asks for it  # noqa: S101
    is_notice = job.name == "notices.deliver"
    return DeadLetter(
        pk=job.pk,
        what=what_it_does(job.name),
        channel=str(job.payload.get("channel", "")) if is_notice else "",
        created_at=job.created_at,
        dead_at=job.dead_at,
        attempts=job.attempts,
        # The errors of deliveries are written for being read; those of other jobs may quote a row, so only their sort is shown.
        error=job.last_error if is_notice or job.is_wiped else job.last_error.partition(":")[0],
        is_wiped=job.is_wiped,
        is_left_out=job.last_error == LEFT_OUT,
    )
