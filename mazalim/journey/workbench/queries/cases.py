"""Everything that an officer's page of one case shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from mazalim.accounts.queries import Standing
from mazalim.complainants.queries import Erased, Person, has_any_contact, person_of
from mazalim.complaints.access import REVEAL_LASTS, has_revealed
from mazalim.complaints.lifecycle import Move, actor_officer, moves_open
from mazalim.complaints.models import Complaint, Opening, Proposal, State
from mazalim.complaints.queries import CaseFile, EnclosureShown, LeafSeen, LeafShown, case_file, leaves_seen, papers_of
from mazalim.journey.appeals.queries import AppealSeen, appeal_in
from mazalim.journey.casework.models import Task
from mazalim.journey.casework.queries import Beside, cases_beside, open_tasks_of, proposals_waiting
from mazalim.journey.replies.letters import LetterListed, letters_of
from mazalim.journey.replies.models import Draft
from mazalim.journey.replies.queries import Points, Promise, commitments_of, draft_at_hand, points_of

_WRITING = frozenset({Move.DRAFT_REPLY, Move.SEND_REPLY})
_PROPOSING = frozenset({"draft_reply", "propose_refusal", "propose_extension", "propose_reveal"})


MOST_MILESTONES = 9
MILESTONES = frozenset(
    {
        *("lodge", "route", "refer", "take", "assign", "ask", "answer", "time_out", "extend", "draft_reply", "send_back", "approve"),
        *("send_reply", "answer_together", "refuse", "fall_due", "escalate", "certify_silence", "confirm", "close_by_silence", "reopen"),
        *("break_commitment", "appeal", "decide_appeal", "return_appeal", "withdraw", "withdraw_appeal", "split", "join", "take_in"),
        "separate",
    }
)


@dataclass(frozen=True)
class Tool:
    """An act as a link: its code, the URL name of its page, and how it looks."""

    code: str
    view: str
    is_first: bool = False  # the filled button
    is_grave: bool = False


@dataclass(frozen=True)
class CasePage:
    """One case for an officer."""

    complaint: Complaint
    file: CaseFile
    leaves: tuple[LeafSeen, ...]  # newest first
    tools: tuple[Tool, ...]
    apart: tuple[Tool, ...]  # what answers a conflict of interest
    keeping: tuple[Tool, ...]  # the legal hold, put on or lifted
    points: Points
    proposals: tuple[Proposal, ...]
    draft: Draft | None
    promises: tuple[Promise, ...]
    enclosures: tuple[EnclosureShown, ...]
    openings: tuple[Opening, ...]
    person: Person | None  # only for who has revealed the identity within eight hours
    is_erased: bool
    revealed_until: datetime | None
    may_reveal: bool
    beside: Beside
    tasks: tuple[Task, ...]
    appeal: AppealSeen | None
    may_note: bool
    may_link: bool
    papers: tuple[EnclosureShown, ...] = ()  # with the identity: what was signed or shown at a counter
    has_no_contact: bool = False

    @property
    def lodging(self) -> Mapping[str, Any]:
        """How it was lodged: by_officer, confirmed and represented are there where somebody lodged it for the complainant."""
        return self.file.leaves[0].payload if self.file.leaves else {}

    @property
    def oldest_first(self) -> tuple[LeafSeen, ...]:
        """For paper."""
        return self.leaves[::-1]

    @property
    def letters(self) -> tuple[LetterListed, ...]:
        """What has gone out on paper, the oldest first."""
        return letters_of(self.file)

    @property
    def milestones(self) -> tuple[LeafShown, ...]:
        """What moved the case, oldest first."""
        return tuple(leaf for leaf in self.file.leaves if leaf.kind in MILESTONES)

    @property
    def story(self) -> tuple[LeafShown, ...]:
        """The newest of what moved it, as many as one line holds."""
        return self.milestones[-MOST_MILESTONES:]

    @property
    def is_story_cut(self) -> bool:
        """Whether older milestones are left out of the line."""
        return len(self.milestones) > MOST_MILESTONES


# Move -> the act's page. The first of these that is open becomes the one filled button.
_TOOLS = (
    (Move.APPROVE, Tool("approve", "replies:approve", is_first=True)),
    (Move.UPHOLD_PAUSE, Tool("decide_pause", "casework:pause", is_first=True)),
    (Move.DECIDE_APPEAL, Tool("decide_appeal", "appeal_desk:decide", is_first=True)),
    (Move.TAKE, Tool("take", "casework:take", is_first=True)),
    (Move.DRAFT_REPLY, Tool("reply", "replies:draft", is_first=True)),
    (Move.SEND_REPLY, Tool("reply", "replies:draft", is_first=True)),
    (Move.SET_POINTS, Tool("points", "replies:points")),
    (Move.ASK_STATEMENT, Tool("ask_statement", "appeal_desk:statement")),
    (Move.GIVE_STATEMENT, Tool("give_statement", "appeal_desk:statement")),
    (Move.ASSIGN, Tool("assign", "casework:assign")),
    (Move.ASK, Tool("ask", "casework:ask")),
    (Move.NOTE, Tool("note", "casework:note")),
    (Move.TIE, Tool("tie", "systemic:tie_case")),
    (Move.PROPOSE_EXTENSION, Tool("extend", "casework:extend")),
    (Move.REFER, Tool("refer", "casework:refer")),
    (Move.CATEGORISE, Tool("categorise", "casework:categorise")),
    (Move.SPLIT, Tool("split", "replies:split")),
    (Move.JOIN, Tool("join", "casework:join")),
    (Move.SEPARATE, Tool("separate", "casework:separate")),
    (Move.PROPOSE_REFUSAL, Tool("propose_refusal", "casework:propose_refusal", is_grave=True)),
)
# Conflict of interest stands apart from the work, at the foot of the facts.
_APART = (
    (Move.MATCH_OFFICIAL, Tool("official", "casework:official")),
    (Move.RELEASE, Tool("release", "casework:release")),
    (Move.RECUSE, Tool("recuse", "casework:recuse")),
)
# So does the legal hold, which is no matter of conflict.
_KEEPING = (
    (Move.HOLD, Tool("hold", "casework:hold")),
    (Move.LIFT_HOLD, Tool("lift_hold", "casework:lift_hold")),
)
_DECIDING = {
    Proposal.Act.REFUSE: (Move.REFUSE, Tool("decide_refusal", "casework:refusal", is_first=True)),
    Proposal.Act.EXTEND: (Move.EXTEND, Tool("decide_extension", "casework:extend", is_first=True)),
    Proposal.Act.REVEAL: (Move.DECLINE_REVEAL, Tool("decide_reveal", "casework:reveal", is_first=True)),
}


def tools_of(moves: frozenset[Move], proposals: Iterable[Proposal], *, officer_id: int) -> tuple[Tool, ...]:
    """The acts that are open, most likely first, with one filled button among them."""
    waiting = {proposal.act: proposal for proposal in proposals}
    tools: list[Tool] = []
    for act, (move, tool) in _DECIDING.items():
        if act in waiting and move in moves and waiting[act].proposed_by_id != officer_id:
            tools.append(_only_first(tool, tools))
    for move, tool in _TOOLS:
        already = tool.code in {known.code for known in tools}
        is_waiting = (tool.code == "propose_refusal" and "refuse" in waiting) or (tool.code == "extend" and "extend" in waiting)
        is_waiting |= tool.code == "reply" and "reply" in waiting
        is_wanting = tool.code == "approve" and "reply" not in waiting
        if move in moves and not already and not is_waiting and not is_wanting:
            tools.append(_only_first(tool, tools))
    return tuple(sorted(tools, key=lambda tool: (not tool.is_first, tool.is_grave)))


def _only_first(tool: Tool, before: Iterable[Tool]) -> Tool:
    """The act as it looks after those before it: one button alone is filled."""
    return replace(tool, is_first=tool.is_first and not any(known.is_first for known in before))


AT_HAND = ("likeness", "reply_draft__author", "reply_draft__desk")


def case_page(standing: Standing, complaint: Complaint, openings: Sequence[Opening] = (), *, at: datetime) -> CasePage:
    """The page of a case that the caller found among those shown to the officer, with what AT_HAND names; and its openings, newest first."""
    file = case_file(complaint, shown_to=standing)
    kinds = {leaf.kind for leaf in file.leaves}
    moves = moves_open(complaint, by=actor_officer(standing), at=at)
    proposals = tuple(proposals_waiting(complaint, at=at)) if complaint.is_open and kinds & _PROPOSING else ()
    is_written = bool(moves & _WRITING) or complaint.state == State.AWAITING_APPROVAL
    has_promised = any(leaf.payload.get("commitments") for leaf in file.leaves if leaf.kind in {"approve", "send_reply", "decide_appeal"})
    revealed = _revealed_at(file.leaves, standing)
    person, is_erased, until = None, False, None
    if revealed is not None and has_revealed(complaint, standing.officer_id, at=at):
        until = revealed + REVEAL_LASTS
        try:
            person = person_of(complaint.complainant_ref)
        except Erased:
            is_erased = True
    lodging = file.leaves[0].payload if file.leaves else {}
    papers = papers_of(complaint) if person is not None and lodging.get("by_officer") else {}
    return CasePage(
        complaint=complaint,
        file=file,
        leaves=tuple(reversed(leaves_seen(standing, complaint, file.leaves))),
        tools=tools_of(moves, proposals, officer_id=standing.officer_id),
        apart=tuple(tool for move, tool in _APART if move in moves),
        keeping=tuple(tool for move, tool in _KEEPING if move in moves),
        points=points_of(file),
        proposals=proposals,
        draft=draft_at_hand(complaint) if is_written else None,
        promises=tuple(commitments_of(complaint)) if has_promised else (),
        enclosures=tuple(enclosure for leaf in file.leaves for enclosure in leaf.enclosures),
        openings=tuple(openings),
        person=person,
        is_erased=is_erased,
        revealed_until=until,
        may_reveal=person is None and bool(moves & {Move.REVEAL, Move.PROPOSE_REVEAL}),
        beside=cases_beside(standing, complaint),
        tasks=tuple(open_tasks_of(complaint)),
        appeal=appeal_in(file) if "appeal" in kinds else None,
        may_note=Move.NOTE in moves,
        may_link=Move.LINK in moves,
        papers=tuple(papers.values()),
        has_no_contact=lodging.get("confirmed") == "paper" and not has_any_contact(complaint.complainant_ref),
    )


def _revealed_at(leaves: Iterable[LeafShown], standing: Standing) -> datetime | None:
    """When the identity was last opened to this officer; most pages need no further query to know that it was not."""
    moments = [leaf.at for leaf in leaves if leaf.kind == "reveal" and leaf.payload.get("shown_to") == standing.officer_id]
    return max(moments, default=None)
