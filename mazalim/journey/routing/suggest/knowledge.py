"""What suggestions know: the profile's words, the directory's names and places, what past cases taught. Kept in the process for a quarter of an hour."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import log
from time import monotonic

from mazalim.common.crypto import keyed_hash
from mazalim.common.text import normalise
from mazalim.directory.models import Category, Place, PublicBody
from mazalim.journey.routing.models import LearnedPlacing, LearnedWord
from mazalim.journey.routing.words import TextModel, stem, stems

SECONDS_KEPT = 900
MOST_LEARNED = 40_000  # rows of learned words held in memory, the commonest
KEYWORDS_COUNT_AS = 40.0  # words' worth of cases, for every category alike
RARE = 2.0  # rarity beyond which a word of a name tells bodies apart
EVERYWHERE = "any"  # the sector of categories that every body has: they say nothing about the body


@dataclass(frozen=True)
class CategoryRow:
    """A category as a suggestion shows it."""

    pk: int
    code: str
    names: Mapping[str, str] = field(hash=False)


@lru_cache(maxsize=50_000)
def hashed(word: str) -> int:
    """64 bits of a keyed hash, by which learned words are kept."""
    return int.from_bytes(keyed_hash(word, of="routing_word")[:8], signed=True)


@dataclass
class Body:
    """A body as suggestions weigh it."""

    pk: int
    names: list[frozenset[int]]  # stems of the name without the place, one set a language
    places: frozenset[str]  # the place at the end of the name, as normalised
    categories: frozenset[int]

    @property
    def words(self) -> frozenset[int]:
        """The stems of its names in all languages."""
        return frozenset().union(*self.names)


@dataclass
class Known:
    """Everything that is kept between two questions."""

    categories: dict[int, CategoryRow]
    everywhere: frozenset[int]
    model: TextModel[int, int]
    body_model: TextModel[int, int]
    bodies: dict[int, Body]
    by_place: dict[str, list[int]]  # bodies of a place, by its name
    placeless: frozenset[int]
    by_rare_word: dict[int, list[Body]]
    with_past: dict[int, frozenset[int]]  # category -> bodies with which its cases ended
    rarity: dict[int, float]
    affinity: dict[tuple[int, int], float]  # category, body: how much of the body's name stands among the category's words
    placings: dict[tuple[int, int], int]
    placed: dict[int, int]
    place_lines: dict[int, list[frozenset[str]]]  # place -> its names, then its parent's, and so on
    place_names: frozenset[str]
    at: float


_kept: Known | None = None


def forget_suggestions() -> None:
    """Read everything anew at the next question; called after a load and in tests."""
    global _kept
    _kept = None


def known() -> Known:
    """What is known now; read anew after a quarter of an hour."""
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


def _read() -> Known:
    categories = list(Category.objects.filter(is_active=True))
    words = {category.pk: _category_words(category) for category in categories}
    placings = {(category, body): cases for category, body, cases in LearnedPlacing.objects.values_list("category", "body", "cases")}
    placed: dict[int, int] = defaultdict(int)
    with_past: dict[int, set[int]] = defaultdict(set)
    for (category_pk, body_pk), cases in placings.items():
        placed[category_pk] += cases
        with_past[category_pk].add(body_pk)
    model, body_model = _models(words, placed)
    place_lines, place_names = _places()
    bodies = _bodies(place_names)
    rarity = _rarity(bodies.values())
    by_place: dict[str, list[int]] = defaultdict(list)
    by_rare_word: dict[int, list[Body]] = defaultdict(list)
    for body in bodies.values():
        for name in body.places:
            by_place[name].append(body.pk)
        for word in body.words:
            if rarity[word] > RARE:
                by_rare_word[word].append(body)
    return Known(
        categories={category.pk: CategoryRow(category.pk, category.code, category.names) for category in categories},
        everywhere=frozenset(category.pk for category in categories if category.sector == EVERYWHERE),
        model=model,
        body_model=body_model,
        bodies=bodies,
        by_place=dict(by_place),
        placeless=frozenset(body.pk for body in bodies.values() if not body.places),
        by_rare_word=dict(by_rare_word),
        with_past={category: frozenset(found) for category, found in with_past.items()},
        rarity=rarity,
        affinity=_affinities(words, bodies.values(), rarity),
        placings=placings,
        placed=dict(placed),
        place_lines=place_lines,
        place_names=place_names,
        at=monotonic(),
    )


def _models(words: Mapping[int, Mapping[int, float]], placed: Mapping[int, int]) -> tuple[TextModel[int, int], TextModel[int, int]]:
    """The model of categories, which begins with the profile's words as if they had stood in cases, and that of bodies, from cases alone."""
    model: TextModel[int, int] = TextModel()
    body_model: TextModel[int, int] = TextModel()
    spread: dict[int, int] = defaultdict(int)
    for weights in words.values():
        for word in weights:
            spread[word] += 1
    for pk, weights in words.items():
        rare = {word: weight * log(1 + len(words) / spread[word]) for word, weight in weights.items()}
        total = sum(rare.values()) or 1.0
        for word, weight in rare.items():
            model.add(word, pk, KEYWORDS_COUNT_AS * weight / total)
        model.cases[pk] = placed.get(pk, 0)
    learned = LearnedWord.objects.filter(cases__gte=2).order_by("-cases").values_list("of", "label", "word", "cases")[:MOST_LEARNED]
    for of, label, word, cases in learned:
        if of == LearnedWord.Of.BODY:
            body_model.add(word, label, cases)
        elif label in words:
            model.add(word, label, cases)
    return model, body_model


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


