"""One act on many cases at once: prepared, carried out case by case, and undone within ten minutes by counter-acts."""

import logging
from collections import Counter
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from django.db import transaction

from mazalim.accounts.models import Officer
from mazalim.accounts.queries import Standing, officers_at_desk
from mazalim.complaints.access import complaints_shown_to
from mazalim.complaints.lifecycle import UNDO_WINDOW, ImpossibleMove, StaleVersion
from mazalim.complaints.models import Complaint, Entry, Exclusion
from mazalim.journey.casework.actions.holding import NotAtDesk, assign, note
from mazalim.journey.casework.actions.placing import NotAReceiver, WrongCategory, categorise
from mazalim.journey.casework.actions.undoing import Before, undo_assign, undo_categorise, withdraw_note
from mazalim.journey.casework.models import BulkAct, BulkCase
from mazalim.journey.casework.queries.bulk import changes_nothing, chosen_cases, why_not
from mazalim.notices.actions import send
from mazalim.notices.links import link
from mazalim.work.actions import enqueue

log = logging.getLogger("mazalim.casework")
MOST_CASES = 100
PREVIEW_LASTS, KEPT_FOR = timedelta(days=1), timedelta(days=7)
Result = BulkCase.Result


class NothingChosen(Exception):
    """None of the cases is one that the officer sees."""


class TooMany(Exception):
    """More than a hundred cases at once."""


class TooLateToUndo(Exception):
    """The ten minutes are over, or it was undone before."""


class _Refused(Exception):
    """One case is left as it is; says why."""

    def __init__(self, result: Result) -> None:
        super().__init__(result)
        self.result = result


@transaction.atomic
def prepare_bulk(
    *,
    by: Standing,
    act: str,
    numbers: Collection[str],
    officer_id: int | None = None,
    category_id: int | None = None,
    text: str = "",
    list_query: str = "",
    at: datetime,
) -> BulkAct:
    """Write down what is to be done to which cases, at the versions that the preview will show. Raises NothingChosen or TooMany."""
    asked = set(numbers)
    if len(asked) > MOST_CASES:
        raise TooMany
    found = chosen_cases(by, asked)
    if not found:
        raise NothingChosen
    bulk = BulkAct.objects.create(
        officer_id=by.officer_id,
        act=BulkAct.Act(act),
        to_officer_id=officer_id,
        to_category_id=category_id,
        text=text,
        list_query=list_query[:1000],
        not_found=len(asked) - len(found),
        prepared_at=at,
    )
    BulkCase.objects.bulk_create([BulkCase(bulk=bulk, complaint=one, version=one.version) for one in found])
    return bulk


def carry_out_bulk(*, bulk: BulkAct, by: Standing, at: datetime) -> BulkAct:
    """Do a prepared act on each case that has none yet, in a transaction of its own, so that one that fails stops no other.

    Safe to repeat: what was done is never done twice, and what was broken off goes on.
    """
    for case_id in list(bulk.cases.filter(result="").order_by("pk").values_list("pk", flat=True)):
        result = _tried(_carry_out, case_id, bulk, by, at)
        if result != Result.DONE:
            BulkCase.objects.filter(pk=case_id, result="").update(result=result)
    with transaction.atomic():
        if BulkAct.objects.filter(pk=bulk.pk, done_at=None).update(done_at=at, text="") and bulk.act != BulkAct.Act.NOTE:
            enqueue("casework.tell_of_bulk", {"bulk": bulk.pk}, at=at, run_at=at + UNDO_WINDOW)
    bulk.refresh_from_db()
    return bulk


def undo_bulk(*, bulk: BulkAct, by: Standing, at: datetime) -> BulkAct:
    """Undo within ten minutes whatever was done and has not moved on since, by a counter-act in each file. Raises TooLateToUndo."""
    if bulk.done_at is None or bulk.undone_at is not None or at > bulk.done_at + UNDO_WINDOW:
        raise TooLateToUndo
    for case_id in list(bulk.cases.filter(result=Result.DONE, undo_result="").order_by("pk").values_list("pk", flat=True)):
        result = _tried(_undo, case_id, bulk, by, at)
        if result != Result.DONE:
            BulkCase.objects.filter(pk=case_id, undo_result="").update(undo_result=result)
    BulkAct.objects.filter(pk=bulk.pk).update(undone_at=at)
    bulk.refresh_from_db()
    return bulk


def _tried(act: Callable[[int, BulkAct, Standing, datetime], None], case_id: int, bulk: BulkAct, by: Standing, at: datetime) -> Result:
    """What became of an act on one case."""
    try:
        with transaction.atomic():
            act(case_id, bulk, by, at)
    except _Refused as refusal:
        return refusal.result
    except StaleVersion:
        return Result.STALE
    except ImpossibleMove:
        return Result.STATE
    except NotAtDesk:
        return Result.NOT_AT_DESK
    except (WrongCategory, NotAReceiver):
        return Result.NOT_A_CATEGORY
    except Exception:  # whatever happens to one case, the next one must be done
        log.exception("case %s of bulk act %s could not be changed", case_id, bulk.pk)
        return Result.FAULT
    return Result.DONE


