"""What the workbench writes: views that officers save, and notes of what they took out."""

from mazalim.journey.workbench.actions.exporting import (
    EXPORTS_KEPT,
    TooManyExports,
    ask_for_export,
    finish_export,
    forget_exports,
    give_up_export,
    keep_workbook,
    note_progress,
    noting_openings,
)
from mazalim.journey.workbench.actions.saving import NameTaken, TooManyViews, change_view, delete_view, save_view
from mazalim.journey.workbench.actions.workbooks import write_workbook

__all__ = [
    "EXPORTS_KEPT",
    "NameTaken",
    "TooManyExports",
    "TooManyViews",
    "ask_for_export",
    "change_view",
    "delete_view",
    "finish_export",
    "forget_exports",
    "give_up_export",
    "keep_workbook",
    "note_progress",
    "noting_openings",
    "save_view",
    "write_workbook",
]
