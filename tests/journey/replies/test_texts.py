"""Standard texts: who writes and reads them, their versions, their placeholders, and how a reply takes one."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mazalim.accounts.models import Role
from mazalim.journey.casework import actions as casework
from mazalim.journey.replies import actions
from mazalim.journey.replies.actions import Taken, Wording
from mazalim.journey.replies.models import Draft, StandardText, StandardTextVersion
from mazalim.journey.replies.queries import offers_for
from mazalim.journey.replies.rules import fill, wrong_placeholders
from tests import factories
from tests.factories import NOON, standing
from tests.journey.replies.desk import POINTS, Desk

pytestmark = pytest.mark.django_db
WORDS = "Your complaint {case_number} of {lodged_date} asks: {point}\n\n{body} has done it."


def wording(**changes):
    return Wording(**{"part": "reason", "title": "Done already", "words": WORDS, "outcome": "upheld"} | changes)


def written(*, by=None, body="MUN-EBL", language="en", at=NOON, **changes):
    where = factories.body(body) if body else None
    writer = by or (factories.officer(supervises=where) if where else factories.officer(role=Role.CENTRAL_OFFICER))
    return actions.write_text(by=standing(writer), body_id=where and where.pk, language=language, wording=wording(**changes), at=at)


@pytest.fixture
def desk():
    return Desk()


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("{case_number} {due_date}", []),
        ("{ case_number }", ["{ case_number }"]),
        ("{name} and {name}", ["{name}"]),
        ("{case_number!r}{point.__class__}{0}{}", ["{case_number!r}", "{point.__class__}", "{0}", "{}"]),
        ("{{body}}", ["{", "}"]),
        ("a { lone one", ["{"]),
        ("%(case_number)s $body", []),
    ],
)
def test_only_placeholders_of_the_fixed_list_stand_in_brackets(words, wrong):
    assert wrong_placeholders(words) == wrong


def test_what_a_value_brings_along_is_never_filled_again():
    values = {"point": "{body} <script>{{ 7|add:7 }}%s", "body": "the city"}
    assert fill("{point} by {body}", values) == "{body} <script>{{ 7|add:7 }}%s by the city"


def test_every_change_is_a_version_with_who_and_when_and_the_old_ones_stay(client):
    text = written()
    boss = factories.officer(supervises=factories.body())
    actions.change_text(text_id=text.pk, by=standing(boss), version=1, wording=wording(words="Shorter."), at=NOON)
    with pytest.raises(actions.TextChanged):
        actions.change_text(text_id=text.pk, by=standing(boss), version=1, wording=wording(words="Lost."), at=NOON)
    actions.archive_text(text_id=text.pk, by=standing(boss), version=2, is_archived=True, at=NOON)
    versions = StandardTextVersion.objects.order_by("number").values_list("number", "words", "is_archived", "written_by_id")
    assert list(versions)[1:] == [(2, "Shorter.", False, boss.pk), (3, "Shorter.", True, boss.pk)]
    client.force_login(boss)
    page = client.get(reverse("replies:text", args=[text.pk])).content.decode()
    assert "asks: {point}" in page
    assert boss.name in page


def test_supervisors_write_for_their_body_and_the_centre_for_all():
    road = standing(factories.officer(supervises=factories.body()))
    other = standing(factories.officer(supervises=factories.body("KRG04")))
    centre = standing(factories.officer(role=Role.CENTRAL_OFFICER))
    text = written()
    for by in (other, centre, standing(factories.officer(desk=factories.body().desks.first()))):
        with pytest.raises(actions.NotTheirs):
            actions.change_text(text_id=text.pk, by=by, version=1, wording=wording(), at=NOON)
    with pytest.raises(actions.NotTheirs):
        actions.write_text(by=road, body_id=None, language="en", wording=wording(), at=NOON)
    assert actions.write_text(by=centre, body_id=None, language="en", wording=wording(), at=NOON).body_id is None


def test_an_officer_reads_the_texts_of_the_body_and_a_stranger_finds_nothing(client):
    text, for_all = written(title="Of the body"), written(body=None, title="Of all")
    pages = [reverse("replies:text", args=[text.pk]), reverse("replies:change_text", args=[text.pk])]
    client.force_login(factories.officer(desk=factories.body().desks.first()))
    assert [client.get(page).status_code for page in pages] == [200, 403]
    assert client.post(reverse("replies:archive_text", args=[text.pk]), {"version": 1}).status_code == 403
    assert client.get(reverse("replies:write_text")).status_code == 403
    listed = client.get(reverse("replies:texts")).content.decode()
    assert "Of the body" in listed
    assert "Of all" in listed
    client.force_login(factories.officer(desk=factories.body("KRG04").desks.first()))
    assert [client.get(page).status_code for page in pages] == [404, 404]
    assert client.post(reverse("replies:archive_text", args=[text.pk]), {"version": 1}).status_code == 404
    listed = client.get(reverse("replies:texts")).content.decode()
    assert "Of the body" not in listed
    assert "Of all" in listed
    for role in (Role.ADMINISTRATOR, Role.AUDITOR):
        client.force_login(factories.officer(role=role))
        assert client.get(reverse("replies:texts")).status_code == 404
        assert client.get(reverse("replies:text", args=[for_all.pk])).status_code == 404


def test_a_wrong_placeholder_is_an_error_beside_the_field_and_a_look_saves_nothing(client):
    boss = factories.officer(supervises=factories.body())
    client.force_login(boss)
    typed = {
        "version": 0,
        "body": factories.body().pk,
        "language": "ar",
        "part": "reason",
        "title": "<b>T</b>",
        "outcome": "",
        "category": "",
    }
    page = client.post(reverse("replies:write_text"), typed | {"words": "{given_name} hello"}).content.decode()
    assert "{given_name}" in page
    assert 'id="id_words_error"' in page
    page = client.post(reverse("replies:write_text"), typed | {"words": "About {point}", "part": "summary"}).content.decode()
    assert 'id="id_words_error"' in page
    page = client.post(reverse("replies:write_text"), typed | {"words": "<i>رقم</i> {case_number}", "look": "1"}).content.decode()
    assert "2026-0001234" in page
    assert 'dir="rtl"' in page
    assert "<i>رقم" not in page
    assert not StandardText.objects.exists()
    client.post(reverse("replies:write_text"), typed | {"words": "رقم {case_number}"})
    assert StandardText.objects.get().found_by == "b t b رقم case_number"


def test_the_list_is_searched_in_any_spelling_and_costs_the_same(client, django_assert_num_queries):
    written(title="الكهرباء", language="ar", words="إعادة التيار")
    client.force_login(factories.officer(supervises=factories.body()))
    page = reverse("replies:texts")
    client.get(page)
    with django_assert_num_queries(5):
        client.get(page)
    for number in range(30):
        written(title=f"Text {number}")
    with django_assert_num_queries(5):
        assert client.get(page).content.decode().count("<tr") == 26
    assert "الكهرباء" in client.get(page, {"q": "اعادة كهرباء", "language": "ar"}).content.decode()
    assert "No text fits" in client.get(page, {"q": "اعادة", "language": "en"}).content.decode()
    assert "No text has been put away" in client.get(page, {"show": "archived"}).content.decode()


def test_a_case_is_offered_what_fits_its_body_category_and_language(desk):
    complaint = desk.case.fresh()
    other = factories.body().categories.exclude(pk=complaint.category_id).first()
    for title, changes in {
        "body": {},
        "all": {"body": None},
        "category": {"category_id": complaint.category_id},
        "other category": {"category_id": other.pk},
        "other body": {"body": "KRG04"},
        "other language": {"language": "ckb"},
        "refused": {"outcome": "not_upheld"},
    }.items():
        written(title=title, **changes)
    gone = written(title="put away")
    boss = standing(factories.officer(supervises=factories.body()))
    actions.archive_text(text_id=gone.pk, by=boss, version=1, is_archived=True, at=NOON)
    offers = offers_for(complaint)
    assert [one.title for one in offers.reason] == ["all", "body", "category", "refused"]


def test_a_text_is_put_behind_what_is_written_and_the_reply_notes_its_version(desk):
    text = written()
    draft = actions.save_draft(
        complaint_id=desk.pk, by=desk.officer, version=0, summary="Well founded.", points=POINTS, taken=Taken(text.pk, 2), at=NOON
    )
    reason = draft.answers[2]["reason"]
    assert reason.startswith(POINTS[1]["reason"] + "\n\nYour complaint ")
    assert "asks: Put a barrier there until it is filled." in reason
    assert desk.case.complaint.case_number in reason
    boss = standing(factories.officer(supervises=factories.body()))
    actions.change_text(text_id=text.pk, by=boss, version=1, wording=wording(words="Changed later."), at=NOON)
    entry = desk.answer(version=1, points=list(draft.answers.values()))
    assert entry.payload["texts"] == [[text.pk, 1]]


def test_a_text_of_another_body_or_too_long_for_the_field_is_not_taken(desk):
    foreign, long = written(body="KRG04"), written(words="x" * 4000)
    for taken, points, refusal in (
        (Taken(foreign.pk, 1), POINTS, actions.NoSuchText),
        (Taken(long.pk, 9), POINTS, actions.NoSuchText),
        (Taken(long.pk, 0), POINTS, actions.NoSuchText),
        (Taken(long.pk, 1), [POINTS[0] | {"reason": "y" * 1500}], actions.NoRoom),
    ):
        with pytest.raises(refusal):
            actions.save_draft(complaint_id=desk.pk, by=desk.officer, version=0, summary="", points=points, taken=taken, at=NOON)
    assert not Draft.objects.exists()


@pytest.fixture
def page():
    """An officer's browser at the reply page of a case of today, and the page's address."""
    case = factories.lodge(at=timezone.now())
    officer = factories.officer_for(case)
    casework.take(complaint_id=case.complaint.pk, by=standing(officer), at=timezone.now())
    client = Client()
    client.force_login(officer)
    return client, reverse("replies:draft", args=[case.complaint.case_number])


def test_without_javascript_a_button_saves_the_draft_and_fills_the_reason(page):
    client, address = page
    text = written()
    typed = {"version": "0", "summary": "S.", "reason_1": "Mine.", "outcome_1": "upheld", "text_1": text.pk, "then": "take_1"}
    assert client.post(address, typed)["Location"].endswith("/reply/#id_reason_1")
    assert "Mine.\n\nYour complaint" in Draft.objects.get().answers[1]["reason"]
    shown = client.get(address).content.decode()
    assert "Done already" in shown
    assert client.post(address, {"version": "1", "summary": "S.", "then": "take_1"}).status_code == 302
    assert "stands behind" in shown


def test_the_page_saves_itself_and_stops_where_somebody_else_was_quicker(page):
    client, address = page
    text = written()
    typed = {"version": "0", "summary": "First.", "quick": "1", "then": "stay"}
    answer = client.post(address, typed)
    assert (answer.status_code, answer.json()["version"]) == (200, 1)
    answer = client.post(address, {"version": "1", "reason_1": "Mine.", "text_1": text.pk, "then": "take_1", "quick": "1"}).json()
    assert (answer["field"], answer["version"]) == ("reason_1", 2)
    assert answer["text"].startswith("Mine.\n\nYour complaint")
    stale = client.post(address, typed | {"summary": "Second window."})
    assert stale.status_code == 409
    assert "another window" in stale.json()["words"]
    wrong = client.post(address, {"version": "2", "promise_1": "We come.", "quick": "1"})
    assert (wrong.status_code, "date" in wrong.json()["words"]) == (422, True)
    assert Draft.objects.get().version == 2
