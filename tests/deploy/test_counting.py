"""How the cluster drill counts: what is lost, what is there twice, how long nothing was written."""

import pytest

from tools.cluster.load import most_tries, seconds_without, told
from tools.drill.citizens import Acknowledged, Answered

pytestmark = pytest.mark.one_database


def citizen(number, **fields):
    return Acknowledged(f"{number}@drill.example", number, "CODE", ["aa"], **fields)


def case(**fields):
    return {"enclosures": ["aa"], "messages": [], **fields}


def test_a_complaint_that_was_acknowledged_and_is_gone_is_lost():
    assert told([citizen("1"), citizen("2")], {"1": case()}, ["1"])["lost"] == 1


@pytest.mark.parametrize(
    ("acknowledged", "numbers"),
    [(["1", "1"], ["1"]), (["1"], ["1", "1"]), (["1"], ["1", "2"])],
    ids=["one number told twice", "one number there twice", "a case that nobody was told of"],
)
def test_whatever_is_there_more_often_than_told_is_a_duplicate(acknowledged, numbers):
    counts = told([citizen(number) for number in acknowledged], {number: case() for number in numbers}, numbers)
    assert counts["duplicates"] == 1


def test_what_came_with_a_complaint_must_be_there_as_it_was_sent():
    counts = told([citizen("1", message="one more word")], {"1": case(enclosures=["bb"], messages=["x", "x"])}, ["1"])
    assert (counts["other enclosures"], counts["messages not once"], counts["lost"]) == (1, 1, 0)


def test_what_was_in_hand_at_the_kill_does_not_count_as_being_back():
    in_hand, after, later = Answered(9, 9.9, 10.4, 1), Answered(8, 21, 22.5, 7), Answered(23, 23, 24, 1)
    assert seconds_without([in_hand, after, later], 10.0) == 12.5
    assert seconds_without([in_hand], 10.0) == float("inf")


def test_retries_count_for_whatever_was_answered_since_the_kill():
    assert most_tries([Answered(1, 5, 6, 9), Answered(8, 11, 12, 2), Answered(13, 13, 14, 1)], 10.0) == 2
