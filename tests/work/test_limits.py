"""Limits: counted in one statement, and what is refused by one uses up nothing of the others."""

from datetime import UTC, datetime, timedelta

import pytest

from mazalim.work import limits
from mazalim.work.models import LimitCounter

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
FIRST, SECOND = ("messages_per_complaint", "1"), ("archives_per_complaint", "1")


@pytest.fixture(autouse=True)
def few(settings):
    settings.MAZALIM_LIMITS = {"messages_per_complaint": (2, 3600), "archives_per_complaint": (3, 86_400)}


def counts() -> list[int]:
    return list(LimitCounter.objects.order_by("window_end").values_list("count", flat=True))


def test_a_limit_holds_for_its_window_and_begins_anew_after_it():
    assert [limits.count(*FIRST, at=AT) for _ in range(3)] == [True, True, False]
    assert limits.count(*FIRST, at=AT + timedelta(hours=1))


def test_to_count_costs_one_query(django_assert_num_queries):
    for _ in range(2):
        with django_assert_num_queries(1):
            limits.count(*FIRST, at=AT)


def test_several_are_counted_together_and_the_first_that_is_crossed_is_named():
    assert [limits.count_each([FIRST, SECOND], at=AT) for _ in range(3)] == ["", "", "messages_per_complaint"]


def test_who_is_refused_by_one_limit_uses_up_nothing_of_those_after_it():
    for _ in range(9):
        limits.count_each([FIRST, SECOND], at=AT)
    assert counts() == [9, 2]
    assert limits.count(*SECOND, at=AT)


def test_several_cost_as_many_queries_as_one(django_assert_num_queries):
    with django_assert_num_queries(3):  # the statement, and the savepoint of a test's transaction around it
        limits.count_each([FIRST, SECOND], at=AT)


def test_whether_one_of_several_is_spent_is_one_query_whatever_the_answer(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert not limits.are_spent([FIRST, SECOND], at=AT)
    limits.count(*FIRST, at=AT, by=2)
    with django_assert_num_queries(1):
        assert limits.are_spent([FIRST, SECOND], at=AT)
    assert not limits.are_spent([FIRST, SECOND], at=AT + timedelta(hours=1))
