"""Which words a notice has: the country's own, else the shipped ones. Kept in the process for half a minute, as the policy is."""

from collections.abc import Mapping
from time import monotonic

from mazalim.notices.models import OwnText
from mazalim.notices.texts import drawer

SECONDS_KEPT = 30
_kept: tuple[dict[tuple[str, str], dict[str, str]], float] | None = None


def forget_texts() -> None:
    """Read the country's own texts anew at the next question; called after a change."""
    global _kept
    _kept = None


def own_texts() -> Mapping[tuple[str, str], dict[str, str]]:
    """Kind and language -> subject, mail, sms, where the country has words of its own."""
    global _kept
    if _kept is None or monotonic() - _kept[1] > SECONDS_KEPT:
        rows = {(row.kind, row.language): {"subject": row.subject, "mail": row.mail, "sms": row.sms} for row in OwnText.objects.all()}
        _kept = rows, monotonic()
    return _kept[0]


def wording(kind: str, language: str) -> dict[str, str]:
    """The words in force of a kind in a language: subject, mail, sms."""
    return own_texts().get((kind, language)) or drawer(language)[kind]
