"""From the first word to the lodged complaint."""

from mazalim.journey.intake.actions.drafting import (
    DraftGone,
    TooManyDrafts,
    TooManyEnclosures,
    add_enclosure,
    begin,
    erase,
    erase_old,
    open_draft,
    remove_enclosure,
    write,
)
from mazalim.journey.intake.actions.lodging import Lodged, NotComplete, lodge, lodge_once
from mazalim.journey.intake.actions.proving import CodeDead, CodeWrong, SentCode, prove, prove_resume, resume, send_code, send_resume_code

__all__ = [
    "CodeDead",
    "CodeWrong",
    "DraftGone",
    "Lodged",
    "NotComplete",
    "SentCode",
    "TooManyDrafts",
    "TooManyEnclosures",
    "add_enclosure",
    "begin",
    "erase",
    "erase_old",
    "lodge",
    "lodge_once",
    "open_draft",
    "prove",
    "prove_resume",
    "remove_enclosure",
    "resume",
    "send_code",
    "send_resume_code",
    "write",
]
