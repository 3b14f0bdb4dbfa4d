"""One normaliser for search and comparison in the four languages: alef, ya, kaf, Kurdish letters, diacritics, digits, case."""

import re
import unicodedata

# Letters that one keyboard writes for another's. Sorani ە is a letter of its own but is typed as ه on Arabic keyboards.
_SAME = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ىيېێ", "ی"),
        **dict.fromkeys("كڪ", "ک"),
        **dict.fromkeys("ةەھہۀ", "ه"),
        **dict.fromkeys("ؤۆۊ", "و"),
        "ئ": "ی",
        "ڕ": "ر",
        "ڵ": "ل",
        "ـ": None,
        "\u200c": " ",
        "\u200d": None,
        "œ": "oe",
        "æ": "ae",
    }
)


class _Digits(dict[int, str | int | None]):
    """What stands for a sign, worked out when it is first met: digits of every script as 0-9, all others as themselves."""

    def __missing__(self, number: int) -> str | int | None:
        sign = chr(number)
        self[number] = found = str(unicodedata.digit(sign)) if sign.isdecimal() else number
        return found


class _Bare(_Digits):
    """The same without marks above and below letters."""

    def __missing__(self, number: int) -> str | int | None:
        if unicodedata.combining(chr(number)):
            self[number] = None
            return None
        return super().__missing__(number)


_LATIN, _BARE = _Digits(), _Bare()
_WORD = re.compile(r"\w+")
# Sorani keyboards without ە write ه and a zero-width non-joiner in its place, in the middle of a word.
_INSTEAD_OF_E = re.compile("(?<=[هھەہ])\u200c")
_ARTICLES = ("ولل", "وال", "بال", "فال", "کال", "لل", "ال")  # the, and to the, and the, with the ...: written onto the word in Arabic
LEAST_STEM = 3  # letters that a word keeps
MOST_DIGITS = 18  # any number of so many fits the databases

# Consonants that one script or one ear writes for another's. Vowels, w, y and h come and go between spellings and are left out.
_LATIN_PAIRS = (
    ("tch", "x"),
    ("sch", "x"),
    ("kh", "K"),
    ("sh", "x"),
    ("ch", "x"),
    ("gh", "g"),
    ("th", "s"),
    ("dh", "z"),
    ("zh", "j"),
    ("ph", "f"),
)
_SOUNDS = {
    **dict(zip("bcdfgjklmnpqrstvxzK", "bkdfgjklmnbkrstfxzK", strict=True)),
    **dict(zip("بپتثجچخدذرزژسشصضطظغفڤقکگلمن", "bbtsjxKdzrzjsxsdtzgffkkglmn", strict=True)),
}


def digits_to_latin(text: str) -> str:
    """The text with Arabic-Indic, Persian and other decimal digits as 0-9."""
    return text if text.isascii() else text.translate(_LATIN)


def number_in(text: str | None) -> int | None:
    """The number that an address or a field holds, in the digits 0-9 and small enough for a row's key; None for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None


def normalise(text: str) -> str:
    """The text as search sees it: lower case, without diacritics, with one spelling of each letter, words divided by one space."""
    if text.isascii():
        return " ".join(_WORD.findall(text.lower()))
    bare = _INSTEAD_OF_E.sub("", unicodedata.normalize("NFKD", text).translate(_BARE))
    return " ".join(_WORD.findall(bare.casefold().translate(_SAME)))


def without_article(word: str) -> str:
    """A normalised word without the Arabic article, where enough of it remains."""
    if not word.startswith(_ARTICLES):
        return word
    for article in _ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= LEAST_STEM:
            return word[len(article) :]
    return word


def consonant_key(word: str) -> str:
    """The consonants of a normalised word as the ear hears them, an "a" before them where it begins with none; empty for a word without any.

    Mohammed, Muhamad and محمد have one key, so that a name is found however it was spelt, and in whichever script.
    """
    for pair, sign in _LATIN_PAIRS:
        word = word.replace(pair, sign)
    sounds = ["a"] if word[:1] not in _SOUNDS else []
    before = ""
    for sign in word:
        if sign in _SOUNDS and sign != before:
            sounds.append(_SOUNDS[sign])
        before = sign
    return "".join(sounds) if sounds != ["a"] else ""


def name_key(name: str) -> str:
    """The consonant keys of a person's names in a fixed order, without titles of two letters; equal for one name in two spellings or scripts."""
    keys = (consonant_key(without_article(word)) for word in normalise(name).split())
    return " ".join(sorted({key for key in keys if len(key) > 1}))


def trigrams(text: str) -> frozenset[str]:
    """Groups of three signs of each word of an already normalised text, with a blank before and after the word."""
    return frozenset(padded[at : at + 3] for word in text.split() for padded in (f" {word} ",) for at in range(len(padded) - 2))


def one_line(text: str) -> str:
    """The text without control signs and line breaks, for subjects and headers."""
    return " ".join("".join(" " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign for sign in text).split())
