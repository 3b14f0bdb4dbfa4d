"""The case whose words are canaries, its life at the desk and its end. Runs as a process of its own: DJANGO_SETTINGS_MODULE is set."""

import json
import sys
from datetime import timedelta
from pathlib import Path

import django

from tools.vault.people import is_found, lodge, read_list
from tools.vault.people import note as write_down

PERSON, WORDS, OFFICE = "zqperson7f3a", "zqwords7f3a", "zqoffice7f3a"  # what the complainant is, wrote, and what the office wrote
CANARIES = (PERSON, WORDS, OFFICE)
NEIGHBOUR = "zqneighbour9b1c"
MONTHS_LATER = timedelta(days=31 * 61)


def live(file: Path) -> None:
    """Lodge a complaint full of canaries and another person's, and let officers write into both."""
    from django.utils import timezone

    from mazalim.accounts.actions import add_officer, grant
    from mazalim.accounts.models import Role
    from mazalim.accounts.queries import standing_of
    from mazalim.complaints.models import Complaint
    from mazalim.journey.casework import actions as casework
    from mazalim.journey.tracking import actions as tracking
    from mazalim.worker.loop import work_all

    at = timezone.now()
    for name in ("first", "second"):
        made = add_officer(email=f"{name}@office.example", name=name, password=None, language="en", at=at)
        grant(officer=made, role=Role.ADMINISTRATOR, at=at)
    officer = add_officer(email="desk@office.example", name="desk", password=None, language="en", at=at)
    supervisor = add_officer(email="above@office.example", name="above", password=None, language="en", at=at)
    for mark, words, said in ((PERSON, WORDS, OFFICE), (NEIGHBOUR, NEIGHBOUR, NEIGHBOUR)):
        citizen = lodge(mark, words=words)
        write_down(file, citizen)
        complaint = Complaint.objects.get(pk=citizen.complaint)
        if mark == PERSON:
            grant(officer=officer, role=Role.OFFICER, desk=complaint.desk, at=at)
            grant(officer=supervisor, role=Role.SUPERVISOR, body=complaint.body, at=at)
        by = standing_of(officer)
        casework.take(complaint_id=complaint.pk, by=by, at=at)
        casework.note(complaint_id=complaint.pk, by=by, text=f"A note. {said}", at=at)
        casework.reveal(complaint_id=complaint.pk, by=by, reason=f"A reason. {said}", at=at)
        casework.propose_extension(complaint_id=complaint.pk, by=by, reason=f"More time. {said}", at=at)
        casework.ask(complaint_id=complaint.pk, by=by, question=f"A question? {said}", at=at)
        tracking.answer(complaint_id=complaint.pk, text=f"An answer. {words}", at=at)
        tracking.withdraw(complaint_id=complaint.pk, reason=f"Enough. {words}", at=at)
    work_all(at=at)


def dispose(file: Path) -> None:
    """Sixty-one months later: the first case goes by two administrators, the second is held."""
    from django.utils import timezone

    from mazalim.accounts.models import Officer
    from mazalim.accounts.queries import standing_of
    from mazalim.administration.retention.actions import agree, carry_out, propose
    from mazalim.complainants.models import Complainant
    from mazalim.complainants.queries import Erased, person_of
    from mazalim.complaints.models import Complaint
    from mazalim.evidence.models import StoredFile
    from mazalim.journey.casework import actions as casework

    at = timezone.now() + MONTHS_LATER
    gone, kept = read_list(file)
    supervisor = standing_of(Officer.objects.get(email="above@office.example"))
    casework.hold(complaint_id=kept.complaint, by=supervisor, reason="A court has asked for it.", at=at)
    first, second = (standing_of(Officer.objects.get(email=f"{name}@office.example")) for name in ("first", "second"))
    made = agree(by=second, disposal_id=propose(by=first, at=at).pk, at=at)
    while carry_out(disposal_id=made.pk, at=at):
        pass
    ref = Complaint.objects.get(pk=gone.complaint).complainant_ref
    try:
        person_of(ref)
    except Erased:
        is_erased = True
    else:
        is_erased = False
    files = StoredFile.objects.filter(enclosures__complaint=gone.complaint)
    at_once = {
        "person unreadable": is_erased and Complainant.objects.get(pk=ref).wrapped_key is None,
        "enclosures unreadable": all(file.is_shredded for file in files),
        "not found by code and contact": not is_found(gone),
        "the neighbour is found": is_found(kept),
    }
    print(json.dumps(at_once))


if __name__ == "__main__":
    django.setup()
    {"live": live, "dispose": dispose}[sys.argv[1]](Path(sys.argv[2]))
