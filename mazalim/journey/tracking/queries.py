"""The file as its complainant reads it: where it lies and lay, what happened in whose hands, who opened it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.utils.functional import Promise

from mazalim.common.clock import day_of
from mazalim.common.crypto import unseal
from mazalim.complainants.contacts import masked
from mazalim.complainants.queries import contacts_of
from mazalim.complaints.access import Follower
from mazalim.complaints.deadlines import DECISION, answer_until, clocks_from, window_end
from mazalim.complaints.lifecycle import Move, actor_complainant, moves_open
from mazalim.complaints.models import AppealDecision, Complaint, State
from mazalim.complaints.queries import JSON_REPLIES, CaseFile, LeafShown, case_file, openings_told
from mazalim.country.queries import calendar
from mazalim.directory.queries import body_row
from mazalim.journey.casework.rules import REFUSAL_REASONS
from mazalim.journey.replies.letters import LETTERS, LetterListed, letters_of
from mazalim.journey.replies.queries import Points, points_of
from mazalim.journey.tracking.models import PendingContact

_ENDS_AN_APPEAL = frozenset({Move.DECIDE_APPEAL, Move.RETURN_APPEAL, Move.WITHDRAW_APPEAL})
Names = Mapping[str, str]
Words = str | Promise


@dataclass(frozen=True)
class Hop:
    """A body that held the file, and since when."""

    body: Names
    desk_id: int
    at: datetime


@dataclass(frozen=True)
class Promised:
    """A commitment as the reply words it. `reply` and `number` name it in later leaves."""

    reply: int
    number: int
    text: str
    due_date: date


@dataclass(frozen=True)
class PromiseShown:
    """A promise and what became of it."""

    promise: Promised
    is_kept: bool
    is_broken: bool
    may_be_disputed: bool


@dataclass(frozen=True)
class Turned:
    """A leaf with where the file lay when it was turned."""

    leaf: LeafShown
    body: Names  # who held the file; empty where that cannot be told
    to: Hop | None = None  # where this leaf sent it
    promises: tuple[Promised, ...] = ()
    reason: Words = ""  # why a complaint was refused
    due_date: date | None = None  # when the answer is due after this leaf, where it says so


@dataclass(frozen=True)
class AppealFollowed:
    """The newest appeal of a file, with who decides and what came of it."""

    lodged: Turned
    body: Names  # that decides
    against: str  # refusal, reply, silence
    ended: Turned | None  # the decision, or the leaf that withdrew it

    @property
    def decision(self) -> Words:
        """What was decided; empty as long as nothing is, or where it was withdrawn."""
        decided = self.ended.leaf.payload.get("decision", "") if self.ended else ""
        return AppealDecision(decided).label if decided else ""

    @property
    def is_final(self) -> bool:
        """Decided, and not sent back to be answered anew."""
        return self.ended is not None and self.ended.leaf.kind == Move.DECIDE_APPEAL


@dataclass(frozen=True)
class OpeningShown:
    """Somebody who opened the file: role, body, moment; never the name."""

    role: str
    body: Names
    at: datetime


@dataclass(frozen=True)
class Reader:
    """How often one role of one body opened the file, and when last."""

    role: str
    body: Names
    times: int
    last_at: datetime


@dataclass(frozen=True)
class PendingChange:
    """A change of contact that waits."""

    channel: str
    masked: str
    takes_effect_at: datetime


@dataclass(frozen=True)
class FileFollowed:
    """Everything the complainant's pages show of a file."""

    case: CaseFile
    turned: tuple[Turned, ...]  # oldest first
    hops: tuple[Hop, ...]
    openings: tuple[OpeningShown, ...]  # newest first
    may: frozenset[Move]
    pending: PendingChange | None
    rate_until: date | None
    reopen_until: date | None
    reopenings_left: int
    answer_until: date | None
    appeal_until: date | None  # of an appeal against an answer or a refusal
    today: date

    @property
    def complaint(self) -> Complaint:
        """The cover."""
        return self.case.complaint

    @cached_property
    def points(self) -> Points:
        """What the answer goes into: the complainant's points as they stand now, and what was left out."""
        return points_of(self.case)

    @cached_property
    def newest_first(self) -> tuple[Turned, ...]:
        """For the timeline."""
        return self.turned[::-1]

    @cached_property
    def letters(self) -> tuple[LetterListed, ...]:
        """What came on paper, the newest first."""
        return letters_of(self.case)[::-1]

    @property
    def letter_kinds(self) -> frozenset[str]:
        """Kinds of leaves that came on paper too."""
        return frozenset(LETTERS)

    @cached_property
    def readers(self) -> tuple[Reader, ...]:
        """Openings added up by role and body, the newest first."""
        sums: dict[tuple[str, str], Reader] = {}
        for opening in self.openings:
            key = (opening.role, str(sorted(opening.body.items())))
            known = sums.get(key)
            sums[key] = Reader(opening.role, opening.body, known.times + 1 if known else 1, known.last_at if known else opening.at)
        return tuple(sums.values())

    @cached_property
    def reveals(self) -> tuple[Turned, ...]:
        """Every time the name was opened, the newest first."""
        return tuple(one for one in self.newest_first if one.leaf.kind == Move.REVEAL)

    @cached_property
    def appeal(self) -> AppealFollowed | None:
        """The newest appeal."""
        place = next((at for at in range(len(self.turned) - 1, -1, -1) if self.turned[at].leaf.kind == Move.APPEAL), None)
        if place is None:
            return None
        lodged, after = self.turned[place], self.turned[place + 1 :]
        payload = lodged.leaf.payload
        ended = next((one for one in after if one.leaf.kind in _ENDS_AN_APPEAL), None)
        return AppealFollowed(lodged, _body_names(payload["to_body"], self.complaint), payload["against"], ended)

    @property
    def may_appeal_again(self) -> bool:
        """Whether, the appeal withdrawn, the time to appeal would not have passed."""
        return self.appeal_until is not None and self.today <= self.appeal_until

    @cached_property
    def newest_reply(self) -> Turned | None:
        """The reply that stands, with its points and promises."""
        return next((one for one in self.newest_first if one.leaf.kind in JSON_REPLIES), None)

    def promise(self, reply: int, number: int) -> Promised | None:
        """One promise of one reply."""
        found = (promise for one in self.turned for promise in one.promises)
        return next((promise for promise in found if (promise.reply, promise.number) == (reply, number)), None)

    @cached_property
    def promises(self) -> tuple[PromiseShown, ...]:
        """Everything that was promised, and what became of it."""
        has_ended = self.complaint.state in {State.ANSWERED, State.CLOSED}
        return tuple(
            PromiseShown(
                promise,
                is_kept=key in self.kept_promises,
                is_broken=key in self.broken_promises,
                may_be_disputed=has_ended
                and key not in self.broken_promises
                and (key in self.kept_promises or promise.due_date < self.today),
            )
            for one in self.turned
            for promise in one.promises
            for key in [(promise.reply, promise.number)]
        )

    @cached_property
    def _last_said(self) -> dict[tuple[int, int], Move]:
        """What was said last of each promise: that it was kept, or that it was not."""
        said: dict[tuple[int, int], Move] = {}
        for one in self.turned:
            payload = one.leaf.payload
            if one.leaf.kind == Move.KEEP_COMMITMENT:
                said[payload.get("reply", 0), payload.get("number", 0)] = Move.KEEP_COMMITMENT
            elif one.leaf.kind == Move.BREAK_COMMITMENT:
                said |= {(promise["reply"], promise["number"]): Move.BREAK_COMMITMENT for promise in payload.get("commitments", [])}
        return said

    @cached_property
    def broken_promises(self) -> frozenset[tuple[int, int]]:
        """Promises that opened the file again, and that nobody kept since."""
        return frozenset(key for key, said in self._last_said.items() if said == Move.BREAK_COMMITMENT)

    @cached_property
    def kept_promises(self) -> frozenset[tuple[int, int]]:
        """Promises that the body says it kept."""
        return frozenset(key for key, said in self._last_said.items() if said == Move.KEEP_COMMITMENT)


