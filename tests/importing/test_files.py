"""A file is taken over whole: faulty lines are named and passed over, nothing comes twice, a run that was killed goes on."""

import csv
import gzip
import json
import stat
from contextlib import suppress
from io import StringIO
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from mazalim.complainants.contacts import Address
from mazalim.complaints.models import Complaint, Entry, EntryText
from mazalim.figures.actions import differences, recompute
from mazalim.figures.actions.advancing import catch_up
from mazalim.importing import actions
from mazalim.importing.actions import Run, batches, processes, run
from mazalim.importing.models import ImportedCase
from mazalim.importing.rules import Format, lines_of
from mazalim.journey.tracking import actions as tracking
from mazalim.proof.checking.chains import Chains
from mazalim.proof.checking.findings import Findings
from mazalim.work.models import Job
from tests import factories
from tests.journey.intake.test_words import strings

__all__ = ["strings"]  # the fixture
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def country(country_in_a_transaction: None, db: None) -> None:
    """The Kurdistan profile, loaded once for this file."""


def line(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "reference": f"OLD-{number:04d}",
        "lodged_at": "2024-03-03T09:12:00Z",
        "body": "MUN-EBL",
        "category": "road_damage",
        "subject": f"Hole number {number}",
        "text": "There is a hole in front of the school.",
        "complainant": {"given_name": "Zainab", "birth_date": "1984-03-27", "email": f"zainab{number}@example.org"},
    } | changes


def done(day: int = 10) -> list[dict[str, Any]]:
    return [
        {"kind": "take", "at": "2024-03-05T09:00:00Z"},
        {"kind": "reply", "at": f"2024-03-{day:02d}T09:00:00+03:00", "text": "It is filled.", "outcome": "upheld", "redress": "repaired"},
        {"kind": "confirm", "at": "2024-03-20T09:00:00Z"},
    ]


def written(folder: Path, *lines: Any, name: str = "old.jsonl") -> Path:
    path = folder / name
    text = "".join((one if isinstance(one, str) else json.dumps(one)) + "\n" for one in lines)
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


def taken_over(path: Path, *more: str, code: int = 0) -> str:
    """What the command says; `code` is the one it has to end with."""
    out = StringIO()
    try:
        call_command("import", str(path), "--source", "old", "--jobs", "1", *more, stdout=out, stderr=out, verbosity=0)
        ended = 0
    except SystemExit as end:
        ended = end.code
    assert ended == code
    return out.getvalue()


def faults_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(one) for one in path.with_name(path.name + ".faults.jsonl").read_text().splitlines()]


FAULTY: dict[str, tuple[Any, str]] = {
    "no JSON": ("{not json", ""),
    "no object": ("[1, 2]", ""),
    "unknown body": (line(1, body="NO-SUCH"), "body"),
    "unknown category": (line(2, category="no_such"), "category"),
    "bad date": (line(3, lodged_at="3 March 2024"), "lodged_at"),
    "a moment without its zone": (line(4, lodged_at="2024-03-03T09:12:00"), "lodged_at"),
    "in the future": (line(5, lodged_at="2924-03-03T09:12:00Z"), "lodged_at"),
    "too long": (line(6, text="x" * 10_001), "text"),
    "without words": (line(7, text=" "), "text"),
    "bad e-mail": (line(8, complainant={"email": "nobody"}), "complainant.email"),
    "bad telephone": (line(9, complainant={"phone": "12"}), "complainant.phone"),
    "a child": (line(10, complainant={"birth_date": "2015-01-01"}), "complainant.birth_date"),
    "a field that nobody knows": (line(11, colour="red"), "colour"),
    "anonymous": (line(12, identity_mode="anonymous"), "identity_mode"),
    "NUL": (line(13, text="a\0b"), "text"),
    "half a sign": (line(14, text="a\ud800b"), "text"),
    "without reference": (line(15, reference=""), "reference"),
    "not a list": (line(16, history={}), "history"),
    "unknown act": (line(17, history=[{"kind": "dance", "at": "2024-03-04T09:00:00Z"}]), "history[0].kind"),
    "times that fall": (line(18, history=list(reversed(done()))), "history[1].at"),
    "before it was lodged": (line(19, history=[{"kind": "take", "at": "2024-03-01T09:00:00Z"}]), "history[0].at"),
    "an act that cannot follow": (line(20, history=[{"kind": "confirm", "at": "2024-03-04T09:00:00Z"}]), "history[0].kind"),
    "unknown officer": (line(21, history=[{"kind": "take", "at": "2024-03-04T09:00:00Z", "by": "no@body.example"}]), "history[0].by"),
    "more answers than points": (line(22, history=[done()[1] | {"points": [{"outcome": "upheld"}] * 3}]), "history[0].points"),
    "no rating": (line(23, history=[{"kind": "rate", "at": "2024-03-04T09:00:00Z", "score": 6}]), "history[0].score"),
    "another kind of value": (line(24, subject=12, points="no list"), "subject"),
}


