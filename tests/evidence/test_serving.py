"""Files on their way to readers: who is given what, under which headers, and who learns of it."""

import io
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from mazalim.accounts.models import Role
from mazalim.complaints.actions import enclose
from mazalim.complaints.lifecycle import Move
from mazalim.complaints.models import Download, Entry
from mazalim.evidence.actions import store
from mazalim.evidence.models import StoredFile
from mazalim.work.models import Job
from mazalim.worker.loop import work_all
from tests import factories
from tests.evidence import clamd
from tests.evidence.samples import EICAR, PDF, picture
from tests.journey.tracking.visiting import enter, page

pytestmark = pytest.mark.django_db
CANARY = b"canary-behind-the-picture"


@pytest.fixture(scope="module")
def case(country_in_a_transaction, django_db_blocker):
    """Lodged once; what a test does to it is rolled back."""
    with django_db_blocker.unblock():
        return factories.lodge(at=timezone.now() - timedelta(hours=2))


@pytest.fixture(scope="module")
def officer(case, django_db_blocker):
    """At the desk that holds it."""
    with django_db_blocker.unblock():
        return factories.officer_for(case)


def put(case, name: str, contents: bytes):
    entry = Entry.objects.get(complaint=case.complaint, number=1)
    file = store(name=name, file=io.BytesIO(contents), most_bytes=10**7, at=timezone.now())
    return enclose(entry=entry, files=[file])[0]


def office(case, enclosure, name: str = "enclosure") -> str:
    return reverse(f"workbench:{name}", args=[case.complaint.case_number, enclosure.public_id])


def own(enclosure) -> str:
    return reverse("tracking:enclosure", args=[enclosure.public_id])


def body(answer) -> bytes:
    return b"".join(answer.streaming_content)


KINDS = {"hole.png": picture() + CANARY, "letter.pdf": PDF, "page.txt": b"<script>alert(1)</script>"}


@pytest.mark.parametrize("name", KINDS)
def test_no_browser_runs_keeps_or_shares_what_it_is_given(case, officer, name):
    enclosure = put(case, name, KINDS[name])
    clients = {office(case, enclosure): factories.client_of(officer), own(enclosure): enter(case)}
    for address, client in clients.items():
        answer = client.get(address)
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["Cache-Control"] == "no-store"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "html" not in answer["Content-Type"]
        given = body(answer)
        assert len(given) == int(answer["Content-Length"])
        assert CANARY not in given


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("a\0b.txt", "a b.txt"),
        ("hole\r\nSet-Cookie: a=b.txt", "hole Set-Cookie: a=b.txt"),
        ("\u202etxt.exe.txt", "txt.exe.txt"),
        ('a";filename=b.html;x=".txt', "a;filename=b.html;x=.txt"),
        ("شکوى %41.txt", "شکوى %41.txt"),
        ("x" * 300 + ".txt", "x" * 146 + ".txt"),
    ],
)
def test_a_name_leads_nowhere_and_breaks_no_header(case, officer, sent, shown):
    enclosure = put(case, sent, b"words")
    answer = factories.client_of(officer).get(office(case, enclosure))
    header = answer["Content-Disposition"]
    assert header.isascii()
    assert header.startswith("attachment; filename")
    assert not {"\r", "\n", "\0"} & set(header)
    name = unquote(header.partition("''")[2]) if "''" in header else header.partition('="')[2].rstrip('"')
    assert name == shown


def test_every_look_and_every_download_is_noted_and_shown_to_the_complainant_without_the_officers_name(case, officer):
    photo, letter = put(case, "hole.png", picture()), put(case, "letter.pdf", PDF)
    client = factories.client_of(officer)
    client.get(office(case, photo, "preview") + "?small")  # on the page of the case, which is noted as opened
    client.head(office(case, photo))
    assert not Download.objects.exists()
    client.get(office(case, photo, "preview"))
    client.get(office(case, letter))
    assert list(Download.objects.order_by("pk").values_list("how", "role", "officer")) == [
        ("looked", "officer", officer.pk),
        ("took", "officer", officer.pk),
    ]
    shown = page(enter(case), "openings")
    assert "Looked at it: <bdi>hole.png</bdi>" in shown
    assert "Took it as a file: <bdi>letter.pdf</bdi>" in shown
    assert case.complaint.body.names["en"] in shown
    assert officer.name not in shown


def test_who_opens_their_own_file_is_not_noted(case):
    enclosure = put(case, "hole.png", picture())
    assert enter(case).get(own(enclosure)).status_code == 200
    assert not Download.objects.exists()
    assert "Nobody has opened an enclosure yet." in page(enter(case), "openings")


