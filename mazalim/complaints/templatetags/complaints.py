"""How pages show a deadline: in a few words for a list, as a ledger whose lines add up for one case. `{% load complaints %}`."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from mazalim.common.clock import day_of
from mazalim.complaints.deadlines import Clock, Line
from mazalim.complaints.models import Complaint, State
from mazalim.country.policy import Span
from mazalim.country.queries import calendar
from mazalim.web import formats
from mazalim.web.templatetags.kept import kept

register = template.Library()
ISO_DAY_SIGNS = 10  # 2026-11-22
_DEADLINE = "complaints/deadline.html"
SOON_DAYS = 7  # "this week", one nuqta


@dataclass(frozen=True)
class LedgerLine:
    """One line of the sum. `sign` is empty for the first line, else plus or minus."""

    kind: str  # start, pause, extension, category, ceiling
    sign: str
    days: int  # without its sign
    start: date
    end: date
    span: Span | None
    is_moved: bool  # the days said beside it would have ended on a day off


@register.filter
def as_answered(value: str) -> str:
    """The answer to a category's question as lodged; a day, which is kept as ISO text, in the reader's own words."""
    try:
        return formats.plain_day(date.fromisoformat(value)) if len(value) == ISO_DAY_SIGNS else value
    except ValueError:
        return value


@register.simple_tag(takes_context=True)
def deadline(context: Context, complaint: Complaint, moment: datetime | None = None) -> SafeString:
    """`{% deadline complaint %}`: urgency mark and words (Overdue 6 days, Due today, 3 days, Paused); the view puts `now` into the context.

    `moment` stands in for the decision clock: `{% deadline complaint complaint.next_duty_at %}`. Suggestions, remarks and praise are never overdue.
    """
    return deadline_in_words(complaint, moment, at=context["now"])


def deadline_in_words(complaint: Complaint, moment: datetime | None, *, at: datetime) -> SafeString:
    """What `{% deadline %}` writes, as seen at `at`."""
    zone = calendar().zone
    due = moment or (complaint.next_duty_at if complaint.state == State.UNDER_APPEAL else complaint.due_at)
    if not complaint.is_open or due is None:
        is_told = complaint.answered_at is not None and complaint.state != State.WITHDRAWN
        return kept(_DEADLINE, mark="", answered=day_of(complaint.answered_at, zone) if is_told and complaint.answered_at else None)
    last = day_of(due, zone)
    left = (last - day_of(at, zone)).days
    if complaint.is_paused and moment is None:
        return kept(_DEADLINE, mark="dp")
    if left < 0:
        return kept(_DEADLINE, mark="d0", left=left, due=last) if complaint.is_short_lane else kept(_DEADLINE, mark="d3", late=-left)
    if left == 0:
        return kept(_DEADLINE, mark="d2")
    return kept(_DEADLINE, mark="d1" if left <= SOON_DAYS else "d0", left=left)


@register.inclusion_tag("complaints/clock.html", takes_context=True)
def ledger(context: Context, clock: Clock | None, office: bool = False, about: str = "") -> dict[str, Any]:
    """`{% ledger file.decision %}`: a clock as a sum, with the days passed and left; the view puts `now` into the context.

    `office=True` speaks to officers of the complainant, else to the complainant; `about` is the category's name, for the first line.
    """
    if clock is None:
        return {"clock": None}
    days = calendar()
    at: datetime = context["now"]
    until = clock.stopped_at or clock.paused_at or at
    left = clock.days_left(at, days)
    return {
        "clock": clock,
        "lines": _lines(clock),
        "office": office,
        "about": about,
        "left": left,
        "late": -left,
        "passed": (day_of(until, days.zone) - day_of(clock.started_at, days.zone)).days,
        "stopped_late": (day_of(clock.stopped_at, days.zone) - clock.due_date).days if clock.stopped_at else 0,
    }


def _lines(clock: Clock) -> list[LedgerLine]:
    lines = []
    for line in clock.lines:
        sign = "" if line.kind == "start" else "−" if line.days < 0 else "+"
        lines.append(LedgerLine(line.kind, sign, abs(line.days), line.start, line.end, line.span, _is_moved(line)))
    return lines


def _is_moved(line: Line) -> bool:
    if line.kind == "pause":
        return line.days != (line.end - line.start).days
    return line.kind == "start" and line.span is not None and line.span.unit == "calendar" and line.days != line.span.days
