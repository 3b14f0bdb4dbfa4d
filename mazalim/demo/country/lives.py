"""The life of one complaint, from lodging to the first reply. Each act is the product's own, at the moment at which it is lived."""

from datetime import datetime, timedelta

from mazalim.complaints.lifecycle import Move, actor_complainant, moves_open
from mazalim.complaints.models import State
from mazalim.demo.country.episodes import appeals
from mazalim.demo.country.episodes.conflicts import KINDS, conflict
from mazalim.demo.country.episodes.replying import aftermath, reply, take
from mazalim.demo.country.lodging import Case
from mazalim.demo.country.plans import Plan
from mazalim.demo.country.world import Life, World
from mazalim.directory.models import PublicBody
from mazalim.journey.casework import actions as casework
from mazalim.journey.tracking import actions as tracking

SISTERS = {"EBL": "SUL", "SUL": "EBL", "DHK": "EBL"}  # whose place is easily taken for whose


def live(world: World, plan: Plan) -> Life:
    """Lodge the complaint and follow it as far as the plan and the time allow."""
    yield plan.lodged_at
    sister = _sister(world, plan) if world.says(plan, "referred", 0.05) else None
    case = world.counter.lodge(plan, at=world.at, body=sister)
    world.lodged.append(case)
    if plan.stop == "lodged":
        return
    if plan.must & KINDS:
        yield from conflict(world, case)
        if plan.stop == "conflict":
            return
    if case.fresh().state == State.SCREENING:
        yield from _screen(world, case)
    elif sister is not None:
        yield from _refer(world, case, wrong=sister)
    if plan.stop == "routed":
        return
    if world.says(plan, "message", 0.14):
        world.begin(_message(world, case))
    if world.says(plan, "withdrawn", 0.04):
        world.begin(_withdraw(world, case))
    if world.says(plan, "refused", 0.035) or plan.stop == "refusal_proposed":
        yield from _refuse(world, case)
        if plan.stop in appeals.STAGES:
            yield from appeals.appeal(world, case)
    else:
        yield from _work(world, case)


def _work(world: World, case: Case) -> Life:
    """From picking up to the reply and beyond it."""
    plan = case.plan
    yield from take(world, case, days=world.chance.between(0.1, 2.6))
    if world.says(plan, "noted", 0.35):
        yield from _note(world, case)
    if world.says(plan, "revealed", 0.07) or plan.stop == "reveal_proposed":
        yield from _reveal(world, case)
    if plan.stop in {"taken", "reveal_proposed"}:
        return
    if world.says(plan, "asked", 0.15) or plan.stop == "asked":
        yield from _ask(world, case)
    if plan.stop == "asked":
        return
    if "silent" in plan.must:
        yield world.chance.citizen_after((case.fresh().due_at or world.at) + timedelta(days=1), 0)
        yield from appeals.appeal(world, case)
        return
    reply_at = _reply_at(world, case)
    if plan.stop == "extension_proposed" or world.says(plan, "extended", 0.05):
        yield from _extend(world, case)
        if plan.stop == "extension_proposed":
            return
        reply_at = max(reply_at, world.chance.office_after(world.at, world.chance.between(2, 9)))
    yield from reply(world, case, at=reply_at)
    if plan.stop in appeals.STAGES:
        yield from appeals.appeal(world, case)
    elif plan.stop != "replied" and case.fresh().state == State.ANSWERED:
        yield from aftermath(world, case)


def _reply_at(world: World, case: Case) -> datetime:
    """When the reply is drafted: mostly well within the time, in some bodies more often after it."""
    chance, plan, due = world.chance, case.plan, case.fresh().due_at or world.at
    if plan.stop == "handed_in":
        return world.before_now()
    if plan.stop in {"replied", appeals.PENDING}:
        return chance.office_after(max(world.at, world.now - timedelta(days=8)), 0)
    if plan.stop == "reopened":
        return chance.office_after(world.at, chance.between(1, 4))
    if "late" in plan.must or chance.happens(plan.office.late):
        wanted = due + timedelta(days=1 + min(chance.random.expovariate(1 / 13), 70))
    else:
        wanted = plan.lodged_at + (due - plan.lodged_at) * (0.06 + 0.84 * chance.random.betavariate(1.5, 2.0))
    return chance.office_after(max(wanted, world.at + timedelta(hours=2)), 0)


