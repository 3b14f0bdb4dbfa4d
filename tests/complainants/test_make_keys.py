"""The key file of a new installation."""

import pytest
from django.core.management import CommandError, call_command

from mazalim.common.keys import read_key_file


def test_keys_are_made_for_their_owner_alone(tmp_path):
    path = tmp_path / "keys.json"
    call_command("make_keys", str(path), verbosity=0)
    assert path.stat().st_mode & 0o077 == 0
    assert len(read_key_file(path).index) == 32


def test_keys_that_are_there_are_never_overwritten(tmp_path):
    path = tmp_path / "keys.json"
    path.write_text("precious")
    with pytest.raises(CommandError, match="left alone"):
        call_command("make_keys", str(path))
    assert path.read_text() == "precious"


def test_a_place_that_cannot_be_written_is_named():
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("make_keys", "/proc/keys.json")
