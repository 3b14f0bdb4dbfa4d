"""Answers: which category a text is about, and which body deals with it. A few milliseconds and no query."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log

from mazalim.common.text import normalise
from mazalim.directory.queries import BodyRow, body_rows
from mazalim.journey.routing.suggest.knowledge import Body, CategoryRow, Known, hashed, known, share_of_name
from mazalim.journey.routing.words import as_written, bare_stem, shares, stem

TEXT_READ = 3000  # characters; a complaint says at its beginning what it is about
WORTH_SHOWING = 0.03  # of the likelihood of the first
UNPLACED = 0.02  # a body of a place, where nobody knows the place: one of many, so only its name or past cases can bring it up


@dataclass(frozen=True)
class Why:
    """What speaks for a body."""

    words: tuple[str, ...] = ()  # of the text, as written, that belong to the category
    is_named: bool = False  # the text names the body
    is_place: bool = False  # it serves the place
    cases: int = 0  # of this category that ended with it before


@dataclass(frozen=True)
class Suggestion:
    """A body that may be the right one, for a category, and why."""

    body: BodyRow
    category: CategoryRow
    why: Why


@dataclass(frozen=True)
class CategorySuggestion:
    """A category that may fit, and the words of the text that belong to it."""

    category: CategoryRow
    words: tuple[str, ...]


def _features(text: str, known: Known) -> dict[int, str]:
    """The stems of a text that something is known about, and the word of the text that each came from."""
    found: dict[int, str] = {}
    for word, spelled in as_written(text[:TEXT_READ]).items():
        key = hashed(stem(word))
        if key not in known.model.counts and key not in known.rarity and key not in known.body_model.counts:
            bare = bare_stem(word)
            key = hashed(bare) if bare else key
        found.setdefault(key, spelled)
    return found


def _telling(features: Mapping[int, str], category: int, known: Known, most: int = 4) -> tuple[str, ...]:
    """The words that speak most for a category, against their standing elsewhere."""
    marks = {}
    for key, word in features.items():
        row = known.model.counts.get(key)
        if row and category in row and len(word) > 2:
            marks[word] = log(row[category] + 1) - log(sum(row.values()) / len(known.categories) + 1)
    best = sorted(marks, key=lambda word: -marks[word])
    return tuple(word for word in best[:most] if marks[word] > 0.2)


def suggest_categories(text: str, *, most: int = 3) -> list[CategorySuggestion]:
    """The categories that a text is most likely about, the best first; none where no word of it is known."""
    have = known()
    features = _features(text, have)
    if not any(key in have.model.counts for key in features):
        return []
    likely = shares(have.model.scores(features), most=most)
    return [CategorySuggestion(have.categories[pk], _telling(features, pk, have)) for pk in likely]


def suggest_bodies(*, text: str, language: str, place_id: int | None, category_id: int | None = None, most: int = 3) -> list[Suggestion]:
    """The bodies that a complaint should most likely go to, the best first, each with a category and why.

    `place_id` narrows bodies of places; without it a place that the text names does. `category_id` is the complainant's own choice: it leads,
    unless every body has it. The text's own language need not be `language`, so that all words are compared.
    """
    have = known()
    features = _features(text, have)
    likely = shares(have.model.scores(features), most=5) if any(key in have.model.counts for key in features) else {}
    if category_id in have.categories and category_id not in have.everywhere:
        likely = {pk: 0.25 * share for pk, share in likely.items()}
        likely[category_id] = likely.get(category_id, 0.0) + 0.75
    if not likely:
        return []
    line = have.place_lines.get(place_id, []) if place_id else []
    scores: dict[int, float] = defaultdict(float)
    leads: dict[int, tuple[float, int]] = {}
    named = _named(text, features, have)
    places_in_text = _places_in(text, have) if not line else frozenset()
    by_words = shares(have.body_model.scores(features), most=200) if have.body_model.totals else {}
    near = have.placeless.union(named, *(have.by_place.get(name, ()) for name in frozenset().union(*line, places_in_text)))
    for category, share in likely.items():
        # A country may have a thousand communes: only those are weighed for which something speaks.
        for pk in near | have.with_past.get(category, frozenset()):
            body = have.bodies.get(pk)
            if body is None or category not in body.categories:
                continue
            mark = share * _mark(body, category, have, line=line, in_text=places_in_text)
            mark *= exp(4.0 * named.get(body.pk, 0.0)) * (1.0 + 4.0 * by_words.get(body.pk, 0.0))
            scores[body.pk] += mark
            leads[body.pk] = max(leads.get(body.pk, (0.0, 0)), (mark, category))
    best = _worth_showing(sorted(scores, key=lambda pk: (-scores[pk], pk))[:most], scores)
    kept = have.categories.get(category_id) if category_id else None
    found = []
    for row in body_rows(best):
        category = leads[row.pk][1]
        body = have.bodies[row.pk]
        why = Why(
            words=_telling(features, category, have),
            is_named=named.get(row.pk, 0.0) > 0.95,
            is_place=bool(body.places & frozenset().union(*line, places_in_text)),
            cases=have.placings.get((category, row.pk), 0),
        )
        found.append(Suggestion(row, kept if kept and kept.pk in body.categories else have.categories[category], why))
    return found


def _worth_showing(best: list[int], scores: Mapping[int, float]) -> list[int]:
    """The best, without what is hardly likelier than chance beside the first: a list of guesses helps nobody."""
    return [pk for pk in best if scores[pk] > WORTH_SHOWING * scores[best[0]]]


def _mark(body: Body, category: int, known: Known, *, line: list[frozenset[str]], in_text: frozenset[str]) -> float:
    """How likely a body is for a category before its own words are looked at."""
    past = known.placings.get((category, body.pk), 0) / (known.placed.get(category, 0) + 20)
    return exp(2.5 * known.affinity.get((category, body.pk), 0.0)) * (1.0 + 20.0 * past) * _nearness(body, line, in_text, past)


def _nearness(body: Body, line: list[frozenset[str]], in_text: frozenset[str], past: float) -> float:
    """A body of the very place, of the district around it, of none, of another place."""
    if not line and not in_text:
        return min(1.0, UNPLACED + 2.0 * past) if body.places else 1.0
    if not body.places:
        return 0.3
    for distance, names in enumerate(line):
        if body.places & names:
            return 3.0 / (1 + distance)
    return 2.0 if body.places & in_text else 0.01


def _named(text: str, features: Mapping[int, str], known: Known) -> dict[int, float]:
    """Bodies of whose name the text holds the telling part, and how much of it. Only names that share a rare word with the text are weighed."""
    words = set(features)
    found: dict[int, float] = {}
    for word in words & known.by_rare_word.keys():
        for body in known.by_rare_word[word]:
            share = found.get(body.pk) or share_of_name(body, words, known.rarity)
            if share > 0.5:
                found[body.pk] = share
    return found


def _places_in(text: str, known: Known) -> frozenset[str]:
    """The places that a text names, of up to three words; Arabic prepositions are written onto them."""
    parts = normalise(text[:TEXT_READ]).split()
    found = set()
    for start in range(len(parts)):
        for end in range(start + 1, min(start + 3, len(parts)) + 1):
            name = " ".join(parts[start:end])
            for spelled in (name, name[1:]):
                if len(spelled) > 2 and spelled in known.place_names:
                    found.add(spelled)
    return frozenset(found)
