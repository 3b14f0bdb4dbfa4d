"""Turns what officers' pages show into what a body's own system reads."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from mazalim.accounts.models import Officer
from mazalim.accounts.queries import Standing
from mazalim.complaints.lifecycle import Move, actor_officer, moves_open
from mazalim.complaints.models import Complaint
from mazalim.complaints.queries import LeafSeen
from mazalim.journey.casework.queries import assignable_officers
from mazalim.journey.replies.queries import Promise
from mazalim.journey.tracking.api import PointLeftOut, PointShown, clock_shown, enclosure_shown, point_shown
from mazalim.journey.workbench.api.schemas import CaseLine, CaseRead, CommitmentRead, DraftRead, LeafRead, Named, ProposalRead
from mazalim.journey.workbench.queries.cases import CasePage
from mazalim.web import formats

_OTHER_NUMBERS = frozenset({"case_number", "split_from", "answered_with"})  # numbers of other cases, which the reader may not see


def _named(one: Any) -> Named:
    return Named(id=str(one.pk), name=formats.in_language(one.names)[0])


def _officer(officer: Officer) -> Named:
    return Named(id=str(officer.pk), name=officer.name)


def line(complaint: Complaint) -> CaseLine:
    """A case that was read with body, desk, category and officer."""
    return CaseLine(**_line(complaint))


def _line(complaint: Complaint) -> dict[str, Any]:
    names = ("case_number", "version", "kind", "state", "round", "subject", "language", "lodged_at", "due_at")
    return {
        **{name: getattr(complaint, name) for name in names},
        "body": _named(complaint.body),
        "desk": _named(complaint.desk),
        "category": _named(complaint.category),
        "officer": _officer(complaint.officer) if complaint.officer else None,
        "changed_at": complaint.last_entry_at,
    }


def whole(standing: Standing, page: CasePage, *, at: datetime) -> CaseRead:
    """The whole case, as its page has it."""
    complaint = page.complaint
    moves = moves_open(complaint, by=actor_officer(standing), at=at)
    names = ("identity_mode", "channel", "happened_on", "accuses_official", "outcome", "answered_at")
    return CaseRead(
        **_line(complaint),
        **{name: getattr(complaint, name) for name in names},
        place=formats.in_language(complaint.place.names)[0] if complaint.place else str(page.file.lodged.get("place_text", "")),
        identity={name: str(value) for name, value in asdict(page.person).items()} if page.person else None,
        leaves=[_leaf(seen) for seen in page.oldest_first],
        points=[PointShown(**point_shown(one)) for one in page.points.standing],
        left_out=[PointLeftOut(**point_shown(one), reason=one.reason) for one in page.points.left_out],
        clocks={name: clock_shown(clock, at=at) for name, clock in page.file.clocks.items()},
        proposals=[
            ProposalRead(act=one.act, by=_officer(one.proposed_by), at=one.proposed_at, until=one.expires_at, text=one.text)
            for one in page.proposals
        ],
        draft=_draft(page),
        commitments=[_commitment(one) for one in page.promises],
        linked=[one.case.case_number for one in page.beside.linked],
        officers=[_officer(one.officer) for one in assignable_officers(complaint)] if Move.ASSIGN in moves else [],
        may=sorted(move.value for move in moves),
    )


def _leaf(seen: LeafSeen) -> LeafRead:
    leaf = seen.leaf
    return LeafRead(
        id=str(leaf.number),
        kind=leaf.kind,
        author=leaf.author,
        officer=leaf.officer_name,
        is_internal=leaf.is_internal,
        at=leaf.at,
        text=leaf.text,
        content={name: value for name, value in leaf.content.items() if name not in _OTHER_NUMBERS},
        score=leaf.payload.get("score"),
        to_body=formats.in_language(seen.body_names)[0] if seen.body_names else "",
        to_officer=seen.to_officer,
        other_case=seen.other_case,
        enclosures=[enclosure_shown(one) for one in leaf.enclosures],
    )


def _draft(page: CasePage) -> DraftRead | None:
    draft = page.draft
    if draft is None:
        return None
    return DraftRead(draft_version=draft.version, author=_officer(draft.author), content=draft.content, promises=list(draft.commitments))


def _commitment(one: Promise) -> CommitmentRead:
    kept = one.commitment
    return CommitmentRead(
        id=str(kept.pk),
        text=one.text,
        due_date=kept.due_date,
        owner=_officer(kept.owner),
        kept_at=kept.kept_at,
        broken_at=kept.broken_at,
    )
