"""What officers type on the pages of their acts."""

from mazalim.journey.casework.forms.acts import (
    ActForm,
    AskForm,
    AssignForm,
    CategoriseForm,
    DecisionForm,
    NoteForm,
    PauseForm,
    ReasonForm,
    ReferForm,
    RefusalForm,
    fitness_said,
)
from mazalim.journey.casework.forms.bulk import BulkAssignForm, BulkCategoriseForm, BulkForm, BulkNoteForm
from mazalim.journey.casework.forms.conflicts import LiftForm, OfficialForm, RecuseForm
from mazalim.journey.casework.forms.tying import JoinForm, LinkForm, TaskForm

__all__ = [
    "ActForm",
    "AskForm",
    "AssignForm",
    "BulkAssignForm",
    "BulkCategoriseForm",
    "BulkForm",
    "BulkNoteForm",
    "CategoriseForm",
    "DecisionForm",
    "JoinForm",
    "LiftForm",
    "LinkForm",
    "NoteForm",
    "OfficialForm",
    "PauseForm",
    "ReasonForm",
    "RecuseForm",
    "ReferForm",
    "RefusalForm",
    "TaskForm",
    "fitness_said",
]
