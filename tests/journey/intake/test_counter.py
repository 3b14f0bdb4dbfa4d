"""Officers lodge for citizens: by the citizen's code, on signed paper, and for somebody who is represented."""

from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from mazalim.accounts.models import Role
from mazalim.complainants import actions as vault
from mazalim.complainants.models import Complainant
from mazalim.complainants.queries import person_of, refs_of_same_person, refs_with_contact
from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.actions import reveal
from mazalim.complaints.models import Complaint, Enclosure, Entry
from mazalim.complaints.tasks import tell_complainant
from mazalim.country.queries import policy_at
from mazalim.journey.intake import actions
from mazalim.journey.intake.models import Draft
from mazalim.journey.intake.rules import is_old_enough
from mazalim.work.models import Job
from tests import factories
from tests.factories import NOON, sent_code
from tests.journey.intake.wizard import Writer, errors, paper, picture, text

pytestmark = pytest.mark.django_db

PERSON = {"email": "sara@example.org", "representative": "Sara Ahmed", "relation": "lawyer"}
ON_PAPER = {"by": "paper", "address": "Forty Metre Street 7, Erbil"}
BEGIN = {"channel": "counter", "language": "ar", "who": "person"}


class Desk(Writer):
    """The browser of an officer at a counter, who reads English."""

    def __init__(self, role: Role = Role.COUNTER_OFFICER) -> None:
        super().__init__()
        self.officer = factories.officer(role=role)
        self.client.force_login(self.officer)

    def begin(self, **changes: str) -> Any:
        return self.client.post("/en/office/counter/", BEGIN | changes)

    def to_check(self, **changes: Any) -> Any:
        """Everything up to the page on which it is checked, and the tick."""
        answers = self.answers(**{"known/": {"identity_mode": "named"}, **changes})
        if "representative/" in answers:  # it is asked before the contact
            answers = {page: answers[page] for page in sorted(answers, key=lambda page: page in {"contact/", "known/"})}
        for page, data in answers.items():
            answer = self.post(page, data)
            assert answer.status_code == 302, f"{page}: {errors(answer)}"
        return self.post("check/", {"is_checked": "on"})

    def lodged(self) -> Complaint:
        return Complaint.objects.latest("pk")


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_counter_officer_lodges_by_the_citizens_code_and_never_sees_the_case_or_its_code(desk):
    assert desk.begin(channel="phone")["Location"] == desk.url("continue/")
    page = text(desk.get("kind/"))
    assert "You write for a citizen." in page
    assert "Save and finish later" not in page
    assert desk.begin().status_code == 200  # one at a time
    assert desk.to_check()["Location"] == desk.url("code/")
    assert Draft.objects.get().language == "ar"  # the citizen's, though the officer reads English
    done = desk.post("code/", {"code": sent_code()})
    complaint = desk.lodged()
    page = text(desk.client.get(done["Location"]))
    assert complaint.case_number in page
    assert sent_code("acknowledgement") not in page
    assert (complaint.language, complaint.channel) == ("ar", "phone")
    payload = Entry.objects.get(complaint=complaint, number=1).payload
    assert payload["by_officer"] == desk.officer.pk
    assert (payload["confirmed"], payload["represented"]) == ("code", None)
    assert not complaints_shown_to(factories.standing(desk.officer)).exists()
    assert desk.client.get(f"/en/office/cases/{complaint.case_number}/").status_code == 404


def test_who_has_neither_e_mail_nor_phone_signs_on_paper(desk):
    desk.begin()
    assert desk.to_check(**{"contact/": ON_PAPER})["Location"] == desk.url("signed/")
    sheet = desk.get("form/")
    assert 'lang="ar"' in sheet.content.decode()
    assert "Two children fell into it." in text(sheet)
    assert not errors(desk.get("signed/"))
    assert "Choose the file of the signed form" in text(desk.post("signed/"))
    assert "Only a photo or a PDF can be taken here" in text(desk.post("signed/", {"signed": paper()}))
    done = desk.post("signed/", {"signed": picture("signed.png")})
    shown = desk.client.get(done["Location"])
    complaint = desk.lodged()
    assert complaint.code_hint in text(shown)
    again = text(desk.client.get(done["Location"]))
    assert complaint.case_number not in again
    record = Complainant.objects.get(pk=complaint.complainant_ref)
    assert record.confirmed_on_paper_at is not None
    assert person_of(record.ref).address == ON_PAPER["address"]
    assert not Job.objects.filter(name="notices.deliver").exists()
    tell_complainant(complaint, kind="referred", entry_at=complaint.lodged_at, at=complaint.lodged_at)
    assert not Job.objects.filter(name="notices.deliver").exists()


def test_the_desk_reads_to_answer_by_letter_and_sees_the_signed_form_only_with_the_identity(desk):
    desk.begin()
    desk.to_check(**{"contact/": ON_PAPER})
    desk.post("signed/", {"signed": picture("signed.png")})
    complaint, form = desk.lodged(), Enclosure.objects.get(purpose="signed_form")
    holder = factories.officer(desk=complaint.desk)
    client = Desk(Role.AUDITOR).client
    client.force_login(holder)
    case, file = f"/en/office/cases/{complaint.case_number}/", f"/en/office/cases/{complaint.case_number}/enclosures/{form.public_id}/"
    page = text(client.get(case))
    assert "No e-mail or phone: answer by letter." in page
    assert "signed.png" not in page
    assert client.get(file).status_code == 404
    reveal(complaint_id=complaint.pk, by=factories.standing(holder), reason="To write to her.", at=timezone.now())
    assert "signed.png" in text(client.get(case))
    assert client.get(file).status_code == 200


