"""Tell the people whom an entry concerns. The worker finds out who they are, in which language and by which channel."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from mazalim.accounts.models import Officer
from mazalim.accounts.queries import absences_on, central_officers, officers_at_desk, supervisors_of, supervisors_over_desk
from mazalim.common.clock import day_of
from mazalim.complainants.queries import contacts_of
from mazalim.complaints import actions
from mazalim.complaints.conflict import is_centre_clean, overseers_of
from mazalim.complaints.deadlines import DECISION, answer_until, clocks_from, window_end
from mazalim.complaints.models import Complaint, Entry, State
from mazalim.country.queries import calendar
from mazalim.evidence import actions as evidence
from mazalim.evidence.models import StoredFile
from mazalim.notices.actions import send
from mazalim.notices.links import link
from mazalim.notices.texts import KINDS
from mazalim.work.actions import renew
from mazalim.work.models import Job


def tell(job: Job, at: datetime) -> None:
    """Queue one notice for each person in the job's list of (who, kind)."""
    complaint = Complaint.objects.select_related("body").get(pk=job.payload["complaint"])
    entry = Entry.objects.get(complaint=complaint, number=job.payload["entry"])
    if job.payload.get("unless_undone") and Entry.objects.filter(complaint=complaint, payload__undone=entry.number).exists():
        return
    for who, kind in job.payload["told"]:
        if who == "complainant":
            tell_complainant(complaint, kind=kind, entry_at=entry.at, at=at)
        else:
            for officer in _present(_officers(who, complaint, entry), who, complaint, entry, at):
                values = {"case_number": complaint.case_number, "link": _page_for(kind, complaint, officer)}
                send(kind=kind, channel="email", address=officer.email, language=officer.language, values=values, at=at)


def tell_complainant(complaint: Complaint, *, kind: str, entry_at: datetime, at: datetime, skip_channel: str = "") -> None:
    """Queue a notice by the first proved contact: only that there is news, and the last two signs of the code."""
    contacts = [contact for contact in contacts_of(complaint.complainant_ref) if contact.channel != skip_channel]
    if not contacts:
        return
    values: dict[str, Any] = {"code_hint": complaint.code_hint, "link": link("tracking:enter", complaint.language)}
    values |= {name: day.isoformat() for name, day in _dates(complaint, entry_at).items() if name in KINDS[kind]}
    if "answer_date" in KINDS[kind]:
        values["answer_date"] = _answer_date(complaint, entry_at).isoformat()
    contact = contacts[0]
    send(
        kind=kind,
        channel=contact.channel,
        address=contact.address,
        language=complaint.language,
        values=values,
        case=complaint.case_number,
        at=at,
    )


def _answer_date(complaint: Complaint, entry_at: datetime) -> date:
    """Until when the question is to be answered, as the sweep will see it; where it has been meanwhile, the days of the policy."""
    days = calendar()
    clock = clocks_from(complaint.entries.order_by("number").only("complaint", "at", "payload"), days).get(DECISION)
    if clock is not None and clock.paused_at is not None:
        return answer_until(clock, complaint.terms, days)
    return day_of(window_end(entry_at, complaint.terms.answer_wait_days, days), days.zone)


def _dates(complaint: Complaint, entry_at: datetime) -> dict[str, date]:
    days, zone = calendar(), calendar().zone
    dates = {
        "window_date": day_of(window_end(complaint.answered_at or entry_at, complaint.terms.reopen_window_days, days), zone),
    }
    due_at = (complaint.next_duty_at if complaint.state == State.UNDER_APPEAL else None) or complaint.due_at
    if due_at is not None:
        dates["due_date"] = day_of(due_at, zone)
    return dates


