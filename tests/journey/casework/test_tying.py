"""Cases that belong together: linked by officers, answered together, or only alike; and who sees that they are."""

from datetime import timedelta

import pytest

from mazalim.accounts.models import Role
from mazalim.complaints.actions import note_likeness, set_free
from mazalim.complaints.lifecycle import ImpossibleMove, Move, StaleVersion, actor_officer, actor_system, moves_open
from mazalim.complaints.models import Complaint, Entry, Exclusion, Link
from mazalim.directory.models import Place
from mazalim.journey.casework import actions as casework
from mazalim.journey.casework.actions import tying
from mazalim.journey.casework.queries import cases_beside, cases_of_same_person
from tests import factories
from tests.factories import NOON, standing

LATER = NOON + timedelta(days=2)
OTHER_TEXT = (
    "Since the spring nobody has emptied the big container at the corner of our street, and the smell comes into every kitchen now."
)


@pytest.fixture
def other():
    return factories.lodge(at=LATER, description=OTHER_TEXT, subject="The container stinks", place=None)


def tie(cast, other, *, lead=tying.Lead.NONE, by="officer", **more):
    return tying.link(
        complaint_id=cast.case.complaint.pk, other_id=other.complaint.pk, by=cast.as_(by), lead=lead, reason="One street.", at=LATER, **more
    )


def roles(by, case):
    return {one.case.case_number: one.role for one in cases_beside(by, case.fresh()).linked}


def reasons(by, case):
    return {one.case.case_number: one.why for one in cases_beside(by, case.fresh()).alike}


def kinds(case):
    return list(Entry.objects.filter(complaint=case.complaint).order_by("number").values_list("kind", flat=True))


def test_a_link_stands_in_both_files_for_the_office_alone(cast, other):
    tie(cast, other)
    assert roles(cast.as_("officer"), cast.case) == {other.complaint.case_number: "linked"}
    for case in (cast.case, other):
        entry = Entry.objects.get(complaint=case.complaint, kind="link")
        assert (entry.visibility, entry.words.text) == ("internal", "One street.")


def test_who_leads_is_seen_from_both_sides_and_a_case_follows_one_lead_alone(cast, other):
    tie(cast, other, lead=tying.Lead.THIS)
    assert roles(cast.as_("officer"), cast.case) == {other.complaint.case_number: "follower"}
    assert roles(cast.as_("officer"), other) == {cast.case.complaint.case_number: "lead"}
    third = factories.lodge(at=LATER, description="A third matter of its own kind, quite unlike all the others before it.")
    with pytest.raises(tying.CannotLead):
        tying.link(
            complaint_id=third.complaint.pk,
            other_id=other.complaint.pk,
            by=cast.as_("officer"),
            lead=tying.Lead.THIS,
            reason="x",
            at=LATER,
        )
    with pytest.raises(tying.CannotLead):  # who follows does not lead
        tying.link(
            complaint_id=third.complaint.pk,
            other_id=other.complaint.pk,
            by=cast.as_("officer"),
            lead=tying.Lead.OTHER,
            reason="x",
            at=LATER,
        )
    assert Link.objects.count() == 1


def test_a_link_is_made_once_and_may_be_given_a_lead_later(cast, other):
    tie(cast, other)
    with pytest.raises(tying.AlreadyLinked):
        tie(cast, other)
    tie(cast, other, lead=tying.Lead.OTHER)
    assert roles(cast.as_("officer"), cast.case) == {other.complaint.case_number: "lead"}
    assert Link.objects.count() == 1


def test_a_link_is_taken_back_and_both_files_keep_that_it_was(cast, other):
    tie(cast, other)
    tying.unlink(complaint_id=other.complaint.pk, other_id=cast.case.complaint.pk, by=cast.as_("officer"), reason="Two streets.", at=LATER)
    assert roles(cast.as_("officer"), cast.case) == {}
    assert kinds(cast.case)[-2:] == kinds(other)[-2:] == ["link", "unlink"]
    with pytest.raises(tying.NotLinked):
        tying.unlink(complaint_id=other.complaint.pk, other_id=cast.case.complaint.pk, by=cast.as_("officer"), reason="x", at=LATER)


def test_nobody_links_what_they_do_not_read_and_nothing_is_left_of_the_try(cast):
    elsewhere = factories.lodge(at=LATER, body="MUN-SUL")
    before = Entry.objects.count()
    with pytest.raises(tying.CannotLink):
        tie(cast, elsewhere)
    with pytest.raises(tying.CannotLink):
        tie(cast, elsewhere, by="stranger")
    assert Entry.objects.count() == before


