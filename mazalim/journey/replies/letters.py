"""Official letters: what a leaf told the complainant, on the paper of the body that wrote it, in the complainant's language.

A letter is set from the file whenever somebody asks for it, and says the same each time: everything in it was true on the day of its leaf.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.functional import Promise

from mazalim.common.clock import day_of
from mazalim.complaints.deadlines import DECISION, Clock, clocks_from, window_end
from mazalim.complaints.models import AppealDecision
from mazalim.complaints.queries import CaseFile, LeafShown
from mazalim.country.queries import calendar, policy_at
from mazalim.directory.models import Desk
from mazalim.directory.queries import body_row, central_desk, line_above
from mazalim.journey.casework.rules import REFUSAL_REASONS
from mazalim.notices.links import link
from mazalim.web.documents import typeset

REPLY, REFUSAL, EXTENSION, APPEAL, CERTIFICATE = "reply", "refusal", "extension", "appeal", "certificate"
# Kind of leaf -> kind of letter. All of these leaves are public, so the office and the complainant number the letters alike.
LETTERS: Mapping[str, str] = {
    "approve": REPLY,
    "send_reply": REPLY,
    "answer_together": REPLY,
    "refuse": REFUSAL,
    "extend": EXTENSION,
    "decide_appeal": APPEAL,
    "return_appeal": APPEAL,
    "certify_silence": CERTIFICATE,
}
Names = Mapping[str, str]


class NoLetter(Exception):
    """No letter belongs to this leaf."""


@dataclass(frozen=True)
class LetterListed:
    """A letter of a file as pages list it."""

    entry: int  # the number of its leaf
    number: str  # the letter's own, such as 2026-0001234/2
    kind: str
    at: datetime

    @property
    def file_name(self) -> str:
        """For downloads."""
        return f"{self.number.replace('/', '-')}.pdf"


@dataclass(frozen=True)
class Letter:
    """Everything that stands in a letter beside its words."""

    kind: str
    number: str
    at: datetime
    body: Names
    desk: Names
    is_draft: bool = False
    has_second_person: bool = False
    content: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    reason: str | Promise = ""  # why a complaint was refused
    decision: str | Promise = ""  # of an appeal
    is_sent_back: bool = False
    clock: Clock | None = None  # as it stood when the letter was written
    old_date: date | None = None
    new_date: date | None = None
    rate_until: date | None = None
    reopen_until: date | None = None
    appeal_until: date | None = None
    appeal_to: Names = field(default_factory=dict)


def letters_of(file: CaseFile) -> tuple[LetterListed, ...]:
    """Every letter of a file, the oldest first."""
    leaves = [leaf for leaf in file.leaves if leaf.kind in LETTERS]
    number = file.complaint.case_number
    return tuple(LetterListed(leaf.number, f"{number}/{place}", LETTERS[leaf.kind], leaf.at) for place, leaf in enumerate(leaves, start=1))


def letter_of(file: CaseFile, entry: int) -> LetterListed:
    """The letter of a leaf. Raises NoLetter."""
    found = next((letter for letter in letters_of(file) if letter.entry == entry), None)
    if found is None:
        raise NoLetter(entry)
    return found


def letter_pdf(file: CaseFile, entry: int) -> bytes:
    """The letter of a leaf as PDF, in the complainant's language. Raises NoLetter, documents.Busy or documents.TooLong."""
    listed = letter_of(file, entry)
    before = [leaf for leaf in file.leaves if leaf.number < entry]
    leaf = next(leaf for leaf in file.leaves if leaf.number == entry)
    return _set(file, _written(file, before, leaf, listed))


def draft_pdf(file: CaseFile, words: Mapping[str, Any], *, at: datetime) -> bytes:
    """A reply that has not left, as it would look if it left now, marked as a draft on each page. Raises documents.Busy or documents.TooLong."""
    number = f"{file.complaint.case_number}/{len(letters_of(file)) + 1}"
    leaf = LeafShown(0, "approve", "officer", "", False, at, {}, "", dict(words))
    letter = _written(file, list(file.leaves), leaf, LetterListed(0, number, REPLY, at), is_draft=True)
    return _set(file, letter)


