"""Words about bodies: the faults of a table, and the kinds that the profiles use; a kind without one is shown by its code."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

KINDS = {
    "central": pgettext_lazy("kind of body", "Central"),
    "ministry": pgettext_lazy("kind of body", "Ministry"),
    "directorate": pgettext_lazy("kind of body", "Directorate"),
    "agency": pgettext_lazy("kind of body", "Agency"),
    "municipality": pgettext_lazy("kind of body", "Municipality"),
    "governorate": pgettext_lazy("kind of body", "Governorate"),
    "region": pgettext_lazy("kind of body", "Region"),
    "province": pgettext_lazy("kind of body", "Province"),
    "commune": pgettext_lazy("kind of body", "Commune"),
    "district": pgettext_lazy("kind of body", "District"),
    "university": pgettext_lazy("kind of body", "University"),
    "establishment": pgettext_lazy("kind of body", "Establishment"),
    "group": pgettext_lazy("kind of body", "Group"),
}


def kind_name(kind: str) -> str:
    """A kind of body in words."""
    return str(KINDS.get(kind, kind.replace("_", " ") or pgettext("kind of body", "Other")))


FAULTS = {
    "no_table": _("The file is no table of this form"),
    "no_column": _("These columns are missing:"),
    "no_code": _("The code is missing"),
    "bad_code": _("A code has up to 40 letters, digits and hyphens:"),
    "twice": _("This code stands in an earlier line too:"),
    "no_name": _("There is no name in any language:"),
    "no_kind": _("The kind is missing:"),
    "accepts": _("In the column accepts stands neither yes nor no:"),
    "own_parent": _("The body stands under itself:"),
    "circle": _("The body stands, over others, under itself:"),
    "no_parent": _("There is no body with the code of the parent:"),
    "no_sector": _("No category has this sector:"),
    "ended": _("This body is closed; use another code:"),
    "has_cases": _("This body has cases, or is needed, and must be closed on its own page:"),
    "parent_closed": _("The table leaves out the parent, which would be closed:"),
}
