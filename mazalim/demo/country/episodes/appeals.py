"""What the complainant does not accept goes to the desk above, which asks and decides."""

from mazalim.accounts.queries import Standing
from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.lifecycle import Move, actor_complainant, actor_officer, moves_open
from mazalim.complaints.models import AppealDecision, State
from mazalim.demo.country.episodes.replying import again
from mazalim.demo.country.lodging import Case
from mazalim.demo.country.world import Life, World
from mazalim.journey.appeals import actions as appeals
from mazalim.journey.appeals.rules import ON_THE_MATTER
from mazalim.journey.replies.queries import points_of_case

PENDING, DECIDED = "appealed", "appeal_decided"  # last stages of a plan
STAGES = frozenset({PENDING, DECIDED})
DECISIONS = {"allowed": AppealDecision.ALLOWED, "dismissed": AppealDecision.DISMISSED, "sent_back": AppealDecision.SENT_BACK}


def appeal(world: World, case: Case) -> Life:
    """The complainant appeals some days after the answer; where the plan says how, the desk above decides."""
    plan, chance = case.plan, world.chance
    yield chance.citizen_after(world.at, chance.between(0.5, 2.5))
    if Move.APPEAL not in moves_open(case.fresh(), by=actor_complainant(), at=world.at):
        return
    appeals.appeal(complaint_id=case.pk, text=world.words.act("appeal", plan.language), at=world.at)
    decision = next((DECISIONS[one] for one in sorted(plan.must) if one in DECISIONS), None)
    yield chance.office_after(world.at, chance.between(0.2, 1.5))
    by = _judge(world, case)
    if by is None:
        return
    if decision is not None or "statement" in plan.must:
        yield from _hear(world, case, by)
    if decision is None:
        return
    yield chance.office_after(world.at, chance.between(4, 12))
    world.opened(case, by)
    appeals.decide(complaint_id=case.pk, by=by, decision=_decision(world, case, decision), at=world.at)
    if decision == AppealDecision.SENT_BACK and case.fresh().state == State.IN_PROGRESS:
        yield from again(world, case)


def _judge(world: World, case: Case) -> Standing | None:
    """Somebody of the deciding desk who may decide."""
    complaint = case.fresh()
    for pk in world.cast.at_desk[complaint.appeal_desk_id or 0]:
        who = world.cast.standings[pk]
        is_shown = complaints_shown_to(who).filter(pk=case.pk).exists()
        if is_shown and Move.DECIDE_APPEAL in moves_open(complaint, by=actor_officer(who), at=world.at):
            return who
    return None


def _hear(world: World, case: Case, by: Standing) -> Life:
    """The desk above asks the body for its view, and the body gives it."""
    plan, chance = case.plan, world.chance
    world.opened(case, by)
    appeals.ask_statement(complaint_id=case.pk, by=by, text=world.words.act("ask_statement", plan.language), at=world.at)
    yield chance.office_after(world.at, chance.between(0.5, 2))
    complaint = case.fresh()
    for pk in (*world.cast.at_desk[complaint.desk_id], world.cast.over.get(complaint.body_id, 0)):
        who = world.cast.standings.get(pk)
        if who is not None and complaints_shown_to(who).filter(pk=case.pk).exists():
            world.opened(case, who)
            appeals.give_statement(complaint_id=case.pk, by=who, text=world.words.act("statement", plan.language), at=world.at)
            return


def _decision(world: World, case: Case, decision: AppealDecision) -> appeals.Decision:
    language = case.plan.language
    reasons = world.words.act(f"appeal_{decision.value}", language)
    if decision not in ON_THE_MATTER:
        return appeals.Decision(decision, reasons)
    reason = world.words.act("appeal_point", language)
    points = points_of_case(case.fresh()).standing
    return appeals.Decision(
        decision, reasons, [{"number": one.number, "outcome": "upheld", "redress": "decided_anew", "reason": reason} for one in points]
    )
