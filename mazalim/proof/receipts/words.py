"""What a check found, as sentences for pages and for machines."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SEALED, UNSEALED, MISSING, FALSE, UNREADABLE = "sealed", "not_yet_sealed", "missing", "not_genuine", "unreadable"

SENTENCES: Mapping[str, str | Promise] = {
    SEALED: _("This receipt is genuine and sealed"),
    UNSEALED: _("This receipt is genuine and not yet sealed"),
    MISSING: _("This receipt is genuine, but the file no longer holds what it proves"),
    FALSE: _("This receipt is not genuine"),
    UNREADABLE: _("This cannot be read as a receipt"),
}
EXPLAINED: Mapping[str, str | Promise] = {
    SEALED: _("Everything in it is as this service signed it, and it stands in a published seal. Nobody can change it unnoticed any more."),
    UNSEALED: _("Everything in it is as this service signed it. It is sealed with the next hourly seal."),
    MISSING: _(
        "This service signed it, and what it signed has since been changed or removed. Keep the receipt and show it to an independent body."
    ),
    FALSE: _("Do not rely on it."),
    UNREADABLE: _("It may have been cut off on the way. Upload the file as you got it, or scan the code again."),
}
# Why a receipt is not genuine, or not readable.
WHY: Mapping[str, str | Promise] = {
    "key": _("It was signed with a key that is none of this service’s."),
    "signature": _("The signature does not fit: something in it was changed, or somebody else signed it."),
    "day_path": _("The way from the receipt to the seal does not fit."),
    "log_path": _("The way from the day to the whole log does not fit."),
    "seal": _("The signature of the seal in it does not fit."),
    "unpublished": _("The seal in it is none that this service has published."),
    "version": _("It is of a newer sort than this service knows."),
}
