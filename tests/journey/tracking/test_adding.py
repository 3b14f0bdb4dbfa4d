"""What the complainant adds: message, enclosures, answer; and taking the complaint back."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from mazalim.complaints.lifecycle import ImpossibleMove
from mazalim.complaints.models import Enclosure, Entry, EntryText, State
from mazalim.country.queries import policy_at
from mazalim.evidence.actions import TooLarge
from mazalim.evidence.kinds import WrongKind
from mazalim.evidence.models import StoredFile
from mazalim.journey.casework import actions as casework
from mazalim.journey.tracking import actions
from tests import factories
from tests.factories import NOON
from tests.journey import lives
from tests.journey.tracking.visiting import enter, page

pytestmark = pytest.mark.django_db
NAUGHTY = (
    "<script>alert(1)</script>",
    "'; DROP TABLE complaints_entry; --",
    "{{ settings.SECRET_KEY }} {% now 'Y' %} %s %(x)s ${7*7}",
    "سطر\n\nثانٍ ‏مع ‮اتجاه‬ وأرقام ٤٢ و𝟜𝟚",
    "دەقی کوردی: ڕێگا، هەڵە، ئەوێ ‌ و‍",
    "👩🏽‍⚖️ " * 50,
    "e\u0301 \ufeff\u200b z̴̧̪a̶l̷g̸o̵",
    "x" * 10_000,
)


def textfile(name: str = "note.txt", body: bytes = b"a word") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body)


@pytest.fixture
def life():
    return lives.taken(at=timezone.now() - timedelta(days=2))


@pytest.mark.parametrize("text", NAUGHTY)
def test_whatever_is_written_is_kept_and_shown_as_written(life, text):
    client = enter(life.case)
    answer = client.post(reverse("tracking:message"), {"text": text})
    assert answer["Location"] == reverse("tracking:file")
    kept = EntryText.objects.get(entry__kind="message").text
    assert kept.split() == __import__("unicodedata").normalize("NFC", text).split()
    shown = page(client, "file")
    assert "<script>alert" not in shown
    assert "Your message is in the file." in shown


def test_a_message_may_bring_files(life):
    client = enter(life.case)
    client.post(reverse("tracking:message"), {"text": "See both.", "enclosures": [textfile("one.txt"), textfile("two.txt")]})
    entry = Entry.objects.get(kind="message")
    assert entry.payload == {"enclosures": 2}
    assert entry.enclosures.count() == 2
    shown = page(client, "file")
    assert "one.txt" in shown
    assert "two.txt" in shown


def test_enclosures_come_alone_or_with_a_line(life):
    client = enter(life.case)
    client.post(reverse("tracking:enclose"), {"enclosures": [textfile()], "text": "The letter of May."})
    client.post(reverse("tracking:enclose"), {"enclosures": [textfile()]})
    assert Entry.objects.filter(kind="enclose").count() == 2
    assert "The letter of May." in page(client, "file")


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (textfile("virus.exe"), "is not of a kind that is accepted"),
        (textfile("photo.jpg", b"this is no photo"), "is not of a kind that is accepted"),
        (textfile("empty.txt", b""), "is empty"),
        (textfile("..\\..\\evil‮txt.exe"), "is not of a kind that is accepted"),
    ],
)
def test_a_file_that_cannot_be_taken_is_named_and_the_words_are_kept(life, file, said):
    client = enter(life.case)
    file.seek(0)
    answer = client.post(reverse("tracking:message"), {"text": "These words stay.", "enclosures": [file]})
    assert answer.status_code == 200
    text = answer.content.decode()
    assert said in text
    assert "These words stay." in text
    assert not StoredFile.objects.exists()


def test_too_many_and_too_large_files_are_refused(life):
    most = policy_at(NOON).limits
    client = enter(life.case)
    many = [textfile(f"{number}.txt") for number in range(most.enclosures + 1)]
    assert "No more than 10 files at once" in client.post(reverse("tracking:enclose"), {"enclosures": many}).content.decode()
    large = textfile("large.txt", b"a" * (most.enclosure_bytes + 1))
    assert "is larger than 20 MB" in client.post(reverse("tracking:enclose"), {"enclosures": [large]}).content.decode()
    with pytest.raises(actions.TooManyFiles):
        actions.add_enclosures(complaint_id=life.pk, files=[actions.NamedFile("a.txt", BytesIO(b"a"))] * 11, at=NOON)
    with pytest.raises(TooLarge):
        actions.add_enclosures(complaint_id=life.pk, files=[actions.NamedFile("a.txt", BytesIO(b""))], at=NOON)
    with pytest.raises(WrongKind):
        actions.add_enclosures(complaint_id=life.pk, files=[actions.NamedFile("a.exe", BytesIO(b"MZ"))], at=NOON)
    assert not Enclosure.objects.exists()


def test_nothing_said_is_refused_beside_the_field(life):
    client = enter(life.case)
    assert "Write your message" in client.post(reverse("tracking:message"), {"text": "  \n "}).content.decode()
    assert "Choose a file" in client.post(reverse("tracking:enclose"), {}).content.decode()
    with pytest.raises(actions.NothingSaid):
        actions.message(complaint_id=life.pk, text=" ", at=NOON)
    with pytest.raises(actions.NothingSaid):
        actions.add_enclosures(complaint_id=life.pk, files=[], at=NOON)


def test_too_long_a_text_is_kept_and_counted(life):
    answer = enter(life.case).post(reverse("tracking:message"), {"text": "x" * 10_003}).content.decode()
    assert "3 characters too long" in answer
    assert "x" * 10_003 in answer


def test_a_file_takes_thirty_messages_a_day_and_keeps_the_words_of_the_next(life, settings):
    settings.MAZALIM_LIMITS = settings.MAZALIM_LIMITS | {"messages_per_complaint": (2, 86_400)}
    client = enter(life.case)
    for number in range(2):
        client.post(reverse("tracking:message"), {"text": f"Number {number}"})
    answer = client.post(reverse("tracking:message"), {"text": "One too many"})
    assert "all its messages for today" in answer.content.decode()
    assert "One too many" in answer.content.decode()
    assert Entry.objects.filter(kind="message").count() == 2


def test_an_answer_lets_the_clock_run_again(life):
    life.ask("Which side?", at=timezone.now() - timedelta(days=1))
    client = enter(life.case)
    assert "Which side?" in page(client, "answer")
    client.post(reverse("tracking:answer"), {"text": "The left one.", "enclosures": [textfile()]})
    complaint = life.case.fresh()
    assert (complaint.state, complaint.is_paused) == (State.IN_PROGRESS, False)
    assert "The left one." in page(client, "file")


def test_an_answer_that_comes_too_late_says_so_and_keeps_the_words(life):
    life.ask(at=timezone.now() - timedelta(days=1))
    client = enter(life.case)
    page(client, "answer")
    actions.answer(complaint_id=life.pk, text="From another window.", at=timezone.now())
    answer = client.post(reverse("tracking:answer"), {"text": "My long answer."})
    assert answer.status_code == 409
    assert "My long answer." in answer.content.decode()


def test_where_nothing_is_asked_there_is_nothing_to_answer(life):
    assert enter(life.case).get(reverse("tracking:answer")).status_code == 409


def test_withdrawing_asks_once_and_ends_the_case(life):
    client = enter(life.case)
    assert "cannot be taken back" in page(client, "withdraw")
    client.post(reverse("tracking:withdraw"), {"reason": "They <i>paid</i>."})
    assert life.case.fresh().state == State.WITHDRAWN
    shown = page(client, "file")
    assert "You withdrew it" in shown
    assert "They &lt;i&gt;paid&lt;/i&gt;." in shown
    for name in ("message", "enclose", "withdraw"):
        assert reverse(f"tracking:{name}") not in shown
        assert client.get(reverse(f"tracking:{name}")).status_code == 409
        assert client.post(reverse(f"tracking:{name}"), {"text": "Late", "enclosures": [textfile()]}).status_code == 409
    with pytest.raises(ImpossibleMove):
        actions.withdraw(complaint_id=life.pk, at=timezone.now())


def test_messages_are_welcome_until_the_window_after_the_reply_ends():
    life = lives.answered(at=NOON)
    casework.sweep(at=NOON + timedelta(days=15))
    assert life.case.fresh().state == State.CLOSED
    last = NOON.replace(month=12, day=1, hour=20, minute=59)  # the last minute of the 30th day in Erbil
    actions.message(complaint_id=life.pk, text="One more thing.", at=last)
    with pytest.raises(ImpossibleMove):
        actions.message(complaint_id=life.pk, text="Too late.", at=last + timedelta(minutes=1))


def test_the_officer_is_told_that_there_is_news(life):
    from mazalim.work.models import Job

    actions.message(complaint_id=life.pk, text="News.", at=timezone.now())
    told = Job.objects.filter(name="complaints.tell").order_by("-pk").values_list("payload", flat=True)[0]
    assert told["told"] == [["officer", "office_news"]]


def test_what_one_complainant_adds_goes_to_no_other_file(life):
    other = factories.lodge(at=timezone.now())
    enter(life.case).post(
        reverse("tracking:message"), {"text": "Mine.", "complaint": other.complaint.pk, "complaint_id": other.complaint.pk}
    )
    assert Entry.objects.get(kind="message").complaint_id == life.pk
