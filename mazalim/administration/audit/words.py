"""The words of the audit list: what can be changed, what can be done to it, and which of its facts are shown."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mazalim.administration.roles.words import ROLES

SUBJECTS = {
    "body": _("Public body"),
    "desk": _("Desk"),
    "officer": _("Account"),
    "role": _("Role"),
    "table": _("Table of bodies"),
    "outbox": _("Outbox"),
}
ACTS = {
    "add": pgettext_lazy("change", "added"),
    "rename": pgettext_lazy("change", "renamed"),
    "move": pgettext_lazy("change", "moved in the tree"),
    "categorise": pgettext_lazy("change", "categories changed"),
    "open_or_shut": pgettext_lazy("change", "accepting complaints changed"),
    "begin_closing": pgettext_lazy("change", "closing begun"),
    "close": pgettext_lazy("change", "closed"),
    "begin_merging": pgettext_lazy("change", "merging begun"),
    "merge": pgettext_lazy("change", "merged into another"),
    "import": pgettext_lazy("change", "imported"),
    "edit": pgettext_lazy("change", "changed"),
    "deactivate": pgettext_lazy("change", "closed down"),
    "reactivate": pgettext_lazy("change", "opened again"),
    "invite": pgettext_lazy("change", "sent a link to set a password"),
    "propose": pgettext_lazy("change", "proposed"),
    "agree": pgettext_lazy("change", "agreed"),
    "decline": pgettext_lazy("change", "not agreed"),
    "withdraw": pgettext_lazy("change", "taken back"),
    "begin": pgettext_lazy("change", "begun"),
    "lapse": pgettext_lazy("change", "lapsed before it began"),
    "end": pgettext_lazy("change", "ended"),
    "retry": pgettext_lazy("change", "tried again"),
    "put_away": pgettext_lazy("change", "put away"),
}
FIELDS = {
    "names": _("Name"),
    "name": _("Name"),
    "kind": pgettext_lazy("of a body or desk", "Kind"),
    "parent": _("Part of"),
    "sectors": _("Sectors"),
    "accepts": _("Accepts complaints"),
    "categories": _("Categories"),
    "is_active": _("In use"),
    "receiver": _("Its cases go to"),
    "cases": _("Cases moved"),
    "body": _("Public body"),
    "desk": _("Desk"),
    "email": _("E-mail"),
    "language": _("Language"),
    "role": _("Role"),
    "starts_at": _("Begins"),
    "proposed_by": _("Proposed by"),
    "added": _("Added"),
    "changed": _("Changed"),
    "closed": _("Closed"),
    "job": _("What had to be done"),
    "jobs": _("How many"),
}
# Facts whose values are words of ours.
VALUES: Mapping[str, Mapping[str, Any]] = {"role": ROLES}
