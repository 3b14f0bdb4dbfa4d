"""What the complainant reads."""

from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mazalim.complaints.lifecycle import TABLE, Move, actor_system
from mazalim.complaints.lifecycle.effects import effects_of
from mazalim.complaints.models import Enclosure, Visibility
from mazalim.complaints.queries import LeafShown
from mazalim.journey.casework import actions as casework
from mazalim.journey.tracking import actions
from mazalim.journey.tracking.queries import Hop, Turned
from tests import factories
from tests.journey import lives
from tests.journey.tracking.visiting import enter, page

pytestmark = pytest.mark.django_db
PUBLIC = sorted({row.move for row in TABLE if row.visibility == Visibility.PUBLIC} | {Move.LODGE})


def _drawn(kind: str, *, author: str = "officer", **payload: object) -> str:
    leaf = LeafShown(1, kind, author, "", False, factories.NOON, payload, "")
    one = Turned(leaf, body={"en": "Municipality of Erbil"}, to=Hop({"en": "Directorate of Water"}, 1, factories.NOON))
    html = render_to_string("tracking/leaf/words.html", {"one": one, "complaint": SimpleNamespace(kind="complaint"), "is_whole": True})
    return html.removeprefix("<p>").removesuffix("</p>\n").strip()


def test_every_public_kind_of_entry_has_words_of_its_own():
    payload = {"score": 4, "channel": "email", "step": "body_above"}
    drawn = {kind: _drawn(kind, **payload) for kind in PUBLIC}
    assert [kind for kind, text in drawn.items() if not text.endswith((".", ":"))] == []
    assert len(set(drawn.values())) == len(drawn)


@pytest.mark.parametrize("step", ["asked", "cancelled", "changed"])
def test_a_change_of_contact_is_told_step_by_step(step):
    assert len({_drawn("change_contact", step=step), _drawn("change_contact", step="none")}) == (1 if step == "changed" else 2)


def test_a_broken_promise_says_who_found_it():
    assert _drawn("break_commitment", author="complainant") != _drawn("break_commitment", author="system")


def test_public_leaves_tell_all_about_the_decision_clock():
    case = factories.lodge()
    internal = {row.move for row in TABLE if row.visibility == Visibility.INTERNAL}
    told = {
        move
        for move in internal
        for note in effects_of(move, case.complaint, actor_system(), factories.NOON)[1]
        if note["clock"] == "decision"
    }
    assert told == set()


def test_a_file_is_told_from_lodging_to_reply():
    at = timezone.now() - timedelta(days=9)
    life = lives.taken(at=at)
    life.look(life.officer, at=at)
    life.ask("On which side <b>of the street</b>?", at=at + timedelta(days=1))
    client = enter(life.case)
    text = page(client, "file")
    assert "The desk has asked you a question" in text
    assert "On which side &lt;b&gt;of the street&lt;/b&gt;?" in text
    assert "waiting for you" in text
    actions.answer(complaint_id=life.pk, text="On the side of the gate.", at=at + timedelta(days=3))
    life.extend("The sewer must be surveyed.", at=at + timedelta(days=4))
    life.answer(at=at + timedelta(days=5), promise="We come back in May.")
    text = page(client, "file")
    for told in (
        "You lodged your complaint.",
        "Sent to the Municipality of Erbil.",
        "An officer took it up.",
        "The desk asked you a question.",
        "On the side of the gate.",
        "The sewer must be surveyed.",
        "You were sent the answer. A second person had agreed to it.",
        lives.SUMMARY,
        "The hole was filled on Monday.",
        "Upheld",
        "Repaired or done",
        "We come back in May.",
        "You have an answer",
        "Officer, Municipality of Erbil",
    ):
        assert told in text
    assert life.officer.name not in text
    assert life.supervisor.name not in text


def test_internal_entries_stay_inside():
    life = lives.taken(at=timezone.now())
    casework.note(complaint_id=life.pk, by=life.officer, text="The mayor called about this.", at=timezone.now())
    client = enter(life.case)
    assert "The mayor called" not in page(client, "file")
    assert "The mayor called" not in page(client, "whole")


def test_a_refusal_says_why_by_which_law_and_where_to_go():
    life = lives.taken(at=timezone.now())
    life.refuse(at=timezone.now())
    text = page(enter(life.case), "file")
    for told in ("It was not taken up", "A court is dealing with it", "Law 12, section 4", "The court of Erbil"):
        assert told in text


