"""A complaint about several bodies becomes several cases; one answer goes to several cases, or begins several."""

import json
from datetime import timedelta

import pytest

from mazalim.complainants.queries import person_of
from mazalim.complaints.deadlines import clocks_from
from mazalim.complaints.lifecycle import ImpossibleMove, Move, actor_complainant, moves_open
from mazalim.complaints.models import Complaint, Enclosure, Entry, Link, State
from mazalim.country.queries import calendar
from mazalim.journey.casework import actions as casework
from mazalim.journey.casework.actions import tying
from mazalim.journey.replies import actions
from mazalim.journey.replies.queries import open_draft, points_of_case
from mazalim.journey.tracking.queries import file_followed
from mazalim.work.actions import sealed_part
from mazalim.work.models import Job
from tests import factories
from tests.factories import NOON
from tests.journey import lives

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=4)


@pytest.fixture
def life():
    return lives.taken(at=NOON)


def split(life, **changes):
    given = {
        "complaint_id": life.pk,
        "by": life.officer,
        "body_id": factories.body("MUN-SUL").pk,
        "numbers": [2],
        "reason": "The barrier belongs to the city next door.",
        "at": LATER,
    }
    return actions.split(**given | changes)


def test_each_body_answers_its_own_points(life):
    made = split(life, asked="Say who pays for the barrier.")
    assert [point.text for point in points_of_case(life.case.fresh()).standing] == ["Fill the hole."]
    assert [point.text for point in points_of_case(made).standing] == [
        "Put a barrier there until it is filled.",
        "Say who pays for the barrier.",
    ]
    assert made.body.code == "MUN-SUL"
    assert made.state == State.WITH_BODY
    assert Link.objects.get().why == "split"


def test_no_day_is_lost_the_new_case_runs_from_the_day_of_lodging(life):
    life.ask(at=NOON + timedelta(days=1))
    casework_answer(life, at=NOON + timedelta(days=3))
    made = split(life)
    first = life.case.fresh()
    assert (made.lodged_at, made.due_at) == (first.lodged_at, first.due_at)
    clock = clocks_from(Entry.objects.filter(complaint=made).order_by("number"), calendar())["decision"]
    assert [line.kind for line in clock.lines] == ["start", "pause"]
    assert made.terms_of_lodging == first.terms_of_lodging


def casework_answer(life, *, at):
    from mazalim.complaints.lifecycle import move

    move(life.case.fresh(), Move.ANSWER, by=actor_complainant(), text="On the left.", at=at)


def test_the_complainant_gets_a_code_of_its_own_in_the_acknowledgement_alone(life):
    made = split(life)
    jobs = Job.objects.filter(name="notices.deliver", payload__kind="acknowledgement").order_by("-pk")
    code = sealed_part(jobs[0])["values"]["complaint_code"]
    assert code[-2:] == made.code_hint
    assert code != life.case.code
    stored = json.dumps([job.payload for job in Job.objects.all()], default=str)
    texts = "".join(Entry.objects.filter(words__isnull=False).values_list("words__text", flat=True))
    assert code not in stored + texts
    told = Job.objects.filter(name="complaints.tell", payload__complaint=life.pk).latest("pk")
    assert ["complainant", "split"] in [list(pair) for pair in told.payload["told"]]


def test_the_new_case_has_a_vault_record_of_its_own(life):
    made = split(life)
    assert made.complainant_ref != life.case.complaint.complainant_ref
    assert person_of(made.complainant_ref) == person_of(life.case.complaint.complainant_ref)


def test_the_complainant_reads_in_both_files_what_went_where_and_why(life):
    made = split(life)
    one = file_followed(life.case.fresh(), at=LATER).newest_first[0]
    assert one.leaf.content["moved"] == [{"number": 2, "text": "Put a barrier there until it is filled."}]
    assert one.leaf.content["case_number"] == made.case_number
    other = file_followed(made, at=LATER)
    assert other.case.lodged["split_from"] == life.case.complaint.case_number
    assert other.case.lodged["description"] == file_followed(life.case.fresh(), at=LATER).case.lodged["description"]


