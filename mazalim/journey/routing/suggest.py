"""Which body and which category a complaint is about: the profile's words, the places and names in the text, and what past cases teach.

Everything needed is kept in the process for five minutes; a question takes a few milliseconds and no query.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import exp, log
from time import monotonic

from mazalim.common.crypto import keyed_hash
from mazalim.common.text import normalise
from mazalim.directory.models import Category, Place, PublicBody
from mazalim.directory.queries import BodyRow, body_rows
from mazalim.journey.routing.models import LearnedPlacing, LearnedWord
from mazalim.journey.routing.words import TextModel, as_written, bare_stem, shares, stem, stems

SECONDS_KEPT = 300
MOST_LEARNED = 40_000  # rows of learned words held in memory, the commonest
TEXT_READ = 3000  # characters; a complaint says at its beginning what it is about
KEYWORDS_COUNT_AS = 40.0  # words' worth of cases, for every category alike
UNPLACED = 0.02  # a body of a place, where nobody knows the place: one of many, so only its name or past cases can bring it up
WORTH_SHOWING = 0.03  # of the likelihood of the first
EVERYWHERE = "any"  # the sector of categories that every body has: they say nothing about the body


@dataclass(frozen=True)
class CategoryRow:
    """A category as a suggestion shows it."""

    pk: int
    code: str
    names: Mapping[str, str] = field(hash=False)


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


@lru_cache(maxsize=50_000)
def hashed(word: str) -> int:
    """64 bits of a keyed hash, by which learned words are kept."""
    return int.from_bytes(keyed_hash(word, of="routing_word")[:8], signed=True)


@dataclass
class _Body:
    pk: int
    names: list[frozenset[int]]  # stems of the name without the place, one set a language
    places: frozenset[str]  # the place at the end of the name, as normalised
    categories: frozenset[int]


@dataclass
class _Known:
    categories: dict[int, CategoryRow]
    everywhere: frozenset[int]
    model: TextModel[int, int]
    body_model: TextModel[int, int]
    bodies: dict[int, _Body]
    by_category: dict[int, list[_Body]]
    rarity: dict[int, float]
    affinity: dict[tuple[int, int], float]  # category, body: how much of the body's name stands among the category's words
    placings: dict[tuple[int, int], int]
    placed: dict[int, int]
    place_lines: dict[int, list[frozenset[str]]]  # place -> its names, then its parent's, and so on
    place_names: frozenset[str]
    at: float


_kept: _Known | None = None


def forget_suggestions() -> None:
    """Read everything anew at the next question; called after a load and in tests."""
    global _kept
    _kept = None


def _known() -> _Known:
    global _kept
    if _kept is None or monotonic() - _kept.at > SECONDS_KEPT:
        _kept = _read()
    return _kept


def _category_words(category: Category) -> dict[int, float]:
    """The words of the profile for a category, in every language; a word of a phrase counts for a part of it."""
    weights: dict[int, float] = defaultdict(float)
    for texts, worth in ((category.names, 1.0), (category.hints, 0.15)):
        for text in texts.values():
            for word in set(stems(text)):
                weights[hashed(word)] = max(weights[hashed(word)], worth)
    for phrases in category.keywords.values():
        for phrase in phrases:
            parts = stems(phrase)
            for word in parts:
                weights[hashed(word)] = max(weights[hashed(word)], 2.0 / len(parts) ** 0.5)
    return weights


def _read() -> _Known:
    categories = list(Category.objects.filter(is_active=True))
    words = {category.pk: _category_words(category) for category in categories}
    model: TextModel[int, int] = TextModel(strength=0.1)
    spread: dict[int, int] = defaultdict(int)
    for weights in words.values():
        for word in weights:
            spread[word] += 1
    for pk, weights in words.items():
        rare = {word: weight * log(1 + len(categories) / spread[word]) for word, weight in weights.items()}
        total = sum(rare.values()) or 1.0
        for word, weight in rare.items():
            model.add(word, pk, KEYWORDS_COUNT_AS * weight / total)
    body_model: TextModel[int, int] = TextModel(strength=0.1)
    learned = LearnedWord.objects.filter(cases__gte=2).order_by("-cases").values_list("of", "label", "word", "cases")[:MOST_LEARNED]
    active = {category.pk for category in categories}
    for of, label, word, cases in learned:
        if of == LearnedWord.Of.BODY:
            body_model.add(word, label, cases)
        elif label in active:
            model.add(word, label, cases)
    placings = {(category, body): cases for category, body, cases in LearnedPlacing.objects.values_list("category", "body", "cases")}
    placed: dict[int, int] = defaultdict(int)
    for (category_pk, _), cases in placings.items():
        placed[category_pk] += cases
        if category_pk in active:
            model.cases[category_pk] += cases
    place_lines, place_names = _places()
    bodies = _bodies(place_names)
    by_category: dict[int, list[_Body]] = defaultdict(list)
    for body in bodies.values():
        for pk in body.categories:
            by_category[pk].append(body)
    rarity = _rarity(bodies.values())
    return _Known(
        categories={category.pk: CategoryRow(category.pk, category.code, category.names) for category in categories},
        everywhere=frozenset(category.pk for category in categories if category.sector == EVERYWHERE),
        model=model,
        body_model=body_model,
        bodies=bodies,
        by_category=dict(by_category),
        rarity=rarity,
        affinity=_affinities(words, by_category, rarity),
        placings=placings,
        placed=dict(placed),
        place_lines=place_lines,
        place_names=place_names,
        at=monotonic(),
    )


def _places() -> tuple[dict[int, list[frozenset[str]]], frozenset[str]]:
    rows: dict[int, tuple[int | None, frozenset[str]]] = {}
    for pk, parent, names in Place.objects.values_list("pk", "parent", "names"):
        rows[pk] = (parent, frozenset(normalise(name) for name in names.values() if name))
    lines: dict[int, list[frozenset[str]]] = {}
    for pk in rows:
        line: list[frozenset[str]] = []
        at: int | None = pk
        while at is not None and at in rows:
            line.append(rows[at][1])
            at = rows[at][0]
        lines[pk] = line
    return lines, frozenset(name for _, names in rows.values() for name in names)


def _bodies(place_names: frozenset[str]) -> dict[int, _Body]:
    links: dict[int, list[int]] = defaultdict(list)
    for body, category in PublicBody.categories.through.objects.values_list("publicbody_id", "category_id"):
        links[body].append(category)
    found = {}
    for pk, names in PublicBody.objects.filter(is_active=True, accepts_complaints=True).values_list("pk", "names"):
        places, bare = set(), []
        for name in names.values():
            parts = normalise(name).split()
            cut = next((start for start in range(max(1, len(parts) - 4), len(parts)) if " ".join(parts[start:]) in place_names), len(parts))
            if cut < len(parts):
                places.add(" ".join(parts[cut:]))
            bare.append(frozenset(hashed(stem(part)) for part in parts[:cut] if len(part) > 2))
        found[pk] = _Body(pk, bare, frozenset(places), frozenset(links[pk]))
    return found


def _rarity(bodies: Iterable[_Body]) -> dict[int, float]:
    spread: dict[int, int] = defaultdict(int)
    total = 0
    for body in bodies:
        total += 1
        for word in frozenset().union(*body.names):
            spread[word] += 1
    return {word: log(1 + total / count) for word, count in spread.items()}


def _share_of_name(body: _Body, words: frozenset[int] | Mapping[int, float] | set[int], rarity: Mapping[int, float]) -> float:
    """How much of a body's name, in the language that fits best, stands among some words; rare words weigh more."""
    best = 0.0
    for name in body.names:
        whole = sum(rarity[word] for word in name)
        if whole:
            best = max(best, sum(rarity[word] for word in name if word in words) / whole)
    return best


