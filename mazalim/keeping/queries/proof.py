"""What the seals say, where there are any."""

from typing import Any

from mazalim.proof.models import Seal


def head_of_seals(alias: str) -> dict[str, Any]:
    """Number, day and roots of the last seal; empty where nothing was sealed yet."""
    seal = Seal.objects.using(alias).order_by("-number").first()
    if seal is None:
        return {}
    roots = {"day_root": bytes(seal.day_root).hex(), "log_size": seal.log_size, "log_root": bytes(seal.log_root).hex()}
    return {"number": seal.number, "date": seal.date.isoformat(), "entries": seal.to_entry, **roots}