def test_a_case_that_accuses_an_official_is_never_linked_with_an_open_one(cast):
    accusing = factories.lodge(at=LATER, against="official", official={"name": "Karim Mustafa", "post": "", "unit": ""})
    both = standing(factories.officer(desk=cast.case.fresh().desk))
    at_both = standing(_also_at(both.officer_id, accusing.fresh().desk))
    with pytest.raises(tying.CannotLink):
        tying.link(complaint_id=cast.case.complaint.pk, other_id=accusing.complaint.pk, by=at_both, reason="x", at=LATER)


def _also_at(officer_id, desk):
    from mazalim.accounts.actions import grant
    from mazalim.accounts.models import Officer

    made = Officer.objects.get(pk=officer_id)
    grant(officer=made, role=Role.OFFICER, desk=desk, at=NOON)
    return made


def test_the_page_read_before_somebody_elses_act_loses(cast, other):
    version = cast.case.complaint.version
    casework.note(complaint_id=cast.case.complaint.pk, by=cast.as_("colleague"), text="First.", at=LATER)
    with pytest.raises(StaleVersion):
        tie(cast, other, version=version)
    assert not Link.objects.exists()


# --- Alike ------------------------------------------------------------------------------------------------------------


def test_nearly_the_same_words_the_same_official_and_the_same_place_are_told_apart(cast):
    place = Place.objects.first().pk
    again = factories.lodge(at=LATER, subject="A deep hole outside the primary school")
    near = factories.lodge(at=LATER, description=OTHER_TEXT, subject="The container stinks", place=place)
    beside = factories.lodge(
        at=LATER, description="The lamp over the crossing has been dark for nine nights in a row and cars race.", place=place
    )
    far = factories.lodge(
        at=LATER + timedelta(days=9), description="Water runs down the stairs of the underpass all day and freezes.", place=place
    )
    for case in (cast.case, again, near, beside, far):
        note_likeness(complaint_id=case.complaint.pk)
    by = cast.as_("officer")
    assert reasons(by, cast.case) == {again.complaint.case_number: ("words",)}
    assert reasons(by, near) == {beside.complaint.case_number: ("place",)}


def test_one_official_in_two_spellings_is_found_by_the_desk_that_may_read_both(cast):
    texts = {"karim mustafa": OTHER_TEXT, "كريم مصطفى": "He asked for money before he put the stamp on my paper, in front of two others."}
    made = [
        factories.lodge(at=LATER, against="official", official={"name": name, "post": "", "unit": ""}, description=text, subject=text[:40])
        for name, text in texts.items()
    ]
    for case in (*made, cast.case):
        note_likeness(complaint_id=case.complaint.pk)
    by = standing(factories.officer_for(made[0]))
    assert reasons(by, made[0]) == {made[1].complaint.case_number: ("official",)}
    assert reasons(cast.as_("officer"), cast.case) == {}


def test_whoever_is_excluded_from_a_case_never_meets_it_as_a_link_or_a_likeness(cast, other):
    again = factories.lodge(at=LATER)
    for case in (cast.case, again):
        note_likeness(complaint_id=case.complaint.pk)
    tie(cast, other)
    for case in (again, other):
        Exclusion.objects.create(complaint=case.complaint, officer=cast.colleague, why="accused", at=NOON)
    beside = cases_beside(cast.as_("colleague"), cast.case.fresh())
    assert (beside.linked, beside.alike) == ((), ())
    assert reasons(cast.as_("officer"), cast.case) == {again.complaint.case_number: ("words",)}
    assert cases_beside(cast.as_("stranger"), cast.case.fresh()).alike == ()


def test_hundreds_of_equal_letters_do_not_make_the_search_longer(monkeypatch, cast):
    monkeypatch.setattr("mazalim.complaints.actions.MOST_OF_A_BAND", 2)
    again = [factories.lodge(at=LATER) for _ in range(3)]
    for case in (cast.case, *again):
        note_likeness(complaint_id=case.complaint.pk)
    found = reasons(cast.as_("officer"), again[2])
    assert set(found) == {cast.case.complaint.case_number, again[0].complaint.case_number}


# --- Joined -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def twice(cast):
    """The same person's complaint again, two days later."""
    return factories.lodge(at=LATER, email=cast.case.contact)