def test_a_faulty_line_is_named_and_passed_over_and_the_others_are_taken(tmp_path: Path) -> None:
    path = written(tmp_path, line(100), *(raw for raw, _ in FAULTY.values()), line(101, history=done()))
    said = taken_over(path, code=1)
    assert "2 complaints" in said
    assert f"{len(FAULTY)} lines are faulty" in said
    assert set(ImportedCase.objects.values_list("reference", flat=True)) == {"OLD-0100", "OLD-0101"}
    found = faults_of(path)
    for number, (name, (_, field)) in enumerate(FAULTY.items(), 2):
        of_line = [one for one in found if one["line"] == number]
        assert field in {one["field"] for one in of_line}, name
        assert all(one["what"] and one["remedy"] for one in of_line), name
    with path.with_name("old.jsonl.faults.csv").open(encoding="utf-8-sig", newline="") as table:
        assert len(list(csv.DictReader(table))) == len(found)


def test_a_check_finds_the_same_faults_and_writes_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, line(100, history=done()), *(raw for raw, _ in FAULTY.values()))
    assert "1 complaints with 5 entries could be taken over" in taken_over(path, "--check", code=1)
    assert {one["line"] for one in faults_of(path)} == set(range(2, len(FAULTY) + 2))
    assert not Complaint.objects.exists()
    assert not Job.objects.filter(name="complaints.note_likeness").exists()


def test_the_same_complaint_is_taken_over_once_however_often_it_comes(tmp_path: Path) -> None:
    path = written(tmp_path, line(1), line(2), line(1), name="old.jsonl.gz")
    assert "2 complaints with" in taken_over(path)
    assert "0 complaints with 0 entries were taken over; 3 were here before." in taken_over(path)
    assert Complaint.objects.count() == 2
    more = written(tmp_path, line(2), line(3))
    assert "1 complaints" in taken_over(more)


class PlugPulled(BaseException):
    """What a power cut is to a test."""


@pytest.mark.parametrize("where", ["ImportedCase", "EntryText", "codes"])
def test_a_run_that_ends_in_the_middle_of_a_batch_goes_on_without_a_loss_or_a_double(tmp_path: Path, monkeypatch, where: str) -> None:
    monkeypatch.setattr(processes, "LINES_AT_ONCE", 4)
    path, codes = written(tmp_path, *(line(number, history=done()) for number in range(10))), tmp_path / "codes.csv"
    tables, write_codes = batches.tables, batches._write_codes
    written_so_far = []

    class Failing:
        def __init__(self) -> None:
            self.real = tables()

        def __getattr__(self, name: str) -> Any:
            return getattr(self.real, name)

        def write(self, model: Any, rows: Any) -> None:
            self.real.write(model, rows)
            if model.__name__ == where and Complaint.objects.count() > 4:
                raise PlugPulled

    def failing_codes(lives: Any, to: Path) -> None:
        write_codes(lives, to)
        written_so_far.append(to)
        if where == "codes" and len(written_so_far) > 1:
            raise PlugPulled

    with monkeypatch.context() as broken:
        broken.setattr(batches, "tables", Failing)
        broken.setattr(batches, "_write_codes", failing_codes)
        with pytest.raises(PlugPulled):
            taken_over(path, "--codes", str(codes))
    assert Complaint.objects.count() == ImportedCase.objects.count() == 4
    taken_over(path, "--codes", str(codes))
    assert Complaint.objects.count() == ImportedCase.objects.count() == 10
    assert Entry.objects.count() == 50
    findings = Findings()
    Chains(findings).check()
    assert not findings.kept
    kept = {row["reference"]: row for row in csv.DictReader(codes.read_text().splitlines())}  # the last of each counts
    assert len(kept) == 10
    for row in kept.values():
        reference = int(row["reference"][-4:])
        contact = Address("email", f"zainab{reference}@example.org")
        follower = tracking.follow(code=row["code"], contact=contact, network="203.0.113.9", at=timezone.now())
        assert Complaint.objects.get(pk=follower.complaint_id).case_number == row["case_number"]


