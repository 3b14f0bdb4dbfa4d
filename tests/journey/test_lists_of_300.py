"""Every list of the office asks the database as often for 300 rows as for 3 and for 1: rows made by acts, and copies of them."""

import itertools
import uuid
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mazalim.accounts.models import Absence, Grant, Officer, Role
from mazalim.complaints.models import Complaint, EntryText, Exclusion, Proposal
from mazalim.country.models import Banner, Holiday, QuestionAndAnswer
from mazalim.directory.models import Desk
from mazalim.journey.appeals import actions as appeals
from mazalim.journey.casework import actions as casework
from mazalim.journey.casework.actions import tasking
from mazalim.journey.casework.models import Task
from mazalim.journey.replies import actions as replies
from mazalim.journey.replies.actions import Wording
from mazalim.journey.replies.models import Commitment, StandardText
from mazalim.journey.systemic import actions as systemic
from mazalim.journey.systemic.models import SystemicIssue
from mazalim.journey.workbench.models import Export
from mazalim.work.models import Job
from tests import factories
from tests.factories import client_of, standing
from tests.journey import lives
from tests.journey.workbench.copies import copies

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country_in_a_transaction")]
_years = itertools.count(1900)


@dataclass(frozen=True)
class Listed:
    """Who looks, at which address of the office, and what makes so many more rows of the one that is there."""

    client: Client
    path: str
    more: Callable[[int], Any]


def now():
    return timezone.now()


def again(row: models.Model, number: int, **changes: Callable[[int], Any]) -> list[Any]:
    """So many more rows like this one, but for what has to differ."""
    made = []
    for place in range(number):
        one = copy(row)
        one.pk = None
        for name, value in changes.items():
            setattr(one, name, value(place))
        made.append(one)
    return type(row)._base_manager.bulk_create(made)


def cases(case: Complaint, number: int) -> list[Complaint]:
    return copies(case, number, year=next(_years)) if number else []


def with_cases(row: models.Model, case: Complaint, number: int) -> None:
    """So many more cases like this one, each with a row like its own."""
    made = cases(case, number)
    again(row, number, complaint_id=lambda place: made[place].pk)


def _unlike(prefix: str) -> Callable[[int], str]:
    return lambda place: f"{prefix}-{uuid.uuid4().hex[:12]}-{place}"


def my_work() -> Listed:
    life = lives.taken(at=now())
    officer = Officer.objects.get(pk=life.officer.officer_id)
    return Listed(client_of(officer), "", lambda number: cases(life.case.fresh(), number))


def screening() -> Listed:
    case = factories.lodge(at=now(), body=None).fresh()
    return Listed(client_of(factories.officer(role=Role.CENTRAL_OFFICER)), "screening/", lambda number: cases(case, number))


def approvals() -> Listed:
    life = lives.taken(at=now())
    casework.propose_extension(complaint_id=life.pk, by=life.officer, reason="The pipe first.", at=now())
    waiting = Proposal.objects.get()
    chief = factories.supervisor_for(life.case)
    return Listed(client_of(chief), "approvals/", lambda number: with_cases(waiting, life.case.fresh(), number))


def commitments() -> Listed:
    life = lives.answered(at=now(), promise="A barrier.")
    owner, promise = Officer.objects.get(pk=life.officer.officer_id), Commitment.objects.get()

    def more(number: int) -> None:
        made = cases(life.case.fresh(), number)
        leaves = again(promise.entry, number, complaint_id=lambda place: made[place].pk)
        words = promise.entry.words
        EntryText.objects.bulk_create([EntryText(entry=leaf, salt=words.salt, text=words.text) for leaf in leaves])
        again(promise, number, complaint_id=lambda place: made[place].pk, entry_id=lambda place: leaves[place].pk)

    return Listed(client_of(owner), "commitments/", more)


def tasks() -> Listed:
    life = lives.taken(at=now())
    what = {"text": "Ring.", "owner_id": life.officer.officer_id, "due_date": factories.today() + timedelta(days=2)}
    tasking.add_task(complaint_id=life.pk, by=life.officer, at=now(), **what)
    owner = Officer.objects.get(pk=life.officer.officer_id)
    return Listed(client_of(owner), "tasks/", lambda number: with_cases(Task.objects.first(), life.case.fresh(), number))


def texts() -> Listed:
    chief = factories.supervisor_for(factories.lodge(at=now()))
    wording = Wording("reason", "Roads", "Mended.", None, "")
    replies.write_text(by=standing(chief), body_id=factories.body().pk, language="en", wording=wording, at=now())
    return Listed(client_of(chief), "texts/", lambda number: again(StandardText.objects.first(), number))


