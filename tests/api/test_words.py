"""Whatever people type comes back as they typed it."""

import json
import unicodedata

import pytest

from tests.api.conftest import App

pytestmark = pytest.mark.django_db
NAUGHTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' OR 1=1 --",
    "{{ 7*7 }}{% csrf_token %}%(name)s %s {0}",
    "$(touch /tmp/x) `id` | cat",
    "../../etc/passwd",
    "null",
    "0x7f",
    "１２３ ٣٤٥",
    "مظالم \u202eمقلوب\u202c سکاڵا",
    "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤",
    "👩‍👩‍👧‍👦 🏳️‍🌈 🇮🇶",
    "a\u200bb\ufeffc\u00adb",
    "\\u0041 \\n \\0",
    "ﷺ﷽ ﯾ",
    "😀" * 60,
    "=HYPERLINK(1)",
    "line one\nline two\n\n  indented",
]


def as_kept(text):
    """Texts are kept in composed form and without white space around them, as on the pages."""
    return unicodedata.normalize("NFC", text).strip()


@pytest.mark.parametrize("text", NAUGHTY)
def test_words_come_back_as_typed(app: App, text):
    lodged = app.lodged(
        subject=text.replace("\n", " ")[:150],
        description=text,
        points=[text],
        place=text[:100].replace("\n", " "),
        official={"name": text[:100]},
    )
    token = lodged["token"]
    assert app.post("/complaint/messages", {"text": text}, token=token).status_code == 201
    assert app.post("/complaint/withdraw", {"reason": text}, token=token).status_code == 201
    file = app.get("/complaint", token=token).json()
    first, sent, gone = file["timeline"][0], *file["timeline"][-2:]
    assert first["text"] == as_kept(text)
    assert first["content"]["points"] == [as_kept(text)]
    assert sent["text"] == gone["text"] == as_kept(text)
    assert file["subject"].split() == unicodedata.normalize("NFC", text[:150]).split()


def test_signs_that_no_database_takes_are_left_out_or_refused(app: App):
    lodged = app.lodged(subject="A\0B", description="A\0B", place="A\0B", points=["A\0B"])
    assert app.get("/complaint", token=lodged["token"]).json()["timeline"][0]["text"] == "AB"
    assert app.post("/complaint/messages", json.dumps({"text": "half \ud800"}), token=lodged["token"]).status_code == 422


@pytest.mark.parametrize("name", ["../../x.png", "a\0b.png", "x\u202egnp.png", "<b>.png", "ملف.png", "a" * 300 + ".png"])
def test_names_of_files_are_harmless(app: App, name):
    from tests.api.conftest import picture

    begun = app.draft()
    answer = app.post(f"/drafts/{begun['draft_id']}/enclosures", {"file": picture(name)}, token=begun["draft_token"])
    assert answer.status_code in {201, 422}
    if answer.status_code == 201:
        kept = answer.json()["name"]
        assert "/" not in kept
        assert len(kept) <= 150
        assert "\u202e" not in kept