def test_the_file_of_codes_is_for_its_owner_alone(tmp_path: Path) -> None:
    codes = tmp_path / "codes.csv"
    codes.touch(mode=0o644)
    taken_over(written(tmp_path, line(1)), "--codes", str(codes))
    assert stat.S_IMODE(codes.stat().st_mode) == 0o600


def test_whoever_was_given_no_code_gets_one_by_the_contact_that_the_other_system_knew(tmp_path: Path) -> None:
    taken_over(written(tmp_path, line(1, complainant={"email": "Zainab@Example.org", "phone": "0750 123 4567"})))
    complaint = Complaint.objects.get()
    now = timezone.now()
    for contact in (Address("email", "zainab@example.org"), Address("phone", "+9647501234567")):
        assert tracking.send_lost_code(contact=contact, language="en", at=now)
        proved = tracking.prove_lost(contact=contact, typed=factories.sent_code(), at=now)
        assert proved.complaint_ids == (complaint.pk,)
        code = tracking.renew_code(complaint_id=complaint.pk, at=now)
        assert tracking.follow(code=code, contact=contact, network="203.0.113.9", at=now).complaint_id == complaint.pk


def test_a_table_is_taken_over_with_the_little_that_it_tells_of_the_past(tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    heading = "reference,lodged_at,body,category,subject,text,email,state,answered_at,closed_at,outcome,reply"
    rows = [
        'A1,2024-03-03T09:12:00Z,MUN-EBL,road_damage,Hole,"Deep,\nand ""wide""",a@example.org,,,,,',
        "A2,2024-03-03T09:12:00Z,MUN-EBL,road_damage,Hole,Deep,a@example.org,answered,2924-01-01T00:00:00Z,,,Filled.",
        "A3,2024-03-03T09:12:00Z,MUN-EBL,road_damage,Hole,Deep,a@example.org,closed,2024-03-09T09:00:00Z,2024-04-01T09:00:00Z,upheld,Filled.",
        "A4,2024-03-03T09:12:00Z,MUN-EBL,road_damage,Hole,Deep,a@example.org,withdrawn,,2024-03-09T09:00:00Z,,",
        "A5,2024-03-03T09:12:00Z,MUN-EBL,road_damage,Hole",
        "A6,2024-03-03T09:12:00Z,MUN-EBL,road_damage,Hole,Deep,a@example.org,lost,,,,",
    ]
    path.write_text("\ufeff" + "\r\n".join([heading, *rows]) + "\r\n", encoding="utf-8")
    taken_over(path, code=1)
    states = dict(ImportedCase.objects.values_list("reference", "complaint__state"))
    assert states == {"A1": "with_body", "A3": "closed", "A4": "withdrawn"}
    assert {(one["reference"], one["field"]) for one in faults_of(path)} == {("A2", "history[0].at"), ("", ""), ("A6", "state")}
    words = EntryText.objects.get(entry__complaint__imported__reference="A1", entry__number=1)
    assert json.loads(words.text)["description"] == 'Deep,\nand "wide"'


@pytest.mark.parametrize("heading", ["reference,lodged_at,category,subject,text,colour", "reference,subject", "reference,reference"])
def test_a_table_whose_heading_is_wrong_is_not_begun(tmp_path: Path, heading: str) -> None:
    path = tmp_path / "old.csv"
    path.write_text(f"{heading}\nA1\n")
    with pytest.raises(CommandError, match="heading"):
        taken_over(path)


def test_a_file_that_is_not_there_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read") as refused:
        taken_over(tmp_path / "none.jsonl")
    assert refused.value.returncode == 2


def test_figures_count_what_was_taken_over_on_the_days_on_which_it_happened(tmp_path: Path) -> None:
    taken_over(written(tmp_path, *(line(number, history=done(number + 5)) for number in range(1, 5)), line(9)))
    now = timezone.now()
    recompute(at=now)
    taken_over(written(tmp_path, *(line(number, history=done(number - 12)) for number in range(20, 24)), line(29)))
    catch_up(at=now)
    assert not differences()


def test_strings_that_break_things_come_back_as_they_were(tmp_path: Path, strings: list[str]) -> None:
    kept = [text for text in strings if text.strip() and "\0" not in text]
    words = [{"text": text, "subject": f"No. {text[:100]}", "complainant": {"given_name": text[:150]}} for text in kept]
    taken_over(written(tmp_path, *(line(number, **one) for number, one in enumerate(words))))
    for taken in ImportedCase.objects.select_related("complaint"):
        text = EntryText.objects.get(entry__complaint=taken.complaint, entry__number=1).text
        assert json.loads(text)["description"] == kept[int(taken.reference[-4:])].strip()
    assert ImportedCase.objects.count() == len(kept)
    findings = Findings()
    Chains(findings).check()
    assert not findings.kept


def test_a_reference_that_another_process_took_meanwhile_is_found_at_the_second_look(tmp_path: Path, monkeypatch) -> None:
    path = written(tmp_path, line(1), line(2))
    taken_over(written(tmp_path, line(1), name="first.jsonl"))
    real, looks = batches.here_already, []

    def blind_at_first(**asked: Any) -> set[str]:
        looks.append(asked)
        return real(**asked) if len(looks) > 1 else set()

    monkeypatch.setattr(batches, "here_already", blind_at_first)
    taken_over(path)
    assert len(looks) == 2
    assert sorted(ImportedCase.objects.values_list("reference", flat=True)) == ["OLD-0001", "OLD-0002"]


@pytest.mark.one_database
def test_lines_come_with_their_numbers_and_empty_ones_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "old.jsonl"
    path.write_bytes(b'{"a": 1}\n\n  \n{"b": 2}')
    assert [number for number, _ in lines_of(path, Format.JSONL)] == [1, 4]


def test_one_process_takes_over_what_is_handed_out_and_says_so_batch_by_batch(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(processes, "LINES_AT_ONCE", 2)
    path = written(tmp_path, *(line(number) for number in range(5)))
    found = list(run(lines_of(path, Format.JSONL), Run(source="old", at=timezone.now())))
    assert [(one.lines, one.cases) for one in found] == [(2, 2), (2, 2), (1, 1)]


def numbers(pipe: Connection, *, most: int = 100) -> None:
    """A process that counts lines instead of writing them, and ends in the middle of its work after so many batches."""
    while most and (batch := pipe.recv()) is not None:
        pipe.send(actions.Taken(lines=len(batch)))
        most -= 1
    pipe.close()


def handed_out(batches: int, *workers: dict[str, int]) -> list[int]:
    pipes = [Pipe() for _ in workers]
    threads = [Thread(target=numbers, args=(theirs,), kwargs=more, daemon=True) for (_, theirs), more in zip(pipes, workers, strict=True)]
    for thread in threads:
        thread.start()
    try:
        return [
            one.lines
            for one in processes._hand_out(iter([[(0, b"{}")] * size for size in range(1, batches + 1)]), [ours for ours, _ in pipes])
        ]
    finally:
        for ours, _ in pipes:
            with suppress(OSError):
                ours.send(None)
        for thread in threads:
            thread.join(5)


@pytest.mark.one_database
def test_every_batch_is_handed_out_once_to_whoever_is_free() -> None:
    assert sorted(handed_out(9, {}, {}, {})) == list(range(1, 10))
    assert handed_out(1, {}, {}) == [1]


@pytest.mark.one_database
def test_a_process_that_ends_in_its_work_ends_the_run_with_a_word() -> None:
    with pytest.raises(actions.WorkerEnded):
        handed_out(9, {"most": 2})
