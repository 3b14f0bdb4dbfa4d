"""`manage.py verify` finds whatever was changed in what is sealed, and says nothing of what was not."""

import json
import random
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings as installed
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings

from mazalim.common.canonical import canonical
from mazalim.complaints.models import Complaint, Entry, EntryText
from mazalim.figures.actions import catch_up
from mazalim.journey.satisfaction import actions as satisfaction
from mazalim.proof import keys
from mazalim.proof.checking.seals import Tree
from mazalim.proof.checking.spelling import Unreadable, read_payload, spelled_entry, spelled_payload
from mazalim.proof.log import leaf_hash, root_of
from mazalim.proof.models import Seal, SealedEntry, SealMark
from mazalim.proof.seals.actions import seal
from mazalim.proof.seals.copies import keep_copy
from mazalim.worker.management.commands.verify import examine
from tests import factories
from tests.administration.test_disposal import LATER, dispose_of_all, ended
from tests.factories import NOON
from tests.journey import lives
from tools.tamper.attacker import OF_ENTRIES, OF_FIGURES_AND_SEALS, Attacker, past_the_triggers, tampered

DAY = timedelta(days=1)
SEALED, UNSEALED = 40, 20


@pytest.fixture(scope="module")
def four_days(country_in_a_transaction, django_db_blocker, tmp_path_factory):
    """Four days of an office: three closed, one open, and a case of which nothing is sealed yet. The copy of its seals."""
    with django_db_blocker.unblock():
        for day in range(4):
            at = NOON + day * DAY
            life = lives.answered(at=at)
            seal(at=at)
            factories.lodge(at=at)
            if day == 1:
                satisfaction.rate(complaint_id=life.pk, score=2, at=at)
            seal(at=at + timedelta(hours=1))
        lives.answered(at=NOON + 3 * DAY)
        catch_up(at=NOON + 4 * DAY)
        with override_settings(MAZALIM_SEALS_FILE=tmp_path_factory.mktemp("seals") / "seals.jsonl"):
            keep_copy()
            return installed.MAZALIM_SEALS_FILE.read_bytes()


@pytest.fixture
def office(four_days, db):
    """The same for one test, with a copy of the seals of its own."""
    installed.MAZALIM_SEALS_FILE.write_bytes(four_days)


@pytest.fixture
def attacked(office):
    """A database without triggers, put back before Django looks at its foreign keys."""
    with past_the_triggers():
        yield


def findings() -> list[str]:
    return [str(finding) for finding in examine(mirrors=[]).findings.kept]


def test_what_nobody_touched_is_genuine(office, capsys):
    assert findings() == []
    call_command("verify")
    said = capsys.readouterr().out
    unsealed = Entry.objects.filter(sealed__isnull=True).count()
    assert f"{Entry.objects.count() - unsealed} entries are sealed and {unsealed} not yet." in said
    assert "Every chain, every seal and every figure fits." in said


def test_every_tampering_with_what_is_sealed_is_found(office):
    chance = random.Random(2026)
    missed = Counter()
    for _ in range(SEALED):
        what, how, was_found = tampered(chance, is_sealed=True, found=lambda: bool(findings()))
        missed[f"{what}; made to fit: {how}"] += not was_found
    assert +missed == Counter()


def test_what_is_not_sealed_can_be_made_to_fit_by_who_writes_the_database(office):
    chance = random.Random(2026)
    results = [tampered(chance, is_sealed=False, found=lambda: bool(findings())) for _ in range(UNSEALED)]
    assert all(was_found for _, how, was_found in results if how == "nothing")
    assert not all(was_found for _, how, was_found in results if how == "the chain")


@pytest.mark.parametrize("kind", [*OF_ENTRIES, *OF_FIGURES_AND_SEALS], ids=lambda kind: kind.__name__)
def test_each_kind_is_found_without_a_cover_up(attacked, kind):
    case = Complaint.objects.filter(entries__sealed__isnull=False).order_by("pk").first()
    kind(Attacker(random.Random(1)), case, list(Entry.objects.filter(complaint=case, sealed__isnull=False).order_by("number")))
    assert findings()


