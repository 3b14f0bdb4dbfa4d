"""Sealing and hashing: what was changed, moved or sealed by another key does not open."""

import json
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from mazalim.common.crypto import CannotUnseal, blind_index, keyed_hash, seal, unseal, unwrap_key, wrap_key
from mazalim.common.keys import make_key_file, read_key_file


def test_a_sealed_value_opens_only_in_its_own_place() -> None:
    sealed = seal({"name": "زەینەب"}, place="a.b.1")
    assert unseal(sealed, place="a.b.1") == {"name": "زەینەب"}
    with pytest.raises(CannotUnseal):
        unseal(sealed, place="a.b.2")


@given(st.integers(0, 40), st.integers(1, 255))
def test_one_changed_bit_anywhere_is_noticed(position: int, flip: int) -> None:
    sealed = bytearray(seal("secret words", place="p"))
    sealed[position % len(sealed)] ^= flip
    with pytest.raises(CannotUnseal):
        unseal(bytes(sealed), place="p")


def test_a_data_key_does_not_open_under_a_wrapping_key_that_is_gone() -> None:
    key_id, wrapped = wrap_key(b"k" * 32, place="p")
    assert unwrap_key(key_id, wrapped, place="p") == b"k" * 32
    with pytest.raises(CannotUnseal):
        unwrap_key("gone", wrapped, place="p")


def test_indexes_and_hashes_differ_by_purpose() -> None:
    assert blind_index("x", of="email") != blind_index("x", of="phone")
    assert keyed_hash("x", of="complaint_code") != keyed_hash("x", of="verification_code")


def test_a_key_file_is_readable_by_its_owner_alone_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    make_key_file(path)
    first = path.read_text()
    make_key_file(path)
    assert path.read_text() == first
    assert path.stat().st_mode & 0o077 == 0
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("broken", ["", "{}", '{"current": "k1"}', "[]"])
def test_a_broken_key_file_stops_the_start_with_a_sentence(tmp_path: Path, broken: str) -> None:
    path = tmp_path / f"{len(broken)}.json"
    path.write_text(broken)
    with pytest.raises(ImproperlyConfigured, match="key"):
        read_key_file(path)


def test_a_ring_without_its_current_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    make_key_file(path)
    path.write_text(json.dumps(json.loads(path.read_text()) | {"current": "k9"}))
    with pytest.raises(ImproperlyConfigured, match="current"):
        read_key_file(path)
