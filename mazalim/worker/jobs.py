"""One table: job name -> function. Deliveries must not hold a transaction open; the rest is done in one with its mark."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mazalim.administration import tasks as administration
from mazalim.complaints import tasks as complaints
from mazalim.journey.casework import tasks as casework
from mazalim.journey.systemic import tasks as systemic
from mazalim.journey.tracking import tasks as tracking
from mazalim.journey.workbench import tasks as workbench
from mazalim.notices import tasks as notices
from mazalim.work.models import Job


@dataclass(frozen=True)
class Handler:
    """What does a job. `in_transaction`: its rows and the done-mark are committed together. `is_long`: it is done beside the others."""

    do: Callable[[Job, datetime], None]
    in_transaction: bool = True
    is_long: bool = False


JOBS: dict[str, Handler] = {
    "notices.deliver": Handler(notices.deliver, in_transaction=False),
    "complaints.tell": Handler(complaints.tell),
    "complaints.note_likeness": Handler(complaints.note_likeness),
    "complaints.set_free": Handler(complaints.set_free),
    "casework.delivery_failed": Handler(casework.delivery_failed),
    "casework.follow_grant": Handler(casework.follow_grant),
    "casework.tell_of_bulk": Handler(casework.tell_of_bulk),
    "systemic.tell_mended": Handler(systemic.tell_mended),
    "tracking.send_entry_code": Handler(tracking.send_entry_code),
    "tracking.send_lost_code": Handler(tracking.send_lost_code),
    "tracking.change_contact": Handler(tracking.change_contact),
    "administration.begin": Handler(administration.begin),
    "administration.move_cases": Handler(administration.move_cases),
    "workbench.make_workbook": Handler(workbench.make_workbook, in_transaction=False, is_long=True),
}
