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
        "ELE-EBL",
        "Meter readings are guessed for months",
        "Three of eleven readers had left. Bills were written from last year's use, and nobody told the customers.",
        "Four readers hired; a guessed bill now says so and how to send in the reading.",
        found=230,
        days_for_it=60,
        mended=150,
        said=(
            ("en", "Our electricity bills were guessed for months, and nobody told us."),
            ("ar", "كانت فواتير الكهرباء تُقدَّر تقديرًا لأشهر، ولم يخبرنا أحد."),
            ("ckb", "چەند مانگ پسوولەی کارەبامان بە مەزەندە بوو، و کەس پێی نەوتین."),
            ("fr", "Nos factures d’électricité étaient estimées pendant des mois, sans qu’on nous le dise."),
        ),
        did=(
            ("en", "Meters are read every two months again. A bill that had to be guessed says so, and how to send in the true reading."),
            ("ar", "عادت قراءة العدّادات كل شهرين. والفاتورة التي قُدّرت تقول ذلك، وتبيّن كيف تُرسل القراءة الصحيحة."),
            (
                "ckb",
                "دووبارە هەر دوو مانگ جارێک پێوەرەکان دەخوێنرێنەوە. ئەو پسوولەیەی مەزەندە کراوە ئەوە دەڵێت، و چۆن خوێندنەوەی ڕاست بنێردرێت.",
            ),
            (
                "fr",
                "Les compteurs sont de nouveau relevés tous les deux mois. Une facture estimée le dit, et indique comment envoyer le vrai relevé.",
            ),
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
