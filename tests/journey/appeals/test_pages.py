"""The pages of an appeal: the complainant's, and those of the desk that decides."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mazalim.accounts.models import Officer
from mazalim.complaints.models import AppealDecision, Complaint, Entry, Opening, State
from mazalim.journey.appeals.queries import appeals_page, appeals_to_decide
from mazalim.journey.workbench.queries.boards import board_of
from tests import factories
from tests.factories import standing
from tests.journey import lives
from tests.journey.lives import EXAMINE, POINTS, REASONS
from tests.journey.tracking.visiting import enter, page

pytestmark = pytest.mark.django_db
APPEAL, DONE, WITHDRAW = (f"appeals:{name}" for name in ("appeal", "done", "withdraw"))


def now():
    return timezone.now()


@pytest.fixture
def life():
    return lives.answered(at=now() - timedelta(days=3))


@pytest.fixture
def judge(life):
    return lives.judge_over(life.case)


def office(who):
    client = Client()
    client.force_login(Officer.objects.get(pk=who.officer_id))
    return client


def case_of(client, life, name="workbench:case"):
    return client.get(reverse(name, args=[life.case.complaint.case_number]))


def decided(**changes):
    typed = {"decision": "allowed", "reasons": REASONS}
    for point in POINTS:
        typed |= {f"{name}_{point['number']}": point[name] for name in ("outcome", "redress", "reason")}
    return typed | changes


def test_a_complainant_appeals_checks_and_reads_who_decides_and_by_when(life, judge):
    client = enter(life.case)
    assert reverse(APPEAL) in page(client, "file")
    first = client.get(reverse(APPEAL)).content.decode()
    assert "Within 30 days" in first
    assert "You can appeal until" in first
    check = client.post(reverse(APPEAL), {"text": EXAMINE}).content.decode()
    assert "Check your appeal" in check
    assert life.case.fresh().state == State.ANSWERED  # nothing is sent before it is checked
    changed = client.post(reverse(APPEAL), {"text": EXAMINE, "step": "change"}).content.decode()
    assert EXAMINE in changed
    photo = SimpleUploadedFile("street.txt", b"The hole, seen from the gate.")
    sent = client.post(reverse(APPEAL), {"text": EXAMINE, "step": "send", "enclosures": photo})
    assert (sent.status_code, sent["Location"]) == (302, reverse(DONE))
    assert "The decision is due by" in client.get(reverse(DONE)).content.decode()
    file = page(client, "file")
    assert "Your appeal is being decided" in file
    assert "street.txt" in file
    assert reverse(WITHDRAW) in file
    assert reverse(APPEAL) not in file.replace(reverse(WITHDRAW), "")
    assert client.get(reverse(APPEAL)).status_code == 409
    late = client.post(reverse(APPEAL), {"text": "From another tab.", "step": "send"})
    assert (late.status_code, "From another tab." in late.content.decode()) == (409, True)


def test_what_was_typed_is_kept_where_a_file_cannot_be_taken_and_an_empty_appeal_is_none(life, judge):
    client = enter(life.case)
    assert "Say what should be examined" in client.post(reverse(APPEAL), {"text": " "}).content.decode()
    wrong = SimpleUploadedFile("street.exe", b"MZ")
    answer = client.post(reverse(APPEAL), {"text": EXAMINE, "step": "send", "enclosures": wrong}).content.decode()
    assert "is not of a kind that is accepted" in answer
    assert EXAMINE in answer
    assert life.case.fresh().state == State.ANSWERED


def test_an_appeal_is_withdrawn_when_asked_once(life, judge):
    life.appeal(at=now())
    client = enter(life.case)
    assert "You can appeal again until" in client.get(reverse(WITHDRAW)).content.decode()
    assert life.case.fresh().state == State.UNDER_APPEAL
    assert client.post(reverse(WITHDRAW)).status_code == 302
    assert "You withdrew it on" in page(client, "file")
    assert client.post(reverse(WITHDRAW)).status_code == 409


def test_who_follows_nothing_finds_no_page():
    assert [Client().get(reverse(name)).status_code for name in (APPEAL, DONE, WITHDRAW)] == [404] * 3


def test_the_complainant_reads_the_decision_its_reasons_and_where_to_turn_next(life, judge):
    life.appeal(at=now() - timedelta(days=1))
    life.decide(judge, AppealDecision.PARTLY_ALLOWED, at=now())
    file = page(enter(life.case), "file")
    for part in ("Your appeal is decided", "Partly allowed", REASONS, "Administrative Court", "Your appeal was allowed in part."):
        assert part in file
    assert reverse("satisfaction:reopen") not in file


def test_the_desk_above_reads_the_first_instance_looks_at_its_decision_and_sends_it(life, judge):
    life.appeal(at=now())
    client = office(judge)
    case = case_of(client, life).content.decode()
    for part in ("Decide the appeal", "Ask for a statement", EXAMINE, lives.SUMMARY):
        assert part in case
    assert Opening.objects.filter(complaint=life.case.complaint, role="appeal_officer").exists()
    address = reverse("appeal_desk:decide", args=[life.case.complaint.case_number])
    assert EXAMINE in client.get(address).content.decode()
    version = life.case.fresh().version
    short = client.post(address, decided(reasons="It is so.", version=version)).content.decode()
    assert "Give reasons of 15 words or more" in short
    assert POINTS[0]["reason"] in short
    look = client.post(address, decided(version=version)).content.decode()
    assert "As the complainant will see it" in look
    assert life.case.fresh().state == State.UNDER_APPEAL
    assert 'value="allowed" ' in client.post(address, decided(version=version, step="change")).content.decode()
    assert client.post(address, decided(version=version, step="send")).status_code == 302
    assert life.case.fresh().appeal_decision == "allowed"
    assert case_of(client, life).status_code == 200
    assert case_of(office(life.officer), life).status_code == 200


def test_a_decision_upon_a_file_that_has_changed_meanwhile_is_not_sent(life, judge):
    life.appeal(at=now())
    version = life.case.fresh().version
    enter(life.case).post(reverse("tracking:message"), {"text": "One thing more: the fence is gone."})
    address = reverse("appeal_desk:decide", args=[life.case.complaint.case_number])
    assert office(judge).post(address, decided(version=version, step="send")).status_code == 409
    assert life.case.fresh().state == State.UNDER_APPEAL


def test_the_body_gives_its_statement_and_the_complainant_sees_neither(life, judge):
    colleague = standing(factories.officer_for(life.case))
    life.appeal(at=now())
    address = reverse("appeal_desk:statement", args=[life.case.complaint.case_number])
    assert office(judge).post(address, {"text": "Was the asphalt hot?"}).status_code == 302
    assert office(colleague).post(address, {"text": "It rained on that day."}).status_code == 302
    assert [entry.visibility for entry in Entry.objects.filter(kind__endswith="_statement")] == ["internal"] * 2
    file = page(enter(life.case), "whole")
    assert "asphalt" not in file
    assert "rained" not in file
    assert "It rained on that day." in case_of(office(judge), life).content.decode()


@pytest.mark.parametrize("who", ["officer", "supervisor"])
def test_whoever_decided_before_finds_404_and_is_not_even_counted(life, judge, who):
    other = getattr(life, who)
    place = f"body-{life.case.complaint.body_id}"
    if who == "supervisor":
        assert board_of(other, place=place, at=now()).open == 0  # answered: not open
    life.appeal(at=now())
    client = office(other)
    for name in ("workbench:case", "appeal_desk:decide", "appeal_desk:statement"):
        assert case_of(client, life, name).status_code == 404
    number = life.case.complaint.case_number
    for address in ("workbench:my_work", "workbench:desk", "appeal_desk:appeals"):
        assert number not in client.get(reverse(address)).content.decode()
    if who == "supervisor":
        assert board_of(other, place=place, at=now()).open == 0
        assert board_of(standing(factories.officer(supervises=life.case.complaint.body)), place=place, at=now()).open == 1


def test_a_stranger_finds_404_and_a_colleague_of_the_first_body_may_not_decide(life, judge):
    life.appeal(at=now())
    stranger = standing(factories.officer(desk=factories.body("MUN-DHK").desks.first()))
    assert case_of(office(stranger), life, "appeal_desk:decide").status_code == 404
    assert case_of(office(standing(factories.officer_for(life.case))), life, "appeal_desk:decide").status_code in {403, 409}


def test_the_list_of_appeals_costs_the_same_for_one_and_for_three(life, judge):
    others = [lives.answered(at=now() - timedelta(days=3)) for _ in range(2)]
    client = office(judge)
    life.appeal(at=now())
    client.get(reverse("appeal_desk:appeals"))  # the first page also writes the session

    def queries(address):
        with CaptureQueriesContext(connection) as asked:
            assert life.case.complaint.case_number in client.get(reverse(address)).content.decode()
        return len(asked)

    one = [queries(address) for address in ("appeal_desk:appeals", "workbench:my_work")]
    for other in others:
        other.appeal(at=now())
    assert [queries(address) for address in ("appeal_desk:appeals", "workbench:my_work")] == one
    assert len(appeals_to_decide(judge)) == 3
    life.decide(judge, AppealDecision.DISMISSED, at=now())
    shown = appeals_page(judge, is_decided=True, cursor=None)
    assert (shown.open.shown, shown.decided.shown, [row.pk for row in shown.listed.rows]) == (2, 1, [life.pk])
    assert "Dismissed" in client.get(reverse("appeal_desk:appeals") + "?view=decided").content.decode()


def test_a_late_reply_under_appeal_is_written_on_the_pages_of_every_reply():
    life = lives.taken(at=now() - timedelta(days=25))
    lives.judge_over(life.case)
    life.appeal(at=now() - timedelta(days=1))
    client = office(life.officer)
    assert "Write the reply" in case_of(client, life).content.decode()
    life.answer(at=now())
    assert Complaint.objects.get(pk=life.pk).state == State.UNDER_APPEAL
    file = page(enter(life.case), "file")
    assert lives.SUMMARY in file
    assert "Your appeal is being decided" in file
