"""Signs in the index that say who may find a case, and in which month it was lodged. Made from the cover, and from who asks."""

from datetime import UTC, datetime, timedelta

from mazalim.accounts.queries import Standing
from mazalim.complaints.models import Complaint, State

# How far back each window of a search reaches. Each month more costs the index as much again, and of common words the newest fill the page.
MONTH, QUARTER, YEAR = timedelta(days=31), timedelta(days=90), timedelta(days=365)


def scope_of_case(complaint: Complaint) -> tuple[str, ...]:
    """What the cover says of who reads the case; a visitor who holds one of these signs may find it. Mirrors `complaints_shown_to`."""
    signs = [f"d{complaint.desk_id}", f"in{complaint.body_id}"]
    if not complaint.is_guarded:
        signs.append(f"b{complaint.body_id}")
    if complaint.second_desk_id:
        signs.append(f"s{complaint.second_desk_id}")
    if complaint.appeal_desk_id:
        signs.append(f"a{complaint.appeal_desk_id}")
    if complaint.opened_to_body_id:
        signs.append(f"o{complaint.opened_to_body_id}")
    if complaint.state == State.SCREENING:
        signs.append("screening")
    if complaint.is_opened_to_centre:
        signs.append("centre")
    return tuple(signs)


def scope_of(standing: Standing) -> tuple[str, ...]:
    """The signs that a visitor holds; exclusions are left to `complaints_shown_to`, with which every search begins."""
    if not standing.works_cases:
        return ()
    desks, bodies = sorted(standing.desks), sorted(standing.bodies)
    signs = [f"{kind}{desk}" for desk in desks for kind in "das"] + [f"{kind}{body}" for body in bodies for kind in "bo"]
    return (*signs, "screening", "centre") if standing.is_central else tuple(signs)


def held_by(body_id: int) -> str:
    """The sign of the body that holds a case, for those who search by its name."""
    return f"in{body_id}"


def month_of(moment: datetime) -> str:
    """The sign of the month in which a case was lodged."""
    return moment.astimezone(UTC).strftime("m%Y%m")


def months_back(at: datetime, span: timedelta) -> tuple[str, ...]:
    """The signs of the months that a span up to now touches, newest first."""
    month, last, found = at.astimezone(UTC).replace(day=1), month_of(at - span), [month_of(at)]
    while found[-1] > last:
        month = (month - timedelta(days=1)).replace(day=1)
        found.append(month_of(month))
    return tuple(found)
