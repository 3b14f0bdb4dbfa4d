"""What an officer is allowed to be, who works where, and how they sign in."""

from mazalim.accounts.queries.officers import (
    OfficerFound,
    Scope,
    Standing,
    absences_of,
    absences_on,
    central_officers,
    colleagues_of,
    officers_at_desk,
    officers_named_like,
    officers_of_body,
    officers_overseen,
    scopes_of,
    standing_of,
    supervisors_of,
    supervisors_over_desk,
)

__all__ = [
    "OfficerFound",
    "Scope",
    "Standing",
    "absences_of",
    "absences_on",
    "central_officers",
    "colleagues_of",
    "officers_at_desk",
    "officers_named_like",
    "officers_of_body",
    "officers_overseen",
    "scopes_of",
    "standing_of",
    "supervisors_of",
    "supervisors_over_desk",
]
