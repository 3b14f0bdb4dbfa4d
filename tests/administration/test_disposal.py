"""Disposal: what is due goes with the agreement of two administrators, a hold keeps it, the chain stays whole, and nothing is left to read."""

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mazalim.accounts.models import Officer, Role
from mazalim.administration.models import Change
from mazalim.administration.retention import actions, queries
from mazalim.administration.retention.rules import months_before
from mazalim.complainants.contacts import Address
from mazalim.complainants.models import Complainant
from mazalim.complainants.queries import contacts_of, refs_with_contact
from mazalim.complaints.lifecycle import ImpossibleMove
from mazalim.complaints.lifecycle.leaves import digest
from mazalim.complaints.models import Complaint, Disposal, DisposalLine, Entry, EntryText, Likeness, Proposal, TextBand
from mazalim.complaints.search import found_among, question_in, scope_of
from mazalim.country.models import PolicyVersion
from mazalim.country.policy import WrongPolicy, read_policy
from mazalim.evidence.models import StoredFile
from mazalim.journey.casework import actions as casework
from mazalim.journey.casework.models import Task
from mazalim.journey.tracking import actions as tracking
from mazalim.worker.loop import work_all
from tests import factories
from tests.factories import NOON, Case
from tests.journey.tracking.visiting import enter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country_in_a_transaction")]
LATER = NOON + timedelta(days=31 * 61)  # past the sixty months of the profile
CANARY = "Canaryword"


def administrator() -> Officer:
    return factories.officer(role=Role.ADMINISTRATOR)


def ended(**changes: str) -> Case:
    """A case that its complainant took back, with an enclosure."""
    case = factories.lodge(
        description=f"{CANARY} stands in the description of this complaint, and it is long enough to be compared.", **changes
    )
    file = tracking.NamedFile(f"{CANARY}.txt", BytesIO(b"canary file"))
    tracking.message(complaint_id=case.complaint.pk, text=f"{CANARY} in a message.", files=[file], at=NOON)
    tracking.withdraw(complaint_id=case.complaint.pk, at=NOON)
    work_all(at=NOON)
    return case


def agreed(*, at: datetime = LATER) -> Disposal:
    made = actions.propose(by=factories.standing(administrator()), at=at)
    return actions.agree(by=factories.standing(administrator()), disposal_id=made.pk, at=at)


def dispose_of_all(*, at: datetime = LATER) -> Disposal:
    made = agreed(at=at)
    while actions.carry_out(disposal_id=made.pk, at=at):
        pass
    return made


def test_nothing_is_due_before_its_months_are_over_nor_while_a_case_is_open() -> None:
    ended()
    factories.lodge()
    assert queries.due(at=NOON + timedelta(days=31 * 58)).count() == 0
    assert queries.due(at=LATER).count() == 1
    with pytest.raises(actions.NothingDue):
        actions.propose(by=factories.standing(administrator()), at=NOON)


def test_administrators_are_told_once_in_thirty_days_that_cases_are_due_unless_a_list_waits() -> None:
    by = administrator()
    administrator()
    assert actions.tell_of_due(at=LATER) == 0
    ended()
    assert [actions.tell_of_due(at=LATER), actions.tell_of_due(at=LATER + timedelta(hours=6))] == [2, 0]
    actions.propose(by=factories.standing(by), at=LATER)
    assert actions.tell_of_due(at=LATER + timedelta(days=31)) == 0
    assert "waits for a second administrator" in factories.client_of(by).get(reverse("administration:home")).content.decode()