def _screen(world: World, case: Case) -> Life:
    """The central desk finds the body."""
    yield world.chance.office_after(world.at, world.chance.between(0.1, 2.5))
    by = world.cast.centre()
    world.opened(case, by)
    body = world.counter.bodies[case.plan.office.code]
    reason = world.words.act("screen", case.plan.language)
    casework.refer(complaint_id=case.pk, by=by, body_id=body, reason=reason, at=world.at)


def _refer(world: World, case: Case, *, wrong: int) -> Life:
    """The wrong body sends the case on; where the plan says so, the two go on sending it until the central desk has to rule."""
    plan, home = case.plan, world.counter.bodies[case.plan.office.code]
    for target in (home, wrong, home) if "ruled" in plan.must else (home,):
        yield world.chance.office_after(world.at, world.chance.between(0.3, 2.2))
        complaint = case.fresh()
        by = world.cast.officer_at(complaint.desk_id)
        if by is None or complaint.is_guarded or complaint.state != State.WITH_BODY:
            return
        world.opened(case, by)
        reason = world.words.act("refer", plan.language)
        casework.refer(complaint_id=case.pk, by=by, body_id=target, reason=reason, at=world.at)
    if case.fresh().state == State.SCREENING:
        yield world.chance.office_after(world.at, 1.5)
        centre = world.cast.centre()
        world.opened(case, centre)
        ruling = world.words.act("ruling", plan.language)
        casework.refer(complaint_id=case.pk, by=centre, body_id=home, reason=ruling, at=world.at)


def _sister(world: World, plan: Plan) -> int | None:
    """The body of the same kind in another governorate, where officers work."""
    kind, _, area = plan.office.code.partition("-")
    code = f"{kind}-{SISTERS.get(area, '')}"
    pk = PublicBody.objects.filter(code=code).values_list("pk", flat=True).first()
    return pk if pk in world.cast.over else None


def _note(world: World, case: Case) -> Life:
    yield world.chance.office_after(world.at, world.chance.between(0.2, 2))
    complaint = case.fresh()
    by = world.holder(complaint)
    if by is not None and complaint.state == State.IN_PROGRESS:
        world.opened(case, by)
        casework.note(complaint_id=case.pk, by=by, text=case.plan.text["note"], at=world.at)


def _reveal(world: World, case: Case) -> Life:
    """The officer opens the name, or asks a second person to."""
    plan = case.plan
    yield world.before_now() if plan.stop == "reveal_proposed" else world.chance.office_after(world.at, world.chance.between(0.1, 1))
    complaint = case.fresh()
    by = world.holder(complaint)
    if by is None or complaint.state != State.IN_PROGRESS:
        return
    world.opened(case, by)
    reason = world.words.act("reveal", plan.language)
    if complaint.identity_mode == "named" and not complaint.accuses_official and not complaint.is_guarded:
        casework.reveal(complaint_id=case.pk, by=by, reason=reason, at=world.at)
        return
    casework.propose_reveal(complaint_id=case.pk, by=by, reason=reason, at=world.at)
    if plan.stop == "reveal_proposed":
        return
    yield world.chance.office_after(world.at, world.chance.between(0.1, 0.9))
    complaint = case.fresh()
    second = world.second_person(case, but=by.officer_id)
    if second is not None and complaint.state == State.IN_PROGRESS:
        world.opened(case, second)
        casework.agree_reveal(complaint_id=case.pk, by=second, at=world.at)


