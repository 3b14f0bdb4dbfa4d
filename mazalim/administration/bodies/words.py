"""Words about bodies: the faults of a table, and the kinds and sectors that the profiles use; one without words is shown by its code."""

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


SECTORS = {
    "agriculture": pgettext_lazy("sector", "Agriculture"),
    "communications": pgettext_lazy("sector", "Communications"),
    "culture": pgettext_lazy("sector", "Culture"),
    "education": pgettext_lazy("sector", "Education"),
    "electricity": pgettext_lazy("sector", "Electricity"),
    "environment": pgettext_lazy("sector", "Environment"),
    "finance": pgettext_lazy("sector", "Finance"),
    "health": pgettext_lazy("sector", "Health"),
    "higher_education": pgettext_lazy("sector", "Higher education"),
    "housing": pgettext_lazy("sector", "Housing"),
    "interior": pgettext_lazy("sector", "Interior"),
    "justice": pgettext_lazy("sector", "Justice"),
    "labour": pgettext_lazy("sector", "Labour"),
    "municipality": pgettext_lazy("sector", "Municipality"),
    "religious": pgettext_lazy("sector", "Religious affairs"),
    "trade": pgettext_lazy("sector", "Trade"),
    "transport": pgettext_lazy("sector", "Transport"),
    "water": pgettext_lazy("sector", "Water"),
}


def sector_name(sector: str) -> str:
    """A sector in words."""
    return str(SECTORS.get(sector, sector.replace("_", " ")))


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
