"""Make officers, give them roles, let them in."""

from mazalim.accounts.actions.absences import AwayAlready, NotAColleague, NotTheirs, enter_absence, take_absence_back
from mazalim.accounts.actions.officers import READS_CASES, RolesDoNotMix, add_officer, grant
from mazalim.accounts.actions.service_keys import NotAService, account_of_key, add_service_account, add_service_key, end_service_key
from mazalim.accounts.actions.signing_in import (
    InvitationOver,
    TooManyTries,
    WrongPair,
    change_password,
    invite,
    invited,
    sign_in,
)

__all__ = [
    "READS_CASES",
    "AwayAlready",
    "InvitationOver",
    "NotAColleague",
    "NotAService",
    "NotTheirs",
    "RolesDoNotMix",
    "TooManyTries",
    "WrongPair",
    "account_of_key",
    "add_officer",
    "add_service_account",
    "add_service_key",
    "change_password",
    "end_service_key",
    "enter_absence",
    "grant",
    "invite",
    "invited",
    "sign_in",
    "take_absence_back",
]