def test_an_enclosure_that_goes_along_is_the_same_stored_file(life):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from mazalim.complaints.actions import enclose
    from mazalim.evidence.actions import store
    from mazalim.evidence.models import StoredFile

    files = [store(name=f"{name}.txt", file=SimpleUploadedFile("x", b"text"), most_bytes=99, at=NOON) for name in ("one", "two")]
    wanted, _ = enclose(entry=Entry.objects.get(complaint=life.pk, number=1), files=files)
    made = split(life, enclosures=[str(wanted.public_id)])
    goes = Enclosure.objects.get(complaint=made)
    assert goes.file_id == wanted.file_id
    assert goes.public_id != wanted.public_id
    assert StoredFile.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"numbers": [1, 2]}, actions.NothingToSplit),
        ({"numbers": []}, actions.NothingToSplit),
        ({"numbers": [7]}, actions.NothingToSplit),
        ({"reason": " "}, casework.NoReason),
        ({"body_id": 0}, casework.NotAReceiver),
    ],
)
def test_a_split_that_cannot_be_leaves_nothing_behind(life, changes, fault):
    before = (Complaint.objects.count(), Entry.objects.count(), Job.objects.count())
    with pytest.raises(fault):
        split(life, **changes)
    assert (Complaint.objects.count(), Entry.objects.count(), Job.objects.count()) == before


def test_a_split_that_breaks_in_the_middle_leaves_nothing_behind(life, monkeypatch):
    before = (Complaint.objects.count(), Entry.objects.count(), Job.objects.count())

    def broken(**values):
        raise RuntimeError

    monkeypatch.setattr("mazalim.journey.replies.actions.splitting.send", broken)
    with pytest.raises(RuntimeError):
        split(life)
    assert (Complaint.objects.count(), Entry.objects.count(), Job.objects.count()) == before


def test_a_stranger_does_not_split(life):
    stranger = factories.standing(factories.officer(desk=factories.body("MUN-SUL").desks.get(kind="general")))
    with pytest.raises(ImpossibleMove):
        split(life, by=stranger)


# --- One answer for several ------------------------------------------------------------------------------------------


def test_a_joined_case_gets_the_answer_of_its_lead_and_every_right_after_it(life):
    twice = factories.lodge(at=NOON, email=life.case.contact)
    tying.join(complaint_id=twice.complaint.pk, lead_id=life.pk, by=life.supervisor, reason="It came twice.", at=LATER)
    life.answer(at=LATER, promise="We look at it again.")
    joined, lead = twice.fresh(), life.case.fresh()
    assert (joined.state, joined.outcome, joined.answered_at) == (State.ANSWERED, lead.outcome, lead.answered_at)
    entry = Entry.objects.get(complaint=joined, kind="answer_together")
    words, said = json.loads(entry.words.text), json.loads(Entry.objects.get(complaint=lead, kind="approve").words.text)
    assert (words["summary"], words["points"]) == (said["summary"], said["points"])
    assert words["answered_with"] == lead.case_number
    assert words["commitments"] == []
    may = moves_open(joined, by=actor_complainant(), at=LATER)
    assert {Move.RATE, Move.REOPEN, Move.APPEAL, Move.CONFIRM} <= may
    assert joined.joined_to_id is None


def test_a_follower_begins_with_the_answer_of_its_lead_point_by_point(life):
    follower = lives.taken(at=NOON, points=["Fill it.", "A barrier.", "Say when."])
    follower = lives.Life(follower.case, life.officer, life.supervisor)
    casework.assign(complaint_id=follower.pk, by=life.supervisor, officer_id=life.officer.officer_id, at=NOON)
    tying.link(complaint_id=follower.pk, other_id=life.pk, by=life.officer, lead=tying.Lead.OTHER, reason="One hole.", at=NOON)
    with pytest.raises(actions.NothingToTakeOver):
        actions.begin_with_lead(complaint_id=follower.pk, by=life.officer, at=NOON)
    life.answer(at=LATER)
    draft = actions.begin_with_lead(complaint_id=follower.pk, by=life.officer, at=LATER)
    assert draft.content["summary"] == lives.SUMMARY
    assert [answer["outcome"] for answer in draft.content["points"]] == ["upheld", "not_upheld", ""]
    with pytest.raises(actions.AlreadyBegun):
        actions.begin_with_lead(complaint_id=follower.pk, by=life.officer, at=LATER)
    assert open_draft(follower.case.fresh()).version == 1
