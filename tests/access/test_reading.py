"""Who reads which case: the query against the matrix, over everybody and everything; and both against what was written down apart from them."""

import pytest

from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.access.matrix import TABLE, Relation
from mazalim.complaints.models import Complaint
from tests.access.cells import fits, reads

pytestmark = pytest.mark.django_db
AT_THE_DESK = {
    "with_body",
    "in_progress",
    "awaiting_complainant",
    "awaiting_approval",
    "answered",
    "closed",
    "inadmissible",
    "withdrawn",
    "under_appeal",
    "confidential in_progress",
    "confidential answered",
    "escalated",
}
# Written down apart from the matrix: a row that lets somebody read more has to be agreed to here as well.
WHO_READS_WHAT = {
    "officer of the desk": AT_THE_DESK,
    "key of the desk": AT_THE_DESK,
    "supervisor": AT_THE_DESK,
    "supervisor of another body": {"of another body", "referred"},
    "supervisor of the body above": {"escalated", "guarded escalated"},
    "central officer": {"screening", "under_appeal", "escalated"},
    "integrity desk": {"guarded in_progress", "guarded answered", "guarded escalated", "guarded under appeal", "with a second desk"},
    "second desk": {"with a second desk"},
    "appeal desk": {"guarded under appeal"},
}


def test_everybody_reads_what_is_written_down_and_nothing_else(cast):
    found = {name: {thing.name for thing in cast.things.values() if reads(cast, persona, thing)} for name, persona in cast.people.items()}
    assert {name: names for name, names in found.items() if names} == WHO_READS_WHAT


def test_the_query_gives_everybody_exactly_what_the_matrix_says(cast):
    for persona in cast.people.values():
        if persona.standing is None or not persona.officer.is_active:
            continue
        shown = set(complaints_shown_to(persona.standing).values_list("case_number", flat=True))
        assert shown == {t.complaint.case_number for t in cast.things.values() if reads(cast, persona, t)}, persona.name


def test_every_relation_of_the_matrix_lets_somebody_of_the_cast_in(cast):
    standings = [persona.standing for persona in cast.people.values() if persona.standing]
    lived = {
        row.relation
        for row in TABLE
        for thing in cast.things.values()
        for standing in standings
        if fits(row, standing, thing.complaint) and (thing.complaint.pk, standing.officer_id) not in cast.excluded
    }
    assert lived == set(Relation) - {Relation.COMPLAINANT, Relation.APPEAL_SUPERVISOR}  # its own test is below


def test_who_oversees_the_appeal_reads_it_unless_it_is_guarded(cast):
    row = next(row for row in TABLE if row.relation == Relation.APPEAL_SUPERVISOR)
    standing = cast.people["supervisor of the body above"].standing
    thing = Complaint.objects.get(pk=cast.things["guarded under appeal"].complaint.pk)
    assert not complaints_shown_to(standing).filter(pk=thing.pk).exists()
    thing.is_guarded = False
    thing.save()
    assert fits(row, standing, thing)
    assert complaints_shown_to(standing).filter(pk=thing.pk).exists()
