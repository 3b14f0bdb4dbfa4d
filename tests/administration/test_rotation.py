"""Keys rotate while everybody works: whatever the moment, a code and a contact open the file, and what was sealed opens."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from itertools import count
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from mazalim.administration.keys import actions
from mazalim.administration.models import Change
from mazalim.common import keyfile
from mazalim.common.crypto import CannotUnseal, blind_index, keyed_hash, seal, unseal
from mazalim.common.keys import key_ring, make_key_file
from mazalim.complainants.contacts import Address
from mazalim.complainants.models import Complainant
from mazalim.complainants.queries import person_of, refs_of_same_person, refs_with_contact
from mazalim.evidence.models import StoredFile
from mazalim.evidence.queries import name_of
from mazalim.journey.intake import actions as intake
from mazalim.journey.intake.queries import drafts_of
from mazalim.journey.tracking import actions as tracking
from mazalim.work.actions import once
from tests import factories
from tests.factories import Case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country_in_a_transaction")]
_hours = count()
EVERY = ("wrapping", "index", "code", "transit")


class Killed(Exception):
    """Stands for the end of the process."""


@pytest.fixture
def ring(tmp_path: Path, settings) -> Path:
    settings.MAZALIM_KEY_FILE = tmp_path / "keys.json"
    make_key_file(settings.MAZALIM_KEY_FILE)
    return settings.MAZALIM_KEY_FILE


def lodge() -> Case:
    """A case of one and the same person; hours apart, because so many codes go to one address in an hour."""
    return factories.lodge(email="zainab@example.org", at=timezone.now() - timedelta(hours=3 * next(_hours)))


def lodged(number: int = 3) -> list[Case]:
    """Cases of one person with a file each."""
    cases = [lodge() for _ in range(number)]
    for case in cases:
        file = tracking.NamedFile("bill.txt", BytesIO(b"a bill"))
        tracking.message(complaint_id=case.complaint.pk, text="The bill.", files=[file], at=timezone.now())
    return cases


def look(cases: list[Case]) -> None:
    """Everything that a citizen or an officer looks for is found."""
    for case in cases:
        found = tracking.follow(code=case.code, contact=Address("email", case.contact), network="203.0.113.7", at=timezone.now())
        assert found.complaint_id == case.complaint.pk
        assert person_of(case.complaint.complainant_ref).given_name == "Zainab"
    refs = {case.complaint.complainant_ref for case in cases}
    assert set(refs_with_contact(channel="email", contact="zainab@example.org")) == refs
    assert {*refs_of_same_person(cases[0].complaint.complainant_ref), cases[0].complaint.complainant_ref} == refs
    assert {name_of(file) for file in StoredFile.objects.all()} == {"bill.txt"}


def rotate(*, purposes=EVERY, say: Callable[[str], None] = lambda line: None) -> actions.Progress:
    return actions.rotate(purposes=purposes, wait=0, say=say, clock=timezone.now)


def test_every_key_is_new_afterwards_and_everything_is_found_before_during_and_after(ring: Path) -> None:
    cases, before = lodged(), key_ring()
    done = rotate(say=lambda line: look(cases))
    after = key_ring()
    assert (done.complainants, done.files, done.unreadable) == (3, 3, 0)
    assert after.current not in before.wrapping
    assert not {before.index, before.code, before.transit} & {after.index, after.code, after.transit}
    assert set(Complainant.objects.values_list("key_id", flat=True)) == {after.current}
    assert bytes(Complainant.objects.first().email_index) == blind_index("zainab@example.org", of="email")
    look(cases)


@pytest.mark.parametrize("step", range(1, 7))
def test_a_rotation_that_was_killed_at_any_step_goes_on_and_nobody_is_missed_meanwhile(ring: Path, monkeypatch, step: int) -> None:
    cases = lodged()
    monkeypatch.setattr(actions, "BATCH", 1)
    steps = iter(range(1, 100))

    def dies(function: Callable[..., object]) -> Callable[..., object]:
        def wrapped(*args: object, **more: object) -> object:
            result = function(*args, **more)
            if next(steps) == step:
                raise Killed
            return result

        return wrapped

    for name in ("announce", "switch", "finish"):
        monkeypatch.setattr(keyfile, name, dies(getattr(keyfile, name)))
    for name in ("make_complainants_anew", "make_files_anew"):
        monkeypatch.setattr(actions, name, dies(getattr(actions, name)))
    with pytest.raises(Killed):
        rotate()
    look(cases)
    late = lodge()
    done = rotate(purposes=["wrapping"])
    assert done.purposes == EVERY
    look([*cases, late])
    assert set(Complainant.objects.values_list("key_id", flat=True)) == {key_ring().current}
    assert len(json.loads(ring.read_text())["wrapping"]) == 2  # one rotation, not two


def test_what_another_process_writes_with_the_ring_before_is_made_anew_too(ring: Path, monkeypatch) -> None:
    old = key_ring()
    cases = lodged(1)
    rotate()
    monkeypatch.setattr("mazalim.common.crypto.key_ring", lambda: old)
    cases.append(lodge())
    monkeypatch.undo()
    assert set(Complainant.objects.values_list("key_id", flat=True)) == {old.current, key_ring().current}
    look(cases)
    assert actions.drop_old(at=timezone.now() + timedelta(days=31), say=lambda line: None) != []
    assert Change.objects.filter(subject="keys").order_by("-pk").first().act == "remove"
    assert old.current in key_ring().wrapping
    rotate(purposes=["wrapping"])
    look(cases)
    assert set(Complainant.objects.values_list("key_id", flat=True)) == {key_ring().current}


def test_old_keys_stay_until_nothing_needs_them(ring: Path) -> None:
    lodged(1)
    rotate()
    said: list[str] = []
    assert actions.drop_old(at=timezone.now(), say=said.append) == []
    assert len(said) == 4
    Complainant.objects.update(key_id="k1")
    day = timezone.now() + timedelta(days=1)
    assert actions.drop_old(at=day, say=said.append) == []
    Complainant.objects.update(key_id="k2")
    gone = actions.drop_old(at=day, say=said.append)
    assert [(key.purpose, key.name) for key in gone] == [("wrapping", "k1")]
    month = timezone.now() + timedelta(days=31)
    assert {key.purpose for key in actions.drop_old(at=month, say=said.append)} == {"index", "transit"}
    assert actions.drop_old(at=month + timedelta(days=10_000), say=said.append) == []
    assert said[-1] == f"kept: code {json.loads(ring.read_text())['former'][0]['name']}: codes in citizens' hands were hashed with it"
    assert set(json.loads(ring.read_text())["wrapping"]) == {"k2"}


def test_codes_of_before_a_second_and_a_third_code_key_still_open(ring: Path) -> None:
    cases = lodged(1)
    rotate(purposes=["code"])
    cases += lodged(1)
    rotate(purposes=["code"])
    cases += lodged(1)
    look(cases)


def test_a_draft_its_token_and_its_verification_code_outlive_a_rotation(ring: Path) -> None:
    at = timezone.now()
    made, token = factories.draft(at=at, email="zainab@example.org")
    intake.send_code(draft_id=made.pk, token=token, at=at)
    typed = factories.sent_code()
    rotate()
    assert drafts_of(channel="email", contact="zainab@example.org", at=at).count() == 1
    assert intake.lodge_once(draft_id=made.pk, token=token, typed=typed, at=at).complaint_code


def test_a_retry_after_a_rotation_gets_the_answer_of_before(ring: Path) -> None:
    at, done = timezone.now(), []

    def act() -> tuple[int, str]:
        done.append(1)
        return 201, "made"

    asked = {"key": "a key", "scope": "test", "request": {"a": 1}, "act": act, "at": at}
    first = once(**asked)
    rotate()
    assert once(**asked) == first
    assert done == [1]


def test_what_was_sealed_for_a_moment_opens_until_its_key_is_dropped(ring: Path) -> None:
    sealed = seal({"a": 1}, place="p")
    rotate(purposes=["transit"])
    assert unseal(sealed, place="p") == {"a": 1}
    actions.drop_old(at=timezone.now() + timedelta(days=31), say=lambda line: None)
    with pytest.raises(CannotUnseal):
        unseal(sealed, place="p")


def test_hashes_that_are_looked_up_and_cannot_be_made_anew_never_change(ring: Path) -> None:
    before = keyed_hash("secret", of="service_key")
    rotate(purposes=["code"])
    assert keyed_hash("secret", of="service_key") == before


def test_a_row_that_does_not_open_keeps_its_key_and_leaves_the_rotation_unfinished(ring: Path) -> None:
    lodged(2)
    Complainant.objects.filter(pk=Complainant.objects.first().pk).update(wrapped_key=b"changed by hand, and long enough to be read")
    assert rotate().unreadable == 1
    assert keyfile.standing_of(ring).unfinished
    assert actions.drop_old(at=timezone.now() + timedelta(days=31), say=lambda line: None) == []


def test_a_process_takes_the_new_ring_up_without_a_restart_and_goes_on_where_the_file_is_broken(ring: Path) -> None:
    before = key_ring()
    rotate(purposes=["wrapping"])
    after = key_ring()
    assert after.current != before.current
    ring.write_text("half a fi")
    assert key_ring() == after
    ring.unlink()
    assert key_ring() == after


def test_the_file_keeps_its_mode_and_no_draft_of_it_stays_behind(ring: Path) -> None:
    rotate()
    assert ring.stat().st_mode & 0o777 == 0o600
    assert {path.name for path in ring.parent.iterdir()} == {"keys.json", ".keys.json.lock"}


def test_two_rotations_at_once_are_refused(ring: Path) -> None:
    with keyfile.locked_key_file(ring), pytest.raises(CommandError, match="Another rotation"):
        call_command("rotate_keys", wait=0)


def test_the_command_says_in_one_line_what_it_did(ring: Path, capsys) -> None:
    lodged(1)
    call_command("rotate_keys", wait=0)
    assert "Rotated wrapping, index, transit: 1 complainants and 1 files made anew" in capsys.readouterr().out
    call_command("rotate_keys", announce=True)
    call_command("rotate_keys", wait=0)
    assert "Finished the rotation that was begun" in capsys.readouterr().out
    call_command("rotate_keys", drop_old=True)
    assert "Nothing to drop." in capsys.readouterr().out


def test_no_wrapping_key_gets_the_name_of_one_that_was_dropped(tmp_path: Path) -> None:
    path, at, names = tmp_path / "key.json", timezone.now(), ["k1"]
    make_key_file(path)
    for _ in range(4):
        keyfile.announce(path, purposes=["wrapping"], at=at)
        keyfile.switch(path, at=at)
        keyfile.finish(path)
        keyfile.drop(path, names=names)
        names.append(json.loads(path.read_text())["current"])
    assert len(set(names)) == len(names)
