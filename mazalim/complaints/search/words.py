"""Which words of a case are searched, and how a word is written in the index. Pure."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

from mazalim.common.text import consonant_key, digits_to_latin, normalise, without_article
from mazalim.complaints.queries import JSON_KINDS

MOST_KEPT = 40  # letters; what is longer is hardly a word, and a text that holds it is not remembered
LONGEST_WORD = 60  # bytes; what begins alike is found alike
MOST_WORDS = 6_000  # of one case: beyond that nobody searches, and the index stays within what the databases take
SHORTEST_KEY = 3  # a key of two consonants fits too many names
NOT_WORDS = frozenset({"code", "label", "outcome", "redress", "kind"})  # of a leaf in JSON: what the office wrote once for everybody
CASE_NUMBER = re.compile(r"\d{4}-\d{1,9}")


@dataclass(frozen=True)
class Words:
    """What is entered for a text: its words, each once, and the sounds of the names in it."""

    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def _fold(token: str) -> tuple[str, ...]:
    words = normalise(token).replace("_", " ").split()
    return tuple(map(_cut, map(without_article, words)))


def _cut(word: str) -> str:
    if len(word) * 4 <= LONGEST_WORD:  # no letter takes more bytes
        return word
    return word.encode("utf-8", "replace")[:LONGEST_WORD].decode("utf-8", "ignore")


_folded = lru_cache(maxsize=16_384)(_fold)


def remember_more() -> None:
    """Keep eight times as many folded words from now on, some 30 MB: for a process that enters cases by the million and then ends."""
    global _folded
    _folded = lru_cache(maxsize=131_072)(_fold)


def folded(text: str) -> Iterator[str]:
    """The words of a text as the index writes them. Nothing reaches over a blank, and most words come again and again: they are folded once."""
    tokens = text.split()
    fold = _folded if max(map(len, tokens), default=0) <= MOST_KEPT else _fold
    return chain.from_iterable(map(fold, tokens))


def sounds(text: str) -> Iterator[str]:
    """The sounds of the words of a name."""
    for word in normalise(text).split():
        key = consonant_key(without_article(word))
        if len(key) >= SHORTEST_KEY:
            yield key


def words_of(texts: Iterable[str], names: Iterable[str] = ()) -> Words:
    """The words of several texts, in the order in which they come first."""
    words = dict.fromkeys(chain.from_iterable(map(folded, texts)))
    return Words(tuple(words)[:MOST_WORDS], tuple(dict.fromkeys(key for name in names for key in sounds(name))))


def words_of_leaf(kind: str, text: str) -> Words:
    """The words of a leaf."""
    if kind not in JSON_KINDS:
        return words_of([text])
    try:
        content = json.loads(text)
    except ValueError:
        return words_of([text])
    official = content.get("official") if isinstance(content, dict) else None
    return words_of(_spoken(content), [official["name"]] if official and official.get("name") else ())


def _spoken(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for key, value in content.items():
            if key not in NOT_WORDS:
                yield from _spoken(value)
    elif isinstance(content, list):
        for value in content:
            yield from _spoken(value)


def together(parts: Iterable[Words]) -> Words:
    """The words of a whole case."""
    kept = tuple(parts)
    words = dict.fromkeys(chain.from_iterable([part.words for part in kept]))
    return Words(tuple(words)[:MOST_WORDS], tuple(dict.fromkeys(name for part in kept for name in part.names)))


def words_of_number(case_number: str) -> Words:
    """A case number is found in its two halves, the second also without the noughts before it."""
    halves = tuple(folded(case_number))
    return Words((*halves, halves[-1].lstrip("0")) if halves else ())


def case_number_in(typed: str) -> str:
    """The case number, if that is what was typed."""
    number = digits_to_latin(typed).strip()
    return number if CASE_NUMBER.fullmatch(number) else ""