def test_who_proposed_a_list_never_agrees_to_it_and_one_list_waits_at_a_time() -> None:
    ended()
    by = factories.standing(administrator())
    made = actions.propose(by=by, at=LATER)
    with pytest.raises(actions.NotForOneself):
        actions.agree(by=by, disposal_id=made.pk, at=LATER)
    with pytest.raises(actions.ListWaits):
        actions.propose(by=by, at=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Disposal.objects.filter(pk=made.pk).update(decision="agreed", decided_by=made.proposed_by_id)
    assert actions.carry_out(disposal_id=made.pk, at=LATER) == 0
    assert EntryText.objects.filter(text__contains=CANARY).exists()


def test_what_was_declined_or_taken_back_goes_nowhere_and_may_be_proposed_again() -> None:
    ended()
    by = factories.standing(administrator())
    first = actions.propose(by=by, at=LATER)
    assert actions.decline(by=by, disposal_id=first.pk, at=LATER).decision == "withdrawn"
    second = actions.propose(by=by, at=LATER)
    assert actions.decline(by=factories.standing(administrator()), disposal_id=second.pk, at=LATER).decision == "declined"
    assert list(Change.objects.order_by("pk").values_list("act", flat=True)) == ["propose", "withdraw", "propose", "decline"]
    with pytest.raises(actions.NotWaiting):
        actions.agree(by=factories.standing(administrator()), disposal_id=second.pk, at=LATER)
    assert queries.due(at=LATER).count() == 1


def test_after_a_disposal_nobody_reads_or_finds_anything_and_the_chain_is_whole() -> None:
    case = ended()
    officer = factories.standing(factories.officer_for(case))
    file = StoredFile.objects.get()
    dispose_of_all()
    complaint = case.fresh()
    vault = Complainant.objects.get(pk=complaint.complainant_ref)
    assert (vault.wrapped_key, bytes(vault.given_name), vault.email_index, vault.erased_at) == (None, b"", None, LATER)
    assert contacts_of(vault.ref) == [] == refs_with_contact(channel="email", contact=case.contact)
    assert not EntryText.objects.filter(entry__complaint=complaint).exists()
    assert not Likeness.objects.filter(complaint=complaint).exists()
    assert not TextBand.objects.filter(complaint=complaint).exists()
    asked = question_in(CANARY)
    assert asked is not None
    assert not found_among(Complaint.objects.all(), asked, scope_of(officer)).exists()
    file.refresh_from_db()
    assert file.is_shredded
    assert complaint.subject == "—"
    last = complaint.entries.order_by("number").last()
    assert (last.kind, last.payload["parts"]) == ("dispose", ["identity", "texts", "enclosures"])
    head = b""
    for entry in complaint.entries.order_by("number"):
        head = digest(head, entry, complaint.case_number)
    assert head == bytes(complaint.head_digest)
    with pytest.raises(tracking.NotFound):
        tracking.follow(code=case.code, contact=Address("email", case.contact), network="203.0.113.7", at=LATER)


def test_the_sealed_object_goes_from_the_storage_too(django_capture_on_commit_callbacks) -> None:
    ended()
    file = StoredFile.objects.get()
    assert default_storage.exists(file.path)
    with django_capture_on_commit_callbacks(execute=True):
        dispose_of_all()
    assert not default_storage.exists(file.path)


def test_the_pages_of_a_disposed_case_still_show_its_steps() -> None:
    case = ended()
    client = factories.client_of(factories.officer_for(case))
    dispose_of_all()
    page = client.get(reverse("workbench:case", args=[case.complaint.case_number]))
    assert page.status_code == 200
    assert "Erased for good" in page.content.decode()
    assert CANARY not in page.content.decode()


def test_a_hold_with_a_reason_keeps_a_case_until_it_is_lifted() -> None:
    case = ended()
    by = factories.standing(factories.supervisor_for(case))
    casework.hold(complaint_id=case.complaint.pk, by=by, reason="The court of Erbil has asked for it.", at=NOON)
    assert queries.due(at=LATER).count() == 0
    assert queries.due_now(at=LATER).held == 1
    with pytest.raises(ImpossibleMove):
        casework.hold(complaint_id=case.complaint.pk, by=by, reason="Again.", at=NOON)
    casework.lift_hold(complaint_id=case.complaint.pk, by=by, reason="The court is done.", at=NOON)
    assert queries.due(at=LATER).count() == 1
    kinds = Entry.objects.filter(complaint=case.complaint).order_by("number").values_list("kind", "visibility")
    assert list(kinds)[-2:] == [("hold", "internal"), ("lift_hold", "internal")]


def test_a_hold_that_comes_after_the_agreement_still_keeps_the_case() -> None:
    case = ended()
    made = agreed()
    by = factories.standing(factories.supervisor_for(case))
    casework.hold(complaint_id=case.complaint.pk, by=by, reason="The court of Erbil has asked for it.", at=LATER)
    actions.carry_out(disposal_id=made.pk, at=LATER)
    assert DisposalLine.objects.get().result == "kept"
    assert case.fresh().texts_disposed_at is None
    assert EntryText.objects.filter(entry__complaint=case.complaint, text__contains=CANARY).exists()


def test_a_case_that_is_kept_after_all_keeps_what_lies_beside_its_file() -> None:
    case = ended()
    by = factories.supervisor_for(case)
    what = {"complaint": case.complaint, "desk": case.complaint.desk, "text": "Ring the court.", "due_date": LATER.date()}
    Task.objects.create(**what, owner=by, added_by=by, added_at=NOON)
    made = agreed()
    casework.hold(complaint_id=case.complaint.pk, by=factories.standing(by), reason="The court of Erbil has asked for it.", at=LATER)
    actions.carry_out(disposal_id=made.pk, at=LATER)
    assert Task.objects.filter(complaint=case.complaint).exists()


def test_an_officer_of_the_desk_sets_no_hold() -> None:
    case = ended()
    with pytest.raises(ImpossibleMove):
        casework.hold(complaint_id=case.complaint.pk, by=factories.standing(factories.officer_for(case)), reason="I want to.", at=NOON)


@pytest.mark.parametrize("stage", ["nothing", "proposed", "agreed and held", "done"])
def test_words_are_deleted_by_nothing_but_an_agreed_disposal(stage: str) -> None:
    case = ended()
    if stage == "proposed":
        actions.propose(by=factories.standing(administrator()), at=LATER)
    elif stage == "agreed and held":
        agreed()
        Complaint.objects.update(is_held=True)
    elif stage == "done":
        other = ended()
        Complaint.objects.filter(pk=other.complaint.pk).update(closed_at=LATER)
        dispose_of_all()
        case = other
    with pytest.raises(DatabaseError), transaction.atomic():
        EntryText.objects.filter(entry__complaint=case.complaint).delete()


def test_a_file_that_another_case_shows_stays_until_that_case_is_due() -> None:
    case, other = ended(), factories.lodge()
    file = StoredFile.objects.get()
    other.complaint.entries.first().enclosures.create(complaint=other.complaint, file=file)
    dispose_of_all()
    file.refresh_from_db()
    assert not file.is_shredded
    assert case.fresh().enclosures_disposed_at == LATER


def test_each_part_has_its_own_months() -> None:
    case = ended()
    version = PolicyVersion.objects.order_by("-valid_from").first()
    version.policy["retention"] |= {"identity_months": 12}
    version.save()
    factories.forget_country()
    at = NOON + timedelta(days=400)
    dispose_of_all(at=at)
    complaint = case.fresh()
    assert (complaint.identity_disposed_at, complaint.texts_disposed_at) == (at, None)
    assert EntryText.objects.filter(entry__complaint=complaint).exists()
    assert not StoredFile.objects.get().is_shredded
    dispose_of_all()
    assert case.fresh().texts_disposed_at == LATER


def test_while_only_the_words_are_gone_the_complainant_still_follows_the_bare_steps() -> None:
    case, now = ended(), timezone.now()
    by_desk = factories.client_of(factories.officer_for(case))
    version = PolicyVersion.objects.order_by("-valid_from").first()
    version.policy["retention"] |= {"texts_months": 12}
    version.save()
    factories.forget_country()
    dispose_of_all(at=max(now, NOON + timedelta(days=400)))
    client = enter(case)
    for name in ("file", "written", "openings", "whole", "whole_paper", "receipt", "take"):
        answer = client.get(reverse(f"tracking:{name}"))
        assert answer.status_code == 200, name
        assert CANARY.encode() not in answer.content
    assert "Erased for good" in client.get(reverse("tracking:file")).content.decode()
    assert client.post(reverse("tracking:take")).status_code == 200
    for name in ("workbench:case", "workbench:case_paper"):
        assert by_desk.get(reverse(name, args=[case.complaint.case_number])).status_code == 200
    pair = {"complaint_code": case.code, "contact": case.contact}
    token = Client().post("/api/v1/tracking", pair, content_type="application/json").json()["token"]
    assert Client().get("/api/v1/complaint", headers={"Authorization": f"Bearer {token}"}).status_code == 200


def test_a_profile_that_erases_before_a_case_can_be_over_is_refused() -> None:
    raw = PolicyVersion.objects.order_by("-valid_from").first().policy
    with pytest.raises(WrongPolicy, match="retention"):
        read_policy(raw | {"retention": {"months_after_close": 2}})


def test_nothing_is_written_into_a_case_whose_words_are_gone() -> None:
    case = ended()
    by = factories.standing(factories.officer_for(case))
    dispose_of_all()
    with pytest.raises(ImpossibleMove):
        casework.note(complaint_id=case.complaint.pk, by=by, text="One more thing.", at=LATER)


def test_what_lay_in_proposals_goes_with_the_words() -> None:
    case = ended()
    Proposal.objects.create(
        complaint=case.complaint, act="refuse", text=CANARY, payload={"a": CANARY}, proposed_by=administrator(), proposed_at=NOON,
        expires_at=NOON, decision="expired",
    )  # fmt: skip
    dispose_of_all()
    assert CANARY not in json.dumps(list(Proposal.objects.values("text", "payload")))


def test_each_act_stands_in_the_audit_list_with_counts_alone() -> None:
    ended()
    made = dispose_of_all()
    acts = Change.objects.filter(subject="disposal", key=str(made.pk)).order_by("pk").values_list("act", "after")
    assert list(acts) == [("propose", {"cases": 1}), ("agree", {"cases": 1}), ("end", {"cases": 1})]


def test_months_are_counted_back_by_the_calendar() -> None:
    assert months_before(datetime(2026, 3, 31, tzinfo=UTC), 1) == datetime(2026, 2, 28, tzinfo=UTC)
    assert months_before(datetime(2024, 3, 31, tzinfo=UTC), 1) == datetime(2024, 2, 29, tzinfo=UTC)
    assert months_before(datetime(2026, 1, 15, tzinfo=UTC), 60) == datetime(2021, 1, 15, tzinfo=UTC)


def test_administrators_see_numbers_and_nobody_else_sees_the_page() -> None:
    case = ended()
    made = actions.propose(by=factories.standing(administrator()), at=LATER)
    second = factories.client_of(administrator())
    page = second.get(reverse("administration:disposal", args=[made.pk])).content.decode()
    assert case.complaint.case_number in page
    assert CANARY not in page
    assert case.complaint.subject not in page
    for officer in (factories.officer_for(case), factories.supervisor_for(case), factories.officer(role=Role.AUDITOR)):
        assert factories.client_of(officer).get(reverse("administration:disposal", args=[made.pk])).status_code == 404
    assert second.post(reverse("administration:disposal", args=[made.pk]), {"agree": "1"}).status_code == 302
    assert Disposal.objects.get().decision == "agreed"


def test_the_page_of_lists_costs_the_same_for_one_and_for_three() -> None:
    client = factories.client_of(administrator())

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse("administration:retention")).status_code == 200
        return len(caught)

    ended()
    dispose_of_all()
    cost()  # reads the policy, which is kept from then on
    first = cost()
    for _ in range(2):
        ended()
        dispose_of_all()
    assert cost() == first
