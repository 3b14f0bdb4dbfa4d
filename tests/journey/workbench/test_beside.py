"""What stands beside a file on its page: pictures of enclosures, linked cases, tasks; and what who comes too late is told."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from mazalim.complaints.actions import enclose, note_likeness
from mazalim.complaints.models import Entry, Exclusion
from mazalim.evidence.actions import store
from mazalim.journey.casework import actions as casework
from mazalim.journey.casework.actions import tasking, tying
from mazalim.journey.casework.models import Task
from tests import factories
from tests.factories import standing

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def case():
    return factories.lodge(at=NOW - timedelta(days=2))


def address(name, case, *more):
    return reverse(name, args=[case.complaint.case_number, *more])


def page(client, case):
    return client.get(address("workbench:case", case)).content.decode()


def enclosed(case, name, contents):
    file = store(name=name, file=SimpleUploadedFile("x", contents), most_bytes=10_000_000, at=NOW)
    return enclose(entry=Entry.objects.get(complaint=case.complaint, number=1), files=[file])[0]


def picture():
    sheet = io.BytesIO()
    Image.new("RGB", (40, 30)).save(sheet, "PNG")
    return sheet.getvalue()


# --- Enclosures -------------------------------------------------------------------------------------------------------


def test_a_picture_is_looked_at_in_a_page_that_may_run_nothing(client, case):
    client.force_login(factories.officer_for(case))
    made = enclosed(case, "hole.png", picture())
    answer = client.get(address("workbench:preview", case, made.public_id))
    assert b"".join(answer.streaming_content) == picture()
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "no-store")
    assert address("workbench:preview", case, made.public_id) in page(client, case)


def test_nothing_but_pictures_and_pdf_is_shown_in_the_browser(client, case):
    client.force_login(factories.officer_for(case))
    made = enclosed(case, "page.txt", b"<script>alert(1)</script>")
    assert client.get(address("workbench:preview", case, made.public_id)).status_code == 404
    assert address("workbench:preview", case, made.public_id) not in page(client, case)


def test_a_stranger_looks_at_no_picture(client, case):
    made = enclosed(case, "hole.png", picture())
    client.force_login(factories.officer(desk=factories.body("MUN-SUL").desks.get(kind="general")))
    assert client.get(address("workbench:preview", case, made.public_id)).status_code == 404


# --- Beside the file --------------------------------------------------------------------------------------------------


def test_the_page_costs_the_same_with_one_and_with_three_linked_cases_alike_cases_and_tasks(client, case, django_assert_max_num_queries):
    officer = factories.officer_for(case)
    client.force_login(officer)
    page(client, case)
    counts = []
    for number in (1, 2):
        for _ in range(number):
            other = factories.lodge(at=NOW)
            tying.link(complaint_id=case.complaint.pk, other_id=other.complaint.pk, by=standing(officer), reason="One hole.", at=NOW)
            tasking.add_task(
                complaint_id=case.complaint.pk, by=standing(officer), text="Call", owner_id=officer.pk, due_date=NOW.date(), at=NOW
            )
            for one in (case, factories.lodge(at=NOW)):
                note_likeness(complaint_id=one.complaint.pk)
        with django_assert_max_num_queries(11) as asked:  # the numbers of the cases in the file's own leaves cost one
            assert "nearly the same words" in page(client, case)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_whoever_does_not_see_the_other_case_sees_neither_link_nor_reason(client, case):
    officer, accused = factories.officer_for(case), factories.officer_for(case)
    other = factories.lodge(at=NOW)
    tying.link(complaint_id=case.complaint.pk, other_id=other.complaint.pk, by=standing(officer), reason="He took money in both.", at=NOW)
    Exclusion.objects.create(complaint=other.complaint, officer=accused, why="accused", at=NOW)
    client.force_login(accused)
    words = page(client, case)
    assert other.complaint.case_number not in words
    assert "He took money" not in words
    client.force_login(officer)
    words = page(client, case)
    assert other.complaint.case_number in words
    assert "He took money" in words


def test_a_task_is_the_desks_own_and_stands_in_its_owners_work(client, case):
    officer, colleague = factories.officer_for(case), factories.officer_for(case)
    client.force_login(officer)
    day = NOW.date() + timedelta(days=3)
    typed = {"text": "Ask the water directorate", "owner": colleague.pk}
    typed |= {"due_date_day": day.day, "due_date_month": day.month, "due_date_year": day.year}
    assert client.post(address("casework:add_task", case), typed).status_code == 302
    task, before = Task.objects.get(), Entry.objects.filter(complaint=case.complaint).count()
    client.force_login(colleague)
    assert "Ask the water directorate" in client.get(reverse("workbench:my_work")).content.decode()
    assert "Ask the water directorate" in client.get(reverse("casework:tasks")).content.decode()
    client.post(address("casework:mark_task", case, task.pk), {"back": "work"})
    assert Task.objects.get().done_by == colleague
    assert "Ask the water directorate" not in client.get(reverse("workbench:my_work")).content.decode()
    assert Entry.objects.filter(complaint=case.complaint).count() == before
    client.force_login(factories.officer(desk=factories.body("MUN-SUL").desks.get(kind="general")))
    assert client.post(address("casework:mark_task", case, task.pk)).status_code == 404


def test_a_task_of_a_day_that_has_passed_is_not_noted_and_nothing_typed_is_lost(client, case):
    client.force_login(factories.officer_for(case))
    typed = {"text": "Too late for this", "owner": "", "due_date_day": "1", "due_date_month": "1", "due_date_year": "2020"}
    words = client.post(address("casework:add_task", case), typed).content.decode()
    assert "The day has passed already" in words
    assert "Too late for this" in words
    assert not Task.objects.exists()


# --- Too late ---------------------------------------------------------------------------------------------------------


def test_who_comes_too_late_reads_who_did_what_and_does_it_all_the_same_with_one_click(client, case):
    officer, colleague = factories.officer_for(case), factories.officer_for(case)
    casework.take(complaint_id=case.complaint.pk, by=standing(officer), at=NOW)
    client.force_login(officer)
    version = case.fresh().version
    casework.note(complaint_id=case.complaint.pk, by=standing(colleague), text="The crew was there.", at=NOW)
    answer = client.post(address("casework:ask", case), {"version": version, "question": "On which side is it?"})
    words = answer.content.decode()
    assert answer.status_code == 409
    for part in (colleague.name, "A note for the office.", "The crew was there.", "On which side is it?", "Do it all the same"):
        assert part in words
    assert not Entry.objects.filter(complaint=case.complaint, kind="ask").exists()
    again = client.post(address("casework:ask", case), {"version": case.fresh().version, "question": "On which side is it?"})
    assert again.status_code == 302
    assert Entry.objects.get(complaint=case.complaint, kind="ask").words.text == "On which side is it?"


def test_who_loses_the_race_to_propose_a_refusal_loses_no_word(client, case):
    officer, quicker = factories.officer_for(case), factories.officer_for(case)
    version = case.fresh().version
    refusal = casework.Refusal("before_a_court", "The court has it.", "Law 12, section 4", "The court of Erbil")
    casework.propose_refusal(complaint_id=case.complaint.pk, by=standing(quicker), refusal=refusal, at=NOW)
    client.force_login(officer)
    typed = {"version": version, "reason": "personal_insult", "text": "It holds insults alone, from first to last.", "legal_basis": "Law 9"}
    answer = client.post(address("casework:propose_refusal", case), typed | {"where_to_go": "The police station of the quarter."})
    words = answer.content.decode()
    assert answer.status_code == 409
    for part in ("It holds insults alone, from first to last.", "Law 9", "The police station of the quarter.", quicker.name):
        assert part in words
    assert Entry.objects.filter(complaint=case.complaint, kind="propose_refusal").count() == 1


def test_what_cannot_be_done_any_more_has_no_button_and_keeps_the_words(client, case):
    officer = factories.officer_for(case)
    casework.take(complaint_id=case.complaint.pk, by=standing(officer), at=NOW)
    version = case.fresh().version
    casework.ask(complaint_id=case.complaint.pk, by=standing(officer), question="First?", at=NOW)
    client.force_login(officer)
    answer = client.post(address("casework:ask", case), {"version": version, "question": "A second question that came too late?"})
    words = answer.content.decode()
    assert answer.status_code == 409
    assert "A second question that came too late?" in words
    assert "Do it all the same" not in words


def test_a_complainant_who_comes_too_late_is_told_so_and_loses_no_word(client, case):
    officer = factories.officer_for(case)
    casework.take(complaint_id=case.complaint.pk, by=standing(officer), at=NOW)
    client.post(reverse("tracking:enter"), {"code": case.code, "contact": case.contact})
    answer = client.post(reverse("tracking:answer"), {"text": "It is on the left side, by the gate."})
    assert answer.status_code == 409
    assert "It is on the left side, by the gate." in answer.content.decode()