def appeal_desk() -> Listed:
    life = lives.answered(at=now())
    appeals.appeal(complaint_id=life.pk, text="Look at it again.", at=now())
    case = life.case.fresh()
    return Listed(client_of(factories.officer(desk=case.appeal_desk)), "appeals/", lambda number: cases(case, number))


def conflicts() -> Listed:
    case = factories.lodge(at=now())
    officer = factories.officer_for(case)
    casework.recuse(complaint_id=case.complaint.pk, by=standing(officer), reason="other", text="A cousin.", at=now())
    barred = Exclusion.objects.get()
    central = factories.officer(role=Role.CENTRAL_OFFICER)
    return Listed(client_of(central), "conflicts/", lambda number: with_cases(barred, case.fresh(), number))


def systemic_issues() -> Listed:
    chief = factories.supervisor_for(factories.lodge(at=now()))
    what = {"body_id": factories.body().pk, "category_id": None, "title": "Roads", "owner_id": chief.pk}
    systemic.open_issue(by=standing(chief), at=now(), **what)
    return Listed(client_of(chief), "systemic/", lambda number: again(SystemicIssue.objects.first(), number))


def absences() -> Listed:
    chief, officer = factories.officer(supervises=factories.body()), factories.officer(desk=factories.body().desks.first())
    day = factories.today()
    row = Absence.objects.create(officer=officer, first_day=day, last_day=day, entered_by=chief, entered_at=now())
    return Listed(client_of(chief), "absences/", lambda number: again(row, number))


def exports() -> Listed:
    row = Export.objects.create(officer=factories.officer(), form="csv", language="en", asked_at=now())
    auditor = client_of(factories.officer(role=Role.AUDITOR))
    return Listed(auditor, "audit/exports/", lambda number: again(row, number, public_id=lambda _: uuid.uuid4()))


def conflicts_audited() -> Listed:
    case = factories.lodge(at=now())
    casework.recuse(complaint_id=case.complaint.pk, by=standing(factories.officer_for(case)), reason="other", text="A cousin.", at=now())
    left = case.fresh().entries.get(kind="recuse")
    auditor = client_of(factories.officer(role=Role.AUDITOR))
    return Listed(auditor, "audit/conflicts/", lambda number: with_cases(left, case.fresh(), number))


def _administrators(path: str, more: Callable[[int], Any]) -> Listed:
    return Listed(client_of(factories.officer(role=Role.ADMINISTRATOR)), f"administration/{path}", more)


def officers() -> Listed:
    held = Grant.objects.get(officer=factories.officer(desk=factories.body().desks.first()), ended_at=None)

    def more(number: int) -> None:
        made = again(held.officer, number, email=_unlike("o"))
        again(held, number, officer_id=lambda place: made[place].pk)

    return _administrators("officers/", more)


def desks() -> Listed:
    return _administrators("desks/", lambda number: again(Desk.objects.filter(kind="special").first(), number, code=_unlike("d")))


def questions() -> Listed:
    return _administrators(
        "settings/questions/",
        lambda number: again(QuestionAndAnswer.objects.first(), number, code=lambda place: f"q{uuid.uuid4().hex[:10]}"),
    )


def holidays() -> Listed:
    first, days = Holiday.objects.order_by("date").last(), itertools.count(1)
    return _administrators(
        "settings/holidays/", lambda number: again(first, number, date=lambda _: first.date + timedelta(days=next(days)))
    )


def banners() -> Listed:
    day = factories.today()
    row = Banner.objects.create(first_date=day, last_date=day, kind="news", texts={"en": "Closed."})
    return _administrators("settings/banners/", lambda number: again(row, number))


def outbox() -> Listed:
    factories.lodge(at=now())
    job = Job.objects.filter(name="notices.deliver").first()
    Job.objects.filter(pk=job.pk).update(dead_at=now())
    job.refresh_from_db()
    return _administrators("outbox/", lambda number: again(job, number))


LISTS = [
    my_work, screening, approvals, commitments, tasks, texts, appeal_desk, conflicts, systemic_issues, absences, exports, conflicts_audited,
    officers, desks, questions, holidays, banners, outbox,
]  # fmt: skip


@pytest.mark.parametrize("listed", LISTS, ids=lambda one: one.__name__)
def test_a_list_costs_the_same_for_1_3_and_300_rows(listed) -> None:
    made = listed()
    address = f"/en/office/{made.path}"
    assert made.client.get(address).status_code == 200
    costs = []
    for more in (0, 2, 297):
        made.more(more)
        with CaptureQueriesContext(connection) as asked:
            assert made.client.get(address).status_code == 200
        costs.append(len(asked))
    assert costs[0] == costs[1] == costs[2], [one["sql"][:150] for one in asked]
