"""The complainant takes the whole file along: words with their salts, papers, enclosures and proofs, and nothing that is not theirs."""

import json
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mazalim.complaints.models import Entry
from mazalim.evidence.models import StoredFile
from mazalim.journey.casework import actions as casework
from mazalim.journey.tracking import actions
from mazalim.work import limits
from mazalim.worker.loop import work_all
from tests import factories
from tests.factories import Case
from tests.journey.tracking.visiting import enter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country_in_a_transaction")]
BILL = b"so much was paid\n" * 10_000


@pytest.fixture
def case() -> Case:
    made = factories.lodge(at=timezone.now())
    file = actions.NamedFile("فاتورة 2026.txt", BytesIO(BILL))
    actions.message(complaint_id=made.complaint.pk, text="The bill.", files=[file], at=timezone.now())
    by = factories.standing(factories.officer_for(made))
    casework.note(complaint_id=made.complaint.pk, by=by, text="A canary that only the office reads.", at=timezone.now())
    work_all(at=timezone.now())
    return made


def taken(client: Client) -> ZipFile:
    answer = client.post(reverse("tracking:take"))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    assert answer["Cache-Control"] == "no-store"
    return ZipFile(BytesIO(b"".join(answer.streaming_content)))


def test_the_archive_holds_file_paper_enclosures_and_proofs(case: Case) -> None:
    archive = taken(enter(case))
    assert archive.testzip() is None
    number = case.complaint.case_number
    assert archive.namelist() == [
        "READ-ME.txt", "file.json", f"{number}.pdf", "receipt.json", "receipt-words.json", "enclosures/01-فاتورة 2026.txt",
    ]  # fmt: skip
    assert archive.read("enclosures/01-فاتورة 2026.txt") == BILL
    assert archive.read(f"{number}.pdf").startswith(b"%PDF")


@pytest.mark.parametrize(("state", "said"), [("waiting", "Try again later."), ("refused", "Nobody can open this file.")])
def test_a_file_that_is_not_served_leaves_a_word_in_its_place(case: Case, state: str, said: str) -> None:
    StoredFile.objects.update(state=state)
    archive = taken(enter(case))
    left = [name for name in archive.namelist() if name.startswith("enclosures/")]
    assert left
    assert all(name.endswith(".txt") and said in archive.read(name).decode() for name in left)


def test_by_the_salts_every_word_can_be_proved_without_the_office(case: Case) -> None:
    file = json.loads(taken(enter(case)).read("file.json"))
    with_words = [entry for entry in file["entries"] if entry["text"]]
    assert len(with_words) == 2
    for entry in with_words:
        assert sha256(bytes.fromhex(entry["salt"]) + entry["text"].encode()).hexdigest() == entry["text_hash"]


def test_neither_the_office_s_notes_nor_who_complained_stand_in_the_archive(case: Case) -> None:
    archive = taken(enter(case))
    whole = b"".join(archive.read(name) for name in archive.namelist() if not name.endswith(".pdf")).decode(errors="replace")
    assert "canary" not in whole
    for personal in ("Zainab", "Karim", "198403271234", case.contact):
        assert personal not in whole
    kinds = {entry["kind"] for entry in json.loads(archive.read("file.json"))["entries"]}
    assert "note" not in kinds
    assert Entry.objects.filter(complaint=case.complaint, kind="note").exists()


def test_the_page_says_what_the_archive_is_and_changes_nothing(case: Case) -> None:
    client, entries = enter(case), Entry.objects.count()
    assert "Download the archive" in client.get(reverse("tracking:take")).content.decode()
    taken(client)
    assert Entry.objects.count() == entries


def test_so_many_archives_a_day_and_no_more(case: Case, settings) -> None:
    settings.MAZALIM_LIMITS = {**settings.MAZALIM_LIMITS, "archives_per_complaint": (1, 86_400)}
    client = enter(case)
    taken(client)
    assert client.post(reverse("tracking:take")).status_code == 429
    assert limits.is_spent("archives_per_complaint", str(case.complaint.pk), at=timezone.now())


def test_who_follows_no_file_takes_none() -> None:
    assert Client().post(reverse("tracking:take")).status_code == 404
