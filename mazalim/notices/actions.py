"""Queue a notice in the caller's transaction. The worker sends it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mazalim.notices.texts import KINDS
from mazalim.work.actions import enqueue
from mazalim.work.models import Job, Lane

NOBODY = "service.invalid"  # the domain (RFC 2606: it leads nowhere) of accounts that no person reads the mail of; nothing is sent to it


AWAITED = frozenset({"verification_code"})  # somebody sits before a screen until it arrives
_LANES = {
    (False, False): Lane.EMAIL,
    (False, True): Lane.CODE_BY_EMAIL,
    (True, False): Lane.PHONE,
    (True, True): Lane.CODE_BY_PHONE,
}


class UnknownNotice(Exception):
    """No text of this kind, or a value that its text may not hold."""


def send(
    *,
    kind: str,
    channel: str,
    address: str,
    language: str,
    values: Mapping[str, Any] | None = None,
    at: datetime,
    case: str = "",
) -> Job:
    """Queue a notice to one e-mail address or phone number (E.164) in a language.

    `values` may hold only what KINDS lists for the kind; dates as ISO texts. `case` is the case number, so that a bounce becomes an entry.
    The recipient and the values are sealed, and wiped when the notice is out. Raises UnknownNotice.
    """
    values = dict(values or {})
    if kind not in KINDS or not set(values) <= KINDS[kind]:
        raise UnknownNotice(kind)
    return enqueue(
        "notices.deliver",
        {"kind": kind, "channel": channel, "language": language, "case": case},
        sealed={"address": address, "values": values},
        at=at,
        lane=_LANES[channel == "phone", kind in AWAITED],
    )
