"""Reads of the case file, shaped for pages. Each takes who is asking."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from mazalim.accounts.models import Officer
from mazalim.accounts.queries import Standing
from mazalim.common.database.kept import rows_of
from mazalim.complaints.access import Follower, Visitor, complaints_shown_to, entries_shown_to, has_revealed
from mazalim.complaints.deadlines import APPEAL, DECISION, Clock, clocks_from
from mazalim.complaints.models import Complaint, Download, Enclosure, Entry, Opening
from mazalim.country.queries import calendar
from mazalim.directory.queries import body_row
from mazalim.evidence.models import IMAGES, SERVED, StoredFile
from mazalim.evidence.queries import name_of


@dataclass(frozen=True)
class EnclosureShown:
    """An enclosure as a page lists it."""

    public_id: str
    name: str
    size: int  # bytes of what a reader is given
    media_type: str
    state: str = StoredFile.State.CLEAN.value
    has_thumbnail: bool = False

    @property
    def is_served(self) -> bool:
        """Whether it was examined, and may be opened."""
        return self.state in SERVED

    @property
    def may_be_looked_at(self) -> bool:
        """Whether the browser shows it without a download."""
        return self.is_served and (self.media_type in IMAGES or self.media_type == "application/pdf")


def enclosure_shown(row: Enclosure) -> EnclosureShown:
    """An enclosure whose file is at hand, as a page lists it."""
    file = row.file
    size = file.size if file.copy_size is None else file.copy_size
    has_thumbnail = file.is_served and file.thumbnail_size is not None
    return EnclosureShown(str(row.public_id), name_of(file), size, file.media_type, file.state, has_thumbnail)


@dataclass(frozen=True)
class LeafShown:
    """A leaf as a page shows it. `text` is empty where there are no words; `content` is their JSON where the kind writes JSON."""

    number: int
    kind: str
    author: str
    officer_name: str
    is_internal: bool
    at: datetime
    payload: dict[str, Any]
    text: str
    content: dict[str, Any] = field(default_factory=dict)
    enclosures: tuple[EnclosureShown, ...] = ()


@dataclass(frozen=True)
class CaseFile:
    """A case with its leaves, oldest first, and its clocks."""

    complaint: Complaint
    leaves: tuple[LeafShown, ...]
    clocks: dict[str, Clock]

    @property
    def lodged(self) -> dict[str, Any]:
        """What the complainant wrote: subject, description, points, answers, official, place_text."""
        return self.leaves[0].content if self.leaves else {}

    @property
    def matter(self) -> str:
        """Subject and description as lodged, in which suggestions look for words."""
        return f"{self.lodged.get('subject', '')}\n{self.lodged.get('description', '')}"

    @property
    def decision(self) -> Clock | None:
        """The decision clock of this round."""
        return self.clocks.get("decision")

    @property
    def appeal(self) -> Clock | None:
        """The clock of the appeal, where there is or was one."""
        return self.clocks.get("appeal")

    @property
    def open_question(self) -> LeafShown | None:
        """The question that waits for the complainant, or may still be answered after its pause was lifted."""
        number = self.complaint.open_question if self.complaint.state in _ANSWERABLE else 0
        return next((leaf for leaf in self.leaves if leaf.number == number), None)

    @property
    def newest_reply(self) -> LeafShown | None:
        """The reply of this round or the one before."""
        sent = [leaf for leaf in self.leaves if leaf.kind in JSON_REPLIES]
        return sent[-1] if sent else None


_ANSWERABLE = frozenset({"awaiting_complainant", "in_progress", "awaiting_approval"})
JSON_REPLIES = frozenset({"approve", "send_reply", "answer_together", "decide_appeal"})
JSON_KINDS = frozenset(
    {"lodge", "refuse", "set_points", "return_appeal", "split", *JSON_REPLIES}
)  # the words of these leaves are JSON, so that each point keeps its place


def case_file(complaint: Complaint, *, shown_to: Visitor) -> CaseFile:
    """The leaves that a visitor may read, with words and enclosures: two queries however long the file is."""
    knows_names = not isinstance(shown_to, Follower)  # complainants are never told an officer's name, so it is not read for them either
    at_hand = ("words", "officer") if knows_names else ("words",)
    entries = rows_of(
        Entry,
        ("leaves", type(shown_to)),
        lambda pk: entries_shown_to(shown_to, pk).select_related(*at_hand),
        complaint.pk,
    )
    files: dict[int, list[EnclosureShown]] = defaultdict(list)
    for enclosure in rows_of(Enclosure, "enclosures", _enclosures_of, complaint.pk):
        if enclosure.purpose and not isinstance(shown_to, Follower):
            continue  # it names the complainant: papers_of
        if not enclosure.file.is_shredded:  # the leaf of the disposal says that there was one
            files[enclosure.entry_id].append(enclosure_shown(enclosure))
    leaves = tuple(_leaf(entry, tuple(files[entry.pk]), knows_names=knows_names) for entry in entries)
    # Public leaves tell all about the clocks of the decision and of the appeal, which complainants are shown; a test keeps it so.
    clocks = clocks_from(entries, calendar())
    if isinstance(shown_to, Follower):
        clocks = {name: clock for name, clock in clocks.items() if name in {DECISION, APPEAL}}
    return CaseFile(complaint, leaves, clocks)


def _enclosures_of(complaint_id: int) -> QuerySet[Enclosure]:
    return Enclosure.objects.filter(complaint=complaint_id).select_related("file").order_by("pk")


def _leaf(entry: Entry, enclosures: tuple[EnclosureShown, ...], *, knows_names: bool) -> LeafShown:
    text = entry.words.text if hasattr(entry, "words") else ""
    content = json.loads(text) if text and entry.kind in JSON_KINDS else {}
    return LeafShown(
        number=entry.number,
        kind=entry.kind,
        author=entry.author,
        officer_name=entry.officer.name if knows_names and entry.officer else "",
        is_internal=entry.visibility == "internal",
        at=entry.at,
        payload=entry.payload,
        text="" if content else text,
        content=content,
        enclosures=enclosures,
    )


@dataclass(frozen=True)
class LeafSeen:
    """A leaf with the names behind its ids, for officers."""

    leaf: LeafShown
    body_names: dict[str, str] = field(default_factory=dict)  # where it went
    to_officer: str = ""
    officers: tuple[str, ...] = ()  # whom an official was matched with
    other_case: str = ""  # the number of the other case that it speaks of; empty where the reader does not see that one


_OTHER_CASE = ("other", "lead", "joined", "to_case", "split_from")
_ABOUT_LINKS = frozenset({"link", "unlink"})


def leaves_seen(standing: Standing, complaint: Complaint, leaves: Sequence[LeafShown]) -> tuple[LeafSeen, ...]:
    """Leaves with the names of officers, bodies and other cases in them: one query for each of the two that occurs, none for most files.

    What only says that a case belongs to another one is left out where the reader does not see that other one.
    """
    officers: dict[int, str] = {complaint.officer.pk: complaint.officer.name} if complaint.officer else {}
    matched = {pk for leaf in leaves for pk in leaf.payload.get("officers", ())}
    unnamed = {*matched, *(_id_in(leaf, "officer") for leaf in leaves)} - {0, *officers}
    if unnamed:
        officers |= dict(Officer.objects.filter(pk__in=unnamed).values_list("pk", "name"))
    others = {_id_in(leaf, *_OTHER_CASE) for leaf in leaves} - {0}
    numbers = dict(complaints_shown_to(standing).filter(pk__in=others).values_list("pk", "case_number")) if others else {}
    seen = []
    for leaf in leaves:
        other = numbers.get(_id_in(leaf, *_OTHER_CASE), "")
        if leaf.kind in _ABOUT_LINKS and not other:
            continue
        body = body_row(int(leaf.payload.get("to_body") or leaf.payload.get("cover", {}).get("body_id") or 0), ended_too=True)
        named = tuple(officers[pk] for pk in leaf.payload.get("officers", ()) if pk in officers)
        seen.append(LeafSeen(leaf, body.names if body else {}, officers.get(_id_in(leaf, "officer"), ""), named, other))
    return tuple(seen)


def _id_in(leaf: LeafShown, *names: str) -> int:
    """The first of these ids that a leaf holds, else 0."""
    return next((int(leaf.payload[name]) for name in names if isinstance(leaf.payload.get(name), int)), 0)


def leaves_since(standing: Standing, complaint: Complaint, version: int) -> tuple[LeafSeen, ...]:
    """What was written into a case after the version at which a page of it was read, oldest first. Each move is a version and a leaf."""
    file = case_file(complaint, shown_to=standing)
    first = complaint.entry_count - max(0, complaint.version - version) + 1
    return leaves_seen(standing, complaint, [leaf for leaf in file.leaves if leaf.number >= first])


def papers_of(complaint: Complaint) -> dict[str, EnclosureShown]:
    """The papers taken at a counter, by their purpose: for officers to whom the identity is open."""
    rows = Enclosure.objects.filter(complaint=complaint).exclude(purpose="").select_related("file").order_by("pk")
    return {row.purpose: enclosure_shown(row) for row in rows if not row.file.is_shredded}


def stored_file_shown_to(visitor: Visitor, complaint: Complaint, public_id: str, *, at: datetime | None = None) -> StoredFile | None:
    """The examined file of an enclosure of a case that the visitor may read. What names the complainant is shown while the identity is open at `at`."""
    if not complaints_shown_to(visitor).filter(pk=complaint.pk).exists():
        return None
    enclosure = Enclosure.objects.filter(complaint=complaint, public_id=public_id).select_related("file", "entry").first()
    if enclosure is None or enclosure.file.is_shredded or (isinstance(visitor, Follower) and enclosure.entry.visibility == "internal"):
        return None
    if enclosure.purpose and isinstance(visitor, Standing) and (at is None or not has_revealed(complaint, visitor.officer_id, at=at)):
        return None
    return enclosure.file if enclosure.file.is_served else None


@dataclass(frozen=True)
class DownloadSeen:
    """Somebody of the office had a file: role, body, moment, and which one; never the officer's name."""

    role: str
    body: dict[str, str]
    at: datetime
    how: str  # looked, took or original
    name: str  # of the file; empty where it is gone


