"""What officers and their supervisors do, at the busiest desk of the country."""

from typing import Any
from urllib.parse import urlencode

from bench.country.texts import COMMON, RARE
from bench.load import Outcome
from bench.operations.citizens import lodge_at
from bench.operations.units import Operation, Scene, Unit, form, get, unit

DESK = "/en/office/desk/"


def _list(**asked: Any) -> Any:
    def make(scene: Scene, number: int, before: Outcome | None) -> list[Unit]:
        chosen = {"place": f"desk-{scene.desk_id}"} | {name: value(scene) if callable(value) else value for name, value in asked.items()}
        return [unit(get(f"{DESK}?{urlencode(chosen)}"), cookies=scene.officer)]

    return make


def cases(scene: Scene, number: int, before: Outcome | None) -> list[Unit]:
    """Open cases, one after another. Who opens one for the first time on a day leaves a row behind."""
    return [unit(get(f"/en/office/cases/{one}/"), cookies=scene.officer) for one in scene.cases]


def boards(scene: Scene, number: int, before: Outcome | None) -> list[Unit]:
    """How the busiest body stands."""
    return [unit(get("/en/office/board/"), cookies=scene.supervisor)]


def replies(scene: Scene, number: int, before: Outcome | None) -> list[Unit]:
    """The reply's form, opened and saved, the look at it, and handing it in to the second person."""
    from django.db.models import Q

    from mazalim.accounts.models import Officer
    from mazalim.accounts.queries import standing_of
    from mazalim.complaints.models import Complaint, State
    from mazalim.complaints.queries import case_file
    from mazalim.journey.casework import actions as casework
    from mazalim.journey.replies.models import Draft
    from mazalim.journey.replies.queries import points_of

    standing = standing_of(Officer.objects.get(pk=scene.officer_id))
    drafted = Draft.objects.values("complaint_id")
    mine = Q(state=State.WITH_BODY) | Q(state=State.IN_PROGRESS, officer_id=scene.officer_id)
    free = Complaint.objects.filter(mine, desk_id=scene.desk_id, joined_to=None).exclude(pk__in=drafted).order_by("-pk")
    if (lacking := number - free[:number].count()) > 0:
        lodge_at(scene, scene.country.bodies[0], lacking)
    units = []
    for complaint in list(free[:number]):
        if complaint.state == State.WITH_BODY:
            casework.take(complaint_id=complaint.pk, by=standing, at=scene.now())
            complaint.refresh_from_db()
        typed: dict[str, Any] = {
            "version": 0,
            "summary": "Your complaint is well founded, and this is what we do about it.",
            "then": "look",
        }
        for point in points_of(case_file(complaint, shown_to=standing)).standing:
            typed |= {
                f"outcome_{point.number}": "upheld",
                f"redress_{point.number}": "repaired",
                f"reason_{point.number}": "We looked at the place and at the file. What was asked for was done on Monday, under section 4 of the law.",
            }
        here = f"/en/office/cases/{complaint.case_number}/reply/"
        look = f"{here}look/"
        steps = (get(here), form(here, typed), get(look), form(look, {"version": 1, "act": "hand_in"}))
        units.append(unit(*steps, cookies=scene.officer))
    return units


def exports(scene: Scene, number: int, before: Outcome | None) -> list[Unit]:
    """The whole desk as CSV."""
    asked = urlencode({"place": f"desk-{scene.desk_id}", "view": "all"})
    step = form(f"{DESK}export/", {"list": asked, "form": "csv"}, expect=(200,))
    return [unit(step, cookies=scene.officer)]


OFFICERS: tuple[tuple[Operation, ...], ...] = (
    (Operation("list_newest", "officer's list, newest first", _list(view="all")),),
    (Operation("list_overdue", "officer's list, most overdue first", _list(view="due", due="overdue")),),
    (
        Operation(
            "list_filtered",
            "officer's list, filtered by category and language",
            _list(view="all", category=lambda scene: scene.category, language="ar"),
        ),
    ),
    (Operation("search_rare", "search: a rare word", _list(view="all", q=RARE)),),
    (Operation("search_common", "search: a common word", _list(view="all", q=COMMON["en"])),),
    (Operation("case", "case page", cases),),
    (Operation("reply", "reply: write, look, hand in (four requests)", replies, is_reading=False, cost=2),),
    (Operation("board", "supervisor's board", boards),),
    (Operation("export", "list as CSV", exports, cost=8, clients=(1,)),),
)