def test_the_first_leaf_that_does_not_fit_is_named(attacked):
    entry = Entry.objects.filter(sealed__isnull=False, number=3).order_by("pk").first()
    number = entry.complaint.case_number
    Entry.objects.filter(pk=entry.pk).update(at=entry.at - DAY)
    first = examine(mirrors=[]).findings.kept[0]
    assert (first.case_number, first.entry_number) == (number, 3)
    assert "is not what its digest says" in first.what
    Attacker(random.Random(1)).cover_up(entry.complaint, "the chain")
    assert "though the chain was made to fit" in findings()[0]
    Attacker(random.Random(1)).cover_up(entry.complaint, "the chain and the sealed digests")
    assert f"leaves 0 to {Seal.objects.get(number=1).to_entry - 1} of 2026-11-01" in findings()[0]


def test_a_moment_that_is_none_is_found_though_everything_was_made_to_fit(attacked):
    entry = Entry.objects.filter(sealed__isnull=False, kind="approve").order_by("pk").first()
    entry.payload["cover"]["answered_at"] += "0"
    Entry.objects.filter(pk=entry.pk).update(payload=entry.payload)
    Attacker(random.Random(1)).cover_up(entry.complaint, "the chain and the sealed digests")
    assert "the product never writes" in findings()[0]


def test_words_may_be_gone_only_where_a_disposal_says_so(attacked):
    words = EntryText.objects.select_related("entry__complaint").order_by("pk").first()
    EntryText.objects.filter(pk=words.pk)._raw_delete("default")
    assert findings() == [
        f"case {words.entry.complaint.case_number}, entry {words.entry.number}: its words are gone, and no disposal says so"
    ]


def test_words_that_two_persons_disposed_of_are_not_missed(country):
    case = ended()
    seal(at=NOON + 5 * DAY)
    dispose_of_all()
    seal(at=LATER)
    assert not EntryText.objects.filter(entry__complaint=case.complaint).exists()
    assert findings() == []


def test_who_cuts_off_the_newest_seals_is_found_by_the_copy_outside(attacked, tmp_path):
    Attacker(random.Random(5)).rolled_back(Complaint.objects.first(), [])
    catch_up(at=NOON)
    held = [text for text in findings() if "stands in seals.jsonl and not in the database" in text]
    assert held
    with override_settings(MAZALIM_SEALS_FILE=tmp_path / "nothing.jsonl"):
        assert not [text for text in findings() if "seals.jsonl" in text]


def test_a_mirror_is_compared_line_by_line(office, capsys, tmp_path):
    mirror = tmp_path / "mirror.jsonl"
    lines = installed.MAZALIM_SEALS_FILE.read_text().splitlines(keepends=True)
    mirror.write_text("".join(lines[2:4]))
    call_command("verify", mirror=[mirror], figures=False)
    mirror.write_text(lines[2].replace('"to_entry":', '"to_entry":1'))
    with pytest.raises(SystemExit):
        call_command("verify", mirror=[mirror], json=True)
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (told["genuine"], told["first"][0]["seal"]) == (False, 3)
    mirror.write_text("nothing of the kind\n")
    with pytest.raises(CommandError, match="no JSON"):
        call_command("verify", mirror=[mirror])


def test_a_line_that_was_never_finished_is_written_again(office):
    copy = installed.MAZALIM_SEALS_FILE
    whole = copy.read_bytes()
    copy.write_bytes(whole[: len(whole) - 40])
    assert findings() == []
    keep_copy()
    assert copy.read_bytes() == whole


