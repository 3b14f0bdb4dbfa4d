"""The menu of the administrators' pages: one line a subject. A subject's addresses begin with its own part of the path."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Item:
    """A line of the menu: the page it leads to, its words, and the first part of all its addresses ("" is the overview)."""

    view: str
    label: Any
    path: str
    is_for_auditors: bool = False


MENU: tuple[Item, ...] = (
    Item("administration:home", _("Overview"), ""),
    Item("administration:bodies", _("Public bodies"), "bodies"),
    Item("administration:desks", _("Desks"), "desks"),
    Item("administration:officers", _("Officers"), "officers"),
    Item("administration:waiting", _("Waiting for agreement"), "roles"),
    Item("administration:settings", _("Settings"), "settings"),
    Item("administration:retention", _("Disposal"), "disposal"),
    Item("administration:changes", _("Changes"), "changes", is_for_auditors=True),
)
