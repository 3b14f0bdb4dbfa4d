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
        "‌": " ",
        "‍": None,
        "œ": "oe",
        "æ": "ae",
    }
)
_WORD = re.compile(r"\w+")


def digits_to_latin(text: str) -> str:
    """The text with Arabic-Indic, Persian and other decimal digits as 0-9."""
    return "".join(str(unicodedata.digit(sign)) if sign.isdecimal() else sign for sign in text)


def normalise(text: str) -> str:
    """The text as search sees it: lower case, without diacritics, with one spelling of each letter, words divided by one space."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return " ".join(_WORD.findall(digits_to_latin(bare).casefold().translate(_SAME)))


def trigrams(text: str) -> frozenset[str]:
    """Groups of three signs of each word of an already normalised text, with a blank before and after the word."""
    return frozenset(padded[at : at + 3] for word in text.split() for padded in (f" {word} ",) for at in range(len(padded) - 2))


def one_line(text: str) -> str:
    """The text without control signs and line breaks, for subjects and headers."""
    return " ".join("".join(" " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign for sign in text).split())