def _carry_out(case_id: int, bulk: BulkAct, by: Standing, at: datetime) -> None:
    case = BulkCase.objects.select_for_update().get(pk=case_id)
    if case.result:  # a second click was quicker
        return
    complaint = complaints_shown_to(by).filter(pk=case.complaint_id).first()
    if complaint is None:
        raise _Refused(Result.GONE)
    if complaint.version != case.version:
        raise StaleVersion
    if reason := why_not(complaint, bulk.act, by=by, at=at):
        raise _Refused(Result(reason))
    if changes_nothing(bulk, complaint):
        raise _Refused(Result.SAME)
    case.before = Before.of(complaint).as_json()
    case.entry_number = _act(complaint, bulk, by, at).number
    case.result = Result.DONE
    case.save(update_fields=["before", "entry_number", "result"])


def _act(complaint: Complaint, bulk: BulkAct, by: Standing, at: datetime) -> Entry:
    if bulk.act == BulkAct.Act.ASSIGN:
        officer_id, until = bulk.to_officer_id or 0, at + UNDO_WINDOW
        return assign(complaint_id=complaint.pk, by=by, officer_id=officer_id, version=complaint.version, quiet_until=until, at=at)
    if bulk.act == BulkAct.Act.CATEGORISE:
        category_id = bulk.to_category_id or 0
        return categorise(complaint_id=complaint.pk, by=by, category_id=category_id, version=complaint.version, is_quiet=True, at=at)
    return note(complaint_id=complaint.pk, by=by, text=bulk.text, version=complaint.version, at=at)


def _undo(case_id: int, bulk: BulkAct, by: Standing, at: datetime) -> None:
    case = BulkCase.objects.select_for_update().get(pk=case_id)
    if case.undo_result:
        return
    before, pk = Before(**case.before), case.complaint_id
    # A change of category may have sent the case to another desk: whoever sent it there may fetch it back, unless excluded meanwhile.
    sent_on = before.desk_id in by.desks and not Exclusion.objects.filter(complaint_id=pk, officer_id=by.officer_id).exists()
    if not (sent_on or complaints_shown_to(by).filter(pk=pk).exists()):
        raise _Refused(Result.GONE)
    left = case.version + 1  # every move adds one
    if bulk.act == BulkAct.Act.ASSIGN:
        undo_assign(complaint_id=pk, by=by, before=before, version=left, at=at)
    elif bulk.act == BulkAct.Act.CATEGORISE:
        undo_categorise(complaint_id=pk, by=by, before=before, version=left, at=at)
    else:
        withdraw_note(complaint_id=pk, by=by, number=case.entry_number or 0, at=at)
    case.undo_result = Result.DONE
    case.save(update_fields=["undo_result"])


def tell_of_bulk(*, bulk_id: int, at: datetime) -> int:
    """One mail to each officer to whom, or to whose desk, the act brought cases that are still there; returns how many were told."""
    bulk = BulkAct.objects.filter(pk=bulk_id).first()
    if bulk is None:
        return 0
    cases = bulk.cases.filter(result=Result.DONE).exclude(undo_result=Result.DONE).select_related("complaint")
    numbers: Counter[int] = Counter()
    barred = set(Exclusion.objects.filter(complaint__in=cases.values("complaint")).values_list("complaint_id", "officer_id"))
    desks: dict[int, list[int]] = {}
    for case in cases:
        for officer_id in _brought_to(bulk, case, desks):
            if officer_id != bulk.officer_id and (case.complaint_id, officer_id) not in barred:
                numbers[officer_id] += 1
    for officer in Officer.objects.filter(pk__in=numbers, is_active=True).order_by("pk"):
        values = {"number": numbers[officer.pk], "link": link("workbench:my_work", officer.language)}
        send(kind="office_new_cases", channel="email", address=officer.email, language=officer.language, values=values, at=at)
    return len(numbers)


def _brought_to(bulk: BulkAct, case: BulkCase, desks: dict[int, list[int]]) -> list[int]:
    """Whose a case became by the act, if it has not moved on since. `desks` keeps who works where."""
    complaint = case.complaint
    if bulk.act == BulkAct.Act.ASSIGN:
        return [complaint.officer_id] if complaint.officer_id and complaint.officer_id == bulk.to_officer_id else []
    if complaint.desk_id == case.before["desk_id"] or complaint.officer_id is not None:
        return []
    if complaint.desk_id not in desks:
        desks[complaint.desk_id] = list(officers_at_desk(complaint.desk_id).values_list("pk", flat=True))
    return desks[complaint.desk_id]


def forget_bulk_acts(*, at: datetime) -> int:
    """Delete previews that led to nothing after a day, and what was carried out after a week: the files hold it all."""
    gone, _ = BulkAct.objects.filter(done_at=None, prepared_at__lt=at - PREVIEW_LASTS).delete()
    old, _ = BulkAct.objects.filter(done_at__lt=at - KEPT_FOR).delete()
    return gone + old
