"""One prepared line lives its life anew in memory: cover, leaves, clocks, as the product's own acts would have left them; nothing is told to anybody."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from mazalim.common.clock import day_of, stamp
from mazalim.complainants.actions import sealed_record
from mazalim.complainants.models import Complainant
from mazalim.complaints import deadlines
from mazalim.complaints.codes import new_code
from mazalim.complaints.lifecycle import Actor, ImpossibleMove, Move, actor_complainant, actor_past_officer, actor_system
from mazalim.complaints.lifecycle.leaves import Leaf, Running, chain, first_leaves, past_leaf
from mazalim.complaints.models import Complaint, Exclusion, Proposal, State
from mazalim.importing.rules import Act, Fault, Known, Prepared
from mazalim.journey.intake.opening import lodged_payload, new_cover, words_as_json
from mazalim.journey.replies.rules import Point
from mazalim.journey.routing.queries import NoDesk

REFERENCE = "former_reference"


class CannotFollow(Exception):
    """What the history says cannot have happened to the case as it then stood."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


@cache
def _reference_label(language: str) -> str:
    with translation.override(language):
        return gettext("Number in the former system")


@dataclass
class Agreed:
    """A second person agreed in the other system: the proposal, not saved, and the payload that is to name it."""

    proposal: Proposal
    payload: dict[str, Any]


class Life:
    """A case that is being taken over."""

    def __init__(self, prepared: Prepared, known: Known) -> None:
        """Open the file. Raises CannotFollow where its body has no desk."""
        self.prepared, self.known, self.days = prepared, known, known.days
        self.leaves: list[Leaf] = []
        self.running = Running()
        self.agreed: list[Agreed] = []
        self.barred: set[int] = set()  # who worked on it, for an appeal
        self.exclusions: list[Exclusion] = []
        self.code = new_code()
        self._open()

    def _open(self) -> None:
        prepared, known, content, at = self.prepared, self.known, self.prepared.content, self.prepared.lodged_at
        policy = known.policy_on(day_of(at, self.days.zone))
        self.record: Complainant = sealed_record(person=content.person(), verified=prepared.verified, language=content.language, at=at)
        self.complaint: Complaint = new_cover(
            content,
            case_number="",
            code=self.code,
            ref=self.record.ref,
            channel=prepared.channel,
            terms=known.terms_of(policy, prepared.category),
            centre=known.centre,
            at=at,
        )
        route = None
        if content.body is not None:
            try:
                place = known.destination(content.body, prepared.category.pk, self.complaint.accuses_official)
            except NoDesk as error:
                raise CannotFollow(self._fault("body", "The body has no desk for this category.", "Give it one.")) from error
            route = {**place.as_cover(), "why": place.why}
        reference = {"code": REFERENCE, "label": _reference_label(content.language), "value": prepared.reference}
        payload = lodged_payload(content, self.complaint) | {"imported": {"from": known.source, "at": stamp(known.at)}}
        self.leaves += first_leaves(
            self.complaint,
            text=words_as_json(content, [reference]),
            payload=payload,
            route=route,
            running=self.running,
            days=self.days,
            at=at,
        )
        self.opened = len(self.leaves)
        asked = () if self.complaint.is_short_lane else (content.points or (content.subject,))
        self.points = tuple(Point(number, text, place=number) for number, text in enumerate(asked, start=1))

    def _fault(self, name: str, what: str, remedy: str) -> Fault:
        return Fault(self.prepared.line, self.prepared.reference, name, what, remedy)

    def refuse(self, act: Act, name: str, what: str, remedy: str) -> CannotFollow:
        """The exception that says what is wrong with an act."""
        return CannotFollow(self._fault(f"history[{act.place}].{name}", what, remedy))

    def turn(self, what: Move, *, by: Actor, at: datetime, **more: Any) -> Leaf:
        """One more leaf. Raises ImpossibleMove."""
        leaf = past_leaf(self.complaint, what, by=by, at=at, running=self.running, days=self.days, **more)
        self.leaves.append(leaf)
        return leaf

    def live(self, acts: dict[str, Callable[["Life", Act], None]]) -> None:
        """Let happen what the history says, then what time alone has brought since. Raises CannotFollow."""
        for act in self.prepared.acts:
            self._fall_due(act.at)
            try:
                acts[act.kind](self, act)
            except ImpossibleMove as error:
                where = State(self.complaint.state).value
                raise self.refuse(
                    act, "kind", f"`{act.kind}` cannot happen to a case that is {where}.", "Correct the order, or leave it out."
                ) from error
        self._catch_up()
        deadlines.set_times(self.complaint, self.running, self.days)

    def needs_officer(self, act: Act) -> None:
        """Add the taking up that the file leaves out."""
        if self.complaint.state == State.WITH_BODY:
            self.turn(Move.TAKE, by=actor_past_officer(act.by), at=act.at)
            self.worked(act.by)

    def worked(self, officer: int | None) -> None:
        """Somebody worked on the case, and so takes no part in deciding an appeal."""
        if officer is not None:
            self.barred.add(officer)

    def _fall_due(self, before: datetime) -> None:
        """The deadline passed before the next act: a fact, which figures count on its day. The warnings that nobody got are not invented."""
        clock = self.running.get(deadlines.DECISION)
        case = self.complaint
        if clock is None or not clock.is_running or not case.is_open or case.is_short_lane or deadlines.FELL_DUE in case.steps_done:
            return
        if clock.due_date > day_of(before, self.days.zone) or (moment := clock.due_at(self.days)) >= before:
            return
        self._step(deadlines.FELL_DUE, max(moment, case.last_entry_at))

    def _step(self, name: str, at: datetime) -> None:
        what = _BY_TIME[name]
        cover = {"steps_done": [*self.complaint.steps_done, name]} if name == deadlines.FELL_DUE else {}
        self.turn(what, by=actor_system(), at=at, cover=cover, payload={"step": name})

    def _catch_up(self) -> None:
        """What time has brought up to now: a change of state happens on its day; everything that would only tell somebody is over."""
        case = self.complaint
        if not case.is_open and case.state != State.ANSWERED:
            return
        while True:
            past = [(moment, name) for moment, name in deadlines.steps_ahead(case, self.running, self.days) if moment <= self.known.at]
            moving = next(((moment, name) for moment, name in past if name in _BY_TIME), None)
            if moving is None:
                break
            self._step(moving[1], max(moving[0], case.last_entry_at))
        if past:
            done = [*case.steps_done, *(name for _, name in past)]
            self.leaves[-1].entry.payload.setdefault("cover", {})["steps_done"] = done
            case.steps_done = done

    def excluded(self) -> list[Exclusion]:
        """Who takes no part in the appeal that is being decided."""
        if self.complaint.state != State.UNDER_APPEAL:
            return []
        why, at = Exclusion.Why.APPEAL, self.complaint.last_entry_at
        return [Exclusion(officer_id=officer, why=why, at=at) for officer in sorted(self.barred)]

    def close_file(self, *, case_number: str, pk: int) -> None:
        """Give the case its number and key, and chain its leaves."""
        self.complaint.pk, self.complaint.case_number = pk, case_number
        self.complaint.version = len(self.leaves) - self.opened  # moves, as every later one counts
        chain(self.complaint, self.leaves)


_BY_TIME = {
    deadlines.FELL_DUE: Move.FALL_DUE,
    deadlines.ANSWER_TIME_OUT: Move.TIME_OUT,
    deadlines.CLOSE_BY_SILENCE: Move.CLOSE_BY_SILENCE,
}
COMPLAINANT = actor_complainant()
