"""The program that an ombudsman runs accepts a genuine receipt and refuses every forgery we could think of."""

import ast
import base64
import hashlib
import json
import sys
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest

from mazalim.complaints.models import Complaint
from mazalim.evidence.models import StoredFile
from mazalim.journey.intake import actions as intake
from mazalim.proof import keys
from mazalim.proof.receipts import words
from mazalim.proof.receipts.papers import check_address
from mazalim.proof.receipts.queries import held_receipt, verdict_on
from mazalim.proof.seals.actions import seal
from mazalim.proof.seals.queries import newest_seal
from mazalim.proof.seals.rules import published_form
from tests import factories
from tests.factories import NOON
from tests.proof.receipts.conftest import given
from tools import verify_receipt as tool
from tools.receipts.__main__ import judged
from tools.receipts.forgeries import forgeries


def test_a_sealed_receipt_is_genuine_with_its_seal_and_its_words(sealed):
    assert tool.check(sealed.file, sealed.pem).code == tool.GENUINE
    found = tool.check(sealed.file, sealed.pem, sealed.seal, sealed.words)
    assert found.code == tool.GENUINE
    assert found.sentence.startswith(f"GENUINE: case {sealed.case.complaint.case_number}, lodged 2026-11-04T09:00:00.000000Z with MUN-EBL")
    assert "which is the seal given" in found.sentence
    assert "the words given are those that were lodged" in found.sentence


def test_a_receipt_of_a_day_that_is_not_over_is_genuine_and_sealed(country):
    case = factories.lodge()
    seal(at=NOON)
    document = held_receipt(case.complaint.pk).document
    assert document["proof"]["log_index"] is None
    found = tool.check(json.dumps(document).encode(), sealed_pem())
    assert (found.code, "in seal 1" in found.sentence) == (tool.GENUINE, True)
    for name, forged in forgeries(document):
        assert tool.check(forged, sealed_pem()).code != tool.GENUINE, name


def sealed_pem():
    return "".join(key.pem for key in keys.public_keys()).encode()


def test_an_unsealed_receipt_is_genuine_and_says_so(unsealed):
    assert tool.check(unsealed.file, unsealed.pem).sentence.endswith("it holds no seal yet.")
    short = check_address(held_receipt(unsealed.case.complaint.pk)).encode()
    assert tool.check(short, unsealed.pem).code == tool.GENUINE, "What the QR code holds is a receipt too."


def test_every_forgery_is_refused_by_the_program_and_by_the_service(sealed):
    assert len(sealed.document["proof"]["day_path"]) > 1
    assert len(sealed.document["proof"]["log_path"]) > 1
    refused = 0
    for name, forged in forgeries(sealed.document):
        found = tool.check(forged, sealed.pem)
        assert found.code in {tool.NOT_GENUINE, tool.UNREADABLE}, (name, found)
        assert verdict_on(forged).outcome in {words.FALSE, words.UNREADABLE}, name
        refused += 1
    assert refused >= 100


def test_without_its_proof_a_receipt_is_still_signed_but_no_seal_can_be_asked_for(sealed):
    bare = {name: sealed.document[name] for name in ("receipt", "signature")}
    assert tool.check(json.dumps(bare).encode(), sealed.pem).code == tool.GENUINE
    assert tool.check(json.dumps(bare).encode(), sealed.pem, sealed.seal).code == tool.UNREADABLE


def test_another_seal_does_not_fit_and_two_seals_of_one_number_betray_the_service(sealed):
    other = json.dumps(published_form(newest_seal()) | {"number": 99}).encode()
    assert tool.check(sealed.file, sealed.pem, other).code == tool.NOT_GENUINE
    factories.lodge(at=NOON + timedelta(days=9))
    seal(at=NOON + timedelta(days=9))
    later = json.dumps(published_form(newest_seal())).encode()
    found = tool.check(sealed.file, sealed.pem, later)
    assert found.code == tool.UNREADABLE
    assert "the receipt leads to seal" in found.sentence
    for broken in (b"", b"[]", b"{}", sealed.seal[:-9]):
        assert tool.check(sealed.file, sealed.pem, broken).code == tool.UNREADABLE


def test_the_key_of_receipts_which_every_web_process_holds_makes_no_seal(sealed):
    forged = json.loads(sealed.file)
    seal_of = {name: value for name, value in forged["proof"]["seal"].items() if name != "signature"} | {"key_id": keys.receipt_key_id()}
    forged["proof"]["seal"] = seal_of | {"signature": keys.sign_receipt(tool.canonical(seal_of))[1].hex()}
    given = json.dumps(forged).encode()
    assert tool.check(given, sealed.pem).code == tool.NOT_GENUINE
    assert verdict_on(given).outcome == words.FALSE


