"""Every page of the product by the rules of WCAG 2.2 AA, in both directions of writing, light and dark, on a phone and at a desk."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from mazalim.accounts.models import Officer, Role
from mazalim.demo.models import Letter
from mazalim.figures.actions import catch_up
from mazalim.journey.casework import actions as casework
from mazalim.journey.replies import actions as replies
from mazalim.journey.replies.rules import Quality
from mazalim.journey.satisfaction import actions as satisfaction
from mazalim.journey.tracking import actions as tracking
from mazalim.web import views
from tests import factories
from tests.browser.looking import HOST, Looker, of
from tests.factories import Case
from tests.journey import lives
from tests.journey.intake.wizard import Writer, paper
from tests.journey.statistics.conftest import set_smallest_cell
from tests.journey.tracking.visiting import enter

pytestmark = pytest.mark.usefixtures("country")
LANGUAGES = pytest.mark.parametrize("language", ["en", "ar"])
UNBROKEN = "Damage" * 24  # people paste addresses and forget to put blanks
ARABIC = {
    "subject": "حفرة عميقة أمام مدرسة ابتدائية في حي بعيد",
    "description": "منذ ثلاثة أسابيع وهناك حفرة.\n\nسقط فيها طفلان.",
    "points": ["ردم الحفرة.", "وضع حاجز."],
}


@LANGUAGES
def test_the_public_pages(look: Any, language: str) -> None:
    set_smallest_cell(1)
    now = timezone.now()
    for days in (2, 40, 70):
        rated = lives.answered(at=now - timedelta(days=days), happened_on="")
        satisfaction.rate(complaint_id=rated.pk, score=1 + days % 5, at=now - timedelta(days=days - 1))
        factories.lodge(at=now - timedelta(days=days), happened_on="")
    catch_up(at=now)
    Letter.objects.create(reference="1", channel="email", address="a@example.org", subject="Code", text="1", html="<p>1", at=timezone.now())
    Letter.objects.create(reference="2", channel="phone", address="+9647501234567", text="482913", at=timezone.now())
    at = look()
    for path in (
        "",
        "how/",
        "questions/",
        "questions/?q=street",
        "questions/?q=qqqq",
        "privacy/",
        "accessibility/",
        "contact/",
        "verify/",
        "seals/",
        "figures/",
    ):
        at.open(f"/{language}/{path}")
    at.open(f"/{language}/figures/?q=qqqq")
    at.open(f"/{language}/figures/MUN-EBL/")
    for letter in Letter.objects.all():
        at.open(f"/demo/post/{letter.pk}/")
    at.open("/demo/post/")
    at.open("/demo/post/?to=nobody")
    at.open("/api/")
    at.found_nothing()


@LANGUAGES
def test_the_pages_for_what_went_wrong(look: Any, language: str) -> None:
    at = look()
    request = RequestFactory(headers=HOST).get(f"/{language}/")
    at.open(f"/{language}/nowhere/", status=404)
    at.show(f"/{language}/400/", views.bad_request(request, ValueError()))
    at.show(f"/{language}/expired/", views.form_expired(request))
    at.show(f"/{language}/403/", views.forbidden(request, PermissionError()))
    at.show(f"/{language}/409/", views.conflict(request, explanation="Somebody took it.", back="/"))
    at.show(f"/{language}/500/", views.server_error(request))
    at.show(f"/{language}/503/", views.unavailable(request))
    at.found_nothing()


@LANGUAGES
def test_the_wizard(look: Any, language: str) -> None:
    empty = look()
    empty.open(f"/{language}/complain/")
    empty.open_and_send_empty(f"/{language}/complain/kind/")
    empty.open_and_send_empty(f"/{language}/complain/resume/")
    empty.send(contact="zainab@example.org")
    empty.send(code="111111")
    writer = Writer(language)
    writer.write_until("points/")
    writer.post("enclosures/", {"add": "1", "files": [paper("a letter with a name that is long enough for two lines of a phone.txt")]})
    writer.write_all()
    at = look(writer.client)
    for page in ("body/", "against/", "category/", "what-happened/", "questions/", "name/", "birth-date/", "citizenship/"):
        at.open_and_send_empty(f"/{language}/complain/{page}")
    for page in ("identity-number/", "contact/", "known/", "check/"):
        at.open_and_send_empty(f"/{language}/complain/{page}")
    for page in (
        "body/?q=erbil",
        "body/?q=qqqq",
        "body/?under=",
        "when-and-where/",
        "points/",
        "enclosures/",
        "elsewhere/",
        "later/",
        "erase/",
    ):
        at.open(f"/{language}/complain/{page}")
    writer.post("check/", {"is_checked": "on"})
    at.open_and_send_empty(f"/{language}/complain/code/")
    at.send(code=factories.sent_code())
    at.open(f"/{language}/complain/closed/")
    at.open(f"/{language}/complain/erased/")
    at.found_nothing()


@LANGUAGES
def test_following_a_complaint(look: Any, language: str) -> None:
    now = timezone.now()
    words = {"language": language, **(ARABIC if language == "ar" else {})}
    door = look()
    door.open_and_send_empty(f"/{language}/follow/")
    door.open_and_send_empty(f"/{language}/follow/lost-code/")
    lodged = factories.lodge(at=now, **words)
    door.send(contact=lodged.contact)
    door.send(verification_code=factories.sent_code())
    door.send()
    door.open(f"/{language}/follow/left/")

    def pages(case: Case, *paths: str, empty: tuple[str, ...] = ()) -> Looker:
        at = look(enter(case, client=Client(headers=HOST)))
        for path in ("", *paths):
            at.open(f"/{language}/follow/file/{path}")
        for path in empty:
            at.open_and_send_empty(f"/{language}/follow/file/{path}")
        return at

    asked = lives.taken(at=now - timedelta(days=3), **words | {"subject": UNBROKEN, "place_text": UNBROKEN, "points": [UNBROKEN]})
    asked.look(asked.officer, at=now - timedelta(days=2))
    casework.reveal(complaint_id=asked.pk, by=asked.officer, reason="To find the house.", at=now - timedelta(days=2))
    asked.ask(at=now)
    waiting = pages(asked.case, "written/", "openings/", "whole/", empty=("message/", "enclose/", "answer/", "contact/"))
    waiting.open(f"/{language}/follow/file/withdraw/")
    waiting.open(f"/{language}/follow/file/contact/")
    waiting.send(contact="new@example.org")
    waiting.send(verification_code="111111")
    answered = lives.answered(at=now - timedelta(days=5), promise="The road is surveyed.", due=now.date() - timedelta(days=1), **words)
    rated = pages(answered.case, "confirm/", "whole/", empty=("rate/", "reopen/"))
    promise = answered.case.fresh().commitments.get()
    rated.open_and_send_empty(f"/{language}/follow/file/promises/{promise.entry.number}/{promise.number}/")
    refused = factories.lodge(at=now, **words)
    life = lives.Life(refused, factories.standing(factories.officer_for(refused)), factories.standing(factories.supervisor_for(refused)))
    life.refuse(at=now)
    withdrawn = factories.lodge(at=now, **words)
    tracking.withdraw(complaint_id=withdrawn.complaint.pk, reason="", at=now)
    overdue = factories.lodge(at=now - timedelta(days=40), happened_on="", **words)
    for at in (door, waiting, rated, pages(refused), pages(withdrawn), pages(overdue)):
        at.found_nothing()


def handed_in(life: lives.Life, *, at: datetime, version: int = 0) -> None:
    """A reply that waits for a second person."""
    replies.save_draft(
        complaint_id=life.pk, by=life.officer, version=version, summary=lives.SUMMARY, points=lives.POINTS, commitments=[], at=at
    )
    replies.hand_in(complaint_id=life.pk, by=life.officer, version=version + 1, at=at)


@LANGUAGES
def test_the_office(look: Any, language: str) -> None:
    now = timezone.now()
    words = {"language": language, **(ARABIC if language == "ar" else {})}
    door = look()
    door.open_and_send_empty(f"/{language}/office/sign-in/")
    new = factories.lodge(at=now, **words | {"subject": UNBROKEN, "points": [UNBROKEN]})
    officer, supervisor = factories.officer_for(new), factories.supervisor_for(new)
    at = look(of(officer))
    at.open_and_send_empty(f"/{language}/office/account/password/")
    at.open_and_send_empty(f"/{language}/office/account/second-step/app/")
    for page in (
        "account/",
        "account/second-step/",
        "account/sessions/",
        "",
        "desk/",
        "desk/?view=closed",
        "desk/?q=school&language=en&kind=complaint",
        "desk/?q=nowhere",
        "commitments/",
    ):
        at.open(f"/{language}/office/{page}")
    at.open_and_send_empty(f"/{language}/office/desk/views/save/?q=school")
    at.open(f"/{language}/office/desk/views/")
    at.open(f"/{language}/office/screening/", status=403)
    case = f"/{language}/office/cases/{new.complaint.case_number}/"
    for act in ("", "take/", "refer/?q=erbil"):
        at.open(case + act)
    for act in ("note/", "refer/", "categorise/", "propose-refusal/"):
        at.open_and_send_empty(case + act)
    casework.take(complaint_id=new.complaint.pk, by=factories.standing(officer), at=now)
    for act in ("ask/", "extend/", "reveal/"):
        at.open_and_send_empty(case + act)
    at.open(case + "take/", status=409)
    at.open(case + "reply/")
    at.send(".btn[value=look]", summary="x")
    look(of(factories.officer_for(new))).open(case + "reply/")
    at.found_nothing()
    over = look(of(supervisor))
    over.open_and_send_empty(case + "assign/")
    over.found_nothing()
    door.found_nothing()


@LANGUAGES
def test_acts_on_many_cases_and_lists_taken_out(look: Any, language: str) -> None:
    words = {"language": language, **(ARABIC if language == "ar" else {})}
    cases = [factories.lodge(at=timezone.now(), **words | {"subject": UNBROKEN}), factories.lodge(at=timezone.now(), **words)]
    officer = factories.officer_for(cases[0])
    casework.take(complaint_id=cases[1].complaint.pk, by=factories.standing(officer), at=timezone.now())
    at = look(of(factories.supervisor_for(cases[0])))
    ticked = "&".join(f"case={case.complaint.case_number}" for case in cases)
    at.open(f"/{language}/office/desk/?tick=all")
    at.open_and_send_empty(f"/{language}/office/bulk/?act=assign&{ticked}")
    at.open(f"/{language}/office/bulk/?act=assign&{ticked}")
    at.page.locator(f"[name=officer][value='{officer.pk}']").check()
    for _ in range(3):  # look at what will change, do it, undo it
        at.send("main form[method=post] .btn")
    at.open(f"/{language}/office/desk/export/")
    at.send("button[value=xlsx]")
    at.found_nothing()


@LANGUAGES
def test_what_a_second_person_decides(look: Any, language: str) -> None:
    now = timezone.now()
    words = {"language": language, **(ARABIC if language == "ar" else {})}
    cases = [lives.taken(at=now - timedelta(days=2), identity_mode="confidential", **words) for _ in range(4)]
    refused, extended, revealed, replied = cases
    officer = Officer.objects.get(pk=refused.officer.officer_id)
    supervisor = Officer.objects.get(pk=refused.supervisor.officer_id)
    refusal = casework.Refusal("before_a_court", "The court has the same matter.", "Law 12, section 4", "The court of Erbil")
    casework.propose_refusal(complaint_id=refused.pk, by=refused.officer, refusal=refusal, at=now)
    casework.propose_extension(complaint_id=extended.pk, by=extended.officer, reason="The sewer must be surveyed first.", at=now)
    casework.propose_reveal(complaint_id=revealed.pk, by=revealed.officer, reason="To find the house.", at=now)
    handed_in(replied, at=now)
    addresses = {life.pk: f"/{language}/office/cases/{life.case.complaint.case_number}/" for life in cases}
    waits, decides = look(of(officer)), look(of(supervisor))
    for life, page in ((refused, "refusal/"), (extended, "extend/"), (revealed, "reveal/"), (replied, "reply/approve/")):
        waits.open(addresses[life.pk] + page)
        decides.open(addresses[life.pk])
        decides.open_and_send_empty(addresses[life.pk] + page)
    for page in ("", "approvals/", "board/", "desk/", "commitments/"):
        decides.open(f"/{language}/office/{page}")
    replies.approve(complaint_id=replied.pk, by=replied.supervisor, checked=Quality, at=now)
    satisfaction.rate(complaint_id=replied.pk, score=2, comment="The barrier never came.", at=now)
    satisfaction.reopen(complaint_id=replied.pk, reason="There is still no barrier.", at=now)
    decides.open(addresses[replied.pk])
    casework.agree_reveal(complaint_id=revealed.pk, by=revealed.supervisor, at=now)
    waits.open(addresses[revealed.pk])
    waits.open(f"/{language}/office/")
    waits.found_nothing()
    decides.found_nothing()


@LANGUAGES
def test_appeals(look: Any, language: str) -> None:
    now = timezone.now()
    words = {"language": language, **(ARABIC if language == "ar" else {}), "subject": UNBROKEN}
    life, silent = lives.answered(at=now - timedelta(days=3), **words), lives.taken(at=now - timedelta(days=25), **words)
    judge = lives.judge_over(life.case)
    mine = look(enter(life.case, client=Client(headers=HOST)))
    mine.open_and_send_empty(f"/{language}/follow/file/appeal/")
    mine.send(text=UNBROKEN)
    mine.send("button[value=send]")
    silent.appeal(at=now)
    for page in ("", "appeal/withdraw/", "whole/"):
        mine.open(f"/{language}/follow/file/{page}")
    at = look(of(Officer.objects.get(pk=judge.officer_id)))
    for page in ("", "appeals/", "appeals/?view=decided"):
        at.open(f"/{language}/office/{page}")
    case = f"/{language}/office/cases/{life.case.complaint.case_number}/"
    at.open(case)
    at.open_and_send_empty(case + "appeal/statement/")
    at.open_and_send_empty(case + "appeal/")
    at.page.locator("[name=decision][value=dismissed]").check()
    at.send(reasons=lives.REASONS)
    at.send("button[value=send]")
    at.open(f"/{language}/office/cases/{silent.case.complaint.case_number}/appeal/")
    mine.open(f"/{language}/follow/file/")
    mine.found_nothing()
    at.found_nothing()


@LANGUAGES
def test_replies_promises_and_screening(look: Any, language: str) -> None:
    now = timezone.now()
    words = {"language": language, **(ARABIC if language == "ar" else {})}
    life = lives.answered(at=now, promise="The road is surveyed.", **words)
    at = look(of(Officer.objects.get(pk=life.officer.officer_id)))
    number = life.case.complaint.case_number
    promise = life.case.fresh().commitments.get()
    at.open(f"/{language}/office/cases/{number}/")
    at.open(f"/{language}/office/commitments/")
    at.open_and_send_empty(f"/{language}/office/cases/{number}/commitments/{promise.pk}/")
    written = lives.taken(at=now, **words)
    replies.save_draft(
        complaint_id=written.pk, by=written.officer, version=0, summary=lives.SUMMARY, points=lives.POINTS, commitments=[], at=now
    )
    writer = look(of(Officer.objects.get(pk=written.officer.officer_id)))
    writer.open(f"/{language}/office/cases/{written.case.complaint.case_number}/reply/look/")
    colleague = look(of(factories.officer_for(written.case)))
    colleague.open(f"/{language}/office/cases/{written.case.complaint.case_number}/reply/")
    for _ in range(2):
        factories.lodge(at=now, body=None, **words)
    central = look(of(factories.officer(role=Role.CENTRAL_OFFICER)))
    for page in ("screening/", "", "board/"):
        central.open(f"/{language}/office/{page}")
    administrator = look(of(factories.officer(role=Role.ADMINISTRATOR)))
    administrator.open(f"/{language}/office/account/")
    for one in (at, writer, colleague, central, administrator):
        one.found_nothing()
