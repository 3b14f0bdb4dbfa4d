"""A backup made while others write opens again elsewhere with its keys, and opens nothing without them."""

import io
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from threading import Event, Thread

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.utils import timezone

from mazalim.accounts.actions.code_apps import begin_app
from mazalim.accounts.models import CodeApp
from mazalim.complaints.models import Complaint
from mazalim.evidence.models import StoredFile
from mazalim.journey.intake import actions as intake
from mazalim.keeping.actions import back_up, check
from mazalim.keeping.queries.aside import key_ids
from mazalim.keeping.rules import BadBackup, CannotKeep, refuse_together
from mazalim.notices.actions import send
from mazalim.work.actions import enqueue, once
from mazalim.work.models import LEFT_OUT, Job
from tests import factories
from tests.architecture.house import ROOT

LETTER = b"The water has been off for three days."
# What somebody does with the backup on another machine: restore it, follow a complaint, look at the chain.
ELSEWHERE = """
import json, sys
import django
django.setup()
from django.core.management import CommandError, call_command
from django.utils import timezone
folder, keys, code, contact, *forced = sys.argv[1:]
named = [f"--keys={keys}"] if keys else []
if forced:
    try:
        call_command("restore", folder, *named)
    except CommandError as error:
        assert "is not empty" in str(error)
    else:
        raise AssertionError("Restored over what was there.")
call_command("restore", folder, *named, *forced)
from mazalim.complaints.lifecycle.leaves import digest
from mazalim.complaints.models import Complaint, Enclosure
from mazalim.complainants.contacts import Address
from mazalim.evidence.queries import contents_of
from mazalim.journey.tracking import actions
opened = actions.follow(code=code, contact=Address("email", contact), network="203.0.113.7", at=timezone.now())
chains = 0
for complaint in Complaint.objects.all():
    head = b""
    for entry in complaint.entries.order_by("number"):
        head = digest(head, entry, complaint.case_number)
        assert head == bytes(entry.digest)
    chains += head == bytes(complaint.head_digest)
found = [b"".join(contents_of(one.file)).decode() for one in Enclosure.objects.select_related("file")]
print(json.dumps({"opened": opened.complaint_id, "chains": chains, "enclosures": found}))
"""


def quiet(what: str, done: int, total: int) -> None:
    """Nobody watches."""


def lodged_with_enclosure() -> factories.Case:
    now = timezone.now()
    draft, token = factories.draft(at=now)
    intake.add_enclosure(draft_id=draft.pk, token=token, name="letter.txt", file=io.BytesIO(LETTER), at=now)
    intake.send_code(draft_id=draft.pk, token=token, at=now)
    contact = intake.open_draft(draft_id=draft.pk, token=token, at=now).content.contact
    lodged = intake.lodge_once(draft_id=draft.pk, token=token, typed=factories.sent_code(), at=now)
    return factories.Case(Complaint.objects.get(pk=lodged.complaint_id), lodged.complaint_code, contact)


