"""Problems behind many complaints: one that was mended, one that is being worked on, one whose step is overdue."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from mazalim.accounts.queries import Standing
from mazalim.demo.country.world import Life, World
from mazalim.directory.models import PublicBody
from mazalim.journey.systemic import actions
from mazalim.journey.systemic.models import SystemicIssue
from mazalim.journey.systemic.queries import cases_to_tie

MOST_TIED = 12


@dataclass(frozen=True)
class Problem:
    """One problem of a body, found so many days before now, and mended so many days before now, if it is."""

    body: str
    title: str
    cause: str
    measure: str
    found: int
    days_for_it: int
    mended: int | None = None
    said: tuple[tuple[str, str], ...] = ()
    did: tuple[tuple[str, str], ...] = ()


PROBLEMS = (
    Problem(
        "WAT-EBL",
        "Water comes every third day in the upper quarters",
        "One of two pumps has stood still since spring; the order for its bearing lay unsigned for four months.",
        "Both pumps run, a third is in store, and orders for spare parts need one signature instead of three.",
        found=300,
        days_for_it=60,
        mended=235,
        said=(
            ("en", "In the upper quarters water came only every third day."),
            ("ar", "كان الماء يصل إلى الأحياء العليا مرة كل ثلاثة أيام."),
            ("ckb", "لە گەڕەکە بەرزەکاندا ئاو تەنها هەر سێ ڕۆژ جارێک دەهات."),
            ("fr", "Dans les quartiers hauts, l’eau ne venait que tous les trois jours."),
        ),
        did=(
            ("en", "Both pumps run again, and a third is kept in store. Water comes every day."),
            ("ar", "عادت المضختان إلى العمل، وثالثة محفوظة احتياطًا. والماء يصل كل يوم."),
            ("ckb", "هەردوو پەمپەکە کار دەکەنەوە، و سێیەمێک هەڵگیراوە. ئاو هەموو ڕۆژێک دێت."),
            ("fr", "Les deux pompes tournent de nouveau, et une troisième est en réserve. L’eau vient chaque jour."),
        ),
    ),
    Problem(
        "MUN-EBL",
        "Roads are dug up again weeks after they were mended",
        "Water and road works plan by different calendars; a mended road is opened again when the pipe's turn comes.",
        "One calendar for both offices from January; no road is closed before the pipes under it are checked.",
        found=70,
        days_for_it=110,
    ),
    Problem(
        "MUN-EBL",
        "Rubbish is not collected in the new quarters",
        "The routes are those of 2019; four quarters built since then are on none of them.",
        "New routes, and two more lorries.",
        found=120,
        days_for_it=90,
    ),
)


def found_out(world: World, problem: Problem) -> Life:
    """The life of one issue."""
    body = PublicBody.objects.get(code=problem.body)
    yield _morning(world, days=problem.found)
    by = world.cast.standings[world.cast.over[body.pk]]
    issue = actions.open_issue(by=by, body_id=body.pk, category_id=None, title=problem.title, owner_id=by.officer_id, at=world.at)
    _tie(issue, by, world)
    yield _morning(world, days=problem.found - 9)
    issue = actions.change_issue(
        issue_id=issue.pk,
        by=by,
        version=issue.version,
        title=problem.title,
        owner_id=by.officer_id,
        cause=problem.cause,
        measure=problem.measure,
        due_date=(world.at + timedelta(days=problem.days_for_it)).date(),
        at=world.at,
    )
    if problem.mended is not None:
        yield _morning(world, days=problem.mended)
        _tie(issue, by, world)
        issue = actions.mend(issue_id=issue.pk, by=by, version=issue.version, said=dict(problem.said), did=dict(problem.did), at=world.at)
        while actions.tell_mended(issue_id=issue.pk, at=world.at):
            pass


def _morning(world: World, *, days: int) -> datetime:
    """Twenty past ten on the first working day from so many days before now."""
    calendar = world.chance.days
    day = calendar.next_working_day((world.now - timedelta(days=days)).astimezone(calendar.zone).date())
    return datetime.combine(day, time(10, 20), calendar.zone)


def _tie(issue: SystemicIssue, by: Standing, world: World) -> None:
    rows = cases_to_tie(issue, by, cursor=None, size=MOST_TIED).rows
    actions.tie(issue_id=issue.pk, case_numbers=[row.case_number for row in rows], by=by, at=world.at)
