"""What an administrator configures without code: categories, holidays, notices, questions, banners, rules."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mazalim.accounts.queries import standing_of
from mazalim.administration.banners import actions as banners
from mazalim.administration.categories import actions as categories
from mazalim.administration.holidays import actions as holidays
from mazalim.administration.models import Change
from mazalim.administration.policy import actions as policy
from mazalim.administration.questions import actions as questions
from mazalim.common.clock import day_of
from mazalim.country.models import Holiday, PolicyVersion, QuestionAndAnswer
from mazalim.country.queries import forget_policy, policy_on
from mazalim.directory.models import Category
from mazalim.journey.casework.actions import correct_deadlines
from mazalim.notices.queries import wording
from mazalim.work.actions import sealed_part
from mazalim.work.models import Job
from tests import factories

SETTINGS = "/en/office/administration/settings/"


@pytest.fixture
def by(administrator):
    return standing_of(administrator)


def parts(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def today():
    return day_of(timezone.now(), policy_on(date(2026, 1, 1)).zone)


def test_every_page_opens(office):
    holiday, entry = Holiday.objects.first(), QuestionAndAnswer.objects.first()
    code = Category.objects.exclude(questions=[]).first().code
    of = f"categories/of/{code}/"
    pages = ["", "categories/", "categories/add/", of, f"{of}edit/", f"{of}question/", "holidays/", "holidays/?year=2027", "holidays/add/"]
    pages += [
        "holidays/import/?year=2031",
        f"holidays/{holiday.pk}/",
        f"holidays/{holiday.pk}/remove/",
        "notices/",
        "notices/replied/?in=ar",
    ]
    pages += ["questions/", "questions/add/", f"questions/{entry.pk}/", f"questions/{entry.pk}/remove/", "banners/", "banners/add/"]
    for page in [*pages, "rules/", "rules/new/"]:
        assert office.get(SETTINGS + page).status_code == 200, page


def test_a_category_is_added_for_its_whole_sector_and_asks_its_questions_in_order(office, administrator):
    typed = {"name_en": "Stray dogs", "name_ar": "كلاب ضالة", "sector": "municipality", "response_days": 5, "response_unit": "working"}
    assert "Enter the number of days" in office.post(SETTINGS + "categories/add/", typed | {"response_days": ""}).content.decode()
    assert office.post(SETTINGS + "categories/add/", typed | {"for_whole_sector": "on", "keywords_en": "dog, bite"}).status_code == 302
    made = Category.objects.get(code="stray_dogs")
    assert made.keywords == {"en": ["dog", "bite"]}
    assert made.bodies.filter(code="MUN-EBL").exists()
    question = f"{SETTINGS}categories/of/stray_dogs/question/"
    choice = {"label_en": "How many?", "kind": "choice", "place": 1, "choice0_en": "One"}
    assert "Enter two answers at least" in office.post(question, choice).content.decode()
    office.post(question, {"label_en": "Since when?", "kind": "date", "place": 1})
    office.post(question, choice | {"choice1_en": "Several", "required": "on"})
    made.refresh_from_db()
    assert [one["code"] for one in made.questions] == ["how_many", "since_when"]
    office.post(f"{question}?question=how_many", choice | {"place": 2, "choice0_en": "", "choice1_en": "A pack", "choice2_en": "One only"})
    office.post(f"{question}remove/?question=since_when")
    made.refresh_from_db()
    assert made.questions[0]["choices"] == [
        {"code": "several", "label": {"en": "A pack"}},
        {"code": "one_only", "label": {"en": "One only"}},
    ]
    assert len(made.questions) == 1
    assert Change.objects.filter(subject="category", key="stray_dogs", by=administrator).count() == 5


def test_a_complaint_keeps_the_response_time_of_its_lodging_day(by):
    case = factories.lodge()
    due, category = case.complaint.due_at, case.complaint.category
    categories.edit_category(by=by, category_id=category.pk, response_days=1, at=timezone.now())
    assert case.fresh().due_at == due
    assert factories.lodge().complaint.due_at < due


def test_a_holiday_that_is_added_moves_the_deadlines_of_open_cases(office, by):
    at = timezone.now()
    case = factories.lodge(at=at)
    correct_deadlines(at=at)
    due = day_of(case.complaint.due_at, policy_on(date(2026, 1, 1)).zone)
    assert office.post(SETTINGS + "holidays/add/", parts("day", due) | {"name_en": "A new feast"}).status_code == 302
    again = office.post(SETTINGS + "holidays/add/", parts("day", due) | {"name_en": "Twice"}).content.decode()
    assert "This day is a public holiday already" in again
    assert "Twice" in again
    correct_deadlines(at=at)
    assert correct_deadlines(at=at + timedelta(minutes=2)) == 1
    assert case.fresh().due_at > case.complaint.due_at
    holiday = Holiday.objects.get(date=due)
    assert "counts as a working day" in office.get(f"{SETTINGS}holidays/{holiday.pk}/remove/").content.decode()
    office.post(f"{SETTINGS}holidays/{holiday.pk}/remove/")
    assert not Holiday.objects.filter(date=due).exists()
    holidays.remove_holiday(by=by, holiday_id=holiday.pk, at=at)


def test_proposed_holidays_are_added_only_where_they_are_ticked(office):
    page = SETTINGS + "holidays/import/?year=2031"
    assert "21 March 2031" in office.get(page).content.decode()
    assert "Choose one day at least" in office.post(page, {"csrfmiddlewaretoken": "given"}).content.decode()
    office.post(page, {"days": ["2031-03-21"]})
    assert [row.date for row in Holiday.objects.filter(date__year=2031)] == [date(2031, 3, 21)]
    assert "21 March 2031" not in office.get(page).content.decode()


@pytest.mark.parametrize(
    ("part", "text", "error"),
    [
        ("mail", "{name_of_complainant} {link}", "This cannot be filled in here: {name_of_complainant}"),
        ("mail", "Go to https://example.org {link}", "Write no links"),
        ("sms", "Look at bit.ly/x {link}", "Write no links"),
        ("sms", "انظر موقع.com {link}", "Write no links"),
        ("mail", "شكوى.المغرب {link}", "Write no links"),
        ("mail", "Look at 192.0.2.7/x {link}", "Write no links"),
        ("mail", "Nothing leads anywhere", "This must not be missing: {link}"),
        ("mail", "{link.__class__} {link}", "A brace is open"),
        ("mail", "{link", "A brace is open"),
        ("subject", "News: {link}", "This cannot be filled in here: {link}"),
    ],
)
def test_a_notice_holds_nothing_that_cannot_be_filled_in_and_no_link_that_was_typed(office, part, text, error):
    held = {"subject": "News", "mail": "There is news: {link}", "sms": "News: {link}", "do": "keep"}
    shown = office.post(SETTINGS + "notices/replied/", held | {part: text}).content.decode()
    assert error in shown
    assert text in shown
    assert wording("replied", "en")["subject"] != "News"


def test_own_words_of_a_notice_are_looked_at_kept_sent_and_taken_back(office, administrator):
    page, shipped = SETTINGS + "notices/replied/?in=ar", wording("replied", "ar")
    typed = {"subject": "{service}", "mail": "رد جديد حتى {window_date}:\n\n{link}", "sms": "رد: {link}"}
    assert "رد جديد حتى" in office.post(page, typed | {"do": "look"}).content.decode()
    assert wording("replied", "ar") == shipped
    office.post(page, typed | {"do": "keep"})
    assert wording("replied", "ar")["sms"] == "رد: {link}"
    assert wording("replied", "en")["sms"] != "رد: {link}"
    office.post(page, {"do": "test"})
    assert sealed_part(Job.objects.filter(name="notices.deliver").latest("pk"))["address"] == administrator.email
    office.post(page, {"do": "go_back"})
    assert wording("replied", "ar") == shipped


def test_a_question_with_its_answer_is_found_by_everybody(office, client):
    typed = {"theme": "lodging", "place": 1, "question_en": "May I send a picture of my goat?", "answer_en": "Yes."}
    assert "Enter the answer" in office.post(SETTINGS + "questions/add/", typed | {"answer_en": ""}).content.decode()
    office.post(SETTINGS + "questions/add/", typed)
    made = QuestionAndAnswer.objects.first()
    assert made.question["en"] == "May I send a picture of my goat?"
    assert "picture of my goat" in client.get("/en/questions/?q=goat").content.decode()
    office.post(f"{SETTINGS}questions/{made.pk}/remove/")
    assert not QuestionAndAnswer.objects.filter(pk=made.pk).exists()
    orders = list(QuestionAndAnswer.objects.values_list("order", flat=True))
    assert orders == sorted(set(orders))


def test_a_banner_is_shown_on_public_pages_on_its_days_and_to_no_officer(office, client):
    day = today()
    typed = {"kind": "warning", "text_en": "The site rests tonight <b>", "text_ar": "يتوقف الموقع الليلة"}
    days = parts("first_date", day) | parts("last_date", day - timedelta(days=1))
    assert "lies before the first" in office.post(SETTINGS + "banners/add/", typed | days).content.decode()
    office.post(SETTINGS + "banners/add/", typed | parts("first_date", day) | parts("last_date", day))
    office.post(
        SETTINGS + "banners/add/",
        typed | {"text_en": "Later"} | parts("first_date", day + timedelta(days=1)) | parts("last_date", day + timedelta(days=2)),
    )
    shown = client.get("/en/how/").content.decode()
    assert "The site rests tonight &lt;b&gt;" in shown
    assert "Later" not in shown
    assert "يتوقف الموقع الليلة" in client.get("/ar/how/").content.decode()
    assert "rests tonight" not in office.get("/en/office/administration/desks/").content.decode()


def test_new_rules_hold_from_their_day_and_complaints_keep_theirs(office, by):
    case = factories.lodge()
    form = office.get(SETTINGS + "rules/new/").context["form"]
    typed = {name: field.initial for name, field in form.fields.items() if field.initial not in (None, False)}
    begins = today() + timedelta(days=10)
    page = SETTINGS + "rules/new/"
    assert "No rule is different" in office.post(page, typed | parts("valid_from", begins)).content.decode()
    assert "must be" in office.post(page, typed | parts("valid_from", today()) | {"windows__reopen": 45}).content.decode()
    late = office.post(page, typed | parts("valid_from", begins) | {"times__answer_reminder_days": 90}).content.decode()
    assert "The reminder comes before" in late
    changes = {"windows__reopen": 45, "eligibility__minimum_age": 16, "times__screening": 4, "figures__smallest_cell": 5}
    assert office.post(page, typed | parts("valid_from", begins) | changes).status_code == 302
    before, after = policy_on(begins - timedelta(days=1)), policy_on(begins)
    assert (before.windows.reopen, after.windows.reopen) == (30, 45)
    assert (after.eligibility.minimum_age, after.times.screening.days, after.smallest_cell) == (16, 4, 5)
    assert case.fresh().terms.reopen_window_days == 30
    shown = office.get(SETTINGS + "rules/").content.decode()
    assert "45 days" in shown
    assert "to come" in shown
    version = PolicyVersion.objects.get(valid_from=begins)
    with pytest.raises(policy.HasBegun):
        policy.take_back_version(by=by, version_id=version.pk, at=timezone.now() + timedelta(days=11))
    office.post(f"{SETTINGS}rules/{version.pk}/take-back/")
    forget_policy()
    assert policy_on(begins).windows.reopen == 30
    assert office.get(f"{SETTINGS}rules/{PolicyVersion.objects.get().pk}/take-back/").status_code == 404


def test_lists_cost_the_same_however_long_they_are(office, by):
    pages = ["categories/", "holidays/?year=2039", "questions/", "banners/", "notices/", "rules/"]

    def asked():
        numbers = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                assert office.get(SETTINGS + page).status_code == 200
            numbers.append(len(queries))
        return numbers

    asked()  # what is kept in the process is read
    before = asked()
    at, words = timezone.now(), {"question": {"en": "Why?"}, "answer": {"en": "So."}}
    for number in range(1, 4):
        day = date(2039, 1, number)
        holidays.put_holiday(by=by, holiday_id=None, day=day, names={"en": "Feast"}, at=at)
        banners.put_banner(by=by, banner_id=None, kind="warning", texts={"en": "Soon"}, first_date=day, last_date=day, at=at)
        questions.put_entry(by=by, entry_id=None, theme="lodging", place=1, **words, at=at)
        policy.add_version(by=by, values={"windows__rate": 40 + number}, valid_from=day, at=at)
    asked()
    assert asked() == before