def _affinities(
    words: Mapping[int, Mapping[int, float]], by_category: Mapping[int, list[_Body]], rarity: Mapping[int, float]
) -> dict[tuple[int, int], float]:
    found = {}
    for category, bodies in by_category.items():
        kept: dict[frozenset[int], float] = {}
        for body in bodies:
            key = body.names[0] if body.names else frozenset()
            if key not in kept:  # a thousand communes have one name but for the place
                kept[key] = _share_of_name(body, words.get(category, {}), rarity)
            if kept[key]:
                found[category, body.pk] = kept[key]
    return found


def _features(text: str, known: _Known) -> dict[int, str]:
    """The stems of a text that something is known about, and the word of the text that each came from."""
    found: dict[int, str] = {}
    for word, spelled in as_written(text[:TEXT_READ]).items():
        key = hashed(stem(word))
        if key not in known.model.counts and key not in known.rarity and key not in known.body_model.counts:
            bare = bare_stem(word)
            key = hashed(bare) if bare else key
        found.setdefault(key, spelled)
    return found


def _telling(features: Mapping[int, str], category: int, known: _Known, most: int = 4) -> tuple[str, ...]:
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
    known = _known()
    features = _features(text, known)
    if not any(key in known.model.counts for key in features):
        return []
    likely = shares(known.model.scores(features), most=most)
    return [CategorySuggestion(known.categories[pk], _telling(features, pk, known)) for pk in likely]