def file_followed(complaint: Complaint, *, at: datetime) -> FileFollowed:
    """The whole file for its complainant: four queries however long it is, where the complaint came with body, desk and pending contact."""
    case = case_file(complaint, shown_to=Follower(complaint.pk))
    turned, hops = _turn_over(case)
    terms, days = complaint.terms, calendar()
    answered = complaint.answered_at

    def until(window: int) -> date | None:
        return day_of(window_end(answered, window, days), days.zone) if answered else None

    return FileFollowed(
        case=case,
        turned=turned,
        hops=hops,
        openings=tuple(OpeningShown(role, _body_names(body, complaint), when) for role, body, when in openings_told(complaint)),
        may=moves_open(complaint, by=actor_complainant(), at=at),
        pending=pending_change(complaint),
        rate_until=until(terms.rate_window_days),
        reopen_until=until(terms.reopen_window_days),
        reopenings_left=max(0, terms.reopen_limit - complaint.reopened_by_complainant),
        appeal_until=until(terms.appeal_window_days),
        answer_until=answer_until(case.decision, terms, days) if case.open_question and case.decision and case.decision.paused_at else None,
        today=day_of(at, days.zone),
    )


def _turn_over(case: CaseFile) -> tuple[tuple[Turned, ...], tuple[Hop, ...]]:
    turned: list[Turned] = []
    hops: list[Hop] = []
    deciding: Names = {}  # the body that has the appeal
    for place, leaf in enumerate(case.leaves):
        held_by: Names = hops[-1].body if hops else {}
        cover = leaf.payload.get("cover", {})
        to = None
        if "body_id" in cover:
            to = Hop(_body_names(cover["body_id"], case.complaint), cover.get("desk_id", 0), leaf.at)
            hops.append(to)
        if leaf.kind == Move.APPEAL:
            deciding = _body_names(leaf.payload["to_body"], case.complaint)
        content = leaf.content
        turned.append(
            Turned(
                leaf=leaf,
                body=deciding if leaf.kind in {Move.DECIDE_APPEAL, Move.RETURN_APPEAL} else held_by,
                to=None if leaf.kind == Move.LODGE else to,
                promises=_promises(leaf.number, content),
                reason=REFUSAL_REASONS.get(content.get("reason", ""), ""),
                due_date=_due_after(case.leaves[: place + 1]) if leaf.kind in _DATED else None,
            )
        )
    # Where the system sent the file on at once, the central desk held it for no moment.
    held = [hop for hop, following in zip(hops, [*hops[1:], None], strict=True) if following is None or following.at > hop.at]
    return tuple(turned), tuple(held)


