"""Whose hand moves a complaint: what somebody is to this one complaint."""

from dataclasses import dataclass, field
from enum import StrEnum

from mazalim.accounts.queries import Standing
from mazalim.complaints.models import Author, Complaint, State


class Hand(StrEnum):
    """What somebody is to a complaint."""

    COMPLAINANT = "complainant"
    SYSTEM = "system"
    OFFICER = "officer"  # works at the desk that holds the case
    SUPERVISOR = "supervisor"  # oversees the body that holds it, or shares a desk without a supervisor outside
    CENTRAL_OFFICER = "central_officer"  # runs the central desk, where the case is being screened or was escalated to
    OVERSEER = "overseer"  # lifts exclusions without reading the case: the central desk, and the auditor's desk where that one is concerned
    APPEAL_OFFICER = "appeal_officer"  # works at the desk that decides the appeal; is nothing else to the case meanwhile


@dataclass(frozen=True)
class Actor:
    """Somebody about to act. Made by the functions below, never by hand."""

    author: Author
    officer_id: int | None = None
    standing: Standing | None = field(default=None, compare=False)

    def hands_on(self, complaint: Complaint) -> frozenset[Hand]:
        """What this actor is to a complaint. An officer who has nothing to do with it has no hand."""
        if self.author == Author.COMPLAINANT:
            return frozenset({Hand.COMPLAINANT})
        if self.author == Author.SYSTEM:
            return frozenset({Hand.SYSTEM})
        return _hands_of(self.standing, complaint) if self.standing else frozenset()


def _hands_of(standing: Standing, complaint: Complaint) -> frozenset[Hand]:
    hands = {Hand.OVERSEER} if standing.oversees_conflicts else set()
    at_desk = complaint.desk_id in standing.desks
    if complaint.state == State.UNDER_APPEAL and complaint.appeal_desk_id in standing.desks:
        return frozenset({*hands, Hand.APPEAL_OFFICER})
    if at_desk:
        hands.add(Hand.OFFICER)
    if complaint.body_id in standing.bodies and not complaint.is_guarded:
        hands.add(Hand.SUPERVISOR)
    if complaint.is_guarded and (at_desk or complaint.second_desk_id in standing.desks):
        hands.add(Hand.SUPERVISOR)  # nobody outside the integrity desk reads the case, so its members are one another's second person
    if standing.is_central and (complaint.state == State.SCREENING or complaint.is_opened_to_centre):
        hands.add(Hand.CENTRAL_OFFICER)
    return frozenset(hands)


def actor_complainant() -> Actor:
    """The complainant of the case in question; the caller has checked code and contact."""
    return Actor(Author.COMPLAINANT)


def actor_system() -> Actor:
    """Mazalim itself: routing, sweep, time-outs."""
    return Actor(Author.SYSTEM)


def actor_officer(standing: Standing) -> Actor:
    """An officer with the roles held now."""
    return Actor(Author.OFFICER, standing.officer_id, standing)


def actor_past_officer(officer_id: int | None) -> Actor:
    """Somebody of the office who acted before the case came here; None where nobody knows who it was. Has no hand on anything today."""
    return Actor(Author.OFFICER, officer_id)
