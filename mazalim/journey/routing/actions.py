"""Learn from cases which words stood in the complaints that a body kept in the end; write down what the central desk rules."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from mazalim.complaints.models import Complaint, Entry, EntryText, State
from mazalim.journey.routing.models import LearnedPlacing, LearnedWord, LearningMark, Ruling
from mazalim.journey.routing.suggest import hashed
from mazalim.journey.routing.words import stems

SETTLED = timedelta(minutes=2)  # a transaction that began earlier is over; one that is not is a case less to learn from, no more
PLACING = ("lodge", "route", "refer", "categorise", "undo_categorise")
MOST_WORDS = 150  # of one text: what it is about stands at its beginning
MOST_ROWS = 300_000  # beyond it, words that stood in one case only are forgotten

Placed = tuple[int, int]  # body, category


def record_ruling(*, complaint: Complaint, entry: Entry, at: datetime) -> Ruling:
    """Write down that the central desk ruled, in the transaction of the referral by which it did."""
    return Ruling.objects.create(
        complaint=complaint,
        entry=entry,
        body_id=complaint.body_id,
        category_id=complaint.category_id,
        is_open=not (complaint.is_guarded or complaint.accuses_official),
        at=at,
    )


@transaction.atomic
def learn(*, at: datetime, most: int = 2000) -> int:
    """Read up to `most` new entries and count the words of the cases that they placed, or took away from where they were counted.

    A case counts for one body and one category at a time: a referral moves it to the body referred to. Returns how many cases moved.
    """
    LearningMark.objects.get_or_create(pk=1)
    mark = LearningMark.objects.select_for_update().get(pk=1)
    entries = list(Entry.objects.filter(pk__gt=mark.entry_id).order_by("pk").values_list("pk", "complaint_id", "kind", "at")[:most])
    settled = []
    for entry in entries:
        if entry[3] > at - SETTLED:
            break
        settled.append(entry)
    if not settled:
        return 0
    new = {pk for pk, _, kind, _ in settled if kind in PLACING}
    cases = {complaint_id for pk, complaint_id, kind, _ in settled if kind in PLACING}
    moves = _moves(cases, new)
    _count(moves)
    LearningMark.objects.filter(pk=1).update(entry_id=settled[-1][0])
    if LearnedWord.objects.order_by().values("pk")[MOST_ROWS : MOST_ROWS + 1]:
        LearnedWord.objects.filter(cases__lte=1).delete()
    return len(moves)


def _moves(cases: Iterable[int], new: set[int]) -> list[tuple[int, Placed | None, Placed | None]]:
    """Each case that the new entries placed: where it was counted, and where it belongs now. What accuses an official is not learned from."""
    open_cases = Complaint.objects.filter(pk__in=cases, is_guarded=False, accuses_official=False).values_list("pk", flat=True)
    entries = Entry.objects.filter(complaint__in=list(open_cases), kind__in=PLACING).order_by("complaint_id", "number")
    covers: dict[int, dict[str, Any]] = defaultdict(dict)
    before: dict[int, Placed | None] = {}
    after: dict[int, Placed | None] = {}
    for pk, complaint_id, payload in entries.values_list("pk", "complaint_id", "payload"):
        was = _placed(covers[complaint_id])
        covers[complaint_id] |= payload.get("cover", {})
        if pk in new:
            before.setdefault(complaint_id, was)
            after[complaint_id] = _placed(covers[complaint_id])
    return [(pk, before[pk], after[pk]) for pk in after if before[pk] != after[pk]]


def _placed(cover: Mapping[str, Any]) -> Placed | None:
    if not cover or cover.get("state") == State.SCREENING:
        return None
    return cover["body_id"], cover["category_id"]


def _count(moves: Iterable[tuple[int, Placed | None, Placed | None]]) -> None:
    moves = list(moves)
    words = _words_of([pk for pk, _, _ in moves])
    changes: dict[tuple[str, int], Counter[int]] = defaultdict(Counter)
    placings: Counter[Placed] = Counter()
    for pk, was, now in moves:
        for placed, by in ((was, -1), (now, 1)):
            if placed is None:
                continue
            body, category = placed
            placings[placed] += by
            for word in words.get(pk, ()):
                changes[LearnedWord.Of.BODY, body][word] += by
                changes[LearnedWord.Of.CATEGORY, category][word] += by
    for (of, label), counts in changes.items():
        _add_words(of, label, counts)
    for (body, category), by in placings.items():
        row, _ = LearnedPlacing.objects.get_or_create(body_id=body, category_id=category, defaults={"cases": 0})
        row.cases = max(0, row.cases + by)
        row.save(update_fields=["cases"])


def _words_of(cases: list[int]) -> dict[int, list[int]]:
    """The hashed stems of what was lodged, each once."""
    found = {}
    for complaint_id, text in EntryText.objects.filter(entry__complaint__in=cases, entry__number=1).values_list("entry__complaint", "text"):
        lodged = json.loads(text)
        in_order = dict.fromkeys(stems(f"{lodged.get('subject', '')} {lodged.get('description', '')}"))
        found[complaint_id] = [hashed(word) for word in list(in_order)[:MOST_WORDS]]
    return found


def _add_words(of: str, label: int, counts: Counter[int]) -> None:
    words = [word for word, by in counts.items() if by]
    for start in range(0, len(words), 500):
        part = words[start : start + 500]
        known = {row.word: row for row in LearnedWord.objects.filter(of=of, label=label, word__in=part)}
        for word, row in known.items():
            row.cases = max(0, row.cases + counts[word])
        LearnedWord.objects.bulk_update(known.values(), ["cases"])
        fresh = [LearnedWord(of=of, label=label, word=word, cases=counts[word]) for word in part if word not in known and counts[word] > 0]
        LearnedWord.objects.bulk_create(fresh)
