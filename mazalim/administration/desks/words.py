"""The words of desks."""

from django.utils.translation import gettext_lazy as _

KINDS = {
    "general": _("General: takes whatever comes"),
    "special": _("For certain categories"),
    "integrity": _("Integrity desk: takes complaints against an individual"),
    "central": _("Central desk"),
    "audit": _("Auditor's desk"),
}
