"""The benchmark's country has the shape of real portals, and is the same each time."""

import json
import random
from collections import Counter
from datetime import UTC, datetime

import pytest

from bench.country.lines import Country, Place
from bench.country.shape import BUSIEST, BUSIEST_TEN, Curve, shape_of
from bench.country.texts import RARE, texts_of

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
pytestmark = pytest.mark.one_database


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    """Without the shared data, as on a machine that has none."""
    nothing = tmp_path_factory.mktemp("nothing")
    bodies = [Place(f"B{rank}", ["roads", "water"], f"officer{rank}@bench.example" if rank < 3 else None) for rank in range(200)]
    return Country(bodies, ["01"], shape_of(nothing), texts_of(nothing), NOW)


@pytest.fixture(scope="module")
def rows(country):
    return list(country.complaints(1_500))


def test_the_busiest_body_and_the_busiest_ten_have_their_measured_share_of_1750():
    weights = shape_of().weights(1_750)
    assert sum(weights) == pytest.approx(1)
    assert weights[0] == pytest.approx(BUSIEST, abs=0.01)
    assert sum(weights[:10]) == pytest.approx(BUSIEST_TEN, abs=0.01)
    assert weights == sorted(weights, reverse=True)


def test_volume_is_given_out_by_these_shares(rows):
    lodged = Counter(row["body"] for row in rows)
    assert 0.11 < lodged["B0"] / len(rows) < 0.19
    assert 0.68 < sum(lodged[f"B{rank}"] for rank in range(10)) / len(rows) < 0.79


def test_about_as_many_cases_are_open_as_in_real_portals(rows):
    is_open = [row for row in rows if not any(leaf["kind"] == "reply" for leaf in row["history"])]
    assert 0.01 < len(is_open) / len(rows) < 0.07


def test_times_rise_from_lodging_and_nothing_happens_after_now(rows):
    for row in rows:
        times = [row["lodged_at"], *(leaf["at"] for leaf in row["history"])]
        assert times == sorted(times)
        assert times[-1] < "2026-11-22T12:00:00Z"


def test_texts_in_four_languages_have_their_measured_lengths(rows):
    assert {row["language"] for row in rows} == {"ar", "ckb", "en", "fr"}
    lengths = sorted(len(row["text"]) for row in rows if row["language"] == "fr")
    assert 1_400 < lengths[len(lengths) // 2] < 2_050


def test_only_what_is_a_complaint_is_answered_point_by_point(rows):
    for row in rows:
        for leaf in row["history"]:
            if leaf["kind"] == "reply":
                assert len(leaf.get("points", [])) == (len(row["points"]) if row["kind"] == "complaint" else 0)


def test_the_same_country_comes_out_each_time_line_by_line(country, rows):
    again = [json.loads(line) for line in country.lines(1_500)]
    assert again == rows


def test_a_rare_word_stands_in_the_text_that_is_to_hold_it():
    text = texts_of().description(random.Random(1), "en", length=200, is_rare=True)
    assert RARE in text


def test_a_curve_gives_back_its_quantiles():
    chance, curve = random.Random(3), Curve.of({"p10": 1, "p50": 7, "p90": 26}, least=0)
    drawn = sorted(curve.draw(chance) for _ in range(4_000))
    assert drawn[2_000] == pytest.approx(7, abs=0.6)
    assert drawn[3_600] == pytest.approx(26, abs=2)
    assert drawn[0] >= 0