def downloads_of(file: CaseFile) -> tuple[DownloadSeen, ...]:
    """Every time that somebody of the office had a file of this case, newest first; one query."""
    names = {one.public_id: one.name for leaf in file.leaves for one in leaf.enclosures}
    rows = Download.objects.filter(complaint=file.complaint).select_related("body").order_by("-at", "-pk")
    return tuple(DownloadSeen(row.role, row.body.names, row.at, row.how, names.get(str(row.enclosure), "")) for row in rows)


def openings_told(complaint: Complaint) -> list[tuple[str, int, datetime]]:
    """Who opened the file, as its complainant is told it: role, body and moment, newest first."""
    return rows_of(Opening, "openings told", _openings_told, complaint.pk)


def _openings_told(complaint_id: int) -> QuerySet[Opening, tuple[str, int, datetime]]:
    return Opening.objects.filter(complaint=complaint_id).order_by("-at", "-pk").values_list("role", "body_id", "at")


def openings_of(complaint: Complaint) -> list[Opening]:
    """Who opened the file, newest first: role, body and day are for the complainant to see, the officer's name is not."""
    return rows_of(Opening, "openings", _openings_of, complaint.pk)


def _openings_of(complaint_id: int) -> QuerySet[Opening]:
    return Opening.objects.filter(complaint=complaint_id).select_related("body", "officer").order_by("-at", "-pk")
