"""Acts on public bodies."""

from mazalim.administration.bodies.actions.editing import (
    CodeIsTaken,
    UnderItself,
    add_body,
    move_body,
    rename_body,
    set_categories,
)
from mazalim.administration.bodies.actions.importing import BodiesHaveChanged, TableHasFaults, import_bodies, keep_table, mark_of

__all__ = [
    "BodiesHaveChanged",
    "CodeIsTaken",
    "TableHasFaults",
    "UnderItself",
    "add_body",
    "import_bodies",
    "keep_table",
    "mark_of",
    "move_body",
    "rename_body",
    "set_categories",
]
