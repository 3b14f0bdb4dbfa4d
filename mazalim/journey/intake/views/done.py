"""Lodged: the code in large type, what happens next and by which day. Shown again for half an hour, then gone."""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language_bidi
from django.views.decorators.http import require_safe

from mazalim.common.clock import day_of, stamp, unstamp
from mazalim.country.queries import calendar, policy_at
from mazalim.directory.queries import body_row
from mazalim.journey.intake.actions import Lodged
from mazalim.journey.intake.rules import ON_PAPER
from mazalim.journey.intake.views.asking import DONE, DRAFT, SHOWN_FOR, language, opened_entry, sealed_entry
from mazalim.journey.intake.views.receipt import hold_receipt
from mazalim.proof.receipts.papers import check_address
from mazalim.proof.receipts.queries import held_receipt
from mazalim.web.views import personal

PLACE = "intake.session.done"


@dataclass(frozen=True)
class Dates:
    """The days that the terms of the lodging day promise."""

    screening: date
    acceptance: date
    reply: date


def to_done(request: HttpRequest, lodged: Lodged, *, at: datetime) -> HttpResponse:
    """Put the code into the session, sealed, in place of the draft, and show it."""
    request.session.cycle_key()
    request.session.pop(DRAFT, None)
    if lodged.is_for_other and lodged.channel != ON_PAPER:  # the code has gone to the citizen and is nobody else's
        lodged = replace(lodged, complaint_code="")
    hold_receipt(request, lodged, at=at)
    request.session[DONE] = sealed_entry({"lodged": asdict(lodged), "at": stamp(at)}, place=PLACE)
    return redirect("intake:done")


def _kept(request: HttpRequest, at: datetime) -> tuple[Lodged, datetime] | None:
    entry: Any = opened_entry(request.session.get(DONE, ""), place=PLACE)
    if entry is None or not at - SHOWN_FOR <= unstamp(entry["at"]):
        request.session.pop(DONE, None)
        return None
    return Lodged(**entry["lodged"]), unstamp(entry["at"]) + SHOWN_FOR


@login_not_required
@personal
@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """The code, or a page that says where it is to be found once the half hour is over."""
    at = timezone.now()
    kept = _kept(request, at)
    if kept is None:
        return render(request, "intake/lodging/over.html")
    lodged, until = kept
    lodged_at, days = unstamp(lodged.lodged_at), calendar()
    policy = policy_at(lodged_at)
    today = day_of(lodged_at, policy.zone)
    context = {
        "lodged": lodged,
        "lodged_at": lodged_at,
        "until": until,
        "groups": lodged.complaint_code.split("-"),
        "body": body_row(lodged.body),
        "dates": Dates(
            screening=days.add(today, policy.times.screening),
            acceptance=days.add(today, policy.times.acceptance),
            reply=day_of(unstamp(lodged.due_at), policy.zone),
        ),
        "next_instance": policy.next_instance,
    }
    if not lodged.is_for_other:
        return render(request, "intake/lodging/done.html", context)
    if lodged.channel != ON_PAPER:
        return render(request, "intake/counter/lodged.html", context)
    request.session.pop(DONE)  # the citizen takes the sheet along; the officer never sees the code again
    held = held_receipt(lodged.complaint_id)
    context["check_address"] = check_address(held) if held else ""
    context |= {"reads_in": language(), "reads_dir": "rtl" if get_language_bidi() else "ltr", "next_page": reverse("counter:begin")}
    with translation.override(lodged.language):  # of the citizen
        return render(request, "intake/counter/acknowledgement.html", context)
