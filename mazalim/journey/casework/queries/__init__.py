"""Reads of casework: what waits for a second person, who may be given a case, which cases belong together, what is to be done."""

from mazalim.journey.casework.queries.conflicts import ExclusionRow, ExclusionsPage, accused_officers, exclusion_overseen, exclusions_page
from mazalim.journey.casework.queries.deciding import Colleague, assignable_officers, colleagues_by_fit, proposal_waiting, proposals_waiting
from mazalim.journey.casework.queries.tasks import TASKS_SHOWN, TaskPage, open_tasks_of, task_shown_to, tasks_due, tasks_page
from mazalim.journey.casework.queries.tying import Beside, CaseBeside, CaseLinked, cases_beside, cases_of_same_person, lead_of, other_case

__all__ = [
    "TASKS_SHOWN",
    "Beside",
    "CaseBeside",
    "CaseLinked",
    "Colleague",
    "ExclusionRow",
    "ExclusionsPage",
    "TaskPage",
    "accused_officers",
    "assignable_officers",
    "cases_beside",
    "cases_of_same_person",
    "colleagues_by_fit",
    "exclusion_overseen",
    "exclusions_page",
    "lead_of",
    "open_tasks_of",
    "other_case",
    "proposal_waiting",
    "proposals_waiting",
    "task_shown_to",
    "tasks_due",
    "tasks_page",
]