def test_hops_of_a_referral_are_listed_with_the_reason():
    at = timezone.now() - timedelta(days=2)
    life = lives.taken(at=at)
    to = factories.body("MUN-SUL")
    casework.refer(complaint_id=life.pk, by=life.officer, body_id=to.pk, reason="The road is theirs.", at=at + timedelta(days=1))
    text = page(enter(life.case), "file")
    assert "Where it has been" in text
    assert f"Passed on to the {to.names['en']}" in text
    assert "The road is theirs." in text


def test_an_overdue_file_says_since_when_and_who_was_told():
    at = timezone.now() - timedelta(days=40)
    life = lives.taken(at=at, happened_on=None)
    casework.sweep(at=timezone.now())
    text = page(enter(life.case), "file")
    assert "The answer was due on" in text
    assert "The supervisor was told." in text
    assert "the body above was told" in text


def test_who_opened_the_file_is_told_by_role_and_body_never_by_name():
    at = timezone.now() - timedelta(days=3)
    life = lives.taken(at=at)
    client = enter(life.case)
    assert "Nobody has opened it yet." in page(client, "openings")
    for day in range(3):
        life.look(life.officer, at=at + timedelta(days=day))
    life.look(life.supervisor, at=at)
    casework.reveal(complaint_id=life.pk, by=life.officer, reason="To call about the place.", at=at)
    text = page(client, "openings")
    assert text.count("Officer, Municipality of Erbil") == 3
    assert text.count("Supervisor, Municipality of Erbil") == 1
    assert "To call about the place." in text
    assert life.officer.name not in text
    assert "on 3 days" in page(client, "file")


def _grown(entries: int):
    life = lives.taken(at=timezone.now() - timedelta(days=1))
    for number in range(entries):
        at = timezone.now() - timedelta(hours=20 - number)
        files = [actions.NamedFile(f"{number}.txt", BytesIO(b"a word")) for _ in range(number + 1)]
        actions.message(complaint_id=life.pk, text=f"Message {number}", files=files, at=at)
    life.look(life.officer, at=timezone.now())
    if entries > 1:
        life.look(life.supervisor, at=timezone.now())
    return life


@pytest.mark.parametrize(("name", "cost"), [("file", 5), ("whole", 5), ("written", 5), ("openings", 6)])
def test_a_page_of_the_file_costs_five_queries_however_long_it_is_and_one_more_where_downloads_are_listed(name, cost):
    costs = []
    for entries in (1, 3):
        client = enter(_grown(entries).case)
        page(client, name)
        with CaptureQueriesContext(connection) as queries:
            page(client, name)
        costs.append(len(queries))
    assert costs == [cost, cost]


def test_what_was_written_can_be_read_again_as_lodged():
    naughty = "<script>alert('1')</script>\n\nاثنان ‮ 𝟛 \u200f %s {{ 4 }}"
    case = factories.lodge(at=timezone.now(), description=naughty, points=["A <b>point</b>"])
    text = page(enter(case), "written")
    assert "&lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt;" in text
    assert "A &lt;b&gt;point&lt;/b&gt;" in text
    assert "<script>alert" not in text


def test_an_enclosure_comes_as_a_harmless_attachment_with_its_name():
    case = factories.lodge(at=timezone.now())
    name = 'كتاب "رسمي".txt'
    actions.add_enclosures(
        complaint_id=case.complaint.pk, files=[actions.NamedFile(name, BytesIO(b"<html>words</html>"))], at=timezone.now()
    )
    client = enter(case)
    enclosure = Enclosure.objects.get()
    answer = client.get(reverse("tracking:enclosure", args=[enclosure.public_id]))
    assert b"".join(answer.streaming_content) == b"<html>words</html>"
    assert answer.streaming
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%D9%83")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Length"] == "18"


def test_an_enclosure_of_another_file_is_not_there():
    mine, theirs = factories.lodge(at=timezone.now()), factories.lodge(at=timezone.now())
    actions.add_enclosures(complaint_id=theirs.complaint.pk, files=[actions.NamedFile("a.txt", BytesIO(b"secret"))], at=timezone.now())
    address = reverse("tracking:enclosure", args=[Enclosure.objects.get().public_id])
    assert enter(mine).get(address).status_code == 404
    assert Client().get(address).status_code == 404
    assert enter(theirs).get(address).status_code == 200


@pytest.mark.parametrize("language", ["ckb", "ar", "fr", "en"])
def test_the_pages_are_there_in_every_language(language):
    life = lives.answered(at=timezone.now(), promise="We come back.")
    client = enter(life.case)
    for name in ("file", "whole", "written", "openings", "contact", "message", "enclose"):
        address = reverse(f"tracking:{name}").replace("/en/", f"/{language}/")
        assert client.get(address).status_code == 200
