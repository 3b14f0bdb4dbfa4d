"""The index of trigrams answers as if every name had been compared."""

import random

from mazalim.common.text import normalise, trigrams
from mazalim.directory.names import ENOUGH, Names

WORDS = "municipality of erbil duhok ministry health water électricité وزارة الصحة بلدية أربيل شارەوانی هەولێر road x".split()


def _plainly(texts: list[str], typed: str) -> tuple[dict[str, float], dict[str, float]]:
    asked = normalise(typed)
    wanted, like, surely = trigrams(asked), {}, {}
    for text in texts:
        found = trigrams(text)
        if asked in text:
            like[text] = 2.0 + len(asked) / len(text)
        elif all(word in text for word in asked.split()):
            like[text] = 1.0 + len(asked) / len(text)
        else:
            like[text] = len(wanted & found) / len(wanted) - 0.001 * len(found)
        surely[text] = len(wanted & found) / len(wanted | found)
    return tuple({text: mark for text, mark in marks.items() if mark >= ENOUGH} for marks in (like, surely))  # type: ignore[return-value]


def test_names_are_marked_as_if_each_had_been_compared() -> None:
    dice = random.Random(1)
    texts = list({normalise(" ".join(dice.sample(WORDS, dice.randint(1, 4)))) for _ in range(200)})
    names, hits = Names(texts), 0
    for _ in range(200):
        signs = list(dice.choice(texts)[: dice.randint(1, 30)])
        signs[dice.randrange(len(signs))] = dice.choice("aeiou و")
        typed = "".join(signs)
        if trigrams(normalise(typed)):
            assert (names.like(typed), names.surely(typed)) == _plainly(texts, typed)
            hits += bool(names.like(typed))
    assert hits > 100


def test_nothing_is_like_nothing() -> None:
    assert Names(["erbil"]).like(" ") == Names(["erbil"]).surely("") == Names([]).like("erbil") == {}
