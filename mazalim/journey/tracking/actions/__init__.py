"""What a complainant does with their own file. Pages and API call the same functions."""

from mazalim.journey.tracking.actions.adding import (
    NamedFile,
    NothingSaid,
    TooManyFiles,
    TooManyMessages,
    add_enclosures,
    answer,
    contest_pause,
    message,
    withdraw,
)
from mazalim.journey.tracking.actions.codes import (
    LostCodeNotRight,
    Proved,
    TooManyAsked,
    ask_for_lost_code,
    prove_lost,
    renew_code,
    send_lost_code,
)
from mazalim.journey.tracking.actions.contacts import (
    ContactChange,
    ContactCodeNotRight,
    SameContact,
    apply_contact_change,
    cancel_contact_change,
    confirm_contact_change,
    request_contact_change,
)
from mazalim.journey.tracking.actions.entering import CodeNeeded, CodeNotRight, NotFound, follow, send_entry_code

__all__ = [
    "CodeNeeded",
    "CodeNotRight",
    "ContactChange",
    "ContactCodeNotRight",
    "LostCodeNotRight",
    "NamedFile",
    "NotFound",
    "NothingSaid",
    "Proved",
    "SameContact",
    "TooManyAsked",
    "TooManyFiles",
    "TooManyMessages",
    "add_enclosures",
    "answer",
    "apply_contact_change",
    "ask_for_lost_code",
    "cancel_contact_change",
    "confirm_contact_change",
    "contest_pause",
    "follow",
    "message",
    "prove_lost",
    "renew_code",
    "request_contact_change",
    "send_entry_code",
    "send_lost_code",
    "withdraw",
]
