"""One table: job name -> function. Deliveries must not hold a transaction open; the rest is done in one with its mark."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mazalim.administration import tasks as administration
from mazalim.complaints import tasks as complaints
from mazalim.evidence import tasks as evidence
from mazalim.figures import tasks as figures
from mazalim.journey.casework import tasks as casework
from mazalim.journey.systemic import tasks as systemic
from mazalim.journey.tracking import tasks as tracking
from mazalim.journey.workbench import tasks as workbench
from mazalim.notices import tasks as notices
from mazalim.work.models import Job


@dataclass(frozen=True)
class JobFunction:
    """What does a job. `in_transaction`: its rows and the done-mark are committed together."""

    do: Callable[[Job, datetime], None]
    in_transaction: bool = True


JOBS: dict[str, JobFunction] = {
    "notices.deliver": JobFunction(notices.deliver, in_transaction=False),
    "evidence.examine": JobFunction(complaints.examine_file, in_transaction=False),
    "evidence.take_away": JobFunction(evidence.take_objects_away, in_transaction=False),
    "figures.recount": JobFunction(figures.recount_all, in_transaction=False),
    "complaints.tell": JobFunction(complaints.tell),
    "complaints.note_likeness": JobFunction(complaints.note_likeness),
    "complaints.set_free": JobFunction(complaints.set_free),
    "casework.delivery_failed": JobFunction(casework.delivery_failed),
    "casework.follow_grant": JobFunction(casework.follow_grant),
    "casework.correct_deadline": JobFunction(casework.correct_deadline),
    "casework.tell_of_bulk": JobFunction(casework.tell_of_bulk),
    "systemic.tell_mended": JobFunction(systemic.tell_mended),
    "tracking.send_entry_code": JobFunction(tracking.send_entry_code),
    "tracking.send_lost_code": JobFunction(tracking.send_lost_code),
    "tracking.change_contact": JobFunction(tracking.change_contact),
    "administration.begin": JobFunction(administration.begin),
    "administration.dispose": JobFunction(administration.dispose),
    "administration.move_cases": JobFunction(administration.move_cases),
    "workbench.make_workbook": JobFunction(workbench.make_workbook, in_transaction=False),
}
