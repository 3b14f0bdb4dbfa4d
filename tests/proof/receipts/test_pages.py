"""What the complainant gets after lodging, on paper and as a file; and what anybody learns who checks it."""

import json
from datetime import timedelta

import pytest
from django.conf import settings as project
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from mazalim.complaints.models import Complaint, EntryText
from mazalim.proof.receipts import words
from mazalim.proof.receipts.models import Receipt
from mazalim.proof.receipts.papers import check_address, receipt_pdf
from mazalim.proof.receipts.queries import held_receipt, verdict_on
from mazalim.proof.receipts.rules import MOST_BYTES, SHORT
from mazalim.proof.seals.actions import seal
from tests import factories
from tests.api.conftest import App
from tests.factories import NOON
from tests.journey.intake.wizard import Writer, text
from tests.journey.tracking.visiting import enter, page
from tools import verify_receipt as tool

VERIFY = "/en/verify/"


def checked(given, language="en", **as_file):
    """The page after a receipt was pasted."""
    return Client().post(f"/{language}/verify/", {"text": given, **as_file})


# --- What is given out ----------------------------------------------------------------------------


def test_a_receipt_is_signed_in_the_transaction_of_lodging_and_never_changed(unsealed):
    receipt = Receipt.objects.get()
    for change in (lambda: Receipt.objects.update(text="{}"), receipt.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_receipt_holds_no_content_no_person_and_no_code(sealed):
    said = sealed.file.decode()
    for canary in (
        "CANARY",
        sealed.case.code,
        sealed.case.contact,
        sealed.case.complaint.code_hint + '"',
        json.loads(sealed.words)["salt"],
    ):
        assert canary not in said
    assert set(sealed.document["receipt"]) == {
        "kind", "v", "service", "case", "lodged_at", "due_at", "language", "body", "enclosures", "digest", "text_hash", "key",
    }  # fmt: skip


def test_the_done_page_gives_the_receipt_in_this_browser_and_in_no_other(country):
    writer = Writer()
    writer.write_all()
    writer.post("check/", {"is_checked": "on"})
    done = writer.post("code/", {"code": factories.sent_code()})
    said = text(writer.client.get(done["Location"]))
    assert "Your receipt" in said
    addresses = [reverse(f"intake:{name}") for name in ("receipt", "receipt_paper", "receipt_words")]
    got = [writer.client.get(address) for address in addresses]
    complaint = Complaint.objects.get()
    assert [one["Content-Disposition"] for one in got] == [
        f'attachment; filename="receipt-{complaint.case_number}.json"',
        f'attachment; filename="receipt-{complaint.case_number}.pdf"',
        f'attachment; filename="words-{complaint.case_number}.json"',
    ]
    assert all(one["Cache-Control"] == "no-store" for one in got)
    assert verdict_on(got[0].content).outcome == words.UNSEALED
    assert "Two children fell" in got[2].json()["text"]
    assert all(Client().get(address).status_code == 404 for address in addresses)


def test_the_tracking_space_gives_it_with_the_seal_as_soon_as_there_is_one(country):
    case = factories.lodge()
    client = enter(case)
    assert "Will be sealed within the hour" in page(client, "receipt")
    assert "proof" not in client.get(reverse("tracking:receipt_file")).json()
    seal(at=NOON)
    assert "Sealed on 1 November 2026" in page(client, "receipt")
    assert client.get(reverse("tracking:receipt_file")).json()["proof"]["seal"]["number"] == 1
    assert client.get(reverse("tracking:receipt_paper")).content.startswith(b"%PDF-")
    assert json.loads(client.get(reverse("tracking:receipt_words")).content)["case"] == case.complaint.case_number
    for name in ("receipt", "receipt_file", "receipt_paper", "receipt_words"):
        assert Client().get(reverse(f"tracking:{name}")).status_code == 404


@pytest.mark.parametrize("language", [code for code, _ in project.LANGUAGES])
def test_the_paper_is_accessible_and_its_code_opens_the_page_in_the_complainants_language(country, language, caplog):
    held = held_receipt(factories.lodge(language=language).complaint.pk)
    made = receipt_pdf(held, at=NOON)
    assert b"pdfuaid" in made
    assert not caplog.records, "No rule of PDF/UA-1 was broken."
    address, _, short = check_address(held).partition("#")
    assert address == f"{project.MAZALIM_ORIGIN}/{language}/verify/"
    assert short.startswith(SHORT)
    assert verdict_on(short).outcome == words.UNSEALED


def test_the_api_gives_json_or_pdf_to_the_token_and_nothing_to_a_stranger(country):
    app = App()
    token = app.lodged()["token"]
    receipt = app.get("/complaint/receipt", token=token)
    assert receipt["Content-Type"] == "application/json"
    assert app.call("GET", "/complaint/receipt", token=token, Accept="application/pdf").content.startswith(b"%PDF-")
    kept = app.get("/complaint/receipt/words", token=token)
    pem = "".join(key.pem for key in __import__("mazalim.proof.keys", fromlist=["public_keys"]).public_keys()).encode()
    assert tool.check(receipt.content, pem, None, kept.content).code == tool.GENUINE
    for path in ("/complaint/receipt", "/complaint/receipt/words"):
        assert app.get(path).status_code == app.get(path, token="x").status_code == 401
    found = app.post("/receipts/verify", receipt.json())
    assert (found.status_code, found.json()["outcome"]) == (200, "not_yet_sealed")
    assert found.json()["says"]["case_number"] == receipt.json()["receipt"]["case"]


# --- What is checked ------------------------------------------------------------------------------


def test_the_page_says_in_one_sentence_what_a_receipt_is_worth(sealed, unsealed):
    forged = json.loads(sealed.file) | {"signature": unsealed.document["signature"]}
    for given, sentence in (
        (sealed.file.decode(), "This receipt is genuine and sealed"),
        (unsealed.file.decode(), "This receipt is genuine and not yet sealed"),
        (json.dumps(forged), "This receipt is not genuine"),
        (sealed.file.decode()[:-40], "This cannot be read as a receipt"),
    ):
        answer = checked(given)
        assert answer.status_code == 200
        assert f">{sentence}</h1>" in answer.content.decode()
        assert answer["Cache-Control"] == "no-store"
    said = text(checked(sealed.file.decode(), language="ckb"))
    assert sealed.case.complaint.case_number in said
    assert "CANARY" not in said


def test_a_file_a_paste_and_the_address_of_the_qr_code_are_all_taken(sealed):
    file = SimpleUploadedFile("receipt.json", b"\xef\xbb\xbf" + sealed.file, "application/json")
    short = check_address(held_receipt(sealed.case.complaint.pk))
    wrapped = "\n".join(short[at : at + 60] for at in range(0, len(short), 60))
    for answer in (checked("", file=file), checked(sealed.file.decode()), checked(short), checked(wrapped)):
        assert "genuine and sealed" in text(answer)


def test_a_genuine_receipt_whose_file_was_changed_says_that_it_was(sealed, unsealed):
    def outcome(given):
        return verdict_on(given.file).outcome

    with connection.cursor() as cursor:
        quiet = [name for (name,) in _triggers(cursor)]
        for name in quiet:
            cursor.execute(_drop(name))
        EntryText.objects.filter(entry__complaint=unsealed.case.complaint, entry__number=1).update(text="{}")
        assert outcome(unsealed) == words.MISSING, "Other words than those that were lodged."
        sealed.case.complaint.entries.filter(number=1).update(kind="note")
        assert outcome(sealed) == words.MISSING, "Another leaf than the one that was signed."
        sealed.case.complaint.entries.filter(number=1).update(number=99)
        assert outcome(sealed) == words.MISSING, "No first leaf at all."
    assert "no longer holds what it proves" in text(checked(sealed.file.decode()))


def _triggers(cursor):
    if connection.vendor == "sqlite":
        return cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'complaints_entry%'").fetchall()
    cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid::regclass::text LIKE 'complaints_entry%'")
    return cursor.fetchall()


def _drop(name):
    table = name.partition("_no_")[0]
    return f"DROP TRIGGER {name}" if connection.vendor == "sqlite" else f"DROP TRIGGER {name} ON {table}"


def test_what_is_no_receipt_is_answered_beside_the_field(country):
    assert "Choose the file of the receipt, or paste its text" in text(checked(""))
    assert "No receipt is as large as this" in text(checked("x" * (MOST_BYTES + 1)))
    big = SimpleUploadedFile("receipt.json", b"x" * (MOST_BYTES + 1))
    assert "No receipt is as large as this" in text(checked("", file=big))
    huge = SimpleUploadedFile("receipt.json", b"x" * (3 * MOST_BYTES))
    assert checked("", file=huge).status_code == 413, "Refused before it is read."


def test_checking_is_limited_by_network_on_the_page_and_by_the_api_together(country, settings):
    settings.MAZALIM_LIMITS = {**settings.MAZALIM_LIMITS, "receipts_checked_per_network": (2, 3600)}
    app = App()
    assert checked("{}").status_code == 200
    assert app.post("/receipts/verify", {}).json()["outcome"] == "unreadable"
    assert checked("{}").status_code == 429
    refused = app.post("/receipts/verify", {})
    assert (refused.status_code, refused["Content-Type"]) == (429, "application/problem+json")
    assert int(refused["Retry-After"]) > 0
    settings.MAZALIM_LIMITS |= {"receipts_checked_per_network": (9, 3600)}
    assert app.post("/receipts/verify", "x" * (MOST_BYTES + 1)).status_code == 413


def test_a_checked_receipt_is_kept_nowhere_and_its_page_is_linked(sealed, caplog):
    checked(sealed.file.decode())
    assert sealed.document["signature"] not in caplog.text
    assert f'href="{VERIFY}"' in Client().get("/en/").content.decode()
    assert "fetch" not in Client().get("/static/receipts/verify.js").getvalue().decode()


def test_the_page_costs_the_same_number_of_questions_however_much_is_sealed(sealed, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        verdict_on(sealed.file)
    for day in range(5, 8):
        factories.lodge(at=NOON + timedelta(days=day))
        seal(at=NOON + timedelta(days=day))
    with django_assert_max_num_queries(14):
        verdict_on(sealed.file)