def _officers(who: str, complaint: Complaint, entry: Entry) -> list[Officer]:
    """Whom `who` means for this complaint; nobody who is excluded, and nobody who wrote the entry.

    While an appeal is being decided, `officer` and `desk` are the desk that decides it; `first_body` are the desk and the supervisors
    appealed against, `assigned` and `drafter` whoever works for them on the reply that is still owed.
    """
    is_appealed = complaint.state == State.UNDER_APPEAL
    if who in {"assigned", "drafter"} or (who == "officer" and complaint.officer_id is not None and not is_appealed):
        found = Officer.objects.filter(pk=(complaint.drafter_id if who == "drafter" else complaint.officer_id) or 0, is_active=True)
    elif who in {"officer", "desk"}:
        found = officers_at_desk((complaint.appeal_desk_id if is_appealed else None) or complaint.desk_id)
    elif who == "appeal_desk":
        found = officers_at_desk(entry.payload["appeal_desk"])
    elif who == "appeal_supervisor":
        found = supervisors_over_desk(complaint.appeal_desk_id or 0)
    elif who == "first_body":
        found = officers_at_desk(complaint.desk_id)
        if not complaint.is_guarded:
            found = (found | supervisors_of(complaint.body_id)).distinct()
    elif who == "supervisor":
        found = _second_persons(complaint) if complaint.is_guarded else supervisors_of(complaint.body_id)
    elif who == "second":
        found = officers_at_desk(complaint.second_desk_id or 0)
    elif who == "overseer":
        found = overseers_of(complaint)
    elif who == "above":
        found = (
            supervisors_of(complaint.opened_to_body_id)
            if complaint.opened_to_body_id and not complaint.is_opened_to_centre
            else _centre(complaint)
        )
    else:
        found = _centre(complaint)
    return list(found.exclude(exclusions__complaint=complaint).exclude(pk=entry.officer_id or 0).distinct())


def _present(found: list[Officer], who: str, complaint: Complaint, entry: Entry, at: datetime) -> list[Officer]:
    """Those of them who are not away; where an officer's case comes to nobody by that, their deputy, else whoever is at the desk.

    Where all are away they are told all the same, so that nothing is told to nobody.
    """
    today = day_of(at, calendar().zone)
    away = absences_on(today, [officer.pk for officer in found])
    there = [officer for officer in found if officer.pk not in away]
    if there or not away or who not in {"officer", "assigned"} or complaint.state == State.UNDER_APPEAL:
        return there or found
    desk = (
        officers_at_desk(complaint.desk_id)
        .exclude(exclusions__complaint=complaint)
        .exclude(pk__in=[*away, entry.officer_id or 0])
        .distinct()
    )
    colleagues = list(desk)
    away_too = absences_on(today, [officer.pk for officer in colleagues])
    colleagues = [officer for officer in colleagues if officer.pk not in away_too]
    deputies = {absence.deputy_id for absence in away.values()}
    return [officer for officer in colleagues if officer.pk in deputies] or colleagues or found


def _page_for(kind: str, complaint: Complaint, officer: Officer) -> str:
    """Where the officer goes on: who lifts exclusions does not read the case."""
    if kind == "office_lift":
        return link("casework:conflicts", officer.language)
    return link("workbench:case", officer.language, complaint.case_number)


def _centre(complaint: Complaint) -> QuerySet[Officer]:
    """The central desk's officers; nobody where one of them is accused, for the case is closed to all of them then."""
    return central_officers() if is_centre_clean(complaint) else Officer.objects.none()


def _second_persons(complaint: Complaint) -> QuerySet[Officer]:
    """Of a guarded case: whoever works at its desk, and at the desk above where nobody else was left."""
    return (officers_at_desk(complaint.desk_id) | officers_at_desk(complaint.second_desk_id or 0)).distinct()


def note_likeness(job: Job, at: datetime) -> None:
    """Write down what a complaint is compared by, after it was lodged; or several, after they were taken over from another system."""
    for complaint_id in job.payload.get("complaints") or [job.payload["complaint"]]:
        actions.note_likeness(complaint_id=complaint_id)


def set_free(job: Job, at: datetime) -> None:
    """Let the complaints that were joined to one go on by themselves: it was referred, refused, withdrawn or appealed."""
    actions.set_free(lead_id=job.payload["complaint"], at=at)


def examine_file(job: Job, at: datetime) -> None:
    """Have a file that was sent scanned and copied; a file that is refused leaves a leaf on its case. Raises what makes it wait for another try."""
    evidence.examine(
        file_id=UUID(job.payload["file"]),
        at=at,
        still_waiting=lambda: renew(job=job, at=timezone.now()),
        when_refused=lambda file: _note_refused(file, at),
    )


def _note_refused(file: StoredFile, at: datetime) -> None:
    actions.note_refused_file(file=file, at=at)