def _bodies(place_names: frozenset[str]) -> dict[int, Body]:
    links: dict[int, list[int]] = defaultdict(list)
    for body, category in PublicBody.categories.through.objects.values_list("publicbody_id", "category_id"):
        links[body].append(category)
    rows = list(PublicBody.objects.filter(is_active=True, accepts_complaints=True).values_list("pk", "names"))
    series = _series((normalise(name).split() for _, names in rows for name in names.values()), place_names)
    found = {}
    for pk, names in rows:
        places, bare = set(), []
        for name in names.values():
            parts = normalise(name).split()
            cut = _where_place_begins(parts, place_names, series)
            if cut < len(parts):
                places.add(" ".join(parts[cut:]))
            bare.append(frozenset(hashed(stem(part)) for part in parts[:cut] if len(part) > 2))
        found[pk] = Body(pk, bare, frozenset(places), frozenset(links[pk]))
    return found


def _cuts(parts: list[str]) -> range:
    """Where the name of a place of up to four words may begin in the name of a body."""
    return range(max(1, len(parts) - 4), len(parts))


def _series(names: Iterable[list[str]], place_names: frozenset[str]) -> frozenset[str]:
    """What comes before the place in the names of a series (Municipality of): what follows is a place though its spelling be unknown."""
    all_of: dict[str, int] = defaultdict(int)
    with_place: dict[str, int] = defaultdict(int)
    for parts in names:
        for cut in _cuts(parts):
            head = " ".join(parts[:cut])
            all_of[head] += 1
            with_place[head] += " ".join(parts[cut:]) in place_names
    return frozenset(head for head, total in all_of.items() if total >= 4 and with_place[head] * 2 >= total)


def _where_place_begins(parts: list[str], place_names: frozenset[str], series: frozenset[str]) -> int:
    known = next((cut for cut in _cuts(parts) if " ".join(parts[cut:]) in place_names), None)
    if known is not None:
        return known
    return next((cut for cut in _cuts(parts) if " ".join(parts[:cut]) in series), len(parts))


def _rarity(bodies: Iterable[Body]) -> dict[int, float]:
    spread: dict[int, int] = defaultdict(int)
    total = 0
    for body in bodies:
        total += 1
        for word in body.words:
            spread[word] += 1
    return {word: log(1 + total / count) for word, count in spread.items()}


def share_of_name(body: Body, words: frozenset[int] | Mapping[int, float] | set[int], rarity: Mapping[int, float]) -> float:
    """How much of a body's name, in the language that fits best, stands among some words; rare words weigh more."""
    best = 0.0
    for name in body.names:
        whole = sum(rarity[word] for word in name)
        if whole:
            best = max(best, sum(rarity[word] for word in name if word in words) / whole)
    return best


def _affinities(
    words: Mapping[int, Mapping[int, float]], bodies: Iterable[Body], rarity: Mapping[int, float]
) -> dict[tuple[int, int], float]:
    found = {}
    kept: dict[tuple[int, tuple[frozenset[int], ...]], float] = {}
    for body in bodies:
        for category in body.categories:
            key = (category, tuple(body.names))
            if key not in kept:  # a thousand communes have one name but for the place
                kept[key] = share_of_name(body, words.get(category, {}), rarity)
            if kept[key]:
                found[category, body.pk] = kept[key]
    return found
