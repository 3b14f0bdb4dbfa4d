"""What stands in the office besides cases: standard texts, points that officers put in order, views that they saved."""

import tomllib
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from mazalim.accounts.models import Officer
from mazalim.complaints.lifecycle import Move, actor_officer, moves_open
from mazalim.complaints.models import Complaint, State
from mazalim.demo.country.cast import Cast
from mazalim.demo.country.words import CONTENT
from mazalim.demo.country.world import World
from mazalim.directory.models import Category, PublicBody
from mazalim.journey.casework.actions import tasking, tying
from mazalim.journey.replies import actions as replies
from mazalim.journey.replies.actions import Wording
from mazalim.journey.replies.queries import points_of_case
from mazalim.journey.workbench import actions as workbench
from mazalim.journey.workbench.queries.places import places_of
from mazalim.journey.workbench.rules import canonical

CHANGED = 3  # so many texts were shorter at first
SHOWN = ("MUN-EBL", "ELE-EBL")  # where a stranger signs in first
ARRANGED = 2  # so many cases show points that were added and left out
VIEWS = {  # by the officer's language: the name of a view and what it asks for
    "ckb": (("دواکەوتوو", {"view": "due", "due": "overdue"}), ("بە عەرەبی نووسراو", {"view": "all", "language": "ar"})),
    "ar": (("متأخرة", {"view": "due", "due": "overdue"}), ("مكتوبة بالكردية", {"view": "all", "language": "ckb"})),
}

TIED: dict[str, dict[str, Any]] = {  # by the officer's language: why two cases are linked, and what is to be done for them
    "ckb": {"reason": "هەمان تیم کار لەسەر هەردووکیان دەکات.", "tasks": ("پەیوەندی بە تیمی مەیدانییەوە بکە", "وێنەی شوێنەکە بگرە")},
    "ar": {"reason": "الفريق نفسه يعمل على القضيتين.", "tasks": ("الاتصال بالفريق الميداني", "تصوير الموقع")},
    "en": {"reason": "One crew works on both.", "tasks": ("Call the field crew", "Take a picture of the place")},
    "fr": {"reason": "La même équipe travaille sur les deux.", "tasks": ("Appeler l’équipe de terrain", "Photographier le lieu")},
}


def write_texts(cast: Cast, *, at: datetime) -> int:
    """Let central officers and supervisors write the standard texts of the demonstration; returns how many."""
    rows: list[dict[str, Any]] = tomllib.loads((CONTENT / "standard_texts.toml").read_text(encoding="utf-8"))["text"]
    bodies = {body.code: body.pk for body in PublicBody.objects.filter(code__in={row["body"] for row in rows if "body" in row})}
    categories = dict(Category.objects.filter(code__in={row["category"] for row in rows if "category" in row}).values_list("code", "pk"))
    number = 0
    for place, row in enumerate(rows):
        body_id = bodies[row["body"]] if "body" in row else None
        by = cast.standings[cast.central[0] if body_id is None else cast.over[body_id]]
        for language, words in row["words"].items():
            wording = Wording(
                row["part"],
                row["title"][language],
                words.strip(),
                categories[row["category"]] if "category" in row else None,
                row.get("outcome", ""),
            )
            moment = at + timedelta(days=place, minutes=number)
            first = replace(wording, words=wording.words.split("\n\n")[0]) if place < CHANGED else wording
            text = replies.write_text(by=by, body_id=body_id, language=language, wording=first, at=moment)
            if first != wording:
                replies.change_text(text_id=text.pk, by=by, version=1, wording=wording, at=moment + timedelta(days=30))
            number += 1
    return number


def arrange_points(world: World) -> None:
    """In a few open cases the officer has added a point and left one out with its reason."""
    rows = Complaint.objects.filter(
        state=State.IN_PROGRESS, body__code__in=SHOWN, officer__isnull=False, last_entry_at__lt=world.now - timedelta(hours=4)
    )
    done = 0
    for complaint in rows.order_by("-lodged_at"):
        by, points = world.cast.standings[complaint.officer_id or 0], points_of_case(complaint).standing
        if done == ARRANGED or len(points) < 2 or Move.SET_POINTS not in moves_open(complaint, by=actor_officer(by), at=world.now):
            continue
        left_out = {points[-1].number: str(world.words.acts["left_out"][0][complaint.language])}
        added = [str(world.words.acts["added_point"][0][complaint.language])]
        at = max(complaint.last_entry_at + timedelta(minutes=4), world.now - timedelta(hours=3))
        replies.set_points(complaint_id=complaint.pk, by=by, left_out=left_out, added=added, at=at)
        done += 1


def tie_cases(world: World) -> None:
    """At the desks that are shown, two open cases of one officer are linked, one leading, and a few things are noted to be done for them."""
    rows = Complaint.objects.filter(state=State.IN_PROGRESS, body__code__in=SHOWN, officer__isnull=False, is_guarded=False)
    at_hand: dict[tuple[int, int], Complaint] = {}
    tied: set[int] = set()
    for complaint in rows.order_by("lodged_at", "pk"):
        officer_id = complaint.officer_id or 0
        by, place = world.cast.standings[officer_id], (complaint.desk_id, officer_id)
        if place in at_hand and complaint.body_id not in tied:
            lead = at_hand[place]
            reason = TIED[by.language]["reason"]
            tying.link(complaint_id=complaint.pk, other_id=lead.pk, by=by, lead=tying.Lead.OTHER, reason=reason, at=world.now)
            for days, text in zip((-1, 3), TIED[by.language]["tasks"], strict=True):
                due = (world.now + timedelta(days=days)).date()
                noted = world.now - timedelta(days=2)
                tasking.add_task(complaint_id=lead.pk, by=by, text=text, owner_id=officer_id, due_date=due, at=noted)
            tied.add(complaint.body_id)
        at_hand.setdefault(place, complaint)


def save_views(cast: Cast, *, at: datetime) -> None:
    """The officers who are shown to a stranger have saved two views each."""
    shown = [email for _, role, emails in cast.sign_ins if role in {"officers", "supervisor"} for email in emails]
    for officer in Officer.objects.filter(email__in=shown).order_by("pk"):
        by = cast.standings[officer.pk]
        places = places_of(by)
        place = {"place": places.chosen} if len(places.places) > 1 else {}
        for name, asked in VIEWS[officer.language]:
            workbench.save_view(by=by, name=name, query=canonical({**asked, **place}), is_default=False, at=at)
