"""The reply and what follows from it: rating, confirming, re-opening, promises kept and broken."""

from datetime import datetime, timedelta
from typing import Any

from mazalim.accounts.queries import Standing
from mazalim.common.clock import day_of
from mazalim.complaints.lifecycle import Move, actor_complainant, actor_officer, moves_open
from mazalim.complaints.models import State
from mazalim.demo.country.lodging import Case
from mazalim.demo.country.world import Life, World
from mazalim.journey.casework import actions as casework
from mazalim.journey.replies import actions as replies
from mazalim.journey.replies.models import Commitment
from mazalim.journey.replies.rules import Quality
from mazalim.journey.satisfaction import actions as satisfaction

# Whoever is dissatisfied says so more often: the share that rates, and the share of these that doubts the reply, by score.
RATES = {1: 0.9, 2: 0.8, 3: 0.6, 4: 0.45, 5: 0.4}
DECLINED = 0.3  # the texts hold few replies that say no; these are said in words that fit every matter
DOUBTS = {1: 0.5, 2: 0.4, 3: 0.2, 4: 0.02, 5: 0.01}


def take(world: World, case: Case, *, days: float) -> Life:
    """An officer of the desk picks the case up, or the supervisor gives it to one."""
    yield world.chance.office_after(world.at, days)
    complaint = case.fresh()
    barred = {complaint.drafter_id, *complaint.exclusions.values_list("officer_id", flat=True)}
    there = [pk for pk in world.cast.at_desk[complaint.desk_id] if pk not in barred]
    by = world.cast.standings[world.chance.one_of(there)] if there else None
    if by is None or complaint.officer_id is not None or complaint.state not in {State.WITH_BODY, State.IN_PROGRESS}:
        return
    supervisor = world.cast.standings.get(world.cast.over.get(complaint.body_id, 0))
    if supervisor and not complaint.is_guarded and (complaint.round > 1 or world.chance.happens(0.15)):
        world.opened(case, supervisor)
        casework.assign(complaint_id=case.pk, by=supervisor, officer_id=by.officer_id, at=world.at)
    else:
        world.opened(case, by)
        casework.take(complaint_id=case.pk, by=by, at=world.at)


def reply(world: World, case: Case, *, at: datetime) -> Life:
    """Draft the reply, hand it in, have it approved; suggestions and praise need no second person."""
    plan, chance = case.plan, world.chance
    yield at
    complaint = case.fresh()
    by = world.holder(complaint)
    if by is None or complaint.state != State.IN_PROGRESS:
        return
    world.opened(case, by)
    draft = _draft(world, case, by, version=0)
    if complaint.is_short_lane:
        replies.send_reply(complaint_id=case.pk, by=by, version=draft, at=world.at)
        return
    replies.hand_in(complaint_id=case.pk, by=by, version=draft, at=world.at)
    if plan.stop == "handed_in":
        return
    if world.says(plan, "sent_back", 0.06):
        yield chance.office_after(world.at, chance.between(0.1, 1.2))
        second = world.second_person(case, but=by.officer_id)
        if second is None or case.fresh().state != State.AWAITING_APPROVAL:
            return
        world.opened(case, second)
        reason = world.words.act("send_back", plan.language)
        replies.send_back(complaint_id=case.pk, by=second, reason=reason, at=world.at)
        yield chance.office_after(world.at, chance.between(0.1, 1.5))
        if case.fresh().state != State.IN_PROGRESS:
            return
        draft = _draft(world, case, by, version=draft)
        replies.hand_in(complaint_id=case.pk, by=by, version=draft, at=world.at)
    yield chance.office_after(world.at, chance.between(0.05, 1.5))
    second = world.second_person(case, but=by.officer_id)
    if second is not None and case.fresh().state == State.AWAITING_APPROVAL:
        world.opened(case, second)
        entry = replies.approve(complaint_id=case.pk, by=second, checked=Quality, at=world.at)
        for commitment in Commitment.objects.filter(entry=entry):
            world.begin(_promise(world, case, commitment))