def test_they_follow_it_with_code_and_identity_number(desk):
    desk.begin()
    desk.to_check(**{"contact/": ON_PAPER})
    done = desk.post("signed/", {"signed": picture()})
    code = desk.client.get(done["Location"]).context["lodged"].complaint_code
    citizen = Writer().client
    entered = citizen.post("/en/follow/", {"code": code, "contact": "1984 0327 1234"})
    assert entered.status_code == 302
    assert "Lodged for you at a counter." in text(citizen.get(entered["Location"]))
    other = factories.lodge(identity_number="198403271234")  # who has proved a contact enters with that one
    assert Writer().client.post("/en/follow/", {"code": other.code, "contact": "198403271234"}).status_code != 302


def test_a_representative_shows_a_mandate_and_is_named_beside_the_person(desk):
    desk.begin(who="representative")
    named = {"representative": "Sara Ahmed", "relation": "lawyer"}
    desk.write_until("identity-number/")
    assert desk.post("contact/", {"by": "email", "email": "sara@example.org"})["Location"] == desk.url("representative/")
    assert errors(desk.post("representative/", named)) == ["Choose the file of the mandate"]
    assert desk.to_check(**{"representative/": named | {"mandate": picture("mandate.png")}})["Location"] == desk.url("code/")
    desk.post("code/", {"code": sent_code()})
    complaint = desk.lodged()
    person = person_of(complaint.complainant_ref)
    assert (person.full_name, person.representative, person.relation) == ("Zainab Karim", "Sara Ahmed", "lawyer")
    assert Enclosure.objects.get(complaint=complaint).purpose == "mandate"
    holder = desk.client
    holder.force_login(factories.officer(desk=complaint.desk))
    page = text(holder.get(f"/en/office/cases/{complaint.case_number}/"))
    assert "Represented: Lawyer" in page
    assert "Sara Ahmed" not in page


def test_a_minor_who_is_represented_is_admitted_where_the_profile_says_so():
    policy, born, day = policy_at(NOON), NOON.date().replace(year=2015), NOON.date()
    admitting = replace(policy, eligibility=replace(policy.eligibility, minors_with_representative=True))
    assert not is_old_enough(born, on=day, policy=policy, is_represented=True)
    assert is_old_enough(born, on=day, policy=admitting, is_represented=True)
    assert not is_old_enough(born, on=day, policy=admitting)


def test_only_who_may_lodge_for_others_finds_the_counter(client):
    assert client.get("/en/office/counter/")["Location"].startswith("/en/office/sign-in/")
    for role, status in ((Role.AUDITOR, 404), (Role.ADMINISTRATOR, 404), (Role.CENTRAL_OFFICER, 200), (Role.COUNTER_OFFICER, 200)):
        assert Desk(role).client.get("/en/office/counter/").status_code == status, role


def test_nobody_lodges_without_a_proved_contact_or_a_signed_form(desk):
    citizen = Writer()
    citizen.write_until("identity-number/")
    assert citizen.post("contact/", ON_PAPER).status_code == 200  # it is not offered to who writes themselves
    citizen.post("contact/", {"by": "email", "email": "z@example.org"})
    assert citizen.post("signed/", {"signed": picture()}).status_code in {302, 404}
    assert not Complaint.objects.exists()
    made, token = factories.draft(verify_by="paper", email="", address="Erbil")  # as if a page had let it through
    with pytest.raises(actions.NotComplete) as refused:
        actions.lodge(draft_id=made.pk, token=token, at=NOON)
    assert {"verify_by", "signed_form"} <= set(refused.value.fields)
    with pytest.raises(actions.DraftGone):
        actions.add_paper(draft_id=made.pk, token=token, purpose=actions.SIGNED_FORM, name="a.png", file=picture().file, at=NOON)
    desk.begin()
    desk.to_check()
    assert desk.post("signed/", {"signed": picture()})["Location"] == desk.url("check/")
    assert not Complaint.objects.exists()


def test_what_is_changed_after_the_signature_must_be_signed_again():
    by = factories.standing(factories.officer(role=Role.COUNTER_OFFICER))
    made, token = actions.begin_for_other(language="ar", channel="letter", is_represented=False, by=by, at=NOON)
    here: dict[str, Any] = {"draft_id": made.pk, "token": token, "at": NOON}
    whole = factories.content(verify_by="paper", email="", address="Erbil")
    actions.write(changes=whole, **here)
    actions.add_paper(purpose=actions.SIGNED_FORM, name="signed.png", file=picture().file, **here)
    actions.write(changes={"is_checked": True}, **here)
    assert made.enclosures.count() == 1
    actions.write(changes={"description": "Something else."}, **here)
    assert made.enclosures.count() == 0
    with pytest.raises(actions.NotComplete):
        actions.lodge(**here)


def test_signing_out_ends_the_draft_and_no_code_opens_it_again(desk):
    desk.begin()
    desk.to_check()
    assert Draft.objects.get().contact_index is None
    kept = desk.client.session["draft"]
    desk.client.post("/en/office/sign-out/")
    assert desk.get("check/").status_code == 302
    other = Desk()
    session = other.client.session
    session["draft"] = kept  # whoever else comes to the token
    session.save()
    assert other.get("check/").status_code == 410


def test_two_whom_one_lawyer_represents_are_not_one_person():
    first, second = (
        vault.store(person=PERSON | {"family_name": name}, verified="email", language="en", at=NOON).ref for name in ("Karim", "Salih")
    )
    assert refs_of_same_person(first) == []
    assert second in refs_with_contact(channel="email", contact="sara@example.org")
