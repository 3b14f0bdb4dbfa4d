"""The shape of real portals: how volumes are shared out, how long texts are, how long answers take.

Measured figures are read from `../shared/data/shape.json`; where that is absent the same figures stand here, rounded, so that the country keeps its shape
and only the texts lose their variety.
"""

import json
import random
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
BODIES = 1_750
# Shares of the ten busiest units, the first of them and all ten as in `falabr_anvisa_2025`, their fall as in `sf311`.
BUSIEST, BUSIEST_TEN = 0.147, 0.736
QUANTILES = {"p5": 0.05, "p10": 0.10, "p25": 0.25, "p50": 0.50, "p75": 0.75, "p90": 0.90, "p95": 0.95, "p99": 0.99, "max": 1.0}
ROUNDED: dict[str, Any] = {
    "falabr_anvisa_2025": {
        "days_to_conclude": {"p10": 1.0, "p25": 2.0, "p50": 7.0, "p75": 15.0, "p90": 26.0, "p95": 32.0, "p99": 50.0},
        "channel": {"Internet": 0.82, "E-mail": 0.15, "Outros": 0.025, "Presencial": 0.004, "Carta": 0.001},
        "top_unit_share": BUSIEST,
        "top10_unit_share": BUSIEST_TEN,
    },
    "falabr_survey": {
        "satisfaction": {"Muito Insatisfeito": 0.4, "Insatisfeito": 0.136, "Regular": 0.149, "Satisfeito": 0.126, "Muito Satisfeito": 0.189}
    },
    "sf311": {"open_share": 0.037},
    "cpgrams_text_chars": {"p5": 98, "p25": 372, "p50": 707, "p75": 1278, "p95": 1954, "p99": 2319, "max": 3677},
    "fr_text_chars": {"p5": 307, "p25": 1181, "p50": 1722, "p75": 2269, "p95": 3044, "p99": 3958, "max": 5964},
    "ar_students_text_chars": {"p5": 11, "p25": 48, "p50": 80, "p75": 129, "p95": 226, "p99": 387, "max": 498},
    "nhs_text_chars": {"p5": 16, "p25": 33, "p50": 58, "p75": 106, "p95": 243, "p99": 482, "max": 2420},
}
CHANNELS = {"Internet": "web", "E-mail": "api", "Outros": "phone", "Presencial": "counter", "Carta": "letter"}
SCORES = {"Muito Insatisfeito": 1, "Insatisfeito": 2, "Regular": 3, "Satisfeito": 4, "Muito Satisfeito": 5}


@dataclass(frozen=True)
class Weighted:
    """Values with their shares; `draw` takes one by chance in logarithmic time."""

    values: Sequence[Any]
    heights: Sequence[float]

    @classmethod
    def of(cls, shares: dict[Any, float]) -> "Weighted":
        """From value -> share; shares need not add up to one."""
        return cls(list(shares), list(accumulate(shares.values())))

    def draw(self, chance: random.Random) -> Any:
        """One value."""
        return self.values[bisect_left(self.heights, chance.random() * self.heights[-1])]


@dataclass(frozen=True)
class Curve:
    """A distribution known by some of its quantiles, straight between them."""

    shares: Sequence[float]
    values: Sequence[float]

    @classmethod
    def of(cls, quantiles: dict[str, float], *, least: float) -> "Curve":
        """From `{"p50": 7, ...}`; `least` is the value at nought. Without a maximum the curve ends half as far again as its last quantile."""
        known = sorted((QUANTILES[name], float(value)) for name, value in quantiles.items() if name in QUANTILES)
        if known[-1][0] < 1:
            known.append((1.0, known[-1][1] * 1.5))
        return cls([0.0, *(share for share, _ in known)], [least, *(value for _, value in known)])

    def draw(self, chance: random.Random) -> float:
        """One value."""
        at = chance.random()
        end = max(1, bisect_left(self.shares, at))
        before, after = self.shares[end - 1], self.shares[end]
        low, high = self.values[end - 1], self.values[end]
        return low + (high - low) * (at - before) / (after - before)


@dataclass(frozen=True)
class Shape:
    """Everything that chance is guided by. `is_measured`: read from the file, not from the rounded figures."""

    days_to_conclude: Curve
    channels: Weighted
    scores: Weighted
    lengths: dict[str, Curve]  # language -> characters of a description
    open_share: float
    busiest: float
    busiest_ten: float
    is_measured: bool

    def weights(self, bodies: int) -> list[float]:
        """The share of each body, the busiest first: ten as measured, the others falling as 1/rank."""
        if bodies <= 10:
            return [1 / bodies] * bodies
        fall = [rank**-0.5 for rank in range(1, 10)]
        ten = [self.busiest, *((self.busiest_ten - self.busiest) * part / sum(fall) for part in fall)]
        tail = [1 / rank for rank in range(1, bodies - 9)]
        return ten + [(1 - self.busiest_ten) * part / sum(tail) for part in tail]


def shape_of(folder: Path = SHARED) -> Shape:
    """The shape, from `shape.json` in a folder or, where it is absent, from the rounded figures."""
    file = folder / "shape.json"
    raw = json.loads(file.read_text("utf-8")) if file.exists() else ROUNDED
    portal = raw["falabr_anvisa_2025"]
    long, french = (Curve.of(raw[name], least=10) for name in ("cpgrams_text_chars", "fr_text_chars"))
    short = Curve.of(raw["ar_students_text_chars"], least=10)
    return Shape(
        days_to_conclude=Curve.of(portal["days_to_conclude"], least=0.05),
        channels=Weighted.of({CHANNELS[name]: share for name, share in portal["channel"].items()}),
        scores=Weighted.of({SCORES[name]: share for name, share in raw["falabr_survey"]["satisfaction"].items()}),
        # Arabic and Sorani texts were measured short (students' requests): half of them are drawn as long as the English letters.
        lengths={"en": long, "fr": french, "ar": Curve([0, 0.5, 1], [10, short.values[-1], long.values[-2]]), "ckb": long},
        open_share=raw["sf311"]["open_share"],
        busiest=portal["top_unit_share"],
        busiest_ten=portal["top10_unit_share"],
        is_measured=file.exists(),
    )
