"""Finding a body by a name that was typed, perhaps wrongly: which names are like it, and how much."""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping

from mazalim.common.text import normalise, trigrams

ENOUGH = 0.45  # share of the asked trigrams that a name must hold; 0.45 keeps one wrong letter in a word of five


class Names:
    """Names as they are compared, and in which of them each trigram stands.

    The other way round, each name with a set of its trigrams, 5,400 names took 14 MB in each process, and a question looked at all of them.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        """`texts` are normalised names, each once."""
        self._texts = tuple(texts)
        self._sizes = array("H")
        self._holding: dict[str, array[int]] = {}
        for place, text in enumerate(self._texts):
            pieces = trigrams(text)
            self._sizes.append(len(pieces))
            for piece in pieces:
                self._holding.setdefault(piece, array("I")).append(place)

    def _shared(self, wanted: Iterable[str]) -> Counter[int]:
        """How many of the trigrams each name holds that holds one."""
        found: Counter[int] = Counter()
        for piece in wanted:
            found.update(self._holding.get(piece, ()))
        return found

    def like(self, typed: str) -> dict[str, float]:
        """The names that are like what was typed, with a mark: 2 and more where it stands in the name, 1 and more where all its words do;
        else the share of its trigrams, less a little for a long name.
        """
        asked = normalise(typed)
        wanted, words = trigrams(asked), asked.split()
        if not wanted:
            return {}
        marks = {place: held / len(wanted) - 0.001 * self._sizes[place] for place, held in self._shared(wanted).items()}
        longest = max(words, key=len)
        for place in [place for place, text in enumerate(self._texts) if longest in text]:
            text = self._texts[place]
            if asked in text:
                marks[place] = 2.0 + len(asked) / len(text)
            elif all(word in text for word in words):
                marks[place] = 1.0 + len(asked) / len(text)
        return self._marked(marks)

    def surely(self, typed: str) -> dict[str, float]:
        """The names that were typed as a whole, give or take a few letters. A word of a name is not enough."""
        wanted = trigrams(normalise(typed))
        marks = {place: held / (len(wanted) + self._sizes[place] - held) for place, held in self._shared(wanted).items()}
        return self._marked(marks)

    def _marked(self, marks: Mapping[int, float]) -> dict[str, float]:
        return {self._texts[place]: mark for place, mark in marks.items() if mark >= ENOUGH}
