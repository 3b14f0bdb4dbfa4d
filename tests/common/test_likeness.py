"""Texts that are nearly the same share bands; others do not."""

import random

from mazalim.common.likeness import ALIKE, bands_of
from mazalim.common.text import name_key, normalise

WORDS = [f"word{number}" for number in range(120)]


def changed(words: list[str], number: int, seed: int) -> str:
    """The text with some words replaced, anywhere in it."""
    dice = random.Random(seed)
    text = list(words)
    for place in dice.sample(range(len(text)), number):
        text[place] = f"other{dice.random()}"
    return " ".join(text)


def test_a_text_sent_again_with_a_few_words_changed_is_found() -> None:
    bands = set(bands_of(" ".join(WORDS)))
    found = [len(bands & set(bands_of(changed(WORDS, 6, seed)))) >= ALIKE for seed in range(60)]
    assert sum(found) >= 57


def test_texts_that_only_share_some_phrases_are_not() -> None:
    bands = set(bands_of(" ".join(WORDS)))
    found = [len(bands & set(bands_of(changed(WORDS, 60, seed)))) >= ALIKE for seed in range(60)]
    assert sum(found) == 0


def test_a_text_too_short_to_be_compared_has_no_bands() -> None:
    assert bands_of("a hole in the road") == []


def test_spelling_does_not_matter_once_normalised() -> None:
    one = bands_of(normalise("الحُفرة أمام المدرسة منذ ثلاثة أسابيع ولم يأت أحد ليصلحها رغم اتصالنا ١٢ مرة"))
    other = bands_of(normalise("الحفره امام المدرسه منذ ثلاثه اسابيع ولم يات احد ليصلحها رغم اتصالنا 12 مره"))
    assert one == other


def test_an_officials_name_has_one_key_in_every_order_and_script() -> None:
    assert name_key("Karim Mustafa") == name_key("MUSTAFA, Kareem") == name_key("كريم مصطفى")
    assert name_key("Karim Mustafa") != name_key("Rashid Mustafa")
    assert name_key("") == ""