def put_together(cast, twice, *, by="supervisor", reason="It came twice."):
    return tying.join(complaint_id=twice.complaint.pk, lead_id=cast.case.complaint.pk, by=cast.as_(by), reason=reason, at=LATER)


def test_only_cases_of_one_person_are_joined_and_the_office_learns_no_name(cast, twice):
    stranger = factories.lodge(at=LATER, identity_number="199901011111")
    found = cases_of_same_person(cast.as_("supervisor"), cast.case.fresh())
    assert [one.pk for one in found] == [twice.complaint.pk]
    with pytest.raises(tying.AnotherPerson):
        tying.join(complaint_id=stranger.complaint.pk, lead_id=cast.case.complaint.pk, by=cast.as_("supervisor"), reason="x", at=LATER)


def test_an_officer_of_the_desk_does_not_join(cast, twice):
    with pytest.raises(ImpossibleMove):
        put_together(cast, twice, by="officer")


def test_a_joined_case_stays_open_waits_for_its_lead_and_the_earlier_deadline_counts(cast, twice):
    put_together(cast, twice)
    joined, lead = twice.fresh(), cast.case.fresh()
    assert joined.is_open
    assert joined.joined_to_id == lead.pk
    assert lead.due_at <= joined.due_at
    may = moves_open(joined, by=actor_officer(cast.as_("officer")), at=LATER)
    assert not may & {Move.TAKE, Move.ASK, Move.DRAFT_REPLY, Move.REFER, Move.PROPOSE_REFUSAL, Move.CATEGORISE}
    assert Move.NOTE in may
    assert roles(cast.as_("officer"), twice) == {lead.case_number: "joined_lead"}


def test_the_lead_takes_the_deadline_of_an_older_case_and_the_ledger_says_so(cast, twice):
    tying.join(complaint_id=cast.case.complaint.pk, lead_id=twice.complaint.pk, by=cast.as_("supervisor"), reason="x", at=LATER)
    assert twice.fresh().due_at == cast.case.complaint.due_at
    entry = Entry.objects.get(complaint=twice.complaint, kind="take_in")
    assert entry.payload["clocks"][0]["op"] == "sooner"


@pytest.mark.parametrize("way", ["referred", "withdrawn"])
def test_where_the_lead_goes_another_way_the_joined_case_goes_on_by_itself(cast, twice, way):
    from mazalim.complaints.lifecycle import actor_complainant, move

    put_together(cast, twice)
    pk = cast.case.complaint.pk
    if way == "referred":
        casework.refer(complaint_id=pk, by=cast.as_("officer"), body_id=factories.body("MUN-SUL").pk, reason="Theirs.", at=LATER)
    else:
        move(cast.case.fresh(), Move.WITHDRAW, by=actor_complainant(), at=LATER)
    assert not cast.case.fresh().has_joined
    assert set_free(lead_id=pk, at=LATER) == 1
    assert twice.fresh().joined_to_id is None
    assert kinds(twice)[-1] == "separate"
    assert Move.TAKE in moves_open(twice.fresh(), by=actor_officer(cast.as_("officer")), at=LATER)


def test_a_supervisor_separates_what_was_joined_by_mistake(cast, twice):
    put_together(cast, twice)
    tying.separate(complaint_id=twice.complaint.pk, by=cast.as_("supervisor"), reason="Another hole.", at=LATER)
    assert twice.fresh().joined_to_id is None
    assert roles(cast.as_("officer"), twice) == {cast.case.complaint.case_number: "linked"}


def test_a_joined_case_makes_every_move_that_the_list_allows_and_no_other(cast, twice):
    from mazalim.complaints.lifecycle.table import WHILE_JOINED

    put_together(cast, twice)
    joined = twice.fresh()
    actors = [actor_officer(cast.as_(name)) for name in ("officer", "supervisor", "central")] + [actor_system()]
    assert set().union(*(moves_open(joined, by=actor, at=LATER) for actor in actors)) <= WHILE_JOINED


def test_what_is_beside_a_case_costs_one_query_with_one_and_with_three(cast, other, django_assert_num_queries):
    by = cast.as_("officer")
    tie(cast, other)
    complaint = Complaint.objects.select_related("likeness").get(pk=cast.case.complaint.pk)
    with django_assert_num_queries(1):
        cases_beside(by, complaint)
    for number in range(2):
        tie(cast, factories.lodge(at=LATER, description=f"Matter {number}: {OTHER_TEXT}"))
    with django_assert_num_queries(1):
        assert len(cases_beside(by, complaint).linked) == 3