def _ask(world: World, case: Case) -> Life:
    """A question, and most often an answer; without one the case goes on after a fortnight."""
    plan, chance = case.plan, world.chance
    yield chance.office_after(world.at, chance.between(0.4, 3))
    complaint = case.fresh()
    by = world.holder(complaint)
    if by is None or complaint.state != State.IN_PROGRESS:
        return
    world.opened(case, by)
    casework.ask(complaint_id=case.pk, by=by, question=plan.text["question"], at=world.at)
    if "contested" in plan.must:
        yield chance.citizen_after(world.at, chance.between(0.1, 1))
        tracking.contest_pause(complaint_id=case.pk, text=world.words.act("contest", plan.language), at=world.at)
    if plan.stop == "asked":
        return
    if "answered" in plan.must or chance.happens(0.75):
        yield chance.citizen_after(world.at, chance.between(0.1, 4) if plan.stop else chance.between(0.1, 10))
        if case.fresh().state == State.AWAITING_COMPLAINANT:
            tracking.answer(complaint_id=case.pk, text=plan.text["answer"], at=world.at)
    else:
        yield chance.office_after(world.at, 15.5)


def _extend(world: World, case: Case) -> Life:
    """More time, asked for shortly before the deadline and agreed to by the supervisor."""
    plan, chance = case.plan, world.chance
    complaint = case.fresh()
    if plan.stop == "extension_proposed":
        yield world.before_now()
    elif complaint.due_at is not None:
        yield chance.office_after(max(world.at, complaint.due_at - timedelta(days=chance.between(4, 7))), 0)
    complaint = case.fresh()
    by = world.holder(complaint)
    if by is None or complaint.state != State.IN_PROGRESS or complaint.due_at is None or world.at > complaint.due_at:
        return
    world.opened(case, by)
    reason = world.words.act("extend", plan.language)
    casework.propose_extension(complaint_id=case.pk, by=by, reason=reason, at=world.at)
    if plan.stop == "extension_proposed":
        return
    yield chance.office_after(world.at, chance.between(0.1, 0.9))
    second, complaint = world.second_person(case, but=by.officer_id), case.fresh()
    if second is not None and complaint.state == State.IN_PROGRESS and world.at <= (complaint.due_at or world.at):
        world.opened(case, second)
        casework.extend(complaint_id=case.pk, by=second, at=world.at)


def _refuse(world: World, case: Case) -> Life:
    """Not admissible: one officer proposes, the second person agrees."""
    plan, chance = case.plan, world.chance
    yield world.before_now() if plan.stop == "refusal_proposed" else chance.office_after(world.at, chance.between(0.3, 3))
    complaint = case.fresh()
    by = world.holder(complaint)
    if by is None or complaint.state != State.WITH_BODY:
        return
    world.opened(case, by)
    refusal = casework.Refusal(**world.words.refusal(plan.language))
    casework.propose_refusal(complaint_id=case.pk, by=by, refusal=refusal, at=world.at)
    if plan.stop == "refusal_proposed":
        return
    yield chance.office_after(world.at, chance.between(0.1, 1.5))
    second = world.second_person(case, but=by.officer_id)
    if second is not None and case.fresh().state == State.WITH_BODY:
        world.opened(case, second)
        casework.refuse(complaint_id=case.pk, by=second, at=world.at)


def _message(world: World, case: Case) -> Life:
    """The complainant adds something while the case is open."""
    yield world.chance.citizen_after(world.at, world.chance.between(2, 12))
    complaint = case.fresh()
    if complaint.is_open and Move.MESSAGE in moves_open(complaint, by=actor_complainant(), at=world.at):
        tracking.message(complaint_id=case.pk, text=case.plan.text["message"], at=world.at)


def _withdraw(world: World, case: Case) -> Life:
    yield world.chance.citizen_after(world.at, world.chance.between(1, 9))
    if Move.WITHDRAW in moves_open(case.fresh(), by=actor_complainant(), at=world.at):
        reason = world.words.act("withdraw", case.plan.language)
        tracking.withdraw(complaint_id=case.pk, reason=reason, at=world.at)
