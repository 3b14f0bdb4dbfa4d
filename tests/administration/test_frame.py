"""The overview, the audit list and dead letters."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from mazalim.accounts.models import Role
from mazalim.administration.audit.actions import record
from mazalim.administration.models import Change
from mazalim.work.actions import WIPED
from mazalim.work.models import Job
from tests import factories

HOME = "/en/office/administration/"


def changed(**more):
    return record(**({"by": None, "subject": "body", "key": "X", "act": "rename", "names": {"en": "X"}, "at": timezone.now()} | more))


def dead(error="NotAccepted: The mail server answered 450.", name="notices.deliver"):
    at = timezone.now()
    return Job.objects.create(name=name, payload={"channel": "email"}, created_at=at, run_at=at, dead_at=at, attempts=12, last_error=error)


def test_the_overview_counts_what_waits(office):
    dead()
    shown = office.get(HOME)
    assert "1 letter could not be sent" in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"


@pytest.mark.parametrize("page", ["changes/", "changes/changes.csv"])
def test_auditors_read_the_changes_and_nothing_else_of_the_administrators(client, country_in_a_transaction, db, page):
    client.force_login(factories.officer(role=Role.AUDITOR))
    assert client.get(HOME + page).status_code == 200
    assert client.get(HOME).status_code == client.get(HOME + "outbox/").status_code == 404


def test_changes_are_filtered_by_subject_and_person(office, administrator):
    changed(by=administrator.pk, key="MINE", before={"names": {"en": "Old"}}, after={"names": {"en": "New"}})
    changed(key="SERVERS", subject="desk")
    shown = office.get(HOME + "changes/", {"by": administrator.pk}).content.decode()
    assert "MINE" in shown
    assert "SERVERS" not in shown
    assert "English: Old" in shown
    assert "SERVERS" in office.get(HOME + "changes/", {"by": "0", "subject": "desk"}).content.decode()
    assert "MINE" not in office.get(HOME + "changes/", {"subject": "desk"}).content.decode()


def test_the_file_of_changes_holds_no_formula(office):
    changed(names="=1+1")
    lines = b"".join(office.get(HOME + "changes/changes.csv").streaming_content).decode()
    assert "'=1+1" in lines


def test_no_line_of_the_audit_list_is_altered_or_taken_out(administrator):
    line = changed()
    for act in (lambda: Change.objects.filter(pk=line.pk).update(key="Y"), line.delete):
        with pytest.raises((IntegrityError, Exception), match="append-only"), transaction.atomic():
            act()


def test_a_dead_letter_is_tried_again_or_put_away(office):
    letter, other = dead(), dead()
    office.post(f"{HOME}outbox/{letter.pk}/")
    office.post(f"{HOME}outbox/{other.pk}/", {"put_away": "1"})
    letter.refresh_from_db()
    other.refresh_from_db()
    assert (letter.dead_at, letter.attempts) == (None, 0)
    assert other.done_at
    assert Change.objects.filter(subject="outbox").count() == 2


def test_what_was_wiped_is_not_tried_again(office):
    wiped, whole = dead(WIPED), dead()
    office.post(HOME + "outbox/retry/")
    wiped.refresh_from_db()
    whole.refresh_from_db()
    assert wiped.dead_at
    assert whole.dead_at is None
    office.post(f"{HOME}outbox/{wiped.pk}/")
    wiped.refresh_from_db()
    assert wiped.dead_at


def test_the_error_of_another_job_is_told_by_its_sort_alone(office):
    dead("IntegrityError: the words of a case", name="complaints.tell")
    shown = office.get(HOME + "outbox/").content.decode()
    assert "IntegrityError" in shown
    assert "the words of a case" not in shown
