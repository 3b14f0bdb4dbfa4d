"""The cast of the walk: every kind of person, and a case in every state, manner and trouble. All at one public body, so that a relation is what differs."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from mazalim.accounts.actions import add_service_account, add_service_key
from mazalim.accounts.actions import grant as grant_role
from mazalim.accounts.middleware import PROVED
from mazalim.accounts.models import Officer, Role
from mazalim.accounts.queries import Standing
from mazalim.common.clock import stamp
from mazalim.complaints.access import Follower
from mazalim.complaints.models import Complaint, Enclosure, Entry, Exclusion, State
from mazalim.directory.models import Desk
from mazalim.journey.casework import actions as casework
from mazalim.journey.casework.models import Task
from mazalim.journey.replies import actions as replies
from mazalim.journey.replies.models import Commitment
from mazalim.journey.satisfaction import actions as satisfaction
from mazalim.journey.tracking import actions as tracking
from tests import factories
from tests.access import canaries
from tests.factories import Case
from tests.journey import lives

ACCUSED = {"against": "official", "official": {"name": "S. Ahmed", "post": "Head of the unit", "unit": "Roads"}}
CONFIDENTIAL = {"identity_mode": "confidential"}
OTHER_BODY, ABOVE = "MUN-SUL", "KRG04"


@dataclass(frozen=True)
class Thing:
    """A case of the walk and the ids that addresses of it need."""

    name: str
    place: int
    case: Case
    complaint: Complaint
    entry: int = 1
    public_id: str = "00000000-0000-0000-0000-000000000001"
    task_id: int = 1
    commitment_id: int = 1


@dataclass(frozen=True)
class Persona:
    """Somebody who asks. `key` is a service key; `follows` the place of the case that this browser follows."""

    name: str
    officer: Officer | None = None
    standing: Standing | None = None
    follows: Thing | None = None
    token: str = ""
    key: str = ""
    client: Client = field(default_factory=Client, compare=False)

    @property
    def visitor(self) -> Standing | Follower | None:
        """Who asks, as the queries take it; None for who is nobody."""
        return Follower(self.follows.complaint.pk) if self.follows else self.standing


@dataclass(frozen=True)
class Cast:
    """Everybody and everything."""

    people: dict[str, Persona]
    things: dict[str, Thing]
    excluded: frozenset[tuple[int, int]]  # complaint, officer


class _Making:
    def __init__(self, at: datetime) -> None:
        self.at = at
        self.things: dict[str, Thing] = {}

    def life(self, **changes: Any) -> lives.Life:
        """Lodged with canaries and taken up; at an integrity desk a colleague is the second person."""
        case = self.lodged(**changes)
        complaint = case.fresh()
        officer = factories.standing(factories.officer_for(case))
        second = factories.officer_for(case) if complaint.is_guarded else factories.supervisor_for(case)
        casework.take(complaint_id=complaint.pk, by=officer, at=self.at)
        return lives.Life(case, officer, factories.standing(second))

    def lodged(self, **changes: Any) -> Case:
        """Lodged, with canaries in every field."""
        place = len(self.things)
        return factories.lodge(at=self.at, **(canaries.person(place) | canaries.matter(place) | changes))

    def keep(self, name: str, case: Case, **cover: Any) -> Thing:
        """Note the case under a name, with an enclosure, a note and a task where its state lets them in; `cover` replaces fields afterwards."""
        place, complaint = len(self.things), case.fresh()
        if complaint.state not in {State.WITHDRAWN, State.INADMISSIBLE, State.CLOSED}:
            letter = io.BytesIO(canaries.word("enclosure", place).encode())
            tracking.add_enclosures(complaint_id=complaint.pk, files=[tracking.NamedFile("letter.txt", letter)], at=self.at)
            complaint = case.fresh()
        by = factories.officer_for(case)
        if complaint.state in {State.IN_PROGRESS, State.WITH_BODY, State.AWAITING_APPROVAL}:
            casework.note(complaint_id=complaint.pk, by=factories.standing(by), text=canaries.word("note", place), at=self.at)
        words, due = canaries.word("task", place), self.at.date() + timedelta(days=3)
        task = Task.objects.create(
            complaint=complaint, desk=complaint.desk, text=words, owner=by, added_by=by, added_at=self.at, due_date=due
        )
        if cover:
            Complaint.objects.filter(pk=complaint.pk).update(**cover)
        replied = Entry.objects.filter(complaint=complaint, kind__in=["approve", "send_reply", "refuse"]).order_by("number").first()
        enclosure = Enclosure.objects.filter(complaint=complaint).order_by("pk").first()
        promise = Commitment.objects.filter(complaint=complaint).first()
        thing = Thing(
            name,
            place,
            case,
            case.fresh(),
            entry=replied.number if replied else 1,
            public_id=str(enclosure.public_id) if enclosure else "00000000-0000-0000-0000-000000000001",
            task_id=task.pk,
            commitment_id=promise.pk if promise else 1,
        )
        self.things[name] = thing
        return thing


def _awaiting_approval(made: _Making, **changes: Any) -> Case:
    life = made.life(**changes)
    draft = replies.save_draft(
        complaint_id=life.pk, by=life.officer, version=0, summary=lives.SUMMARY, points=lives.POINTS, commitments=[], at=made.at
    )
    replies.hand_in(complaint_id=life.pk, by=life.officer, version=draft.version, at=made.at)
    return life.case


def _answered(made: _Making, **changes: Any) -> Case:
    life = made.life(**changes)
    life.answer(at=made.at, promise="A barrier will stand there by then.")
    return life.case


def _after(act: Callable[[lives.Life], Any]) -> Callable[..., Case]:
    def play(made: _Making, **changes: Any) -> Case:
        life = made.life(**changes)
        act(life)
        return life.case

    return play


def _closed(made: _Making, **changes: Any) -> Case:
    case = _answered(made, **changes)
    satisfaction.confirm(complaint_id=case.complaint.pk, at=made.at)
    return case


def _under_appeal(made: _Making, **changes: Any) -> Case:
    case = _answered(made, **changes)
    lives.Life(case, None, None).appeal(at=made.at)  # type: ignore[arg-type]  # the complainant's act alone
    return case


def _inadmissible(made: _Making, **changes: Any) -> Case:
    life = made.life(**changes)
    life.refuse(at=made.at)
    return life.case


def _withdrawn(made: _Making, **changes: Any) -> Case:
    case = made.lodged(**changes)
    tracking.withdraw(complaint_id=case.complaint.pk, at=made.at)
    return case


def _asked(made: _Making, **changes: Any) -> Case:
    life = made.life(**changes)
    life.ask(at=made.at)
    return life.case


def _in_progress(made: _Making, **changes: Any) -> Case:
    return made.life(**changes).case


PLAYED: dict[State, Callable[..., Case]] = {
    State.SCREENING: lambda made, **changes: made.lodged(body=None, **changes),
    State.WITH_BODY: lambda made, **changes: made.lodged(**changes),
    State.IN_PROGRESS: _in_progress,
    State.AWAITING_COMPLAINANT: _asked,
    State.AWAITING_APPROVAL: _awaiting_approval,
    State.ANSWERED: _answered,
    State.CLOSED: _closed,
    State.INADMISSIBLE: _inadmissible,
    State.WITHDRAWN: _withdrawn,
    State.UNDER_APPEAL: _under_appeal,
}


def _things(made: _Making, *, is_whole: bool) -> None:
    """A case in every state; in the other manners all of them too for the whole walk, else the few in which a relation differs."""
    few = (State.IN_PROGRESS, State.ANSWERED)
    for state, play in PLAYED.items():
        made.keep(state.value, play(made))
    for name, changes in (("confidential", CONFIDENTIAL), ("guarded", ACCUSED)):
        for state in few if not is_whole else [one for one in PLAYED if one != State.SCREENING]:
            made.keep(f"{name} {state.value}", PLAYED[state](made, **changes))
    above = factories.body(ABOVE)
    appeal_desk = above.desks.get(kind=Desk.Kind.GENERAL)
    made.keep("escalated", _in_progress(made), opened_to_body=above, is_opened_to_centre=True)
    made.keep("guarded escalated", _in_progress(made, **ACCUSED), opened_to_body=above)
    made.keep("guarded under appeal", _answered(made, **ACCUSED), state=State.UNDER_APPEAL, appeal_desk=appeal_desk)
    made.keep("with a second desk", _in_progress(made, **ACCUSED), second_desk=above.desks.get(kind=Desk.Kind.INTEGRITY))
    made.keep("of another body", made.lodged(body=OTHER_BODY))
    referred = made.lodged()
    by, away = factories.standing(factories.officer_for(referred)), factories.body(OTHER_BODY)
    casework.refer(complaint_id=referred.complaint.pk, by=by, body_id=away.pk, reason="It is theirs.", at=made.at)
    made.keep("referred", referred)


def _officer(**role: Any) -> Officer:
    return factories.officer(**role)


def _people(things: dict[str, Thing], at: datetime) -> dict[str, Officer]:
    here = things["in_progress"].complaint
    guarded, body = things["guarded in_progress"].complaint, here.body
    above, other = factories.body(ABOVE), factories.body(OTHER_BODY)
    another = next(desk for desk in body.desks.order_by("pk") if desk.pk not in {here.desk_id, guarded.desk_id})
    made = {
        "officer of the desk": _officer(desk=here.desk),
        "officer of another desk": _officer(desk=another),
        "officer of another body": _officer(desk=other.desks.get(kind=Desk.Kind.GENERAL)),
        "supervisor": _officer(supervises=body),
        "supervisor of another body": _officer(supervises=other),
        "supervisor of the body above": _officer(supervises=above),
        "central officer": _officer(role=Role.CENTRAL_OFFICER),
        "counter officer": _officer(role=Role.COUNTER_OFFICER),
        "auditor": _officer(role=Role.AUDITOR),
        "administrator": _officer(role=Role.ADMINISTRATOR),
        "integrity desk": _officer(desk=guarded.desk),
        "second desk": _officer(desk=above.desks.get(kind=Desk.Kind.INTEGRITY)),
        "appeal desk": _officer(desk=above.desks.get(kind=Desk.Kind.GENERAL)),
        "audit desk": _officer(desk=Desk.objects.get(kind=Desk.Kind.AUDIT)),
        "without a role": _officer(),
        "excluded": _officer(desk=here.desk, supervises=body),
        "accused": _officer(desk=guarded.desk, supervises=body),
        "ended role": _officer(desk=here.desk),
        "closed account": _officer(desk=here.desk),
    }
    made["ended role"].grants.update(ended_at=at)
    return made


def _signed_in(officer: Officer, at: datetime) -> Client:
    """A browser in which the officer has just shown once more who they are: acts that ask for it are walked behind that question."""
    client = factories.client_of(officer)
    session = client.session
    session[PROVED] = stamp(at)
    session.save()
    return client


def make_cast(*, at: datetime, is_whole: bool) -> Cast:
    """Everybody and everything, on the loaded Kurdistan profile. `is_whole` plays every manner in every state."""
    making = _Making(at)
    _things(making, is_whole=is_whole)
    things = making.things
    people: dict[str, Persona] = {"nobody": Persona("nobody")}
    officers = _people(things, at)
    excluded = set()
    for thing in things.values():
        for name, why in (("excluded", Exclusion.Why.RECUSED), ("accused", Exclusion.Why.ACCUSED)):
            Exclusion.objects.create(complaint=thing.complaint, officer=officers[name], why=why, at=at)
    excluded = set(Exclusion.objects.values_list("complaint_id", "officer_id"))
    for name, officer in officers.items():
        client = _signed_in(officer, at)
        if name == "closed account":
            Officer.objects.filter(pk=officer.pk).update(is_active=False)
            officer.refresh_from_db()
        people[name] = Persona(name, officer, factories.standing(officer), client=client)
    here = things["in_progress"].complaint
    for name, desk in (("key of the desk", here.desk), ("key of another body", factories.body(OTHER_BODY).desks.get(kind="general"))):
        account = add_service_account(name=name, language="en", at=at)
        grant_role(officer=account, role=Role.OFFICER, desk=desk, at=at)
        people[name] = Persona(name, account, factories.standing(account), key=add_service_key(officer=account, name=name, at=at)[1])
    return Cast(people, things, frozenset(excluded))
