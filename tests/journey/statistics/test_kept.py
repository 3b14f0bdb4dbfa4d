"""Figures that many ask for at once are read by one of them."""

from threading import Barrier, Event, Thread
from uuid import uuid4

import pytest
from django.utils import timezone

from mazalim.figures.queries import Mark
from mazalim.journey.statistics.queries.kept import kept


def ask_together(mark: Mark, make, number: int = 4) -> list:
    """What `number` threads got that asked at one moment; an error in its place."""
    together, got = Barrier(number), []

    def ask() -> None:
        together.wait(10)
        try:
            got.append(kept(mark, "figures", make))
        except ZeroDivisionError as error:
            got.append(error)

    threads = [Thread(target=ask) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return got


@pytest.fixture
def mark() -> Mark:
    return Mark(1, uuid4(), timezone.now())


def test_one_reads_and_the_others_wait_for_it(mark: Mark) -> None:
    read, slowly = [], Event()

    def make() -> int:
        read.append(1)
        slowly.wait(0.5)
        return 7

    assert ask_together(mark, make) == [7] * 4
    assert len(read) == 1


def test_where_the_one_fails_each_tries_and_the_next_is_not_held_up(mark: Mark) -> None:
    slowly = Event()

    def fail() -> int:
        slowly.wait(0.2)
        return 1 // 0

    assert [type(one) for one in ask_together(mark, fail)] == [ZeroDivisionError] * 4
    assert kept(mark, "figures", lambda: 8) == 8
