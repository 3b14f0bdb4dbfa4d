"""Build the demo country in one transaction: all of it, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from mazalim.accounts.models import Officer
from mazalim.country.actions import load_policy
from mazalim.country.models import PolicyVersion
from mazalim.country.queries import calendar, policy_at
from mazalim.demo.country.cast import ADMINISTRATOR, HOST, hire
from mazalim.demo.country.chance import Chance
from mazalim.demo.country.enclosing import enclose_files
from mazalim.demo.country.episodes.causes import PROBLEMS, found_out
from mazalim.demo.country.episodes.office import administer
from mazalim.demo.country.lives import live
from mazalim.demo.country.lodging import Counter
from mazalim.demo.country.plans import MONTH, MONTHS, Planner
from mazalim.demo.country.standing import arrange_points, save_views, tie_cases, write_texts
from mazalim.demo.country.telling import told
from mazalim.demo.country.words import Words
from mazalim.demo.country.world import World, nights
from mazalim.work.models import Job

PROFILE = "kurdistan"
SMALLEST_CELL = 3


class AlreadyThere(Exception):
    """The demo country was built before."""


class WrongCountry(Exception):
    """The demo country stands on the kurdistan profile, and another one is loaded."""


@dataclass(frozen=True)
class Built:
    """What was built, and the text for whoever starts the demonstration."""

    complaints: int
    officers: int
    text: str


def _show_smaller_cells() -> None:
    """400 complaints would hide behind a real country's threshold; the people of the demonstration are made up."""
    for version in PolicyVersion.objects.all():
        figures = {**version.policy["figures"], "smallest_cell": SMALLEST_CELL}
        load_policy(policy={**version.policy, "figures": figures}, valid_from=version.valid_from, at=version.loaded_at)


@transaction.atomic
def build(*, now: datetime, months: Sequence[int] = MONTHS) -> Built:
    """Hire the officers and live through the months up to `now`, with so many complaints in each.

    Raises AlreadyThere, NoProfile or WrongCountry.
    """
    if policy_at(now).code != PROFILE:
        raise WrongCountry
    if Officer.objects.filter(email__endswith=f"@{HOST}", name=ADMINISTRATOR).exists():
        raise AlreadyThere
    _show_smaller_cells()
    days = calendar()
    chance = Chance(days)
    start = now - MONTH * len(months)
    last_job = Job.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    cast = hire(chance=chance, days=days, at=start)
    write_texts(cast, at=start)
    words = Words.read(chance)
    world = World(now, start, chance, words, cast, Counter(chance, words, cast.standings[cast.counter]))
    for plan in Planner(chance, words, now).all(months):
        world.begin(live(world, plan))
    world.begin(nights(world))
    for problem in PROBLEMS:
        world.begin(found_out(world, problem))
    world.run()
    arrange_points(world)
    enclose_files(world)
    tie_cases(world)
    save_views(cast, at=now)
    administer(at=now)
    # What these jobs would have told was told long ago, to nobody. What cases are compared by the worker writes down; a role begins on its day.
    told_long_ago = Job.objects.filter(pk__gt=last_job, dead_at=None).exclude(name__in=["complaints.note_likeness", "administration.begin"])
    told_long_ago.update(done_at=F("run_at"), sealed=None)
    return Built(len(world.lodged), len(cast.standings), told(cast, world.lodged))