def test_a_copy_that_says_otherwise_is_left_as_it_is(office, caplog):
    copy = installed.MAZALIM_SEALS_FILE
    other = copy.read_text().replace('"log_size":0', '"log_size":7')
    copy.write_text(other.splitlines(keepends=True)[0])
    keep_copy()
    assert copy.read_text() == other.splitlines(keepends=True)[0]
    assert "manage.py verify" in caplog.text


def test_a_key_that_does_not_sign_seals_is_found(office, monkeypatch):
    monkeypatch.setattr("mazalim.proof.seals.actions.sign_seal", keys.sign_receipt)
    monkeypatch.setattr("mazalim.proof.seals.actions.seal_key_id", keys.receipt_key_id)
    seal(at=NOON + 3 * DAY)
    assert any("a key that does not sign seals here" in text for text in findings())


def test_an_entry_that_was_passed_over_is_found(office):
    last = Entry.objects.order_by("-pk").first()
    SealMark.objects.update(entry=last.pk, written_in=last.written_in or 0)
    assert any("passed over" in text for text in findings())


def test_one_key_twice_in_a_payload_is_found(attacked):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps one of them.")
    entry = Entry.objects.filter(sealed__isnull=False).order_by("pk").first()
    twice = json.dumps(entry.payload)[:-1] + ', "cover": {}}'
    with connection.cursor() as cursor:
        cursor.execute("UPDATE complaints_entry SET payload = %s WHERE id = %s", [twice, entry.pk])
        cursor.execute("UPDATE complaints_entrytext SET text = CAST(X'ff00' AS TEXT) WHERE entry_id > %s", [entry.pk])
    texts = findings()
    assert "names something twice" in texts[0]
    assert any("its words are not those that were written" in text for text in texts)


def value_by_chance(chance: random.Random, depth: int = 3):
    signs = 'ab"\\\n\x00\x7fé\ud83d\uffff\U0001f600 ئ'
    text = "".join(chance.choices(signs, k=chance.randrange(6)))
    simple = [None, True, False, 0, -1, 10**17, text, text]
    if not depth or chance.random() < 0.3:
        return chance.choice(simple)
    if chance.random() < 0.4:
        return [value_by_chance(chance, depth - 1) for _ in range(chance.randrange(4))]
    return {"".join(chance.choices(signs, k=chance.randrange(4))): value_by_chance(chance, depth - 1) for _ in range(chance.randrange(5))}


def test_the_quick_spelling_is_the_canonical_one():
    chance = random.Random(8785)
    for _ in range(500):
        value = value_by_chance(chance)
        assert spelled_payload(value).encode("utf-8", "surrogatepass") == canonical(value)


def test_the_quick_form_of_an_entry_is_its_canonical_form(office):
    for entry in Entry.objects.select_related("complaint"):
        number = entry.complaint.case_number
        given_text = entry.at.strftime("%Y-%m-%d %H:%M:%S.%f") if entry.at.microsecond else entry.at.strftime("%Y-%m-%d %H:%M:%S")
        for at in (entry.at, given_text):
            assert spelled_entry(
                number,
                entry.number,
                entry.kind,
                entry.author,
                entry.officer_id,
                entry.visibility,
                at,
                entry.payload,
                bytes(entry.text_hash),
            ) == canonical(entry.canonical_fields(number))


@pytest.mark.parametrize("text", ['{"a": 1.0}', '{"a": NaN}', '{"a": 1, "a": 2}', "{"])
def test_payloads_that_the_product_never_writes_are_refused(text):
    with pytest.raises(Unreadable):
        read_payload(text)


def test_a_growing_tree_has_the_roots_of_the_whole_one(monkeypatch):
    monkeypatch.setattr("mazalim.proof.checking.seals.BLOCK", 4)
    tree, hashes = Tree(), []
    for number in range(40):
        hashes.append(leaf_hash(bytes([number])))
        tree.add(hashes[-1])
        assert tree.root == root_of(hashes)
    assert tree.blocks == [root_of(hashes[start : start + 4]) for start in range(0, 40, 4)]
    assert SealedEntry._meta.pk.name == "entry"
