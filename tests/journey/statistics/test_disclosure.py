"""Nothing under the threshold can be worked out from what is shown of a line."""

from datetime import date
from itertools import product

from hypothesis import example, given
from hypothesis import strategies as st

from mazalim.journey.statistics.rules import mean_score, protect, roll_up, scores_apart, share
from mazalim.journey.statistics.rules.periods import plus_months

counts = st.lists(st.one_of(st.integers(0, 14), st.integers(0, 500)), min_size=1, max_size=14)
thresholds = st.integers(1, 12)


@given(counts, thresholds)
@example([1] * 10, 10)
@example([1] * 10 + [0], 10)
@example([9, 10, 10], 10)
def test_no_hidden_number_can_be_worked_out_from_sum_and_neighbours(values, least):
    line = protect(values, least=least)
    for value, cell in zip(values, line.cells, strict=True):
        assert cell in {None, value}
        assert cell is None or cell == 0 or cell >= least
    assert line.total in {None, sum(values)}
    hidden = [value for value, cell in zip(values, line.cells, strict=True) if cell is None]
    if line.total is None:
        assert hidden
        return
    assert line.total == 0 or line.total >= least
    if not hidden:
        return
    left = line.total - sum(cell for cell in line.cells if cell is not None)
    lowest = 0 if 0 in hidden else 1
    greatest = left - lowest * (len(hidden) - 1)
    assert len(hidden) > 1
    assert greatest >= least, "everybody could tell that a hidden number is small"


@given(st.lists(st.integers(0, 6), min_size=2, max_size=4), st.integers(2, 4))
def test_not_even_who_knows_this_rule_can_work_a_hidden_number_out(values, least):
    line = protect(values, least=least)
    if line.total is None or None not in line.cells:
        return
    possible = [other for other in product(range(line.total + 1), repeat=len(values)) if sum(other) == line.total]
    alike = [other for other in possible if protect(other, least=least) == line]
    for place, value in enumerate(values):
        if 0 < value < least:
            assert len({other[place] for other in alike}) > 1


@given(counts, thresholds)
def test_nothing_is_hidden_where_nothing_is_small(values, least):
    enough = [value if value >= least else 0 for value in values]
    assert protect(enough, least=least).cells == tuple(enough)


def test_the_next_smallest_is_hidden_with_a_small_number():
    assert protect([120, 4, 31, 0, 55], least=10).cells == (120, None, None, 0, 55)
    assert protect([120, 4, 31, 0, 55], least=10).total == 210


def test_small_months_become_quarters_and_small_quarters_a_year():
    months = [plus_months(date(2025, 12, 1), number) for number in range(12)]
    values = [12, 20, 4, 20, 30, 30, 30, 30, 30, 30, 30, 30]
    assert roll_up(months, values, least=10) == [(0, 1), (1, 4), *((place, place + 1) for place in range(4, 12))]
    values = [12, 2, 2, 2, 30, 30, 30, 30, 30, 30, 30, 30]
    assert roll_up(months, values, least=10) == [(0, 1), (1, 12)]
    values = [3, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30]
    assert roll_up(months, values, least=10) == [(0, 2), *((place, place + 1) for place in range(2, 12))]


@given(st.lists(st.integers(0, 40), min_size=1, max_size=12), st.integers(1, 12), thresholds)
def test_rolled_up_months_hold_everything_once_and_nothing_small(values, first, least):
    months = [plus_months(date(2025, first, 1), number) for number in range(len(values))]
    spans = roll_up(months, values, least=least)
    assert [place for start, end in spans for place in range(start, end)] == list(range(len(values)))
    sums = [sum(values[start:end]) for start, end in spans]
    assert len(spans) == 1 or not any(0 < one < least for one in sums)
    for (start, end), one in zip(spans, sums, strict=True):
        small = [value for value in values[start:end] if 0 < value < least]
        assert not small or end - start > 1 or one < least


@given(st.integers(0, 300), st.integers(0, 300), thresholds)
def test_a_share_gives_away_neither_a_small_part_nor_a_small_rest(part, rest, least):
    whole = part + rest
    shown = share(part, whole, least=least)
    if shown is None:
        assert whole < 2 * least or whole == 0
    elif 0 < part < least:
        assert shown.bound == "under"
        assert least / whole <= shown.value + 1e-9
    elif 0 < rest < least:
        assert shown.bound == "over"
        assert (whole - least) / whole >= shown.value - 1e-9
    else:
        assert shown.value == part / whole


@given(st.lists(st.integers(0, 60), min_size=5, max_size=5), thresholds)
def test_scores_are_shown_together_until_none_is_small(scores, least):
    partition = scores_apart(scores, least=least)
    if not partition:
        assert sum(scores) < max(least, 1)
        return
    assert sorted(score for together in partition for score in together) == [1, 2, 3, 4, 5]
    assert not any(0 < sum(scores[score - 1] for score in together) < least for together in partition)


def test_a_mean_does_not_tell_what_the_scores_do_not():
    assert mean_score([2, 0, 0, 20, 20], least=10) is None
    assert mean_score([20, 0, 0, 20, 20], least=10) == 10 / 3
    assert mean_score([2, 0, 0, 200, 200], least=10) is not None
    assert mean_score([0, 0, 0, 0, 12], least=10) is None
