"""Complaints that accuse an officer, and officers who step back: one of each kind, so that every page of conflicts has something on it."""

from mazalim.accounts.models import Officer
from mazalim.complaints.models import Exclusion, State
from mazalim.demo.country.lodging import Case
from mazalim.demo.country.plans import ACCUSED, official_of
from mazalim.demo.country.world import Life, World
from mazalim.directory.queries import central_desk
from mazalim.journey.casework import actions as casework

KINDS = frozenset({*ACCUSED, "ruled_out", "recused", "lifting"})


def conflict(world: World, case: Case) -> Life:
    """What the plan says of the case: matched, ruled out and released, or stepped back from."""
    must = case.plan.must
    yield world.chance.office_after(world.at, world.chance.between(0.1, 0.8))
    if must & ACCUSED.keys():
        _match(world, case)
    elif "ruled_out" in must:
        yield from _rule_out(world, case)
    else:
        yield from _recuse(world, case)


def _match(world: World, case: Case) -> None:
    accused = Officer.objects.get(name=official_of(case.plan.must)["name"])
    by = world.cast.officer_at(case.fresh().desk_id, but=accused.pk)
    if by is None:
        return
    world.opened(case, by)
    reason = "Name, post and unit are those that the complainant gives."
    casework.match_official(complaint_id=case.pk, by=by, officers=[accused.pk], reason=reason, at=world.at)


def _rule_out(world: World, case: Case) -> Life:
    by = world.cast.officer_at(case.fresh().desk_id)
    if by is None:
        return
    world.opened(case, by)
    reason = "He works in the warehouse and has no access to this service."
    casework.rule_out_official(complaint_id=case.pk, by=by, found="not_an_officer", reason=reason, at=world.at)
    yield world.chance.office_after(world.at, world.chance.between(0.1, 0.5))
    casework.release(complaint_id=case.pk, by=by, reason="Nobody who deals with complaints here is concerned.", at=world.at)


def _recuse(world: World, case: Case) -> Life:
    by = world.cast.officer_at(case.fresh().desk_id)
    if by is None or case.fresh().state != State.WITH_BODY:
        return
    world.opened(case, by)
    casework.take(complaint_id=case.pk, by=by, at=world.at)
    yield world.chance.office_after(world.at, world.chance.between(0.1, 0.5))
    casework.recuse(complaint_id=case.pk, by=by, reason="kinship", text="The complainant is my cousin.", at=world.at)
    exclusion = Exclusion.objects.filter(complaint=case.pk).first()
    if "lifting" in case.plan.must and exclusion is not None:
        yield world.before_now()
        centre = world.cast.standings[world.cast.at_desk[central_desk().pk][0]]
        reason = "It was another family of the same name; the officer knows the area best."
        casework.propose_lift(complaint_id=case.pk, exclusion_id=exclusion.pk, by=centre, reason=reason, at=world.at)