def suggest_bodies(*, text: str, language: str, place_id: int | None, category_id: int | None = None, most: int = 3) -> list[Suggestion]:
    """The bodies that a complaint should most likely go to, the best first, each with a category and why.

    `place_id` narrows bodies of places; without it a place that the text names does. `category_id` is the complainant's own choice: it leads,
    unless every body has it. The text's own language need not be `language`, so that all words are compared.
    """
    known = _known()
    features = _features(text, known)
    likely = shares(known.model.scores(features), most=5) if any(key in known.model.counts for key in features) else {}
    if category_id in known.categories and category_id not in known.everywhere:
        likely = {pk: 0.25 * share for pk, share in likely.items()}
        likely[category_id] = likely.get(category_id, 0.0) + 0.75
    if not likely:
        return []
    line = known.place_lines.get(place_id, []) if place_id else []
    scores: dict[int, float] = defaultdict(float)
    leads: dict[int, tuple[float, int]] = {}
    named = _named(text, features, known)
    places_in_text = _places_in(text, known) if not line else frozenset()
    by_words = shares(known.body_model.scores(features), most=200) if known.body_model.totals else {}
    for category, share in likely.items():
        for body in known.by_category.get(category, ()):
            mark = share * _mark(body, category, known, line=line, in_text=places_in_text)
            mark *= exp(4.0 * named.get(body.pk, 0.0)) * (1.0 + 4.0 * by_words.get(body.pk, 0.0))
            scores[body.pk] += mark
            leads[body.pk] = max(leads.get(body.pk, (0.0, 0)), (mark, category))
    best = _worth_showing(sorted(scores, key=lambda pk: (-scores[pk], pk))[:most], scores)
    kept = known.categories.get(category_id) if category_id else None
    found = []
    for row in body_rows(best):
        category = leads[row.pk][1]
        body = known.bodies[row.pk]
        why = Why(
            words=_telling(features, category, known),
            is_named=named.get(row.pk, 0.0) > 0.95,
            is_place=bool(body.places & frozenset().union(*line, places_in_text)),
            cases=known.placings.get((category, row.pk), 0),
        )
        found.append(Suggestion(row, kept if kept and kept.pk in body.categories else known.categories[category], why))
    return found


def _worth_showing(best: list[int], scores: Mapping[int, float]) -> list[int]:
    """The best, without what is hardly likelier than chance beside the first: a list of guesses helps nobody."""
    return [pk for pk in best if scores[pk] > WORTH_SHOWING * scores[best[0]]]


def _mark(body: _Body, category: int, known: _Known, *, line: list[frozenset[str]], in_text: frozenset[str]) -> float:
    """How likely a body is for a category before its own words are looked at."""
    past = known.placings.get((category, body.pk), 0) / (known.placed.get(category, 0) + 20)
    return exp(2.5 * known.affinity.get((category, body.pk), 0.0)) * (1.0 + 20.0 * past) * _nearness(body, line, in_text, past)


def _nearness(body: _Body, line: list[frozenset[str]], in_text: frozenset[str], past: float) -> float:
    """A body of the very place, of the district around it, of none, of another place."""
    if not line and not in_text:
        return min(1.0, UNPLACED + 2.0 * past) if body.places else 1.0
    if not body.places:
        return 0.3
    for distance, names in enumerate(line):
        if body.places & names:
            return 3.0 / (1 + distance)
    return 2.0 if body.places & in_text else 0.01


def _named(text: str, features: Mapping[int, str], known: _Known) -> dict[int, float]:
    """Bodies of whose name the text holds the telling part, and how much of it. Only names that share a rare word with the text are weighed."""
    words = set(features)
    found = {}
    rare = {word for word in words if known.rarity.get(word, 0.0) > 2.0}
    if not rare:
        return {}
    for body in known.bodies.values():
        if any(not rare.isdisjoint(name) for name in body.names):
            share = _share_of_name(body, words, known.rarity)
            if share > 0.5:
                found[body.pk] = share
    return found


def _places_in(text: str, known: _Known) -> frozenset[str]:
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
