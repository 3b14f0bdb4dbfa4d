"""The case file: the cover, its leaves, and what is tied to them."""

from mazalim.complaints.models.complaint import (
    AppealDecision,
    CaseNumber,
    ClosedAs,
    Complaint,
    IdentityMode,
    Kind,
    OfficialFound,
    Outcome,
    PauseContest,
    State,
)
from mazalim.complaints.models.disposal import Disposal, DisposalLine
from mazalim.complaints.models.entry import Author, Entry, EntryText, Visibility
from mazalim.complaints.models.linked import Likeness, Link, TextBand
from mazalim.complaints.models.tied import Download, Enclosure, Exclusion, Opening, Proposal

__all__ = [
    "AppealDecision",
    "Author",
    "CaseNumber",
    "ClosedAs",
    "Complaint",
    "Disposal",
    "DisposalLine",
    "Download",
    "Enclosure",
    "Entry",
    "EntryText",
    "Exclusion",
    "IdentityMode",
    "Kind",
    "Likeness",
    "Link",
    "OfficialFound",
    "Opening",
    "Outcome",
    "PauseContest",
    "Proposal",
    "State",
    "TextBand",
    "Visibility",
]
