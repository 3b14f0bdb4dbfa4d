"""The case file: a cover that its entries give again, a chain that shows every change, triggers that refuse to rewrite."""

import json
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from mazalim.common.canonical import canonical
from mazalim.complaints.lifecycle import Move, actor_complainant, actor_officer, actor_system, move
from mazalim.complaints.lifecycle.leaves import digest, text_hash, write_on_cover
from mazalim.complaints.models import Complaint, Entry, EntryText
from mazalim.complaints.models.triggers import REFUSED, installed, trigger_name
from tests import factories
from tests.factories import NOON


def lived() -> Complaint:
    """A case with several leaves."""
    case = factories.lodge()
    by = actor_officer(factories.standing(factories.officer_for(case)))
    complaint = case.fresh()
    move(complaint, Move.TAKE, by=by, at=NOON)
    move(complaint, Move.ASK, by=by, at=NOON, text="On which side of the street?")
    move(complaint, Move.ANSWER, by=actor_complainant(), at=NOON, text="By the gate.")
    move(complaint, Move.NOTE, by=by, at=NOON, text="Ask the water directorate.")
    move(complaint, Move.WARN, by=actor_system(), at=NOON, cover={"steps_done": ["warned"]})
    return case.fresh()


def test_the_cover_can_be_worked_out_again_from_the_entries_alone() -> None:
    complaint = lived()
    again = Complaint()
    for entry in complaint.entries.order_by("number"):
        write_on_cover(again, entry.payload.get("cover", {}))
    changed = {name for entry in complaint.entries.all() for name in entry.payload.get("cover", {})}
    assert {"state", "desk_id", "officer_id", "pauses", "steps_done"} <= changed
    assert {name: getattr(again, name) for name in changed} == {name: getattr(complaint, name) for name in changed}
    assert complaint.entry_count == complaint.entries.count()


def test_each_digest_covers_the_entry_and_all_before_it() -> None:
    complaint = lived()
    head = b""
    for number, entry in enumerate(complaint.entries.order_by("number"), 1):
        assert entry.number == number
        head = digest(head, entry, complaint.case_number)
        assert head == bytes(entry.digest)
    assert head == bytes(complaint.head_digest)


def test_words_are_bound_to_their_entry_by_a_salted_hash() -> None:
    complaint = lived()
    for words in EntryText.objects.filter(entry__complaint=complaint).select_related("entry"):
        assert text_hash(bytes(words.salt), words.text) == bytes(words.entry.text_hash)
        assert text_hash(bytes(words.salt), words.text + " ") != bytes(words.entry.text_hash)


def test_entries_hold_no_word_of_the_complainant() -> None:
    complaint = lived()
    assert "Zainab" not in json.dumps([entry.payload for entry in complaint.entries.all()])
    assert "hole" not in json.dumps([entry.payload for entry in complaint.entries.all()])


@pytest.mark.parametrize("table", ["complaints_entry", "complaints_entrytext"])
@pytest.mark.parametrize("event", ["UPDATE", "DELETE"])
def test_the_database_itself_refuses_to_rewrite_a_leaf(table: str, event: str) -> None:
    lived()
    column = "kind" if table == "complaints_entry" else "text"
    statement = f"UPDATE {table} SET {column} = 'x'" if event == "UPDATE" else f"DELETE FROM {table}"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_every_trigger_of_the_list_is_there_after_all_migrations() -> None:
    assert {trigger_name(table, event) for table, event in REFUSED} <= installed(connection)


def test_two_leaves_of_one_number_cannot_be_written() -> None:
    complaint = lived()
    first = complaint.entries.order_by("number").first()
    assert first is not None
    first.pk = None
    with pytest.raises(DatabaseError), transaction.atomic():
        first.save(force_insert=True)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_canonical_form_has_one_spelling_for_one_value(value: Any) -> None:
    assert canonical(json.loads(canonical(value))) == canonical(value)
    assert json.loads(canonical(value)) == value


def test_canonical_form_sorts_by_utf16_as_rfc_8785_shows() -> None:
    # RFC 8785, 3.2.3: the emoji (a surrogate pair) sorts before the letter U+FB33.
    value = {"€": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\x80": 6, "ö": 7}
    assert list(json.loads(canonical(value)).values()) == [2, 4, 6, 7, 1, 5, 3]


def test_canonical_form_is_the_same_whether_the_library_sorts_or_we_do() -> None:
    value = {"b": [{"z": None, "a": "\u00e9"}], "a": {"y": True, "x": 1}}
    assert canonical({"\ufb33": 1, **value}) == b'{"a":{"x":1,"y":true},"b":[{"a":"\xc3\xa9","z":null}],"\xef\xac\xb3":1}'
    assert canonical(value) == canonical({"\ufb33": 1, **value})[: len(canonical(value)) - 1] + b"}"


@pytest.mark.parametrize("value", [1.5, [[1.5]], {"\u00e9": 1.5}, {"a": {"\u00e9": 1.5}}, {"\u00e9": {"a": [1.5]}}])
def test_canonical_form_finds_a_fraction_wherever_it_stands(value: Any) -> None:
    with pytest.raises(ValueError, match="fractions"):
        canonical(value)


def test_canonical_form_refuses_fractions() -> None:
    with pytest.raises(ValueError, match="fractions"):
        canonical({"a": [1.5]})


def test_a_later_entry_of_another_transaction_carries_its_transaction_on_postgresql() -> None:
    entry = Entry.objects.get(pk=lived().entries.order_by("number")[0].pk)
    assert (entry.written_in is not None) == (connection.vendor == "postgresql")
