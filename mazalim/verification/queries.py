"""Read what became of a code, without reading the code."""

from dataclasses import dataclass
from datetime import datetime

from mazalim.verification.models import MOST_TRIES, VerificationCode


@dataclass(frozen=True)
class LivingCode:
    """A code that may still be typed."""

    issued_at: datetime
    expires_at: datetime
    tries_left: int


def living_code(*, binding: str, at: datetime) -> LivingCode | None:
    """The code of a binding that is neither used, nor too old, nor guessed at too often. One query."""
    row = VerificationCode.objects.filter(binding=binding, used_at=None, expires_at__gt=at, tries__lt=MOST_TRIES).first()
    return LivingCode(row.issued_at, row.expires_at, MOST_TRIES - row.tries) if row else None