_DATED = frozenset({Move.EXTEND, Move.CORRECT_DEADLINE, Move.LIFT_PAUSE})  # leaves that say until when the answer is due now


def _due_after(leaves: Iterable[Any]) -> date | None:
    """The deadline by the clocks as these leaves left them; few leaves of a file say so."""
    clock = clocks_from(leaves, calendar()).get(DECISION)
    return clock.due_date if clock else None


def _promises(reply: int, content: Mapping[str, Any]) -> tuple[Promised, ...]:
    rows = content.get("commitments", [])
    return tuple(Promised(reply, number, row["text"], date.fromisoformat(row["due_date"])) for number, row in enumerate(rows, start=1))


def _body_names(pk: int, complaint: Complaint) -> Names:
    if pk == complaint.body_id:
        return complaint.body.names
    row = body_row(pk, ended_too=True)
    return row.names if row else {}


def pending_change(complaint: Complaint) -> PendingChange | None:
    """The change of contact that waits, of a complaint that came with it."""
    row: PendingContact | None = getattr(complaint, "pending_contact", None)
    if row is None:
        return None
    address = unseal(row.sealed, place=row.place)
    return PendingChange(row.channel, masked(row.channel, address), row.takes_effect_at)


def contacts_shown(complaint: Complaint) -> list[tuple[str, str]]:
    """The proved contacts of a complaint as (channel, masked address)."""
    return [(contact.channel, masked(contact.channel, contact.address)) for contact in contacts_of(complaint.complainant_ref)]


@dataclass(frozen=True)
class CaseListed:
    """A case in the list of a lost code."""

    complaint_id: int
    case_number: str
    body: Names
    lodged_at: datetime
    state: State


def cases_listed(complaint_ids: tuple[int, ...]) -> list[CaseListed]:
    """The cases of a contact that was just proved, the newest first. One query."""
    rows = Complaint.objects.filter(pk__in=complaint_ids).select_related("body").order_by("-lodged_at", "-pk")
    return [CaseListed(row.pk, row.case_number, row.body.names, row.lodged_at, State(row.state)) for row in rows]
