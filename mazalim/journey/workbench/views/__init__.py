"""Where officers read: their work, the desk, a case, the board."""

from mazalim.journey.workbench.views.audit import audit_conflicts, audit_exports
from mazalim.journey.workbench.views.board import board
from mazalim.journey.workbench.views.case import case, enclosure, preview
from mazalim.journey.workbench.views.desk import desk, my_work
from mazalim.journey.workbench.views.exports import export, export_file, export_made
from mazalim.journey.workbench.views.papers import case_paper, letter
from mazalim.journey.workbench.views.saved import change_view, delete_view, save_view, views

__all__ = [
    "audit_conflicts",
    "audit_exports",
    "board",
    "case",
    "case_paper",
    "change_view",
    "delete_view",
    "desk",
    "enclosure",
    "export",
    "export_file",
    "export_made",
    "letter",
    "my_work",
    "preview",
    "save_view",
    "views",
]
