"""Write a line of the audit list."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mazalim.administration.models import Change


def record(
    *,
    by: int | None,
    subject: str,
    key: str,
    act: str,
    names: Mapping[str, str] | str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    at: datetime,
) -> Change:
    """Write down a change in the caller's transaction, by an officer's id; None where a command of the server or the time did it.

    `before` and `after` hold what is shown: names by language, codes, dates as ISO texts, numbers. Never anything of a case.
    """
    return Change.objects.create(
        at=at,
        by_id=by,
        subject=subject,
        key=key,
        act=act,
        names={"": names} if isinstance(names, str) else dict(names),
        before=dict(before or {}),
        after=dict(after or {}),
    )
