"""The page of a case: what it shows, to whom, and at what cost."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from mazalim.accounts.models import Role
from mazalim.complaints.actions import enclose
from mazalim.complaints.lifecycle import TABLE, Move, actor_complainant, actor_officer, actor_system, move
from mazalim.complaints.models import Complaint, Entry, Exclusion, Opening
from mazalim.evidence.actions import store
from mazalim.journey.casework import actions as casework
from mazalim.journey.replies import actions as replies
from mazalim.journey.replies.rules import Quality
from mazalim.journey.workbench.queries.cases import case_page, tools_of
from tests import factories
from tests.factories import standing

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


@pytest.fixture
def case():
    return factories.lodge(at=now() - timedelta(days=2))


def page_of(case, client, officer):
    client.force_login(officer)
    return client.get(reverse("workbench:case", args=[case.complaint.case_number]))


def test_an_officer_reads_the_whole_file(client, case):
    officer = factories.officer_for(case)
    page = page_of(case, client, officer)
    words = page.content.decode()
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    for part in (
        case.complaint.case_number,
        "A deep hole outside a primary school",
        "For three weeks",
        "Fill the hole.",
        "Routed to",
        "Take the case",
    ):
        assert part in words
    assert Opening.objects.filter(complaint=case.complaint, officer=officer).count() == 1


def test_the_complainant_is_masked_until_revealed_and_for_eight_hours_only(client, case):
    officer = factories.officer_for(case)
    other = factories.officer_for(case)
    assert "Zainab" not in page_of(case, client, officer).content.decode()
    casework.take(complaint_id=case.complaint.pk, by=standing(officer), at=now())
    casework.reveal(complaint_id=case.complaint.pk, by=standing(officer), reason="To visit the place.", at=now() - timedelta(hours=7))
    words = page_of(case, client, officer).content.decode()
    assert "Zainab Karim" in words
    assert case.contact in words
    assert "Zainab" not in page_of(case, client, other).content.decode()


def test_a_reveal_ends_after_eight_hours(client, case):
    officer = factories.officer_for(case)
    casework.reveal(complaint_id=case.complaint.pk, by=standing(officer), reason="To visit the place.", at=now() - timedelta(hours=9))
    assert "Zainab" not in page_of(case, client, officer).content.decode()


def strangers(case):
    body, desk = case.fresh().body, case.fresh().desk
    excluded = factories.officer(desk=desk)
    Exclusion.objects.create(complaint=case.complaint, officer=excluded, why="recused", at=now())
    return {
        "officer of another desk": factories.officer(desk=body.desks.get(code="MUN-EBL-WASTE")),
        "supervisor of another body": factories.officer(supervises=factories.body("KRG00")),
        "administrator": factories.officer(role=Role.ADMINISTRATOR),
        "auditor": factories.officer(role=Role.AUDITOR),
        "central officer": factories.officer(role=Role.CENTRAL_OFFICER),
        "excluded officer": excluded,
    }


@pytest.mark.parametrize(
    "who", ["officer of another desk", "supervisor of another body", "administrator", "auditor", "central officer", "excluded officer"]
)
def test_for_a_stranger_there_is_no_such_case(client, case, who):
    stranger = strangers(case)[who]
    client.force_login(stranger)
    number = case.complaint.case_number
    file = put_file(case)
    addresses = [
        reverse("workbench:case", args=[number]),
        reverse("workbench:enclosure", args=[number, file.public_id]),
        reverse("replies:draft", args=[number]),
        reverse("replies:preview", args=[number]),
        reverse("replies:approve", args=[number]),
    ]
    assert {client.get(address).status_code for address in addresses} == {404}
    assert client.post(reverse("replies:draft", args=[number]), {"version": 0, "summary": "Mine"}).status_code == 404
    assert client.post(reverse("replies:approve", args=[number]), {"version": 0}).status_code == 404
    assert not Opening.objects.filter(officer=stranger).exists()


def put_file(case):
    entry = Entry.objects.get(complaint=case.complaint, number=1)
    file = store(name="photo; of the\r\nhole.txt", file=SimpleUploadedFile("x", b"a plain text"), most_bytes=1000, at=now())
    return enclose(entry=entry, files=[file])[0]


def test_an_enclosure_comes_as_an_attachment_that_no_browser_runs(client, case):
    enclosure = put_file(case)
    client.force_login(factories.officer_for(case))
    answer = client.get(reverse("workbench:enclosure", args=[case.complaint.case_number, enclosure.public_id]))
    assert b"".join(answer.streaming_content) == b"a plain text"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "\r" not in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-store"


def test_an_enclosure_of_another_case_is_not_served_under_this_one(client, case):
    other = factories.lodge(at=now())
    enclosure = put_file(other)
    client.force_login(factories.officer_for(case))
    assert client.get(reverse("workbench:enclosure", args=[case.complaint.case_number, enclosure.public_id])).status_code == 404


def test_the_page_costs_ten_queries_however_long_the_file_is(client, case, django_assert_max_num_queries):
    officer = factories.officer_for(case)
    page_of(case, client, officer)
    with django_assert_max_num_queries(10) as first:
        page_of_again(case, client)
    for number in range(3):
        casework.note(complaint_id=case.complaint.pk, by=standing(officer), text=f"Note {number}", at=now())
    with django_assert_max_num_queries(10) as second:
        page_of_again(case, client)
    assert len(first) == len(second)


def page_of_again(case, client):
    assert client.get(reverse("workbench:case", args=[case.complaint.case_number])).status_code == 200


def test_a_case_in_progress_with_a_draft_and_a_question_costs_no_more(client, case, django_assert_max_num_queries):
    officer = factories.officer_for(case)
    pk, by = case.complaint.pk, standing(officer)
    casework.take(complaint_id=pk, by=by, at=now())
    replies.save_draft(complaint_id=pk, by=by, version=0, summary="So far.", points=[], at=now())
    put_file(case)
    page_of(case, client, officer)
    with django_assert_max_num_queries(10):
        page_of_again(case, client)


def test_a_reply_is_shown_point_by_point(client, case):
    officer, supervisor = factories.officer_for(case), factories.supervisor_for(case)
    answered(case, officer, supervisor)
    words = page_of(case, client, officer).content.decode()
    for part in ("The hole is filled.", "Upheld", "Not upheld", "Checked on Monday", "We look at it again", "Approved the reply"):
        assert part in words


def answered(case, officer, supervisor):
    pk, by = case.complaint.pk, standing(officer)
    casework.take(complaint_id=pk, by=by, at=now())
    points = [
        {"number": 1, "outcome": "upheld", "redress": "repaired", "reason": "Checked on Monday by the crew."},
        {"number": 2, "outcome": "not_upheld", "redress": "none", "reason": "No barrier is needed now."},
    ]
    promise = {"text": "We look at it again", "due_date": (now() + timedelta(days=30)).date()}
    draft = replies.save_draft(
        complaint_id=pk, by=by, version=0, summary="The hole is filled.", points=points, commitments=[promise], at=now()
    )
    replies.hand_in(complaint_id=pk, by=by, version=draft.version, at=now())
    replies.approve(complaint_id=pk, by=standing(supervisor), checked=Quality, at=now())


def test_what_the_complainant_wrote_runs_in_its_own_direction(client, case):
    arabic = factories.lodge(at=now(), language="ar", subject="حفرة عميقة", description="منذ ثلاثة أسابيع <script>alert(1)</script>")
    words = page_of(arabic, client, factories.officer_for(arabic)).content.decode()
    assert '<h1><bdi lang="ar">حفرة عميقة</bdi></h1>' in words
    assert '<p dir="auto">منذ' in words
    assert "<script>alert" not in words


def test_every_kind_of_leaf_has_officers_words():
    template = (factories.Path(__file__).parents[3] / "mazalim/journey/workbench/templates/workbench/file/what.html").read_text("utf-8")
    unsaid = {row.move for row in TABLE} | {Move.LODGE}
    assert {kind for kind in unsaid if f'kind == "{kind}"' not in template} == set()


def test_the_tools_are_the_open_moves_with_one_filled_button(case):
    officer = factories.officer_for(case)
    page = case_page(standing(officer), case.fresh(), at=now())
    codes = [tool.code for tool in page.tools]
    assert codes[0] == "take"
    assert codes[-1] == "propose_refusal"
    assert "reply" not in codes
    casework.take(complaint_id=case.complaint.pk, by=standing(officer), at=now())
    page = case_page(standing(officer), case.fresh(), at=now())
    assert [tool.code for tool in page.tools if tool.is_first] == ["reply"]
    assert tools_of(frozenset(), [], officer_id=officer.pk) == ()


def test_a_proposal_is_decided_by_another_person_only(case):
    both = factories.officer(desk=case.fresh().desk, supervises=case.fresh().body)
    supervisor = factories.supervisor_for(case)
    casework.take(complaint_id=case.complaint.pk, by=standing(both), at=now())
    casework.propose_extension(complaint_id=case.complaint.pk, by=standing(both), reason="The pipe must be looked at.", at=now())
    assert "decide_extension" not in {tool.code for tool in case_page(standing(both), case.fresh(), at=now()).tools}
    assert "decide_extension" in {tool.code for tool in case_page(standing(supervisor), case.fresh(), at=now()).tools}


def test_a_case_of_every_kind_of_leaf_can_be_read(client, case):
    """Leaves are written as the table allows; none of them breaks the page."""
    officer = factories.officer_for(case)
    complaint = Complaint.objects.get(pk=case.complaint.pk)
    move(complaint, Move.TAKE, by=actor_officer(standing(officer)), at=now())
    move(complaint, Move.ASK, by=actor_officer(standing(officer)), text="Where exactly?", at=now())
    move(complaint, Move.REMIND, by=actor_system(), payload={"step": "answer_reminder"}, at=now())
    move(complaint, Move.ANSWER, by=actor_complainant(), text="By the bus stop.", at=now())
    move(complaint, Move.FALL_DUE, by=actor_system(), payload={"step": "fell_due"}, at=now())
    move(complaint, Move.ESCALATE, by=actor_system(), payload={"step": "body_above"}, at=now())
    move(complaint, Move.DELIVERY_FAILED, by=actor_system(), payload={"channel": "phone", "notice": "asked"}, at=now())
    words = page_of(case, client, officer).content.decode()
    for part in ("Where exactly?", "By the bus stop.", "Reminded the complainant", "could not be delivered by SMS"):
        assert part in words