def _set(file: CaseFile, letter: Letter) -> bytes:
    complaint, policy = file.complaint, policy_at(letter.at)
    language = complaint.language if complaint.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    context: dict[str, Any] = {
        "letter": letter,
        "complaint": complaint,
        "lodged": file.lodged,
        "country": policy,
        "next_instance": policy.next_instance,
        "address": link("tracking:enter", language),
        "now": letter.at,
    }
    return typeset("replies/letters/letter.html", context, language=language, at=letter.at)


def _written(file: CaseFile, before: Sequence[LeafShown], leaf: LeafShown, listed: LetterListed, *, is_draft: bool = False) -> Letter:
    cover = _cover(before)
    body, desk = _from_whom(cover, is_of_appeal=listed.kind == APPEAL)
    clock = clocks_from([*before, *([] if is_draft else [leaf])], calendar()).get(DECISION)
    kind = listed.kind
    return Letter(
        kind=kind,
        number=listed.number,
        at=leaf.at,
        body=body,
        desk=desk,
        is_draft=is_draft,
        has_second_person=leaf.kind not in {"send_reply", "certify_silence"},
        content=leaf.content,
        text=leaf.text,
        reason=REFUSAL_REASONS.get(str(leaf.content.get("reason", "")), "") if kind == REFUSAL else "",
        decision=_decision(leaf) if kind == APPEAL else "",
        is_sent_back=leaf.kind == "return_appeal",
        clock=clock,
        old_date=_before_extension(clock) if kind == EXTENSION else None,
        new_date=clock.due_date if clock is not None else None,
        **_ways_on(file, cover, leaf, kind),
    )


def _cover(leaves: Sequence[LeafShown]) -> dict[str, Any]:
    """What stood on the cover after some leaves."""
    cover: dict[str, Any] = {}
    for leaf in leaves:
        cover |= leaf.payload.get("cover", {})
    return cover


def _from_whom(cover: Mapping[str, Any], *, is_of_appeal: bool) -> tuple[Names, Names]:
    """The names of the body and the desk that write."""
    pk = cover.get("appeal_desk_id") if is_of_appeal else None
    desk = Desk.objects.filter(pk=pk or cover.get("desk_id") or 0).select_related("body").first()
    if pk and desk is not None:
        return desk.body.names, desk.names
    body = body_row(cover.get("body_id", 0), ended_too=True)
    return body.names if body else desk.body.names if desk else {}, desk.names if desk else {}


def _decision(leaf: LeafShown) -> str | Promise:
    code = leaf.content.get("decision") or leaf.payload.get("decision", "")
    return AppealDecision(code).label if code in AppealDecision.values else ""


def _before_extension(clock: Clock | None) -> date | None:
    lines = [line for line in clock.lines if line.kind == "extension"] if clock is not None else []
    return date.fromordinal(clock.due_date.toordinal() - lines[-1].days) if clock is not None and lines else None


def _ways_on(file: CaseFile, cover: Mapping[str, Any], leaf: LeafShown, kind: str) -> dict[str, Any]:
    """Until when the complainant may do what, counted from the day of the letter, as the guards of the lifecycle do."""
    terms, days = file.complaint.terms, calendar()

    def until(window: int) -> date:
        return day_of(window_end(leaf.at, window, days), days.zone)

    is_final, is_appealed = bool(cover.get("is_final")), bool(cover.get("is_appealed"))
    ways: dict[str, Any] = {}
    if kind == REPLY and not is_final:
        ways["rate_until"] = until(terms.rate_window_days)
        if cover.get("reopened_by_complainant", 0) < terms.reopen_limit:
            ways["reopen_until"] = until(terms.reopen_window_days)
    if not is_appealed and not file.complaint.is_short_lane and kind in {REPLY, REFUSAL, CERTIFICATE}:
        ways["appeal_to"] = _above(cover)
        if kind != CERTIFICATE:
            ways["appeal_until"] = until(terms.appeal_window_days)
    return ways


def _above(cover: Mapping[str, Any]) -> Names:
    """Who would decide an appeal: the body above; for what nobody in the body's own line may read, the central desk."""
    above = line_above(cover.get("body_id", 0))
    if cover.get("is_guarded") or not above:
        return central_desk().names
    return above[-1].names