def elsewhere(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MAZALIM_", "DATABASE_URL", "DJANGO_"))}
    environment = {**kept, "DJANGO_SETTINGS_MODULE": "config.settings", "MAZALIM_DEBUG": "1", "MAZALIM_DATA_DIR": str(data)}
    command = [sys.executable, "-c", ELSEWHERE, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.django_db(transaction=True)
def test_a_backup_needs_the_key_of_every_sealed_row_and_none_of_what_was_shredded() -> None:
    factories.load_country()
    begin_app(officer=factories.officer(), at=timezone.now())
    CodeApp.objects.update(key_id="k-of-apps")
    lodged_with_enclosure()
    StoredFile.objects.update(key_id="", wrapped_key=b"")
    assert "k-of-apps" in key_ids("default")
    assert "" not in key_ids("default")


@pytest.mark.django_db(transaction=True)
def test_a_backup_made_during_writes_opens_elsewhere_with_its_keys_and_with_them_alone(tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        with pytest.raises(CannotKeep, match="pg_basebackup"):
            back_up(folder=tmp_path / "copy", keys=tmp_path / "keys", at=timezone.now(), tell=quiet)
        return
    factories.load_country()
    case = lodged_with_enclosure()
    now = timezone.now()
    send(kind="referred", channel="email", address="a@example.org", language="en", values={}, at=now)
    once(key="k", scope="s", request={}, act=lambda: (201, {}), at=now)
    stop = Event()

    def write() -> None:
        while not stop.is_set():
            enqueue("complaints.tell", at=now)
        connections.close_all()

    writer = Thread(target=write)
    writer.start()
    try:
        made = back_up(folder=tmp_path / "copy", keys=tmp_path / "keys", at=now, tell=quiet)
    finally:
        stop.set()
        writer.join()
    assert made.counts["complaints"] == made.files == 1
    assert sha256((tmp_path / "copy" / "manifest.json").read_bytes()).hexdigest() == made.digest
    assert all(path.stat().st_mode & 0o077 == 0 for path in [*(tmp_path / "copy").rglob("*.*"), *(tmp_path / "keys").iterdir()])
    _holds_no_code(tmp_path / "copy", case)

    without = elsewhere(tmp_path / "thief", str(tmp_path / "copy"), "", case.code, case.contact)
    assert "This installation has other keys" in without.stderr
    opened = elsewhere(tmp_path / "new", str(tmp_path / "copy"), str(tmp_path / "keys"), case.code, case.contact)
    assert opened.returncode == 0, opened.stderr
    told = json.loads(opened.stdout.strip().splitlines()[-1])
    assert told == {"opened": case.complaint.pk, "chains": 1, "enclosures": [LETTER.decode()]}
    again = elsewhere(tmp_path / "new", str(tmp_path / "copy"), str(tmp_path / "keys"), case.code, case.contact, "--force", "--no-input")
    assert again.returncode == 0, again.stderr
    (aside,) = (tmp_path / "new").glob("before-restore-*")
    assert {"mazalim.sqlite3", "keys.json", "secret.key"} <= {path.name for path in aside.iterdir()}

    _refuses_what_was_changed(tmp_path / "copy")
    _says_what_is_lost(tmp_path)


def _holds_no_code(copy: Path, case: factories.Case) -> None:
    """Neither answers kept for a retry nor codes on their way are in the copy; other notices are, and sealed."""
    with closing(sqlite3.connect(f"file:{copy / 'mazalim.sqlite3'}?mode=ro", uri=True)) as copied:
        waiting = "SELECT json_extract(payload, '$.kind'), sealed IS NULL, last_error FROM work_job WHERE name = 'notices.deliver' AND done_at IS NULL"
        assert set(copied.execute(waiting)) == {("acknowledgement", 1, LEFT_OUT), ("referred", 0, "")}
        left = "SELECT (SELECT count(*) FROM work_keptanswer) + (SELECT count(*) FROM django_session)"
        assert copied.execute(left).fetchone() == (0,)
    assert Job.objects.get(payload__kind="acknowledgement").sealed is not None
    assert case.contact.encode() not in (copy / "mazalim.sqlite3").read_bytes()


def _refuses_what_was_changed(copy: Path) -> None:
    file = next(path for path in (copy / "files").rglob("*") if path.is_file())
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    with pytest.raises(BadBackup, match="was changed"):
        check(folder=copy, keys=None, tell=quiet)
    file.unlink()
    with pytest.raises(BadBackup, match="is missing"):
        check(folder=copy, keys=None, tell=quiet)
    (copy / "manifest.json").unlink()
    with pytest.raises(BadBackup, match="no backup"):
        check(folder=copy, keys=None, tell=quiet)


def _says_what_is_lost(folder: Path) -> None:
    default_storage.delete(StoredFile.objects.get().path)
    with pytest.raises(CannotKeep, match="cannot be read"):
        back_up(folder=folder / "second", keys=None, at=timezone.now(), tell=quiet)
    with pytest.raises(CommandError, match="is not empty"):
        call_command("backup", str(folder / "second"), without_keys=True)


@pytest.mark.parametrize(("copy", "keys"), [("a", "a"), ("a", "a/keys"), ("a/copy", "a")])
def test_keys_never_lie_with_what_they_open(tmp_path: Path, copy: str, keys: str) -> None:
    with pytest.raises(CannotKeep, match="apart"):
        refuse_together(tmp_path / copy, tmp_path / keys)