def _draft(world: World, case: Case, by: Standing, *, version: int) -> int:
    """Write the reply of the text; in a later round the second reply. Returns the draft's version."""
    plan, complaint = case.plan, case.fresh()
    words, is_first = plan.text["reply"], complaint.round == 1
    is_declined = is_first and not version and not complaint.is_short_lane and world.says(plan, "declined", DECLINED)
    promises: list[dict[str, Any]] = []
    if is_first and not is_declined and plan.text.get("commitment") and world.says(plan, "promised", 0.4):
        due = world.chance.office_after(world.at, world.chance.between(8, 40))
        promises.append({"text": plan.text["commitment"], "due_date": day_of(due, world.chance.days.zone)})
    draft = replies.save_draft(
        complaint_id=case.pk,
        by=by,
        version=version,
        summary=_summary(world, case, is_first=is_first, is_declined=is_declined),
        points=[]
        if complaint.is_short_lane
        else [_point(world, case, number, is_first, is_declined) for number in range(1, len(words["points"]) + 1)],
        commitments=promises,
        at=world.at,
    )
    return draft.version


def _summary(world: World, case: Case, *, is_first: bool, is_declined: bool) -> str:
    if is_declined:
        return world.words.act("declined", case.plan.language)
    text = case.plan.text
    return str(text["reply"]["summary"] if is_first else text["second_reply"])


def _point(world: World, case: Case, number: int, is_first: bool, is_declined: bool) -> dict[str, Any]:
    if is_declined:
        reason = world.words.act("declined_reason", case.plan.language)
        return {"number": number, "outcome": "not_upheld", "redress": "explained", "reason": reason}
    point = {"number": number} | case.plan.text["reply"]["points"][number - 1]
    if is_first:
        return point
    reason = world.words.acts["second_reason"][0][case.plan.language]
    if point["outcome"] == "not_upheld" and world.chance.happens(0.5):
        return {**point, "outcome": "partly_upheld", "redress": "decided_anew", "reason": reason}
    return {**point, "reason": reason}


def aftermath(world: World, case: Case) -> Life:
    """The complainant rates, confirms, doubts, or keeps silent."""
    plan, chance = case.plan, world.chance
    score = int(plan.text["rating"])
    complaint = case.fresh()
    is_second = complaint.round > 1
    if is_second:
        score = min(5, score + chance.random.randrange(3))
    elif complaint.outcome == "not_upheld":
        score = chance.random.choice((1, 1, 2, 2, 3))
    has_rated = world.says(plan, "rated", RATES[score])
    if has_rated:
        yield chance.citizen_after(world.at, chance.random.expovariate(1 / 3.5))
        if not _may(world, case, Move.RATE):
            return
        has_comment = not is_second and complaint.outcome != "not_upheld" and chance.happens(0.75)
        comment = plan.text["comment"] if has_comment else ""
        satisfaction.rate(complaint_id=case.pk, score=score, comment=comment, at=world.at)
    if not is_second and world.says(plan, "reopened", DOUBTS[score]):
        yield chance.citizen_after(world.at, chance.between(0.1, 1 if plan.stop else 9))
        if _may(world, case, Move.REOPEN):
            satisfaction.reopen(complaint_id=case.pk, reason=plan.text["reopen"], at=world.at)
            if plan.stop != "reopened":
                yield from again(world, case)
        return
    if score > 3 and world.says(plan, "confirmed", 0.6):
        yield chance.citizen_after(world.at, chance.between(0, 3))
        if _may(world, case, Move.CONFIRM):
            satisfaction.confirm(complaint_id=case.pk, at=world.at)


def again(world: World, case: Case) -> Life:
    """Another round: another officer, a second reply, and what the complainant says of it."""
    chance = world.chance
    yield from take(world, case, days=chance.between(0.3, 2))
    yield from reply(world, case, at=chance.office_after(world.at, chance.between(1, 12)))
    if case.fresh().state == State.ANSWERED:
        yield from aftermath(world, case)


def _may(world: World, case: Case, what: Move) -> bool:
    return what in moves_open(case.fresh(), by=actor_complainant(), at=world.at)


def _promise(world: World, case: Case, commitment: Commitment) -> Life:
    """A promise is proved before its date; some are not, and the case opens again by itself."""
    chance = world.chance
    due = datetime.combine(commitment.due_date, datetime.min.time(), chance.days.zone)
    if chance.happens(0.85):
        yield chance.office_after(max(world.at, due - timedelta(days=chance.between(0, 5))), 0)
        complaint = case.fresh()
        by = world.holder(complaint)
        if by is not None and Move.KEEP_COMMITMENT in moves_open(complaint, by=actor_officer(by), at=world.at):
            text = world.words.act("kept", case.plan.language)
            replies.keep_commitment(commitment_id=commitment.pk, by=by, text=text, at=world.at)
            return
    yield chance.office_after(due + timedelta(days=12), 0)
    complaint = case.fresh()
    if complaint.state == State.IN_PROGRESS and complaint.officer_id is None:
        yield from again(world, case)
