"""What the reply must answer: split, added to, left out with a reason; and who sees it."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from mazalim.complaints.lifecycle import ImpossibleMove, StaleVersion
from mazalim.complaints.models import Entry
from mazalim.journey.casework import actions as casework
from mazalim.journey.replies import actions
from mazalim.journey.replies.actions import Split
from mazalim.journey.replies.models import Draft
from mazalim.journey.replies.queries import points_of_case
from mazalim.work.models import Job
from tests import factories
from tests.factories import NOON, standing
from tests.journey.replies.desk import POINTS, Desk

pytestmark = pytest.mark.django_db
SPLIT = Split(1, ("Fill the hole at the gate.", "Fill the hole behind it."))
BECAUSE = "The school puts it there itself."


@pytest.fixture
def desk():
    return Desk()


def change(desk, *, by=None, **changes):
    return actions.set_points(complaint_id=desk.pk, by=by or desk.officer, at=NOON, **changes)


def texts(desk):
    return [(point.number, point.text, point.origin.value) for point in points_of_case(desk.case.fresh()).standing]


def test_points_are_split_added_and_left_out_by_an_entry_that_the_complainant_reads(desk):
    entry = change(desk, split=[SPLIT], left_out={2: BECAUSE}, added=["Say why it took so long."])
    assert entry.visibility == "public"
    assert entry.payload == {"points": 3, "split": [1], "left_out": [2], "taken_up": [], "added": 1}
    assert texts(desk) == [
        (3, "Fill the hole at the gate.", "split"),
        (4, "Fill the hole behind it.", "split"),
        (5, "Say why it took so long.", "office"),
    ]
    (out,) = points_of_case(desk.case.fresh()).left_out
    assert (out.number, out.text, out.reason) == (2, "Put a barrier there until it is filled.", BECAUSE)


def test_what_was_left_out_is_taken_up_again_under_its_own_number(desk):
    change(desk, left_out={2: BECAUSE})
    change(desk, taken_up=[2], added=["One more."])
    assert texts(desk) == [
        (1, "Fill the hole.", "complainant"),
        (2, "Put a barrier there until it is filled.", "complainant"),
        (3, "One more.", "office"),
    ]
    assert not points_of_case(desk.case.fresh()).left_out


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({}, actions.NothingChanged),
        ({"added": [" "]}, actions.NothingChanged),
        ({"left_out": {1: " "}}, actions.NoReason),
        ({"left_out": {9: "No."}}, actions.NoSuchPoint),
        ({"taken_up": [1]}, actions.NoSuchPoint),
        ({"split": [Split(1, ("One part.", " "))]}, actions.NotSplit),
        ({"split": [SPLIT], "left_out": {1: "Both."}}, actions.NoSuchPoint),
        ({"left_out": {1: "No.", 2: "No."}}, actions.NoPointLeft),
        ({"added": ["More."] * 11}, actions.TooManyPoints),
    ],
)
def test_no_point_is_dropped_without_a_reason_and_one_at_least_stands(desk, changes, refusal):
    with pytest.raises(refusal):
        change(desk, **changes)
    assert not Entry.objects.filter(kind="set_points").exists()


def test_the_complainant_is_told_only_where_something_is_left_out(desk):
    def told():
        return [
            job.payload["told"]
            for job in Job.objects.filter(name="complaints.tell")
            if ["complainant", "points_changed"] in job.payload["told"]
        ]

    change(desk, added=["More."])
    assert told() == []
    change(desk, left_out={2: BECAUSE})
    assert len(told()) == 1


def test_points_stand_still_while_a_reply_waits_for_approval_and_for_strangers(desk):
    stranger = standing(factories.officer(desk=desk.case.fresh().body.desks.exclude(pk=desk.case.fresh().desk_id).first()))
    with pytest.raises(ImpossibleMove):
        change(desk, by=stranger, added=["Mine."])
    with pytest.raises(StaleVersion):
        change(desk, added=["Late."], version=desk.case.fresh().version - 1)
    draft = desk.write()
    actions.hand_in(complaint_id=desk.pk, by=desk.officer, version=draft.version, at=NOON)
    with pytest.raises(ImpossibleMove):
        change(desk, added=["Too late."])


def test_praise_has_no_points_to_change():
    with pytest.raises(ImpossibleMove):
        change(Desk(kind="praise"), added=["A point."])


def test_a_draft_goes_on_with_the_first_part_and_an_older_window_does_not_overwrite_it(desk):
    draft = desk.write()
    change(desk, split=[SPLIT], left_out={2: BECAUSE})
    kept = Draft.objects.get()
    assert kept.answers[3]["reason"] == POINTS[0]["reason"]
    assert kept.answers[2]["reason"] == POINTS[1]["reason"]
    with pytest.raises(actions.DraftChanged):
        desk.write(version=draft.version)
    with pytest.raises(actions.Incomplete) as lacks:
        actions.hand_in(complaint_id=desk.pk, by=desk.officer, version=kept.version, at=NOON)
    assert lacks.value.fields == ["outcome_4", "redress_4", "reason_4"]
    change(desk, taken_up=[2])
    assert Draft.objects.get().answers[2]["reason"] == POINTS[1]["reason"]


def test_the_reply_says_where_each_point_came_from_and_what_was_left_out(desk):
    change(desk, split=[SPLIT], left_out={2: BECAUSE})
    answers = [POINTS[0] | {"number": number} for number in (3, 4)]
    entry = desk.answer(points=answers, version=0)
    words = json.loads(entry.words.text)
    assert [(point["text"], point["from"], point["split_of"]) for point in words["points"]] == [
        ("Fill the hole at the gate.", "split", "Fill the hole."),
        ("Fill the hole behind it.", "split", "Fill the hole."),
    ]
    assert [(one["text"], one["reason"]) for one in words["left_out"]] == [("Put a barrier there until it is filled.", BECAUSE)]
    assert entry.payload["outcomes"] == ["upheld", "upheld"]


def case_of_today(**changes):
    case = factories.lodge(at=timezone.now(), **changes)
    officer = factories.officer_for(case)
    casework.take(complaint_id=case.complaint.pk, by=standing(officer), at=timezone.now())
    return case, officer


def test_the_page_keeps_what_was_typed_and_changes_the_points(client):
    case, officer = case_of_today()
    client.force_login(officer)
    page = reverse("replies:points", args=[case.complaint.case_number])
    assert "Fill the hole." in client.get(page).content.decode()
    typed = {"version": case.fresh().version, "act_1": "split", "parts_1": "Only one part.", "act_2": "leave_out", "added": "x" * 501}
    text = client.post(page, typed).content.decode()
    for words in ("Write at least two parts", "Say why it is not answered", "A point has 500 characters at most", "Only one part."):
        assert words in text
    typed |= {"parts_1": "The gate.\n\nThe yard.", "reason_2": BECAUSE, "added": "Say why."}
    assert client.post(page, typed)["Location"] == reverse("replies:draft", args=[case.complaint.case_number])
    text = client.get(reverse("replies:draft", args=[case.complaint.case_number])).content.decode()
    for words in ("The gate.", "The yard.", "Say why.", BECAUSE, "added by the office"):
        assert words in text
    assert "Nothing is changed yet" in client.post(page, {"version": case.fresh().version}).content.decode()


def test_words_typed_on_a_point_that_stands_no_more_come_back(client):
    case, officer = case_of_today()
    client.force_login(officer)
    actions.set_points(complaint_id=case.complaint.pk, by=standing(officer), left_out={2: BECAUSE}, at=timezone.now())
    actions.save_draft(complaint_id=case.complaint.pk, by=standing(officer), version=0, summary="", points=[], at=timezone.now())
    answer = client.post(
        reverse("replies:draft", args=[case.complaint.case_number]), {"version": "0", "reason_2": "Long and careful words."}
    )
    assert answer.status_code == 409
    assert "Long and careful words." in answer.content.decode()


def test_the_complainant_sees_points_origins_and_reasons_on_the_file_and_by_the_api(client):
    case, officer = case_of_today()
    act = {"complaint_id": case.complaint.pk, "by": standing(officer), "at": timezone.now()}
    actions.set_points(split=[SPLIT], left_out={2: BECAUSE}, added=["Say why."], **act)
    client.post("/en/follow/", {"code": case.code, "contact": case.contact})
    page = client.get("/en/follow/file/").content.decode()
    for words in (
        "made by the office out of what you wrote",
        "added by the office",
        f"Left out because: <bdi>{BECAUSE}</bdi>",
        "left something out",
    ):
        assert words in page
    pair = {"complaint_code": case.code, "contact": case.contact}
    token = client.post("/api/v1/tracking", pair, content_type="application/json").json()["token"]
    file = client.get("/api/v1/complaint", headers={"authorization": f"Bearer {token}"}).json()
    assert [(point["id"], point["origin"]) for point in file["points"]] == [("3", "split"), ("4", "split"), ("5", "office")]
    assert [(one["id"], one["reason"]) for one in file["left_out"]] == [("2", BECAUSE)]
