"""The matrix of access knows every address, every move and every hand that it speaks of: a new page says first who may read it."""

from mazalim.complaints.access.addresses import addresses
from mazalim.complaints.access.matrix import OFFICERS_PARTS, OWN_PARTS, TABLE, Part, Relation
from mazalim.complaints.access.surfaces import TO, surface_of, surfaces
from mazalim.complaints.lifecycle import Hand, Move
from tests.architecture.house import expect_none

FILE = "mazalim/complaints/access/surfaces.toml"
ADDRESSES = {address.key: address for address in addresses("tests.urls")}


def test_every_address_belongs_to_one_surface_of_the_matrix():
    named = {key for surface in surfaces() for key in surface.addresses}
    expect_none(
        [
            f"{key} belongs to no surface: say in {FILE} who may read it (docs/contributing/access.md)"
            for key in ADDRESSES
            if key not in named
        ]
        + [f"{key} stands in {FILE}, but there is no such address" for key in named - set(ADDRESSES)],
        most=200,
    )


def test_an_address_of_one_case_stands_on_a_surface_that_asks_for_a_relation_to_it():
    by_case = {"case", "key_case"}
    expect_none(
        key
        for key, address in ADDRESSES.items()
        if (surface := surface_of(key)) and ("case_number" in address.pattern) != (surface.to in by_case)
    )


def test_what_asks_for_no_sign_in_opens_to_everybody_or_by_what_is_shown():
    without = {"everybody", "writer", "complainant", "key", "key_case"}
    expect_none(
        f"{key}: the view {'asks for no' if address.is_open else 'asks for a'} sign-in, its surface opens to {surface.opens_to.words}"
        for key, address in ADDRESSES.items()
        if (surface := surface_of(key)) and address.is_open != (surface.to in without) and not key.startswith("demo:")
    )


def test_the_acts_of_the_matrix_are_moves_of_the_lifecycle():
    known = {move.value for move in Move}
    expect_none(f"{key}: {sorted(moves - known)}" for surface in surfaces() for key, moves in surface.acts.items() if moves - known)


def test_the_relations_act_by_hands_that_the_lifecycle_knows_and_every_part_is_decided_for_all():
    assert {hand for row in TABLE for hand in row.hands} <= {hand.value for hand in Hand}
    assert {row.relation for row in TABLE} == set(Relation) - {Relation.COMPLAINANT}
    assert set(OFFICERS_PARTS) == set(OWN_PARTS) == set(Part)


def test_every_surface_says_what_it_shows_and_to_whom():
    expect_none(surface.code for surface in surfaces() if not (surface.says and surface.addresses and surface.to in TO))
