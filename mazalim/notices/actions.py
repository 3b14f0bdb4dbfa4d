"""Queue a notice in the caller's transaction. The worker sends it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mazalim.notices.texts import KINDS
from mazalim.work.actions import new_job
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


def notice(
    *,
    kind: str,
    channel: str,
    address: str,
    language: str,
    values: Mapping[str, Any] | None = None,
    at: datetime,
    case: str = "",
) -> Job:
    """The job, not written yet, that sends a notice to one e-mail address or phone number (E.164) in a language.

    `values` may hold only what KINDS lists for the kind; dates as ISO texts. `case` is the case number, so that a bounce becomes an entry.
    The recipient and the values are sealed, and wiped when the notice is out. Raises UnknownNotice.
    """
    values = dict(values or {})
    if kind not in KINDS or not set(values) <= KINDS[kind]:
        raise UnknownNotice(kind)
    return new_job(
        "notices.deliver",
        {"kind": kind, "channel": channel, "language": language, "case": case},
        sealed={"address": address, "values": values},
        at=at,
        lane=_LANES[channel == "phone", kind in AWAITED],
    )


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
    """Queue a notice in the caller's transaction; takes what `notice` takes. Raises UnknownNotice."""
    job = notice(kind=kind, channel=channel, address=address, language=language, values=values, at=at, case=case)
    job.save(force_insert=True)
    return job
