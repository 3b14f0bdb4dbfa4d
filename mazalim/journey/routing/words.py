"""The text model: words brought to their stems, and a naive Bayes over how often a stem stood in the texts of each label. Pure."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import exp, log
from typing import Generic, TypeVar

from mazalim.common.text import LEAST_STEM, normalise, without_article

Feature = TypeVar("Feature", bound=Hashable)
Label = TypeVar("Label", bound=Hashable)
_ONE_LETTER = frozenset("وبلفک")  # and, with, for, so, like: written onto the next word in Arabic
# Endings of Sorani (the, a, plural, my ... their, open syllable) and of Arabic (plural, dual, her, their, our, feminine), the longest first.
# They are compared with normalised words, where ە and ة are ه, ێ and ى are ی.
_ENDINGS = tuple(
    sorted(
        "هکانمان هکانتان هکانیان هکهمان هکهتان هکهیان هکانی هکهی هکهم هکان هکه یهکان یهکه هکانم هوه مان تان یان یهک هک ان ات ین ون ها هم نا ی ه".split(),
        key=len,
        reverse=True,
    )
)
_LATIN_ENDINGS = ("ings", "ing", "ies", "ed", "es", "s", "x", "e")  # plurals and verbs of English and French; both sides lose the same

_AROUND = ".,;:!?\"'()[]{}<>«»“”‘’…-–—/\\،؛؟٪%*#"
# Words that stand in every text and belong to no category; normalised.
COMMON = frozenset(
    """
    a an and any are as at be been but by can did do does for from get had has have he her his how i if in is it its me my new no
    not of on one or our out
    she so than that the their them then there they this to two up us was we were what when where which who why will with you your
    after before day days
    month months year time again ask asked paper number name late people person
    au aux avec ce ces cette dans de des du elle en est et etait ete il ils j je l la le les leur leurs lui ma mais me mes mon n
    nous on ou par pas plus pour
    qu que qui s sa sans se ses si son sont sur ta tres un une vous y jour jours mois apres avant depuis deux fois
    ان انا انه انها او ای التی الذی الی اما بعد بعض بین تم ثم حتی دون ذلک عن عند على علی غیر فی فقط قال قالوا قبل قد کان کانت کل
    کما لا لم لن له لها ما مع من منذ نحن هذا هذه هل هم
    هنا هناک هو هی وقد وکان ولا ولم وما یا یوم ایام شهر سنه مره مرتین کبیر کبیره دون عدم اکثر
    یهم یهو یهوه لهو لهم له بو بهلام بهم به بی تا جار جاریک جاران چهند چی چون دهبیت دهکات دهکهن دوو روژ روژیک سال مانگ مانگه ههر
    ههموو هیچ ههیه نییه وه و یان یهک کرد کراوه ناکات ناکهن دوای پیش زور کهس کهسیک
    بیت بیته لی لیره لهسهر لهگهل لهبهر یهوان یهمه من منیش یمه یمهش ناو ناوی پاره پارهی
    """.split()
)


@lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """The stem of a normalised word: without the article written onto it and without its endings, one after the other."""
    is_arabic_script = word[:1] > "؀"
    if is_arabic_script:
        word = without_article(word)
    endings = _ENDINGS if is_arabic_script else _LATIN_ENDINGS
    while (shorter := _without_ending(word, endings)) != word:
        word = shorter
    return word


def _without_ending(word: str, endings: tuple[str, ...]) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= LEAST_STEM:
            return word[: -len(ending)]
    return word


def bare_stem(word: str) -> str:
    """The stem without a letter that stands for a word of its own (وبلفک); empty where there is none. Tried where the stem is unknown."""
    return stem(word[1:]) if word[:1] in _ONE_LETTER and len(word) > LEAST_STEM else ""


def telling(text: str) -> list[str]:
    """The normalised words of a text that may say what it is about, in order."""
    return [word for word in normalise(text).split() if len(word) > 1 and word not in COMMON]


def as_written(text: str) -> dict[str, str]:
    """The telling words of a text, each with its first spelling there: what is shown to people is never the normalised word."""
    found: dict[str, str] = {}
    for spelled in text.split():
        bare = spelled.strip(_AROUND)
        for word in telling(bare):
            found.setdefault(word, bare if word == normalise(bare) else word)
    return found


def stems(text: str) -> list[str]:
    """The stems of a text's telling words, in order."""
    return [stem(word) for word in telling(text)]


@dataclass
class TextModel(Generic[Feature, Label]):
    """Naive Bayes. `strength` is what a feature never seen under a label counts as."""

    strength: float = 0.1
    counts: dict[Feature, dict[Label, float]] = field(default_factory=lambda: defaultdict(dict))
    totals: dict[Label, float] = field(default_factory=lambda: defaultdict(float))
    cases: dict[Label, float] = field(default_factory=lambda: defaultdict(float))

    def add(self, feature: Feature, label: Label, times: float = 1.0) -> None:
        """A feature stood in so many texts of a label."""
        row = self.counts[feature]
        row[label] = row.get(label, 0.0) + times
        self.totals[label] += times

    def learn(self, features: Iterable[Feature], label: Label) -> None:
        """One text: each feature counts once, however often it stands there."""
        for feature in set(features):
            self.add(feature, label)
        self.cases[label] += 1

    def scores(self, features: Iterable[Feature]) -> dict[Label, float]:
        """The logarithm of the likelihood of every label; features never seen say nothing."""
        known = [self.counts[feature] for feature in set(features) if feature in self.counts]
        size, all_cases = self.strength * len(self.counts), sum(self.cases.values())
        found = {
            label: log((self.cases.get(label, 0.0) + 1) / (all_cases + len(self.totals))) - len(known) * log(total + size)
            for label, total in self.totals.items()
        }
        unseen = len(known) * log(self.strength)
        for label in found:
            found[label] += unseen
        for row in known:
            for label, count in row.items():
                found[label] += log(count / self.strength + 1)
        return found

    def best(self, features: Iterable[Feature], most: int = 3) -> list[Label]:
        """The likeliest labels, the best first."""
        found = self.scores(features)
        return sorted(found, key=lambda label: -found[label])[:most]


def shares(scores: Mapping[int, float], *, most: int) -> dict[int, float]:
    """The likeliest labels with shares that add up to 1, the best first."""
    if not scores:
        return {}
    best = sorted(scores, key=lambda label: -scores[label])[:most]
    top = scores[best[0]]
    weights = {label: exp(max(scores[label] - top, -50.0)) for label in best}
    total = sum(weights.values())
    return {label: weight / total for label, weight in weights.items()}
