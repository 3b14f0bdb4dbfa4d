"""Every page of supervisors, the central desk, counters, auditors and administrators by the rules of WCAG 2.2 AA."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from mazalim.accounts.models import Officer, Role
from mazalim.complaints.models import Exclusion
from mazalim.country.models import Holiday, QuestionAndAnswer
from mazalim.figures.actions import catch_up
from mazalim.journey.casework import actions as casework
from mazalim.journey.replies import actions as replies
from mazalim.journey.replies.actions import Wording
from mazalim.journey.systemic import actions as systemic
from tests import factories
from tests.browser.looking import of
from tests.factories import standing
from tests.journey import lives
from tests.journey.statistics.conftest import set_smallest_cell

pytestmark = pytest.mark.usefixtures("country")
LANGUAGES = pytest.mark.parametrize("language", ["en", "ar"])


@LANGUAGES
def test_the_pages_of_a_supervisor(look: Any, language: str) -> None:
    now = timezone.now()
    set_smallest_cell(1)
    life = lives.answered(at=now - timedelta(days=20), promise="The barrier stands by the tenth.")
    case = factories.lodge(at=now - timedelta(days=1))
    chief, officer = Officer.objects.get(pk=life.supervisor.officer_id), Officer.objects.get(pk=life.officer.officer_id)
    casework.assign(complaint_id=case.complaint.pk, by=standing(chief), officer_id=officer.pk, at=now)
    text = replies.write_text(
        by=standing(chief), body_id=factories.body().pk, language=language, wording=Wording("reason", "Roads", "Mended.", None, ""), at=now
    )
    issue = systemic.open_issue(
        by=standing(chief), body_id=factories.body().pk, category_id=None, title="Roads dug up twice", owner_id=chief.pk, at=now
    )
    numbers = [case.complaint.case_number, life.case.complaint.case_number]
    systemic.tie(issue_id=issue.pk, case_numbers=numbers, by=standing(chief), at=now)
    issue = systemic.change_issue(
        issue_id=issue.pk, by=standing(chief), version=0, title=issue.title, owner_id=chief.pk,
        cause="Two calendars.", measure="One calendar.", due_date=now.date(), at=now,
    )  # fmt: skip
    catch_up(at=now)
    at = look(of(chief))
    office = f"/{language}/office/"
    for path in (
        "systemic/", f"systemic/{issue.pk}/", f"systemic/{issue.pk}/cases/", f"cases/{numbers[0]}/systemic/", "board/",
        "board/mass-closing/", "board/contradicted/", f"hand-over/{officer.pk}/", "texts/", f"texts/{text.pk}/", "tasks/", "rulings/",
        "administration/members/", "counter/", "desk/views/",
    ):  # fmt: skip
        at.open(office + path)
    for path in (
        "systemic/new/", f"systemic/{issue.pk}/change/", f"systemic/{issue.pk}/mend/", f"systemic/{issue.pk}/end/", "absences/",
        "texts/new/", f"texts/{text.pk}/change/", f"cases/{numbers[0]}/tasks/add/", f"cases/{numbers[0]}/link/",
        f"cases/{numbers[0]}/hold/",
    ):  # fmt: skip
        at.open_and_send_empty(office + path)
    systemic.mend(issue_id=issue.pk, by=standing(chief), version=1, said={language: "Roads."}, did={language: "Mended."}, at=now)
    at.open(f"/{language}/figures/you-said/")
    at.found_nothing()


@LANGUAGES
def test_the_pages_of_the_central_desk_counters_and_auditors(look: Any, language: str) -> None:
    now = timezone.now()
    case = factories.lodge(at=now - timedelta(days=1))
    officer = factories.officer_for(case)
    Exclusion.objects.create(complaint=case.complaint, officer=officer, why=Exclusion.Why.RECUSED, at=now)
    catch_up(at=now)
    central = look(of(factories.officer(role=Role.CENTRAL_OFFICER)))
    for path in ("board/country/", f"board/country/{factories.BODY}/", "rulings/", "appeals/", "conflicts/", "systemic/new/?q=Erbil"):
        central.open(f"/{language}/office/{path}")
    central.found_nothing()
    counter = look(of(factories.officer(role=Role.COUNTER_OFFICER)))
    counter.open_and_send_empty(f"/{language}/office/counter/")
    counter.found_nothing()
    auditor = look(of(factories.officer(role=Role.AUDITOR)))
    for path in ("audit/conflicts/", "audit/exports/", "administration/changes/"):
        auditor.open(f"/{language}/office/{path}")
    auditor.found_nothing()


@LANGUAGES
def test_the_pages_of_an_administrator(look: Any, language: str) -> None:
    case = factories.lodge(at=timezone.now())
    officer, desk = factories.officer_for(case), case.fresh().desk
    entry = QuestionAndAnswer.objects.first()
    holiday = Holiday.objects.order_by("-date").first()
    assert entry
    assert holiday
    body, category = f"bodies/of/{factories.BODY}/", f"settings/categories/of/{factories.CATEGORY}/"
    at = look(of(factories.officer(role=Role.ADMINISTRATOR)))
    administration = f"/{language}/office/administration/"
    for path in (
        "", "bodies/", body, f"{body}place/", f"{body}categories/", f"{body}close/", f"{body}merge/", "desks/", f"desks/of/{desk.code}/",
        f"desks/of/{desk.code}/close/", "officers/", f"officers/{officer.pk}/", f"officers/{officer.pk}/close/", "roles/", "settings/",
        "settings/categories/", category, "settings/holidays/", "settings/holidays/import/", f"settings/holidays/{holiday.pk}/",
        f"settings/holidays/{holiday.pk}/remove/", "settings/notices/", "settings/notices/replied/", "settings/questions/",
        f"settings/questions/{entry.pk}/", f"settings/questions/{entry.pk}/remove/", "settings/banners/", "settings/rules/",
        "settings/rules/new/", "changes/", "outbox/", "disposal/",
    ):  # fmt: skip
        at.open(administration + path)
    for path in (
        "bodies/add/",
        "bodies/table/",
        f"{body}name/",
        f"{body}desks/add/",
        "officers/add/",
        f"{category}question/",
        "settings/banners/add/",
    ):
        at.open_and_send_empty(administration + path)
    at.found_nothing()