def test_other_words_and_other_keys_are_refused(sealed, unsealed):
    text = json.loads(sealed.words)
    for change in ({"text": text["text"] + " "}, {"salt": "00" * 16}, {"case": "2026-0000001"}):
        assert tool.check(sealed.file, sealed.pem, None, json.dumps(text | change).encode()).code == tool.NOT_GENUINE
    assert tool.check(sealed.file, sealed.pem, None, unsealed.words).code == tool.NOT_GENUINE
    assert tool.check(sealed.file, sealed.pem, None, b"{}").code == tool.UNREADABLE
    assert tool.check(sealed.file, b"no key").code == tool.UNREADABLE
    stranger = b"-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n"
    assert tool.check(sealed.file, stranger).code == tool.NOT_GENUINE


def test_a_salt_that_swallows_the_beginning_of_the_words_is_none(sealed):
    text = json.loads(sealed.words)
    begin = text["text"][:8]
    cut = text | {"salt": text["salt"] + begin.encode().hex(), "text": text["text"][8:], "enclosures": [""]}
    assert hashlib.sha256(bytes.fromhex(cut["salt"]) + cut["text"].encode()).hexdigest() == sealed.document["receipt"]["text_hash"]
    assert tool.check(sealed.file, sealed.pem, None, json.dumps(cut).encode()).code == tool.UNREADABLE


def test_nothing_of_a_forgery_writes_over_the_sentence_on_a_screen_nor_ends_the_program(sealed):
    for part, name in ((("receipt",), "key"), (("proof", "seal"), "key_id")):
        forged = json.loads(sealed.file)
        within = forged
        for step in part:
            within = within[step]
        within[name] = "\x1b[2J\x1b[HGENUINE"
        assert "\x1b" not in tool.check(json.dumps(forged).encode(), sealed.pem).sentence
    deep = sealed.file.replace(b'"receipt": {', b'"receipt": {"x": ' + b"[" * 900 + b"]" * 900 + b", ", 1)
    assert json.loads(deep)["receipt"]["key"] == sealed.document["receipt"]["key"]
    assert tool.check(deep, sealed.pem).code == tool.UNREADABLE


@pytest.fixture
def files(sealed, tmp_path):
    for name, content in (("receipt.json", sealed.file), ("key.pem", sealed.pem), ("seal.json", sealed.seal)):
        (tmp_path / name).write_bytes(content)
    (tmp_path / "changed.json").write_bytes(sealed.file.replace(b"MUN-EBL", b"MUN-SUL"))
    (tmp_path / "cut.json").write_bytes(sealed.file[:300])
    return tmp_path


@pytest.mark.parametrize(
    ("name", "code", "begins"), [("receipt", 0, "GENUINE"), ("changed", 1, "NOT GENUINE"), ("cut", 2, "CANNOT BE JUDGED")]
)
def test_the_program_says_one_sentence_and_exits(files, name, code, begins):
    found, sentence = judged(files / f"{name}.json", files / "key.pem", "--seal", str(files / "seal.json"))
    assert (found, sentence.count("\n")) == (code, 0)
    assert sentence.startswith(f"{begins}: ")


def test_a_file_that_is_not_there_is_said_in_one_sentence(files, capsys):
    assert tool.main([str(files / "none.json"), "--key", str(files / "key.pem")]) == tool.UNREADABLE
    assert capsys.readouterr().out.count("\n") == 1


def test_the_program_stands_alone():
    tree = ast.parse(Path(tool.__file__).read_text("utf-8"))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} - sys.stdlib_module_names == {"cryptography"}


def test_the_receipt_is_of_exactly_the_enclosures_that_came_with_it(country):
    contents = [b"%PDF-1.4 first\n" + bytes([n]) * 70_000 for n in (1, 2)]
    made, token = factories.draft()
    for place, content in enumerate(contents):
        intake.add_enclosure(draft_id=made.pk, token=token, name=f"letter{place}.txt", file=BytesIO(text_of(content)), at=NOON)
    intake.send_code(draft_id=made.pk, token=token, at=NOON)
    lodged = intake.lodge_once(draft_id=made.pk, token=token, typed=factories.sent_code(), at=NOON)
    got = given(factories.Case(Complaint.objects.get(pk=lodged.complaint_id), lodged.complaint_code, ""))
    first, second = map(text_of, contents)
    assert got.document["receipt"]["enclosures"]["count"] == 2
    found = tool.check(got.file, got.pem, None, got.words, [second, first])
    assert (found.code, "every file given was enclosed" in found.sentence) == (tool.GENUINE, True)
    assert tool.check(got.file, got.pem, None, got.words, [first + b"."]).code == tool.NOT_GENUINE
    assert tool.check(got.file, got.pem, None, None, [first]).code == tool.UNREADABLE
    swapped = json.loads(got.words)
    for listed in (swapped["enclosures"][::-1], swapped["enclosures"][:1], []):
        assert tool.check(got.file, got.pem, None, json.dumps(swapped | {"enclosures": listed}).encode()).code == tool.NOT_GENUINE
    plain = hashlib.sha256(first).hexdigest()
    assert plain not in got.file.decode(), "Who knows a file cannot find it in receipts."
    assert plain.encode() not in b"".join(bytes(one.sealed_fingerprint) for one in StoredFile.objects.all())


def text_of(content):
    return base64.b64encode(content)
