"""The quarantine: what is sent waits, sealed, until the scanner has said what it is."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from mazalim.evidence import scanner
from mazalim.evidence.actions import examine, look_after_waiting, scan_again, store
from mazalim.evidence.actions.shredding import shred
from mazalim.evidence.models import StoredFile
from mazalim.evidence.queries import NotServed, contents_of, reading_of, scanner_answers
from mazalim.work.models import Job
from mazalim.worker.loop import work_all
from tests.evidence import clamd
from tests.evidence.samples import EICAR, GOOD, PDF, document, picture
from tests.factories import NOON

pytestmark = pytest.mark.django_db
MOST = 20 * 1024 * 1024


@pytest.fixture(scope="module")
def daemon():
    """ClamAV itself."""
    if clamd.DAEMON is None:
        pytest.skip("clamd is not installed; Debian, Ubuntu: apt-get install clamav-daemon")
    with clamd.private_daemon() as running:
        yield running


@pytest.fixture(params=["clamd", "speaker"])
def url(request, settings):
    """The address of a scanner that answers: ClamAV itself where it is installed, and a server that speaks its language."""
    if request.param == "clamd":
        settings.MAZALIM_CLAMD_URL = request.getfixturevalue("daemon").url
        yield settings.MAZALIM_CLAMD_URL
    else:
        with clamd.speaker() as server:
            settings.MAZALIM_CLAMD_URL = server.url
            yield server.url


@pytest.fixture
def nobody(settings):
    """A scanner is configured, and nobody answers."""
    settings.MAZALIM_CLAMD_URL = "unix:/nowhere/clamd.ctl"


def send(name: str = "note.txt", contents: bytes = b"words") -> StoredFile:
    return store(name=name, file=io.BytesIO(contents), most_bytes=MOST, at=NOON)


def state_of(file: StoredFile) -> str:
    return StoredFile.objects.get(pk=file.pk).state


def read(file: StoredFile) -> bytes:
    return b"".join(reading_of(StoredFile.objects.get(pk=file.pk)).blocks)


def test_a_file_waits_sealed_and_is_served_when_the_scanner_found_nothing(url):
    file = send()
    assert file.state == "waiting"
    assert default_storage.exists(file.path)
    with pytest.raises(NotServed):
        reading_of(file)
    work_all(at=NOON)
    assert state_of(file) == "clean"
    assert read(file) == b"words"


@pytest.mark.parametrize("name", ["note.txt", "letter.docx"])
def test_a_file_in_which_something_is_found_is_never_served_and_stays_sealed(daemon, settings, name):
    settings.MAZALIM_CLAMD_URL = daemon.url
    file = send(name, EICAR if name.endswith("txt") else document("word/document.xml", contents=EICAR))
    work_all(at=NOON)
    kept = StoredFile.objects.get(pk=file.pk)
    assert (kept.state, kept.finding) == ("refused", "Test.Eicar.UNOFFICIAL")
    with pytest.raises(NotServed):
        reading_of(kept)
    assert default_storage.exists(kept.path)
    assert b"EICAR" not in default_storage.open(kept.path).read()


@pytest.mark.django_db(transaction=True)
def test_where_the_policy_says_so_the_object_is_destroyed_and_the_row_stays(settings):
    settings.MAZALIM_INFECTED_FILES = "destroy"
    with clamd.speaker() as server:
        settings.MAZALIM_CLAMD_URL = server.url
        file = send("note.txt", EICAR)
        work_all(at=NOON)
    kept = StoredFile.objects.get(pk=file.pk)
    assert (kept.state, kept.is_served, kept.kept_paths) == ("destroyed", False, ())
    assert not default_storage.exists(file.path)


def test_while_the_scanner_is_away_files_wait_and_when_it_is_back_they_are_released_by_themselves(nobody, settings):
    files = [send(), send("letter.pdf", PDF)]
    assert work_all(at=NOON) >= 2
    assert [state_of(file) for file in files] == ["waiting", "waiting"]
    job = Job.objects.filter(name="evidence.examine").first()
    assert job.run_at > NOON
    assert job.last_error.startswith("ScannerDown")
    later = NOON + timedelta(minutes=1)
    assert look_after_waiting(at=later) == 0  # still away: the waits grow
    with clamd.speaker() as server:
        settings.MAZALIM_CLAMD_URL = server.url
        assert look_after_waiting(at=later) == 2
        work_all(at=later)
    assert [state_of(file) for file in files] == ["clean", "clean"]


def test_a_file_that_waited_past_the_last_try_or_lost_its_job_is_examined_all_the_same(nobody, settings):
    buried, lost = send(), send()
    jobs = {job.payload["file"]: job for job in Job.objects.filter(name="evidence.examine")}
    Job.objects.filter(pk=jobs[str(buried.pk)].pk).update(dead_at=NOON, attempts=12, last_error="ScannerDown: away")
    Job.objects.filter(pk=jobs[str(lost.pk)].pk).delete()
    later = NOON + timedelta(hours=40)
    with clamd.speaker() as server:
        settings.MAZALIM_CLAMD_URL = server.url
        assert look_after_waiting(at=later) == 2
        work_all(at=later)
    assert [state_of(buried), state_of(lost)] == ["clean", "clean"]


def test_without_a_scanner_files_are_served_and_say_that_they_were_not_scanned():
    file = send()
    assert (file.state, read(file)) == ("unscanned", b"words")
    assert scanner_answers() is None
    assert not Job.objects.filter(name="evidence.examine").exists()


def test_files_taken_without_a_scanner_are_scanned_once_there_is_one_and_go_on_being_served_meanwhile(settings):
    good, bad = send(), send("bad.txt", EICAR)
    with clamd.speaker() as server:
        settings.MAZALIM_CLAMD_URL = server.url
        assert scan_again(with_clean=False, at=NOON) == 2
        assert read(good) == b"words"
        work_all(at=NOON)
        assert scan_again(with_clean=False, at=NOON) == 0
        assert scan_again(with_clean=True, at=NOON) == 1
    assert [state_of(good), state_of(bad)] == ["clean", "refused"]


def test_what_the_scanner_will_not_read_whole_is_not_taken_for_clean(settings):
    with clamd.speaker() as server:
        server.most = 1000
        settings.MAZALIM_CLAMD_URL = server.url
        file = send("note.txt", b"x" * 300_000)
        with pytest.raises((scanner.CannotScan, scanner.ScannerDown)):
            examine(file_id=file.pk, at=NOON)
        assert state_of(file) == "waiting"


@pytest.mark.parametrize("answer", [b"stream: ERROR\0", b"", b"nonsense\0", b"stream: OK"])
def test_nothing_but_a_plain_ok_lets_a_file_out(settings, answer):
    with clamd.speaker() as server:
        server.answer = answer or b"\0"
        if answer == b"stream: OK":
            assert scanner.scan(server.url, [b"words"]) == ""  # the line ended after it instead of a NUL
            return
        with pytest.raises((scanner.CannotScan, scanner.ScannerDown)):
            scanner.scan(server.url, [b"words"])


def test_pictures_are_copied_after_the_scan_and_not_before(url):
    file = send("photo.jpg", picture("JPEG", (400, 300)))
    assert (file.state, file.copy_size) == ("waiting", None)
    work_all(at=NOON)
    kept = StoredFile.objects.get(pk=file.pk)
    assert kept.state == "clean"
    assert kept.copy_size > 0
    assert read(file)[:2] == b"\xff\xd8"


def test_the_scanner_reads_what_was_sent_and_not_a_copy(settings):
    with clamd.speaker() as server:
        settings.MAZALIM_CLAMD_URL = server.url
        file = send("photo.png", GOOD["photo.png"] + EICAR)
        work_all(at=NOON)
    assert state_of(file) == "refused"
    assert EICAR in b"".join(contents_of(file))


def test_a_file_that_is_destroyed_while_it_is_examined_leaves_nothing(settings, monkeypatch):
    monkeypatch.setattr(scanner, "STEP_SECONDS", 0.05)
    with clamd.speaker() as server:
        settings.MAZALIM_CLAMD_URL, server.delay = server.url, 0.2
        file = send("photo.png", GOOD["photo.png"])
        assert examine(file_id=file.pk, at=NOON, still_waiting=StoredFile.objects.filter(pk=file.pk).delete) is None
    assert not default_storage.exists(file.copy_path)


def test_a_file_that_is_shredded_is_examined_no_more(settings):
    with clamd.speaker() as server:
        settings.MAZALIM_CLAMD_URL = server.url
        file = send("photo.png", GOOD["photo.png"])
        shred(file=file, at=NOON)
        assert examine(file_id=file.pk, at=NOON) is None
        assert look_after_waiting(at=NOON + timedelta(hours=1)) == 0
        assert scan_again(with_clean=True, at=NOON) == 0
    assert StoredFile.objects.get(pk=file.pk).kept_paths == ()


def test_a_zip_hides_nothing_from_the_real_scanner(daemon):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("deep/eicar.txt", EICAR)
    outer = document("word/document.xml", contents=inner.getvalue())
    assert scanner.scan(daemon.url, [outer]).startswith("Test.Eicar")
    assert scanner.scan(daemon.url, [outer[:40], b"harmless"]) == ""


def test_the_real_daemon_is_stopped_and_started_again_in_the_middle(daemon, settings):
    settings.MAZALIM_CLAMD_URL = daemon.url
    before = send()
    work_all(at=NOON)
    daemon.stop()
    during = send()
    work_all(at=NOON)
    assert [state_of(before), state_of(during)] == ["clean", "waiting"]
    daemon.start()
    later = NOON + timedelta(minutes=1)
    look_after_waiting(at=later)
    work_all(at=later)
    assert state_of(during) == "clean"
