"""The pages of a reply: draft, look, approve; the lists of approvals and commitments."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mazalim.complaints.models import State
from mazalim.journey.casework import actions as casework
from mazalim.journey.replies import actions
from mazalim.journey.replies.models import Commitment, Draft
from mazalim.journey.replies.queries import approvals_for
from mazalim.journey.replies.rules import Quality
from tests import factories
from tests.factories import standing

pytestmark = pytest.mark.django_db
TYPED = {
    "version": "0",
    "summary": "The hole is filled.",
    "outcome_1": "upheld",
    "redress_1": "repaired",
    "reason_1": "The crew filled it on Monday.",
    "outcome_2": "not_upheld",
    "redress_2": "none",
    "reason_2": "No barrier is needed now.",
}
CHECKS = {"answers_all": "on", "is_plain": "on", "is_doable": "on"}


def now():
    return timezone.now()


class Desk:
    """A case taken by an officer, with a supervisor at hand."""

    def __init__(self, **changes):
        self.case = factories.lodge(at=now() - timedelta(days=1), **changes)
        self.officer = factories.officer_for(self.case)
        self.supervisor = factories.supervisor_for(self.case)
        casework.take(complaint_id=self.pk, by=standing(self.officer), at=now())

    @property
    def pk(self):
        return self.case.complaint.pk

    def url(self, page):
        return reverse(f"replies:{page}", args=[self.case.complaint.case_number])

    def hand_in(self):
        draft = actions.save_draft(
            complaint_id=self.pk,
            by=standing(self.officer),
            version=0,
            summary=TYPED["summary"],
            points=[{"number": n} | {name: TYPED[f"{name}_{n}"] for name in ("outcome", "redress", "reason")} for n in (1, 2)],
            commitments=[{"text": "We look at it again.", "due_date": factories.today() + timedelta(days=20)}],
            at=now(),
        )
        actions.hand_in(complaint_id=self.pk, by=standing(self.officer), version=draft.version, at=now())

    def answer(self):
        self.hand_in()
        actions.approve(complaint_id=self.pk, by=standing(self.supervisor), checked=Quality, at=now())


@pytest.fixture
def desk():
    return Desk()


def test_a_reply_is_written_looked_at_handed_in_and_approved(client, desk):
    client.force_login(desk.officer)
    page = client.get(desk.url("draft")).content.decode()
    assert "Fill the hole." in page
    assert "For three weeks" in page
    day = factories.today() + timedelta(days=20)
    promise = {
        "promise_1": "We check it.",
        "promise_date_1_day": day.day,
        "promise_date_1_month": day.month,
        "promise_date_1_year": day.year,
    }
    assert client.post(desk.url("draft"), TYPED | promise | {"then": "look"})["Location"] == desk.url("preview")
    page = client.get(desk.url("preview")).content.decode()
    for part in ("The hole is filled.", "Upheld", "Repaired or done", "We check it."):
        assert part in page
    assert client.post(desk.url("preview"), {"version": 1, "act": "hand_in"}).status_code == 302
    client.force_login(desk.supervisor)
    assert "A deep hole" in client.get(reverse("replies:approvals")).content.decode()
    assert "We check it." in client.get(desk.url("approve")).content.decode()
    version = desk.case.fresh().version
    assert client.post(desk.url("approve"), CHECKS | {"version": version, "act": "approve"})["Location"] == reverse("replies:approvals")
    assert desk.case.fresh().state == State.ANSWERED
    assert Commitment.objects.get().due_date == day


def test_half_a_reply_can_be_saved_and_the_page_says_what_lacks(client, desk):
    client.force_login(desk.officer)
    client.post(desk.url("draft"), {"version": "0", "summary": "So far.", "outcome_1": "upheld", "then": "stay"})
    assert Draft.objects.get().content["summary"] == "So far."
    page = client.get(desk.url("preview")).content.decode()
    for part in ("the reasons for point 1", "an outcome for point 2", "what puts point 2 right"):
        assert part in page
    assert "Hand in for approval" not in page
    client.post(desk.url("preview"), {"version": 1, "act": "hand_in"})
    assert desk.case.fresh().state == State.IN_PROGRESS


def test_bad_input_keeps_what_was_typed(client, desk):
    client.force_login(desk.officer)
    answer = client.post(desk.url("draft"), TYPED | {"promise_1": "We check it.", "reason_2": "x" * 5001})
    page = answer.content.decode()
    assert answer.status_code == 200
    for part in ("The crew filled it on Monday.", "We check it.", "Give the date by which it will be done", "1 character too long"):
        assert part in page
    assert not Draft.objects.exists()


def test_a_promise_lies_in_the_future(client, desk):
    client.force_login(desk.officer)
    promise = {"promise_1": "We check it.", "promise_date_1_day": "1", "promise_date_1_month": "1", "promise_date_1_year": "2020"}
    assert "or later" in client.post(desk.url("draft"), TYPED | promise).content.decode()


def test_a_colleague_reads_the_draft_with_name_and_time_but_cannot_change_it(client, desk):
    client.force_login(desk.officer)
    client.post(desk.url("draft"), TYPED | {"then": "stay"})
    colleague = factories.officer_for(desk.case)
    client.force_login(colleague)
    page = client.get(desk.url("draft")).content.decode()
    assert desk.officer.name in page
    assert "The hole is filled." in page
    assert "<textarea" not in page
    answer = client.post(desk.url("draft"), TYPED | {"summary": "Mine instead."})
    assert answer.status_code == 409
    assert "Mine instead." in answer.content.decode()
    assert Draft.objects.get().content["summary"] == "The hole is filled."
    assert client.post(desk.url("take_over"), {"version": 1}).status_code == 409


def test_the_officer_of_the_case_may_go_on_with_a_colleagues_draft(client, desk):
    colleague = factories.officer_for(desk.case)
    actions.save_draft(complaint_id=desk.pk, by=standing(colleague), version=0, summary="Begun by me.", points=[], at=now())
    client.force_login(desk.officer)
    assert "Go on with this draft" in client.get(desk.url("draft")).content.decode()
    client.post(desk.url("take_over"), {"version": 1})
    assert Draft.objects.get().author == desk.officer


def test_two_windows_the_second_keeps_its_words_on_the_page(client, desk):
    client.force_login(desk.officer)
    client.post(desk.url("draft"), TYPED | {"summary": "First window."})
    answer = client.post(desk.url("draft"), TYPED | {"summary": "Second window."})
    assert answer.status_code == 409
    assert "Second window." in answer.content.decode()
    assert Draft.objects.get().content["summary"] == "First window."


def test_words_typed_while_the_case_moved_on_are_not_lost(client, desk):
    client.force_login(desk.officer)
    casework.ask(complaint_id=desk.pk, by=standing(desk.officer), question="Where?", at=now())
    answer = client.post(desk.url("draft"), TYPED | {"summary": "Nearly done."})
    assert answer.status_code == 409
    assert "Nearly done." in answer.content.decode()
    assert client.get(desk.url("draft"))["Location"] == reverse("workbench:case", args=[desk.case.complaint.case_number])


def test_the_drafter_is_told_that_another_person_must_approve_it(client):
    desk = Desk()
    both = factories.officer(desk=desk.case.fresh().desk, supervises=desk.case.fresh().body)
    desk.officer = both
    desk.hand_in()
    client.force_login(both)
    assert "Another person must approve it" in client.get(desk.url("approve")).content.decode()
    assert "another person must agree" in client.get(reverse("replies:approvals")).content.decode()
    version = desk.case.fresh().version
    assert client.post(desk.url("approve"), CHECKS | {"version": version, "act": "approve"}).status_code == 409
    assert desk.case.fresh().state == State.AWAITING_APPROVAL


def test_a_reply_is_not_approved_before_the_three_questions_are_answered(client, desk):
    desk.hand_in()
    client.force_login(desk.supervisor)
    version = desk.case.fresh().version
    answer = client.post(desk.url("approve"), {"answers_all": "on", "version": version, "act": "approve"})
    assert "Check first" in answer.content.decode()
    assert desk.case.fresh().state == State.AWAITING_APPROVAL


def test_sending_back_needs_a_reason(client, desk):
    desk.hand_in()
    client.force_login(desk.supervisor)
    version = desk.case.fresh().version
    assert "Say what must change" in client.post(desk.url("approve"), {"back-version": version, "act": "send_back"}).content.decode()
    client.post(
        desk.url("approve"), {"back-version": version, "back-reason": "Say when.", "back-failed": ["is_doable"], "act": "send_back"}
    )
    assert desk.case.fresh().state == State.IN_PROGRESS
    client.force_login(desk.officer)
    for page in (desk.url("draft"), reverse("workbench:case", args=[desk.case.complaint.case_number])):
        text = client.get(page).content.decode()
        assert "Say when." in text
        assert "Not yet: It says what happens now" in text


def test_an_approval_on_an_old_page_is_refused(client, desk):
    desk.hand_in()
    version = desk.case.fresh().version
    casework.note(complaint_id=desk.pk, by=standing(desk.officer), text="The crew says no.", at=now())
    client.force_login(desk.supervisor)
    assert client.post(desk.url("approve"), CHECKS | {"version": version, "act": "approve"}).status_code == 409
    assert desk.case.fresh().state == State.AWAITING_APPROVAL


def test_praise_may_be_answered_alone(client):
    desk = Desk(kind="praise")
    client.force_login(desk.officer)
    client.post(desk.url("draft"), {"version": 0, "summary": "Thank you.", "then": "look"})
    assert "Send the reply" in client.get(desk.url("preview")).content.decode()
    client.post(desk.url("preview"), {"version": 1, "act": "send"})
    assert desk.case.fresh().state == State.ANSWERED


def test_approvals_hold_replies_refusals_extensions_and_reveals_soonest_due_first():
    replied, refused, extended = Desk(), Desk(), Desk(identity_mode="confidential")
    replied.hand_in()
    refusal = casework.Refusal(reason="before_a_court", text="A court has it.", legal_basis="Law 1", where_to_go="The court")
    casework.propose_refusal(complaint_id=refused.pk, by=standing(refused.officer), refusal=refusal, at=now())
    casework.propose_extension(complaint_id=extended.pk, by=standing(extended.officer), reason="The pipe.", at=now())
    casework.propose_reveal(complaint_id=extended.pk, by=standing(extended.officer), reason="A visit.", at=now())
    supervisor = standing(replied.supervisor)
    rows, _ = approvals_for(supervisor, cursor=None, at=now())
    assert {row.proposal.act for row in rows} == {"reply", "refuse", "extend", "reveal"}
    assert [row.complaint.next_duty_at for row in rows] == sorted(row.complaint.next_duty_at for row in rows)
    seen, cursor = [], None
    while True:
        rows, page = approvals_for(supervisor, cursor=cursor, at=now(), size=1)
        seen += [row.proposal.pk for row in rows]
        if (cursor := page.next) is None:
            break
    assert len(seen) == len(set(seen)) == 4


def test_the_pages_of_approvals_of_another_body_are_empty(client, desk):
    desk.hand_in()
    client.force_login(factories.officer(supervises=factories.body("KRG00")))
    assert "Nothing waits" in client.get(reverse("replies:approvals")).content.decode()
    client.force_login(desk.officer)
    assert client.get(reverse("replies:approvals")).status_code == 404


def test_the_integrity_desk_has_approvals_and_the_supervisor_does_not_see_them(client):
    desk = Desk(against="official", official={"name": "R. S.", "post": "Inspector", "unit": "Roads"})
    desk.hand_in()
    colleague = factories.officer_for(desk.case)
    client.force_login(colleague)
    assert "A deep hole" in client.get(reverse("replies:approvals")).content.decode()
    client.force_login(desk.supervisor)
    assert "A deep hole" not in client.get(reverse("replies:approvals")).content.decode()


def test_lists_cost_the_same_with_one_row_and_with_three(client, django_assert_num_queries):
    desks = [Desk()]
    desks[0].hand_in()
    client.force_login(desks[0].supervisor)
    client.get(reverse("replies:approvals"))
    with django_assert_num_queries(6):
        client.get(reverse("replies:approvals"))
    for _ in range(2):
        desks.append(Desk())
        desks[-1].hand_in()
    with django_assert_num_queries(6):
        assert client.get(reverse("replies:approvals")).content.decode().count("<tr") == 4
    for one in desks:
        actions.approve(complaint_id=one.pk, by=standing(desks[0].supervisor), checked=Quality, at=now())
    with django_assert_num_queries(4):
        assert client.get(reverse("replies:commitments")).content.decode().count("<tr") == 4


def test_a_promise_is_followed_until_it_is_kept(client, desk):
    desk.answer()
    promise = Commitment.objects.get()
    page = reverse("replies:keep", args=[desk.case.complaint.case_number, promise.pk])
    client.force_login(desk.officer)
    assert "We look at it again." in client.get(reverse("replies:commitments") + "?show=own").content.decode()
    assert "Say what was done" in client.post(page, {"text": " "}).content.decode()
    assert client.post(page, {"text": "Checked by the crew."}).status_code == 302
    assert "We look at it again." not in client.get(reverse("replies:commitments")).content.decode()
    assert "We look at it again." in client.get(reverse("replies:commitments") + "?show=kept").content.decode()
    assert Commitment.objects.get().kept_at is not None


def test_a_promise_is_nothing_to_a_stranger(client, desk):
    desk.answer()
    promise = Commitment.objects.get()
    client.force_login(factories.officer(desk=desk.case.fresh().body.desks.get(code="MUN-EBL-WASTE")))
    page = reverse("replies:keep", args=[desk.case.complaint.case_number, promise.pk])
    assert client.get(page).status_code == 404
    assert client.post(page, {"text": "Done."}).status_code == 404
    assert "We look at it again." not in client.get(reverse("replies:commitments")).content.decode()


def test_a_promise_of_one_case_is_not_reached_through_another(client, desk):
    desk.answer()
    other = factories.lodge(at=now())
    client.force_login(desk.officer)
    page = reverse("replies:keep", args=[other.complaint.case_number, Commitment.objects.get().pk])
    assert client.get(page).status_code == 404
    assert isinstance(Commitment.objects.get().due_date, date)
