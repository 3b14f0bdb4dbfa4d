"""One batch of lines: read, check, live, write. All of it is one transaction, with the references that say what is here."""

import csv
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db import IntegrityError, transaction

from mazalim.common.clock import day_of
from mazalim.complainants.models import Complainant
from mazalim.complaints.models import Complaint, Entry, EntryText, Exclusion, Proposal
from mazalim.complaints.search import enter_new, line_of
from mazalim.importing.actions.acts import ACTS
from mazalim.importing.actions.life import CannotFollow, Life
from mazalim.importing.actions.rows import tables
from mazalim.importing.models import ImportedCase
from mazalim.importing.queries import here_already
from mazalim.importing.rules import Fault, Faults, Known, Raw, checked, raw_of
from mazalim.work.actions import enqueue

TRIES = 3
CASES_OF_A_JOB = 200  # that are prepared for comparison by one job


@dataclass
class Taken:
    """What became of some lines."""

    lines: int = 0
    cases: int = 0  # taken over now; with --check those that could be
    here: int = 0  # taken over before, or by a line further up
    entries: int = 0
    faulty: int = 0
    faults: list[Fault] = field(default_factory=list)

    def add(self, more: "Taken") -> None:
        """Count some more; the faults themselves are for the report, and may be too many to be held."""
        self.lines += more.lines
        self.cases += more.cases
        self.here += more.here
        self.entries += more.entries
        self.faulty += more.faulty


def take_over(lines: Sequence[tuple[int, Raw]], *, known: Known, heading: tuple[str, ...] = (), codes: Path | None = None) -> Taken:
    """Take over some lines in one transaction, and write the codes of the new cases to a file where one is named.

    Killed at any moment it leaves all of the batch or nothing; the file of codes may then name codes that no case has.
    """
    for further in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                taken, lives = _lived(lines, known=known, heading=heading)
                _write(lives, known=known, codes=codes)
        except IntegrityError:
            # Another process has taken over one of these references meanwhile: look again.
            if not further:
                raise
        else:
            return taken
    raise AssertionError  # the last try has returned or raised


def look_at(lines: Sequence[tuple[int, Raw]], *, known: Known, heading: tuple[str, ...] = ()) -> Taken:
    """Check some lines as if they were to be taken over, and write nothing."""
    return _lived(lines, known=known, heading=heading)[0]


def _lived(lines: Sequence[tuple[int, Raw]], *, known: Known, heading: tuple[str, ...]) -> tuple[Taken, list[Life]]:
    taken, read = Taken(lines=len(lines)), []
    for number, line in lines:
        faults = Faults(number)
        raw = raw_of(line, heading, faults)
        if raw is None or faults.found:
            taken.faults += faults.found
        else:
            read.append((faults, raw))
    asked = {raw["reference"].strip() for _, raw in read if isinstance(raw.get("reference"), str)}
    here = here_already(source=known.source, references=filter(str.isprintable, asked))
    lives = []
    for faults, raw in read:
        reference = raw.get("reference")
        if isinstance(reference, str) and reference.strip() in here:
            taken.here += 1
            continue
        prepared = checked(raw, known, faults)
        if prepared is None:
            taken.faults += faults.found
            continue
        try:
            life = Life(prepared, known)
            life.live(ACTS)
        except CannotFollow as error:
            taken.faults.append(error.fault)
            continue
        here.add(prepared.reference)
        lives.append(life)
        taken.entries += len(life.leaves)
    taken.cases, taken.faulty = len(lives), len({fault.line for fault in taken.faults})
    return taken, lives


def _write(lives: Sequence[Life], *, known: Known, codes: Path | None) -> None:
    if not lives:
        return
    to = tables()
    agreed = [one for life in lives for one in life.agreed]
    for one, pk in zip(agreed, to.keys(Proposal, len(agreed)) if agreed else (), strict=True):
        one.proposal.pk = one.payload["proposal"] = pk
    zone = known.days.zone
    numbers, keys = to.case_numbers(len(lives)), to.keys(Complaint, len(lives))
    for life, number, pk in zip(lives, numbers, keys, strict=True):
        life.close_file(case_number=f"{day_of(life.complaint.lodged_at, zone).year}-{number:07d}", pk=pk)
        for one in life.agreed:
            one.proposal.complaint_id = pk
    leaves = [(life, leaf) for life in lives for leaf in life.leaves]
    words = []
    for (life, leaf), pk in zip(leaves, to.keys(Entry, len(leaves)), strict=True):
        leaf.entry.pk, leaf.entry.complaint_id = pk, life.complaint.pk
        if leaf.words is not None:
            leaf.words.entry_id = pk
            words.append(leaf.words)
    to.write(Complainant, [life.record for life in lives])
    to.write(Complaint, [life.complaint for life in lives])
    to.write(Entry, [leaf.entry for _, leaf in leaves])
    to.write(EntryText, words)
    to.write(Proposal, [one.proposal for one in agreed])
    to.write(ImportedCase, [_imported(life, known) for life in lives])
    _exclude(lives)
    enter_new(
        [line_of(life.complaint, [(leaf.entry.kind, leaf.words.text) for leaf in life.leaves if leaf.words is not None]) for life in lives]
    )
    still_open = [life.complaint.pk for life in lives if life.complaint.is_open]
    for start in range(0, len(still_open), CASES_OF_A_JOB):
        enqueue("complaints.note_likeness", {"complaints": still_open[start : start + CASES_OF_A_JOB]}, at=known.at)
    if codes is not None:
        _write_codes(lives, codes)


def _imported(life: Life, known: Known) -> ImportedCase:
    return ImportedCase(complaint_id=life.complaint.pk, source=known.source, reference=life.prepared.reference, at=known.at)


def _exclude(lives: Sequence[Life]) -> None:
    rows = []
    for life in lives:
        for exclusion in life.excluded():
            exclusion.complaint_id = life.complaint.pk
            rows.append(exclusion)
    Exclusion.objects.bulk_create(rows)


def _write_codes(lives: Sequence[Life], path: Path) -> None:
    """Before the commit, and forced to the disk: a case without its code is worse than a code without its case."""
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerows((life.prepared.reference, life.complaint.case_number, life.code) for life in lives)
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, text.getvalue().encode())
        os.fsync(file)
    finally:
        os.close(file)
