"""The case file: the cover, its leaves, and what is tied to them."""

from mazalim.complaints.models.complaint import CaseNumber, ClosedAs, Complaint, IdentityMode, Kind, Outcome, State
from mazalim.complaints.models.entry import Author, Entry, EntryText, Visibility
from mazalim.complaints.models.tied import Enclosure, Exclusion, Opening, Proposal

__all__ = [
    "Author",
    "CaseNumber",
    "ClosedAs",
    "Complaint",
    "Enclosure",
    "Entry",
    "EntryText",
    "Exclusion",
    "IdentityMode",
    "Kind",
    "Opening",
    "Outcome",
    "Proposal",
    "State",
    "Visibility",
]
