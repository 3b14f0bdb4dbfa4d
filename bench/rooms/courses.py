"""Cases of every usual course, by chance: the cover as it is at lodging, and the entries that follow."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

BEGIN = datetime(2025, 11, 1, 6, 0, tzinfo=UTC)


def cover(model: Any, number: int, centre: Any, category: int, at: datetime) -> Any:
    """A complaint in memory, which waits at the desk `centre`; `number` makes its case number."""
    return model(
        case_number=f"2026-{number:07d}",
        code_hash=number.to_bytes(8),
        code_hint="XX",
        complainant_ref=f"{number:032x}",
        kind="complaint",
        identity_mode="named",
        language="en",
        channel="web",
        subject="A hole in the road",
        terms_of_lodging={},
        lodged_at=at,
        state="screening",
        body_id=centre.body_id,
        desk_id=centre.pk,
        category_id=category,
        last_entry_at=at,
    )


def life(
    chance: random.Random, at: datetime, place: tuple[int, int, int], centre: tuple[int, int]
) -> Iterator[tuple[str, datetime, dict[str, Any]]]:
    """The entries of one case: about ten, some of them of kinds that are not counted."""
    body, desk, category = place
    days = chance.choice((14, 21, 30))
    span = {"days": days, "unit": "calendar"}
    lodged = {
        "kind": chance.choices(["complaint", "suggestion", "praise"], [94, 4, 2])[0],
        "channel": chance.choice(["web", "web", "api"]),
        "language": chance.choice(["ckb", "ar", "en"]),
        "identity_mode": "named",
        "happened_on": "2026-10-20",
        "place": 3,
        "accuses_official": False,
        "points": 2,
        "terms": {
            "screening": {"days": 3, "unit": "working"},
            "acceptance": {"days": 2, "unit": "working"},
            "decision": span,
            "extension": {"days": 10, "unit": "working"},
            **dict.fromkeys(("legal_ceiling_days", "pause_limit", "pause_limit_days", "answer_wait_days", "rate_window_days"), 30),
        },
        "cover": {"state": "screening", "body_id": centre[0], "desk_id": centre[1], "category_id": category},
        "clocks": [
            {"clock": "screening", "op": "start", "days": 3, "unit": "working"},
            {"clock": "decision", "op": "start", "ceiling_days": 60, **span},
        ],
    }
    yield "lodge", at, lodged
    clocks = [{"clock": "screening", "op": "stop"}, {"clock": "acceptance", "op": "start", "days": 2, "unit": "working"}]
    cover = {"officer_id": None, "state": "with_body", "body_id": body, "desk_id": desk, "is_guarded": False}
    yield "route", at, {"why": "body_and_category", "cover": cover, "clocks": clocks}
    for number in range(2 if chance.random() < 0.1 else 1):
        at += timedelta(days=chance.randrange(1, 4))
        yield "take", at, {"cover": {"officer_id": 5, "state": "in_progress"}, "clocks": [{"clock": "acceptance", "op": "stop"}]}
        for _ in range(chance.randrange(3)):
            yield "note", at, {}
        if chance.random() < 0.2:
            yield "ask", at, {"cover": {"pauses": 1, "state": "awaiting_complainant"}, "clocks": [{"clock": "decision", "op": "pause"}]}
            at += timedelta(days=chance.randrange(1, 9))
            yield "answer", at, {"cover": {"steps_done": [], "state": "in_progress"}, "clocks": [{"clock": "decision", "op": "resume"}]}
        wait = chance.randrange(2, days + 8)
        if wait > days - 5:
            yield "warn", at + timedelta(days=days - 6), {"step": "warned", "cover": {"steps_done": ["warned"]}}
        if wait > days:
            yield "fall_due", at + timedelta(days=days), {"step": "fell_due", "cover": {"steps_done": ["warned", "fell_due"]}}
        at += timedelta(days=wait)
        if chance.random() < 0.05:
            return
        yield "draft_reply", at, {"points": 2, "commitments": 0, "cover": {"drafter_id": 5, "state": "awaiting_approval"}}
        outcome = chance.choice(["upheld", "partly_upheld", "not_upheld"])
        sent = {
            "outcomes": [outcome] * 2,
            "redress": ["repaired"] * 2,
            "reasons": 2,
            "commitments": 0,
            "proposal": 7,
            "proposals_dropped": [],
        }
        cover = {"answered_at": at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), "state": "answered", "outcome": outcome}
        yield "approve", at, {**sent, "cover": cover, "clocks": [{"clock": "decision", "op": "stop"}]}
        at += timedelta(days=1)
        if chance.random() < 0.4:
            score = chance.randrange(1, 6)
            yield "rate", at, {"score": score, "cover": {"rated_round": number + 1, "rating": score}}
        if number == 0 and chance.random() < 0.09:
            clocks = [{"clock": "decision", "op": "start", "days": 11, "unit": "calendar", "ceiling_days": 60}]
            yield "reopen", at, {"cover": {"round": 2, "officer_id": None, "state": "in_progress", "steps_done": []}, "clocks": clocks}
    kind, how = chance.choice([("confirm", "confirmed"), ("close_by_silence", "unconfirmed")])
    cover = {"closed_as": how, "closed_at": at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), "state": "closed"}
    yield kind, at + timedelta(days=14), {"cover": cover}
