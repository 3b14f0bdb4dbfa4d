"""A small walk: every officer at every address of a case by the view alone, and one of each surface through the whole product. All of it: `make walk`."""

import pytest

from mazalim.complaints.access.surfaces import surface_of
from mazalim.complaints.models import Opening
from tests.access import left
from tests.access.cells import Tally, case_addresses, is_shut, path_of, reads, walk_cases
from tests.access.others import BY_ROLE, addresses_of, followers, rows_of, walk_followers, walk_roles, walk_rows

pytestmark = pytest.mark.django_db
ONE_OF_EACH = {
    "workbench:case",
    "workbench:enclosure",
    "workbench:letter",
    "casework:take",
    "casework:reveal",
    "casework:mark_task",
    "/api/v1/office/cases/<case_number>",
    "/api/v1/office/cases/<case_number>/take",
}
READERS = (
    "officer of the desk",
    "central officer",
    "integrity desk",
    "excluded",
    "key of the desk",
    "administrator",
    "nobody",
    "closed account",
)
LISTS = {"lists", "approvals", "board", "screening", "rulings", "supervision", "systemic", "exports", "audit", "conflicts", "absences"}


def _no_cell_is_wrong(tally: Tally) -> None:
    assert tally.walked
    assert not tally.wrong, "\n".join(tally.wrong[:20])


def test_a_case_does_not_exist_at_any_address_for_whom_it_does_not_concern(cast):
    things = [cast.things[name] for name in ("in_progress", "guarded answered")]  # nobody reads both
    pages = [address for address in case_addresses() if not address.is_for_machines]
    for persona in cast.people.values():
        if persona.key or persona.officer is None or not persona.officer.is_active:
            continue
        thing = next(one for one in things if not reads(cast, persona, one))
        for address in pages:
            for method in address.methods:
                assert is_shut(persona, method, path_of(address, thing, thing.complaint.case_number)), (persona.name, method, address.key)
        unread = [thing.complaint for thing in cast.things.values() if not reads(cast, persona, thing)]
        assert not Opening.objects.filter(officer=persona.officer, complaint__in=unread).exists()


def test_what_is_refused_is_answered_sign_for_sign_like_a_case_that_does_not_exist(cast):
    which = [address for address in case_addresses() if address.key in ONE_OF_EACH]
    assert len(which) == len(ONE_OF_EACH)
    tally, people = Tally(), [cast.people[name] for name in READERS]
    things = [cast.things[name] for name in ("answered", "guarded in_progress", "referred")]
    for _ in walk_cases(cast, people, things, which, tally):
        pass
    _no_cell_is_wrong(tally)
    assert tally.sung  # who may read does read


def test_lists_and_pages_of_a_role_open_to_that_role_and_name_no_case_that_is_not_read(cast):
    tally = Tally()
    which = [address for address in addresses_of(*BY_ROLE) if surface_of(address.key).code in LISTS]
    people = [
        cast.people[name] for name in ("officer of the desk", "supervisor", "central officer", "integrity desk", "excluded", "auditor")
    ]
    for _ in walk_roles(cast, tally, which=which, people=people, methods=("GET",)):
        pass
    _no_cell_is_wrong(tally)


def test_a_row_of_somebody_else_is_answered_like_an_id_that_no_row_has(cast, django_user_model):
    tally = Tally()
    rows = rows_of(cast, at=django_user_model.objects.latest("joined_at").joined_at)
    people = [cast.people[name] for name in ("officer of the desk", "officer of another desk", "excluded", "auditor")]
    for _ in walk_rows(cast, rows, tally, people=people, methods=("GET",)):
        pass
    _no_cell_is_wrong(tally)


def test_a_complainant_reads_the_own_file_and_nobody_elses(cast):
    tally = Tally()
    people = [*followers(cast, ["answered"]), cast.people["nobody"], cast.people["officer of the desk"]]
    for _ in walk_followers(cast, people, [cast.things["answered"], cast.things["guarded answered"]], tally, methods=("GET",)):
        pass
    _no_cell_is_wrong(tally)
    assert tally.sung


def test_nothing_of_a_person_is_left_in_tables_caches_or_files(cast):
    assert not [*left.in_tables(), *left.in_caches(), *left.in_files(but=("test.sqlite3",))]