def test_what_was_noted_is_never_changed_or_deleted(case, officer):
    enclosure = put(case, "hole.png", picture())
    factories.client_of(officer).get(office(case, enclosure))
    for act in ("UPDATE complaints_download SET how = 'looked'", "DELETE FROM complaints_download"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(act)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_downloads_costs_one_query_however_long_it_is(case, officer, number, django_assert_num_queries):
    from mazalim.complaints.access import Follower
    from mazalim.complaints.queries import case_file, downloads_of

    enclosure = put(case, "hole.png", picture())
    for _ in range(number):
        factories.client_of(officer).get(office(case, enclosure))
    file = case_file(case.fresh(), shown_to=Follower(case.complaint.pk))
    with django_assert_num_queries(1):
        assert len(downloads_of(file)) == number


def test_a_file_that_waits_is_listed_by_everybody_and_given_to_nobody(case, officer, settings):
    settings.MAZALIM_CLAMD_URL = "unix:/nowhere/clamd.ctl"
    enclosure = put(case, "hole.png", picture())
    client, complainant = factories.client_of(officer), enter(case)
    addresses = [office(case, enclosure), office(case, enclosure, "preview"), office(case, enclosure, "preview") + "?small"]
    assert {client.get(address).status_code for address in addresses} == {404}
    assert complainant.get(own(enclosure)).status_code == 404
    pages = [client.get(reverse("workbench:case", args=[case.complaint.case_number])).content.decode(), page(complainant, "written")]
    for shown in pages:
        assert "hole.png" in shown
        assert "Being examined" in shown
        assert str(enclosure.public_id) not in shown
    with clamd.speaker() as server:
        settings.MAZALIM_CLAMD_URL = server.url
        Job.objects.filter(name="evidence.examine").update(run_at=timezone.now())
        work_all(at=timezone.now())
    assert client.get(addresses[0]).status_code == 200
    assert complainant.get(own(enclosure)).status_code == 200


def test_what_the_scanner_refuses_leaves_a_leaf_and_a_notice_and_is_given_to_nobody(case, officer, settings):
    with clamd.speaker() as server:
        settings.MAZALIM_CLAMD_URL = server.url
        enclosure = put(case, "letter.txt", EICAR)
        work_all(at=timezone.now())
    assert StoredFile.objects.get(pk=enclosure.file_id).state == "refused"
    leaf = Entry.objects.get(complaint=case.complaint, kind=Move.REFUSE_FILE)
    assert (leaf.author, leaf.visibility) == ("system", "public")
    assert Job.objects.filter(name="notices.deliver", payload__kind="file_refused").count() == 1
    client, complainant = factories.client_of(officer), enter(case)
    assert {client.get(office(case, enclosure)).status_code, complainant.get(own(enclosure)).status_code} == {404}
    assert "Harmful software was found in one of your files" in page(complainant, "file")
    shown = client.get(reverse("workbench:case", args=[case.complaint.case_number])).content.decode()
    assert "Nobody can open this file." in shown
    assert "the complainant was told" in shown


def test_a_storage_that_does_not_answer_is_said_with_a_sentence_and_notes_nothing(case, officer):
    enclosure = put(case, "hole.png", picture())
    default_storage.delete(enclosure.file.copy_path)
    for address, client in ((office(case, enclosure), factories.client_of(officer)), (own(enclosure), enter(case))):
        answer = client.get(address)
        assert answer.status_code == 503
        assert answer["Retry-After"]
    assert not Download.objects.exists()


def test_a_storage_that_fails_while_a_message_is_sent_loses_no_word(case, settings, tmp_path):
    client = enter(case)
    good = default_storage.location
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    default_storage._wrapped.__dict__["location"] = default_storage._wrapped.__dict__["base_location"] = str(blocked)
    try:
        answer = client.post(reverse("tracking:message"), {"text": "See the photo.", "enclosures": [SimpleUploadedFile("a.txt", b"a")]})
    finally:
        for name in ("location", "base_location"):
            default_storage._wrapped.__dict__[name] = good
    shown = answer.content.decode()
    assert "The files cannot be kept just now" in shown
    assert "See the photo." in shown
    assert not Entry.objects.filter(complaint=case.complaint, kind="message").exists()


def test_an_original_is_brought_out_on_the_server_for_who_sees_the_case_and_the_complainant_reads_it(case, officer, tmp_path):
    sent = picture() + CANARY
    enclosure, target = put(case, "hole.png", sent), tmp_path / "hole.png"
    stranger = factories.officer(role=Role.AUDITOR)
    with pytest.raises(CommandError, match="sees no such enclosure"):
        call_command("take_out_original", case.complaint.case_number, str(enclosure.public_id), str(target), officer=stranger.email)
    assert not target.exists()
    call_command("take_out_original", case.complaint.case_number, str(enclosure.public_id), str(target), officer=officer.email)
    assert target.read_bytes() == sent
    assert target.stat().st_mode & 0o777 == 0o600
    with pytest.raises(CommandError, match="exists already"):
        call_command("take_out_original", case.complaint.case_number, str(enclosure.public_id), str(target), officer=officer.email)
    assert "Was given the original" in page(enter(case), "openings")
