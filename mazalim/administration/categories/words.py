"""The kinds of question that a category may ask, in words."""

from django.utils.translation import gettext_lazy as _

KINDS = {
    "text": _("A line of text"),
    "date": _("A date"),
    "number": _("A number"),
    "yes_no": _("Yes or no"),
    "choice": _("One of several answers"),
}
UNITS = {"working": _("working days"), "calendar": _("days, days off included")}
